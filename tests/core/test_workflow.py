"""The table of moves, walked whole: from each state by each verb, and when a draft is thrown away."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from tests import factories as make
from visits.core.exceptions import NotNow
from visits.core.permissions import may_submit
from visits.core.workflow import MOVES, OWNERS, can_discard, can_move, check_can_discard, check_can_move, diagram
from visits.models import Remark, VisitStatus

pytestmark = pytest.mark.django_db
# From draft, submitted, returned, approved.
LEADS_TO = {
    "submit": ["submitted", None, "submitted", None],
    "withdraw": [None, "draft", None, None],
    "return": [None, "returned", None, None],
    "approve": [None, "approved", None, None],
    "ask for correction": [None, None, None, "approved"],
    "take back the approval": [None, None, None, "submitted"],
    "reopen": [None, None, None, "submitted"],
}
REFUSED = {
    "submit": "Only a draft or a returned visit can be submitted.",
    "withdraw": "Only a visit that waits for review can be withdrawn.",
    "return": "Only a visit that waits for review can be returned.",
    "approve": "Only a visit that waits for review can be approved.",
    "ask for correction": "A correction is asked for an approved visit only.",
    "take back the approval": "Only an approved visit can be taken back.",
    "reopen": "Only an approved visit can be reopened.",
}


def test_every_verb_stands_in_the_table():
    assert set(MOVES) == set(LEADS_TO) == set(REFUSED)
    assert set(OWNERS) == set(VisitStatus.values)


@pytest.mark.parametrize("verb", LEADS_TO)
def test_each_state_leads_where_the_table_says(verb):
    author = make.make_officer()
    for status, target in zip(VisitStatus.values, LEADS_TO[verb], strict=True):
        visit = make.make_visit(author=author, status=status, with_rows=False)
        assert can_move(visit, verb) is (target is not None)
        if target is not None:
            assert check_can_move(visit, verb) == target
            continue
        with override("en"), pytest.raises(NotNow) as refused:
            check_can_move(visit, verb)
        with override("en"):
            assert str(refused.value) == REFUSED[verb]


def test_what_was_reviewed_is_no_private_draft_again():
    visit = make.make_visit(author=make.make_officer(), status="submitted")
    Remark.objects.create(visit=visit, kind="returned", reason="Belum jelas.", written_by=visit.author)

    assert check_can_move(visit, "withdraw") == "returned"


@pytest.mark.parametrize("status", ["submitted", "returned", "approved"])
def test_only_a_draft_is_thrown_away(status):
    visit = make.make_visit(author=make.make_officer(), status=status)

    with override("en"), pytest.raises(NotNow, match=r"^Only a draft can be discarded\.$"):
        check_can_discard(visit)
    assert not can_discard(visit)


def test_a_draft_that_was_reviewed_or_built_upon_is_kept():
    author = make.make_officer()
    fresh, reviewed, noted = (make.make_visit(author=author, status="draft") for _each in range(3))
    Remark.objects.create(visit=reviewed, kind="returned", reason="Belum jelas.", written_by=author)
    noted.noted_at, noted.noted_by = timezone.now(), author

    check_can_discard(fresh)
    assert [can_discard(visit) for visit in (fresh, reviewed, noted)] == [True, False, False]
    with override("en"):
        with pytest.raises(NotNow, match="This visit was returned or approved before. What was reviewed is kept."):
            check_can_discard(reviewed)
        with pytest.raises(NotNow, match="Others have already worked on what this visit says. It is kept."):
            check_can_discard(noted)


def test_the_diagram_draws_each_move_once():
    lines = diagram().splitlines()

    assert len(lines) == len(set(lines))
    assert "    submitted --> draft: withdraw if never reviewed (author)" in lines
    assert "    submitted --> returned: withdraw if ever reviewed (author)" in lines
    assert "    approved --> submitted: reopen (supervisor)" in lines
    assert "    note right of approved: owner: nobody" in lines


@pytest.mark.parametrize(("status", "who"), [("draft", "author"), ("returned", "author or a named officer")])
def test_the_diagram_names_who_submits_as_the_permission_does(status, who):
    author, colleague = make.make_officer(), make.make_officer()
    visit = make.make_visit(author=author, status=status)
    make.make_participation(visit, colleague)

    assert f"    {status} --> submitted: submit ({who})" in diagram().splitlines()
    assert may_submit(author, visit)
    assert may_submit(colleague, visit) is ("named officer" in who)
