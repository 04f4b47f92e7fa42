"""Community figures: who knows them, which record stands for a person, and what they asked for."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override

from tests import factories as make
from tests.nouns import World
from visits.models import CommunityFigure, DataRequest, DisclosureRequest, Export, ExportForm, FigureRole, Unit
from visits.models.disclosure import OPEN_FOR
from visits.models.figures import polres_path

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SECOND = dt.timedelta(seconds=1)


def test_figures_are_known_in_their_polres():
    world = World()
    polda = Unit.objects.get_parent(world.polres)
    people = world.people | {
        "auditor of the Polda": make.make_officer(unit=polda, role="auditor"),
        "officer of the Polda": make.make_officer(unit=polda),
        "left": make.make_officer(unit=world.unit, is_active=False),
    }
    merged = make.make_figure(by=world.officer, merged_into=world.figure)
    known = {who for who, each in people.items() if CommunityFigure.objects.known_to(each).count() == 2}

    # What is above a Polres knows what is below it.
    assert known == {
        *("officer", "colleague", "supervisor", "officer elsewhere", "auditor"),
        *("auditor of the Polda", "officer of the Polda"),
    }
    for who in known:
        assert list(CommunityFigure.objects.visible_to(people[who])) == [world.figure]
    assert merged not in CommunityFigure.objects.visible_to(world.officer)


def test_the_polres_that_a_unit_belongs_to():
    polres = make.make_polres()
    polda = Unit.objects.get_parent(polres)
    desk = make.make_unit(parent=make.make_unit(parent=polres))

    assert [polres_path(unit) for unit in (desk, polres, polda)] == [polres.path, polres.path, polda.path]


def test_the_last_record_stands_for_a_person_and_knows_all_others():
    by = make.make_officer()
    kept = make.make_figure(by=by)
    between, beside = (make.make_figure(by=by, merged_into=kept) for _each in range(2))
    first = make.make_figure(by=by, merged_into=between)
    make.make_figure(by=by)

    assert {figure.kept for figure in (first, between, beside, kept)} == {kept}
    assert kept.person_ids == [kept.pk, between.pk, beside.pk, first.pk]
    assert between.person_ids == [between.pk, first.pk]
    assert first.person_ids == [first.pk]


@pytest.mark.parametrize(
    ("fields", "english"),
    [
        ({}, ""),
        (
            {"restricted_at": NOW},
            "This person asked for restriction. A supervisor must lift it before anything can be changed.",
        ),
        (
            {"restricted_at": NOW, "anonymised_at": NOW},
            "The name of this person was removed, and nothing can be added to the record any more.",
        ),
    ],
)
def test_a_closed_record_says_why(fields, english):
    with override("en"):
        assert CommunityFigure(**fields).why_closed == english


def test_who_is_restricted_is_not_chosen_for_a_visit():
    by = make.make_officer()
    open_one = make.make_figure(by=by)
    make.make_figure(by=by, restricted_at=NOW, restricted_by=by)

    assert list(CommunityFigure.objects.unrestricted()) == [open_one]


def test_roles_of_a_day_the_newest_first():
    figure = make.make_figure(by=make.make_officer())
    day = dt.date(2024, 9, 2)
    open_role = make.make_figure_role(figure, title="Tokoh adat")
    older = make.make_figure_role(figure, starts_on=dt.date(2020, 1, 1), title="Ketua RT")
    newer = make.make_figure_role(figure, starts_on=day, ends_on=day, title="Kepala desa")
    make.make_figure_role(figure, ends_on=day - dt.timedelta(days=1))

    assert figure.roles_on(day) == [newer, older, open_role]
    assert str(FigureRole(category="youth")) == "Tokoh pemuda"
    assert str(newer) == "Kepala desa"


def test_a_renamed_figure_is_searched_by_its_new_name():
    figure = make.make_figure(by=make.make_officer(), honorific="Ibu", degrees="S.Pd.")
    figure.name = "Jos\u00e9 N\u02bcbe"
    figure.save()

    figure.refresh_from_db()
    assert (figure.search_name, str(figure)) == ("jose nbe", "Ibu Jos\u00e9 N\u02bcbe, S.Pd.")


@pytest.mark.parametrize(
    ("ago", "left"),
    [
        (dt.timedelta(0), 71),
        (dt.timedelta(hours=71), 0),
        (dt.timedelta(hours=72), -1),
        (dt.timedelta(hours=73), -2),
        (-dt.timedelta(minutes=1), 72),
    ],
)
def test_an_answer_is_due_in_three_days_of_the_clock(ago, left):
    asked_at = timezone.now() - ago
    wish = DataRequest(asked_at=asked_at)

    assert wish.due_at == asked_at + dt.timedelta(hours=72)
    assert wish.hours_left == left


@pytest.mark.parametrize(
    ("fields", "can_be_shown"),
    [
        ({"granted": True, "decided_at": NOW}, True),
        # NOW is when this file was read: a whole run may take an hour more.
        ({"granted": True, "decided_at": NOW - OPEN_FOR + dt.timedelta(hours=3)}, True),
        ({"granted": True, "decided_at": NOW - OPEN_FOR}, False),
        ({"granted": True, "decided_at": NOW, "shown_at": NOW}, False),
        ({"granted": False, "decided_at": NOW}, False),
        ({"granted": None}, False),
        ({"granted": True, "decided_at": None}, False),
    ],
)
def test_a_source_is_shown_once_and_within_a_day(fields, can_be_shown):
    assert DisclosureRequest(**fields).can_be_shown is can_be_shown


@pytest.mark.parametrize(
    ("fields", "can_be_fetched"),
    [
        ({}, True),
        ({"ended_at": -SECOND}, False),
        ({"fetched_at": NOW}, False),
        ({"is_streamed": True}, False),
        ({"state": "cut"}, False),
        ({"state": "cancelled"}, False),
    ],
)
def test_a_finished_file_is_fetched_once_and_while_it_is_kept(settings, fields, can_be_fetched):
    settings.KEEP_EXPORTS = dt.timedelta(hours=1)
    ended_at = timezone.now() - settings.KEEP_EXPORTS + dt.timedelta(minutes=10)
    if "ended_at" in fields:
        fields = fields | {"ended_at": timezone.now() - settings.KEEP_EXPORTS + fields["ended_at"]}
    export = Export(**{"state": "finished", "ended_at": ended_at, **fields})

    assert export.can_be_fetched is can_be_fetched
    assert export.fetched_until == export.ended_at + settings.KEEP_EXPORTS


@pytest.mark.parametrize(
    ("done", "total", "percent"), [(0, None, None), (0, 0, None), (0, 3, 0), (1, 3, 33), (3, 3, 100), (4, 3, 100)]
)
def test_how_much_of_an_export_is_written(done, total, percent):
    assert Export(done=done, total=total).percent == percent
    assert Export().fetched_until is None


@pytest.mark.parametrize(
    ("form", "suffix", "separator", "is_of_notes"),
    [
        ("csv", "csv", ",", False),
        ("csv-semi", "csv", ";", False),
        ("notes", "csv", ",", True),
        ("notes-semi", "csv", ";", True),
        ("xlsx", "xlsx", ",", False),
        ("geojson", "geojson", ",", False),
    ],
)
def test_a_form_of_export_says_how_it_is_written(form, suffix, separator, is_of_notes):
    chosen = ExportForm(form)
    assert (chosen.suffix, chosen.separator, chosen.is_of_notes) == (suffix, separator, is_of_notes)
