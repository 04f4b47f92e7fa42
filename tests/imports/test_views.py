"""Past visits from a spreadsheet: what a file becomes, what stands in the way, and back again."""

from __future__ import annotations

import csv
import datetime as dt
import io
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests import factories as make
from visits.models import AuditEntry, DialogueNote, Encounter, Officer, Participation, Stop, Visit, VisitImport
from visits.privacy.anonymise import anonymise
from visits.visit.seen import Seen
from visits.visit.services import approve_visit

HEADER = "Tanggal;Jam;Desa/Kelurahan;Kec;Petugas;Yang ditemui;Keluhan;Himbauan;Hasil;Tindak lanjut"
GOOD = (
    '"Minggu, 1 September 2024";13.00 WITA;Desa Tuapukan;Kupang Timur;"1. Iptu Yunus Contoh, S.H.; 6 personel Polsek";'
    '"Bpk. Petrus Contoh (kepala desa); 15 orang warga";'
    '"Lampu padam.\nTernak hilang.";Jaga kerukunan.;Aman.;Patroli malam.'
)


@pytest.fixture
def supervisor(db) -> Officer:
    polres = make.make_polres()
    unit = make.make_unit("polsek-kt", parent=polres, name="Polsek Kupang Timur", kind="polsek")
    regions = make.make_regions()
    unit.districts.add(regions["53.01.06"], regions["53.01.09"])
    supervisor = make.make_officer("83010001", unit=unit, role="supervisor", name="Marten Contoh")
    make.make_officer("75010001", unit=polres, role="supervisor", name="Dominggus Contoh")
    make.make_officer("82010001", unit=unit, name="Yunus Contoh", rank=make.make_rank("Iptu", 9))
    return supervisor


def upload(client, text: str, name: str = "lama.csv"):
    file = SimpleUploadedFile(name, text.encode("utf-8-sig"), content_type="text/csv")
    return client.post(reverse("visit_imports"), {"file": file})


def upload_whole(client, *rows: str, header: str = HEADER) -> VisitImport:
    answer = upload(client, "\n".join([header, *rows]))
    assert answer.status_code == 302, answer.content.decode()
    return VisitImport.objects.first()


def take_over(client, imported: VisitImport, **data):
    return client.post(imported.get_absolute_url(), {"action": "import", **data})


def test_a_row_becomes_a_submitted_visit_with_all_its_rows(client, supervisor):
    client.force_login(supervisor)
    imported = upload_whole(client, GOOD)

    assert "Tuapukan" in client.get(imported.get_absolute_url()).content.decode()
    assert take_over(client, imported).status_code == 302

    visit = Visit.objects.get()
    assert (visit.visited_on, visit.started_at) == (dt.date(2024, 9, 1), dt.time(13))
    assert (visit.status, visit.author, visit.unit, visit.concern_heard) == (
        "submitted",
        supervisor,
        supervisor.unit,
        True,
    )
    assert (visit.result, bool(visit.purpose), visit.imported_in) == ("Aman.", True, imported)
    stop = Stop.objects.get()
    assert (stop.place_id, stop.district_name) == ("53.01.06.2006", "Kupang Timur")
    went = list(Participation.objects.values_list("nrp", "name", "rank", "count", "unit_name", "role"))
    assert went == [
        ("82010001", "Yunus Contoh", "Iptu", None, "Polsek Kupang Timur", "leader"),
        ("", "", "", 6, "Polsek", "companion"),
    ]
    people = list(Encounter.objects.values_list("honorific", "name", "title", "group", "count"))
    assert people == [("Bapak", "Petrus Contoh", "kepala desa", "", None), ("", "", "", "warga", 15)]
    notes = list(DialogueNote.objects.values_list("kind", "text"))
    assert notes == [("concern", "Lampu padam."), ("concern", "Ternak hilang."), ("message", "Jaga kerukunan.")]
    assert visit.follow_ups.get().text == "Patroli malam."


def test_the_visit_is_found_read_and_reviewed_as_any_other(client, supervisor):
    client.force_login(supervisor)
    take_over(client, upload_whole(client, GOOD))
    visit = Visit.objects.get()

    assert "Tuapukan" in client.get("/visits/?q=ternak").content.decode()
    assert client.get(visit.get_absolute_url()).status_code == 200
    client.force_login(Officer.objects.get(nrp="82010001"))
    assert client.get(visit.get_absolute_url()).status_code == 200  # named on it
    above = Officer.objects.get(nrp="75010001")
    client.force_login(above)
    assert str(visit.key) in client.get("/review/").content.decode()
    assert approve_visit(visit=visit, by=above, seen=Seen(visit.revision, frozenset())).status == "approved"


def test_the_file_is_emptied_and_each_visit_leaves_its_entry_in_the_audit_log(client, supervisor):
    client.force_login(supervisor)
    imported = upload_whole(client, GOOD)
    take_over(client, imported)

    imported.refresh_from_db()
    assert (imported.text, imported.choices) == ("", {})
    kinds = list(AuditEntry.objects.order_by("number").values_list("kind", flat=True))
    assert kinds[-3:] == ["visits_uploaded", "visit_submitted", "visits_imported"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("besok;;Tuapukan;;Iptu Yunus Contoh;15 warga;;;;", "tanggal"),
        ("1/9/1999;;Tuapukan;;Iptu Yunus Contoh;15 warga;;;;", "tanggal"),
        ("1/9/2999;;Tuapukan;;Iptu Yunus Contoh;15 warga;;;;", "tanggal"),
        ("1/9/2024;25.00;Tuapukan;;Iptu Yunus Contoh;15 warga;;;;", "jam_mulai"),
        ("1/9/2024;;Zzzzzz;;Iptu Yunus Contoh;15 warga;;;;", "desa"),
        ("1/9/2024;;Oesao;;Iptu Yunus Contoh;15 warga;;;;", "desa"),
        ("1/9/2024;;;;Iptu Yunus Contoh;15 warga;;;;", "desa"),
        ("1/9/2024;;Tuapukan;;;15 warga;;;;", "petugas"),
        ("1/9/2024;;Tuapukan;;Iptu Yunus Contoh;;;;;", "ditemui"),
        ("1/9/2024;;Tuapukan;;Iptu Yunus Contoh;15 warga;\x07;;;", "keluhan"),
        ("1/9/2024;;Tuapukan;;Iptu Yunus Contoh;(kepala desa);;;;", "ditemui"),
        ("1/9/2024;;Tuapukan;;Iptu Yunus Contoh;, S.H.;;;;", "ditemui"),
        (f"1/9/2024;;Tuapukan;;Iptu Yunus Contoh;Petrus, {'S.H. ' * 20};;;;", "ditemui"),
        ("1/9/2024;;Tuapukan;;99999 personel;15 warga;;;;", "petugas"),
    ],
)
def test_one_wrong_row_stops_the_whole_file_and_is_named(client, supervisor, row, column):
    client.force_login(supervisor)
    imported = upload_whole(client, GOOD, row)

    answer = take_over(client, imported)

    assert answer.status_code == 422
    assert f"<code>{column}</code>" in answer.content.decode()
    assert not Visit.objects.exists()
    text = client.get(reverse("visit_import_mistakes", args=[imported.key])).content.decode("utf-8-sig")
    heads, only = csv.reader(io.StringIO(text), delimiter=";")
    assert heads[:2] == ["baris", "kesalahan"]
    assert column in only[1]


def test_a_number_of_people_that_no_village_holds_is_a_mistake(client, supervisor):
    client.force_login(supervisor)
    imported = upload_whole(
        client, "1/9/2024,Tuapukan,Iptu Yunus Contoh,99.999.999.999", header="tanggal,desa,petugas,jumlah"
    )

    answer = take_over(client, imported)

    assert answer.status_code == 422
    assert "<code>jumlah_hadir</code>" in answer.content.decode()


def test_the_file_of_mistakes_can_be_mended_and_uploaded_again(client, supervisor):
    client.force_login(supervisor)
    imported = upload_whole(client, "1/9/2024;;Zzzzzz;;Iptu Yunus Contoh;15 warga;;;;")
    text = client.get(reverse("visit_import_mistakes", args=[imported.key])).content.decode("utf-8-sig")

    upload(client, text.replace("Zzzzzz", "Tuapukan"))
    take_over(client, VisitImport.objects.first())

    assert Visit.objects.count() == 1


@pytest.mark.fault("B9", "B10")
def test_words_that_were_guarded_in_a_file_of_mistakes_come_back_as_they_were(client, supervisor):
    client.force_login(supervisor)
    row = '1/9/2024;;Zzzzzz;;Iptu Yunus Contoh;15 warga;"- Lampu padam; - jalan\n=rusak";;"\'-kutip";+62'
    imported = upload_whole(client, row)
    answer = client.get(reverse("visit_import_mistakes", args=[imported.key]))
    assert "\"'- Lampu padam; '- jalan" in answer.content.decode()

    upload(client, answer.content.decode("utf-8-sig").replace("Zzzzzz", "Tuapukan"))
    take_over(client, VisitImport.objects.first())

    # "- " at the beginning of a line is the mark of a list.
    assert list(DialogueNote.objects.values_list("text", flat=True)) == ["Lampu padam; - jalan", "=rusak"]
    visit = Visit.objects.get()
    assert (visit.result, visit.follow_ups.get().text) == ("-kutip", "+62")


@pytest.mark.fault("B10")
@pytest.mark.parametrize(("asked", "separator"), [("", ","), ("?excel", ";")])
def test_the_example_comes_with_commas_and_for_excel(client, supervisor, asked, separator):
    client.force_login(supervisor)
    content = client.get(reverse("visit_import_template") + asked).content

    assert f'"tanggal"{separator}"jam_mulai"' in content.decode("utf-8-sig")


@pytest.mark.fault("B21")
@pytest.mark.parametrize("coding", ["utf-16", "cp1252", "utf-8"])
def test_a_file_of_visits_is_read_in_every_coding_of_a_spreadsheet(client, supervisor, coding):
    client.force_login(supervisor)
    file = SimpleUploadedFile("lama.csv", f"sep=;\n{HEADER}\n{GOOD}".replace("Aman.", "José aman.").encode(coding))
    client.post(reverse("visit_imports"), {"file": file})
    take_over(client, VisitImport.objects.get())

    assert Visit.objects.get().result == "José aman."


@pytest.mark.fault("B21")
def test_a_unit_of_two_is_asked_for_with_its_codes(client, supervisor):
    for code in ("kt-satu", "kt-dua"):
        make.make_unit(code, parent=supervisor.unit, name="Pospol Kupang Timur", kind="function")
    client.force_login(supervisor)
    row = "1/9/2024,Tuapukan,Iptu Yunus Contoh,15 warga,{}"
    imported = upload_whole(client, row.format("Pospol Kupang Timur"), header="tanggal,desa,petugas,ditemui,kesatuan")
    page = take_over(client, imported).content.decode()
    assert "kt-satu" in page
    assert "kt-dua" in page

    imported = upload_whole(client, row.format("kt-dua"), header="tanggal,desa,petugas,ditemui,kesatuan")
    take_over(client, imported)
    assert Visit.objects.get().unit.code == "kt-dua"


SIGNS = [
    *',;\t\n\r"',
    "'",
    "=",
    "1/9/2024",
    "Tuapukan",
    "15 warga",
    ", S.H.",
    " dan ",
    "82010001",
    "\x0b",
    "é",
    "\u202e",
]


@pytest.mark.fault("B21")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.sampled_from(SIGNS), max_size=40).map(lambda parts: f"{HEADER}\n{''.join(parts)}".encode()),
        st.lists(st.sampled_from(SIGNS), max_size=40).map(lambda parts: f"{HEADER}\n{''.join(parts)}".encode("utf-16")),
    )
)
@example(f"{HEADER}\n1/9/2024;;Tuapukan;;".encode())
def test_no_bytes_are_an_error_of_the_server(client, supervisor, raw):
    client.force_login(supervisor)
    answer = client.post(reverse("visit_imports"), {"file": SimpleUploadedFile("lama.csv", raw)})

    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        imported = VisitImport.objects.first()
        assert client.get(imported.get_absolute_url()).status_code == 200
        assert client.get(reverse("visit_import_mistakes", args=[imported.key])).status_code == 200
        assert take_over(client, imported).status_code in (302, 422)


def test_a_village_of_two_is_chosen_by_the_person(client, supervisor):
    client.force_login(supervisor)
    imported = upload_whole(client, "1/9/2024;;Oesao;;Iptu Yunus Contoh;15 warga;;;;")
    page = client.get(imported.get_absolute_url()).content.decode()
    assert "53.01.06.1004" in page
    assert "53.01.06.2015" in page

    take_over(client, imported, **{"name-0": "place:oesao|", "choice-0": "53.01.06.2015"})

    assert Stop.objects.get().place_id == "53.01.06.2015"


def test_the_kind_and_the_apostrophe_of_a_village_are_understood(client, supervisor):
    client.force_login(supervisor)
    imported = upload_whole(
        client,
        "1/9/2024;;Kel. Oesao;;Iptu Yunus Contoh;15 warga;;;;",
        "2/9/2024;;Oh’aem;Amarasi;Iptu Yunus Contoh;15 warga;;;;",
        "3/9/2024;;Tuapukn;;Iptu Yunus Contoh;15 warga;;;;",
    )
    take_over(client, imported)

    places = Stop.objects.order_by("visit__visited_on").values_list("place", flat=True)
    assert list(places) == ["53.01.06.1004", "53.01.09.2011", "53.01.06.2006"]


def test_people_only_alike_are_offered_and_never_made_one(client, supervisor):
    figure = make.make_figure(by=supervisor, name="Petrus Contoh Nubatonis")
    client.force_login(supervisor)
    row = "1/9/2024;;Tuapukan;;Iptu Yunus Kontoh;Bpk. Petrus Contoh Nubatoniss;;;;"
    imported = upload_whole(client, row)
    page = client.get(imported.get_absolute_url()).content.decode()
    assert "Petrus Contoh Nubatonis" in page

    take_over(client, imported)

    assert Encounter.objects.get().figure is None
    assert Participation.objects.get().officer is None
    assert Participation.objects.get().rank == "Iptu"

    client.post(reverse("visit_import_undo", args=[imported.key]))
    imported = upload_whole(client, row)
    key = "figure:petrus contoh nubatoniss"
    take_over(client, imported, **{"name-1": key, "choice-1": str(figure.key)})
    assert Encounter.objects.get().figure == figure


@pytest.mark.fault("A18")
@pytest.mark.parametrize("closed", ["restricted", "anonymised"])
def test_a_figure_closed_after_it_was_chosen_is_not_linked(client, supervisor, closed):
    figure = make.make_figure(by=supervisor, name="Petrus Contoh")
    client.force_login(supervisor)
    imported = upload_whole(client, GOOD)
    key = "figure:petrus contoh"
    if closed == "restricted":
        type(figure).objects.update(restricted_at=dt.datetime.now(dt.UTC), restricted_by=supervisor)
    else:
        anonymise(figure=figure, by=supervisor)
    take_over(client, imported, **{"name-1": key, "choice-1": str(figure.key)})

    assert not Encounter.objects.filter(figure=figure).exists()


def test_a_restricted_figure_is_not_found(client, supervisor):
    figure = make.make_figure(by=supervisor, name="Petrus Contoh")
    type(figure).objects.update(restricted_at=dt.datetime.now(dt.UTC), restricted_by=supervisor)
    client.force_login(supervisor)
    take_over(client, upload_whole(client, GOOD))

    assert Encounter.objects.filter(name="Petrus Contoh").get().figure is None


def test_a_visit_to_a_campaign_team_needs_an_order_number(client, supervisor):
    figure = make.make_figure(by=supervisor, name="Petrus Contoh")
    make.make_figure_role(figure, category="campaign")
    client.force_login(supervisor)

    answer = take_over(client, upload_whole(client, GOOD))

    assert answer.status_code == 422
    assert "<code>nomor_sprin</code>" in answer.content.decode()


def test_the_same_file_twice_is_refused_until_it_is_undone(client, supervisor):
    client.force_login(supervisor)
    take_over(client, upload_whole(client, GOOD))

    assert upload(client, "\n".join([HEADER, GOOD])).status_code == 422

    imported = VisitImport.objects.get()
    client.post(reverse("visit_import_undo", args=[imported.key]))
    assert not Visit.objects.exists()
    assert AuditEntry.objects.filter(kind="visits_import_undone").count() == 1
    assert upload(client, "\n".join([HEADER, GOOD])).status_code == 302


def test_an_import_is_not_undone_over_somebodys_work(client, supervisor):
    client.force_login(supervisor)
    imported = upload_whole(client, GOOD, GOOD.replace("Minggu, 1 September", "Senin, 2 September"))
    take_over(client, imported)
    first = Visit.objects.first()
    approve_visit(visit=first, by=Officer.objects.get(nrp="75010001"), seen=Seen(first.revision, frozenset()))

    page = client.post(reverse("visit_import_undo", args=[imported.key]), follow=True)

    assert Visit.objects.count() == 2
    assert "1 dari kunjungan ini sudah diubah atau diverifikasi." in page.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "tanggal\n1/9/2024",
        f"{HEADER}\n",
        f"tanggal;{HEADER}\n{GOOD}",
        "\x00",
        f"{HEADER}\n" + "x;\n" * 10_001,
    ],
)
def test_what_is_no_such_file_is_refused_with_a_reason(client, supervisor, text):
    client.force_login(supervisor)
    answer = upload(client, text)

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_what_is_not_utf8_is_refused(client, supervisor):
    client.force_login(supervisor)
    file = SimpleUploadedFile("lama.csv", b"\xff\xfe\x00t")

    assert client.post(reverse("visit_imports"), {"file": file}).status_code == 422


def test_another_supervisor_does_not_see_the_file(client, supervisor):
    client.force_login(supervisor)
    imported = upload_whole(client, GOOD)
    client.force_login(Officer.objects.get(nrp="75010001"))

    for name in ("visit_import", "visit_import_mistakes"):
        assert client.get(reverse(name, args=[imported.key])).status_code == 404
    for name in ("visit_import", "visit_import_drop", "visit_import_undo"):
        assert client.post(reverse(name, args=[imported.key])).status_code == 404


def test_a_dropped_file_is_gone(client, supervisor):
    client.force_login(supervisor)
    imported = upload_whole(client, GOOD)
    client.post(reverse("visit_import_drop", args=[imported.key]))

    assert not VisitImport.objects.exists()
    assert AuditEntry.objects.filter(kind="visits_import_dropped").count() == 1


def test_the_example_file_can_be_imported_as_it_is(client, supervisor):
    client.force_login(supervisor)
    text = client.get(reverse("visit_import_template")).content.decode("utf-8-sig")

    assert upload(client, text).status_code == 302
    take_over(client, VisitImport.objects.get())
    assert Visit.objects.count() == 1


@pytest.mark.slow
@pytest.mark.many_rows
def test_ten_thousand_rows_are_taken_over_in_time(client, supervisor):
    """Twenty seconds are the aim on an idle machine; a busy one gets more here."""
    client.force_login(supervisor)
    rows = [
        f"{1 + at % 28}/{1 + at // 28 % 12}/{2023 + at % 2};;Tuapukan;;Iptu Yunus Contoh;Bpk. Petrus {at % 500};;;;"
        for at in range(10_000)
    ]
    imported = upload_whole(client, *rows)
    began = time.monotonic()
    take_over(client, imported)

    assert Visit.objects.count() == 10_000
    assert time.monotonic() - began < 120


@pytest.mark.fault("B19")
@pytest.mark.parametrize("code", ["5301062006", "53010620 06", "Desa Tuapukan 53.01.06.2006"])
def test_a_village_is_found_by_its_code_without_dots(client, supervisor, code):
    client.force_login(supervisor)

    imported = upload_whole(client, GOOD.replace("Desa Tuapukan", code))

    assert take_over(client, imported).status_code == 302
    assert Stop.objects.get().place_id == "53.01.06.2006"


@pytest.mark.fault("B1", "B7", "B20")
@pytest.mark.parametrize(
    ("day", "clock", "time"),
    [("45536", "8.3", (8, 30)), ("01/09/2024 09:15", "14.5", (14, 50)), ("Minggu 1 Sept 2024", "2:15 PM", (14, 15))],
)
def test_a_file_is_read_as_a_form_is(client, supervisor, day, clock, time):
    client.force_login(supervisor)
    columns = f"{HEADER};jumlah hadir;situasi"
    row = GOOD.replace("Minggu, 1 September 2024", day).replace("13.00 WITA", clock)

    imported = upload_whole(client, f"{row};1.250;Aman kondusif.", header=columns)

    assert take_over(client, imported).status_code == 302
    visit = Visit.objects.get()
    assert (visit.visited_on, visit.started_at) == (dt.date(2024, 9, 1), dt.time(*time))
    assert (visit.attendance, visit.situation_after) == (1250, "calm")


SAME_VISIT = "Mungkin sudah dicatat"


def told_on(client, imported) -> str:
    page = " ".join(client.get(imported.get_absolute_url()).content.decode().split())
    return page.partition(SAME_VISIT)[2].partition("</section>")[0]


@pytest.mark.parametrize("is_known", [True, False])
def test_a_row_that_was_logged_already_is_told_by_its_number(client, supervisor, is_known):
    author = Officer.objects.get(nrp="82010001")
    logged = make.make_visit(author=author)
    known = {"figure": make.make_figure(by=supervisor, name="Petrus Contoh")} if is_known else {}
    make.make_encounter(logged, name="Petrus Contoh", **known)
    client.force_login(supervisor)
    other = GOOD.replace("Minggu, 1 September", "2 September")
    imported = upload_whole(client, GOOD, other)

    told = told_on(client, imported)

    assert f'Baris 2</strong> <p class="hint"> {author} sudah mencatat kunjungan kepada Petrus Contoh' in told
    assert f'href="{logged.get_absolute_url()}"' in told
    assert told.count("Baris") == 1
    (entry,) = AuditEntry.objects.filter(kind=AuditEntry.Kind.SEARCHED)
    figures = [str(each.key) for each in known.values()]
    assert entry.details == {"shown": 1, "visits": [str(logged.key)], "figures": figures}


def test_what_the_importer_may_not_read_is_not_told_of_a_row(client, supervisor):
    elsewhere = make.make_officer(unit=make.make_unit("polsek-lain", parent=make.make_polres(), kind="polsek"))
    make.make_encounter(make.make_visit(author=elsewhere), name="Petrus Contoh")
    client.force_login(supervisor)

    assert told_on(client, upload_whole(client, GOOD)) == ""
    assert not AuditEntry.objects.filter(kind=AuditEntry.Kind.SEARCHED).exists()


def test_of_many_rows_logged_already_the_first_are_told_and_all_are_counted(client, supervisor, monkeypatch):
    monkeypatch.setattr("visits.imports.views.MOST_ALREADY_LOGGED", 2)
    for day in (1, 2, 3):
        visit = make.make_visit(author=supervisor, visited_on=dt.date(2024, 9, day))
        make.make_encounter(visit, name="Petrus Contoh")
    client.force_login(supervisor)
    rows = [GOOD.replace("Minggu, 1 September", f"{day} September") for day in (1, 2, 3)]

    told = told_on(client, upload_whole(client, *rows))

    assert told.count("Anda sudah mencatat") == 2
    assert "2 baris pertama dari 3." in told
    assert AuditEntry.objects.get(kind=AuditEntry.Kind.SEARCHED).details["shown"] == 2
