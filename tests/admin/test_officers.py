"""Officers one by one and many at once."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.accounts.test_security import confirm, set_up
from tests.admin.helpers import NO_INLINES, changes, make_administrator, posted, upload
from visits.accounts import second_factor
from visits.core import audit
from visits.device.credentials import is_alive, issue, read
from visits.models import AuditEntry, Officer, OneTimeCode

pytestmark = pytest.mark.django_db
ADD = "/admin/visits/officer/add/"
HEADER = "nrp,name,rank,unit,role\n"


@pytest.fixture(autouse=True)
def administrator(client):
    person = make_administrator()
    client.force_login(person)
    return person


def new_officer(administrator, **changes):
    return {**posted(administrator), "nrp": "99010001", "name": "Yohanes Contoh", "role": "officer", **changes}


def test_without_a_password_nobody_can_sign_in_yet(client, administrator):
    client.post(ADD, new_officer(administrator))

    assert not Officer.objects.get(nrp="99010001").has_usable_password()


def test_an_nrp_without_a_month_is_saved_with_a_warning(client, administrator):
    answer = client.post(ADD, new_officer(administrator, nrp="99130001"), follow=True)

    assert Officer.objects.filter(nrp="99130001").exists()
    assert "warning" in [message.level_tag for message in answer.context["messages"]]


@pytest.mark.parametrize("nrp", ["99130001x", "123", "990100011"])
def test_an_nrp_of_another_form_is_refused(client, administrator, nrp):
    client.post(ADD, new_officer(administrator, nrp=nrp))

    assert Officer.objects.count() == 1


def test_villages_are_assigned_on_the_officer_s_page(client, administrator):
    officer, village = factories.make_officer(), factories.make_village()
    rows = {
        "assignments-TOTAL_FORMS": 1,
        "assignments-0-village": village.pk,
        "assignments-0-starts_on": "2024-01-01",
        "assignments-0-officer": officer.pk,
    }
    client.post(reverse("admin:visits_officer_change", args=[officer.pk]), posted(officer, **rows))

    assert [row.village for row in officer.assignments.all()] == [village]
    assert changes() == [(officer.nrp, {"action": "changed", "fields": ["assignments"]})]


@pytest.mark.parametrize("change", [{"role": "officer"}, {"is_active": None}])
def test_nobody_takes_the_administrator_away_from_themselves(client, administrator, change):
    page = reverse("admin:visits_officer_change", args=[administrator.pk])

    assert client.post(page, posted(administrator, **change)).status_code == 200
    administrator.refresh_from_db()
    assert administrator.is_staff


def test_nobody_makes_themselves_inactive_or_deletes_themselves(client, administrator):
    other = factories.make_officer()
    rows = {"action": "deactivate", "_selected_action": [other.pk, administrator.pk]}
    client.post(reverse("admin:visits_officer_changelist"), rows)
    client.post(reverse("admin:visits_officer_delete", args=[administrator.pk]), {"post": "yes"})

    administrator.refresh_from_db()
    assert administrator.is_staff
    assert Officer.objects.get(pk=other.pk).is_active
    assert changes() == []


def test_no_page_shows_a_hash(client, administrator):
    page = client.get(reverse("admin:visits_officer_change", args=[administrator.pk])).content.decode()

    assert administrator.password not in page
    assert 'name="password"' not in page


def access(officer) -> str:
    return reverse("admin:visits_officer_access", args=[officer.pk])


def make_code(client, officer) -> str:
    confirm(client)
    page = client.post(access(officer), {"do": "code"})
    assert "no-store" in page["Cache-Control"]
    return re.search(r"<code>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</code>", page.content.decode())[1]


def begin(officer, code: str, password: str = "lontar hijau di bukit", again: str | None = None):
    said = {"username": officer.nrp, "code": code, "new_password1": password}
    return Client().post("/accounts/begin/", {**said, "new_password2": password if again is None else again})


def test_an_officer_begins_with_a_one_time_code_that_works_once(client):
    officer = factories.make_officer()
    session = Client()
    session.post("/accounts/login/", {"username": officer.nrp, "password": "cooling-demo"})
    code = make_code(client, officer)

    officer.refresh_from_db()
    assert not officer.has_usable_password()
    assert session.get("/more/").status_code == 302
    assert code not in str(list(OneTimeCode.objects.values()))
    assert begin(officer, code, again="lain sama sekali").status_code == 422
    assert begin(officer, code, password="cooling").status_code == 422
    assert begin(officer, code.lower().replace("-", " ")).url == "/accounts/login/"
    officer.refresh_from_db()
    assert officer.check_password("lontar hijau di bukit")
    assert begin(officer, code).status_code == 422
    kinds = AuditEntry.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds)[1:] == ["identity_confirmed", "code_given", "password_changed", "sign_in_failed"]


def test_a_code_is_the_officers_own_is_replaced_by_a_newer_one_and_runs_out(client):
    officer, other = factories.make_officer(), factories.make_officer()
    old, code = make_code(client, officer), make_code(client, officer)

    assert begin(other, code).status_code == 422
    assert begin(officer, old).status_code == 422
    OneTimeCode.objects.update(expires_at=timezone.now())
    assert begin(officer, code).status_code == 422


def test_codes_cannot_be_guessed_for_long(client):
    officer = factories.make_officer()
    code = make_code(client, officer)
    for _ in range(5):
        begin(officer, "ABCD-EFGH-JKMN")

    assert begin(officer, code).status_code == 429


def test_a_lost_phone_is_signed_out_and_its_second_factor_removed(client):
    officer, phone = factories.make_officer(), Client()
    set_up(Client(), officer)
    phone.post("/accounts/login/", {"username": officer.nrp, "password": "cooling-demo"})

    confirm(client)
    client.post(access(officer), {"do": "end"})
    assert phone.get("/more/").status_code == 302
    assert second_factor.has_second_factor(officer)
    client.post(access(officer), {"do": "factor"})
    assert not second_factor.has_second_factor(officer)
    traced = AuditEntry.objects.order_by("-number").values_list("kind", "target")[:2]
    assert list(traced) == [("second_factor_removed", officer.nrp), ("session_ended", officer.nrp)]


def test_search_finds_by_nrp_and_name(client):
    officer = factories.make_officer(name="Yohanes Contoh")
    for words in (officer.nrp, "yohanes"):
        page = client.get(reverse("admin:visits_officer_changelist"), {"q": words}).content.decode()
        assert "Yohanes Contoh" in page


def test_a_preview_shows_what_would_change_and_changes_nothing(client, administrator):
    known = factories.make_officer("90010001")
    text = f"{HEADER}90010001,Petrus Baru,Ipda,{known.unit.code},officer\n99130001,Maria,ipda,{known.unit.code},\n"
    answer = upload(client, text)

    assert answer.status_code == 200
    outcome = answer.context["outcome"]
    assert [(row.line, row.change) for row in outcome.rows] == [(2, "update"), (3, "new")]
    assert outcome.rows[1].warning
    assert Officer.objects.count() == 2
    assert Officer.objects.get(nrp="90010001").name == known.name


def test_a_confirmed_file_is_imported_and_traced_with_its_counts(client):
    known = factories.make_officer("90010001")
    text = f"nrp;name;rank;unit\n90010001;Petrus Baru;Ipda;{known.unit.code}\n99010002;Maria;Ipda;{known.unit.code}\n"
    answer = upload(client, text)
    answer = client.post("/admin/visits/officer/import/confirm/", {"payload": answer.context["payload"]}, follow=True)

    assert [message.level_tag for message in answer.context["messages"]] == ["success"]
    assert Officer.objects.get(nrp="90010001").name == "Petrus Baru"
    assert not Officer.objects.get(nrp="99010002").has_usable_password()
    event = AuditEntry.objects.get(kind=AuditEntry.Kind.OFFICERS_IMPORTED)
    assert event.details == {"new": 1, "updated": 1, "unchanged": 0}


def test_a_column_that_the_file_lacks_leaves_the_officer_as_they_are(client, administrator):
    known = factories.make_officer("90010001", role="supervisor")
    answer = upload(client, f"nrp,name,rank,unit\n90010001,Petrus Baru,Ipda,{known.unit.code}\n")
    client.post("/admin/visits/officer/import/confirm/", {"payload": answer.context["payload"]})

    known.refresh_from_db()
    assert (known.name, known.role) == ("Petrus Baru", "supervisor")


def test_one_bad_row_stops_the_file_and_the_failed_rows_come_as_a_file(client, administrator):
    unit = administrator.unit.code
    text = f"{HEADER}99010001,Maria,Ipda,{unit},\n12,=Yosef,Ipda,{unit},\n99010003,Anna,Jendral,nowhere,\n"
    answer = upload(client, text)

    assert answer.status_code == 422
    assert [row.line for row in answer.context["outcome"].failed] == [3, 4]
    payload = {"payload": answer.context["payload"]}
    assert client.post("/admin/visits/officer/import/confirm/", payload).status_code == 422
    file = client.post("/admin/visits/officer/import/errors.csv", payload)
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == '"line","problem","nrp","name","rank","unit","role"'
    assert lines[1].startswith('"3",')
    assert "'=Yosef" in lines[1]
    assert "rank:" in lines[2]
    assert "unit:" in lines[2]
    assert len(lines) == 3
    assert Officer.objects.count() == 1
    assert not AuditEntry.objects.filter(kind=AuditEntry.Kind.OFFICERS_IMPORTED).exists()
    assert upload(client, file.content.decode("utf-8-sig")).status_code == 422


def test_an_nrp_twice_and_the_own_role_are_errors_of_their_rows(client, administrator):
    unit, own = administrator.unit.code, administrator.nrp
    text = f"{HEADER}99010001,Maria,Ipda,{unit},\n99010001,Maria,Ipda,{unit},\n{own},Ani,Ipda,{unit},officer\n"

    assert [row.line for row in upload(client, text).context["outcome"].failed] == [3, 4]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nrp,name\n1,2\n",
        HEADER,
        "\x00",
        f"{HEADER[:-1]},extra\n1,2,3,4,5,6\n",
        "nrp,nrp,name,rank,unit\n1,2,3,4,5\n",
    ],
)
def test_a_file_that_is_no_list_of_officers_gets_a_sentence(client, text):
    answer = upload(client, text)

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


@pytest.mark.parametrize("payload", ["", "forged", "a:b:c"])
def test_a_forged_preview_is_asked_for_again(client, payload):
    for page in ("confirm/", "errors.csv"):
        answer = client.post(f"/admin/visits/officer/import/{page}", {"payload": payload})
        assert answer["Location"] == "/admin/visits/officer/import/"


def test_the_sample_file_has_the_columns_of_the_import(client, administrator):
    factories.make_polres()
    for rank in ("Aipda", "Bripka"):
        factories.make_rank(rank, order=20 + len(rank))
    text = client.get("/admin/visits/officer/import/sample.csv").content.decode("utf-8-sig")

    assert upload(client, text).status_code == 200


def test_an_officer_named_on_a_visit_is_not_deleted_and_the_visit_is_not_shown(client):
    visit = factories.make_visit(author=factories.make_officer())
    page = reverse("admin:visits_officer_delete", args=[visit.author_id])
    answer = client.post(page, {"post": "yes", **NO_INLINES}, follow=True)

    assert Officer.objects.filter(pk=visit.author_id).exists()
    assert str(visit.key) not in answer.content.decode()


# Shutting somebody out


def by_the_form(client, officer, is_active):
    address = reverse("admin:visits_officer_change", args=[officer.pk])
    return client.post(address, posted(officer, is_active="on" if is_active else None))


def by_the_list(client, officer, is_active):
    action = {"action": "activate" if is_active else "deactivate", "_selected_action": [officer.pk]}
    return client.post(reverse("admin:visits_officer_changelist"), action)


def by_a_file(client, officer, is_active):
    cells = f"{officer.nrp},{officer.name},{officer.rank.abbreviation},{officer.unit.code}"
    answer = upload(client, f"nrp,name,rank,unit,active\n{cells},{'yes' if is_active else 'no'}\n")
    return client.post(reverse("admin:visits_officer_import_confirm"), {"payload": answer.context["payload"]})


@pytest.mark.parametrize("change", [by_the_form, by_the_list, by_a_file])
def test_who_is_shut_out_is_signed_out_everywhere_for_good(client, administrator, change):
    officer, phone = factories.make_officer(), Client()
    assert phone.post("/accounts/login/", {"username": officer.nrp, "password": "cooling-demo"}).status_code == 302
    token = issue(officer, sign_in=officer.sign_ins.get())
    OneTimeCode.objects.create(officer=officer, digest="x", expires_at=timezone.now() + dt.timedelta(hours=1))
    assert phone.get("/visits/").status_code == 200

    assert change(client, officer, False).status_code in (200, 302)

    officer.refresh_from_db()
    assert (officer.is_active, officer.sign_ins.count()) == (False, 0)
    assert not Session.objects.filter(session_key=phone.session.row_key).exists()
    assert not OneTimeCode.objects.exists()
    ended = AuditEntry.objects.get(kind=AuditEntry.Kind.SESSION_ENDED)
    assert (ended.nrp, ended.target, ended.details) == (administrator.nrp, officer.nrp, {"number": 1})

    change(client, officer, True)
    officer.refresh_from_db()
    assert officer.is_active
    assert phone.get("/visits/").status_code == 302
    assert not is_alive(read(token), officer)


def test_a_preview_of_a_file_ends_nothing(client, administrator):
    officer, phone = factories.make_officer(), Client()
    phone.post("/accounts/login/", {"username": officer.nrp, "password": "cooling-demo"})

    cells = f"{officer.nrp},{officer.name},{officer.rank.abbreviation},{officer.unit.code}"
    assert upload(client, f"nrp,name,rank,unit,active\n{cells},no\n").context["payload"]

    assert officer.sign_ins.count() == 1
    assert not AuditEntry.objects.filter(kind=AuditEntry.Kind.SESSION_ENDED).exists()


@pytest.mark.parametrize("change", [by_the_form, by_the_list])
def test_without_its_entry_in_the_log_nobody_is_shut_out(client, administrator, change, monkeypatch):
    officer, phone = factories.make_officer(), Client()
    phone.post("/accounts/login/", {"username": officer.nrp, "password": "cooling-demo"})
    monkeypatch.setattr(audit, "_append", raise_an_error)

    with pytest.raises(OSError, match="no room"):
        change(client, officer, False)

    officer.refresh_from_db()
    assert (officer.is_active, officer.sign_ins.count()) == (True, 1)


def raise_an_error(_rows):
    raise OSError("no room")
