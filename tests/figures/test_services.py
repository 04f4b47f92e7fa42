"""Figures are written with their trace, or not at all."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests.factories import make_encounter, make_figure, make_officer, make_visit
from visits.core import audit
from visits.core.exceptions import NotAllowed, NotNow
from visits.figures.services import FigureValues, RoleValues, create_figure, figure_from_encounter, update_figure
from visits.models import CommunityFigure, FigureRole

pytestmark = pytest.mark.django_db


def test_the_figure_belongs_to_the_unit_of_who_adds_it():
    officer = make_officer()
    figure = create_figure(by=officer, values=FigureValues(name="Markus Contoh"), roles=[RoleValues("youth")])

    assert (figure.unit, figure.created_by) == (officer.unit, officer)


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_set_up_and_audit_add_nobody(role):
    with pytest.raises(NotAllowed):
        create_figure(by=make_officer(role=role), values=FigureValues(name="Markus Contoh"))


def test_without_its_trace_no_figure(monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("The trail is full.")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(OSError, match="trail"):
        create_figure(by=make_officer(), values=FigureValues(name="Markus Contoh"))
    assert not CommunityFigure.objects.exists()


def test_an_unknown_category_is_refused_and_nothing_is_saved():
    officer = make_officer()
    figure = make_figure(by=officer)
    with pytest.raises(ValidationError):
        update_figure(figure=figure, by=officer, values=FigureValues(name="Baru"), roles=[RoleValues("party")])

    figure.refresh_from_db()
    assert figure.name == "Marselina Contoh"


def test_the_database_refuses_a_role_that_ends_before_it_starts():
    figure = make_figure(by=make_officer())
    with pytest.raises(IntegrityError):
        FigureRole.objects.create(figure=figure, category="other", starts_on="2024-02-01", ends_on="2024-01-01")


@pytest.mark.parametrize("fields", [{"group": "Warga"}, {"name": "Sudah Ada", "linked": True}])
def test_groups_and_linked_people_are_not_saved_again(fields):
    officer = make_officer()
    figure = make_figure(by=officer) if fields.pop("linked", False) else None
    encounter = make_encounter(make_visit(author=officer), figure=figure, **fields)

    with pytest.raises(NotNow):
        figure_from_encounter(encounter=encounter, by=officer)


def test_a_figure_is_not_linked_twice_to_one_visit():
    officer = make_officer()
    figure, visit = make_figure(by=officer), make_visit(author=officer)
    make_encounter(visit, figure=figure)

    with pytest.raises(NotNow):
        figure_from_encounter(encounter=make_encounter(visit, name="Marselina"), by=officer, figure=figure)


def test_a_visit_out_of_reach_gives_no_figure():
    encounter = make_encounter(make_visit(author=make_officer()))

    with pytest.raises(NotAllowed):
        figure_from_encounter(encounter=encounter, by=make_officer())
