"""A figure's rights: to see what is held and who looked, a copy, consent, an answer in time, restriction."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.core import audit
from visits.models import AuditEntry, CommunityFigure, Consent, DataRequest, RetentionProposal, Visit

pytestmark = pytest.mark.django_db
Kind = AuditEntry.Kind
TODAY = str(timezone.localdate())


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


@pytest.fixture
def figure(people) -> CommunityFigure:
    return make.make_figure(by=people["author"], name="Marselina Contoh", addressed_as="Mama Lina")


@pytest.fixture
def visit(people, figure) -> Visit:
    visit = make.make_visit(author=people["author"])
    met = make.make_encounter(visit, figure=figure, name="Marselina Contoh", title="Ketua RT")
    make.make_encounter(visit, name="Yosef Lain")
    make.make_note(visit, "Saya dan Yosef Lain meminta lampu jalan.").raised_by_people.add(met)
    rebuild_visit(visit)
    return visit


def press(client, officer, figure, address="", **data):
    client.force_login(officer)
    return client.post(f"/figures/{figure.key}/{address}", data)


def read(client, officer, figure, address="data/") -> str:
    client.force_login(officer)
    answer = client.get(f"/figures/{figure.key}/{address}")
    assert answer.status_code == 200
    return answer.content.decode()


# All data held


def test_one_page_shows_everything_held_and_everyone_who_looked(client, people, figure, visit):
    elsewhere = make.make_visit(author=people["officer elsewhere"])
    make.make_encounter(elsewhere, figure=figure, name="Marselina Contoh")
    read(client, people["colleague"], figure, "")

    page = read(client, people["supervisor"], figure)

    for words in ("Mama Lina", "Ketua RT", "lampu jalan", people["colleague"].nrp, "Data tokoh dibaca"):
        assert words in page
    assert AuditEntry.objects.filter(kind=Kind.FIGURE_DATA_READ, target=str(figure.key)).count() == 1
    unit_head = make.make_officer(unit=people["author"].unit, role="supervisor")
    assert "1 kunjungan lain" in read(client, unit_head, figure)


def test_the_page_and_the_copy_say_why_and_how_long(client, people, figure, visit):
    """Twelve months after the operation of the visit that holds the name longest, or until a head's own day."""
    ended = make.make_operation("lama", starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2024, 12, 20))
    Visit.objects.update(operation=ended)
    for words in ("20 Desember 2025", "UU 2/2002"):
        assert words in read(client, people["supervisor"], figure)
        assert words.replace("UU 2/2002", "(UU 2/2002 Pasal 13") in read(
            client, people["supervisor"], figure, "data/copy.txt"
        )

    day, now = dt.date(2031, 5, 2), timezone.now()
    kept = {"decision": "kept", "reason": "Ada.", "decided_by": people["supervisor"], "decided_at": now}
    RetentionProposal.objects.create(figure=figure, ended_on=day, due_on=day, keep_until=day, **kept)
    assert "2 Mei 2031" in read(client, people["supervisor"], figure)

    Visit.objects.update(operation=make.make_operation("berjalan", starts_on=dt.date(2024, 1, 1), ends_on=None))
    assert "selama operasi" in read(client, people["supervisor"], figure, "data/copy.txt")


def test_everyone_who_ever_looked_is_named_however_many_looks_came_after(client, people, figure, monkeypatch):
    monkeypatch.setattr("visits.privacy.queries.NEWEST_LOOKS", 3)
    audit.record(Kind.CARDS_READ, by=people["officer elsewhere"], target="pack", figures=["x", str(figure.key)])
    audit.record(Kind.CARDS_READ, by=people["deputy"], target="pack", figures=["x"])
    for who in ("colleague", "author", "author", "author"):
        audit.record(Kind.FIGURE_READ, by=people[who], target=figure)

    page = read(client, people["supervisor"], figure)
    for who, shown in (("officer elsewhere", True), ("colleague", True), ("author", True), ("deputy", False)):
        assert (people[who].nrp in page) is shown, who
    assert "3 kali, terakhir" in page
    assert "dan 2 kali sebelumnya" in page
    copy = read(client, people["supervisor"], figure, "data/copy.txt")
    assert "dan 3 kali sebelumnya" in copy


def test_what_is_narrowed_stays_so_on_this_page(client, people, figure, visit):
    note = make.make_note(
        visit, "Kata yang disegel.", source_is_confidential=True, confidential_source=["Marselina Contoh"]
    )
    hidden = make.make_note(visit, "Kata tentang dia untuk atasan.", sensitivity="supervisors")
    hidden.about.add(visit.encounters.get(figure=figure))

    page = read(client, people["auditor"], figure)

    assert "Kata tentang dia untuk atasan." not in page
    assert note.text not in page
    assert "Kata tentang dia untuk atasan." in read(client, people["supervisor"], figure)


def test_the_copy_names_nobody_else(client, people, figure, visit):
    """UU 27/2022 art. 33: no data of others."""
    read(client, people["colleague"], figure, "")

    copy = read(client, people["supervisor"], figure, "data/copy.txt")

    assert "Nama: Marselina Contoh" in copy
    assert "Saya dan [nama orang lain] meminta lampu jalan." in copy
    for other in ("Yosef Lain", people["author"].name, people["colleague"].name, people["colleague"].nrp):
        assert other not in copy
    assert people["colleague"].unit.code in copy
    assert AuditEntry.objects.filter(kind=Kind.FIGURE_DATA_TAKEN).count() == 1


@pytest.mark.fault("A21")
@pytest.mark.parametrize(
    "words",
    [
        "Saya dan Yosef  Lain meminta lampu jalan.",
        "Saya dan Yosef\nLain meminta lampu jalan.",
        "Saya dan YOSEF LAIN meminta lampu jalan.",
        "Saya dan yosef lain meminta lampu jalan.",
        "Saya dan Bapak Yosef meminta lampu jalan.",
        "Saya dan Lain, Yosef meminta lampu jalan.",
        "Saya dan Pak Banoet meminta lampu jalan.",
        "Saya dan Agustina Kolo meminta lampu jalan.",
        "Saya dan Petrus Tanpa Kunjungan meminta lampu jalan.",
    ],
)
def test_the_copy_names_others_neither_in_part_nor_in_any_spelling(client, people, figure, visit, words):
    """By record: typed, a figure with another spelling elsewhere, a host, and figures on no visit of the person."""
    author = people["author"]
    known = make.make_figure(by=author, name="Yosef Banoet")
    make.make_encounter(visit, figure=known, name="Yosef Banoet")
    make.make_stop(visit, host_name="Agustina Kolo")
    for name in ("Petrus Tanpa Kunjungan", "Rosalina Bria", "Damianus Seran"):
        make.make_figure(by=author, name=name)
    visit.notes.update(text=words)
    CommunityFigure.objects.filter(pk=figure.pk).update(addressed_as="Ibunya Yosef  Banoet")
    visit.encounters.filter(figure=figure).update(
        title="Istri YOSEF LAIN, ibu Rosalina Bria", institution="Kelompok Agustina Kolo"
    )
    make.make_figure_role(figure, title="Menantu Bapak Banoet dan Damianus Seran", institution="Usaha Yosef Banoet")
    press(client, author, figure, "requests/", kind="access", words="Apa kata Yosef Lain?")

    copy = read(client, people["supervisor"], figure, "data/copy.txt")

    shown = copy.casefold()
    for other in ("yosef", "banoet", "agustina", "kolo", "petrus", "tanpa kunjungan", "rosalina", "damianus"):
        assert other not in shown, other
    assert "meminta lampu jalan." in copy
    assert copy.count("Marselina Contoh") == 2


@pytest.mark.fault("A21")
def test_the_copy_keeps_the_person_s_own_name_and_everyday_words(client, people, figure, visit):
    """Another person with the same surname, and one called by an everyday word."""
    make.make_encounter(visit, name="Yohana Contoh")
    make.make_encounter(visit, name="Ancaman")
    visit.notes.update(text="Saya, Marselina Contoh, bukan Yohana Contoh. Ibu Contoh melihat ancaman.")

    copy = read(client, people["supervisor"], figure, "data/copy.txt")

    kept = "Saya, Marselina Contoh, bukan [nama orang lain]. Ibu Contoh melihat ancaman."
    assert kept in copy


# Consent


def test_a_telephone_number_comes_and_goes_with_the_consent_and_is_encrypted(client, people, figure):
    number = "0812 3456 7890"
    press(client, people["author"], figure, "consent/", purpose="phone", given_on=TODAY, phone=number)
    assert number in read(client, people["author"], figure, "")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT phone FROM {CommunityFigure._meta.db_table}")
        assert "3456" not in cursor.fetchone()[0]

    press(client, people["author"], figure, f"consent/{Consent.objects.get().pk}/withdraw/")

    figure.refresh_from_db()
    assert figure.phone == ""
    assert Consent.objects.get().withdrawn_on == timezone.localdate()
    assert number not in str(list(AuditEntry.objects.values()))
    kinds = AuditEntry.objects.filter(kind__startswith="consent").order_by("number").values_list("kind", flat=True)
    assert list(kinds) == [Kind.CONSENT_GIVEN, Kind.CONSENT_WITHDRAWN]


@pytest.mark.parametrize(
    "said",
    [
        {"purpose": "phone", "given_on": TODAY},
        {"purpose": "phone", "given_on": TODAY, "phone": "nol delapan"},
        {"purpose": "photos", "given_on": "2999-01-01"},
        {"purpose": "vote", "given_on": TODAY},
        {"purpose": "photos"},
    ],
)
@pytest.mark.parametrize("who", ["author", "supervisor"])
def test_a_consent_that_makes_no_sense_is_refused(client, people, figure, said, who):
    answer = press(client, people[who], figure, "consent/", **said)

    assert answer.status_code == 422
    assert not Consent.objects.exists()


def test_a_consent_is_withdrawn_once(client, people, figure):
    consent = Consent.objects.create(figure=figure, purpose="photos", given_on=TODAY, asked_by=people["author"])
    for _ in range(2):
        press(client, people["author"], figure, f"consent/{consent.pk}/withdraw/")

    assert AuditEntry.objects.filter(kind=Kind.CONSENT_WITHDRAWN).count() == 1


# Requests


def test_a_request_has_three_days_and_nights_and_waits_on_the_supervisor_s_first_page(client, people, figure):
    asked = timezone.localtime() - dt.timedelta(hours=60)
    said = {"kind": "correction", "words": "Nama saya keliru.", "asked_at": asked.strftime("%Y-%m-%dT%H:%M")}
    press(client, people["author"], figure, "requests/", **said)
    client.force_login(people["supervisor"])
    assert "Permintaan atas data pribadi" in client.get("/").content.decode()
    assert "Tersisa 11 jam" in read(client, people["supervisor"], figure)
    wish = DataRequest.objects.get()

    refused = press(client, people["author"], figure, f"requests/{wish.pk}/answer/", answer="Sudah.")
    assert refused.status_code == 403
    assert press(client, people["supervisor"], figure, f"requests/{wish.pk}/answer/").status_code == 422
    for _ in range(2):
        press(client, people["supervisor"], figure, f"requests/{wish.pk}/answer/", answer="Sudah diperbaiki.")

    wish.refresh_from_db()
    assert (wish.answer, wish.answered_by) == ("Sudah diperbaiki.", people["supervisor"])
    assert AuditEntry.objects.filter(kind=Kind.DATA_ANSWERED).count() == 1
    client.force_login(people["supervisor"])
    assert "Permintaan atas data pribadi" not in client.get("/").content.decode()


def test_a_late_answer_is_said_to_be_late(client, people, figure):
    asked = timezone.now() - dt.timedelta(hours=80)
    DataRequest.objects.create(
        figure=figure, kind="access", words="Apa yang dicatat?", asked_at=asked, taken_by=people["author"]
    )

    assert "Terlambat" in read(client, people["supervisor"], figure)


@pytest.mark.parametrize("said", [{"kind": "access"}, {"kind": "x", "words": "y"}, {"asked_at": "2999-01-01T10:00"}])
def test_a_request_that_makes_no_sense_is_refused(client, people, figure, said):
    said = {"kind": "access", "words": "Apa?"} | said if "asked_at" in said else said

    assert press(client, people["author"], figure, "requests/", **said).status_code == 422
    assert not DataRequest.objects.exists()


# Restriction


def test_a_restricted_person_is_not_added_to_new_visits_and_old_ones_stay(client, people, figure, visit):
    press(client, people["supervisor"], figure, "restrict/")

    client.force_login(people["author"])
    assert "Marselina" not in client.get("/pickers/figures/?q=marselina").content.decode()
    fields = {"people-0-figure": str(figure.key), "people-0-name": None}
    refused = client.post("/visits/new/", complete_post(fields=fields))
    assert refused.status_code == 422
    assert "meminta pembatasan" in refused.content.decode()
    assert "Marselina Contoh" in client.get(visit.get_absolute_url()).content.decode()
    assert "pembatasan" in read(client, people["author"], figure, "")

    press(client, people["supervisor"], figure, "release/")
    client.force_login(people["author"])
    assert client.post("/visits/new/", complete_post(fields=fields)).status_code == 302
    kinds = AuditEntry.objects.filter(kind__in=[Kind.FIGURE_RESTRICTED, Kind.FIGURE_RELEASED]).order_by("number")
    assert list(kinds.values_list("nrp", flat=True)) == [people["supervisor"].nrp] * 2


def test_a_visit_that_names_a_restricted_person_can_still_be_corrected(client, people, figure):
    fields = {"people-0-figure": str(figure.key), "people-0-name": None}
    client.force_login(people["author"])
    client.post("/visits/new/", complete_post(fields=fields))
    visit = Visit.objects.get()
    press(client, people["supervisor"], figure, "restrict/")
    client.force_login(people["author"])

    answer = client.post(f"/visits/{visit.key}/edit/", complete_post(fields=fields, revision="1", purpose="Lain."))

    assert answer.status_code == 302
    assert visit.encounters.get().figure == figure
