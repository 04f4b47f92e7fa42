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
QUALITY = 82
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
    """The image at most 1600 pixels long, upright, as JPEG without its metadata.

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
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return SmallImage(out.getvalue(), upright.width, upright.height)
