"""The audit log on its page: who reads which rows, by what it is filtered, page by page, and what is unusual."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from visits.audit.queries import FIGURES_AN_HOUR, PER_PAGE, TAKEN_OUT_A_DAY, unusual
from visits.core import audit
from visits.models import AuditEntry

pytestmark = pytest.mark.django_db
Kind = AuditEntry.Kind


@pytest.fixture
def people():
    return make_readers()


def audit_log(client, officer, query="") -> str:
    client.force_login(officer)
    answer = client.get(f"/trail/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def shown_numbers(page: str) -> list[str]:
    """The records of the rows, in the order of the page."""
    return re.findall(r"baris-\d+", page)


def test_a_supervisor_sees_the_people_below_an_auditor_all(client, people):
    for who in ("author", "officer elsewhere"):
        audit.record(Kind.SEARCHED, by=people[who], target=f"jejak {who}")
    unit_head = make.make_officer(unit=people["author"].unit, role="supervisor")

    assert "jejak author" in audit_log(client, unit_head)
    assert "jejak officer elsewhere" not in audit_log(client, unit_head)
    for who in ("supervisor", "auditor"):
        assert "jejak officer elsewhere" in audit_log(client, people[who])


def test_a_list_that_was_searched_is_called_by_its_page(client, people):
    client.force_login(people["author"])
    for address in ("/visits/?q=marselina", "/figures/?q=marselina"):
        assert client.get(address).status_code == 200

    rows = re.sub(r"<[^>]+>", "|", audit_log(client, people["auditor"]).partition("<tbody>")[2])
    for page in ("Riwayat", "Tokoh"):
        assert re.search(rf"\|Pencarian\|\s*\|{page}\|", rows), rows


def test_who_looked_at_a_visit_in_reach_is_shown_whoever_it_was(client, people):
    visit = make.make_visit(author=people["author"])
    unit_head = make.make_officer(unit=people["author"].unit, role="supervisor")
    audit.record(Kind.VISIT_READ, by=people["supervisor"], target=visit)

    assert people["supervisor"].nrp not in audit_log(client, unit_head).partition("<main")[2]
    page = audit_log(client, unit_head, f"?record={visit.key}")
    assert people["supervisor"].nrp in page
    assert "Kunjungan 1 September 2024" in page
    other = make.make_officer(unit=people["officer elsewhere"].unit, role="supervisor")
    assert people["supervisor"].nrp not in audit_log(client, other, f"?record={visit.key}").partition("<main")[2]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?person={author}", ["baris-1", "baris-0"]),
        ("?kind=report_read", ["baris-2"]),
        ("?record=baris-1", ["baris-1"]),
        ("?from={today}&to={today}", ["baris-2", "baris-1", "baris-0"]),
        ("?to=2020-01-01", []),
        ("?person={author}&kind=report_read", []),
    ],
)
def test_the_filters(client, people, query, found):
    for number, (who, kind) in enumerate(
        [("author", Kind.SEARCHED), ("author", Kind.VISIT_READ), ("colleague", Kind.REPORT_READ)]
    ):
        audit.record(kind, by=people[who], target=f"baris-{number}")
    query = query.format(author=people["author"].nrp, today=timezone.localdate())

    page = audit_log(client, people["auditor"], query).partition("<tbody")[2]

    assert shown_numbers(page) == found


@pytest.mark.parametrize("query", ["?person=12", "?from=kemarin", "?kind=x", "?after=x", "?record=a%00b", "?after=-1"])
def test_a_filter_that_cannot_be_read_is_said(client, people, query):
    client.force_login(people["auditor"])

    assert client.get(f"/trail/{query}").status_code == 422


def test_pages_put_together_are_the_audit_log_forward_and_back(client, people):
    total = 2 * PER_PAGE + 7
    for number in range(total):
        audit.record(Kind.SEARCHED, by=people["author"], target=f"baris-{number:03d}")
    address, seen, pages = "", [], []
    while address is not None:
        page = audit_log(client, people["auditor"], address)
        pages.append(shown_numbers(page))
        seen += pages[-1]
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        address = onward[1].replace("&amp;", "&") if onward else None
    assert seen == [f"baris-{number:03d}" for number in reversed(range(total))]

    for expected in (pages[1], pages[0]):
        back = re.search(r'rel="prev" href="([^"]+)"', page)
        page = audit_log(client, people["auditor"], back[1].replace("&amp;", "&"))
        assert shown_numbers(page) == expected
    assert 'rel="prev"' not in page


def test_an_empty_audit_log_says_so(client, people):
    assert "sesuai dengan filter" in audit_log(client, people["auditor"], "?to=2020-01-01")
    assert "tercatat di sini" in audit_log(client, people["auditor"])


def test_many_figures_within_an_hour_are_told_to_the_supervisors(client, people):
    for number in range(FIGURES_AN_HOUR):
        audit.record(Kind.FIGURE_READ, by=people["author"], target=f"tokoh {number}")

    page = audit_log(client, people["supervisor"])
    assert "Di luar kebiasaan" in page
    assert f"{FIGURES_AN_HOUR} tokoh dilihat dalam satu jam" in page
    assert "di luar kebiasaan" in client.get("/").content.decode()
    assert "Di luar kebiasaan" not in audit_log(client, people["supervisor elsewhere"])


def test_the_same_figure_again_and_again_is_not_unusual(people):
    for _ in range(FIGURES_AN_HOUR + 5):
        audit.record(Kind.FIGURE_READ, by=people["author"], target="tokoh")

    assert unusual(people["supervisor"], now=timezone.now()) == []


@pytest.mark.parametrize(("before", "taken", "told"), [(0, 9_999, False), (0, 10_000, True), (60_000, 10_000, False)])
def test_an_export_far_above_the_habit_is_told_of(people, before, taken, told):
    """Visits are added up: many small exports count as a large one, and a habit of 2,000 a day excuses 10,000."""
    now, who = timezone.now(), people["author"]
    entry = {"kind": Kind.EXPORT_ENDED, "nrp": who.nrp, "unit_code": who.unit.code, "chain": "0" * 64}
    days = [(now - dt.timedelta(days=10), before), *((now - dt.timedelta(hours=2), part) for part in (taken - 1, 1))]
    AuditEntry.objects.bulk_create(
        AuditEntry(number=number, at=at, details={"visits": visits}, **entry)
        for number, (at, visits) in enumerate(days, start=1)
    )

    assert [row.nrp for row in unusual(people["supervisor"], now=now)] == ([who.nrp] if told else [])


@pytest.mark.parametrize(("habit", "told"), [(0, True), (4 * 30, True), (5 * 30, False)])
def test_taking_out_is_measured_by_the_person_s_own_habit(people, habit, told):
    """A clerk who takes out five reports a day is not told of for twenty; somebody else is."""
    now = timezone.now()
    for _ in range(habit):
        audit.record(Kind.REPORT_READ, by=people["author"], target="lama")
    tomorrow = now + dt.timedelta(days=1, minutes=5)
    rows = [
        AuditEntry(
            number=habit + 1 + number,
            at=tomorrow,
            kind=Kind.REPORT_READ,
            nrp=people["author"].nrp,
            unit_code=people["author"].unit.code,
            chain="0" * 64,
        )
        for number in range(TAKEN_OUT_A_DAY + 1)
    ]
    AuditEntry.objects.bulk_create(rows)

    found = unusual(people["supervisor"], now=tomorrow + dt.timedelta(minutes=5))

    assert [row.nrp for row in found] == ([people["author"].nrp] if told else [])
