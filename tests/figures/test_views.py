"""Community figures: who sees, adds and corrects them, and how a typed name becomes one."""

import pytest

from tests.factories import make_encounter, make_figure, make_figure_role, rebuild_visit
from tests.nouns import World
from visits.models import AuditEntry, CommunityFigure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def roles(*rows):
    data = {"roles-TOTAL_FORMS": len(rows), "roles-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data.update({f"roles-{number}-{name}": value for name, value in row.items()})
    return data


@pytest.mark.parametrize(
    ("who", "seen", "form"),
    [
        ("officer", 200, 200),
        ("officer elsewhere", 200, 200),
        ("supervisor", 200, 200),
        ("auditor", 200, 403),
        ("another Polres", 404, 404),
        ("administrator", 404, 404),
        (None, 302, 302),
    ],
)
def test_who_sees_and_corrects_a_figure(client, world, who, seen, form):
    world.sign_in(client, who)

    assert client.get(f"/figures/{world.figure.key}/").status_code == seen
    assert client.get(f"/figures/{world.figure.key}/edit/").status_code == form


def test_a_look_at_a_figure_leaves_one_trace(client, world):
    world.sign_in(client, "officer")

    for number, page in enumerate(("", "edit/"), start=1):
        client.get(f"/figures/{world.figure.key}/{page}")
        assert AuditEntry.objects.filter(kind="figure_read", target=str(world.figure.key)).count() == number


@pytest.mark.parametrize(
    ("query", "traced"),
    [("?q=marsel", {"q": ""}), ("?q=marsel&category=youth", {"q": "", "category": "youth"}), ("?category=youth", None)],
)
def test_a_search_for_a_name_leaves_one_row_without_the_name(client, world, query, traced):
    world.sign_in(client, "officer")

    assert client.get(f"/figures/{query}").status_code == 200

    rows = [(row.target, row.details["filters"]) for row in AuditEntry.objects.filter(kind=AuditEntry.Kind.SEARCHED)]
    assert rows == ([("figures", traced)] if traced else [])
    assert "marsel" not in str(list(AuditEntry.objects.values()))


def test_the_figure_page_shows_visits_only_within_reach(client, world):
    world.sign_in(client, "officer")
    assert world.visit.get_absolute_url() in client.get(f"/figures/{world.figure.key}/").content.decode()

    world.sign_in(client, "officer elsewhere")
    page = client.get(f"/figures/{world.figure.key}/").content.decode()
    assert world.visit.get_absolute_url() not in page
    assert world.follow_up.text not in page


def test_a_mere_mention_is_not_shown_to_a_colleague(client, world):
    world.encounter.presence = "mentioned"
    world.encounter.save()
    rebuild_visit(world.visit)

    world.sign_in(client, "colleague")
    assert world.visit.get_absolute_url() not in client.get(f"/figures/{world.figure.key}/").content.decode()


def test_a_figure_is_found_by_beginning_and_despite_a_slip(client, world):
    make_figure(by=world.officer, name="Yohanis Lain")
    world.sign_in(client, "officer")

    for text in ("marsel", "Contoh", "marselna"):
        page = client.get("/figures/", {"q": text}).content.decode()
        assert "Marselina Contoh" in page
        assert "Yohanis Lain" not in page


@pytest.mark.parametrize(
    "query", [{"q": "a\x00b"}, {"after": "nonsense"}, {"category": "x"}, {"unit": "no"}, {"place": "53.1"}]
)
def test_a_wrong_filter_is_answered_422(client, world, query):
    world.sign_in(client, "officer")

    assert client.get("/figures/", query).status_code == 422


def test_a_new_figure_has_dated_roles_of_several_categories(client, world):
    world.sign_in(client, "officer")
    two = roles(
        {"category": "village_head", "title": "Kepala Desa", "starts_on": "2020-01-02", "ends_on": "2026-01-01"},
        {"category": "customary", "title": "Ketua adat"},
    )

    answer = client.post("/figures/new/", {"name": "Markus Contoh", "place": "53.01.06.2006", **two})

    figure = CommunityFigure.objects.get(name="Markus Contoh")
    assert answer.url == figure.get_absolute_url()
    assert {role.category for role in figure.roles.all()} == {"village_head", "customary"}
    assert (figure.village_id, figure.unit) == ("53.01.06.2006", world.unit)
    assert AuditEntry.objects.filter(kind="figure_saved", target=str(figure.key)).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": "a\x00b"},
        {"place": "53.01"},
        {"roles-0-title": "Ketua"},
        {"roles-0-category": "party"},
        {"roles-0-category": "other", "roles-0-starts_on": "2024-02-01", "roles-0-ends_on": "2024-01-01"},
        {"roles-TOTAL_FORMS": "many"},
    ],
)
def test_a_wrong_figure_is_kept_as_typed(client, world, wrong):
    world.sign_in(client, "officer")

    posted = {"name": "Markus Contoh", "addressed_as": "Bapa Desa", **roles({}), **wrong}
    answer = client.post("/figures/new/", posted)

    assert answer.status_code == 422
    assert "Bapa Desa" in answer.content.decode()
    assert CommunityFigure.objects.count() == 1


def test_correcting_a_figure_replaces_its_roles(client, world):
    make_figure_role(world.figure)
    world.sign_in(client, "colleague")

    client.post(f"/figures/{world.figure.key}/edit/", {"name": "Marselina Baru", **roles({"category": "women"})})

    world.figure.refresh_from_db()
    assert world.figure.search_name == "marselina baru"
    assert [role.category for role in world.figure.roles.all()] == ["women"]


def test_one_more_role_row_without_scripts(client, world):
    world.sign_in(client, "officer")

    page = client.post("/figures/new/", {"name": "Markus", "action": "add_role", **roles({})})

    assert page.status_code == 200
    assert 'name="roles-1-category"' in page.content.decode()


def test_a_village_is_searched_without_scripts(client, world):
    world.sign_in(client, "officer")

    page = client.post("/figures/new/", {"name": "Markus", "find": "place", "place-q": "tuap", **roles({})})

    assert 'value="53.01.06.2006"' in page.content.decode()
    assert 'value="Markus"' in page.content.decode()


def typed_person(world, **fields):
    return make_encounter(
        world.visit, name="Marselina Conto", title="Kepala Desa", categories=["village_head"], **fields
    )


def test_a_typed_person_becomes_a_figure(client, world):
    person = typed_person(world)
    address = f"/visits/{world.visit.key}/people/{person.pk}/figure/"
    world.sign_in(client, "colleague")
    assert "Marselina Contoh" in client.get(address).content.decode()

    client.post(address, {"figure": ""})

    person.refresh_from_db()
    assert person.figure.name == "Marselina Conto"
    assert person.figure.roles.get().title == "Kepala Desa"


def test_a_typed_person_is_linked_to_a_known_figure(client, world):
    other = make_figure(by=world.officer, name="Marselina Contohnya")
    person = typed_person(world)
    world.sign_in(client, "officer")

    client.post(f"/visits/{world.visit.key}/people/{person.pk}/figure/", {"figure": str(other.key)})

    person.refresh_from_db()
    assert (person.figure, person.name) == (other, "Marselina Conto")


@pytest.mark.parametrize(
    ("who", "status"), [("officer elsewhere", 404), ("administrator", 404), ("auditor", 403), (None, 302)]
)
def test_nobody_else_makes_a_figure_of_a_typed_person(client, world, who, status):
    person = typed_person(world)
    world.sign_in(client, who)

    assert client.post(f"/visits/{world.visit.key}/people/{person.pk}/figure/").status_code == status
    person.refresh_from_db()
    assert person.figure is None


def test_the_list_asks_no_more_for_more_figures(client, world, django_assert_max_num_queries):
    world.sign_in(client, "officer")
    for _number in range(60):
        make_figure_role(make_figure(by=world.officer, name=f"Orang {_number:03d}"))
    with django_assert_max_num_queries(16):
        first = client.get("/figures/")
    assert "after=" in first.content.decode()
    page = first.context["page"]
    second = client.get("/figures/", {"after": page.after}).context["page"]
    assert len(page.rows) + len(second.rows) == 61
    back = client.get("/figures/", {"before": second.before}).context["page"]
    assert [row.pk for row in back.rows] == [row.pk for row in page.rows]
