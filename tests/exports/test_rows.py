"""What stands in an export: the list's visits, and of each what its reader may read."""

import csv
import datetime as dt
import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from visits.core.readable_visit import officer_label
from visits.core.spreadsheets import DANGEROUS, disarm
from visits.exports import rows as exports_rows
from visits.exports.formats import Book
from visits.exports.sheets import WORKBOOK, notes_sheet, people_sheet, points_sheet
from visits.exports.writers import write_text
from visits.history.forms import HistoryFilter
from visits.history.page import history_page
from visits.models import Deputy, Situation
from visits.models.visit import Visit

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def people():
    return make_readers()


def exported(officer, asked=None, form="csv", **how) -> list[dict[str, str]]:
    out = io.BytesIO()
    write_text(form, officer, asked or {}, out, lambda done, rows: None, **how)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))


def listed(officer, asked) -> list[str]:
    """The whole history, page after page."""
    keys, cursor = [], {}
    while True:
        page = history_page(officer, {**asked, **cursor})
        keys += [row.key for row in page.rows]
        if not page.next:
            return keys
        cursor = {"after": page.next}


CHOICES = {
    "from": st.dates(dt.date(2024, 8, 20), dt.date(2024, 9, 10)).map(str),
    "to": st.dates(dt.date(2024, 9, 1), dt.date(2024, 9, 20)).map(str),
    "status": st.sampled_from(["submitted", "returned", "approved"]),
    "activity": st.sampled_from(["call", "mediation"]),
    "situation": st.sampled_from(Situation.values),
    "topic": st.sampled_from(["hoaks", "lahan"]),
    "operation": st.just("pilkada-2024"),
    "place": st.sampled_from(["53.01", "53.01.06", "53.01.06.2006", "53.01.09.2011"]),
    "unit": st.sampled_from(["polres-kupang"]),
    "q": st.sampled_from(["ternak", "tetap tenang", "contoh", "marselina", "kosong"]),
}


def make_many(people) -> None:
    """Visits that the filters above tell apart, some on one day, some out of reach of some."""
    make.make_topic("hoaks"), make.make_topic("lahan")
    operation = make.make_operation()
    authors = [people["author"], people["colleague"], people["officer elsewhere"], people["supervisor"]]
    for number in range(44):
        visit = make.make_visit(
            author=authors[number % 4],
            visited_on=make.VISIT_DAY + dt.timedelta(days=number % 9 - 4),
            status=["submitted", "returned", "approved", "draft"][number % 5 % 4],
            activity=["call", "mediation"][number % 2],
            situation_after=Situation.values[number % 3],
            operation=operation if number % 3 else None,
            classification="confidential" if number % 11 == 0 else "restricted",
        )
        if number % 2:
            make.make_stop(visit, make.make_village("53.01.09.2011"), order=1)
        make.make_encounter(visit, presence=["met", "mentioned"][number % 2])
        text = ["Ternak hilang.", "Tetap tenang."][number % 2]
        sensitivity = ["internal", "supervisors"][number % 3 % 2]
        make.make_note(visit, text, topic=make.make_topic(["hoaks", "lahan"][number % 2]), sensitivity=sensitivity)
    make.index_words()


def test_an_export_is_the_list_whatever_the_filter(people):
    make_many(people)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        sent=st.fixed_dictionaries({}, optional=CHOICES),
        who=st.sampled_from(["author", "colleague", "officer elsewhere", "supervisor", "auditor"]),
    )
    def same(sent, who):
        data = QueryDict(mutable=True)
        data.update(sent)
        form = HistoryFilter(data, officer=people[who])
        if form.errors:
            return
        asked = form.filtered_by
        keys = listed(people[who], asked)
        assert [row["visit_key"] for row in exported(people[who], asked, size=3)] == keys
        notes = exported(people[who], asked, "notes", size=3)
        assert {row["visit_key"] for row in notes} <= set(keys)
        assert exports_rows.count_visits(people[who], asked) in (None, len(keys))

    same()


def test_rows_that_come_while_it_is_made_neither_repeat_nor_hide_others(people):
    for number in range(7):
        make.make_visit(author=people["author"], visited_on=make.VISIT_DAY + dt.timedelta(days=number % 3))
    before = set(Visit.objects.values_list("pk", flat=True))
    found = []
    for pks in exports_rows.visit_chunks(people["author"], {}, size=2):
        found += pks
        make.make_visit(author=people["author"], visited_on=make.VISIT_DAY + dt.timedelta(days=9))

    assert len(found) == len(set(found))
    assert before <= set(found)


NARROWED = [("author", True), ("supervisor", True), ("deputy", True), ("colleague", False), ("auditor", False)]


@pytest.mark.parametrize(("who", "reads"), NARROWED)
def test_what_is_narrowed_on_pages_is_narrowed_here(people, who, reads):
    visit = make.make_visit(author=people["author"])
    hidden = make.make_encounter(visit, name="Fransiska Rahasiawati", presence="mentioned")
    make.make_stop(visit, host_person=hidden, order=1)
    make.make_note(visit, "Batas kebun.").about.add(hidden)
    secret = make.make_note(visit, "Dugaan politik uang.", sensitivity="supervisors", order=1)
    make.make_note(visit, "Akan dicek.", kind="answer", answers=secret, order=2).raised_by_people.add(hidden)
    make.make_follow_up(visit, "Cek dugaan.", notes=[secret])
    today = dt.date.today()
    Deputy.objects.create(
        unit=people["supervisor"].unit,
        officer=people["deputy"],
        starts_on=today,
        ends_on=today,
        named_by=people["supervisor"],
    )
    rebuild_visit(visit)
    reader = people[who]

    rows = [row for sheet in (*WORKBOOK, points_sheet) for row in exports_rows.read_rows(sheet(reader), [visit.pk])]
    said = str(rows) + str(exported(reader)) + str(exported(reader, form="notes"))

    assert "Akan dicek." in said
    for words in ("Rahasiawati", "Batas kebun", "politik uang", "Cek dugaan"):
        assert (words in said) is reads, words
    assert exported(reader)[0]["notes"] == ("3" if reads else "1")
    assert exported(reader)[0]["follow_ups"] == ("1" if reads else "0")


def test_nobody_is_told_who_said_a_confidential_note(people):
    visit = make.make_visit(author=people["author"])
    person = make.make_encounter(visit)
    note = make.make_note(visit, source_is_confidential=True, confidential_source=["Marselina Contoh"])
    note.raised_by_people.add(person)  # a link that a seal should have removed still tells nothing

    for who in ("author", "supervisor"):
        row = exported(people[who], form="notes")[0]
        assert (row["raised_by"], row["raised_by_officers"], row["source_is_confidential"]) == ("", "", "true")
    assert "Marselina" not in str(exports_rows.read_rows(notes_sheet(people["supervisor"]), [visit.pk]))


def test_names_and_lists_are_written_as_on_pages(people):
    visit = make.make_visit(
        author=people["author"],
        partners=["military", "village_government"],
        stage_names=["Kampanye", "Pemungutan suara"],
        submitted_at=dt.datetime(2024, 9, 1, 5, tzinfo=dt.UTC),
        started_at=dt.time(13),
        concern_heard=True,
        attendance=12,
    )
    make.make_encounter(visit, honorific="Pdt.", degrees="S.Th.", order=1)
    make.make_encounter(visit, group="Warga RT 3", count=9, order=2, categories=["resident", "youth"])
    crew = [
        make.make_participation(visit, name="", count=6, rank="Bripda", order=1),
        make.make_participation(visit, name="", position="Danpos", order=2),
        make.make_participation(visit, name="", unit_name="Polsek Amarasi", order=3),
        make.make_participation(visit, name="Anton Contoh", rank="Aipda", degrees="S.H.", order=4),
    ]

    row = exported(people["author"])[0]

    assert row["people"] == "Pdt. Marselina Contoh, S.Th.; Warga RT 3"
    assert row["officers"].split("; ")[1:] == [officer_label(each) for each in crew]
    assert (row["partners"], row["partners_label"]) == (
        "military; village_government",
        "TNI/Babinsa; Pemerintah desa/kelurahan",
    )
    assert row["stages"] == "Kampanye; Pemungutan suara"
    assert row["submitted_at"] == "2024-09-01T05:00:00Z"
    assert row["started_at"] == "13:00:00"
    assert row["concern_heard"] == "true"
    assert row["attendance"] == "12"
    group = exports_rows.read_rows(people_sheet(people["author"]), [visit.pk])[1]
    assert "resident; youth" in group
    assert "Warga; Tokoh pemuda" in group


@pytest.mark.parametrize("mark", list(DANGEROUS))
def test_every_typed_cell_is_disarmed(people, mark):
    text = f"{mark}SUM(A1)"
    visit = make.make_visit(author=people["author"], purpose=text, other_facts=f"rapat {mark}")
    make.make_note(visit, text)

    row = exported(people["author"])[0]

    assert row["purpose"] == f"'{text}"
    assert row["other_facts"] == f"rapat {mark}"
    assert exported(people["author"], form="notes")[0]["text"] == f"'{text}"


@pytest.mark.fault("B10")
@pytest.mark.parametrize(
    "text", ["Aman;=2+3;lanjut", "Aman\t+2", "Aman\n- satu\n- dua", "'=1", " =1", "a;b", 'a"b', 'a;"=1;b']
)
def test_no_part_of_a_typed_cell_is_a_formula_and_all_are_quoted(people, text):
    make.make_visit(author=people["author"], purpose=text)

    for form, separator in (("csv", ","), ("csv-semi", ";")):
        out = io.BytesIO()
        write_text(form, people["author"], {}, out, lambda done, rows: None)
        lines = out.getvalue().decode("utf-8-sig")
        row = next(csv.DictReader(io.StringIO(lines, newline=""), delimiter=separator))
        assert row["purpose"] == disarm(text)
        assert '"{}"'.format(disarm(text).replace('"', '""')) in lines


@pytest.mark.fault("B10")
def test_for_excel_semicolons_separate_visits_and_notes(people):
    visit = make.make_visit(author=people["author"], partners=["military", "village_government"])
    make.make_note(visit, "Lampu padam; jalan rusak.")
    for form in ("csv", "notes"):
        out = io.BytesIO()
        write_text(f"{form}-semi", people["author"], {}, out, lambda done, rows: None)
        text = io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")
        assert list(csv.DictReader(text, delimiter=";")) == exported(people["author"], form=form)


@pytest.mark.fault("B10")
@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "https://contoh.id", "+62", "@SUM(A1)", "mailto:a@contoh.id"])
def test_a_cell_of_a_workbook_is_words_never_a_formula_or_a_link(tmp_path, text):
    book = Book(tmp_path / "x.xlsx")
    book.add("visits", ["purpose"], [(text,)])
    book.close()

    with ZipFile(tmp_path / "x.xlsx") as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_every_column_is_written_down(people):
    """Whoever reads the files relies on the codes: docs/exports.md holds each, in its order."""
    told = (ROOT / "docs" / "exports.md").read_text()
    parts = dict(re.findall(r"## `(\w+)`\n(.*?)(?=\n## |\Z)", told, re.DOTALL))

    for make_sheet in (*WORKBOOK, points_sheet):
        sheet = make_sheet(people["author"])
        found = re.findall(r"^\| (`[^|]+`) \|", parts[sheet.name], re.MULTILINE)
        codes = [code for cell in found for code in re.findall(r"\w+", cell)]
        assert codes == [column.code for column in sheet.columns], sheet.name
