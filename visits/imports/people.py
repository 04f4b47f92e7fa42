"""Officers and people in one cell of a spreadsheet, in the words in which units write them."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from visits.imports.cell_names import Named, split_names, split_title, unclear
from visits.imports.matching import AS_TEXT, Names
from visits.models import Officer, PersonCategory
from visits.models.places import fold_name
from visits.typed import ascii_digits, with_service_numbers
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
    "keluarga": PersonCategory.RESIDENT,
    "rombongan": PersonCategory.RESIDENT,
    "istri": PersonCategory.RESIDENT,
    "suami": PersonCategory.RESIDENT,
    "anak": PersonCategory.RESIDENT,
}
UNNAMED = frozenset("anggota personel personil rombongan tim".split())
AGES = frozenset("tahun thn th bulan bln".split())
PEOPLE = r"(?:orang|org|personel|personil|pers|anggota)"
NUMBER = r"(?<![\d.,/–—-])(\d{1,3}(?:\.\d{3})+|\d{1,6})"
ABOUT = r"(?:±|sekitar\b|kurang lebih\b|kira-kira\b|lebih dari\b)"
# Both are tried on words with single blanks: a run of blanks costs a run of tries.
COUNT_BEFORE = re.compile(rf"^({ABOUT})? ?{NUMBER}(?: ?{PEOPLE}\b\.?)?(?= \D|$)", re.IGNORECASE)
COUNT_BEHIND = re.compile(rf"({ABOUT})? ?{NUMBER} ?{PEOPLE}\.?\)?\.?$", re.IGNORECASE)


def split_count(typed: str) -> tuple[str, int | None]:
    """Words and number of "15 orang warga" or "Warga (15 orang)"; a name has no number."""
    plain = " ".join(typed.split())
    found = COUNT_BEHIND.search(plain)
    words = plain[: found.start()].rstrip(" (,") if found else ""
    if not found:
        found = COUNT_BEFORE.search(plain)
        words = plain[found.end() :].strip() if found else ""
    if not found:
        return typed, None
    about = (found.group(1) or "").strip("±")
    return (f"{words} ({about})" if about else words), int(found.group(2).replace(".", ""))


def is_group(typed: str) -> bool:
    """Whether words tell of a number of people, or of a kind of people."""
    words, count = split_count(typed)
    return bool(words) and (count is not None or words.split()[0].casefold() in GROUPS)


def is_squad(typed: str) -> bool:
    """Whether words tell of a number of officers."""
    return bool(re.search(r"\d", typed)) and not re.search(r"\d{8}", typed) and split_count(typed)[1] is not None


def read_officers(typed: str, names: Names) -> list[dict[str, Any]]:
    """The officers of a part of a cell. Raises ValidationError where it is not clear who is meant."""
    typed = with_service_numbers(typed)
    return [_officer(named, names, typed) for named in split_names(typed, is_squad)]


def _officer(named: Named, names: Names, typed: str) -> dict[str, Any]:
    """A registered officer, a name with its rank, or a number of unnamed ones."""
    if is_squad(named.text):
        words, count = split_count(named.text)
        return {"count": count, "unit": " ".join([words, *named.degrees]).strip()}
    words, position = split_title(named.text)
    if named.text != typed and words.casefold().split()[-1] in UNNAMED:
        raise unclear(typed)
    rank, name = names.split_rank(words)
    if rank and ("/" in name or any(fold_name(word) in names.ranks for word in name.split())):
        raise unclear(typed)
    said = {"rank": rank, "degrees": ", ".join(named.degrees), "position": position}
    match = names.officer_named(words)
    if match.chosen == AS_TEXT or not match.chosen:
        return {"name": name, **said}
    officer = names.officers[match.chosen]
    if officer.nrp in words:
        said["rank"] = _check_beside_number(words.replace(officer.nrp, " ", 1), officer, names, typed)
    return {"officer": officer, **said}


def _check_beside_number(words: str, officer: Officer, names: Names, typed: str) -> str:
    """The rank beside an NRP; whatever else stands there is of the officer's name, or somebody else is meant."""
    rank, name = names.split_rank(re.sub(r"\b(?:nrp|nip)\b", " ", words, flags=re.IGNORECASE).strip(" .,/:-"))
    if not rank and fold_name(name) in names.ranks:
        rank, name = names.ranks[fold_name(name)].abbreviation, ""
    if not Counter(fold_name(name).split()) <= Counter(fold_name(officer.name).split()):
        raise unclear(typed)
    return rank


def read_people(typed: str, names: Names) -> list[dict[str, Any]]:
    """The people and groups of a part of a cell. Raises ValidationError where it is not clear who is meant."""
    typed = ascii_digits(typed)
    return [_person(named, names, typed) for named in split_names(typed, is_group)]


def _person(named: Named, names: Names, typed: str) -> dict[str, Any]:
    """One person or group that was met."""
    words, count = split_count(named.text)
    if count is not None or is_group(named.text):
        group = ", ".join([words, *named.degrees]).strip(", ")
        category = GROUPS.get(words.split()[0].casefold() if words else "", PersonCategory.RESIDENT)
        if count == 0 or (count is not None and words.casefold().partition(" ")[0].strip(".") in AGES):
            raise unclear(typed)
        return {"group": group or _("Residents"), "count": count, "categories": [category]}
    words, title = split_title(named.text)
    honorific, name = split_honorific(words)
    if named.text != typed and name.casefold().rstrip(".") in HONORIFICS:
        raise unclear(typed)
    said = {"honorific": honorific, "degrees": ", ".join(named.degrees), "title": title}
    match = names.figure(name, named.text)
    if match.chosen != AS_TEXT and match.chosen:
        return {"figure": names.figures[match.chosen], **said}
    return {"name": name, **said}


def split_honorific(words: str) -> tuple[str, str]:
    """Honorific and name of "Bpk. Yohanes Tefu"."""
    first, _space, rest = words.partition(" ")
    honorific = HONORIFICS.get(first.casefold().rstrip("."), "")
    return (honorific, rest.strip()) if honorific and rest.strip() else ("", words)
