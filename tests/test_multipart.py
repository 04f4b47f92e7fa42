"""The words of a form are found among its files, in whatever pieces its bytes arrive."""

import pytest

from cooling.multipart import LONGEST_HEADER, TextPartsOnly, boundary_of

pytestmark = pytest.mark.fault("A4")
WORD = b'--grenze\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nkata\r\n--grenz\r\nkata\r\n'
NAMED = b'--grenze\r\nContent-Disposition: form-data; name="filename"\r\n\r\n\r\n'
PHOTO = b'--grenze\r\ncontent-disposition: FORM-DATA; name="a"; FileName="b.jpg"\r\n\r\n\xff\xd8\r\n--grenz\xff\r\n'
OTHER = b"--grenze\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''b.jpg\r\n\r\n\r\n\r\n"
END = b"--grenze--\r\n"


@pytest.mark.parametrize(
    "parts", [[], [WORD], [PHOTO], [PHOTO, WORD, OTHER, NAMED, WORD], [WORD, OTHER, PHOTO], [NAMED, NAMED]]
)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 11, 64, 1000])
def test_only_files_are_missing_from_what_is_kept(parts, size):
    body, words = b"".join([*parts, END]), TextPartsOnly(b"grenze")

    kept = b"".join(words.feed(body[at : at + size]) for at in range(0, len(body), size))

    assert kept == b"".join([*(part for part in parts if part in (WORD, NAMED)), END])


@pytest.mark.parametrize("after", [b"", b"\r\n", b"epilogue\r\n--grenze\r\n\r\n"])
def test_nothing_after_the_end_is_kept(after):
    assert TextPartsOnly(b"grenze").feed(WORD + END + after) == WORD + END


@pytest.mark.parametrize("junk", [b"x" * 100_000, b"--grenze\r\n" + b"x" * 2 * LONGEST_HEADER, b"--grenze" * 5000])
def test_what_is_no_form_takes_no_memory(junk):
    words = TextPartsOnly(b"grenze")
    kept = b"".join(words.feed(junk[at : at + 1000]) for at in range(0, len(junk), 1000))

    assert len(kept) + len(words.rest) < 2 * LONGEST_HEADER


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=----WebKitFormBoundary7MA4", b"----WebKitFormBoundary7MA4"),
        ('Multipart/Form-Data; charset=utf-8; boundary="a b"', b"a b"),
        ("multipart/form-data", b""),
        ("multipart/mixed; boundary=x", b""),
        ("application/x-www-form-urlencoded; boundary=x", b""),
        ("", b""),
    ],
)
def test_the_boundary_is_read_from_the_type(content_type, boundary):
    assert boundary_of(content_type) == boundary
