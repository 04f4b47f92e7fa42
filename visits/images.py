"""Read an uploaded image and make it small, upright and silent about where it was taken."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

pillow_heif.register_heif_opener()

LONGEST_SIDE = 1600
# From good to bearable, until the file is no larger than a slow line takes.
QUALITIES = (82, 74, 66, 58, 50)
LARGEST = 300 * 1024
# Sixty million pixels: more than any phone's camera, less than what fills the memory.
MOST_PIXELS = 60_000_000


class NotAnImage(ValueError):
    """The file cannot be read as a picture."""


@dataclass(frozen=True)
class SmallImage:
    """A re-encoded JPEG with no metadata at all, named by its content."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def shrink(file: BinaryIO) -> SmallImage:
    """The image at most 1600 pixels long and, if it can be, 300 KB large: upright, as JPEG without its metadata.

    Raises NotAnImage for anything that is no picture, or one too large to open.
    """
    try:
        with Image.open(file) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAnImage
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise NotAnImage from problem
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    for quality in QUALITIES:
        content = _jpeg(upright, quality)
        if len(content) <= LARGEST:
            break
    return SmallImage(content, upright.width, upright.height)


def thumbnail(file: BinaryIO, side: int) -> bytes:
    """A photo that was shrunk before, small enough for a list of many."""
    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((side, side))
    return _jpeg(picture, QUALITIES[1])


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
