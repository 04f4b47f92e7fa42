"""The filters of the history and the name of a saved one: each form on its own."""

import datetime as dt
import uuid

import pytest

from tests import factories as make
from tests.form_errors import check_labels, check_refused, errors_of
from visits.history.forms import HistoryFilter
from visits.history.saved_filter_forms import SavedFilterForm
from visits.models import CommunityFigure

ONE = uuid.UUID(int=1)


def test_a_saved_filter_has_a_name():
    check_labels(SavedFilterForm(), ["Nama", "Dibagikan di satuan saya"])
    form = SavedFilterForm({"name": " Menunggu\u200b\tsaya 🚨 ", "shared": "on"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"name": "Menunggu saya 🚨", "shared": True}
    check_refused(lambda: SavedFilterForm({"name": "\u2800"}), "name", "Give it a name.", "Beri nama.")


@pytest.mark.parametrize(("length", "wrong"), [(60, []), (61, ["name"]), (10_000, ["name"])])
def test_a_name_has_a_length(length, wrong):
    assert list(errors_of(SavedFilterForm({"name": "x" * length}))) == wrong
    assert list(errors_of(SavedFilterForm({"name": "🚨" * length}))) == wrong


@pytest.mark.django_db
class TestHistoryFilter:
    """What may be asked of the history."""

    @pytest.fixture
    def officer(self):
        make.make_regions()
        return make.make_officer(unit=make.make_polres())

    @staticmethod
    def filtered(reader, **asked) -> HistoryFilter:
        return HistoryFilter(asked, officer=reader)

    def test_its_labels(self, officer):
        check_labels(
            HistoryFilter(officer=officer),
            [
                *("Kata", "Tempat", "Dari tanggal", "Sampai tanggal", "Status", "Situasi sesudah", "Kekhawatiran"),
                *("Bentuk kegiatan", "Topik", "Operasi", "Satuan", "NRP anggota"),
            ],
        )

    def test_what_is_asked_is_taken_as_it_was_meant(self, officer):
        topic, operation = make.make_topic(), make.make_operation()
        asked = {
            "q": " jembatan\u00ad rusak ",
            "unit": officer.unit.code,
            "topic": "hoaks",
            "status": "returned",
            "operation": "pilkada-2024",
            "officer": "NRP 9001 0001",
            "place": "5301062006",
            "concern": "yes",
            "from": "1 September 2024",
            "to": "2024-09-01",
            "after": "2024-09-01_7",
        }
        form = self.filtered(officer, **asked)

        assert form.is_valid(), form.errors
        cleaned = {name: form.cleaned_data[name] for name in asked}
        day = dt.date(2024, 9, 1)
        assert cleaned.pop("place").pk == "53.01.06.2006"
        assert cleaned == {
            # A blank behind the last word says that the word is whole.
            "q": " jembatan rusak ",
            "unit": officer.unit,
            "topic": topic,
            "status": "returned",
            "operation": operation,
            "officer": "90010001",
            "concern": "yes",
            "from": day,
            "to": day,
            "after": "2024-09-01_7",
        }
        assert form.filtered_by["place"] == "53.01.06.2006"

    def test_what_is_logged_names_nobody(self, officer):
        asked = {
            "q": "Marselina",
            "figure": str(ONE),
            "place": "53.01.06",
            "from": "1/9/2024",
            "before": "2024-09-01_7",
        }
        form = self.filtered(officer, **asked)

        assert form.is_valid(), form.errors
        assert form.logged == {"q": "", "figure": "", "place": "53.01.06", "from": "2024-09-01"}
        assert dict(form.pairs) == {name: value for name, value in asked.items() if name != "before"}

    def test_blanks_alone_ask_for_nothing(self, officer):
        form = self.filtered(officer, q=" \u200b ", place="  ")

        assert form.is_valid(), form.errors
        assert (form.cleaned_data["q"], form.cleaned_data["place"]) == ("", None)

    def test_a_person_is_asked_for_by_the_record_that_stays(self, officer):
        kept = make.make_figure(by=officer)
        between = make.make_figure(by=officer, merged_into=kept)
        merged = make.make_figure(by=officer, merged_into=between)
        found = {}
        for key in (kept.key, between.key, merged.key, ONE):
            form = self.filtered(officer, figure=str(key))
            assert form.is_valid(), form.errors
            found[key] = form.cleaned_data["figure"]

        assert found == {kept.key: kept.key, between.key: kept.key, merged.key: kept.key, ONE: ONE}
        assert CommunityFigure.objects.count() == 3

    @pytest.mark.parametrize(
        ("asked", "field", "english", "indonesian"),
        [
            ({"unit": "tidak-ada"}, "unit", "There is no such unit.", "Tidak ada satuan seperti itu."),
            ({"topic": "tidak-ada"}, "topic", "There is no such topic.", "Tidak ada topik seperti itu."),
            (
                {"operation": "tidak-ada"},
                "operation",
                "There is no such operation.",
                "Tidak ada operasi seperti itu.",
            ),
            (
                {"place": "Atlantis"},
                "place",
                "No place has this name or code.",
                "Tidak ada wilayah dengan nama atau kode ini.",
            ),
            (
                {"place": "Oesao"},
                "place",
                "Several places may be meant. Choose one of them.",
                "Ada beberapa tempat yang mungkin dimaksud. Pilih salah satu.",
            ),
            (
                {"from": "2024-09-02", "to": "2024-09-01"},
                "to",
                "The end of the period is before its beginning.",
                "Akhir jangka waktu berada sebelum awalnya.",
            ),
        ],
    )
    def test_what_is_not_there_is_said(self, officer, asked, field, english, indonesian):
        check_refused(lambda: self.filtered(officer, **asked), field, english, indonesian)

    def test_the_places_that_may_be_meant_are_kept(self, officer):
        form = self.filtered(officer, place="Oesao")

        assert not form.is_valid()
        assert {place.pk for place in form.place_candidates} == {"53.01.06.1004", "53.01.06.2015"}

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("q", "x" * 201),
            ("q", "damai\x00"),
            ("unit", "satu dua"),
            ("unit", "a\x00"),
            ("status", "draft"),
            ("situation", "war"),
            ("concern", "no"),
            ("activity", "party"),
            ("figure", "Marselina"),
            ("officer", "Yohanes"),
            ("after", "2024-09-01_"),
            ("after", "2024-09-01_7\n8"),
            ("before", "2024-9-1_7"),
            ("before", "\u0662024-09-01_7"),
            ("from", "kapan-kapan"),
        ],
    )
    def test_what_is_no_value_is_refused_at_its_field(self, officer, name, value):
        assert list(errors_of(self.filtered(officer, **{name: value}))) == [name]
