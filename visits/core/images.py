"""Read an uploaded image and make it small and upright, without its metadata."""

from __future__ import annotations

import hashlib
import io
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

pillow_heif.register_heif_opener()
# How many pixels are opened is decided below, by what each format takes to decode.
Image.MAX_IMAGE_PIXELS = None

logger = logging.getLogger(__name__)

LONGEST_SIDE = 1600
# From good to bearable, until the file is no larger than a slow connection takes.
QUALITIES = (82, 74, 66, 58, 50)
TARGET_BYTES = 300 * 1024
# What cameras and phones make, with the most pixels of each that are decoded. A baseline JPEG is decoded
# reduced, strip by strip; the others as a whole, WebP with two copies beside it.
MOST_PIXELS = {
    "JPEG": 250_000_000,
    "MPO": 250_000_000,
    "PNG": 50_000_000,
    "HEIF": 50_000_000,
    "AVIF": 50_000_000,
    "WEBP": 25_000_000,
    "GIF": 25_000_000,
}
# An MPO (a JPEG with further pictures behind it) is opened as the JPEG that it is.
FORMATS = [name for name in MOST_PIXELS if name != "MPO"]
MOST_PIXELS_PROGRESSIVE = 50_000_000
# Cameras write about ten scans; each of thousands would be decoded over the whole picture.
MOST_SCANS = 100
START_OF_IMAGE, START_OF_SCAN, END_OF_IMAGE = b"\xff\xd8", b"\xff\xda", b"\xff\xd9"
# In pixels. From here on a decoded picture takes so much memory that a process decodes one at a time.
DECODED_ALONE_FROM = 10_000_000
_one_large_picture = threading.Lock()
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


class NotAnImage(ValueError):
    """The file cannot be read as a picture; the text is a sentence for who sent it."""

    def __str__(self) -> str:
        return _("This file is not a photo that can be read. Choose another one.")


class TooManyPixels(NotAnImage):
    """A picture that would take too much memory to open."""

    def __str__(self) -> str:
        return _("This photo has too many pixels to be opened. Take it at a lower resolution.")


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
    """The image upright and small, as JPEG without its metadata.

    At most 1600 pixels long and, if it can be, 300 KB large. A JPEG that was cut off is read as
    far as it goes. Raises NotAnImage for anything that is no picture, TooManyPixels for one too
    large to open.
    """
    # The form has read the beginning to learn whether a file came at all.
    file.seek(0)
    picture = _read(file.read())
    for quality in QUALITIES:
        content = _jpeg(picture, quality)
        if len(content) <= TARGET_BYTES:
            break
    return SmallImage(content, picture.width, picture.height)


def thumbnail(file: BinaryIO, side: int) -> bytes:
    """A photo that was shrunk before, small enough for a list of many."""
    with Image.open(file, formats=["JPEG"]) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((side, side))
    return _jpeg(picture, QUALITIES[1])


def _read(content: bytes) -> Image.Image:
    """The pixels of a file: upright, small, in sRGB and on white."""
    if content.startswith(START_OF_IMAGE):
        # A JPEG that was cut off on a bad line is still most of a photo: the decoder fills in what is missing.
        content += END_OF_IMAGE
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            _check_size(opened, content)
            with _decoding(opened):
                opened.draft(None, (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # a JPEG by a half, a quarter, an eighth
                opened.load()
                # Small first: turning and colouring then touch at most 1600 pixels a side.
                return _opaque(_upright(_small(opened)))
    except NotAnImage:
        raise
    except Exception as problem:  # whatever a decoder raises about a file from outside, it is no picture
        logger.info("A photo could not be read: %s", type(problem).__name__)
        raise NotAnImage from problem


def _check_size(opened: Image.Image, content: bytes) -> None:
    """Raise TooManyPixels or NotAnImage before anything is decoded."""
    most = MOST_PIXELS[opened.format or ""]
    if opened.format in ("JPEG", "MPO"):
        # Counted in the bytes: Pillow learns of the scans only while it decodes them.
        if content.count(START_OF_SCAN) > MOST_SCANS:
            raise NotAnImage
        if opened.info.get("progressive"):
            most = MOST_PIXELS_PROGRESSIVE
    if opened.width * opened.height > most:
        raise TooManyPixels


@contextmanager
def _decoding(opened: Image.Image) -> Iterator[None]:
    """One large picture at a time."""
    # Most photos are small enough that four pages may decode at once.
    if opened.width * opened.height < DECODED_ALONE_FROM:
        yield
        return
    with _one_large_picture:
        yield


def _small(picture: Image.Image) -> Image.Image:
    """At most 1600 pixels long, in a mode that can be scaled and coloured."""
    if picture.mode in ("I", "I;16", "I;16B", "I;16L", "F"):
        picture = picture.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    elif picture.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    # Reduced in two steps: a coarse one that is cheap, and a fine one from twice the size.
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    return picture


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # metadata of any shape: without a readable orientation the picture stays as it is
        return picture


def _opaque(picture: Image.Image) -> Image.Image:
    """The colours in sRGB, and white where the picture can be seen through: a JPEG has no transparency."""
    # Asked before the colours are converted, which drops the transparency.
    seen_through = picture.has_transparency_data
    solid = _in_srgb(picture)
    if not seen_through:
        return solid
    on_white = Image.new("RGB", picture.size, "white")
    on_white.paste(solid, mask=picture.convert("RGBA").getchannel("A"))
    return on_white


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    opaque = picture.convert({"LA": "L", "RGBA": "RGB"}.get(picture.mode, picture.mode))
    if profile:
        try:
            embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(opaque, embedded, SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile that is none, or of another kind of colours
        else:
            if converted is not None:
                return converted
    return opaque.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    """The pixels alone: what else the file held (comments, profiles) would be written with them."""
    pixels = Image.new("RGB", picture.size)
    pixels.paste(picture)
    out = io.BytesIO()
    pixels.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
