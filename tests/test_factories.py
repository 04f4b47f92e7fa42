"""What the factories make is what a page saves: the same rows, and the same keys by which lists find them."""

import pytest

from tests import factories as make
from tests.visit_posts import complete_post
from visits.models import FollowUpIndex, Visit, VisitAccess, VisitFilterKey

pytestmark = pytest.mark.django_db
# Each visit's own, or told of a post; and where rows stand, which factories do not count.
OWN = {"id", "key", "visit_id", "content_digest", "created_at", "saved_at", "submitted_at", "order"}
ROWS = ("stops", "participations", "encounters", "notes", "follow_ups")


def said(row) -> dict:
    """The columns of a row without what is its own."""
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in OWN
    }


def found_by(visit: Visit) -> dict[str, set]:
    """The keys of the indexes that lead to the visit, and where they put it."""
    return {
        "access": set(VisitAccess.objects.filter(visit=visit).values_list("access_key", "visited_on")),
        "filters": set(VisitFilterKey.objects.filter(visit=visit).values_list("filter_key", "visited_on")),
        "follow-ups": set(
            FollowUpIndex.objects.filter(follow_up__visit=visit).values_list("list_key", "status", "due_on", "unit")
        ),
    }


@pytest.fixture
def author():
    polres = make.make_polres()
    return make.make_officer(unit=make.make_unit(parent=polres), name="Yohanes Contoh", degrees="S.H.", is_acting=True)


def saved_by_the_page(client, author) -> Visit:
    client.force_login(author)
    officer = {"officers-0-name": None, "officers-0-officer": author.nrp}
    answer = client.post("/visits/new/", complete_post(fields=officer, started_at=None))
    assert answer.status_code == 302, answer.content.decode()
    return Visit.objects.get()


def made_by_factories(author) -> Visit:
    visit = make.make_visit(author=author)
    person = make.make_encounter(visit)
    make.make_note(visit).raised_by_people.add(person)
    make.make_follow_up(visit)
    make.rebuild_visit(visit)
    return Visit.objects.get(pk=visit.pk)


def test_a_visit_is_made_as_the_page_saves_it(client, author):
    make.make_village()
    saved = saved_by_the_page(client, author)
    made = made_by_factories(author)

    # Read anew by the database, so that nothing hangs on the object that was just written.
    saved = Visit.objects.get(pk=saved.pk)
    assert said(made) == said(saved)
    for rows in ROWS:
        assert [said(row) for row in getattr(made, rows).all()] == [said(row) for row in getattr(saved, rows).all()]
    assert found_by(made) == found_by(saved)
    assert all(found_by(made).values())


@pytest.mark.parametrize("code", ["53.01.06.2006", "53.01.06.1004", "53.01.09.2011"])
def test_a_stop_is_named_as_its_place(author, code):
    stop = make.make_stop(make.make_visit(author=author, with_rows=False), make.make_village(code))

    regions = make.make_regions()
    village, district = regions[code], regions[code[:8]]
    assert (stop.place_id, stop.village_name, stop.district_name) == (code, village.label, district.name)
    assert stop.place_label == f"{village.label}, {district.label}, Kab. Kupang"
