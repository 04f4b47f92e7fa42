"""The table of visit fields: each that people fill in of a visit itself, once.

The form and its sections, the values of a saved visit, versions, search, the removal of names,
export, report, import and page take their lists from here. CONTRIBUTING.md says how to add a field.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .codes import (
    Activity,
    Classification,
    Initiative,
    Outcome,
    Partner,
    PartOfDay,
    Reception,
    Situation,
    VisitSection,
)
from .visit import Visit


class FieldKind(Enum):
    """What a field holds: how it is posted, exported and kept follows from it."""

    LINE = auto()
    TEXT = auto()
    CODE = auto()
    CODES = auto()
    DAY = auto()
    CLOCK = auto()
    NUMBER = auto()
    TICK = auto()
    # Yes, no, or not answered yet.
    ANSWER = auto()
    LINK = auto()


class ReportPart(Enum):
    """A section of the report that writes texts down as they are."""

    BASIS = auto()
    RESULT = auto()
    FOLLOW_UP = auto()
    SITUATION = auto()


class ReportLine(NamedTuple):
    """Where the report, which is always Indonesian, writes a text, and after which label."""

    part: ReportPart
    label: str


@dataclass(frozen=True)
class VisitField:
    """One field, by the name of its column: its place in the form, and what else takes it up.

    `is_rarer`: under "More fields" of its section. `found`: the place among the texts in which a
    search shows a hit. `beside`: the field behind which report and page write this text; any other
    text has a line of its own, in the report as `report` says. `imported`: its column in a file of
    past visits.
    """

    name: str
    section: VisitSection
    kind: FieldKind
    is_rarer: bool = False
    codes: type[models.TextChoices] | None = None
    hint: str | Promise = ""
    rows: int = 2
    found: int = 100
    beside: str = ""
    report: ReportLine | None = None
    imported: str = ""

    @property
    def is_text(self) -> bool:
        """Whether people type words: those are searched, and names are removed from them, without exception."""
        return self.kind in (FieldKind.LINE, FieldKind.TEXT)

    @property
    def label(self) -> str:
        return label_of(self.name)


def label_of(name: str) -> str:
    """The name of a visit's column as a label stands above or before its value."""
    column = Visit._meta.get_field(name)
    assert isinstance(column, models.Field)
    return str(capfirst(column.verbose_name))


LINE, TEXT, CODE, CODES, DAY, CLOCK, NUMBER, TICK, ANSWER, LINK = FieldKind
BASIS, RESULT, FOLLOW_UP, SITUATION = ReportPart
WHEN, WHO, SAID = VisitSection.WHEN, VisitSection.WHO, VisitSection.SAID
HOW, MORE = VisitSection.HOW, VisitSection.MORE

# In the order of the form's page.
VISIT_FIELDS = (
    VisitField("visited_on", WHEN, DAY, imported="tanggal"),
    VisitField("part_of_day", WHEN, CODE, codes=PartOfDay),
    VisitField("started_at", WHEN, CLOCK, imported="jam_mulai"),
    VisitField("ended_at", WHEN, CLOCK, imported="jam_selesai"),
    VisitField("outcome", WHO, CODE, codes=Outcome, imported="pelaksanaan"),
    VisitField("attendance", WHO, NUMBER, is_rarer=True, imported="jumlah_hadir"),
    VisitField("attendance_is_estimate", WHO, TICK, is_rarer=True),
    VisitField("concern_heard", SAID, ANSWER),
    VisitField("situation_before", HOW, CODE, codes=Situation),
    VisitField("situation_after", HOW, CODE, codes=Situation, imported="situasi"),
    VisitField("reception", HOW, CODE, codes=Reception),
    VisitField("result", HOW, TEXT, found=2, report=ReportLine(RESULT, "Hasil"), imported="hasil"),
    VisitField("obstacles", HOW, TEXT, found=6, report=ReportLine(FOLLOW_UP, "Hambatan"), imported="hambatan"),
    VisitField("situation_note", HOW, TEXT, is_rarer=True, found=3, report=ReportLine(SITUATION, "Keterangan situasi")),
    VisitField("reception_note", HOW, TEXT, is_rarer=True, found=4, beside="reception"),
    VisitField(
        "recommendation", HOW, TEXT, is_rarer=True, found=7, report=ReportLine(FOLLOW_UP, "Saran"), imported="saran"
    ),
    VisitField(
        "assessment",
        HOW,
        TEXT,
        is_rarer=True,
        hint=_("Your view, apart from what people said."),
        found=8,
        report=ReportLine(FOLLOW_UP, "Penilaian pelapor"),
    ),
    VisitField("support_given", HOW, TEXT, is_rarer=True, found=9, report=ReportLine(RESULT, "Bantuan yang diberikan")),
    VisitField("urgent", HOW, TICK, is_rarer=True),
    VisitField("activity", MORE, CODE, codes=Activity, imported="bentuk"),
    VisitField("purpose", MORE, TEXT, found=1, report=ReportLine(BASIS, "Tujuan"), imported="tujuan"),
    VisitField("operation", MORE, LINK, imported="operasi"),
    VisitField(
        "programme", MORE, LINE, hint=_("For example Jumat Curhat."), found=12, report=ReportLine(BASIS, "Program")
    ),
    VisitField(
        "order_number",
        MORE,
        LINE,
        hint=_("For example Sprin/12/VIII/OPS.1.1/2024."),
        found=11,
        report=ReportLine(BASIS, "Surat perintah/dasar penugasan"),
        imported="nomor_sprin",
    ),
    VisitField(
        "background",
        MORE,
        TEXT,
        is_rarer=True,
        found=5,
        report=ReportLine(BASIS, "Latar belakang"),
        imported="latar_belakang",
    ),
    VisitField("initiative", MORE, CODE, is_rarer=True, codes=Initiative),
    VisitField("partners", MORE, CODES, is_rarer=True, codes=Partner),
    VisitField("partners_other", MORE, LINE, is_rarer=True, found=13, beside="partners"),
    VisitField("follows", MORE, LINK, is_rarer=True),
    VisitField(
        "other_facts",
        MORE,
        TEXT,
        is_rarer=True,
        rows=3,
        found=10,
        report=ReportLine(SITUATION, "Keterangan lain"),
        imported="keterangan",
    ),
    VisitField("classification", MORE, CODE, is_rarer=True, codes=Classification),
)
TEXT_FIELDS = tuple(field for field in VISIT_FIELDS if field.is_text)
# Texts that report and page write on their own.
STANDALONE_TEXTS = tuple(field for field in TEXT_FIELDS if not field.beside)
