"""A village whose code was replaced, or that was split: today's place knows its past, the old one its followers."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import factories as make
from visits.history.page import history_list
from visits.lists import visit_index
from visits.models import Region, VisitFilterKey
from visits.pickers.figures import familiar_figures
from visits.pickers.place_filter import read_place
from visits.places.cards import village_cards
from visits.places.offline_pack import pack_for
from visits.places.page import children_of, concerns_in, open_promises_in
from visits.setup.regions import carry_on

pytestmark = pytest.mark.django_db
OLD, NEW, OTHER = "53.01.06.2015", "53.01.06.2099", "53.01.09.2098"
TODAY = dt.date(2024, 9, 2)


def make_place(code: str, name: str) -> Region:
    return Region.objects.create(code=code, name=name, level="village", kind="desa", parent_id=code.rpartition(".")[0])


def end(code: str, *followers: str) -> None:
    """What the import and the set-up do when a decree ends a code."""
    old = Region.objects.get(pk=code)
    old.closed_on = dt.date(2024, 12, 1)
    old.save()
    old.successors.set(followers)
    carry_on([code])


@pytest.fixture
def officer():
    make.make_regions()
    make_place(NEW, "Oesao Baru")
    make_place(OTHER, "Oesao Selatan")
    polres = make.make_polres()
    unit = make.make_unit(parent=polres, kind="polsek")
    unit.districts.set(["53.01.06", "53.01.09"])
    return make.make_officer(unit=unit)


@pytest.fixture
def visit(officer):
    visit = make.make_visit(author=officer, with_rows=False, visited_on=dt.date(2024, 9, 1))
    make.make_stop(visit, Region.objects.get(pk=OLD))
    make.make_participation(visit, officer)
    make.make_note(visit, "Takut banjir.", kind="concern", topic_text="Banjir")
    make.make_follow_up(visit)
    make.make_figure(by=officer, name="Marselina Oesao", village=Region.objects.get(pk=OLD))
    return visit


def what_is_known(officer, code: str) -> dict[str, bool]:
    """What each page says of the place's past."""
    region, key = Region.objects.get(pk=code), str(code)
    card = village_cards([region], officer=officer, today=TODAY)[0]
    rows = {row.code: row for row in children_of(region.parent, officer=officer)}
    pack = {card.code: card for card in pack_for(officer, today=TODAY).cards}
    return {
        "filter": bool(history_list(officer, {"place": code}).page().found),
        "filter of the district": bool(history_list(officer, {"place": region.parent_id}).page().found),
        "coverage": rows[code].visits == 1,
        "promises": bool(open_promises_in(region, officer=officer)),
        "concerns": bool(concerns_in(region, officer=officer, today=TODAY).topics),
        "figures": [option.label for option in familiar_figures(officer, place=code)] == ["Marselina Oesao"],
        "card": bool(card.visits and card.people and card.promises),
        "pack": bool(pack[key].visits and pack[key].people),
    }


@pytest.mark.fault("B16")
@pytest.mark.parametrize("followers", [[NEW], [OTHER], [NEW, OTHER]])
def test_each_follower_knows_what_happened_before(officer, visit, followers):
    assert not any(known for name, known in what_is_known(officer, NEW).items() if "district" not in name)

    end(OLD, *followers)

    for code in followers:
        assert what_is_known(officer, code) == dict.fromkeys(what_is_known(officer, code), True), code


@pytest.mark.fault("B16")
def test_a_place_that_was_replaced_twice_is_known_to_the_last(officer, visit):
    last = make_place("53.01.06.2097", "Oesao Terakhir")
    end(OLD, NEW)

    end(NEW, last.pk)

    assert all(what_is_known(officer, last.pk).values())
    visit_index.rebuild()
    assert VisitFilterKey.objects.filter(filter_key=f"place:{last.pk}", visit=visit).count() == 1


@pytest.mark.fault("B16")
def test_a_visit_that_is_saved_later_is_found_by_the_follower_too(officer):
    end(OLD, NEW)
    visit = make.make_visit(author=officer, with_rows=False)
    make.make_stop(visit, Region.objects.get(pk=OLD))

    filter_keys = set(
        VisitFilterKey.objects.filter(visit=visit, filter_key__startswith="place:").values_list("filter_key", flat=True)
    )

    assert {f"place:{OLD}", f"place:{NEW}", "place:53.01.06", "place:53.01", "place:53"} == filter_keys


@pytest.mark.fault("B16")
def test_the_old_name_leads_to_the_one_follower_and_stays_where_there_are_several(officer, visit):
    end(OLD, NEW)
    assert read_place(OLD, officer).region.pk == NEW
    assert read_place("Desa Oesao", officer).region.pk == NEW

    end(OLD, NEW, OTHER)
    assert read_place(OLD, officer).region.pk == OLD
    assert read_place("Desa Oesao", officer).region.pk == OLD


@pytest.mark.fault("B16")
def test_old_and_new_pages_name_each_other_and_say_what_was_before_a_split(client, officer, visit):
    end(OLD, NEW, OTHER)
    client.force_login(officer)

    old, new = (client.get(f"/places/{code}/").content.decode() for code in (OLD, NEW))

    assert f'href="/places/{NEW}/"' in old
    assert f'href="/places/{OTHER}/"' in old
    assert "?place=53.01.06.2015" not in old.partition("</nav>")[2].partition("<section")[0]
    assert f'href="/places/{OLD}/"' in new
    assert "termasuk sebelum pemekaran" in new
    listed = client.get("/visits/", {"place": NEW}).content.decode()
    assert "termasuk sebelum pemekaran" in listed
    end(OLD, NEW)
    assert "termasuk sebelum pemekaran" not in client.get(f"/places/{NEW}/").content.decode()


@pytest.mark.fault("B16")
def test_a_code_that_comes_back_keeps_its_own_past_alone(officer, visit):
    end(OLD, NEW)
    old = Region.objects.get(pk=OLD)
    old.closed_on = None
    old.save()
    old.successors.clear()
    carry_on([OLD])

    assert not history_list(officer, {"place": NEW}).page().found
    assert history_list(officer, {"place": OLD}).page().found


def is_unknown(officer, code: str) -> bool:
    """The filter of the district finds the other places in it as well."""
    return not any(found for name, found in what_is_known(officer, code).items() if name != "filter of the district")


def come_back(code: str) -> None:
    """What the set-up does when an ended code is opened again."""
    Region.objects.filter(pk=code).update(closed_on=None)
    Region.objects.get(pk=code).successors.clear()
    carry_on([code])


@pytest.mark.fault("B16")
def test_where_one_in_between_comes_back_what_it_followed_leads_to_it_alone(officer, visit):
    last = make_place("53.01.06.2097", "Oesao Terakhir")
    end(OLD, NEW)
    end(NEW, last.pk)

    come_back(NEW)

    assert all(what_is_known(officer, NEW).values())
    assert is_unknown(officer, last.pk)
    filter_keys = set(
        VisitFilterKey.objects.filter(visit=visit, filter_key__startswith="place:53.01.06.").values_list(
            "filter_key", flat=True
        )
    )
    assert filter_keys == {f"place:{OLD}", f"place:{NEW}"}
    end(NEW, last.pk)
    assert all(what_is_known(officer, last.pk).values())


@pytest.mark.fault("B16")
def test_what_was_named_a_follower_itself_stays_one(officer, visit):
    """Split into two, of which one was added to the other: that one comes back."""
    end(OLD, NEW, OTHER)
    end(NEW, OTHER)
    come_back(NEW)

    assert all(what_is_known(officer, OTHER).values())
    assert all(what_is_known(officer, NEW).values())


@pytest.mark.fault("B16")
def test_of_a_longer_chain_only_what_leads_over_it_ends(officer, visit):
    third, last = make_place("53.01.06.2096", "Oesao Tiga"), make_place("53.01.06.2097", "Oesao Terakhir")
    end(OLD, NEW)
    end(NEW, third.pk, OTHER)
    end(third.pk, last.pk)
    assert all(what_is_known(officer, last.pk).values())

    come_back(third.pk)

    assert is_unknown(officer, last.pk)
    assert all(what_is_known(officer, third.pk).values())
    assert all(what_is_known(officer, OTHER).values())
