"""Who is named to an author as the one who reviews the visit: the nearest who may."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories as make
from visits.core.permissions import may_review
from visits.core.reviewers import reviewers_of, supervisors_of
from visits.models import Deputy, Secondment, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def polres():
    return make.make_polres()


@pytest.fixture
def unit(polres):
    return make.make_unit(parent=polres, name="Satsamapta")


@pytest.fixture
def chief(polres):
    return make.make_officer(unit=polres, role="supervisor", name="Dominggus Contoh")


@pytest.fixture
def head(unit, chief, polres):
    make.make_officer(unit=make.make_unit(parent=polres, name="Satbinmas"), role="supervisor")
    return make.make_officer(unit=unit, role="supervisor", name="Agustina Contoh")


def visit_of(unit, **about):
    return make.make_visit(author=make.make_officer(unit=unit), status="submitted", **about)


def test_the_head_of_the_unit_reviews_it(unit, head):
    assert reviewers_of(visit_of(unit)) == [head]


def test_where_the_unit_has_nobody_the_next_one_above_does(unit, chief):
    assert reviewers_of(visit_of(unit)) == [chief]


def test_nobody_reviews_what_they_wrote_or_were_on(unit, head, chief):
    assert reviewers_of(make.make_visit(author=head, status="submitted")) == [chief]
    visit = visit_of(unit)
    make.make_participation(visit, head)
    assert reviewers_of(visit) == [chief]


def test_who_left_or_stands_elsewhere_is_not_named(unit, head, chief):
    head.is_active = False
    head.save()

    assert reviewers_of(visit_of(unit)) == [chief]


def test_a_deputy_is_named_beside_whom_they_stand_in_for(unit, head, chief):
    deputy = make.make_officer(unit=unit, name="Yakob Contoh")
    today = timezone.localdate()
    Deputy.objects.create(
        unit=unit, officer=deputy, starts_on=today, ends_on=today + dt.timedelta(days=3), named_by=chief
    )
    visit = visit_of(unit)

    found = reviewers_of(visit)

    assert set(found) == {head, deputy}
    assert all(may_review(officer, visit) for officer in found)
    assert set(supervisors_of(unit)) == {head, deputy, chief}


def test_somebody_lent_from_further_up_is_the_nearest_where_they_are_lent(unit, chief):
    """Their own unit stands above the Polres, whose chief is asked first."""
    polda = Unit.objects.get(code="polda-ntt")
    lent = make.make_officer(unit=polda, role="supervisor", name="Yustina Contoh")
    Secondment.objects.create(officer=lent, unit=unit, starts_on=timezone.localdate())

    assert reviewers_of(visit_of(unit)) == [lent]


def test_a_unit_without_anybody_above_names_nobody():
    visit = visit_of(make.make_unit(name="Satu"))

    assert reviewers_of(visit) == []
