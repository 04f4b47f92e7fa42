"""What became of a follow-up is never lost by an edit of its visit."""

import pytest

from tests import factories as make
from tests.readers import make_readers
from tests.visit.test_versions import edit, send_back
from tests.visit_posts import complete_post
from visits.follow_ups.services import change_follow_up
from visits.models import Visit

pytestmark = pytest.mark.django_db
TEXTS = ["Lampu jalan.", "Ronda malam.", "Pagar balai."]


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


@pytest.fixture
def visit(client, people) -> Visit:
    """Returned, with three follow-ups; of the second the supervisor has written that it is under way."""
    client.force_login(people["author"])
    fields = {f"follow_ups-{number}-text": text for number, text in enumerate(TEXTS)}
    assert client.post("/visits/new/", complete_post(fields=fields)).status_code == 302
    visit = Visit.objects.get()
    send_back(client, visit, people["supervisor"])
    answer(visit, people["supervisor"])
    return visit


def answer(visit, by, text="Ronda malam.", status="in_progress", result="Jadwal disusun."):
    follow_up = visit.follow_ups.get(text=text)
    change_follow_up(follow_up=follow_up, by=by, status=status, result=result, told_on=None, confirmed_by_person=False)


def texts_of(visit) -> list[str]:
    return list(visit.follow_ups.order_by("order", "pk").values_list("text", flat=True))


@pytest.mark.parametrize("gone", [{"follow_ups__1__DELETE": "on"}, {"follow_ups__1__text": ""}])
def test_one_that_was_answered_is_not_removed_and_its_row_says_so(client, people, visit, gone):
    answered = edit(client, visit, people["author"], purpose="Tujuan lain.", **gone)

    assert answered.status_code == 422
    page = answered.content.decode()
    row = page.partition('name="follow_ups-1-id"')[2].partition("</fieldset>")[0]
    assert "Ipda Agustina Contoh sudah mencatat" in row
    assert "Tujuan lain." in page
    assert texts_of(visit) == TEXTS
    assert visit.follow_ups.get(text="Ronda malam.").result == "Jadwal disusun."


def test_as_a_draft_the_words_are_kept_and_it_stays(client, people, visit):
    assert edit(client, visit, people["author"], "save", follow_ups__1__DELETE="on").status_code in (302, 422)

    assert texts_of(visit) == TEXTS


def test_a_phone_is_told_at_the_row(client, people, visit):
    posted = complete_post(key=str(visit.key), revision=str(visit.revision))
    posted |= {"follow_ups-TOTAL_FORMS": "3"}
    for number, row in enumerate(visit.follow_ups.order_by("order")):
        posted |= {f"follow_ups-{number}-id": str(row.pk), f"follow_ups-{number}-text": row.text}
    client.force_login(people["author"])
    address, headers = f"/visits/{visit.key}/edit/", {"accept": "application/json"}

    told = client.post(address, {**posted, "follow_ups-1-DELETE": "on"}, headers=headers)

    assert told.status_code == 422
    assert [name for name in told.json()["errors"] if name.startswith("follow_ups-1-")]
    assert texts_of(visit) == TEXTS


def test_a_post_that_never_knew_of_it_keeps_it_in_its_place(client, people, visit):
    posted = complete_post(key=str(visit.key), revision=str(visit.revision))
    posted |= {"follow_ups-TOTAL_FORMS": "2", "follow_ups-0-text": TEXTS[0], "follow_ups-1-text": TEXTS[2]}
    client.force_login(people["author"])

    assert client.post(f"/visits/{visit.key}/edit/", posted).status_code == 302

    assert texts_of(visit) == TEXTS
    assert visit.follow_ups.get(text="Ronda malam.").result == "Jadwal disusun."


def test_one_that_nobody_answered_is_removed_as_ever(client, people, visit):
    assert edit(client, visit, people["author"], follow_ups__0__DELETE="on").status_code == 302

    assert texts_of(visit) == TEXTS[1:]


def test_a_finished_one_stays_also_where_the_visit_only_waits(client, people, visit):
    assert edit(client, visit, people["author"]).status_code == 302
    answer(visit, people["colleague"], TEXTS[2], "done", "Sudah dipasang.")

    assert edit(client, visit, people["author"], follow_ups__2__DELETE="on").status_code == 422
    assert texts_of(visit) == TEXTS
