"""The letterhead of the report: addressee, sender, copies, subject; settings of a unit."""

from __future__ import annotations

from visits.core.readable_visit import ReadableVisit
from visits.models import Unit, Visit

from . import labels
from .parts import clean


def header_fields(rows: ReadableVisit) -> list[tuple[str, str]]:
    """Label and value of each field that has a value, in the order of the letter."""
    own, *above = rows.lineage
    header = [
        ("Kepada Yth.", nearest(rows.lineage, "report_to") or f"Bapak/Ibu {leading_post(above[0] if above else own)}"),
        ("Dari", own.report_from or leading_post(own)),
        ("Tembusan", nearest(rows.lineage, "report_copies")),
        ("Klasifikasi", labels.CLASSIFICATIONS[rows.visit.classification]),
        ("Derajat", "SEGERA" if rows.visit.urgent else ""),
        ("Perihal", subject_of(rows.visit)),
    ]
    return [(label, clean(value)) for label, value in header if value]


def letterhead_of(rows: ReadableVisit) -> list[str]:
    """The police, the units above from the top, and the unit by its name of that day."""
    above = [unit.name for unit in reversed(rows.lineage[1:])]
    return [clean(name) for name in (labels.LETTERHEAD, *above, rows.visit.unit_name)]


def nearest(lineage: list[Unit], setting: str) -> str:
    """The setting of the unit, or of the nearest unit above that has one."""
    return next((value for unit in lineage if (value := getattr(unit, setting))), "")


def leading_post(unit: Unit) -> str:
    """The post of a unit's supervisor: "Kapolres Kupang", "Kasat Samapta".

    >>> leading_post(Unit(name="Polsek Kupang Timur"))
    'Kapolsek Kupang Timur'
    >>> leading_post(Unit(name="Satuan Samapta"))
    'Kasat Samapta'
    """
    first, _, rest = unit.name.partition(" ")
    if first.startswith(("Polda", "Polres", "Polsek", "Polsub")):
        return f"Kap{unit.name[1:]}"
    short = {"Satuan": "Kasat", "Sat": "Kasat", "Bagian": "Kabag", "Bag": "Kabag", "Seksi": "Kasi", "Unit": "Kanit"}
    return f"{short[first]} {rest}" if rest and first in short else f"Kepala {unit.name}"


def subject_of(visit: Visit) -> str:
    about = visit.operation.name if visit.operation else visit.programme
    # Without its own brackets: "DDS", not "DDS (door to door system)".
    activity = labels.ACTIVITIES[visit.activity].partition(" (")[0]
    return f"Laporan giat cooling system ({activity}) {about}".strip()
