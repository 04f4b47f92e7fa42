"""Migrations that change rows do it for rows that were there before."""

from importlib import import_module

import pytest
from django.apps import apps

from tests import factories as make
from tests.views.readers import make_readers
from visits.models import Remark, Visit, VisitScope


@pytest.mark.django_db
def test_a_remark_about_a_note_learns_who_wrote_the_note():
    people = make_readers()
    visit = make.make_visit(author=people["author"])
    note = make.make_note(visit)
    about, whole = (
        Remark.objects.create(
            visit=visit, kind="returned", reason="Periksa.", note=tied, written_by=people["supervisor"]
        )
        for tied in (note, None)
    )

    import_module("visits.migrations.0004_fill_remark_note_written_by").fill(apps, None)

    about.refresh_from_db()
    whole.refresh_from_db()
    assert (about.note_written_by, whole.note_written_by) == (people["author"], None)


@pytest.mark.django_db
def test_what_every_auditor_read_is_read_by_those_of_the_own_polres_and_polda():
    people = make_readers()
    visit = make.make_visit(author=people["author"])
    hidden = make.make_visit(author=people["author"], classification="confidential")
    wanted = set(visit.scopes.values_list("scope", flat=True))
    visit.scopes.filter(scope__startswith="audit:").delete()
    VisitScope.objects.create(scope="audit", visit=visit, visited_on=visit.visited_on)
    migration = import_module("visits.migrations.0020_auditors_read_their_own_polres")

    migration.open_by_unit(apps, None)

    assert set(visit.scopes.values_list("scope", flat=True)) == wanted
    assert not hidden.scopes.filter(scope__startswith="audit").exists()
    assert set(visit.scopes.values_list("visited_on", flat=True)) == {visit.visited_on}
    assert list(Visit.objects.visible_to(people["auditor"])) == [visit]

    migration.open_to_all(apps, None)
    assert list(VisitScope.objects.filter(scope__startswith="audit").values_list("scope", "visit")) == [
        ("audit", visit.pk)
    ]
