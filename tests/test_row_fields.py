"""Each field of the rows below a visit comes back to its form, stands in a version and in the export."""

import pytest

from tests import factories as make
from tests.readers import make_readers
from tests.visit_posts import complete_post, picture
from visits.capture.from_saved import saved_values
from visits.capture.row_forms import FORMSETS
from visits.core.versions import facts_of
from visits.exports.sheets import follow_ups_sheet, notes_sheet, officers_sheet, people_sheet, stops_sheet
from visits.models import Visit

pytestmark = pytest.mark.django_db
FIELDS = {kind: sorted(set(formset.form.base_fields) - {"id", "key"}) for kind, formset in FORMSETS.items()}
ROWS = {
    "stops-0-place": "53.01.06.2006",
    "stops-0-venue": "church",
    "stops-0-name": "Gereja Betania",
    "stops-0-address": "RT 003/RW 002",
    "stops-0-host": "people-0",
    "stops-0-date": "2024-09-02",
    "stops-0-time": "09:15",
    "stops-0-latitude": "-10.123456",
    "stops-0-longitude": "123.654321",
    "stops-0-accuracy": "12",
    "officers-0-name": "Yohanes Contoh",
    "officers-0-rank": "Bripka",
    "officers-0-position": "Dalmas",
    "officers-0-unit": "Polsek Contoh",
    "officers-0-count": "2",
    "officers-0-role": "companion",
    "people-0-name": "Marselina Contoh",
    "people-0-honorific": "Ibu",
    "people-0-degrees": "S.Pd.",
    "people-0-count": "3",
    "people-0-categories": ["community"],
    "people-0-title": "Ketua",
    "people-0-institution": "Karang Taruna",
    "people-0-presence": "met",
    "people-0-stop": "0",
    "people-1-group": "Pemuda lingkungan",
    "people-1-presence": "met",
    "notes-0-kind": "aspiration",
    "notes-0-topic": "hoaks",
    "notes-0-topic_text": "kabar tentang pasar",
    "notes-0-text": "Warga minta ronda malam.",
    "notes-0-raised_by": ["people-0"],
    "notes-0-about": ["people-1"],
    "notes-0-stop": "0",
    "notes-0-disturbance": "latent",
    "notes-0-sensitivity": "internal",
    "notes-1-kind": "answer",
    "notes-1-text": "Mulai malam ini.",
    "notes-1-answers": "0",
    "notes-1-sensitivity": "internal",
    "notes-1-seal_source": "on",
    "follow_ups-0-text": "Patroli malam.",
    "follow_ups-0-note": ["0"],
    "follow_ups-0-sent_to": "Kecamatan",
    "follow_ups-0-due_on": "2024-10-01",
    "photos-0-caption": "Dialog di gereja",
    "photos-0-stop": "0",
}
# Nobody gets a chosen file back from a page.
NOT_BACK = {"photos-0-image"}
# In a version a row is told by names of that day. None: it does not stand there, as the position of a
# named officer, who is told by rank and name, or the place at which a photo was taken.
IN_A_VERSION = {
    "stops": {"place": "place_label"},
    "officers": {"officer": "name", "rank": "name", "position": None, "count": None, "unit": "unit_name"},
    "people": dict.fromkeys(("figure", "honorific", "degrees", "group"), "name"),
    "notes": {"seal_source": "source_is_confidential"},
    "photos": {"image": None, "stop": None},
}
IN_THE_EXPORT = {
    "stops": {"place": "place_code"},
    "officers": {"officer": "nrp", "unit": "unit_name"},
    "people": {"figure": "figure_key"},
    "notes": {"topic": "topic_code", "seal_source": "source_is_confidential"},
    "follow_ups": {"note": None, "owner": "owner_nrp"},
}
SHEETS = {
    "stops": stops_sheet,
    "officers": officers_sheet,
    "people": people_sheet,
    "notes": notes_sheet,
    "follow_ups": follow_ups_sheet,
}


@pytest.fixture
def author():
    return make_readers()["author"]


@pytest.fixture
def posted(client, author, settings, tmp_path):
    """All values of all rows, posted to a new visit."""
    settings.MEDIA_ROOT = tmp_path
    make.make_village()
    make.make_topic()
    owner, colleague = (make.make_officer(unit=author.unit) for _each in range(2))
    figure = make.make_figure(by=author, name="Petrus Contoh")
    rows = {
        **ROWS,
        "officers-1-officer": colleague.nrp,
        "officers-1-role": "leader",
        "people-2-figure": str(figure.key),
        "people-2-presence": "met",
        "follow_ups-0-owner": owner.nrp,
        "photos-0-image": picture(),
    }
    client.force_login(author)
    answer = client.post("/visits/new/", complete_post(fields=rows))
    assert answer.status_code == 302, answer.context["errors"]
    return rows


def test_each_field_of_a_row_is_posted_here(posted):
    for kind, names in FIELDS.items():
        assert sorted({name.split("-", 2)[2] for name in posted if name.startswith(kind)}) == names


def test_what_was_posted_of_each_row_comes_back_to_its_form(posted):
    """A field that is written nowhere, or not read again, is emptied by the next edit."""
    visit = Visit.objects.get()
    back: dict[str, list[str]] = {}
    for name, value in saved_values(visit, visit.author):
        back.setdefault(name, []).append(value)
    expected = {name: value if isinstance(value, list) else [value] for name, value in posted.items()}
    lost = [name for name in expected if name not in NOT_BACK and back.get(name) != expected[name]]

    assert {name: back.get(name) for name in lost} == {}


@pytest.mark.parametrize("kind", FIELDS)
def test_a_version_holds_each_field_of_a_row(posted, kind):
    rows = facts_of(Visit.objects.get())[kind].values()
    kept = {name for row in rows for name in row}
    named = IN_A_VERSION.get(kind, {})

    assert [name for name in FIELDS[kind] if (column := named.get(name, name)) and column not in kept] == []


@pytest.mark.parametrize("kind", SHEETS)
def test_each_field_of_a_row_has_its_column_in_the_export(author, kind):
    codes = {column.code for column in SHEETS[kind](author).columns}
    named = IN_THE_EXPORT.get(kind, {})

    assert [name for name in FIELDS[kind] if (column := named.get(name, name)) and column not in codes] == []
