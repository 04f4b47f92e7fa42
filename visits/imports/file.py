"""The file of past visits: its columns, its rows, and what the person decided about the names in it."""

from __future__ import annotations

import re
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from visits.core.spreadsheets import NotASheet, decode, read_sheet
from visits.core.visit_content import VisitContent
from visits.imports.matching import Match, Names
from visits.imports.rows import NOTES, TEXTS, ReadRow, RowReader
from visits.models import Officer, Operation, Unit, VisitImport
from visits.models.visit_fields import VISIT_FIELDS
from visits.pickers.same_visits import Occasion, PossiblySame, person_in, possibly_same

LARGEST_BYTES = 10_000_000
MOST_ROWS = 10_000
DEMANDED = ("tanggal", "desa", "petugas")
COLUMNS = tuple(
    dict.fromkeys(
        (
            *("tanggal", "jam_mulai", "jam_selesai", "pelaksanaan", "bentuk", "kesatuan", "desa", "kecamatan"),
            *("tempat", "petugas", "ditemui", "jumlah_hadir", "tujuan", "operasi", "nomor_sprin"),
            *NOTES,
            *("situasi", *TEXTS, "tindak_lanjut"),
        )
    )
)
# Other headers that spreadsheets use, and the names of the form's fields.
ALSO_CALLED = {
    **{field.name: field.imported for field in VISIT_FIELDS if field.imported},
    "tgl": "tanggal",
    "hari_tanggal": "tanggal",
    "jam": "jam_mulai",
    "pukul": "jam_mulai",
    "bentuk_kegiatan": "bentuk",
    "jenis_kegiatan": "bentuk",
    "unit": "kesatuan",
    "satuan": "kesatuan",
    "place": "desa",
    "desa_kelurahan": "desa",
    "kelurahan": "desa",
    "kode_desa": "desa",
    "kec": "kecamatan",
    "lokasi": "tempat",
    "officers": "petugas",
    "pelaksana": "petugas",
    "people": "ditemui",
    "yang_ditemui": "ditemui",
    "sasaran": "ditemui",
    "jumlah": "jumlah_hadir",
    "dasar": "nomor_sprin",
    "himbauan": "imbauan",
    "materi_imbauan": "imbauan",
    "keluhan_warga": "keluhan",
    "masukan": "aspirasi",
    "kendala": "hambatan",
    "follow_up": "tindak_lanjut",
    "rencana_tindak_lanjut": "tindak_lanjut",
}
PROBLEM = "kesalahan"
LINE = "baris"


def title_of(cell: str) -> str:
    """The column that a header stands for, however it is written; empty where none is known."""
    plain = re.sub(r"[^a-z0-9]+", "_", cell.casefold()).strip("_")
    plain = ALSO_CALLED.get(plain, plain)
    return plain if plain in COLUMNS else ""


class ImportFileForm(forms.Form):
    """The file as it is uploaded; `text` and the number of rows are known when it is valid."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("One row for each visit, at most 10,000 rows and 10 MB. From a spreadsheet: save as CSV."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    file.widget.attrs["accept"] = ".csv,text/csv"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise ValidationError(_("The file is larger than 10 MB. Please split it."))
        try:
            self.sheet = VisitSheet(decode(file.read()))
        except NotASheet as problem:
            raise ValidationError(str(problem)) from problem
        self.sheet.check()
        return file


class VisitSheet:
    """The text of a file as rows by column. Unknown columns are named and left out."""

    def __init__(self, text: str):
        self.text = text
        sheet = read_sheet(text)
        self.header, self.lines, self.separator = sheet.header, sheet.rows, sheet.separator
        self.columns = [title_of(cell) for cell in self.header]

    def check(self) -> None:
        """Raise where the file cannot be read as visits at all."""
        missing = [name for name in DEMANDED if name not in self.columns]
        twice = sorted({name for name in self.columns if name and self.columns.count(name) > 1})
        if missing:
            raise ValidationError(_("The file lacks the columns: %(names)s.") % {"names": ", ".join(missing)})
        if twice:
            raise ValidationError(_("These columns appear twice: %(names)s.") % {"names": ", ".join(twice)})
        if not self.lines:
            raise ValidationError(_("The file has no rows."))
        if len(self.lines) > MOST_ROWS:
            raise ValidationError(_("The file has more than 10,000 rows. Please split it."))

    @property
    def unknown(self) -> list[str]:
        """Headers that are no column of ours, without those that the file of problems adds."""
        ours = (PROBLEM, LINE)
        named = enumerate(zip(self.header, self.columns, strict=True), start=1)
        return [
            title.strip() or _("column %(number)d") % {"number": number}
            for number, (title, name) in named
            if not name and title.strip().casefold() not in ours
        ]

    def cells(self, line: list[str]) -> dict[str, str]:
        return {name: cell for name, cell in zip(self.columns, line, strict=False) if name}


class ImportPreview:
    """What a file would become: every row read, every name looked up, and what stands in the way."""

    def __init__(self, imported: VisitImport, officer: Officer):
        self.sheet = VisitSheet(imported.text)
        self.officer, self.names = officer, Names(officer, dict(imported.choices))
        operations = list(Operation.objects.filter(is_active=True).order_by("-starts_on").prefetch_related("stages"))
        self.reader = RowReader(officer, self.names, list(Unit.below(officer.unit)), operations)

    @cached_property
    def _read(self) -> tuple[list[ReadRow], list[Match]]:
        """The rows, and the names that were found while they were read."""
        rows = [self.reader.read(number, self.sheet.cells(line)) for number, line in self.sheet.lines]
        return rows, list(self.names.matches.values())

    @property
    def rows(self) -> list[ReadRow]:
        return self._read[0]

    @cached_property
    def wrong(self) -> list[ReadRow]:
        return [row for row in self.rows if row.problems]

    @property
    def contents(self) -> list[VisitContent]:
        """The visits of the file. Ask only when no row is wrong."""
        return [row.content for row in self.rows if row.content is not None]

    @cached_property
    def already_logged(self) -> dict[int, list[PossiblySame]]:
        """By row the visits, logged already, that are perhaps the one of the row."""
        return possibly_same({row.number: _occasion_of(row.content) for row in self.rows if row.content}, self.officer)

    @cached_property
    def matches(self) -> list[Match]:
        """The names of the file, those that need a look first, then by how often they stand there."""
        order = {"place": 0, "officer": 1, "figure": 2}
        found = [match for match in self._read[1] if match.candidates]
        return sorted(found, key=lambda match: (match.is_sure, bool(match.chosen), order[match.kind], -match.rows))

    @property
    def unsure(self) -> list[Match]:
        return [match for match in self.matches if not match.is_sure]

    @property
    def sure(self) -> list[Match]:
        return [match for match in self.matches if match.is_sure]

    def choices_from(self, data: QueryDict) -> dict[str, str]:
        """What the person chose for the names that are not sure, by the match's key."""
        chosen = {}
        for at, match in enumerate(self.unsure):
            value = data.get(f"choice-{at}", "")
            if data.get(f"name-{at}") == match.key and value:
                chosen[match.key] = value
        return chosen

    def wrong_rows(self) -> tuple[list[str], list[list[str]]]:
        """The rows that cannot be taken over, as a file: correct it and upload it again."""
        lines = dict(self.sheet.lines)
        rows = [
            [str(row.number), " ".join(f"{column}: {text}" for column, text in row.problems), *lines[row.number]]
            for row in self.wrong
        ]
        return [LINE, PROBLEM, *self.sheet.header], rows


def _occasion_of(content: VisitContent) -> Occasion:
    """When, where and whom a row tells of."""
    said = [row.values for row in content.rows["people"]]
    people = [person_in(each.get("figure"), each.get("name", "")) for each in said]
    places = frozenset(row.values["place"].code for row in content.rows["stops"])
    return Occasion(content.values["visited_on"], places, tuple(each for each in people if each))
