"""Who must be independent of whom: the table walked, and the ways in which one person decided alone."""

import datetime as dt
from contextlib import nullcontext

import pytest
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from visits.core.exceptions import NotAllowed
from visits.core.independence import FORBIDDEN, Decision, Tie, check_independent
from visits.core.permissions import check_may_decide_disclosure, check_may_review, may_review
from visits.models import Deputy, DisclosureRequest, Visit
from visits.review.deputies import name_deputy

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def name(officer, unit, by, *, first=0, last=0) -> Deputy:
    today = timezone.localdate()
    return Deputy.objects.create(
        officer=officer, unit=unit, named_by=by, starts_on=today + first * DAY, ends_on=today + last * DAY
    )


@pytest.fixture
def people():
    """Two supervisors of one unit, the one above them, and other units to stand in for."""
    found = make_readers()
    unit = found["author"].unit
    found["asks"] = make.make_officer(unit=unit, role="supervisor", name="Penanya Contoh")
    found["decides"] = make.make_officer(unit=unit, role="supervisor", name="Pemutus Contoh")
    return found


def bind(people, tie: Tie) -> None:
    """Let this and nothing else bind the two supervisors."""
    asks, decides, unit, other = people["asks"], people["decides"], people["asks"].unit, people["deputy"].unit
    if tie == Tie.SAME:
        people["decides"] = asks
    elif tie == Tie.IS_DEPUTY:
        name(decides, unit, people["administrator"])
    elif tie == Tie.IS_STOOD_IN_FOR:
        name(asks, unit, people["administrator"])
    elif tie == Tie.WAS_NAMED:
        name(decides, other, asks)
    elif tie == Tie.NAMED:
        name(asks, other, decides)
    elif tie == Tie.NAMED_TOGETHER:
        name(asks, other, people["supervisor"])
        name(decides, other, people["supervisor"])


def review(people) -> None:
    check_may_review(people["decides"], make.make_visit(author=people["asks"]))


def open_source(people) -> None:
    note = make.make_note(
        make.make_visit(author=people["author"]), source_is_confidential=True, confidential_source=["Contoh"]
    )
    asks = DisclosureRequest.objects.create(note=note, asked_by=people["asks"], reason="Ada ancaman.")
    check_may_decide_disclosure(people["decides"], asks)


def name_another(people) -> None:
    today = timezone.localdate()
    name_deputy(unit=people["asks"].unit, officer=people["asks"], starts_on=today, ends_on=today, by=people["decides"])


GATES = {
    Decision.REVIEW: review,
    Decision.OPEN_SOURCE: open_source,
    Decision.NAME_DEPUTY: name_another,
}


def test_every_decision_stands_in_the_table_and_has_its_gate():
    assert set(FORBIDDEN) == set(Decision) == set(GATES)


@pytest.mark.fault("A7")
@pytest.mark.parametrize("decision", Decision)
@pytest.mark.parametrize("tie", [None, *Tie])
def test_the_table_walked(people, decision, tie):
    if tie:
        bind(people, tie)

    if tie in FORBIDDEN[decision]:
        with pytest.raises(NotAllowed):
            GATES[decision](people)
    else:
        GATES[decision](people)


@pytest.mark.parametrize(
    ("days", "is_free"), [((0, 0), False), ((-9, 0), False), ((1, 5), False), ((-9, -1), True)], ids=str
)
def test_a_deputyship_that_was_over_before_the_question_binds_nobody(people, days, is_free):
    name(people["asks"], people["deputy"].unit, people["decides"], first=days[0], last=days[1])

    both = {"decides": people["decides"], "asks": people["asks"]}
    with nullcontext() if is_free else pytest.raises(NotAllowed):
        check_independent(Decision.OPEN_SOURCE, **both)
    with pytest.raises(NotAllowed):
        check_independent(Decision.OPEN_SOURCE, since=timezone.now() - 5 * DAY, **both)


@pytest.mark.parametrize("is_closed", [True, False])
def test_the_row_of_reviewing_closes_the_list_and_the_decision_alike(client, people, monkeypatch, is_closed):
    deputy, visit = people["deputy"], make.make_visit(author=people["asks"])
    name(deputy, visit.unit, people["administrator"])
    if not is_closed:
        monkeypatch.setitem(FORBIDDEN, Decision.REVIEW, frozenset({Tie.SAME}))

    client.force_login(deputy)
    assert (str(visit.key) in client.get("/review/").content.decode()) is not is_closed
    assert may_review(deputy, visit) is not is_closed


# One supervisor, a deputy, and a confidential source


def press(client, officer, address, /, **data):
    client.force_login(officer)
    return client.post(address, data)


@pytest.fixture
def confidential(people) -> Visit:
    visit = make.make_visit(author=people["author"])
    make.make_note(visit, source_is_confidential=True, confidential_source=["Marselina Rahasia Contoh"])
    return visit


def ask(client, officer, visit) -> DisclosureRequest:
    press(client, officer, f"/visits/{visit.key}/notes/{visit.notes.get().pk}/seal/", reason="Ada ancaman.")
    return DisclosureRequest.objects.get(granted=None)


def decide(client, officer, asks, verb: str = "grant") -> int:
    return press(client, officer, f"/visits/{asks.note.visit.key}/seals/{asks.pk}/{verb}/").status_code


def name_for_today(client, head, officer) -> Deputy:
    today = timezone.localdate()
    press(client, head, "/review/deputies/", unit=head.unit_id, officer=officer.nrp, starts_on=today, ends_on=today)
    return Deputy.objects.latest("pk")


@pytest.mark.fault("A7")
@pytest.mark.parametrize("ended", [False, True])
def test_a_supervisor_does_not_grant_what_the_deputy_asked(client, people, confidential, ended):
    head = people["supervisor"]
    post = name_for_today(client, head, people["deputy"])
    asks = ask(client, people["deputy"], confidential)
    if ended:
        press(client, head, f"/review/deputies/{post.pk}/end/")

    assert decide(client, head, asks) == 403
    assert DisclosureRequest.objects.get().granted is None


@pytest.mark.fault("A7")
@pytest.mark.parametrize("named_by", ["supervisor", "administrator"])
def test_a_deputy_does_not_grant_what_the_supervisor_asked(client, people, confidential, named_by):
    name(people["deputy"], people["supervisor"].unit, people[named_by])
    asks = ask(client, people["supervisor"], confidential)

    assert decide(client, people["deputy"], asks) == 403


@pytest.mark.fault("A7")
def test_two_deputies_of_one_supervisor_do_not_decide_for_each_other(client, people, confidential):
    other = make.make_officer(unit=people["deputy"].unit)
    name(people["deputy"], people["supervisor"].unit, people["supervisor"])
    name(other, people["supervisor"].unit, people["supervisor"])
    asks = ask(client, other, confidential)

    assert decide(client, people["deputy"], asks) == 403


@pytest.mark.fault("A7")
def test_who_is_bound_after_the_grant_reads_nothing(client, people, confidential):
    asks = ask(client, people["asks"], confidential)
    assert decide(client, people["decides"], asks) == 302
    name_for_today(client, people["asks"], people["decides"])

    assert decide(client, people["asks"], asks, "show") == 403
    assert DisclosureRequest.objects.get().shown_at is None


def test_two_who_are_independent_open_it(client, people, confidential):
    asks = ask(client, people["asks"], confidential)

    assert decide(client, people["decides"], asks) == 302
    assert decide(client, people["asks"], asks, "show") == 200


@pytest.mark.fault("A7")
@pytest.mark.parametrize(("named_by", "status_code"), [("supervisor", 403), ("administrator", 302)])
def test_the_topmost_supervisor_does_not_choose_who_approves_their_visits(client, people, named_by, status_code):
    visit = make.make_visit(author=people["supervisor"])
    name(people["deputy"], people["supervisor"].unit, people[named_by])

    data = {"revision": visit.revision}
    assert press(client, people["deputy"], f"/visits/{visit.key}/approve/", **data).status_code == status_code
    assert (str(visit.key) in client.get("/review/").content.decode()) is False


@pytest.mark.fault("A7")
def test_nobody_stands_in_for_themselves(client, people):
    head = people["supervisor"]

    answer = press(
        client,
        head,
        "/review/deputies/",
        unit=head.unit_id,
        officer=head.nrp,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
    )

    assert answer.status_code == 422
    assert not Deputy.objects.exists()
