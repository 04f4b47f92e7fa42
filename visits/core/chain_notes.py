"""Where the audit log ends, noted outside the database: whoever cuts its end off would have to find the notes too."""

from __future__ import annotations

import logging
import os
import re
import threading
from pathlib import Path

from django.conf import settings

from visits.models import ChainTip

logger = logging.getLogger("visits.trail")
LOGGED_EVERY = 100
NOTE = re.compile(r"(\d{20}) ([0-9a-f]{64})\n")
Noted = tuple[int, str]

_noting = threading.Lock()


def anchor_folder() -> Path:
    return Path(settings.CHAIN_TIPS_ROOT)


def anchor(tip: ChainTip, *, before: int) -> None:
    """Note the tip outside the database: in a file of this process, and with every hundredth row in the log.

    `before` is the number of the tip before: several rows written at once may step over a hundredth.

    Whoever cuts the end off the audit log would have to find and change these as well. A file that
    cannot be written is told of in the log; the work goes on.
    """
    if tip.number // LOGGED_EVERY > before // LOGGED_EVERY:
        logger.info("trail head %s %s", tip.number, tip.chain)
    # A file for each process: no lock between processes, and a torn write spoils only one.
    path = anchor_folder() / f"{tip.name}-{os.getpid()}"
    try:
        with _noting:
            _note(path, tip)
    except OSError as problem:
        logger.error("the audit log's chain tip could not be noted outside the database: %s", problem)


def _note(path: Path, tip: ChainTip) -> None:
    """Write the tip into the file, unless a newer one stands there.

    Of two threads the one that committed first may come here last.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        # Twenty digits with zeros in front compare as text as they do as numbers.
        if os.pread(file, 20, 0) < f"{tip.number:020d}".encode():
            # One write at a fixed place and length: a reader sees the old note or the new one.
            os.pwrite(file, f"{tip.number:020d} {tip.chain}\n".encode(), 0)
    finally:
        os.close(file)


def noted_tips() -> tuple[list[Noted], list[str]]:
    """The tips noted outside the database, whatever audit log they name, and the files that cannot be read.

    The name of an audit log stands in the database, where it can be changed: so every note counts. A folder
    belongs to one database.
    """
    found, unreadable = [], []
    for file in sorted(anchor_folder().glob("*")):
        try:
            note = NOTE.fullmatch(file.read_text())
        except (OSError, UnicodeDecodeError):
            note = None
        if note is None:
            unreadable.append(file.name)
        else:
            found.append((int(note[1]), note[2]))
    return sorted(found), unreadable
