"""The words that a search finds change with the visit, in its transaction."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.follow_ups.services import change_follow_up
from visits.models import SearchDocument, SearchWord, Visit
from visits.privacy.anonymise import anonymise
from visits.search.query import read_question
from visits.search.search import answering
from visits.search.sources import texts_of
from visits.visit.services import discard_draft, return_visit, withdraw_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


def finds(asked: str, officer) -> bool:
    return answering(read_question(f"{asked} "), officer).exists()


def post(client, officer, visit: Visit | None = None, **changed):
    client.force_login(officer)
    address = reverse("visit_edit", args=[visit.key]) if visit else reverse("visit_new")
    kept = {"key": str(visit.key), "revision": str(visit.revision)} if visit else {}
    answer = client.post(address, complete_post(**kept, **changed))
    assert answer.status_code == 302
    return Visit.objects.latest("pk")


def test_a_visit_is_found_from_its_submission_until_it_is_taken_back(client, people):
    author = people["author"]
    visit = post(client, author, action="save", purpose="Menengahi sengketa embung.")
    assert not SearchDocument.objects.exists()

    visit = post(client, author, visit, purpose="Menengahi sengketa embung.")
    assert finds("embung", author)

    visit = post(client, author, visit, purpose="Menengahi sengketa padang.")
    assert finds("padang", author)
    assert not finds("embung", author)

    withdraw_visit(visit=visit, by=author)
    assert not SearchDocument.objects.exists()
    discard_draft(visit=visit, by=author)
    assert not SearchDocument.objects.exists()


def test_a_reviewed_visit_is_found_also_when_it_was_taken_back(client, people):
    author = people["author"]
    visit = post(client, author, purpose="Menengahi sengketa embung.")
    return_visit(visit=visit, by=people["supervisor"], reason="Tempatnya?")
    assert finds("embung", author)
    visit.refresh_from_db()
    visit = post(client, author, visit, purpose="Menengahi sengketa padang.")

    withdraw_visit(visit=visit, by=author)

    assert finds("padang", author)


def test_what_came_of_a_promise_is_found(people):
    author = people["author"]
    promise = make.make_follow_up(make.make_visit(author=author), owner=author)
    change_follow_up(
        follow_up=promise, by=author, status="done", result="Pipa diganti.", told_on=None, confirmed_by_person=False
    )
    assert finds("pipa", author)


def test_a_removed_name_is_in_no_words(people):
    author = people["author"]
    figure = make.make_figure(by=author, name="Marselina Taebenu")
    visit, other = (
        make.make_visit(author=author),
        make.make_visit(author=author, purpose="Kata Marselina Taebenu benar."),
    )
    for each in (visit, other):
        make.make_encounter(each, figure=figure, name="Marselina Taebenu")
    make.make_note(visit, "Marselina Taebenu meminta patroli.", sensitivity="supervisors")
    make.index_words()
    assert finds("taebenu", author)

    anonymise(figure=figure, by=people["supervisor"])

    for reader in ("author", "supervisor"):
        assert not finds("taebenu", people[reader])
        assert not finds("marselina", people[reader])
        assert finds("patroli", people[reader])
    assert "taebenu" not in "".join(SearchDocument.objects.values_list("words", flat=True))
    assert not SearchWord.objects.filter(word__in=["taebenu", "marselina"]).exists()
    assert other.search_documents.exists()


def test_a_caption_added_later_is_found(client, people):
    from tests.visit_posts import picture

    visit = make.make_visit(author=people["author"])
    client.force_login(people["author"])
    address = reverse("visit_photo_add", args=[visit.key])
    answer = client.post(address, {"key": str(visit.key), "image": picture(), "caption": "Jembatan roboh"})
    assert answer.status_code in (201, 302)
    assert finds("jembatan", people["author"])


def test_no_visits_have_no_texts():
    assert texts_of([]) == {}
