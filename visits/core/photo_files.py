"""Files of photos: named by their content, written whole, swept when no row names them."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from visits.core.exceptions import NotStored
from visits.core.images import SmallImage, thumbnail
from visits.models import SMALL_SIDE, Photo

logger = logging.getLogger("visits.photos")


def photo_path(digest: str) -> Path:
    """Where the file of this content lies; the folder is spread over 256 others."""
    return Path(settings.MEDIA_ROOT) / "photos" / digest[:2] / f"{digest}.jpg"


def small_photo_path(digest: str) -> Path:
    """The same photo as a thumbnail, made when it is first asked for. Raises FileNotFoundError without the photo."""
    path = photo_path(digest).with_suffix(".small.jpg")
    if not path.exists():
        with photo_path(digest).open("rb") as file:
            small = thumbnail(file, SMALL_SIDE)
        try:
            _write_whole(path, small)
        except OSError:
            # No room: whoever looks gets the whole photo.
            return photo_path(digest)
    return path


def put_on_disk(image: SmallImage) -> None:
    """Write the file under its name as a whole or not at all, and wait until it is on disk.

    Raises NotStored where the disk takes no more.
    """
    path = photo_path(image.digest)
    try:
        try:
            os.utime(path)  # a file that no row names yet is new again, and not swept
        except FileNotFoundError:
            _write_whole(path, image.content)
    except OSError as problem:
        logger.error("a photo could not be stored: %s", problem)
        raise NotStored(_("The server has no room for this photo now. Add it again later.")) from problem


def sweep_files() -> int:
    """Delete the files of photos that no row names and nobody put there lately; how many photos they were.

    A save that was cut off leaves one, and so does a photo that was removed. A file that is put
    there again at this moment comes back.
    """
    # The age is taken before the names: a save that runs meanwhile has touched its file since.
    before, swept = time.time() - settings.KEEP_LOOSE_PHOTOS.total_seconds(), 0
    named = set(Photo.objects.order_by().values_list("digest", flat=True).iterator())
    for path in (Path(settings.MEDIA_ROOT) / "photos").glob("??/*"):
        digest = path.name.partition(".")[0]
        if digest in named or path.stat().st_mtime >= before:
            continue
        aside = path.with_name(f".{path.name}")
        # Out of its place first: a save that comes now writes the file anew instead of trusting a name about to go.
        path.rename(aside)
        # It was touched between the two looks: somebody is about to name it.
        if aside.stat().st_mtime >= before and not path.exists():
            aside.rename(path)
            continue
        aside.unlink()
        # Thumbnails go with their photo and are not counted beside it.
        swept += path == photo_path(digest)
    return swept


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place: only a rename within one file system puts it there in one step.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as partial:
        try:
            partial.write(content)
            partial.flush()
            # The row that names it is committed next; after a power cut the file must not be empty.
            os.fsync(partial.fileno())
            Path(partial.name).replace(path)
        except OSError:
            Path(partial.name).unlink(missing_ok=True)
            raise
