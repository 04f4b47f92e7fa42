"""A small complete post of the visit form, for tests that change one thing in it."""

from __future__ import annotations

import io
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

KINDS = ("stops", "officers", "people", "notes", "follow_ups", "photos")


def complete_post(**changes) -> dict:
    """What an officer posts for one visit: a stop, an officer, a person, a note, a promise.

    A change of None takes the field out; `fields={...}` holds those whose names have hyphens.
    """
    posted = {
        "key": str(uuid.uuid4()),
        "revision": "0",
        "action": "submit",
        "outcome": "held",
        "visited_on": "2024-09-01",
        "started_at": "09:00",
        "activity": "call",
        "purpose": "Menjaga suasana damai.",
        "concern_heard": "no",
        "classification": "restricted",
        "stops-0-place": "53.01.06.2006",
        "officers-0-name": "Yohanes Contoh",
        "officers-0-role": "leader",
        "people-0-name": "Marselina Contoh",
        "people-0-categories": ["community"],
        "people-0-presence": "met",
        "notes-0-kind": "aspiration",
        "notes-0-text": "Warga ingin keadaan tetap tenang.",
        "notes-0-raised_by": ["people-0"],
        "follow_ups-0-text": "Patroli rutin malam hari.",
        **changes.pop("fields", {}),
        **changes,
    }
    for kind in KINDS:
        numbers = [int(name.split("-")[1]) for name in posted if name.startswith(f"{kind}-")]
        posted |= {f"{kind}-TOTAL_FORMS": str(max(numbers, default=-1) + 1), f"{kind}-INITIAL_FORMS": "0"}
    return {name: value for name, value in posted.items() if value is not None}


def picture(colour: str = "teal", size: tuple[int, int] = (40, 30), name: str = "foto.jpg") -> SimpleUploadedFile:
    """A real photo of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")
