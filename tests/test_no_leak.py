"""Every address, asked by every kind of reader: no answer holds a word that its reader may not read.

The words are planted, one in each column of text; who may read which is judged from the rows alone.
"""

import io
import re
import tempfile
import zipfile
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests import pdf
from tests.planted import Judge, Planted
from tests.test_access import TABLE, address_of, make_rows, signed_in
from visits.core.permissions import check_may_export
from visits.exports.writers import write_text, write_workbook
from visits.models import ExportForm, Visit

pytestmark = pytest.mark.django_db
READERS = [
    *(None, "author", "named", "colleague", "officer elsewhere", "owner", "supervisor", "deputy"),
    *("supervisor elsewhere", "administrator", "auditor"),
]
# Answered with a file or a way in; exports are read where they are made, since their pages start another process.
NOT_READ = {
    *("login", "logout", "visit_photo", "visit_photo_small", "continue_post"),
    *("export_csv", "export_xlsx", "export_geojson", "export_file"),
}
OF_A_VISIT = ("visit_detail", "visit_versions", "visit_report_text", "visit_report_pdf", "visit_edit")
KINDS = ("text", "pdf")
WORD = re.compile(r"zqx[a-z]{5}")


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        people, arguments = make_rows()
        people["named"] = make.make_officer(unit=people["officer elsewhere"].unit)
        people["owner"] = make.make_officer(unit=make.make_unit(parent=make.make_polres()))
        planted, judge = Planted(people), Judge()
        known = {who: {word.word for word in planted.words if judge.may_read(people.get(who), word)} for who in READERS}
        yield planted, arguments, known, judge
        transaction.set_rollback(True)


def addresses(planted: Planted, arguments: dict) -> list[str]:
    """Every address that answers a GET: those of a visit for each planted one."""
    found = []
    for name in TABLE:
        if name in NOT_READ:
            continue
        if name in OF_A_VISIT:
            found += [reverse(name, args=[visit.key]) for visit in planted.visits.values()]
        elif name == "followup_detail":
            promises = [row for name in ("approved", "returned") for row in planted.visits[name].follow_ups.all()[1:4]]
            found += [reverse(name, args=[row.key]) for row in promises]
        elif name == "encounter_to_figure":
            people = planted.visits["returned"].encounters.all()[1:3]
            found += [reverse(name, args=[row.visit.key, row.pk]) for row in people]
        else:
            found.append(address_of(name, arguments))
    found += [f"/visits/new/?like={planted.visits[name].key}" for name in ("approved", "returned", "elsewhere")]
    found += [same_as(visit) for visit in planted.visits.values()]
    found += ["/places/53.01.06.2006/", "/places/53.01.06.2006/card/", "/review/?after=", "/follow-ups/?whose=all"]
    for text in ("zqx", "zqxa", "Oesao"):
        found += [f"/pickers/{kind}/?q={text}" for kind in ("places", "figures", "officers")]
    return found


def same_as(visit: Visit) -> str:
    """What the form asks while somebody types the names of everybody on a visit."""
    asked = {"visited_on": visit.visited_on.isoformat(), "stops-0-place": visit.stops.first().place_id}
    for number, person in enumerate(visit.encounters.exclude(name="")):
        asked[f"people-{number}-name"] = person.name
    return f"{reverse('same_visits')}?{urlencode(asked)}"


def words_in(answer) -> set[str]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = pdf.words_in(body) if answer.get("Content-Type") == "application/pdf" else body.decode(errors="replace")
    return set(WORD.findall(text.lower()))


@pytest.fixture(scope="module")
def client():
    """One for all: making its middleware anew takes as long as a page."""
    return Client()


def ask(client, cookies: str, address: str):
    client.cookies.clear()
    client.cookies.load(cookies)
    return client.get(address)


@pytest.mark.parametrize("who", READERS)
def test_no_answer_holds_a_word_that_its_reader_may_not_read(client, site, who):
    planted, arguments, known, _judge = site
    cookies = signed_in(planted.people.get(who))
    with transaction.atomic():
        for address in addresses(planted, arguments):
            said = words_in(ask(client, cookies, address))
            assert planted.of(said) <= known[who], (
                address,
                told(planted, ask(client, cookies, address), known[who]),
            )
        transaction.set_rollback(True)


def told(planted: Planted, answer, known: set[str]) -> list[tuple]:
    leaked = planted.of(words_in(answer)) - known
    return [(type(word.row).__name__, word.column, word.visit.status) for word in planted.words if word.word in leaked]


@pytest.mark.parametrize("who", READERS)
def test_the_page_of_a_visit_holds_every_word_that_its_reader_may_read(client, site, who):
    planted, _arguments, known, judge = site
    reader, cookies = planted.people.get(who), signed_in(planted.people.get(who))
    with transaction.atomic():
        for visit in planted.visits.values():
            answer = ask(client, cookies, visit.get_absolute_url())
            assert (answer.status_code == 200) == (reader is not None and judge.reaches(reader, visit)), visit.status
            if answer.status_code == 200:
                wanted = {word.word for word in planted.words if word.visit.pk == visit.pk and word.is_shown}
                missing = (wanted & known[who]) - words_in(answer)
                assert not missing, [(type(w.row).__name__, w.column) for w in planted.words if w.word in missing]
                text, file = (ask(client, cookies, reverse(f"visit_report_{kind}", args=[visit.key])) for kind in KINDS)
                assert planted.of(words_in(text)) == planted.of(words_in(file)) > set()
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", [who for who in READERS if who])
def test_a_search_finds_a_visit_by_the_words_that_its_reader_may_read_alone(client, site, who):
    """The word itself, and with two letters changed places: neither a hit nor a suggestion tells it."""
    planted, _arguments, known, _judge = site
    cookies = signed_in(planted.people[who])
    asked = [word for word in planted.words if word.column in ("text", "reason", "name", "older text")][::19]
    with transaction.atomic():
        for word in asked:
            page = ask(client, cookies, f"/visits/?q={word.word}").content.decode()
            if word.word not in known[who]:
                assert str(word.visit.key) not in page, (type(word.row).__name__, word.column, word.visit.status)
            mistyped = f"{word.word[:-2]}{word.word[-1]}{word.word[-2]}"
            found = planted.of(words_in(ask(client, cookies, f"/visits/?q={mistyped}")))
            assert found <= known[who], (type(word.row).__name__, word.column)
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", [who for who in READERS if who and who != "administrator"])
def test_no_export_holds_a_word_that_its_reader_may_not_read(site, who):
    planted, _arguments, known, judge = site
    officer = planted.people[who]
    check_may_export(officer)
    with transaction.atomic():
        text = io.BytesIO()
        for form in (ExportForm.VISITS_CSV, ExportForm.NOTES_CSV, ExportForm.GEOJSON):
            write_text(form, officer, {}, text, lambda done, rows: None)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "book.xlsx"
            write_workbook(officer, {}, path, lambda done, rows: None)
            book = zipfile.ZipFile(path)
            said = text.getvalue().decode() + "".join(book.read(name).decode() for name in book.namelist())
        transaction.set_rollback(True)

    found = set(WORD.findall(said))
    assert found <= known[who], [
        (type(w.row).__name__, w.column) for w in planted.words if w.word in found - known[who]
    ]
    notes = {w.word for w in planted.words if type(w.row).__name__ == "DialogueNote" and w.column == "text"}
    logged = {
        w.word for w in planted.words if w.visit.status != "draft" and judge.reaches(officer, judge.visits[w.visit.pk])
    }
    assert notes & logged & known[who] <= found
    assert Visit.objects.exists()
