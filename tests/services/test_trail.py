"""No write without its row in the trail: where that row cannot be written, nothing changes."""

import pytest
from django.apps import apps
from django.urls import resolve

from tests.every_write import WRITES, filled, make_site
from tests.full_trail import fill_the_trail, refused_by_the_trail
from tests.test_access import POSTS
from visits.models import AuditEvent, TrailHead

pytestmark = pytest.mark.django_db
# Looks at what others wrote; a reading writes its own row, and changes nothing besides.
READINGS = [AuditEvent.Kind.VISIT_READ, AuditEvent.Kind.FIGURE_READ, AuditEvent.Kind.FIGURE_DATA_READ]
# Addresses that take a form and have no write above, and the tests that show their rows.
ELSEWHERE = {
    "begin": "tests/admin/test_officers.py",
    "continue_post": "what was kept goes to its own address: tests/test_kept_posts.py",
    "device_entries": "a sealed entry goes to its own address: tests/views/test_device.py",
    "login": "tests/views/test_sign_in.py",
    "logout": "tests/views/test_sign_in.py",
    "nearby_code": "tests/views/test_nearby_help.py",
    "passkey_new": "tests/views/test_passkeys.py",
    "passkey_remove": "tests/views/test_passkeys.py",
    "passkey_sign_in": "tests/views/test_passkeys.py",
    "reauthenticate": "tests/views/test_reauthenticate.py",
    "recovery_codes": "tests/views/test_reauthenticate.py",
    "review_undo": "reopens by the service of visit_reopen: tests/views/test_review_queue.py",
    "second_factor_remove": "tests/views/test_security.py",
    "second_factor_set_up": "tests/views/test_security.py",
    "sign_in_code": "tests/views/test_security.py",
}


@pytest.fixture
def site():
    return make_site()


def everything() -> dict[str, list]:
    models = [model for model in apps.get_app_config("visits").get_models() if model not in (AuditEvent, TrailHead)]
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
def test_a_write_leaves_a_row_in_the_trail(client, site, write):
    before, post = send(client, site, write)
    # What made the site has left rows of its own.
    known = list(AuditEvent.objects.values_list("pk", flat=True))

    answer = post()

    assert answer.status_code == (200 if write == "see the source" else 302)
    assert everything() != before
    assert AuditEvent.objects.exclude(pk__in=known).exclude(kind__in=READINGS).exists()


@pytest.mark.parametrize("write", WRITES)
def test_a_write_whose_row_cannot_be_written_does_not_happen(client, site, write):
    before, post = send(client, site, write)
    fill_the_trail()

    with refused_by_the_trail():
        post()
    assert everything() == before
