"""The forms of the set-up, on their own: officers, units and their place in the tree, files of officers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories as make
from tests.admin.helpers import make_administrator, posted
from tests.form_errors import check_labels, check_refused, errors_of
from visits.admin import officer_import
from visits.admin.officer_import import UploadForm
from visits.admin.officers import OfficerForm
from visits.admin.operations import NotePromptForm
from visits.admin.units import DropForm, UnitForm
from visits.models import NotePrompt

pytestmark = pytest.mark.django_db


def sample() -> str:
    """The file that the page offers as an example."""
    rows = [officer_import.COLUMNS, *officer_import.SAMPLE]
    return "".join(f"{','.join(row)}\n" for row in rows)


def uploaded(raw: bytes | str) -> UploadForm:
    content = raw.encode() if isinstance(raw, str) else raw
    return UploadForm(files={"file": SimpleUploadedFile("officers.csv", content)})


def test_a_file_is_read_by_its_columns():
    check_labels(UploadForm(), ["Berkas CSV"])
    form = uploaded(sample())

    assert form.is_valid(), form.errors
    assert form.cleaned_data["file"] == sample()
    assert [row[0] for row in form.officers.data] == [row[0] for row in officer_import.SAMPLE]


@pytest.mark.parametrize(
    ("raw", "english", "indonesian"),
    [
        (
            b"PK\x03\x04",
            "This is a workbook. Open it and save it as “CSV UTF-8”.",
            "Ini buku kerja. Buka lalu simpan sebagai “CSV UTF-8”.",
        ),
        (b"nrp\x00", "The file is not a CSV file.", "Berkas bukan berkas CSV."),
    ],
)
def test_a_file_that_cannot_be_read(raw, english, indonesian):
    check_refused(lambda: uploaded(raw), "file", english, indonesian)


def test_a_file_without_rows():
    head = sample().splitlines()[0]
    check_refused(lambda: uploaded(head), "file", "The file has no rows.", "Berkas tidak memuat baris.")


def test_a_file_has_limits(monkeypatch):
    text = sample()
    monkeypatch.setattr(officer_import, "MOST_ROWS", 2)
    monkeypatch.setattr(officer_import, "LARGEST_BYTES", len(text.encode()))

    assert uploaded(text).is_valid()
    check_refused(
        lambda: uploaded(text + "\n"),
        "file",
        "The file is larger than 1 MB. Please split it.",
        "Berkas lebih besar dari 1 MB. Bagilah berkas itu.",
    )
    monkeypatch.setattr(officer_import, "MOST_ROWS", 1)
    check_refused(
        lambda: uploaded(text),
        "file",
        "The file has more than 3,000 rows. Please split it.",
        "Berkas memuat lebih dari 3.000 baris. Bagilah berkas itu.",
    )


class TestOfficer:
    """An officer's account; nobody shuts themselves out."""

    @staticmethod
    def form(officer, by, **changes) -> OfficerForm:
        form = OfficerForm(posted(officer, **changes), instance=officer)
        form.by = by
        return form

    def test_it_is_taken_over_as_it_was_meant(self):
        officer = make.make_officer("61010001")
        form = self.form(officer, make_administrator(), nrp="NRP 6101.0002", role="auditor", language="en")

        assert form.is_valid(), form.errors
        assert (form.cleaned_data["nrp"], form.cleaned_data["role"]) == ("61010002", "auditor")

    @pytest.mark.parametrize("changes", [{"is_active": None}, {"role": "officer"}, {"role": "supervisor"}])
    def test_an_administrator_keeps_their_own_access(self, changes):
        by = make_administrator()
        check_refused(
            lambda: self.form(by, by, **changes),
            "__all__",
            "You cannot take the administrator’s role or the account away from yourself.",
            "Peran administrator dan akun Anda tidak dapat Anda cabut sendiri.",
        )
        assert self.form(make.make_officer(), by, **changes).is_valid()

    @pytest.mark.parametrize(
        ("name", "value"),
        [("nrp", "6101000"), ("nrp", "x"), ("role", "king"), ("rank", "\x00"), ("unit", "9" * 30)],
    )
    def test_what_is_no_value_is_refused_at_its_field(self, name, value):
        officer = make.make_officer()

        assert list(errors_of(self.form(officer, make_administrator(), **{name: value}))) == [name]

    def test_a_number_stands_once(self):
        first, second = make.make_officer(), make.make_officer()

        assert list(errors_of(self.form(second, make_administrator(), nrp=first.nrp))) == ["nrp"]


class TestUnit:
    """A unit and its place in the tree."""

    @staticmethod
    def form(**changes) -> UnitForm:
        whole = {
            "code": "sat-baru",
            "name": "Satuan Baru",
            "short_name": "Sat Baru",
            "kind": "function",
            "treebeard_position": "first-child",
            "treebeard_ref_node": "",
        }
        return UnitForm(whole | changes)

    @pytest.mark.parametrize("position", ["left", "right"])
    def test_beside_nothing_is_at_the_top(self, position):
        form = self.form(treebeard_position=position)

        assert form.is_valid(), form.errors
        assert form.cleaned_data["treebeard_position"] == "first-child"
        beside = self.form(treebeard_position=position, treebeard_ref_node=str(make.make_polres().pk))
        assert beside.is_valid(), beside.errors
        assert beside.cleaned_data["treebeard_position"] == position

    def test_its_places_are_said_in_our_words(self):
        form = UnitForm()

        assert (str(form["treebeard_position"].label), str(form["treebeard_ref_node"].label)) == (
            "Letak dalam susunan",
            "Terhadap",
        )
        assert [code for code, _label in form.fields["treebeard_position"].choices] == ["first-child", "left", "right"]

    def test_it_covers_districts_alone(self):
        make.make_regions()
        assert [region.pk for region in UnitForm().fields["districts"].queryset] == ["53.01.06", "53.01.09"]
        assert list(errors_of(self.form(districts=["53.01.06.2006"]))) == ["districts"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [("code", "dua kata"), ("code", "x" * 41), ("kind", "club"), ("name", ""), ("name", "x" * 201)],
    )
    def test_what_is_no_value_is_refused_at_its_field(self, name, value):
        assert list(errors_of(self.form(**{name: value}))) == [name]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"relation": "sibling"}, []),
        ({"relation": "above"}, ["relation"]),
        ({"target": "0"}, ["target"]),
        ({"target": "9" * 30}, ["target"]),
        ({"node": "\x00"}, ["node"]),
        ({"node": ""}, ["node"]),
    ],
)
def test_a_unit_is_dropped_on_another(changes, wrong):
    whole = {"node": str(make.make_unit().pk), "target": str(make.make_polres().pk), "relation": "child"}

    assert list(errors_of(DropForm(whole | changes))) == wrong


def prompt_form(client, **typed) -> NotePromptForm:
    """The form as the page has it, filled in as an administrator would."""
    client.force_login(make_administrator())
    form = client.get("/admin/visits/noteprompt/add/").context["adminform"].form
    assert isinstance(form, NotePromptForm)
    sent = {"code": "sejak-kapan", "text": "Sejak kapan?", "order": "100", "is_active": "on"}
    return type(form)({**sent, **typed})


def test_a_prompt_is_taken_over_as_it_was_meant(client):
    topic = make.make_topic()
    form = prompt_form(client, text="  Sejak\u00ad kapan?\u200b ", topic=topic.pk)

    assert form.is_valid(), form.errors
    prompt = form.save()
    assert NotePrompt.objects.get() == prompt
    assert (prompt.text, prompt.kind, prompt.topic) == ("Sejak kapan?", "", topic)


def test_a_prompt_is_for_a_kind_or_for_a_topic(client):
    check_refused(
        lambda: prompt_form(client, kind="concern", topic=make.make_topic().pk),
        "__all__",
        "A prompt is for a kind of note or for a topic, not for both.",
        "Panduan berlaku untuk satu jenis catatan atau satu topik, tidak untuk keduanya.",
    )


@pytest.mark.parametrize(("length", "wrong"), [(200, []), (201, ["text"]), (10_000, ["text"])])
def test_a_prompt_is_short(client, length, wrong):
    assert list(errors_of(prompt_form(client, text="x" * length))) == wrong
