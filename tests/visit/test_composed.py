"""A composed query reads what the same query reads when Django builds it each time."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import BigAutoField, Value
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.readers import make_readers
from tests.test_query_counts import fill
from visits.audit.entries_about import figures_on
from visits.core.readable_visit import read_visit, ties_of
from visits.models import CommunityFigure, DialogueNote, Encounter, Version
from visits.models.composed import Composed, Slot, set_prefetched

pytestmark = pytest.mark.django_db
VISIT = Slot("visit", BigAutoField())


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def visits(people):
    found = [make.make_visit(author=people["author"]) for _each in range(2)]
    for number, visit in enumerate(found, 1):
        fill(visit, number)
        make.make_encounter(visit, name="Tamu", order=40)
        make.make_note(visit, order=300)
    return found


def values(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_are_those_of_the_visit_asked_for(visits):
    asked = Composed(lambda: Encounter.objects.filter(visit=VISIT).select_related("figure__unit"))
    for visit in (*visits, visits[0]):
        expected = list(Encounter.objects.filter(visit=visit).select_related("figure__unit"))
        found = asked(visit=visit.pk)
        assert [values(row) for row in found] == [values(row) for row in expected]
        with CaptureQueriesContext(connection) as more:
            assert [row.figure and values(row.figure) for row in found] == [
                row.figure and values(row.figure) for row in expected
            ]
            assert [row.figure and row.figure.unit.name for row in found if row.figure]
        assert len(more) == 0
        assert None in [row.figure for row in found]


def test_what_is_left_out_is_read_when_it_is_asked_for(people):
    visit = make.make_visit(author=people["author"])
    saved = Version.objects.create(visit=visit, revision=7, facts={"purpose": "Damai."}, saved_by=people["author"])
    asked = Composed(lambda: Version.objects.filter(visit=VISIT).defer("facts").select_related("saved_by__rank"))
    [row] = [row for row in asked(visit=visit.pk) if row.pk == saved.pk]
    assert row.get_deferred_fields() == {"facts"}
    assert (row.facts, str(row.saved_by)) == ({"purpose": "Damai."}, str(people["author"]))


def test_a_value_that_is_no_number_is_put_in_as_the_database_holds_it(people):
    figure = make.make_figure(by=people["author"])
    make.make_figure(by=people["author"], name="Yosef Contoh")
    key = CommunityFigure._meta.get_field("key")
    asked = Composed(lambda: CommunityFigure.objects.filter(key=Slot("key", key)).annotate(seven=Value(7)))
    assert [row.pk for row in asked(key=figure.key)] == [figure.pk]


def test_whoever_supervises_the_visit_reads_what_the_rule_of_visibility_says(people, visits):
    make.make_encounter(visits[0], name="Yang Disebut", presence="mentioned", order=50)
    make.make_note(visits[0], "Rahasia.", sensitivity="supervisors", order=400)
    for who in ("supervisor", "author", "colleague"):
        for visit in visits:
            found, reader = read_visit(visit, by=people[who]), people[who]
            told = (found.people, found.notes, found.follow_ups)
            rules = (visit.encounters, visit.notes, visit.follow_ups)
            for rows, known in zip(told, rules, strict=True):
                assert {row.pk for row in rows} == set(known.readable_by(reader, visit).values_list("pk", flat=True))
                assert all(row.visit is visit for row in rows)


def test_ties_of_a_visit_are_those_of_its_notes_alone(people, visits):
    for visit in visits:
        expected = {}
        for name in ("raised_by_people", "raised_by_officers", "about"):
            for note in visit.notes.all():
                if rows := sorted(getattr(note, name).values_list("pk", flat=True)):
                    expected[name, note.pk] = rows
        assert expected
        assert {tie: sorted(rows) for tie, rows in ties_of(visit).items()} == expected


def test_held_rows_are_not_asked_for_again(visits):
    visit = type(visits[0]).objects.get(pk=visits[0].pk)
    set_prefetched(visit, "notes", list(DialogueNote.objects.filter(visit=visit)))
    read_visit(visit, by=visit.author)
    with CaptureQueriesContext(connection) as more:
        assert list(visit.notes.all())
        assert list(visit.stops.all())
        assert list(visit.participations.all())
        assert list(visit.photos.all()) == []
    assert len(more) == 0


@pytest.mark.parametrize(("is_alone", "most"), [(True, 8), (False, 13)])
def test_one_visits_page_has_few_statements_to_build(is_alone, most, client, people, visits, monkeypatch):
    """Building them was most of the page: 23 before, for a supervisor. One that may be another's asks who it is."""
    visit = visits[0]
    if is_alone:
        visit.visited_on -= dt.timedelta(days=100)
        visit.save()
        make.rebuild_visit(visit)
    client.force_login(people["supervisor"])
    address = reverse("visit_detail", args=[visit.key])
    assert client.get(address).status_code == 200
    built, as_sql = [], SQLCompiler.as_sql

    def counted(self, *args, **kwargs):
        built.append(self.query.model.__name__)
        return as_sql(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", counted)
    assert client.get(address).status_code == 200
    assert len(built) <= most, " ".join(built)


def test_a_search_names_the_same_figures_for_a_supervisor_as_the_rule_does(people, visits):
    pks = [visit.pk for visit in visits]
    for who in ("supervisor", "author", "colleague"):
        rows = Encounter.objects.readable_by(people[who]).filter(visit__in=pks, figure__isnull=False)
        expected = sorted({str(key) for key in rows.values_list("figure__key", flat=True)})
        assert figures_on(pks, people[who]) == expected
        assert expected
    assert figures_on([], people["supervisor"]) == []
