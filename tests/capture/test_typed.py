"""What people type reaches the rows as it was meant: signs, numbers, days and times by any entrance."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests import factories as make
from tests.admin.helpers import NO_INLINES, make_administrator, posted, upload
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.models import Officer, Visit

pytestmark = pytest.mark.django_db
NEW = "/visits/new/"
JSON = {"accept": "application/json"}


@pytest.fixture
def people(client):
    found = make_readers()
    make.make_village()
    client.force_login(found["author"])
    return found


def saved(client, **changes) -> Visit:
    answer = client.post(NEW, complete_post(fields=changes), headers=JSON)
    assert answer.status_code == 201, answer.content.decode()
    return Visit.objects.get(key=answer.json()["key"])


def errors(client, **changes) -> dict:
    answer = client.post(NEW, complete_post(fields=changes), headers=JSON)
    assert answer.status_code == 422
    assert not Visit.objects.exists()
    return answer.json()["errors"]


@pytest.mark.fault("B14")
def test_texts_reach_the_rows_in_one_spelling(client, people):
    words = {"purpose": "jem\u00adbatan\x0brusak\u2028parah", "people-0-name": "Maria\u202e \x85Jose\u0301 👩\u200d🏫"}

    visit = saved(client, **words)

    assert visit.purpose == "jembatan\nrusak\nparah"
    assert visit.encounters.get().name == "Maria José 👩\u200d🏫"
    for word in ("jembatan", "jem\u00adbatan", "\u200bJembatan"):
        assert str(visit.key) in client.get("/visits/", {"q": word}).content.decode()


@pytest.mark.fault("B14")
@pytest.mark.parametrize("nothing", ["\u200b\u2060", "\u3164", "\u115f\u1160 ", "\u202e\ufeff", "\u2800"])
def test_only_invisible_signs_are_no_name(client, people, nothing):
    assert "people-0-name" in errors(
        client, **{"people-0-name": nothing, "people-0-categories": [], "notes-0-raised_by": []}
    )


@pytest.mark.fault("B14")
def test_the_set_up_keeps_the_same_spelling(client):
    client.force_login(make_administrator())
    officer = make.make_officer(name="Yunus Contoh")

    client.post(
        reverse("admin:visits_officer_change", args=[officer.pk]),
        posted(officer, name="Yu\u00adnus\u2029Contoh\u202e", position="\u3164"),
    )

    officer.refresh_from_db()
    assert (officer.name, officer.position) == ("Yunus Contoh", "")


@pytest.mark.fault("B1")
@pytest.mark.parametrize(
    ("typed", "number", "about"), [("1.250", 1250, False), ("1 250", 1250, False), ("± 3.000 orang", 3000, True)]
)
def test_a_number_of_people_is_the_number_typed(client, people, typed, number, about):
    visit = saved(
        client,
        attendance=typed,
        **{"people-1-group": "Warga", "people-1-count": typed, "officers-1-unit": "Polsek", "officers-1-count": "6,0"},
    )

    assert (visit.attendance, visit.attendance_is_estimate) == (number, about)
    assert visit.encounters.get(group="Warga").count == number
    assert visit.participations.get(unit_name="Polsek").count == 6


@pytest.mark.fault("B1", "B7", "B20")
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(
            ("attendance", "1.25"),
            ("attendance", "100-150"),
            ("attendance", "1e3"),
            ("started_at", "8.6"),
            ("started_at", "8:3"),
        ),
        *(
            ("started_at", "09.00 s.d. 10.00"),
            ("visited_on", "6-7 September 2024"),
            ("visited_on", "Senin, 6 September 2024"),
        ),
        *(("situation_after", "tidak aman"), ("stops-0-latitude", "-10.1, 123.6"), ("stops-0-place", "5301062999")),
    ],
)
def test_what_may_be_something_else_is_said_at_its_field(client, people, field, typed):
    assert field in errors(client, **{"stops-0-longitude": "123.6", field: typed})


@pytest.mark.fault("B7", "B20")
@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("45541", "8.3"),
        ("06/09/2024 09:15", "08.30"),
        ("2024/09/06", "pukul 08.30 Wita"),
        ("Jumat 6 Sept 2024", "8:30 AM"),
        ("6 September 2024", "8,3"),
    ],
)
def test_a_day_and_a_time_in_any_usual_writing(client, people, day, time):
    visit = saved(client, visited_on=day, started_at=time, **{"follow_ups-0-due_on": "1 Nopember 2024"})

    assert (visit.visited_on, visit.started_at) == (dt.date(2024, 9, 6), dt.time(8, 30))
    assert visit.follow_ups.get().due_on == dt.date(2024, 11, 1)


@pytest.mark.fault("B20")
@pytest.mark.parametrize("typed", ["Aman kondusif.", "situasi aman, tertib dan lancar", "KONDUSIF", "aman terkendali!"])
def test_words_of_calm_are_the_code(client, people, typed):
    assert saved(client, situation_after=typed).situation_after == "calm"


@pytest.mark.fault("B19")
@pytest.mark.parametrize(
    "code", ["5301062006", "53010620 06", "53.01.06 2006", " 53.01.06.2006\u200b", "５３.01.06.2006"]
)
def test_a_code_without_its_dots_and_a_decimal_comma_are_read(client, people, code):
    stop = saved(
        client, **{"stops-0-place": code, "stops-0-latitude": "-10,1772", "stops-0-longitude": "123,607"}
    ).stops.get()

    assert (stop.place_id, str(stop.latitude), str(stop.longitude)) == ("53.01.06.2006", "-10.177200", "123.607000")


@pytest.mark.fault("B6", "B19")
@pytest.mark.parametrize("spelling", ["{nrp} ", "'{nrp}", "{nrp}.0", "\u200b{nrp}", "NRP {nrp}"])
def test_a_filter_finds_the_officer_of_any_spelling(client, people, spelling):
    author = people["author"]
    visit = saved(client, **{"officers-0-name": None, "officers-0-officer": spelling.format(nrp=author.nrp)})

    page = client.get("/visits/", {"officer": spelling.format(nrp=author.nrp)})

    assert page.status_code == 200
    assert str(visit.key) in page.content.decode()


@pytest.mark.fault("B19")
@pytest.mark.parametrize("address", ["/visits/{key}/", "/visits/{key}/edit/", "/visits/{key}/report.txt"])
def test_a_key_in_capitals_leads_to_the_record(client, people, address):
    visit = saved(client)

    answer = client.get(address.format(key=str(visit.key).upper()), {"from": "a"})

    assert (answer.status_code, answer.url) == (301, address.format(key=visit.key) + "?from=a")
    assert client.get(answer.url).status_code == 200


@pytest.mark.fault("B19")
def test_a_key_in_capitals_of_nothing_is_not_found(client, people):
    assert client.post(f"/visits/{str(saved(client).key).upper()}/discard/").status_code == 404
    nothing = client.get("/visits/53010620-ABCD-4BCD-8BCD-0123456789AB/", follow=True)
    assert nothing.status_code == 404


@pytest.mark.fault("B19")
@pytest.mark.parametrize("code", ["5301062006", "53.01.06.2006", "53010620"])
def test_a_place_page_of_a_code_without_dots(client, people, code):
    answer = client.get(f"/places/{code}/")

    assert answer.status_code == (404 if len(code) == 8 else 200)


@pytest.mark.fault("B6")
@pytest.mark.parametrize(
    "typed", ["٩٠٠١٠٩٩٩", "９００１０９９９", "'90010999", "90010999.0", "9001 0999", "90.01.09.99"]
)
def test_no_second_account_of_a_number_in_other_signs(client, typed):
    client.force_login(make_administrator())
    officer = make.make_officer("90010999")
    fresh = {**posted(officer, nrp=typed, name="Orang Kedua"), **NO_INLINES}

    assert client.post(reverse("admin:visits_officer_add"), fresh).status_code == 200
    answer = upload(client, f"nrp,name,rank,unit\n{typed},Nama Baru,{officer.rank.code},{officer.unit.code}\n")

    assert answer.status_code == 200, answer.content.decode()
    assert Officer.objects.filter(name="Orang Kedua").count() == 0
    assert "90010999" in client.get(reverse("admin:visits_officer_changelist"), {"q": typed}).content.decode()


@pytest.mark.fault("B6")
def test_a_number_that_a_spreadsheet_shortened_is_refused(client):
    client.force_login(make_administrator())
    officer = make.make_officer()

    answer = upload(client, f"nrp;name;rank;unit\n9,0E+07;Nama;{officer.rank.code};{officer.unit.code}\n")

    assert answer.status_code == 422
    assert "dipendekkan" in answer.content.decode()


@pytest.mark.fault("B6")
@pytest.mark.parametrize("typed", ["19850101 201001 1 002", "'198501012010011002", "١٩٨٥٠١٠١٢٠١٠٠١١٠٠٢"])
def test_a_nip_with_blanks_signs_in(client, typed):
    officer = make.make_officer("198501012010011002")
    officer.set_password("kata-sandi-panjang")
    officer.save()

    answer = client.post("/accounts/login/", {"username": typed, "password": "kata-sandi-panjang"})

    assert (answer.status_code, answer.url) == (302, "/")


@pytest.mark.fault("B6")
def test_commands_take_a_number_in_any_spelling(people, tmp_path):
    author = people["author"]
    call_command("export", "--as", f"NRP {author.nrp}.0", "--output", str(tmp_path / "x.csv"), verbosity=0)
    own = {"rank": author.rank.code, "unit": author.unit.code}
    call_command("administrator", f"'{author.nrp}", author.name, **own, stdout=io.StringIO())

    author.refresh_from_db()
    assert author.role == "administrator"
    for wrong in ("7.5E+07", "123"):
        with pytest.raises(CommandError):
            call_command("export", "--as", wrong, "--output", str(tmp_path / "y.csv"))
        with pytest.raises(CommandError):
            call_command("administrator", wrong, "Nama", **own)
