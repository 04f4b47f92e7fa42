"""Who gets the report of a visit, as what file, and that it leaves a trace."""

import datetime as dt

import pytest
from django.urls import reverse

from tests import factories as make
from tests.reports.letters import make_full_visit, make_samapta
from visits.core import audit
from visits.models import AuditEntry, Visit

pytestmark = pytest.mark.django_db
FORMS = ["visit_report_text", "visit_report_pdf"]


@pytest.fixture
def people():
    author, colleague, supervisor = make_samapta()
    elsewhere = make.make_unit(parent=make.make_polres(), kind="polsek")
    return {
        "author": author,
        "colleague": colleague,
        "supervisor": supervisor,
        "officer elsewhere": make.make_officer(unit=elsewhere),
        "supervisor elsewhere": make.make_officer(unit=elsewhere, role="supervisor"),
        "administrator": make.make_officer(unit=author.unit, role="administrator"),
        "auditor": make.make_officer(unit=elsewhere, role="auditor"),
    }


@pytest.fixture
def visit(people) -> Visit:
    return make.make_visit(author=people["author"], started_at=dt.time(13, 0))


def fetch(client, visit, officer=None, form="visit_report_text"):
    if officer:
        client.force_login(officer)
    return client.get(reverse(form, args=[visit.key]))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("who", "status_code"),
    [
        ("author", 200),
        ("colleague", 200),
        ("supervisor", 200),
        ("auditor", 200),
        ("officer elsewhere", 404),
        ("supervisor elsewhere", 404),
        ("administrator", 404),
        (None, 302),
    ],
)
def test_only_whoever_has_the_visit_in_reach_gets_its_report(client, people, visit, form, who, status_code):
    assert fetch(client, visit, people.get(who), form).status_code == status_code
    traced = AuditEntry.objects.filter(kind=AuditEntry.Kind.REPORT_READ, target=str(visit.key)).count()
    assert traced == (status_code == 200)


def test_the_draft_of_another_is_out_of_reach(client, people):
    draft = make.make_visit(author=people["author"], status="draft", visited_on=None, concern_heard=None)
    assert fetch(client, draft, people["colleague"]).status_code == 404
    answer = fetch(client, draft, people["author"])
    assert answer.status_code == 200
    assert "draf" in answer.content.decode()


def test_the_text_is_a_file_with_a_telling_name(client, people, visit):
    answer = fetch(client, visit, people["author"])
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    name = f"laporan-2024-09-01-satsamapta-polres-kupang-{str(visit.key)[:8]}.txt"
    assert answer["Content-Disposition"] == f'inline; filename="{name}"'
    assert "no-store" in answer["Cache-Control"]


def test_the_pdf_is_one(client, people):
    answer = fetch(client, make_full_visit(people["author"]), people["supervisor"], "visit_report_pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize("form", FORMS)
def test_a_report_that_cannot_be_traced_does_not_leave(client, people, visit, form, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(audit, "record", fail)
    client.raise_request_exception = False
    assert fetch(client, visit, people["author"], form).status_code == 500


def test_a_report_is_only_read(client, people, visit):
    client.force_login(people["author"])
    assert client.post(reverse("visit_report_text", args=[visit.key])).status_code == 405


def make_long(people, letters: int) -> Visit:
    """A visit whose notes have so many letters, in lines as people write them."""
    visit = make.make_visit(author=people["author"])
    line = "Warga menyampaikan keluhan tentang jalan. "
    text = "\n".join([line * 5] * 40)[:9_900]
    for number in range(letters // len(text)):
        make.make_note(visit, text=text, order=number)
    return visit


@pytest.mark.fault("B23")
@pytest.mark.parametrize("letters", [80_000, 130_000, 250_000])
def test_a_report_too_long_for_one_message_is_offered_in_parts(client, people, letters):
    visit = make_long(people, letters)
    whole = fetch(client, visit, people["author"]).content.decode()
    address = reverse("visit_report_text", args=[visit.key])

    page = client.get(visit.get_absolute_url()).content.decode()
    count = int(fetch(client, visit)["X-Report-Parts"])
    parts = [client.get(address, {"part": number}).content.decode() for number in range(1, count + 1)]

    assert len(whole) > 65_536
    assert all(f'href="{address}?part={number}"' in page for number in range(1, count + 1))
    assert f"{address}?part={count + 1}" not in page
    assert all(len(part.encode("utf-16-le")) // 2 <= 65_536 for part in parts)
    assert [part.partition("\n")[0] for part in parts] == [f"({n}/{count})" for n in range(1, count + 1)]
    assert "".join(part.partition("\n")[2] for part in parts) == whole


@pytest.mark.fault("B23")
@pytest.mark.parametrize("part", ["0", "2", "x", "-1", "1.0", "１", "99999999999"])
def test_a_report_of_one_message_has_no_other_part(client, people, visit, part):
    address = reverse("visit_report_text", args=[visit.key])
    whole = fetch(client, visit, people["author"])

    assert whole["X-Report-Parts"] == "1"
    assert client.get(address, {"part": "1"}).content == whole.content
    assert client.get(address, {"part": part}).status_code == 404
    assert "?part=" not in client.get(visit.get_absolute_url()).content.decode()
