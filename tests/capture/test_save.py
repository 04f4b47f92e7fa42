"""What the save service decides by itself, whoever calls it: what is a repeat, and what has gaps."""

from dataclasses import replace

import pytest

from tests import factories as make
from tests.readers import make_readers
from visits.capture.from_saved import saved_values
from visits.capture.post import VisitPost
from visits.capture.save import Post, save_visit
from visits.core.exceptions import NotNow
from visits.core.visit_content import form_data
from visits.models import AuditEntry, Visit, VisitStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_readers()["author"]


def post_of(visit: Visit, author, **changes) -> Post:
    """The visit's own words posted again, with some of them changed."""
    data = form_data(saved_values(visit, author))
    for name, value in changes.items():
        data[name] = value
    read = VisitPost(data, officer=author, visit=visit)
    assert read.validate()
    return Post(read.pairs, read.content(), visit.revision, submit=False, is_complete=False, from_new=False)


@pytest.mark.parametrize("status", [VisitStatus.DRAFT, VisitStatus.RETURNED, VisitStatus.SUBMITTED])
def test_a_post_with_gaps_is_never_submitted(author, status):
    visit = make.make_visit(author=author, status=status)
    sent = replace(post_of(visit, author, purpose="Tujuan baru."), submit=True)

    with pytest.raises(NotNow):
        save_visit(by=author, key=visit.key, post=sent)
    visit.refresh_from_db()
    assert (visit.status, visit.purpose) == (status, "Menjaga suasana damai.")
    assert not AuditEntry.objects.filter(kind__startswith="visit").exists()


def test_a_new_post_with_gaps_is_never_submitted(author):
    visit = make.make_visit(author=author, status=VisitStatus.DRAFT)
    sent = replace(post_of(visit, author), submit=True, from_new=True, revision=0)
    key = visit.key
    visit.delete()

    with pytest.raises(NotNow):
        save_visit(by=author, key=key, post=sent)
    assert not Visit.objects.exists()


def test_words_that_were_submitted_before_are_a_repeat_whatever_rules_hold_today(author):
    """A rule that came later finds gaps in them; they are the visit's words all the same."""
    visit = make.make_visit(author=author, status=VisitStatus.DRAFT)
    sent = post_of(visit, author, purpose="Tujuan baru.")
    saved = save_visit(by=author, key=visit.key, post=replace(sent, submit=True, is_complete=True))
    assert saved.visit.status == VisitStatus.SUBMITTED

    assert save_visit(by=author, key=visit.key, post=replace(sent, submit=True)).outcome == "repeated"
