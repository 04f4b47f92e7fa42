"""One visit as the report in the police's format: letterhead, opening, sections A to H, closing."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase

from visits.core.readable_visit import ReadableVisit, read_visit
from visits.models import Officer, Visit

from . import dialogue, labels, sections
from .dates import write_greeting, write_instant
from .letterhead import header_fields, letterhead_of
from .opening import opening_of, stops_of
from .parts import Attachment, Item, Section, clean, marked


@dataclass(frozen=True)
class VisitReport:
    """The report as plain values, narrowed to the officer who asked for it."""

    letterhead: list[str]
    header: list[tuple[str, str]]
    greeting: str
    opening: str
    stops: list[str]
    sections: list[Section]
    closing: str
    reporter: list[str]
    attachments: list[Attachment]
    record: list[str]


def build_report(visit: Visit, *, by: Officer) -> VisitReport:
    """The report of a visit that `by` has in reach. Sections without content are left out."""
    rows = read_visit(visit, by=by)
    return VisitReport(
        letterhead=letterhead_of(rows),
        header=header_fields(rows),
        greeting=write_greeting(visit),
        opening=opening_of(rows),
        stops=stops_of(rows),
        sections=_sections(rows),
        closing=labels.CLOSING_WITH_PHOTOS if rows.photos else labels.CLOSING,
        reporter=_reporter(rows),
        attachments=_attachments(rows),
        record=_record(visit),
    )


def _sections(rows: ReadableVisit) -> list[Section]:
    """The sections that have content, in their fixed order, lettered without a gap."""
    last = labels.SITUATION_AND_REST if rows.visit.other_facts else labels.SITUATION
    titled: list[tuple[str, list[Item]]] = [
        (labels.BASIS, sections.basis(rows)),
        (labels.OFFICERS, sections.officers(rows)),
        (labels.PEOPLE, sections.people(rows)),
        (labels.MESSAGES, dialogue.messages(rows)),
        (labels.HEARD, dialogue.heard(rows)),
        (labels.RESULT, sections.result(rows)),
        (labels.FOLLOW_UP, sections.follow_up(rows)),
        (last, sections.situation(rows)),
    ]
    filled = [(title, marked(items)) for title, items in titled if items]
    # Lettered after the empty ones are gone: a letter without a section looks like a lost page.
    return [Section(letter, *part) for letter, part in zip(ascii_uppercase, filled, strict=False)]


def _reporter(rows: ReadableVisit) -> list[str]:
    """Name, position and number of the author: as of that day where they were on the visit."""
    author = rows.visit.author
    row = next((row for row in rows.officers if row.officer_id == author.pk), None)
    name, position = (row.full_name, row.position) if row else (author.full_name, author.full_position)
    return [clean(part) for part in (name, position, f"NRP {author.nrp}") if part]


def _attachments(rows: ReadableVisit) -> list[Attachment]:
    """Each photo with its caption and, where there are several stops, the stop it was taken at."""
    found = []
    for number, photo in enumerate(rows.photos, start=1):
        parts = [clean(photo.caption), rows.stop_label(photo.stop_id)]
        found.append(Attachment(number, ", ".join(part for part in parts if part), photo.digest))
    return found


def _record(visit: Visit) -> list[str]:
    """Where the report stands in its life, so that a copy on paper can be placed."""
    state = f"Status laporan: {labels.STATUSES[visit.status]}, versi {visit.revision}"
    if visit.reviewed_at and visit.reviewed_by:
        state += f", diverifikasi oleh {visit.reviewed_by.full_name} pada {write_instant(visit.reviewed_at, visit)}"
    recorded = f"Dicatat pada {write_instant(visit.recorded_at, visit)}" if visit.recorded_at else ""
    sent = f"Diajukan pada {write_instant(visit.submitted_at, visit)}" if visit.submitted_at else ""
    return [line for line in (state, recorded, sent, f"No. catatan: {visit.key}") if line]
