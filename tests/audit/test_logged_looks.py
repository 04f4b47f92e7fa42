"""Contract, decision 6: every address by every kind of reader; a look leaves an entry, a plain list none."""

import uuid
from collections.abc import Iterable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.test_access import TABLE, WHO, make_rows, names, signed_in
from tests.visit_posts import complete_post, picture
from visits.models import AuditEntry, Photo

pytestmark = pytest.mark.django_db
Kind = AuditEntry.Kind
JSON = {"accept": "application/json"}
# What opening an address leaves in the audit log. An address that is not named here leaves nothing.
LOOKS = {
    "visit_detail": Kind.VISIT_READ,
    "visit_edit": Kind.VISIT_READ,
    "visit_versions": Kind.VISIT_READ,
    "removal_review": Kind.VISIT_READ,
    "visit_report_text": Kind.REPORT_READ,
    "visit_report_pdf": Kind.REPORT_READ,
    "encounter_to_figure": Kind.VISIT_READ,
    "followup_detail": Kind.VISIT_READ,
    "figure_detail": Kind.FIGURE_READ,
    "figure_edit": Kind.FIGURE_READ,
    "figure_merge": Kind.FIGURE_READ,
    "figure_data": Kind.FIGURE_DATA_READ,
    "figure_anonymise": Kind.FIGURE_DATA_READ,
    "figure_data_copy": Kind.FIGURE_DATA_TAKEN,
    "figure_card": Kind.CARDS_READ,
    "place_card": Kind.CARDS_READ,
    "pack_cards": Kind.CARDS_READ,
    "device_near": Kind.CARDS_READ,
    "device_resume": Kind.CARDS_READ,
    "export_csv": Kind.EXPORT_BEGUN,
    "export_xlsx": Kind.EXPORT_BEGUN,
    "export_geojson": Kind.EXPORT_BEGUN,
}
# They send headers alone to who asks for the head, and take nothing out.
TAKEN_OUT_BY_GET = {"export_csv", "export_xlsx", "export_geojson"}


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        people, arguments = make_rows()
        yield people, arguments, {who: signed_in(people.get(who)) for who in WHO}
        transaction.set_rollback(True)


def address_of(name: str, arguments: dict) -> str:
    of_all = name.endswith(("_list", "_new", "_imports", "_template"))
    noun = name.split("_")[0]
    return reverse(name, args=arguments[name] if name in arguments else [] if of_all else arguments.get(noun, []))


def left(cookies: str, method: str, address: str, data=None, **extra) -> tuple[int, list[str]]:
    """The status of an answer and the kinds of looks that it left; the rows are afterwards as they were."""
    client = Client()
    client.cookies.load(cookies)
    before = AuditEntry.objects.count()
    with transaction.atomic():
        answer = getattr(client, method)(address, data, **extra)
        new = AuditEntry.objects.order_by("number")[before:]
        kinds = [row.kind for row in new if row.kind != Kind.REFUSED]
        transaction.set_rollback(True)
    return answer.status_code, kinds


def readers_of(name: str) -> Iterable[str]:
    return (who for who, status in zip(WHO, TABLE.get(name, []), strict=False) if who and status == 200)


@pytest.mark.fault("A17")
@pytest.mark.parametrize("name", names())
def test_every_address_by_every_reader(site, name):
    _people, arguments, cookies = site
    address = address_of(name, arguments)
    for who in readers_of(name):
        for method, extra in (("get", {}), ("head", {}), ("get", {"headers": JSON})):
            is_look = name in LOOKS and not (method == "head" and name in TAKEN_OUT_BY_GET)
            wanted = [LOOKS[name]] if is_look else []
            assert left(cookies[who], method, address, **extra) == (200, wanted), (who, method)


SAME = "/visits/same/?visited_on=2024-09-01&stops-0-place=53.01.06.2006"
# What an address shows depends on what it asks for. Lists and pickers leave nothing.
ASKED = [
    ("/visits/?q=damai", [Kind.SEARCHED]),
    ("/visits/?figure={figure}", [Kind.SEARCHED]),
    ("/visits/?status=submitted&unit={unit}&place=53.01.06", []),
    ("/visits/export/?q=damai", [Kind.SEARCHED]),
    ("/visits/export/?figure={figure}&status=submitted", [Kind.SEARCHED]),
    ("/visits/export/?status=submitted", []),
    ("/figures/?q=marselina", [Kind.SEARCHED]),
    ("/figures/?category=community", []),
    ("/figures/{figure}/merge/?q=marselina", [Kind.FIGURE_READ, Kind.SEARCHED]),
    ("/review/?visit={visit}", [Kind.VISIT_READ]),
    ("/review/?situation=calm", []),
    ("/visits/new/?like={visit}", [Kind.VISIT_READ]),
    ("/visits/new/?figure={figure}", [Kind.FIGURE_READ]),
    ("/visits/new/?place=53.01.06.2006", []),
    ("/follow-ups/?whose=all", []),
    ("/pickers/figures/?q=marselina&name=people-0-figure", []),
    (SAME + "&people-0-name=Marselina%20Contoh", [Kind.SEARCHED]),
    (SAME + "&people-0-name=Petrus%20Contoh", []),
    ("/pickers/places/?q=tuapukan&name=stops-0-place", []),
]


def keys(site) -> dict:
    people, arguments, _cookies = site
    return {
        "visit": arguments["visit"][0],
        "figure": arguments["figure"][0],
        "unit": people["author"].unit.code,
        "encounter": arguments["encounter_to_figure"][1],
        "promise": arguments["followup_detail"][0],
        "note": arguments["seal_ask"][1],
    }


@pytest.mark.fault("A17")
@pytest.mark.parametrize(("address", "kinds"), ASKED)
@pytest.mark.parametrize("method", ["get", "head"])
def test_what_an_address_asks_for(site, address, kinds, method):
    *_, cookies = site

    assert left(cookies["supervisor"], method, address.format(**keys(site))) == (200, kinds)


VISIT, FIGURE = "/visits/{visit}/", "/figures/{figure}/"
# Posts that are refused and answer with a page that shows the record.
REFUSED = [
    ("supervisor", VISIT + "return/", {}, [Kind.VISIT_READ]),
    ("supervisor", VISIT + "return/", {"queue": ""}, [Kind.VISIT_READ]),
    ("supervisor", VISIT + "approve/", {}, [Kind.VISIT_READ]),
    ("supervisor", VISIT + "notes/{note}/seal/", {}, [Kind.VISIT_READ]),
    ("author", VISIT + "same/", {}, [Kind.VISIT_READ]),
    ("author", VISIT + "photos/", {}, [Kind.VISIT_READ]),
    ("author", VISIT + "photos/", {"key": "x", "caption": "Balai desa"}, [Kind.VISIT_READ]),
    ("author", VISIT + "edit/", {"action": "submit", "visited_on": "entah"}, [Kind.VISIT_READ]),
    ("author", VISIT + "people/{encounter}/figure/", {"figure": "x"}, [Kind.VISIT_READ]),
    ("author", "/follow-ups/{promise}/", {"status": "done"}, [Kind.VISIT_READ]),
    ("author", FIGURE + "edit/", {"name": ""}, [Kind.FIGURE_READ]),
    ("author", FIGURE + "consent/", {}, [Kind.FIGURE_READ]),
    ("author", FIGURE + "requests/", {}, [Kind.FIGURE_READ]),
    ("supervisor", FIGURE + "consent/", {}, [Kind.FIGURE_DATA_READ]),
    ("supervisor", FIGURE + "anonymise/", {}, [Kind.FIGURE_DATA_READ]),
    ("supervisor", FIGURE + "merge/", {}, [Kind.FIGURE_READ]),
    ("author", "/visits/export/", {"q": "damai"}, []),  # it shows no number
]


@pytest.mark.fault("A17")
@pytest.mark.parametrize(("who", "address", "data", "kinds"), REFUSED)
def test_a_refused_post_that_shows_a_record(site, who, address, data, kinds):
    *_, cookies = site

    assert left(cookies[who], "post", address.format(**keys(site)), data) == (422, kinds)


@pytest.mark.fault("A17")
@pytest.mark.parametrize("extra", [{}, {"headers": JSON}])
def test_a_conflict_shows_the_other_version(site, extra):
    *_, cookies = site
    posted = complete_post(key=str(keys(site)["visit"]), revision="0")

    found = left(cookies["author"], "post", VISIT.format(**keys(site)) + "edit/", posted, **extra)

    assert found == (409, [Kind.VISIT_READ])


def test_an_answer_that_tells_only_what_is_wrong_is_no_look(site):
    *_, cookies = site

    found = left(cookies["supervisor"], "post", VISIT.format(**keys(site)) + "approve/", {}, headers=JSON)

    assert found == (422, [])


def test_a_form_without_scripts_that_asks_for_one_more_row_shows_the_visit(site):
    *_, cookies = site

    found = left(cookies["author"], "post", VISIT.format(**keys(site)) + "edit/", {"add": "people"})

    assert found == (200, [Kind.VISIT_READ])


@pytest.mark.fault("A17")
@pytest.mark.parametrize("size", ["", "small/"])
@pytest.mark.parametrize("status", ["submitted", "draft"])
def test_a_photo_opened_by_its_address_is_a_look_and_on_its_page_no_second_one(client, size, status):
    author = make.make_officer()
    visit = make.make_visit(author=author, status=status)
    client.force_login(author)
    client.post(f"/visits/{visit.key}/photos/", {"key": str(uuid.uuid4()), "image": picture()})
    address = f"/visits/{visit.key}/photos/{Photo.objects.get(visit=visit).key}/{size}"
    looks = AuditEntry.objects.filter(kind=Kind.VISIT_READ, target=str(visit.key))

    for _time in range(2):
        answer = client.get(address)
        assert b"".join(answer.streaming_content)
        assert answer.status_code == 200
        assert looks.count() == 1
