"""Where exports lie while they are made and until they are fetched, and who is at work on them.

A lock of the operating system goes with the process that holds it, however that ends: a file whose
lock is free is nobody's, and a slot that was held is free again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import uuid
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

WORKER_SLOTS = 2


class ExportFolder:
    """The folder of one export.

    `part` is locked by the process that writes it; `sent` says up to where it holds whole chunks;
    `file` is there once it is finished.
    """

    def __init__(self, root: Path, key: uuid.UUID | str):
        self.path = root / str(key)
        self.part, self.sent, self.file = (self.path / name for name in ("part", "sent", "file"))
        self.access, self.visits = self.path / "access", self.path / "visits"

    def open_part(self) -> BinaryIO | None:
        """Make the folder and lock the file that is to be written; None where another process has it."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        # "ab": "wb" would empty the file of a process that has it locked.
        part = self.part.open("ab")
        if _takes(part, fcntl.LOCK_EX):
            return part
        part.close()
        return None

    def note_sent(self, size: int) -> None:
        """Chunks are whole up to here: what a reader may pass on. One write of one line."""
        number = os.open(self.sent, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            # Always of one length: a reader sees the old number or the new one, never half of each.
            os.pwrite(number, f"{size:020d}".encode(), 0)
        finally:
            os.close(number)

    def sent_size(self) -> int:
        try:
            return int(self.sent.read_bytes() or b"0")
        except FileNotFoundError:
            return 0

    def note_access(self, access: str) -> None:
        """What its person may read while it is made."""
        self.access.write_text(access)

    def noted_access(self) -> str:
        return self.access.read_text() if self.access.exists() else ""

    def note_visits(self, pks: list[int]) -> None:
        """The visits of one chunk, so that whoever fetches the file is asked about them again."""
        with self.visits.open("ab") as file:
            file.write(array("q", pks).tobytes())

    def noted_visits(self, chunk: int) -> Iterator[list[int]]:
        if self.visits.exists():
            with self.visits.open("rb") as file:
                while found := file.read(8 * chunk):
                    yield list(array("q", found))

    def is_being_written(self) -> bool:
        """Whether a living process holds the file, under either of its names."""
        # Renamed at the end, the file keeps its lock until the process lets go.
        for path in (self.part, self.file):
            with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
                # Shared: two readers that look at once must not take each other for the writer.
                if not _takes(file, fcntl.LOCK_SH):
                    return True
        return False

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def _takes(file: BinaryIO, kind: int) -> bool:
    try:
        # Not waited for: whoever finds it held does something else.
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def take_worker_slot(root: Path) -> BinaryIO | None:
    """One of the slots, held until it is closed; None where all are held."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(WORKER_SLOTS):
        slot = (root / f"slot-{number}").open("wb")
        if _takes(slot, fcntl.LOCK_EX):
            return slot
        slot.close()
    return None


def has_free_worker_slot(root: Path) -> bool:
    slot = take_worker_slot(root)
    if slot is not None:
        slot.close()
    return slot is not None


def export_folders(root: Path) -> Iterator[tuple[uuid.UUID, ExportFolder]]:
    """Every folder of an export."""
    for folder in root.iterdir() if root.exists() else ():
        # The slots and the wake-up file lie beside the folders.
        with contextlib.suppress(ValueError):
            yield uuid.UUID(folder.name), ExportFolder(root, folder.name)
