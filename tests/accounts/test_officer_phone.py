"""An officer's telephone number: given, taken away, and used by whoever returns a visit."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from tests import factories as make
from tests.admin.helpers import posted
from tests.readers import make_readers
from visits.accounts.own_phone import change_own_phone
from visits.accounts.phone_forms import PhoneForm
from visits.admin.officers import OfficerPhoneForm
from visits.audit.labels import describe
from visits.core.exceptions import NotAllowed
from visits.core.officer_phones import number_of
from visits.models import AuditEntry, Officer, OfficerPhone
from visits.setup.services import set_active
from visits.typed.numbers import phone_number

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/telephone/"
NUMBER = "+6281234567890"
LINK = "https://wa.me/6281234567890?text=Ada%20kunjungan%20dikembalikan%20di%20Cooling"


@pytest.fixture
def people():
    return make_readers()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0812 3456 7890", NUMBER),
        ("0812-3456-7890", NUMBER),
        ("+62 812 3456 7890", NUMBER),
        ("+62 (0)812.3456.7890", NUMBER),
        ("6281234567890", NUMBER),
        ("006281234567890", NUMBER),
        ("81234567890", NUMBER),
        ("'081234567890", NUMBER),
        ("81234567890.0", NUMBER),
        ("0812.3456.789.00", "+62812345678900"),
        ("٠٨١٢٣٤٥٦٧٨٩٠", NUMBER),
        ("0380 855 5011", "+623808555011"),
        ("+670 7712 3456", "+67077123456"),
        ("  ", ""),
    ],
)
def test_a_number_has_one_spelling(typed, read):
    assert phone_number(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["110", "1234567890", "0812", "08123456789012345", "+", "nol delapan", "+0812345678", "8.1E+10", "0812a34567"],
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        phone_number(typed)


@pytest.mark.parametrize("form", [PhoneForm, OfficerPhoneForm])
def test_both_forms_read_a_number_one_way(form):
    read = form({"number": "0812-3456-7890"})

    assert read.is_valid()
    assert read.cleaned_data["number"] == NUMBER
    assert not form({"number": "110"}).is_valid()


def test_only_its_owner_may_leave_the_field_empty():
    assert PhoneForm({"number": " "}).is_valid()
    assert OfficerPhoneForm({"number": " "}).errors["number"]


def test_whoever_logs_no_visits_gives_no_number(people):
    with pytest.raises(NotAllowed):
        change_own_phone(number=NUMBER, by=people["auditor"])
    assert not OfficerPhone.objects.exists()


def test_its_owner_gives_it_and_takes_it_away(client, people):
    author = people["author"]
    client.force_login(author)

    assert client.post(ADDRESS, {"number": "0812 3456 7890"}).status_code == 302
    assert number_of(author) == NUMBER
    assert NUMBER in client.get(ADDRESS).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM visits_officerphone")
        assert "812" not in cursor.fetchone()[0][:20]
    # Nothing is changed, and nothing is written.
    client.post(ADDRESS, {"number": NUMBER})
    client.post(ADDRESS, {"number": ""})

    assert not OfficerPhone.objects.exists()
    rows = AuditEntry.objects.filter(kind="phone_changed")
    assert [(row.nrp, row.details) for row in rows] == [(author.nrp, {})] * 2


def test_a_wrong_number_is_said_and_kept_in_the_field(client, people):
    client.force_login(people["author"])

    answer = client.post(ADDRESS, {"number": "110"})

    assert answer.status_code == 422
    assert "Isi nomor telepon" in answer.content.decode()
    assert 'value="110"' in answer.content.decode()
    assert not OfficerPhone.objects.exists()


@pytest.fixture
def visit(people):
    return make.make_visit(author=people["author"])


@pytest.fixture
def returned(people):
    now = timezone.now()
    return make.make_visit(
        author=people["author"], status="returned", submitted_at=now, reviewed_at=now, reviewed_by=people["supervisor"]
    )


@pytest.fixture
def known(people):
    return OfficerPhone.objects.create(officer=people["author"], number=NUMBER)


def give_back(client, visit, **more):
    said = {"revision": visit.revision, "photos": "", "reason": "Sebut dusunnya.", "section": ""} | more
    return client.post(f"/visits/{visit.key}/return/", said)


def nudge(visit) -> str:
    return f"/visits/{visit.key}/nudge/"


def test_whoever_returns_a_visit_is_offered_to_say_so(client, people, known, visit):
    client.force_login(people["supervisor"])

    answer = give_back(client, visit, queue="")
    # Neither what the browser keeps nor the page after it holds the number.
    kept = "".join(cookie.OutputString() for cookie in answer.cookies.values()) + repr(dict(client.session))
    page = client.get(answer.url).content.decode()

    assert answer.url.startswith("/review/")
    assert page.count(f'href="{nudge(visit)}"') == 1
    assert "Beri tahu lewat WhatsApp" in page
    assert "81234567890" not in kept + page
    # Once: what was said goes with its page.
    assert nudge(visit) not in client.get("/review/").content.decode()


def test_the_link_leads_to_a_message_without_content(client, people, known, returned):
    client.force_login(people["supervisor"])

    answer = client.get(nudge(returned))

    assert (answer.status_code, answer.url) == (302, LINK)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]


def test_it_is_in_the_language_of_who_reads_it(client, people, known, returned):
    client.force_login(people["supervisor"])
    english = {"accept-language": "en"}

    assert client.get(nudge(returned), headers=english).url == LINK
    Officer.objects.filter(pk=people["author"].pk).update(language="en")
    assert client.get(nudge(returned)).url.endswith("?text=A%20visit%20was%20returned%20in%20Cooling")


def test_nothing_is_offered_without_a_number(client, people, visit):
    client.force_login(people["supervisor"])

    page = client.get(give_back(client, visit).url).content.decode()

    assert "Kunjungan dikembalikan" in page
    assert nudge(visit) not in page
    assert client.get(nudge(visit)).status_code == 404


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_only_of_a_visit_that_is_returned(client, people, known, status):
    now = timezone.now()
    reviewed = {"reviewed_at": now, "reviewed_by": people["supervisor"]} if status == "approved" else {}
    visit = make.make_visit(author=people["author"], status=status, submitted_at=now, **reviewed)
    client.force_login(people["supervisor"])

    assert client.get(nudge(visit)).status_code == 404
    assert nudge(visit) not in client.get(f"/visits/{visit.key}/").content.decode()


def test_a_return_that_was_refused_offers_nothing(client, people, known, visit):
    client.force_login(people["supervisor"])

    answer = give_back(client, visit, reason="")

    assert answer.status_code == 422
    assert nudge(visit) not in answer.content.decode()


WHO = {
    "author": 403,
    "colleague": 403,
    "supervisor": 302,
    "officer elsewhere": 404,
    "supervisor elsewhere": 404,
    "administrator": 404,
    "auditor": 403,
}


@pytest.mark.parametrize(("who", "status"), WHO.items())
def test_only_who_may_review_the_visit_gets_at_the_number(client, people, known, returned, who, status):
    client.force_login(people[who])
    page = client.get(f"/visits/{returned.key}/").content.decode()

    answer = client.get(nudge(returned))

    assert answer.status_code == status
    assert (nudge(returned) in page) == (status == 302)
    assert ("81234567890" in answer.headers.get("Location", "")) == (status == 302)
    assert "81234567890" not in page + answer.content.decode()


def test_it_goes_when_its_owner_is_shut_out(people, known):
    set_active(rows=[people["author"]], active=False, by=people["administrator"])

    assert not OfficerPhone.objects.exists()


def by_the_administrator(client, people, **changes):
    client.force_login(people["administrator"])
    author = people["author"]
    row = {"phone_row-TOTAL_FORMS": 1, "phone_row-0-number": "0812 3456 7890", "phone_row-0-officer": author.pk}
    return client.post(f"/admin/visits/officer/{author.pk}/change/", posted(author, **row | changes))


def test_the_administrator_sets_it_and_the_log_does_not_hold_it(client, people):
    answer = by_the_administrator(client, people)

    assert answer.status_code == 302
    assert number_of(people["author"]) == NUMBER
    row = AuditEntry.objects.filter(kind="setup_changed").latest("number")
    assert row.details["fields"] == ["phone_row"]
    assert "telepon" in describe(row)
    assert "81234567890" not in repr(list(AuditEntry.objects.values()))


def test_a_number_typed_for_an_account_that_is_shut_out_is_not_kept(client, people):
    answer = by_the_administrator(client, people, is_active=None)

    assert answer.status_code == 302
    assert not OfficerPhone.objects.exists()


def test_the_administrator_is_told_what_is_no_number(client, people):
    answer = by_the_administrator(client, people, **{"phone_row-0-number": "110"})

    assert answer.status_code == 200
    assert "Isi nomor telepon" in answer.content.decode()
    assert not OfficerPhone.objects.exists()
