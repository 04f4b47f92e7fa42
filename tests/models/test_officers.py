"""What an officer's post gives them: units, those above and below, and who stands in for whom."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories as make
from visits.models import Deputy, Officer, Rank, Secondment, Unit
from visits.models.units import units_or_below

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def polres():
    return make.make_polres()


@pytest.fixture
def unit(polres):
    return make.make_unit(parent=polres)


def stand_in(officer: Officer, unit: Unit, by: Officer, *, first: int = 0, last: int = 0) -> Deputy:
    today = timezone.localdate()
    return Deputy.objects.create(
        officer=officer, unit=unit, named_by=by, starts_on=today + first * DAY, ends_on=today + last * DAY
    )


def lend(officer: Officer, unit: Unit, *, first: int = 0, last: int | None = None) -> Secondment:
    today = timezone.localdate()
    ends_on = None if last is None else today + last * DAY
    return Secondment.objects.create(officer=officer, unit=unit, starts_on=today + first * DAY, ends_on=ends_on)


def again(officer: Officer) -> Officer:
    """The officer without what was asked for before."""
    return Officer.objects.get(pk=officer.pk)


@pytest.mark.parametrize(
    ("fields", "name", "position"),
    [
        ({}, "Ipda Yohanes Tefu", "Kanit Binmas"),
        ({"degrees": "S.H."}, "Ipda Yohanes Tefu, S.H.", "Kanit Binmas"),
        ({"is_acting": True}, "Ipda Yohanes Tefu", "Ps. Kanit Binmas"),
        ({"is_acting": True, "position": ""}, "Ipda Yohanes Tefu", ""),
    ],
)
def test_a_name_and_a_position_as_they_are_written(fields, name, position):
    officer = Officer(
        **{"name": "Yohanes Tefu", "position": "Kanit Binmas", "rank": Rank(abbreviation="Ipda"), **fields}
    )

    assert (str(officer), officer.full_position) == (name, position)


@pytest.mark.parametrize(
    ("role", "is_active", "enters"),
    [
        ("administrator", True, True),
        ("administrator", False, False),
        ("supervisor", True, False),
        ("auditor", True, False),
    ],
)
def test_only_an_active_administrator_enters_the_set_up(role, is_active, enters):
    officer = Officer(role=role, is_active=is_active)

    assert officer.is_staff is enters
    assert (officer.has_perm("visits.change_unit"), officer.has_module_perms("visits")) == (enters, enters)


@pytest.mark.parametrize(
    ("first", "last", "is_member"),
    [(0, 0, True), (-5, None, True), (1, None, False), (-5, -1, False), (-5, 5, True)],
)
def test_who_is_lent_is_a_member_while_it_runs(unit, polres, first, last, is_member):
    officer = make.make_officer(unit=unit)
    other = make.make_unit(parent=polres)
    lend(officer, other, first=first, last=last)
    lend(officer, unit)

    assert again(officer).member_unit_ids == ([unit.pk, other.pk] if is_member else [unit.pk])


@pytest.mark.parametrize(
    ("role", "supervises"),
    [
        ("officer", ["deputised"]),
        ("supervisor", ["own", "lent", "deputised"]),
        # Whoever reads no visits reviews none either.
        ("administrator", []),
        ("auditor", []),
    ],
)
def test_the_units_supervised(unit, polres, role, supervises):
    officer = make.make_officer(unit=unit, role=role)
    units = {"own": unit, "lent": make.make_unit(parent=polres), "deputised": make.make_unit(parent=polres)}
    lend(officer, units["lent"])
    stand_in(officer, units["deputised"], make.make_officer(unit=polres, role="supervisor"))
    below = make.make_unit(parent=units["deputised"])

    found = again(officer)
    assert found.supervised_unit_ids == [units[name].pk for name in supervises]
    assert {name for name, each in units.items() if found.supervises(each)} == set(supervises)
    assert found.supervises(below) is ("deputised" in supervises)
    assert found.is_supervising is bool(supervises)
    assert not found.supervises(polres)


@pytest.mark.parametrize(("first", "last", "stands_in"), [(0, 0, True), (1, 1, False), (-1, -1, False), (-1, 1, True)])
def test_a_deputy_stands_in_from_the_first_to_the_last_day(unit, first, last, stands_in):
    head, deputy = make.make_officer(unit=unit, role="supervisor"), make.make_officer(unit=unit)
    stand_in(deputy, unit, head, first=first, last=last)

    assert again(deputy).deputised_unit_ids == ([unit.pk] if stands_in else [])
    assert again(deputy).supervisors_deputised == ([head.pk] if stands_in else [])


class TestSupervisorsStoodInFor:
    """Whose visits are closed to a deputy: they go to the unit above."""

    def test_all_supervisors_of_the_unit_where_somebody_supervises_one_above(self, unit, polres):
        make.make_officer(unit=polres, role="supervisor")
        heads = [make.make_officer(unit=unit, role="supervisor") for _each in range(2)]
        make.make_officer(unit=unit, role="supervisor", is_active=False)
        make.make_officer(unit=unit)
        deputy = make.make_officer(unit=unit)
        stand_in(deputy, unit, heads[0])

        assert sorted(again(deputy).supervisors_deputised) == [head.pk for head in heads]

    def test_only_who_named_them_where_nobody_stands_above(self, polres):
        """As for the Kapolres: a deputy whom set-up named reviews them."""
        kapolres = make.make_officer(unit=polres, role="supervisor")
        deputy, other = make.make_officer(unit=polres), make.make_officer(unit=polres)
        stand_in(deputy, polres, make.make_officer(unit=polres, role="administrator"))
        stand_in(other, polres, kapolres)

        assert again(deputy).supervisors_deputised == []
        assert again(other).supervisors_deputised == [kapolres.pk]

    def test_nobody_whom_one_supervises_anyway(self, unit, polres):
        superior = make.make_officer(unit=polres, role="supervisor")
        head = make.make_officer(unit=unit, role="supervisor")
        stand_in(superior, unit, head)

        assert again(superior).supervisors_deputised == []
        # A member of the unit above who heads nothing is no superior.
        member = make.make_officer(unit=polres)
        stand_in(member, unit, head)
        assert again(member).supervisors_deputised == [head.pk]

    def test_never_oneself(self, unit, polres):
        make.make_officer(unit=polres, role="supervisor")
        head = make.make_officer(unit=unit, role="supervisor")
        stand_in(head, unit, head)

        assert again(head).supervisors_deputised == []


def test_an_auditor_reads_from_the_nearest_station_down(polres):
    polda = Unit.objects.get_parent(polres)
    section = make.make_unit(parent=polres, kind="section")
    desk = make.make_unit(parent=section, kind="unit")
    alone = make.make_unit(kind="task_force")

    found = {each: Officer(unit=each).audited_unit for each in (desk, section, polres, polda, alone)}
    assert found == {desk: polres, section: polres, polres: polres, polda: polda, alone: alone}


def test_the_units_above_are_asked_once_until_the_unit_moves(polres, unit, django_assert_num_queries):
    polda = Unit.objects.get_parent(polres)
    with django_assert_num_queries(1):
        assert unit.lineage_ids == [polda.pk, polres.pk, unit.pk]
        unit.lineage_ids.append(0)
        assert unit.lineage_ids == [polda.pk, polres.pk, unit.pk]

    other = make.make_unit(parent=polda)
    Unit.objects.move(unit, other, pos="last-child")
    unit.refresh_from_db()
    assert unit.lineage_ids == [polda.pk, other.pk, unit.pk]


def test_units_below_some_paths(polres, unit):
    other = make.make_unit()
    officers = {each: make.make_officer(unit=each) for each in (polres, unit, other)}

    assert set(Unit.objects.filter(units_or_below([polres.path]))) == {polres, unit}
    assert set(Unit.below(polres)) == {polres, unit}
    found = Officer.objects.filter(units_or_below([unit.path, other.path], "unit__"))
    assert set(found) == {officers[unit], officers[other]}
    # No path is no unit, and not every unit.
    assert not Unit.objects.filter(units_or_below([])).exists()
    assert set(Unit.objects.filter(units_or_below([]) | units_or_below([unit.path]))) == {unit}


def test_who_was_loaded_without_dated_posts_is_not_asked_for_them(unit, django_assert_num_queries):
    officer = make.make_officer(unit=unit)
    officer.has_no_dated_posts()

    with django_assert_num_queries(0):
        assert (officer.member_unit_ids, officer.deputised_unit_ids) == ([unit.pk], [])


@pytest.mark.parametrize("password", ["kuda-laut-7-payung", None])
def test_a_new_officer_has_a_hashed_password_or_none(unit, password):
    made = Officer.objects.create_user("61010001", password, name="Yohanes", rank=make.make_rank(), unit=unit)

    found = Officer.objects.get_by_natural_key("61010001")
    assert found == made
    assert found.has_usable_password() is (password is not None)
    assert password is None or found.check_password(password)
    assert found.password != password
