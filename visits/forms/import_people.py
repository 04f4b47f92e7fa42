"""Officers and people in one cell of a spreadsheet, in the words in which units write them."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from visits.models import PersonCategory
from visits.queries.import_names import AS_TEXT, Names
from visits.typed.honorifics import HONORIFICS

GROUPS = {
    "warga": PersonCategory.RESIDENT,
    "masyarakat": PersonCategory.RESIDENT,
    "jemaat": PersonCategory.RESIDENT,
    "pemuda": PersonCategory.YOUTH,
    "pemudi": PersonCategory.YOUTH,
    "ibu-ibu": PersonCategory.WOMEN,
    "kaum": PersonCategory.RESIDENT,
    "pelajar": PersonCategory.STUDENT,
    "siswa": PersonCategory.STUDENT,
    "mahasiswa": PersonCategory.STUDENT,
    "pedagang": PersonCategory.WORKER,
    "petani": PersonCategory.WORKER,
    "nelayan": PersonCategory.WORKER,
    "perangkat": PersonCategory.VILLAGE_OFFICIAL,
    "aparat": PersonCategory.VILLAGE_OFFICIAL,
    "linmas": PersonCategory.CIVIL_GUARD,
    "tokoh": PersonCategory.COMMUNITY,
    "anggota": PersonCategory.RESIDENT,
}
PEOPLE = r"(?:orang|org|personel|pers|anggota)"
COUNT_BEFORE = re.compile(rf"^(?:±\s*)?(\d{{1,6}})\s*{PEOPLE}?\.?\s*(.*)$", re.IGNORECASE)
COUNT_BEHIND = re.compile(rf"^(.*?)\s*[(,]?\s*(?:±\s*)?(\d{{1,6}})\s*{PEOPLE}\)?\.?$", re.IGNORECASE)
TITLE = re.compile(r"^(.*?)\s*\(([^()]+)\)$")


def split_count(typed: str) -> tuple[str, int | None]:
    """Words and number of "15 orang warga" or "Warga (15 orang)"; a name has no number."""
    if found := COUNT_BEHIND.match(typed):
        return found.group(1).strip(), int(found.group(2))
    if found := COUNT_BEFORE.match(typed):
        return found.group(2).strip(), int(found.group(1))
    return typed, None


def read_officer(typed: str, names: Names) -> dict[str, Any]:
    """One officer: a registered one, a name with its rank, or a number of unnamed ones."""
    if not re.fullmatch(r".*\d{8,}.*", typed):
        words, count = split_count(typed)
        if count is not None:
            return {"count": count, "unit": words}
    match = names.officer_named(typed)
    if match.chosen != AS_TEXT and match.chosen:
        return {"officer": names.officers[match.chosen]}
    rank, name = names.split_rank(typed)
    return {"rank": rank, "name": name}


def read_person(typed: str, names: Names) -> dict[str, Any]:
    """One person or group that was met."""
    words, count = split_count(typed)
    first = words.split()[0].casefold() if words else ""
    if count is not None or first in GROUPS:
        category = GROUPS.get(first, PersonCategory.RESIDENT)
        return {"group": words or _("Residents"), "count": count or None, "categories": [category]}
    title = ""
    if found := TITLE.match(words):
        words, title = found.groups()
    honorific, name = split_honorific(words)
    name, _comma, degrees = (part.strip() for part in name.partition(","))
    match = names.figure(name, typed)
    if match.chosen != AS_TEXT and match.chosen:
        return {"figure": names.figures[match.chosen], "title": title}
    return {"name": name, "honorific": honorific, "degrees": degrees, "title": title}


def split_honorific(words: str) -> tuple[str, str]:
    """Honorific and name of "Bpk. Yohanes Tefu"."""
    first, _space, rest = words.partition(" ")
    honorific = HONORIFICS.get(first.casefold().rstrip("."), "")
    return (honorific, rest.strip()) if honorific and rest.strip() else ("", words)
