"""What must be found again of a report of the corpus, derived from its facts.

Codes come back as their labels, dates and times as they are written here, and a few facts in
other words: `CHANGED` names each of those.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from tests.corpus_posts import homes_of, post_of, words_of

CHANGED: dict[str, tuple[str, ...]] = {
    # places that are several stops
    "Gereja Ebenheser Oeutuk, Gereja Betania Keoen, Gereja Syalom Mamaluk": (
        "Gereja Ebenheser Oeutuk",
        "Gereja Betania Keoen",
        "Gereja Syalom Mamaluk",
    ),
    "Desa Aimoli lalu Desa Alaang": ("Desa Aimoli", "Desa Alaang"),
    "Ponpes Miftahul Hidayah, Ponpes Tanwirul Hijjah, Ponpes Syalafiyah Al-Fiqiyah": (
        "Ponpes Miftahul Hidayah",
        "Ponpes Tanwirul Hijjah",
        "Ponpes Syalafiyah Al-Fiqiyah",
    ),
    "Kantor Sinode GMIM (hari pertama); kediaman Ketua MUI, Kelurahan Walian Satu (hari kedua)": (
        "Kantor Sinode GMIM",
        "kediaman Ketua MUI",
        "Kelurahan Walian Satu",
    ),
    "Kelurahan Walian Satu (hari kedua)": ("Kelurahan Walian Satu",),
    "Pasar Rakyat Tiakur dan jalan raya Kota Tiakur": ("Pasar Rakyat Tiakur", "jalan raya Kota Tiakur"),
    "Desa Gempeng; Desa Rembang": ("Desa Gempeng", "Desa Rembang"),
    "Desa Aimoli; Desa Alaang": ("Desa Aimoli", "Desa Ala'ang"),
    "Bangil; Rembang": ("Kec. Bangil", "Kec. Rembang"),
    "Kabupaten Kupang": ("Kab. Kupang",),
    # unnamed officers by number
    "Pasukan Barbar Polsek Pantai Baru (enam personel)": ("6 anggota", "Pasukan Barbar", "Polsek Pantai Baru"),
    "enam personel Polsek Pantai Baru": ("6 anggota", "Polsek Pantai Baru"),
    # title and body apart
    "GKPPD; pengurus PGI Kab. Pakpak Bharat": ("GKPPD", "pengurus PGI Kab. Pakpak Bharat"),
}


def facts_of(report: dict) -> set[str]:
    """The words that both the page of the visit and its report must hold."""
    found: set[str] = set()
    for fact in _plain_facts(report):
        found |= set(CHANGED.get(fact, (fact,)))
    return found


def _plain_facts(report: dict) -> Iterator[str]:
    yield from [report["unit"], report["summary"], report["text_seen"], report["purpose"]]
    yield from (report[name] for name in ("place", "village", "district", "regency", "province") if report[name])
    yield from (report[name] for name in ("situation", "reception", "operation_or_stage") if report[name])
    yield from [*report["messages_delivered"], *report["follow_ups"], *report["partners"]]
    yield from _when(report)
    yield from _who(report)
    for note in report["notes"]:
        yield from (note["topic"], note["text"])
    for fact, home in homes_of(report):
        yield from home.found_as or (words_of(fact),)


def _when(report: dict) -> Iterator[str]:
    day = dt.date.fromisoformat(str(post_of(report)["visited_on"]))
    yield write_day(day)
    if report["time"]:
        yield report["time"].replace(":", ".")


def write_day(day: dt.date) -> str:
    """The day as it is written, spelt out here so that the app's own words are not their own proof."""
    days = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
    months = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ]
    return f"{days[day.weekday()]}, {day.day} {months[day.month - 1]} {day.year}"


def _who(report: dict) -> Iterator[str]:
    for officer in [*report["officers"], report["led_by"], report["coordination_of"]]:
        if officer:
            rank_and_name = " ".join(part for part in (officer["rank"], officer["name"]) if part)
            yield from (part for part in (rank_and_name, officer["position"]) if part)
    for figure in report["figures"]:
        yield figure["name"] or figure["title"] or figure["category"]
        if figure["title"]:
            yield figure["title"]
    if report["attendance"]:
        yield str(report["attendance"])


def raisers_of(report: dict) -> list[tuple[str, list[str]]]:
    """Each note's text with the names or groups that raised it, read from the posted rows."""
    posted = post_of(report)
    found = []
    for number in range(int(str(posted["notes-TOTAL_FORMS"]))):
        raised_by = posted.get(f"notes-{number}-raised_by", [])
        names = [str(_label(posted, reference)) for reference in raised_by]
        found.append((str(posted[f"notes-{number}-text"]), names))
    return found


def _label(posted: dict, reference: str):
    row = reference
    return posted.get(f"{row}-name") or posted.get(f"{row}-group") or posted.get(f"{row}-position")


def plain(text: str) -> str:
    """Text as it is compared: one space between words, small letters, one kind of apostrophe."""
    return re.sub(r"\s+", " ", text.replace("’", "'")).casefold()


def missing(facts: set[str], text: str) -> set[str]:
    return {fact for fact in facts if plain(fact) not in plain(text)}
