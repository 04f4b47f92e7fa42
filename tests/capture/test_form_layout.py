"""The form's page offers what there is, and its script knows the same limits."""

import re

import pytest
from django.conf import settings

from visits.capture.form_layout import NOTE_KINDS, RARER_NOTE_KINDS
from visits.capture.row_forms import MOST_ROWS
from visits.models import MOST_PHOTOS, NoteKind


def test_each_kind_of_note_is_offered_once():
    assert sorted([*NOTE_KINDS, *RARER_NOTE_KINDS]) == sorted(NoteKind)


@pytest.mark.parametrize(("name", "most"), [("MOST_ROWS", MOST_ROWS), ("MOST_PHOTOS", MOST_PHOTOS)])
def test_the_script_knows_the_limits_of_the_server(name, most):
    script = (settings.BASE_DIR / "static/js/capture/visit-form.js").read_text()

    assert re.findall(rf"const {name} = (\d+);", script) == [str(most)]
