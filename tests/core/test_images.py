"""The opener of photos: formats by list, right pixels, bounded memory, and nothing of the file but its pixels."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import textwrap

import pytest
from PIL import Image, ImageCms, ImageDraw

from visits.core.images import NotAnImage, TooManyPixels, shrink

SIZE = (64, 48)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")


def encoded(picture: Image.Image, kind: str = "JPEG", **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    """What the opener made of a file."""
    return Image.open(io.BytesIO(shrink(io.BytesIO(content)).content))


def is_near(colour: tuple[int, ...], wanted: tuple[int, ...], within: int = 12) -> bool:
    return all(abs(one - other) <= within for one, other in zip(colour, wanted, strict=True))


def two_halves(mode: str, left: object, right: object) -> Image.Image:
    picture = Image.new(mode, SIZE, left)
    ImageDraw.Draw(picture).rectangle((SIZE[0] // 2, 0, *SIZE), fill=right)
    return picture


def grey_16(dark: int, light: int) -> Image.Image:
    half = [dark] * (SIZE[0] // 2) + [light] * (SIZE[0] // 2)
    return Image.frombytes("I;16", SIZE, struct.pack(f"<{SIZE[0] * SIZE[1]}H", *half * SIZE[1]))


@pytest.mark.fault("B11")
@pytest.mark.parametrize(("dark", "light"), [(0, 65535), (8000, 40000), (300, 32768)])
def test_a_16_bit_grey_png_keeps_its_greys(dark, light):
    picture = opened(encoded(grey_16(dark, light), "PNG"))

    assert is_near(picture.getpixel((4, 4)), (dark // 257,) * 3)
    assert is_near(picture.getpixel((60, 4)), (light // 257,) * 3)


@pytest.mark.fault("B11")
@pytest.mark.parametrize(
    "content",
    [
        encoded(two_halves("RGBA", (0, 0, 0, 0), (0, 128, 0, 255)), "PNG"),
        encoded(two_halves("RGBA", (0, 0, 0, 0), (0, 128, 0, 255)), "WEBP", lossless=True),
        encoded(two_halves("RGBA", (0, 0, 0, 0), (0, 128, 0, 255)).quantize(8), "PNG"),
        encoded(two_halves("RGBA", (0, 0, 0, 0), (0, 128, 0, 255)), "GIF"),
    ],
    ids=["png", "webp", "palette", "gif"],
)
def test_what_can_be_seen_through_stands_on_white(content):
    picture = opened(content)

    assert is_near(picture.getpixel((4, 4)), (255, 255, 255))
    assert is_near(picture.getpixel((60, 40)), (0, 128, 0))


@pytest.mark.fault("B11")
@pytest.mark.parametrize("kept", [0.998, 0.9, 0.6])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_that_was_cut_off_is_read_as_far_as_it_goes(kept, progressive):
    noise = Image.effect_noise((640, 480), 90).convert("RGB")
    whole = encoded(noise, quality=90, progressive=progressive)

    picture = opened(whole[: int(len(whole) * kept)])

    assert picture.size == (640, 480)
    assert len({picture.getpixel((x, 3)) for x in range(0, 640, 40)}) > 5


@pytest.mark.fault("B11")
@pytest.mark.parametrize("size", [(9000, 6000), (12000, 9000), (16320, 12240)])
def test_a_jpeg_of_50_to_200_megapixels_is_opened_reduced(size):
    picture = opened(encoded(Image.new("L", size, 90), quality=40))

    assert max(picture.size) == 1600
    assert picture.size[0] / picture.size[1] == pytest.approx(size[0] / size[1], rel=0.01)
    assert is_near(picture.getpixel((4, 4)), (90,) * 3)


@pytest.mark.fault("B11", "A23")
@pytest.mark.parametrize(
    ("kind", "options"),
    [("JPEG", {"progressive": True, "quality": 30}), ("PNG", {}), ("WEBP", {"quality": 1, "method": 0}), ("GIF", {})],
)
def test_too_many_pixels_have_a_sentence_of_their_own(kind, options):
    content = encoded(Image.new("RGB" if kind != "GIF" else "L", (9000, 7000)), kind, **options)

    with pytest.raises(TooManyPixels) as problem:
        shrink(io.BytesIO(content))

    assert "terlalu besar" in str(problem.value)


def with_primaries(red, green, blue) -> bytes:
    """The profile of sRGB with other primaries (XYZ under D50)."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for name, colour in ((b"rXYZ", red), (b"gXYZ", green), (b"bXYZ", blue)):
        entry = profile.index(name, 128)
        at = struct.unpack_from(">I", profile, entry + 4)[0]
        struct.pack_into(">3i", profile, at + 8, *(round(value * 65536) for value in colour))
    return bytes(profile)


# Published values of Display P3, adapted to D50.
DISPLAY_P3 = with_primaries((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))


def cmyk_profile(full_cyan: tuple[int, int, int]) -> bytes:
    """A printer's profile in which all ink is white paper but cyan, which is the given Lab (8 bits)."""
    grid = b"".join(bytes(full_cyan) if corner & 8 else bytes((255, 128, 128)) for corner in range(16))
    ramp = bytes(range(256))
    lut = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    lut += ramp * 4 + grid + ramp * 3
    lut += bytes(-len(lut) % 4)
    text = b"text" + bytes(4) + b"test\0\0\0\0"
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    tags, start = [(b"A2B0", lut), (b"wtpt", white), (b"cprt", text), (b"desc", text)], 128 + 4 + 4 * 12
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags:
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content
    head = struct.pack(">I4sI", start + len(body), b"test", 0x02400000) + b"prtrCMYKLab " + bytes(12) + b"acsp"
    head = head.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + table + body


@pytest.mark.fault("B11")
@pytest.mark.parametrize(("kind", "options"), [("JPEG", {"quality": 95}), ("PNG", {}), ("WEBP", {"lossless": True})])
def test_display_p3_becomes_srgb(kind, options):
    picture = opened(encoded(Image.new("RGB", SIZE, (234, 51, 35)), kind, icc_profile=DISPLAY_P3, **options))

    assert is_near(picture.getpixel((9, 9)), (255, 0, 0))
    assert "icc_profile" not in picture.info


@pytest.mark.fault("B11")
def test_display_p3_below_transparency_becomes_srgb_on_white():
    picture = two_halves("RGBA", (234, 51, 35, 255), (0, 0, 0, 0))

    found = opened(encoded(picture, "PNG", icc_profile=DISPLAY_P3))

    assert is_near(found.getpixel((4, 4)), (255, 0, 0))
    assert is_near(found.getpixel((60, 4)), (255, 255, 255))


@pytest.mark.fault("B11")
def test_cmyk_is_read_by_its_profile_and_without_one_as_printers_mean_it():
    cyan = Image.new("CMYK", SIZE, (255, 0, 0, 0))

    by_profile = opened(encoded(cyan, quality=95, icc_profile=cmyk_profile((136, 208, 195))))
    without = opened(encoded(cyan, quality=95))

    red, green, blue = by_profile.getpixel((9, 9))
    assert red > 100 > 30 > max(green, blue)
    assert is_near(without.getpixel((9, 9)), (0, 255, 255), within=20)


@pytest.mark.fault("B11")
def test_a_broken_profile_leaves_the_colours_as_they_are():
    picture = opened(encoded(Image.new("RGB", SIZE, (10, 200, 30)), "PNG", icc_profile=b"no profile" * 30))

    assert is_near(picture.getpixel((9, 9)), (10, 200, 30))


@pytest.mark.fault("B11")
@pytest.mark.parametrize(
    ("kind", "count", "value"),
    [
        (2, 4, b"six\0"),  # text
        (5, 1, struct.pack(">I", 8)),  # a fraction whose place is inside the head
        (3, 3, struct.pack(">HH", 6, 6)),  # three numbers, of which two are there
        (12, 1, struct.pack(">I", 8)),  # a floating-point number
        (3, 1, struct.pack(">HH", 99, 0)),  # an orientation that there is none of
        (99, 1, struct.pack(">I", 6)),  # a type that there is none of
        (4, 2**31, struct.pack(">I", 8)),  # more values than the file has bytes
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_an_orientation_of_a_wrong_type_is_no_reason_to_refuse(kind, count, value):
    entry = struct.pack(">HHI", 0x0112, kind, count) + value
    exif = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)

    assert opened(encoded(two_halves("RGB", "red", "blue"), exif=exif)).size in (SIZE, SIZE[::-1])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_turned_photo_is_turned_upright(kind):
    exif = Image.Exif()
    exif[0x0112] = 6

    assert opened(encoded(two_halves("RGB", "red", "blue"), kind, exif=exif)).size == (SIZE[1], SIZE[0])


@pytest.mark.fault("A23")
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"comment": "Rahasia di sini", "icc_profile": DISPLAY_P3 + b"Rahasia di sini"}),
        ("GIF", {"comment": b"Rahasia di sini"}),
        ("WEBP", {"xmp": b"<x>Rahasia di sini</x>"}),
        ("JPEG", {"xmp": b"<x>Rahasia di sini</x>"}),
        ("AVIF", {"xmp": b"<x>Rahasia di sini</x>"}),
    ],
)
def test_nothing_of_a_file_stays_but_its_pixels(kind, options):
    content = encoded(Image.new("RGB", SIZE, "green"), kind, **options)
    assert b"Rahasia di sini" in content

    small = shrink(io.BytesIO(content)).content

    assert b"Rahasia" not in small
    assert set(Image.open(io.BytesIO(small)).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
        "progressive",
        "progression",
    }


@pytest.mark.fault("A23")
@pytest.mark.parametrize("kind", ["BMP", "TIFF", "PPM", "ICO", "TGA", "JPEG2000", "PCX", "EPS", "DDS"])
def test_formats_that_no_phone_makes_are_not_opened(kind):
    with pytest.raises(NotAnImage):
        shrink(io.BytesIO(encoded(Image.new("RGB", SIZE, "green"), kind)))


@pytest.mark.fault("A23")
def test_a_jpeg_of_thousands_of_scans_is_not_decoded():
    content = encoded(Image.effect_noise((640, 480), 90), progressive=True)
    scan = content.index(b"\xff\xda", content.index(b"\xff\xda") + 2)
    end = content.index(b"\xff\xda", scan + 2)

    with pytest.raises(NotAnImage):
        shrink(io.BytesIO(content[:scan] + content[scan:end] * 5000 + content[end:]))


# In a process of its own: only so can its memory be bounded and read.
THREE_AT_ONCE = """
import io, resource, sys, threading
from visits.core.images import NotAnImage, shrink

content = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
def work():
    try:
        shrink(io.BytesIO(content))
    except NotAnImage:
        pass
threads = [threading.Thread(target=work) for _ in range(3)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.fault("A23")
@pytest.mark.parametrize(
    ("kind", "size", "options"),
    [
        ("WEBP", (5000, 4900), {"quality": 1, "method": 0}),
        ("WEBP", (12000, 12000), {"quality": 1, "method": 0}),
        ("PNG", (8000, 6200), {}),
        ("JPEG", (16000, 12000), {"quality": 20}),
    ],
)
def test_three_small_files_of_many_pixels_take_little_memory(kind, size, options):
    content = encoded(Image.new("L" if kind == "JPEG" else "RGB", size, 120), kind, **options)

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(THREE_AT_ONCE)], input=content, capture_output=True, check=True
    )

    assert int(done.stdout) < 450, "megabytes above what the process took before"


@pytest.mark.fault("B11", "A23")
@pytest.mark.parametrize("kind", FORMATS)
def test_whatever_breaks_a_file_it_is_a_picture_or_refused(kind):
    """Bytes changed, cut out, doubled: by a seed, so that a failure is found again."""
    source = random.Random(f"photos {kind}")
    whole = encoded(Image.effect_noise((160, 120), 80).convert("RGB"), kind)

    for _case in range(60):
        content = bytearray(whole)
        for _change in range(source.randint(1, 12)):
            at = source.randrange(len(content))
            match source.randrange(4):
                case 0:
                    content[at] = source.randrange(256)
                case 1:
                    del content[at : at + source.randint(1, 40)]
                case 2:
                    content[at:at] = content[at : at + source.randint(1, 40)]
                case _:
                    content[at : at + 4] = b"\xff\xff\xff\xff"
            if not content:
                break
        try:
            shrink(io.BytesIO(bytes(content)))
        except NotAnImage:
            continue


@pytest.mark.fault("B11")
@pytest.mark.parametrize("kept", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_a_heic_cut_inside_is_refused_with_a_sentence(kind, kept):
    whole = encoded(Image.effect_noise((320, 240), 80).convert("RGB"), kind)

    with pytest.raises(NotAnImage) as problem:
        shrink(io.BytesIO(whole[: int(len(whole) * kept)]))

    assert str(problem.value)
