"""Migrations that change rows do it for rows that were there before."""

from importlib import import_module

import pytest
from django.apps import apps

from tests import factories as make
from tests.views.readers import make_readers
from visits.models import Remark


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
