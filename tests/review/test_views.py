"""What waits for a supervisor: beside the list, several at once, corrections, urgency, deputies."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from tests.visit_posts import picture
from visits.models import AuditEntry, Deputy, Photo, Remark, Secondment, Visit, VisitStatus

pytestmark = pytest.mark.django_db
TODAY, DAY = timezone.localdate, dt.timedelta(days=1)
Kind = AuditEntry.Kind


@pytest.fixture
def people():
    return make_readers()


def waiting_visit(author, days: int = 0, **fields) -> Visit:
    return make.make_visit(author=author, submitted_at=timezone.now() - days * DAY, **fields)


def add_photo(visit: Visit) -> Photo:
    return Photo.objects.create(visit=visit, order=0, digest="0" * 64, width=1, height=1, size=1, added_by=visit.author)


def post(client, by, address, /, **data):
    """As the page posts it: a decision says which version of the visit was read."""
    client.force_login(by)
    if address.endswith(("/approve/", "/together/")):
        rows = Visit.objects.values_list("key", "revision")
        data = {"revision": 1, **{f"revision-{key}": revision for key, revision in rows}} | data
    return client.post(address, data)


def source(client, officer, address) -> str:
    client.force_login(officer)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# Beside the list


def test_the_chosen_visit_stands_beside_the_list_and_the_look_is_traced(client, people):
    first, second = waiting_visit(people["author"], 3), waiting_visit(people["author"], 1)
    make.make_note(second, "Warga meminta ronda malam.")

    page = source(client, people["supervisor"], f"/review/?visit={second.key}")

    assert "Warga meminta ronda malam." in page
    assert page.index(str(first.key)) < page.index(str(second.key))
    assert list(AuditEntry.objects.filter(kind=Kind.VISIT_READ).values_list("target", flat=True)) == [str(second.key)]


def test_after_a_decision_the_next_one_opens(client, people):
    first, second, third = (waiting_visit(people["author"], days) for days in (3, 2, 1))
    head = people["supervisor"]

    answer = post(client, head, f"/visits/{second.key}/approve/", queue="")
    assert answer.url == f"/review/?visit={third.key}"
    answer = post(client, head, f"/visits/{third.key}/return/", queue="", reason="Jamnya kurang.")
    assert answer.url == f"/review/?visit={first.key}"
    assert post(client, head, f"/visits/{first.key}/approve/", queue="").url == "/review/?"


def test_what_is_wrong_with_a_return_is_said_beside_the_list(client, people):
    visit = waiting_visit(people["author"])

    answer = post(client, people["supervisor"], f"/visits/{visit.key}/return/", queue="", section="when")

    assert answer.status_code == 422
    assert "Tulis alasannya." in answer.content.decode()
    assert "data-review" in answer.content.decode()


def test_a_visit_that_somebody_else_decided_meanwhile_is_told(client, people):
    visit = make.make_visit(author=people["author"], status=VisitStatus.RETURNED)

    page = source(client, people["supervisor"], f"/review/?visit={visit.key}")

    assert "sudah tidak menunggu" in page
    assert not AuditEntry.objects.filter(kind=Kind.VISIT_READ).exists()


@pytest.mark.parametrize("asked", ["situation=tense", "concern=yes"])
def test_the_list_is_narrowed_by_the_filters_of_the_history(client, people, asked):
    tense = waiting_visit(people["author"], situation_after="tense", concern_heard=True)
    calm = waiting_visit(people["author"], situation_after="calm")

    page = source(client, people["supervisor"], f"/review/?{asked}")

    assert str(tense.key) in page
    assert str(calm.key) not in page
    client.force_login(people["supervisor"])
    assert client.get("/review/?from=kemarin").status_code == 422


# Several at once


def test_several_are_counted_first_then_approved_and_can_be_taken_back(client, people):
    visits = [waiting_visit(people["author"], days) for days in (3, 2, 1)]
    head, keys = people["supervisor"], [str(visit.key) for visit in visits[:2]]

    counted = post(client, head, "/review/together/", visit=keys)
    assert "Sahkan 2 kunjungan?" in counted.content.decode()
    assert not Visit.objects.filter(status=VisitStatus.APPROVED).exists()

    post(client, head, "/review/together/", visit=keys, confirmed="1")
    assert list(Visit.objects.order_by("pk").values_list("status", flat=True)) == ["approved", "approved", "submitted"]
    assert AuditEntry.objects.filter(kind=Kind.VISIT_APPROVED).count() == 2

    client.post("/review/undo/")
    assert set(Visit.objects.values_list("status", flat=True)) == {"submitted"}
    assert Remark.objects.filter(kind=Remark.Kind.REOPENED).count() == 2
    client.post("/review/undo/")
    assert Remark.objects.count() == 2


def test_one_that_waits_alone_is_not_called_all_of_them(client, people):
    waiting_visit(people["author"])
    assert "Sahkan kunjungan ini" in source(client, people["supervisor"], "/review/")

    waiting_visit(people["author"])
    page = source(client, people["supervisor"], "/review/")
    assert "Sahkan semua 2 kunjungan" in page
    assert "Sahkan kunjungan ini" not in page


def test_all_that_the_filter_finds_are_approved_at_once(client, people):
    tense = waiting_visit(people["author"], situation_after="tense")
    calm = waiting_visit(people["author"], situation_after="calm")

    post(client, people["supervisor"], "/review/together/", all="1", queue="situation=tense", confirmed="1")

    tense.refresh_from_db(), calm.refresh_from_db()
    assert (tense.status, calm.status) == ("approved", "submitted")


def test_a_visit_with_photos_nobody_looked_at_stays_and_is_told_of(client, people):
    visit = waiting_visit(people["author"])
    add_photo(visit)

    answer = post(client, people["supervisor"], "/review/together/", visit=[str(visit.key)], confirmed="1")

    visit.refresh_from_db()
    assert visit.status == VisitStatus.SUBMITTED
    assert "Periksa fotonya dahulu" in client.get(answer.url).content.decode()


def test_one_that_was_decided_on_meanwhile_is_told_of_and_the_others_go_on(client, people):
    gone = make.make_visit(author=people["author"], status=VisitStatus.RETURNED)
    waiting = waiting_visit(people["author"])
    head, keys = people["supervisor"], [str(gone.key), str(waiting.key)]

    answer = post(client, head, "/review/together/", visit=keys, confirmed="1")

    assert "Sebagian kunjungan ini sudah tidak menunggu" in client.get(answer.url).content.decode()
    assert set(Visit.objects.values_list("status", flat=True)) == {"returned", "approved"}


@pytest.mark.parametrize("chosen", [[], ["bukan-kunci"], ["00000000-0000-4000-8000-000000000000"]])
def test_nothing_chosen_that_waits_is_said(client, people, chosen):
    answer = post(client, people["supervisor"], "/review/together/", visit=chosen, confirmed="1")

    assert "alert-danger" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("who", ["supervisor elsewhere", "own"])
def test_nobody_approves_together_what_they_do_not_review(client, people, who):
    visit = waiting_visit(people["author"])
    head = people["supervisor elsewhere"] if who != "own" else people["supervisor"]
    if who == "own":
        make.make_participation(visit, head)

    post(client, head, "/review/together/", visit=[str(visit.key)], confirmed="1")

    visit.refresh_from_db()
    assert visit.status == VisitStatus.SUBMITTED


# Photos


def test_photos_are_asked_about_once_and_a_new_one_asks_again(client, people):
    visit, head = waiting_visit(people["author"]), people["supervisor"]
    add_photo(visit)
    address = f"/visits/{visit.key}/approve/"

    refused = post(client, head, address)
    assert refused.status_code == 422
    assert "tanpa pose jari" in refused.content.decode()
    assert post(client, head, address, photos_neutral="on").status_code == 302
    visit.refresh_from_db()
    assert (visit.status, visit.photos_checked_by) == ("approved", head)

    post(client, head, f"/visits/{visit.key}/reopen/", reason="Tanggalnya salah.")
    assert "tanpa pose jari" not in source(client, head, visit.get_absolute_url())
    sent = {"key": str(uuid.uuid4()), "image": picture()}
    assert post(client, people["author"], f"/visits/{visit.key}/photos/", **sent).status_code == 302
    assert "tanpa pose jari" in source(client, head, visit.get_absolute_url())
    assert post(client, head, address).status_code == 422
    assert post(client, head, address, photos_neutral="on").status_code == 302


# Corrections


def test_the_author_asks_for_a_correction_and_a_supervisor_reopens_or_declines(client, people):
    visit = make.make_visit(author=people["author"], status=VisitStatus.APPROVED, submitted_at=timezone.now())
    asked = f"/visits/{visit.key}/correction/"

    assert post(client, people["author"], asked, reason="").status_code == 422
    post(client, people["author"], asked, reason="Nama dusunnya keliru.")
    assert "Perbaikan diminta" in source(client, people["supervisor"], "/review/")
    assert "Nama dusunnya keliru." in source(client, people["supervisor"], visit.get_absolute_url())

    post(client, people["supervisor"], f"{asked}decline/", reason="Sudah benar.")
    assert "Perbaikan diminta" not in source(client, people["supervisor"], "/review/")
    post(client, people["author"], asked, reason="Tetap keliru.")
    post(client, people["supervisor"], f"/visits/{visit.key}/reopen/", reason="Silakan diperbaiki.")

    visit.refresh_from_db()
    assert (visit.status, visit.correction_asked_at) == ("submitted", None)
    kinds = list(visit.remarks.values_list("kind", flat=True))
    assert kinds == ["correction", "declined", "correction", "reopened"]


# Urgency


def test_an_urgent_visit_stands_on_every_page_of_the_supervisors_until_one_has_noted_it(client, people):
    unit = people["author"].unit
    unit.phone = "0380-555-0110"
    unit.save()
    visit = waiting_visit(people["author"], urgent=True, result="Massa berkumpul di pasar.")
    head = people["supervisor"]

    for address in ("/", "/visits/", "/places/", "/more/"):
        page = source(client, head, address)
        assert "Kunjungan mendesak" in page
        assert "110" in page
        assert "0380-555-0110" in page
        assert "Massa berkumpul" not in page
    for other in ("author", "colleague", "supervisor elsewhere", "auditor", "administrator"):
        assert "Kunjungan mendesak" not in source(client, people[other], "/more/")

    post(client, head, f"/visits/{visit.key}/noted/")
    assert "Kunjungan mendesak dari" not in source(client, head, "/more/")
    again = post(client, head, f"/visits/{visit.key}/noted/")
    assert "sudah diketahui" in client.get(again.url).content.decode()
    assert AuditEntry.objects.filter(kind=Kind.URGENT_NOTED).count() == 1


def test_of_many_urgent_visits_three_are_shown_and_that_there_are_more(client, people):
    visits = [waiting_visit(people["author"], days, urgent=True) for days in (4, 3, 2, 1)]
    head = people["supervisor"]

    page = source(client, head, "/more/")
    assert page.count("Kunjungan mendesak dari") == 3
    assert str(visits[0].key) not in page
    assert "Masih ada kunjungan mendesak lain" in page

    post(client, head, f"/visits/{visits[3].key}/noted/")
    page = source(client, head, "/more/")
    assert str(visits[0].key) in page
    assert "Masih ada kunjungan mendesak lain" not in page


# Who waits for whom


def test_the_menu_counts_what_waits(client, people):
    for days in range(3):
        waiting_visit(people["author"], days)
    make.make_visit(author=people["author"], status=VisitStatus.RETURNED)

    assert re.search(r'<span class="number">3<', source(client, people["supervisor"], "/more/"))
    assert re.search(r'<span class="number">1<', source(client, people["author"], "/more/"))
    assert 'class="number"' not in source(client, people["supervisor elsewhere"], "/more/")


def test_a_correction_that_is_asked_for_counts_in_the_menu_too(client, people):
    waiting_visit(people["author"])
    asked = make.make_visit(author=people["author"], status="approved", correction_asked_at=timezone.now())
    own = make.make_visit(author=people["supervisor"], status="approved", correction_asked_at=timezone.now())

    assert re.search(r'<span class="number">2<', source(client, people["supervisor"], "/more/"))
    for other in ("author", "colleague", "supervisor elsewhere"):
        assert 'class="number"' not in source(client, people[other], "/more/")
    post(client, people["supervisor"], f"/visits/{asked.key}/correction/decline/", reason="Sudah benar.")
    assert re.search(r'<span class="number">1<', source(client, people["supervisor"], "/more/"))
    own.refresh_from_db()
    assert own.correction_asked_at


def name_deputy(client, head, **said):
    said = {"unit": head.unit_id, "starts_on": str(TODAY()), "ends_on": str(TODAY() + DAY)} | said
    return post(client, head, "/review/deputies/", **said)


def test_a_deputy_reads_and_reviews_while_the_dates_run(client, people):
    visit, deputy = waiting_visit(people["author"]), people["deputy"]
    make.make_note(visit, "Hanya untuk atasan.", sensitivity="supervisors")
    client.force_login(deputy)
    assert client.get(visit.get_absolute_url()).status_code == 404

    name_deputy(client, people["supervisor"], officer=deputy.nrp)
    assert "Hanya untuk atasan." in source(client, deputy, visit.get_absolute_url())
    assert "Hanya untuk atasan." in source(client, deputy, f"/review/?visit={visit.key}")
    Deputy.objects.update(starts_on=TODAY() - 3 * DAY, ends_on=TODAY() - DAY)
    assert client.get(visit.get_absolute_url()).status_code == 404
    assert client.get("/review/").status_code == 403

    Deputy.objects.update(ends_on=TODAY())
    post(client, deputy, f"/visits/{visit.key}/approve/")
    visit.refresh_from_db()
    assert visit.reviewed_by == deputy


def test_the_kapolres_own_visit_goes_to_the_deputy_named_in_set_up(client, people):
    """Contract, decision 7."""
    head, deputy, today = people["supervisor"], people["deputy"], TODAY()
    visit = waiting_visit(head)
    assert post(client, head, f"/visits/{visit.key}/approve/").status_code == 403

    Deputy.objects.create(
        unit=head.unit, officer=deputy, starts_on=today, ends_on=today, named_by=people["administrator"]
    )

    assert post(client, deputy, f"/visits/{visit.key}/approve/").status_code == 302


@pytest.mark.parametrize("is_named", [False, True])
def test_a_unit_supervisor_s_own_visit_goes_to_the_unit_above_and_not_to_the_deputy(client, people, is_named):
    """Whoever a head chose to stand in for them is no reviewer of that head."""
    unit_head = make.make_officer(unit=people["author"].unit, role="supervisor")
    visit = waiting_visit(people["author"] if is_named else unit_head)
    if is_named:
        make.make_participation(visit, unit_head)
        rebuild_visit(visit)
    other, deputy = waiting_visit(people["author"]), people["deputy"]
    asked = make.make_visit(author=unit_head, status="approved", correction_asked_at=timezone.now())
    name_deputy(client, unit_head, officer=deputy.nrp)

    page = source(client, deputy, "/review/")
    assert str(other.key) in page
    assert str(visit.key) not in page
    assert str(asked.key) not in page
    assert re.search(r'<span class="number">1<', page)
    assert "Satuan di atasnya" in source(client, deputy, visit.get_absolute_url())
    assert post(client, deputy, f"/visits/{visit.key}/approve/").status_code == 403
    assert post(client, deputy, f"/visits/{other.key}/approve/").status_code == 302

    assert str(visit.key) in source(client, people["supervisor"], "/review/")
    assert post(client, people["supervisor"], f"/visits/{visit.key}/approve/").status_code == 302


def test_who_supervises_a_unit_above_reviews_also_while_standing_in(client, people):
    unit_head, head = make.make_officer(unit=people["author"].unit, role="supervisor"), people["supervisor"]
    make.make_officer(unit=head.unit, role="supervisor")
    visit = waiting_visit(unit_head)
    name_deputy(client, unit_head, officer=head.nrp)

    assert str(visit.key) in source(client, head, "/review/")
    assert post(client, head, f"/visits/{visit.key}/approve/").status_code == 302


@pytest.mark.parametrize(
    "said",
    [
        {"officer": "1234"},
        {"officer": "99999999"},
        {"ends_on": "2020-01-01", "starts_on": "2019-01-01"},
        {"starts_on": str(TODAY() + 9 * DAY)},
        {"starts_on": ""},
        {"unit": "0"},
    ],
)
def test_a_deputy_that_makes_no_sense_is_refused(client, people, said):
    answer = name_deputy(client, people["supervisor"], **({"officer": people["deputy"].nrp} | said))

    assert answer.status_code == 422
    assert not Deputy.objects.exists()


def test_a_deputy_is_ended_and_both_leave_a_trace(client, people):
    head = people["supervisor"]
    name_deputy(client, head, officer=people["deputy"].nrp)
    assert people["deputy"].full_name in source(client, head, "/review/deputies/")

    post(client, head, f"/review/deputies/{Deputy.objects.get().pk}/end/")

    client.get("/review/deputies/")  # the message names them once more
    assert people["deputy"].full_name not in source(client, head, "/review/deputies/")
    client.force_login(people["deputy"])
    assert client.get("/review/").status_code == 403
    assert Deputy.objects.get().ended_at
    traces = AuditEntry.objects.filter(kind__in=[Kind.DEPUTY_NAMED, Kind.DEPUTY_ENDED]).order_by("number")
    assert [(row.kind, row.details["deputy"]) for row in traces] == [
        (Kind.DEPUTY_NAMED, people["deputy"].nrp),
        (Kind.DEPUTY_ENDED, people["deputy"].nrp),
    ]


# Reach by date


def test_a_seconded_officer_reads_the_other_unit_while_the_order_runs(client, people):
    visit, lent = waiting_visit(people["author"]), people["officer elsewhere"]
    order = Secondment.objects.create(officer=lent, unit=people["author"].unit, starts_on=TODAY(), ends_on=TODAY())
    client.force_login(lent)
    assert client.get(visit.get_absolute_url()).status_code == 200

    order.starts_on, order.ends_on = TODAY() - 3 * DAY, TODAY() - DAY
    order.save()
    assert client.get(visit.get_absolute_url()).status_code == 404


def test_a_seconded_officer_says_for_which_unit_a_visit_is_logged(client, people):
    lent, unit = people["officer elsewhere"], people["author"].unit
    Secondment.objects.create(officer=lent, unit=unit, starts_on=TODAY())

    page = source(client, lent, "/visits/new/")
    assert f'<option value="{unit.code}">' in page
    post(client, lent, "/visits/new/", action="save", unit=unit.code, purpose="Sambang.")
    assert Visit.objects.get().unit == unit


def test_a_moved_officer_keeps_only_the_visits_that_name_them(client, people):
    mover, elsewhere = people["colleague"], people["officer elsewhere"].unit
    named, other = waiting_visit(people["author"]), waiting_visit(people["author"])
    make.make_participation(named, mover)
    rebuild_visit(named)
    mover.unit = elsewhere
    mover.save()

    client.force_login(mover)
    assert client.get(named.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
