"""The verbs of a visit's life: who may, when, and what each leaves behind."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from visits.models import AuditEntry, Remark, SameVisit, Visit

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
STATE_BEFORE = {"withdraw": "submitted", "return": "submitted", "approve": "submitted", "reopen": "approved"}
STATE_AFTER = {"withdraw": "draft", "return": "returned", "approve": "approved", "reopen": "submitted"}
REVIEWER = {"author": 403, "colleague": 403, "supervisor": 302, "auditor": 403}
AUTHOR = {"author": 302, "colleague": 403, "supervisor": 403, "auditor": 403}
OUTSIDE = {"officer elsewhere": 404, "supervisor elsewhere": 404, "administrator": 404, None: 302}


@pytest.fixture
def people():
    return make_readers()


def make_in_state(people, status) -> Visit:
    reviewed = {"reviewed_by": people["supervisor"], "reviewed_at": timezone.now()} if status == "approved" else {}
    sent = {} if status == "draft" else {"submitted_at": timezone.now()}
    return make.make_visit(author=people["author"], status=status, **reviewed, **sent)


def press(client, visit, verb, officer=None, data=None, **extra):
    if officer:
        client.force_login(officer)
    return client.post(
        f"{visit.get_absolute_url()}{verb}/",
        data if data is not None else {"reason": "Ada alasan.", "revision": visit.revision},
        **extra,
    )


ROWS = [
    (verb, who, code)
    for verb in STATE_BEFORE
    for who, code in {**(AUTHOR if verb == "withdraw" else REVIEWER), **OUTSIDE}.items()
]


@pytest.mark.parametrize(("verb", "who", "status_code"), ROWS)
def test_who_may_do_it(client, people, verb, who, status_code):
    visit = make_in_state(people, STATE_BEFORE[verb])
    answer = press(client, visit, verb, people.get(who))
    assert answer.status_code == status_code
    visit.refresh_from_db()
    moved = status_code == 302 and who is not None
    assert visit.status == (STATE_AFTER if moved else STATE_BEFORE)[verb]
    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.REFUSED).count() == (status_code == 403)


@pytest.mark.parametrize("verb", STATE_BEFORE)
def test_it_answers_a_device_in_json(client, people, verb):
    visit = make_in_state(people, STATE_BEFORE[verb])
    by = people["author" if verb == "withdraw" else "supervisor"]
    answer = press(client, visit, verb, by, headers=JSON)
    assert (answer.status_code, answer.json()["key"]) == (200, str(visit.key))


@pytest.mark.parametrize(("verb", "status"), [("approve", "approved"), ("return", "returned"), ("reopen", "submitted")])
def test_not_in_this_state_is_a_message_and_for_a_device_a_409(client, people, verb, status):
    visit = make_in_state(people, status)
    answer = press(client, visit, verb, people["supervisor"])
    assert (answer.status_code, answer["Location"]) == (302, visit.get_absolute_url())
    answer = press(client, visit, verb, people["supervisor"], headers=JSON)
    assert (answer.status_code, answer.json()["key"]) == (409, str(visit.key))
    visit.refresh_from_db()
    assert visit.status == status


@pytest.mark.parametrize(("verb", "status"), [("return", "submitted"), ("reopen", "approved")])
@pytest.mark.parametrize("reason", ["", "   ", "x" * 10_001, "nul\0"])
def test_a_reason_is_asked_for_and_every_word_kept(client, people, verb, status, reason):
    visit = make_in_state(people, status)
    answer = press(client, visit, verb, people["supervisor"], {"reason": reason, "section": "when"})
    assert answer.status_code == 422
    assert 'href="#id_reason"' in answer.content.decode()
    if len(reason) > 100:
        assert reason in answer.content.decode()
    answer = press(client, visit, verb, people["supervisor"], {"reason": reason}, headers=JSON)
    assert answer.status_code == 422
    assert "reason" in answer.json()["errors"]
    visit.refresh_from_db()
    assert visit.status == status


def test_a_return_keeps_reason_section_and_note(client, people):
    visit = make_in_state(people, "submitted")
    note = make.make_note(visit)
    press(client, visit, "return", people["supervisor"], {"reason": "Siapa?", "section": "said", "note": note.pk})
    remark = Remark.objects.get(visit=visit)
    assert (remark.reason, remark.section, remark.note, remark.written_by) == (
        "Siapa?",
        "said",
        note,
        people["supervisor"],
    )


def test_a_refused_return_keeps_the_chosen_note_and_section(client, people):
    visit = make_in_state(people, "submitted")
    note = make.make_note(visit)
    answer = press(client, visit, "return", people["supervisor"], {"reason": "", "section": "said", "note": note.pk})
    assert f'<option value="{note.pk}" selected>' in answer.content.decode()
    assert '<option value="said" selected>' in answer.content.decode()


@pytest.mark.parametrize("data", [{"note": "0"}, {"note": "9" * 30}, {"note": "x"}, {"section": "nowhere"}])
def test_a_return_to_something_that_is_not_there_is_refused(client, people, data):
    visit = make_in_state(people, "submitted")
    answer = press(client, visit, "return", people["supervisor"], {"reason": "Ada.", **data})
    assert answer.status_code == 422


def test_a_note_of_another_visit_cannot_be_the_reason(client, people):
    visit, other = make_in_state(people, "submitted"), make_in_state(people, "submitted")
    answer = press(client, visit, "return", people["supervisor"], {"reason": "Ada.", "note": make.make_note(other).pk})
    assert answer.status_code == 422


def test_nobody_reviews_what_they_were_on(client, people):
    visit = make_in_state(people, "submitted")
    make.make_participation(visit, people["supervisor"], role="companion")
    assert press(client, visit, "approve", people["supervisor"]).status_code == 403


def test_a_draft_is_discarded_for_good(client, people):
    draft = make.make_visit(author=people["author"], status="draft")
    answer = press(client, draft, "discard", people["author"])
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert not Visit.objects.exists()
    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.VISIT_DISCARDED, target=str(draft.key)).exists()


@pytest.mark.parametrize("who", ["colleague", "supervisor", "auditor", "administrator"])
def test_nobody_else_discards_a_draft(client, people, who):
    draft = make.make_visit(author=people["author"], status="draft")
    assert press(client, draft, "discard", people[who]).status_code == 404
    assert Visit.objects.exists()


def test_a_submitted_visit_is_not_discarded(client, people):
    visit = make_in_state(people, "submitted")
    assert press(client, visit, "discard", people["author"]).status_code == 302
    assert Visit.objects.exists()


@pytest.mark.parametrize("verb", ["withdraw", "discard", "return", "approve", "reopen", "same", "submit"])
def test_a_verb_is_posted(client, people, verb):
    visit = make_in_state(people, "submitted")
    client.force_login(people["author"])
    assert client.get(f"{visit.get_absolute_url()}{verb}/").status_code == 405


def test_a_withdrawn_visit_leaves_the_reach_of_others(client, people):
    visit = make_in_state(people, "submitted")
    press(client, visit, "withdraw", people["author"])
    client.force_login(people["supervisor"])
    assert client.get(visit.get_absolute_url()).status_code == 404


# Same visit


@pytest.fixture
def pair(people):
    return make_in_state(people, "submitted"), make.make_visit(author=people["colleague"])


@pytest.mark.parametrize(
    ("who", "status_code"),
    [
        ("author", 302),
        ("colleague", 302),
        ("supervisor", 302),
        ("auditor", 403),
        ("officer elsewhere", 404),
        ("administrator", 404),
        (None, 302),
    ],
)
def test_who_says_that_two_visits_are_one(client, people, pair, who, status_code):
    visit, other = pair
    answer = press(client, visit, "same", people.get(who), {"other": other.key, "decision": "same"})
    assert answer.status_code == status_code
    said = status_code == 302 and who is not None
    assert SameVisit.objects.filter(is_same=True).count() == said
    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.VISIT_COMPARED).count() == said


def test_somebody_named_on_the_other_visit_says_it_as_well(client, people, pair):
    visit, other = pair
    third = make.make_officer(unit=people["author"].unit)
    assert press(client, visit, "same", third, {"other": other.key, "decision": "same"}).status_code == 403
    make.make_participation(other, third, role="companion")
    rebuild_visit(other)
    assert press(client, visit, "same", third, {"other": other.key, "decision": "same"}).status_code == 302


def test_linked_visits_say_so_on_both_pages(client, people, pair):
    visit, other = pair
    press(client, visit, "same", people["author"], {"other": other.key, "decision": "same"})
    assert str(other.key) in client.get(visit.get_absolute_url()).content.decode()
    assert str(visit.key) in client.get(other.get_absolute_url()).content.decode()


def test_a_later_answer_replaces_the_earlier_one(client, people, pair):
    visit, other = pair
    press(client, visit, "same", people["author"], {"other": other.key, "decision": "different"})
    press(client, other, "same", people["colleague"], {"other": visit.key, "decision": "same"})
    assert SameVisit.objects.get().is_same


@pytest.mark.parametrize(
    ("data", "status_code"),
    [
        ({}, 422),
        ({"other": "x", "decision": "same"}, 422),
        ({"other": "\0", "decision": "same"}, 422),
        ({"other": str(uuid.UUID(int=7)), "decision": "same"}, 404),
        ({"other": str(uuid.UUID(int=7)), "decision": "perhaps"}, 422),
    ],
)
def test_a_comparison_that_makes_no_sense_is_refused(client, people, pair, data, status_code):
    assert press(client, pair[0], "same", people["author"], data).status_code == status_code


def test_a_visit_is_not_compared_with_itself(client, people, pair):
    data = {"other": pair[0].key, "decision": "same"}
    assert press(client, pair[0], "same", people["author"], data).status_code == 422


# What waits


def review_list(client, officer):
    client.force_login(officer)
    return client.get(reverse("review_list"))


@pytest.mark.parametrize(
    ("who", "status_code"), [("supervisor", 200), ("author", 403), ("auditor", 403), ("administrator", 403)]
)
def test_only_a_supervisor_has_a_review_list(client, people, who, status_code):
    assert review_list(client, people[who]).status_code == status_code


def test_the_oldest_waits_on_top_and_own_visits_wait_for_somebody_else(client, people):
    now = timezone.now()
    new = make.make_visit(author=people["author"], submitted_at=now)
    old = make.make_visit(author=people["author"], submitted_at=now - dt.timedelta(days=3))
    own = make.make_visit(author=people["supervisor"], submitted_at=now)
    draft = make.make_visit(author=people["author"], status="draft")
    client.cookies["django_language"] = "en"
    source = review_list(client, people["supervisor"]).content.decode()
    assert source.index(str(old.key)) < source.index(str(new.key))
    assert "waiting 3 days" in source
    assert str(own.key) not in source
    assert str(draft.key) not in source
    assert str(new.key) not in review_list(client, people["supervisor elsewhere"]).content.decode()


def test_a_longer_list_asks_no_more_queries(client, people):
    review_list(client, people["supervisor"])
    counts = []
    for number in (1, 100):
        for _each in range(number):
            make.make_visit(author=people["author"], submitted_at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("review_list")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("who", "reads"), [("author", True), ("supervisor", True), ("colleague", False), ("auditor", False)]
)
def test_the_reason_about_a_note_stays_hidden_when_the_note_is_gone(client, people, who, reads):
    visit = make_in_state(people, "submitted")
    note = make.make_note(visit, sensitivity="supervisors")
    press(client, visit, "return", people["supervisor"], {"reason": "Soal ini rahasia.", "note": note.pk})
    note.delete()
    visit.refresh_from_db()
    visit.status = "submitted"
    visit.save()
    client.force_login(people[who])

    assert ("Soal ini rahasia." in client.get(visit.get_absolute_url()).content.decode()) is reads


@pytest.mark.parametrize("verb", ["return", "reopen"])
def test_without_a_reason_and_too_late_it_is_too_late(client, people, verb):
    visit = make_in_state(people, "approved" if verb == "return" else "submitted")

    answer = press(client, visit, verb, people["supervisor"], {"reason": ""}, headers=JSON)

    assert answer.status_code == 409


def test_an_empty_reason_to_reopen_is_said_where_it_was_typed(client, people):
    visit = make_in_state(people, "approved")

    source = press(client, visit, "reopen", people["supervisor"], {"reason": ""}).content.decode()

    assert '<details class="section" open>' in source
    assert "is-invalid" in source


def test_what_waits_comes_in_pages(client, people):
    for _ in range(51):
        make_in_state(people, "submitted")
    client.force_login(people["supervisor"])

    def page(address: str) -> tuple[list[str], dict[str, str]]:
        source = client.get(address).content.decode()
        links = dict(re.findall(r'rel="(prev|next)" href="([^"]*)"', source))
        return re.findall(r'name="visit" value="([^"]*)"', source), links

    first, onward = page("/review/")
    second, back = page(f"/review/{onward['next']}")
    assert (len(first), len(second)) == (50, 1)
    assert len({*first, *second}) == 51
    assert (set(onward), set(back)) == ({"next"}, {"prev"})
    assert page(f"/review/{back['prev']}") == (first, onward)
    for bad in ("x\x00", "1_1", "9" * 40 + "_1", "9" * 16 + "_1"):
        assert client.get("/review/", {"after": bad}).status_code == 200
        assert client.get("/review/", {"before": bad}).status_code == 200
