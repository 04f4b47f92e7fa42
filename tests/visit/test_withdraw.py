"""A visit taken back or thrown away: what was ever reviewed or built upon stays."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories as make
from tests.visit_posts import complete_post
from visits.core.exceptions import NotNow
from visits.core.workflow import can_discard
from visits.models import AuditEntry, FollowUp, Remark, Version, Visit
from visits.visit import services as visit_services

pytestmark = pytest.mark.django_db


def press(client, officer, visit, verb, **data):
    client.force_login(officer)
    data = {"reason": "Ada alasan.", "revision": Visit.objects.get(pk=visit.pk).revision} | data
    return client.post(f"/visits/{visit.key}/{verb}/", data)


def submit_again(client, people, visit):
    """The author changes a word and sends the visit once more."""
    visit.refresh_from_db()
    client.force_login(people["author"])
    form = complete_post(key=str(visit.key), revision=str(visit.revision), purpose="Tujuan yang diperbaiki.")
    assert client.post(f"/visits/{visit.key}/edit/", form).status_code == 302


def approved_and_reopened(client, people, visit):
    press(client, people["supervisor"], visit, "approve")
    press(client, people["supervisor"], visit, "reopen")


def returned_and_submitted(client, people, visit):
    press(client, people["supervisor"], visit, "return")
    submit_again(client, people, visit)


def approved_taken_back_and_edited(client, people, visit):
    approved_and_reopened(client, people, visit)
    submit_again(client, people, visit)


HISTORIES = [approved_and_reopened, returned_and_submitted, approved_taken_back_and_edited]


@pytest.mark.fault("A3")
@pytest.mark.parametrize("history", HISTORIES)
def test_what_was_ever_reviewed_is_withdrawn_to_its_author_and_never_discarded(client, people, visit, history):
    history(client, people, visit)
    visit.refresh_from_db()
    assert visit.status == "submitted"
    versions, remarks = Version.objects.count(), Remark.objects.count()

    assert press(client, people["author"], visit, "withdraw").status_code == 302
    visit.refresh_from_db()
    assert visit.status == "returned"
    page = client.get(visit.get_absolute_url()).content.decode()
    assert f"/visits/{visit.key}/discard/" not in page
    assert press(client, people["author"], visit, "discard").status_code == 302

    assert (Version.objects.count(), Remark.objects.count()) == (versions, remarks)
    assert not AuditEntry.objects.filter(kind=AuditEntry.Kind.VISIT_DISCARDED).exists()
    submit_again(client, people, visit)
    assert Visit.objects.get().status == "submitted"


@pytest.mark.fault("A3")
def test_a_draft_that_was_reviewed_before_is_kept_as_well(client, people, visit):
    """Withdrawn to a draft by an older release."""
    returned_and_submitted(client, people, visit)
    Visit.objects.update(status="draft")

    press(client, people["author"], visit, "discard")

    assert Visit.objects.exists()


def add_result(people, visit):
    FollowUp.objects.filter(pk=make.make_follow_up(visit).pk).update(
        status="done", result="Lampu sudah dipasang.", changed_at=timezone.now(), changed_by=people["colleague"]
    )


def note_urgency(people, visit):
    Visit.objects.filter(pk=visit.pk).update(urgent=True, noted_at=timezone.now(), noted_by=people["supervisor"])


def go_on_from_it(people, visit):
    make.make_visit(author=people["colleague"], follows=visit)


@pytest.mark.fault("A3")
@pytest.mark.parametrize("work", [add_result, note_urgency, go_on_from_it])
def test_a_draft_that_others_worked_on_is_kept(client, people, visit, work):
    work(people, visit)
    assert press(client, people["author"], visit, "withdraw").status_code == 302
    visit.refresh_from_db()
    assert visit.status == "draft"

    answer = press(client, people["author"], visit, "discard")

    assert Visit.objects.filter(pk=visit.pk).exists()
    assert "sudah dikerjakan orang lain" in client.get(answer.url).content.decode()


def test_one_that_was_never_reviewed_becomes_a_draft_and_can_be_discarded(client, people, visit):
    press(client, people["author"], visit, "withdraw")
    visit.refresh_from_db()
    assert (visit.status, visit.submitted_at) == ("draft", None)

    press(client, people["author"], visit, "discard")

    assert not Visit.objects.exists()


def test_the_service_asks_again(people):
    draft = make.make_visit(author=people["author"], status="draft")
    Remark.objects.create(visit=draft, kind="returned", reason="Kurang jelas.", written_by=people["supervisor"])

    assert not can_discard(draft)
    with pytest.raises(NotNow):
        visit_services.discard_draft(visit=draft, by=people["author"])


def test_the_page_says_what_withdrawing_does(client, people, visit):
    address = visit.get_absolute_url()
    client.force_login(people["author"])
    assert "kembali menjadi draf" in client.get(address).content.decode()

    returned_and_submitted(client, people, visit)

    assert "kembali menjadi draf" not in client.get(address).content.decode()
    assert Visit.objects.get().submitted_at > timezone.now() - dt.timedelta(minutes=5)
