"""The visit's own fields, on their own: values as they are taken over, limits, and what is said of the rest."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from tests.form_errors import check_labels, check_refused, errors_of
from visits.capture.visit_form import VisitForm
from visits.models import Operation, Unit, Visit

PILKADA = Operation(pk=1, code="pilkada-2024", name="Pilkada Serentak 2024")
PEMILU = Operation(pk=2, code="pemilu-2019", name="Pemilu 2019", is_active=False)
SATSAMAPTA, POLSEK = Unit(pk=1, code="satsamapta", name="Satsamapta"), Unit(pk=2, code="polsek", name="Polsek")


def filled(visit: Visit | None = None, units=(SATSAMAPTA, POLSEK), **posted) -> VisitForm:
    data = MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in posted.items()})
    return VisitForm(data, operations=[PILKADA, PEMILU], units=list(units), visit=visit)


def value(name: str, **posted):
    form = filled(**posted)
    assert form.is_valid(), form.errors
    return form.cleaned_data[name]


def test_nothing_is_asked_for():
    """A draft may lack everything; what is preset stands there."""
    form = filled()

    assert form.is_valid(), form.errors
    left = {name: value for name, value in form.cleaned_data.items() if value not in ("", None, [], False)}
    assert left == {"outcome": "held", "activity": "call", "classification": "restricted"}


def test_an_empty_form_shows_its_labels():
    form = VisitForm(operations=[PILKADA], units=[SATSAMAPTA])

    check_labels(
        form,
        [
            *("Tanggal", "Bagian hari", "Mulai pukul", "Selesai pukul", "Kunjungan", "Jumlah yang hadir"),
            *("Jumlahnya perkiraan", "Apakah ada kekhawatiran yang disampaikan?", "Situasi sebelum"),
            *("Situasi sesudah", "Penerimaan", "Hasil", "Hambatan", "Keterangan situasi", "Keterangan penerimaan"),
            *("Saran", "Penilaian pelapor", "Bantuan yang diberikan"),
            *("Mendesak: ada ancaman atau kejadian sekarang", "Bentuk kegiatan", "Tujuan", "Operasi", "Program"),
            *("Nomor surat perintah", "Latar belakang", "Atas inisiatif siapa", "Mitra", "Mitra lain"),
            *("Lanjutan dari kunjungan", "Keterangan lain", "Klasifikasi", "Jawaban kepada atasan"),
        ],
    )


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("visited_on", "1 September 2024", dt.date(2024, 9, 1)),
        ("visited_on", "2000-01-01", dt.date(2000, 1, 1)),
        ("started_at", "9.15", dt.time(9, 15)),
        ("attendance", "1.250", 1250),
        ("attendance", "0", 0),
        ("attendance", "1000000", 1_000_000),
        ("concern_heard", "yes", True),
        ("concern_heard", "no", False),
        ("situation_after", "kondusif", "calm"),
        ("situation_after", "Perlu  atensi.", "watch"),
        ("partners", ["village_government", "military"], ["village_government", "military"]),
        ("outcome", "nobody_home", "nobody_home"),
        ("purpose", " Menjaga\u00ad suasana\r\ndamai. ", "Menjaga suasana\ndamai."),
        ("programme", "Jumat\tCurhat", "Jumat Curhat"),
        ("operation", "pilkada-2024", PILKADA),
        ("unit", "polsek", POLSEK),
        ("follows", str(uuid.UUID(int=5)), uuid.UUID(int=5)),
        ("revision", str(2**31 - 1), 2**31 - 1),
    ],
)
def test_values_are_taken_over_as_they_were_meant(name, typed, meant):
    assert value(name, **{name: typed}) == meant


@pytest.mark.parametrize(
    ("posted", "is_estimate"),
    [
        ({"attendance": "30"}, False),
        ({"attendance": "sekitar 30"}, True),
        ({"attendance": "± 30"}, True),
        ({"attendance": "30", "attendance_is_estimate": "on"}, True),
        ({"attendance": ""}, False),
    ],
)
def test_an_estimate_is_read_from_the_number(posted, is_estimate):
    assert value("attendance_is_estimate", **posted) is is_estimate


@pytest.mark.parametrize(
    ("started", "ended", "ends_next_day"),
    [
        ("09:00", "09:00", False),
        ("09:00", "23:59", False),
        ("18:00", "06:00", True),
        ("23:59", "00:00", True),
        ("20:00", "22:00", False),
    ],
)
def test_only_an_evening_visit_ends_the_next_morning(started, ended, ends_next_day):
    assert value("ends_next_day", started_at=started, ended_at=ended) is ends_next_day


NO_END = "The visit cannot end before it starts. Only an evening visit can end the next morning."
NO_END_ID = (
    "Kunjungan tidak dapat berakhir sebelum dimulai. Hanya kunjungan malam yang dapat berakhir pada pagi berikutnya."
)
IN_TWO_DAYS = str(timezone.localdate() + dt.timedelta(days=2))


@pytest.mark.parametrize(
    ("posted", "field", "english", "indonesian"),
    [
        ({"started_at": "17:59", "ended_at": "06:00"}, "ended_at", NO_END, NO_END_ID),
        ({"started_at": "18:00", "ended_at": "06:01"}, "ended_at", NO_END, NO_END_ID),
        ({"started_at": "09:00", "ended_at": "08:59"}, "ended_at", NO_END, NO_END_ID),
        ({"ended_at": "09:00"}, "started_at", "Enter when the visit began as well.", "Isi juga waktu mulainya."),
        (
            {"visited_on": "1999-12-31"},
            "visited_on",
            "The date cannot be before the year 2000.",
            "Tanggal tidak boleh sebelum tahun 2000.",
        ),
        (
            {"visited_on": IN_TWO_DAYS},
            "visited_on",
            "The date cannot be in the future.",
            "Tanggal tidak boleh di masa depan.",
        ),
        (
            {"operation": "pemilu-2019"},
            "operation",
            "This is no longer used. Choose another one.",
            "Pilihan ini tidak dipakai lagi. Pilih yang lain.",
        ),
        (
            {"unit": "satlantas"},
            "unit",
            "You can log visits only for your own unit.",
            "Kunjungan hanya dicatat untuk satuan Anda.",
        ),
        (
            {"attendance": "20-30"},
            "attendance",
            "Enter one number, not a range.",
            "Isi satu bilangan, bukan rentang.",
        ),
        (
            {"purpose": "Damai\x00"},
            "purpose",
            "The text contains control characters. Delete them and type the words again.",
            "Teks memuat karakter kendali. Hapus dan ketik katanya sekali lagi.",
        ),
    ],
)
def test_what_cannot_be_is_said_at_its_field(posted, field, english, indonesian):
    check_refused(lambda: filled(**posted), field, english, indonesian)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("attendance", "-1"),
        ("attendance", "1000001"),
        ("revision", "-1"),
        ("revision", str(2**31)),
        ("key", "1\x00"),
        ("follows", "kemarin"),
        ("concern_heard", "maybe"),
        ("outcome", "lost"),
        ("partners", ["military", "nobody"]),
        ("classification", "secret"),
        ("operation", "tidak-ada"),
        ("recorded_at", "kemarin"),
    ],
)
def test_what_is_no_value_is_refused_at_its_field(name, typed):
    assert list(errors_of(filled(**{name: typed}))) == [name]


def test_the_end_is_not_judged_by_a_beginning_that_cannot_be_read():
    assert list(errors_of(filled(started_at="pagi-pagi sekali", ended_at="08:00"))) == ["started_at"]


def test_a_saved_visit_keeps_its_unit_and_its_retired_operation():
    visit = Visit(unit=POLSEK, operation=PEMILU)
    form = filled(visit, unit="satsamapta", operation="pemilu-2019")

    assert form.is_valid(), form.errors
    assert (form.cleaned_data["unit"], form.cleaned_data["operation"]) == (None, PEMILU)
    label = dict(form.fields["operation"].choices)["pemilu-2019"]
    assert label == "Pemilu 2019 (tidak dipakai lagi)"


def test_a_retired_operation_is_no_choice_of_a_new_visit():
    assert dict(filled().fields["operation"].choices) == {
        "": "Tidak ada",
        "pilkada-2024": "Pilkada Serentak 2024",
    }


def test_who_has_one_unit_is_not_asked_for_it():
    assert filled(units=[SATSAMAPTA])["unit"].is_hidden
    assert not filled()["unit"].is_hidden
