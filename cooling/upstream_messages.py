"""Our words for sentences of Django and other packages, whose Indonesian is none or bad: `cooling/locale`."""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from cooling import messages

FOLDER = messages.ROOT / "cooling" / "locale"
# The catalogues of a page, and that of the scripts of Django's own administration.
DOMAINS = ("django", "djangojs")
PACKAGES = ("django.conf", "django.contrib.admin", "django.contrib.auth", "allauth", "import_export")
Key = tuple[str, str | None]


def catalogue_path(domain: str) -> Path:
    return FOLDER / messages.LOCALE / "LC_MESSAGES" / f"{domain}.po"


def read_catalogue(domain: str) -> Catalog:
    with catalogue_path(domain).open("rb") as stream:
        return read_po(stream, locale=messages.LOCALE)


def key_of(message: Message) -> Key:
    return message.id if isinstance(message.id, str) else message.id[0], message.context


def upstream(domain: str) -> set[Key]:
    """Every sentence that one of the packages can say, in whatever language it is translated to."""
    found = set()
    for package in PACKAGES:
        spec = find_spec(package)
        for folder in spec.submodule_search_locations if spec else ():
            # Each catalogue holds all sentences; one package has none in English, another none in Indonesian.
            paths = sorted(Path(folder).glob(f"locale/*/LC_MESSAGES/{domain}.po"))
            for path in [path for path in paths if path.parts[-3] in ("en", "id", "de")]:
                with path.open("rb") as stream:
                    found |= {key_of(message) for message in read_po(stream) if message.id}
    return found


def update() -> None:
    """Write the catalogues in order, without what no package says any more."""
    for domain in DOMAINS:
        catalogue, known = read_catalogue(domain), upstream(domain)
        for message in list(catalogue):
            if message.id and key_of(message) not in known:
                catalogue.delete(message.id, message.context)
        written = BytesIO()
        write_po(written, catalogue, width=110, sort_output=True, omit_header=True, include_lineno=False)
        catalogue_path(domain).write_bytes(messages.header() + written.getvalue())


def problems() -> list[str]:
    """Each sentence that no package says, that our own catalogue says as well, or that is not translated."""
    own = {key_of(message) for message in messages.read_catalogue() if message.id}
    told = []
    for domain in DOMAINS:
        known = upstream(domain)
        for message in (message for message in read_catalogue(domain) if message.id):
            name = f"{key_of(message)[0]!r} (cooling/locale, {domain})"
            if key_of(message) not in known:
                told.append(f"said by no package: {name}")
            elif domain == "django" and key_of(message) in own:
                told.append(f"already in visits/locale: {name}")
            elif not messages.is_filled(message) or message.fuzzy:
                told.append(f"not translated: {name}")
            told.extend(f"{problem}: {name}" for problem in message.check(None))
    return told
