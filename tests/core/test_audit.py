"""No write without its audit entry: where that row cannot be written, nothing changes."""

import pytest
from django.apps import apps
from django.urls import resolve

from tests.every_write import WRITES, filled, make_site
from tests.full_audit_log import fill_the_audit_log, refused_by_the_audit_log
from tests.test_access import POSTS
from visits.models import AuditEntry, ChainTip

pytestmark = pytest.mark.django_db
# Looks at what others wrote; a reading writes its own row, and changes nothing besides.
READINGS = [AuditEntry.Kind.VISIT_READ, AuditEntry.Kind.FIGURE_READ, AuditEntry.Kind.FIGURE_DATA_READ]
# Addresses that take a form and have no write above, and the tests that show their rows.
ELSEWHERE = {
    "begin": "tests/admin/test_officers.py",
    "continue_post": "what was kept goes to its own address: tests/accounts/test_pending_submissions.py",
    "device_entries": "a sealed entry goes to its own address: tests/device/test_views.py",
    "device_push": "tests/device/test_push.py",
    "device_push_end": "tests/device/test_push.py",
    "login": "tests/accounts/test_sign_in.py",
    "logout": "tests/accounts/test_sign_in.py",
    "nearby_code": "tests/accounts/test_nearby_help.py",
    "passkey_new": "tests/accounts/test_passkeys.py",
    "passkey_remove": "tests/accounts/test_passkeys.py",
    "passkey_sign_in": "tests/accounts/test_passkeys.py",
    "reauthenticate": "tests/accounts/test_reauthentication.py",
    "recovery_codes": "tests/accounts/test_reauthentication.py",
    "review_undo": "reopens by the service of visit_reopen: tests/review/test_views.py",
    "second_factor_remove": "tests/accounts/test_security.py",
    "second_factor_set_up": "tests/accounts/test_security.py",
    "sign_in_code": "tests/accounts/test_security.py",
}


@pytest.fixture
def site():
    return make_site()


def everything() -> dict[str, list]:
    models = [model for model in apps.get_app_config("visits").get_models() if model not in (AuditEntry, ChainTip)]
    return {model.__name__: list(model._base_manager.order_by("pk").values_list()) for model in models}


def send(client, site: dict, write: str):
    who, address, posted = WRITES[write]
    client.force_login(site["people"][who])
    said, before = filled(posted, site), everything()
    return before, lambda: client.post(address.format(**site), said)


def test_every_address_that_takes_a_form_is_tried(site):
    tried = {resolve(address.format(**site)).url_name for _who, address, _posted in WRITES.values()}

    assert set(POSTS) - tried == set(ELSEWHERE)


@pytest.mark.parametrize("write", WRITES)
def test_a_write_leaves_a_entry_in_the_audit_log(client, site, write):
    before, post = send(client, site, write)
    # What made the site has left rows of its own.
    known = list(AuditEntry.objects.values_list("pk", flat=True))

    answer = post()

    assert answer.status_code == (200 if write == "see the source" else 302)
    assert everything() != before
    assert AuditEntry.objects.exclude(pk__in=known).exclude(kind__in=READINGS).exists()


@pytest.mark.parametrize("write", WRITES)
def test_a_write_whose_row_cannot_be_written_does_not_happen(client, site, write):
    before, post = send(client, site, write)
    fill_the_audit_log()

    with refused_by_the_audit_log():
        post()
    assert everything() == before
