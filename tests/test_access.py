"""Who reaches which address: every route of the application stands in this table."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from visits.accounts.middleware import SecondFactorMiddleware
from visits.models import (
    Consent,
    DataRequest,
    Deputy,
    DisclosureRequest,
    Export,
    FigureMerge,
    NameRemoval,
    NearbyHelp,
    Photo,
    SavedFilter,
    VisitImport,
)

NOTHING_MOVED = {"visits": [], "consents": [], "requests": [], "roles": [], "phone": False, "restriction": False}
pytestmark = pytest.mark.django_db

WHO = [
    "author",
    "colleague",
    "supervisor",
    "deputy",
    "officer elsewhere",
    "supervisor elsewhere",
    "administrator",
    "auditor",
    None,
]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """The people, the arguments of the addresses, and cookies by person; each test takes back what it did to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        people, arguments = make_rows()
        yield people, arguments, {who: signed_in(people.get(who)) for who in WHO}
        transaction.set_rollback(True)


def signed_in(officer) -> str:
    client = Client()
    if officer is None:
        return ""
    client.force_login(officer)
    return client.cookies.output(attrs=[], header="", sep=";")


def ask(client, cookies: str, method: str, address: str) -> int:
    """The status of an answer; whatever was asked for, the rows are afterwards as they were."""
    client.cookies.clear()
    client.cookies.load(cookies)
    with transaction.atomic():
        status = client.generic(method, address).status_code
        transaction.set_rollback(True)
    return status


def make_rows():
    people = make_readers()
    author = people["author"]
    visit = make.make_visit(author=author)
    encounter = make.make_encounter(visit)
    promise = make.make_follow_up(visit, owner=author)
    today, head = timezone.localdate(), people["supervisor"]
    deputy = Deputy.objects.create(
        unit=head.unit, officer=people["deputy"], starts_on=today, ends_on=today, named_by=people["administrator"]
    )
    note = make.make_note(visit, source_is_confidential=True, confidential_source=["Marselina Contoh"])
    asked = DisclosureRequest.objects.create(note=note, asked_by=head, reason="Ada ancaman.")
    photo = Photo.objects.create(visit=visit, order=0, digest="0" * 64, width=1, height=1, size=1, added_by=author)
    rebuild_visit(visit)
    figure = make.make_figure(by=author)
    double = make.make_figure(by=author, merged_into=figure)
    merge = FigureMerge.objects.create(kept=figure, merged=double, moved=NOTHING_MOVED, merged_by=head)
    agreed = Consent.objects.create(figure=figure, purpose="photos", given_on=today, asked_by=author)
    wish = DataRequest.objects.create(
        figure=figure, kind="access", words="Apa yang dicatat?", asked_at=timezone.now(), taken_by=author
    )
    proposed = NameRemoval.objects.create(
        figure=figure, visit=visit, state="proposed", names=[[[figure.name, "", ""]], []], asked_by=head
    )
    imported = VisitImport.objects.create(
        file_name="lama.csv", digest="0" * 64, text="tanggal,desa,petugas\n1/9/2024,?,?", rows=1, uploaded_by=head
    )
    return people, {
        "visit": [visit.key],
        **{f"visit_import{part}": [imported.key] for part in ("", "_mistakes", "_drop", "_undo")},
        "visit_photo": [visit.key, photo.key],
        "visit_photo_small": [visit.key, photo.key],
        "encounter_to_figure": [visit.key, encounter.pk],
        "figure": [figure.key],
        "figure_consent_withdraw": [figure.key, agreed.pk],
        "figure_request_answer": [figure.key, wish.pk],
        "figure_merge_undo": [figure.key, merge.pk],
        "place_detail": ["53.01.06"],
        "export": [Export.objects.create(officer=author, form="csv").key],
        **{f"export_{form}": [] for form in ("csv", "xlsx", "geojson")},
        "filter": [
            SavedFilter.objects.create(
                owner=author, unit=author.unit, name="A", filtered_by=[["q", "b"]], is_shared=True
            ).key
        ],
        "place_card": ["53.01.06.2006"],
        "followup_detail": [promise.key],
        "continue_post": ["nothing"],
        "device_shell": ["form"],
        "deputy_end": [deputy.pk],
        "session_end": [1],
        "nearby_code": [people["colleague"].pk],
        "nearby_seen": [NearbyHelp.objects.create(officer=author, given_by=head).pk],
        "passkey_remove": [1],
        "seal_ask": [visit.key, note.pk],
        **{f"removal_{verb}": [proposed.key] for verb in ("review", "decline", "undo")},
        **{f"seal_{verb}": [visit.key, asked.pk] for verb in ("grant", "refuse", "show")},
    }


# By WHO: author, colleague, supervisor, deputy; officer and supervisor elsewhere; administrator, auditor, nobody.
EVERYBODY = [200, 200, 200, 200, 200, 200, 200, 200, 302]
NOT_ADMINISTRATORS = [200, 200, 200, 200, 200, 200, 404, 200, 302]
WHO_LOGS = [200, 200, 200, 200, 200, 200, 404, 403, 302]
WRITERS = [200, 200, 200, 200, 200, 200, 403, 403, 302]
IN_REACH = [200, 200, 200, 200, 404, 404, 404, 200, 302]
SUPERVISORS = [403, 403, 200, 200, 403, 200, 403, 403, 302]
TAKES_OUT = [200, 200, 200, 200, 200, 200, 403, 200, 302]
OWN_EXPORT = [200, 404, 404, 404, 404, 404, 403, 404, 302]
FIRST_SHOWN = [302] * 9  # to the page that asks for the password again
POST_ONLY = [405] * 8 + [302]
# What a GET answers to each of WHO. A question without its words is 422.
TABLE = {
    "start": EVERYBODY,
    "more": EVERYBODY,
    "login": [302] * 8 + [200],
    "logout": EVERYBODY,
    "change_password": EVERYBODY,
    "security": EVERYBODY,
    "begin": [302] * 8 + [200],
    "second_factor_set_up": FIRST_SHOWN,
    "second_factor_remove": FIRST_SHOWN,
    "recovery_codes": FIRST_SHOWN,
    "reauthenticate": EVERYBODY,
    "sign_in_code": [302] * 9,
    "passkey_sign_in": [302] * 9,
    "passkey_options": [200] * 9,
    "passkey_new": FIRST_SHOWN,
    "passkey_remove": FIRST_SHOWN,
    "continue_post": [302] * 9,
    "nearby_list": [403, 403, 200, 403, 403, 200, 200, 403, 302],
    "nearby_code": [403, 403, 302, 403, 403, 404, 403, 403, 302],  # to the page that asks for the password again
    "healthz": [200] * 9,
    "manifest": [200] * 9,
    "service_worker": [200] * 9,
    "device": WRITERS,
    "own_phone": WRITERS,
    "device_session": WRITERS,
    "device_shell": WRITERS,
    "device_handover": WRITERS,
    "device_near": WRITERS,
    "device_resume": WRITERS,
    "device_prompts": WRITERS,
    "visit_list": EVERYBODY,
    "visit_new": [200, 200, 200, 200, 200, 200, 403, 403, 302],
    "visit_detail": IN_REACH,
    "visit_versions": IN_REACH,
    "visit_report_text": IN_REACH,
    "visit_report_pdf": IN_REACH,
    "visit_edit": [200, 403, 403, 403, 404, 404, 404, 403, 302],
    "visit_nudge": [403, 403, 404, 404, 404, 404, 404, 403, 302],  # it is not returned
    "visit_photo": [404] * 8 + [302],  # its file is not there; tests/capture/test_photos.py shows one
    "visit_photo_small": [404] * 8 + [302],
    "encounter_to_figure": [200, 200, 200, 200, 404, 404, 404, 403, 302],
    "filter_list": TAKES_OUT,
    "filter_open": [302, 302, 302, 302, 404, 404, 404, 404, 302],
    "export_new": TAKES_OUT,
    "export_csv": TAKES_OUT,
    "export_xlsx": TAKES_OUT,
    "export_geojson": TAKES_OUT,
    "export_detail": OWN_EXPORT,
    "export_file": [302, *OWN_EXPORT[1:]],
    "picker_places": [422] * 8 + [302],
    "picker_officers": [422] * 8 + [302],
    "picker_figures": [422, 422, 422, 422, 422, 422, 404, 404, 302],
    "same_visits": WRITERS,
    "visit_imports": SUPERVISORS,
    "visit_import_template": SUPERVISORS,
    "visit_import": [403, 403, 200, 404, 403, 404, 403, 403, 302],
    "visit_import_mistakes": [403, 403, 200, 404, 403, 404, 403, 403, 302],
    "review_list": SUPERVISORS,
    "deputy_list": [403, 403, 200, 403, 403, 200, 403, 403, 302],
    "figure_list": NOT_ADMINISTRATORS,
    "figure_detail": NOT_ADMINISTRATORS,
    "figure_data": [403, 403, 200, 200, 403, 200, 404, 200, 302],
    "figure_data_copy": [403, 403, 200, 200, 403, 200, 404, 200, 302],
    "figure_anonymise": [403, 403, 200, 200, 403, 200, 404, 403, 302],
    "figure_merge": [403, 403, 200, 200, 403, 200, 404, 403, 302],
    "figure_new": WHO_LOGS,
    "figure_edit": WHO_LOGS,
    "removal_list": SUPERVISORS,
    "removal_review": [403, 403, 200, 200, 403, 404, 403, 403, 302],
    "retention_list": SUPERVISORS,
    "retention_remove": [403, 403, 302, 302, 403, 302, 403, 403, 302],  # nothing is ticked
    "retention_keep": [403, 403, 302, 302, 403, 302, 403, 403, 302],
    "place_list": EVERYBODY,
    "place_detail": EVERYBODY,
    "place_own": EVERYBODY,
    "place_card": [200, 200, 200, 200, 200, 200, 403, 403, 302],
    "figure_card": WHO_LOGS,
    "pack": [200, 200, 200, 200, 200, 200, 403, 403, 302],
    "pack_cards": [200, 200, 200, 200, 200, 200, 403, 403, 302],
    "followup_list": NOT_ADMINISTRATORS,
    "followup_detail": IN_REACH,
    "trail": [403, 403, 200, 200, 403, 200, 403, 200, 302],
}
# What a POST without any field answers: 302 where it did its work or said that it is too late, 422
# where words are missing, 403 where it is not this person's to do, 404 where it is out of reach.
OTHERS = [404, 404, 404]
POSTS = {
    # Switched off: tests/device/test_push.py switches it on.
    "device_push": [404, 404, 404, 404, 404, 404, 403, 403, 302],
    "device_push_end": [404, 404, 404, 404, 404, 404, 403, 403, 302],
    "own_phone": [302, 302, 302, 302, 302, 302, 403, 403, 302],
    "device_entries": [422, 422, 422, 422, 422, 422, 403, 403, 302],
    "device_handover": [422, 422, 422, 422, 422, 422, 403, 403, 302],
    "visit_submit": [302, 403, 403, 403, *OTHERS, 403, 302],
    "visit_withdraw": [302, 403, 403, 403, *OTHERS, 403, 302],
    "visit_discard": [302, 403, 403, 403, *OTHERS, 403, 302],
    "visit_return": [403, 403, 422, 422, *OTHERS, 403, 302],
    "visit_approve": [403, 403, 422, 422, *OTHERS, 403, 302],  # it has a photo that nobody has looked at
    "visit_reopen": [403, 403, 302, 302, *OTHERS, 403, 302],
    "visit_correction": [302, 403, 403, 403, *OTHERS, 403, 302],
    "visit_correction_decline": [403, 403, 422, 422, *OTHERS, 403, 302],
    "seal_ask": [403, 403, 422, 422, *OTHERS, 403, 302],
    "seal_grant": [403, 403, 403, 403, *OTHERS, 403, 302],
    "seal_refuse": [403, 403, 403, 403, *OTHERS, 403, 302],
    "seal_show": [403, 403, 403, 403, *OTHERS, 403, 302],
    "visit_noted": [403, 403, 302, 302, *OTHERS, 403, 302],
    "visit_compare": [422, 422, 422, 422, *OTHERS, 422, 302],
    "visit_photo_add": [422, 403, 403, 403, *OTHERS, 403, 302],
    "visit_edit": [422, 403, 403, 403, *OTHERS, 403, 302],
    "visit_new": [302, 302, 302, 302, 302, 302, 403, 403, 302],
    "visit_imports": [403, 403, 422, 422, 403, 422, 403, 403, 302],
    **{f"visit_import{part}": [403, 403, 302, 404, 403, 404, 403, 403, 302] for part in ("", "_drop", "_undo")},
    "filter_list": [422, 422, 422, 422, 422, 422, 403, 422, 302],
    "filter_rename": [422, 403, 403, 403, 404, 404, 404, 404, 302],
    "filter_delete": [302, 403, 302, 302, 404, 404, 404, 404, 302],
    "export_new": [422, 422, 422, 422, 422, 422, 403, 422, 302],
    "export_cancel": [302, *OWN_EXPORT[1:]],
    "review_together": [403, 403, 302, 302, 403, 302, 403, 403, 302],
    "review_undo": [403, 403, 302, 302, 403, 302, 403, 403, 302],
    "deputy_list": [403, 403, 422, 403, 403, 422, 403, 403, 302],
    "deputy_end": [403, 403, 302, 403, 403, 404, 403, 403, 302],
    "encounter_to_figure": [302, 302, 302, 302, *OTHERS, 403, 302],
    "figure_new": [422, 422, 422, 422, 422, 422, 404, 403, 302],
    "figure_consent": [422, 422, 422, 422, 422, 422, 404, 403, 302],
    "figure_consent_withdraw": [302, 302, 302, 302, 302, 302, 404, 403, 302],
    "figure_request": [422, 422, 422, 422, 422, 422, 404, 403, 302],
    "figure_request_answer": [403, 403, 422, 422, 403, 422, 404, 422, 302],
    "figure_anonymise": [403, 403, 422, 422, 403, 422, 404, 403, 302],
    "figure_restrict": [403, 403, 302, 302, 403, 302, 404, 403, 302],
    "figure_release": [403, 403, 302, 302, 403, 302, 404, 403, 302],
    "figure_merge": [403, 403, 422, 422, 403, 422, 404, 403, 302],
    "figure_merge_undo": [403, 403, 302, 302, 403, 302, 404, 403, 302],
    "figure_edit": [422, 422, 422, 422, 422, 422, 404, 403, 302],
    "removal_review": [403, 403, 302, 302, 403, 404, 403, 403, 302],
    "removal_decline": [403, 403, 422, 422, 403, 404, 403, 403, 302],
    "removal_undo": [403, 403, 404, 404, 403, 404, 403, 403, 302],  # it only waits for a decision
    "retention_remove": [403, 403, 302, 302, 403, 302, 403, 403, 302],
    "retention_keep": [403, 403, 302, 302, 403, 302, 403, 403, 302],
    "followup_detail": [422, 422, 422, 422, *OTHERS, 403, 302],
    "change_password": [422] * 8 + [302],
    "second_factor_set_up": FIRST_SHOWN,
    "second_factor_remove": FIRST_SHOWN,
    "recovery_codes": FIRST_SHOWN,
    "reauthenticate": [422] * 8 + [302],
    "passkey_sign_in": [302] * 8 + [422],
    "passkey_new": FIRST_SHOWN,
    "passkey_remove": FIRST_SHOWN,
    "begin": [302] * 8 + [422],
    "session_end": [404] * 8 + [302],
    "sign_in_code": [302] * 9,
    "continue_post": [302] * 9,
    "nearby_code": [403, 403, 302, 403, 403, 404, 403, 403, 302],
    "nearby_seen": [302, *[404] * 7, 302],
    "login": [302] * 8 + [422],
    "logout": [302] * 9,
}
OPEN_TO_ALL = {"begin", "healthz", "login", "passkey_options", "passkey_sign_in", "sign_in_code"}
OPEN_TO_ALL |= {"manifest", "service_worker"}


def names() -> list[str]:
    return sorted(name for name in get_resolver("visits.urls").reverse_dict if isinstance(name, str))


def test_every_address_is_in_the_tables():
    assert set(names()) == set(TABLE) | set(POSTS)


def address_of(name: str, arguments: dict) -> str:
    noun = name.split("_")[0]
    of_all = name.endswith(("_list", "_new", "_imports", "_template"))
    return reverse(name, args=arguments[name] if name in arguments else [] if of_all else arguments.get(noun, []))


def answers(client, site, name: str, method: str) -> dict[str | None, int]:
    _people, arguments, cookies = site
    address = address_of(name, arguments)
    return {who: ask(client, cookies[who], method, address) for who in WHO}


@pytest.mark.parametrize("name", names())
def test_who_gets_what(client, site, name):
    expected = TABLE.get(name, POST_ONLY)

    assert answers(client, site, name, "GET") == dict(zip(WHO, expected, strict=True))


@pytest.mark.parametrize("name", names())
def test_who_may_post_what(client, site, name):
    nobody = 405 if name in OPEN_TO_ALL else 302
    expected = POSTS.get(name, [*[405] * 8, nobody])

    assert answers(client, site, name, "POST") == dict(zip(WHO, expected, strict=True))


@pytest.mark.parametrize("name", names())
def test_whoever_asks_for_the_headers_alone_is_told_what_a_get_is(client, site, name):
    expected = TABLE.get(name, POST_ONLY)

    assert answers(client, site, name, "HEAD") == dict(zip(WHO, expected, strict=True))


@pytest.mark.once
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_no_address_knows_another_method(client, site, method):
    for name in names():
        found = answers(client, site, name, method)

        assert set(list(found.values())[:-1]) == {405}, name
        assert found[None] == (405 if name in OPEN_TO_ALL else 302), name


def views(resolver=None) -> list[tuple[str, object]]:
    """Every address of the site, the administration's too, with its view."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        found += views(pattern) if hasattr(pattern, "url_patterns") else [(str(pattern.pattern), pattern.callback)]
    return found


def test_no_view_takes_a_form_without_its_token():
    assert len(views()) > 100
    assert [address for address, view in views() if getattr(view, "csrf_exempt", False)] == []


def test_a_form_without_its_token_is_refused_to_whoever_may_send_it(site):
    people, arguments, _cookies = site
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["supervisor"])

    for name in ("visit_approve", "visit_return", "review_together", "change_password"):
        answer = strict.post(reverse(name, args=arguments["visit"] if name.startswith("visit_") else []))
        assert answer.status_code == 403, name
        assert answer.templates[0].name == "403_csrf.html", name


@pytest.mark.once
def test_without_the_second_factor_no_address_leads_past_it(site, settings):
    """Every address, of the administration too, in the session of a password where a factor is needed."""
    settings.SECOND_FACTOR_REQUIRED = True
    _people, arguments, cookies = site
    addresses = {name: address_of(name, arguments) for name in names()}
    addresses |= {address: address for address in (*set_up_addresses(), reverse("set_language"))}
    for who in ("supervisor", "administrator"):
        for name, address in addresses.items():
            if name in SecondFactorMiddleware.FREE:
                continue
            for method in ("GET", "POST"):
                client = Client()
                client.cookies.load(cookies[who])
                with transaction.atomic():
                    answer = client.generic(method, address)
                    transaction.set_rollback(True)
                assert answer.headers.get("Location") == "/accounts/security/", (who, method, name)


def test_what_is_open_before_the_second_factor_shows_nothing_of_the_visits():
    """A new name here is a decision: each of these is there to set a factor up, to show one, or to leave."""
    assert {
        *("security", "reauthenticate", "second_factor_set_up", "passkey_new", "passkey_options"),
        *("session_end", "logout", "change_password", "healthz"),
    } == SecondFactorMiddleware.FREE


def set_up_addresses() -> list[str]:
    """Every address of the administration, a 1 where it asks for a row."""
    [resolver] = [each for each in get_resolver().url_patterns if getattr(each, "app_name", "") == "admin"]
    return sorted({f"/admin/{address}" for address in _written_out(resolver)} - LEADS_TO_SIGN_IN_AND_OUT)


def _written_out(resolver, before: str = "") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        path = re.sub(r"<[^>]+>|\(\?P<[^)]+\)", "1", before + str(pattern.pattern)).replace("^", "").replace("$", "")
        found += _written_out(pattern, path) if hasattr(pattern, "url_patterns") else [path]
    return found


# Open to everybody, since they only lead to the project's own pages.
LEADS_TO_SIGN_IN_AND_OUT = {"/admin/login/", "/admin/logout/"}


def test_whatever_is_no_address_of_the_application_or_the_administration_is_known():
    others = [str(each.pattern) for each in get_resolver().url_patterns if getattr(each, "app_name", "") != "admin"]

    assert others == ["", "language/"]
    assert len(set_up_addresses()) > 30
    assert {"/admin/", "/admin/visits/officer/1/access/", "/admin/autocomplete/"} <= set(set_up_addresses())


@pytest.mark.once
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_only_an_administrator_enters_the_set_up(client, site, method):
    *_, cookies = site
    for who in WHO:
        if who == "administrator":
            continue
        for address in set_up_addresses():
            assert ask(client, cookies[who], method, address) == (403 if who else 302), (who, address)
