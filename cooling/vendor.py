"""Static files: third-party CSS out of the installed distributions, our scripts, both without what no page needs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder, FileSystemFinder
from django.core.checks import Error, register
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from cooling.trim import names_in_our_sources, trimmed, without_blanks, without_comments

# Address below static/ → distribution, its file, and the SHA-256 that was read and allowed.
VENDOR_FILES = {
    "vendor/bootstrap.min.css": (
        "bootstrap-wrapper",
        "bootstrap/css/bootstrap.min.css",
        "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede",
    ),
}

OWN_STYLES = Path(__file__).resolve().parent.parent / "static" / "css" / "app.css"
UNCOMPRESSED = ("admin/", "import_export/", "treebeard/")


def installed_path(address: str) -> Path:
    name, file, _ = VENDOR_FILES[address]
    return Path(distribution(name).locate_file(file)).resolve()


class DistributionFinder(BaseFinder):
    """Finds each vendor file where its distribution was installed."""

    def find(self, path, find_all=False):
        # Only what is on the list: a distribution holds much else that nobody read.
        if path not in VENDOR_FILES:
            return []
        found = str(installed_path(path))
        return [found] if find_all else found

    def list(self, ignore_patterns):
        for address in VENDOR_FILES:
            yield address, VendorStorage()


class VendorStorage(FileSystemStorage):
    """Opens a vendor file by its address, for collectstatic, without what no page uses."""

    def path(self, name):
        return str(installed_path(name))

    def _open(self, name, mode="rb"):
        text = trimmed(installed_path(name).read_text(), names_in_our_sources(), beside=OWN_STYLES.read_text())
        return ContentFile(text.encode(), name=name)


class OwnFinder(FileSystemFinder):
    """Finds our own files; scripts leave their comments behind before their imports are read."""

    def list(self, ignore_patterns):
        for path, storage in super().list(ignore_patterns):
            shorten = SHORTENED.get(path.split("/")[0])
            yield path, ShortenedStorage(storage.location, shorten) if shorten else storage


# Folder below static/ → what is left out of its files.
SHORTENED = {"js": without_comments, "css": without_blanks}


class ShortenedStorage(FileSystemStorage):
    """Opens a file of ours, for collectstatic, without what only its authors read."""

    def __init__(self, location, shorten: Callable[[str], str]):
        super().__init__(location)
        self.shorten = shorten

    def _open(self, name, mode="rb"):
        return ContentFile(self.shorten(Path(self.path(name)).read_text()).encode(), name=name)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names and brotli; imports between our own script modules follow the hashes.

    The admin's files stay uncompressed: only administrators at a desk load them, and brotli
    over them takes most of the time of collectstatic.
    """

    support_js_module_import_aggregation = True
    keep_only_hashed_files = True
    # Without the pattern of sourceMappingURL: maps are for people who change Bootstrap, and are not served.
    patterns = (
        (
            "*.css",
            (
                r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))""",
                (r"""(?P<matched>@import\s*["']\s*(?P<url>.*?)["'])""", """@import url("%(url)s")"""),
            ),
        ),
    )

    def url(self, name, force=True):
        """The hashed address with DEBUG on as well: only hashed files are there."""
        return super().url(name, force=force)

    def compress_files(self, paths):
        return super().compress_files(path for path in paths if not path.startswith(UNCOMPRESSED))


@register
def check_vendor_files(app_configs, **kwargs):
    """Each vendor file is the one that was read: its SHA-256 is on the list."""
    problems = []
    for address, (name, file, allowed) in VENDOR_FILES.items():
        found = hashlib.sha256(installed_path(address).read_bytes()).hexdigest()
        if found != allowed:
            problems.append(Error(f"{file} of {name} is not the allowed file: {found}.", id="cooling.E001"))
    return problems
