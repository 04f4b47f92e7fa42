"""The tree of units: add, move, search, refuse to delete; reach follows a move."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.admin.helpers import NO_DEPUTIES, changes, make_administrator, post_unit, posted
from visits.core import audit
from visits.models import AuditEntry, Deputy, Officer, Region, Unit, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def administrator(client):
    person = make_administrator()
    client.force_login(person)
    return person


@pytest.fixture
def polres():
    return factories.make_polres()


def test_a_unit_is_added_below_another_with_its_districts(client, polres):
    district = factories.make_regions()["53.01.06"]
    answer = client.post(
        reverse("admin:visits_unit_add"),
        {
            "name": "Polsek Kupang Timur",
            "short_name": "Polsek Kupang Timur",
            "code": "polsek-kupang-timur",
            "kind": "polsek",
            "is_active": "on",
            "treebeard_position": "first-child",
            "treebeard_ref_node": polres.pk,
            "districts": [district.pk],
            **NO_DEPUTIES,
        },
    )

    assert answer.status_code == 302
    unit = Unit.objects.get(code="polsek-kupang-timur")
    assert Unit.objects.get_parent(unit) == polres
    assert list(unit.districts.all()) == [district]
    assert changes()[-1][0] == "polsek-kupang-timur"
    assert changes()[-1][1]["action"] == "added"


def test_search_finds_a_unit_anywhere_in_the_tree(client, polres):
    factories.make_unit("satsamapta", parent=polres, name="Satuan Samapta")

    page = client.get(reverse("admin:visits_unit_changelist"), {"q": "samapta"}).content.decode()

    assert "Satuan Samapta" in page


def parent_of(unit):
    return Unit.objects.get_parent(Unit.objects.get(pk=unit.pk))


def moved(client, how, unit, target):
    """Move a unit below another, by its form or by dropping it in the tree."""
    if how == "form":
        return post_unit(client, unit, treebeard_ref_node=target.pk)
    values = {"node": unit.pk, "target": target.pk, "relation": "child"}
    return client.post(reverse("admin:visits_unit_changelist") + "move/", values)


@pytest.mark.parametrize("how", ["form", "drop"])
def test_a_move_gives_the_visits_to_the_supervisors_above(client, polres, how):
    old = factories.make_unit(parent=polres)
    new = factories.make_unit(parent=Unit.objects.get(pk=polres.pk))
    unit = factories.make_unit(parent=Unit.objects.get(pk=old.pk))
    author = factories.make_officer(unit=unit)
    visit, draft = factories.make_visit(author=author), factories.make_visit(author=author, status="draft")
    before, after = (factories.make_officer(unit=place, role="supervisor") for place in (old, new))
    assert visit in Visit.objects.visible_to(before)

    assert moved(client, how, Unit.objects.get(pk=unit.pk), new).status_code in (200, 302)

    assert parent_of(unit) == new
    assert list(Visit.objects.visible_to(before)) == []
    assert list(Visit.objects.visible_to(after)) == [visit]
    assert list(draft.access_keys.values_list("access_key", flat=True)) == [f"draft:{author.pk}"]
    assert changes()[-1][0] == unit.code


def test_a_move_below_itself_is_refused(client, polres):
    unit = factories.make_unit(parent=polres)
    below = factories.make_unit(parent=Unit.objects.get(pk=unit.pk))

    assert moved(client, "drop", unit, below).status_code == 400
    assert changes() == []


def test_a_move_without_its_audit_entry_does_not_happen(client, polres, monkeypatch):
    unit, target = (factories.make_unit(parent=Unit.objects.get(pk=polres.pk)) for _ in "12")

    def fails(*args, **kwargs):
        raise RuntimeError("no trail")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError):
        moved(client, "drop", unit, target)

    assert parent_of(unit) == polres


@pytest.mark.parametrize("node", ["", "x", "0", "\x00", "99999999999999999999"])
def test_a_move_of_nothing_is_refused(client, polres, node):
    values = {"node": node, "target": polres.pk, "relation": "child"}

    assert client.post(reverse("admin:visits_unit_changelist") + "move/", values).status_code == 400


def test_a_unit_in_use_is_not_deleted(client, polres):
    officer = factories.make_officer()
    answer = client.post(reverse("admin:visits_unit_delete", args=[officer.unit_id]), {"post": "yes"}, follow=True)

    assert Unit.objects.filter(pk=officer.unit_id).exists()
    assert officer.unit.name in str(next(iter(answer.context["messages"])))


def test_a_unit_with_units_below_is_not_deleted(client, polres):
    factories.make_unit(parent=polres)
    client.post(reverse("admin:visits_unit_delete", args=[polres.pk]), {"post": "yes"})

    assert Unit.objects.filter(pk=polres.pk).exists()


def test_an_unused_unit_is_deleted_and_traced(client, polres):
    unit = factories.make_unit(parent=polres)
    client.post(reverse("admin:visits_unit_delete", args=[unit.pk]), {"post": "yes"})

    assert not Unit.objects.filter(pk=unit.pk).exists()
    assert changes() == [(unit.code, {"action": "deleted", "fields": []})]


def test_the_changes_of_a_unit_are_listed_without_their_values(client, polres):
    post_unit(client, polres, report_to="Kapolda NTT", treebeard_ref_node=Unit.objects.get_parent(polres).pk)

    page = client.get(reverse("admin:visits_unit_history", args=[polres.pk])).content.decode()
    assert "report_to" in page
    assert AuditEntry.objects.latest("pk").details["fields"] == ["report_to"]


def autocomplete(client, **values):
    values = {"app_label": "visits", "model_name": "unit", "field_name": "districts", **values}
    return [row["text"] for row in client.get("/admin/autocomplete/", values).json()["results"]]


def test_autocomplete_offers_districts_alone_for_a_unit(client):
    factories.make_regions()

    assert autocomplete(client, term="kupang") == ["Kec. Kupang Timur, Kab. Kupang (53.01.06)"]


def test_autocomplete_tells_namesakes_apart_for_an_assignment(client):
    factories.make_regions()
    found = autocomplete(client, model_name="villageassignment", field_name="village", term="oesao")

    assert [text.split(",")[0] for text in found] == ["Kelurahan Oesao", "Desa Oesao"]


def test_autocomplete_finds_an_apostrophe_and_takes_a_nul(client):
    factories.make_regions()

    found = autocomplete(client, model_name="villageassignment", field_name="village", term="OHAEM\x00")
    assert found[0].startswith("Desa Oh'aem")


def test_a_region_is_closed_but_its_name_stays_and_it_is_never_deleted(client):
    village = factories.make_village()
    page = reverse("admin:visits_region_change", args=[village.pk])
    client.post(page, {"name": "X", "closed_on": "2025-01-31", "successors": ["53.01.06.2015"]})

    village = Region.objects.get(pk=village.pk)
    assert (village.name, str(village.closed_on)) == ("Tuapukan", "2025-01-31")
    assert [region.code for region in village.successors.all()] == ["53.01.06.2015"]
    assert client.post(reverse("admin:visits_region_delete", args=[village.pk]), {"post": "yes"}).status_code == 403


def test_the_administrator_names_a_deputy_for_a_unit(client, administrator, polres):
    """The Kapolres' own visits go to the Wakapolres (decision 14)."""
    deputy = factories.make_officer(unit=polres)
    day = str(timezone.localdate())
    row = {"deputies-0-officer": deputy.pk, "deputies-0-starts_on": day, "deputies-0-ends_on": day}

    answer = post_unit(client, polres, **row, **{"deputies-TOTAL_FORMS": 1})

    assert answer.status_code == 302
    named = Deputy.objects.get()
    assert (named.unit, named.officer, named.named_by) == (polres, deputy, administrator)
    assert Officer.objects.get(pk=deputy.pk).supervised_unit_ids == [polres.pk]
    assert changes()[-1][0] == polres.code
    assert "deputies" in changes()[-1][1]["fields"]


def test_an_officer_is_lent_to_another_unit(client, polres):
    officer, unit = factories.make_officer(), factories.make_unit(parent=polres)
    row = {"secondments-0-unit": unit.pk, "secondments-0-starts_on": str(timezone.localdate())}
    page = reverse("admin:visits_officer_change", args=[officer.pk])

    answer = client.post(page, {**posted(officer), **row, "secondments-TOTAL_FORMS": 1})

    assert answer.status_code == 302
    assert Officer.objects.get(pk=officer.pk).member_unit_ids == [officer.unit_id, unit.pk]
