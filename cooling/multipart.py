"""The words of a posted form without its files, taken out of the bytes while they arrive."""

from __future__ import annotations

import re

LONGEST_HEADER = 16 * 1024
BOUNDARY = re.compile(r'multipart/form-data\s*;.*?boundary="?([^";,]{1,200})', re.IGNORECASE)
FILE = re.compile(rb";\s*filename\*?\s*=", re.IGNORECASE)


def boundary_of(content_type: str) -> bytes:
    """What parts the fields of a form of this type; empty for any other type."""
    found = BOUNDARY.match(content_type)
    return found[1].strip().encode("latin-1") if found else b""


class TextPartsOnly:
    """A form's body in pieces of any size; gives back the same body without the parts that are files."""

    def __init__(self, boundary: bytes):
        self.mark = b"\r\n--" + boundary
        # As if a line had ended before: the first mark stands at the beginning of the body.
        self.rest = b"\r\n"
        self.keeps = self.in_header = self.is_over = self.begun = False

    def feed(self, data: bytes) -> bytes:
        self.rest += data
        out = bytearray()
        while not self.is_over and (self._read_header(out) if self.in_header else self._read_content(out)):
            pass
        if self.is_over:
            self.rest = b""
        return bytes(out)

    def _read_content(self, out: bytearray) -> bool:
        """Up to the next mark; True where it was found."""
        at = self.rest.find(self.mark)
        # The end may be the beginning of a mark, whose rest comes with the next piece.
        whole = at if at >= 0 else max(0, len(self.rest) - len(self.mark) + 1)
        if self.keeps:
            out += self.rest[:whole]
        self.rest = self.rest[whole:]
        if at < 0:
            return False
        self.rest, self.in_header = self.rest[len(self.mark) :], True
        return True

    def _read_header(self, out: bytearray) -> bool:
        """What a part says of itself, or the end of all; True where the part's content follows."""
        if self.rest.startswith(b"--"):
            self._put_mark(out)
            out += b"--\r\n"
            self.is_over = True
            return False
        end = self.rest.find(b"\r\n\r\n")
        if end < 0:
            # No browser writes so much before a value: nothing more of it is kept.
            self.is_over = len(self.rest) > LONGEST_HEADER
            return False
        header, self.rest = self.rest[: end + 4], self.rest[end + 4 :]
        self.keeps, self.in_header = not FILE.search(header), False
        if self.keeps:
            self._put_mark(out)
            out += header
        return True

    def _put_mark(self, out: bytearray) -> None:
        # The first mark has no line end before it in a real body.
        out += self.mark if self.begun else self.mark[2:]
        self.begun = True
