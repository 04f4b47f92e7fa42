"""A passkey in Chromium itself, kept by the DevTools protocol's own phone: made, used to sign in, removed."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.form import PASSWORD, sign_in
from tests.conftest import PHONE
from tests.readers import make_readers
from visits.accounts import second_factor
from visits.models import AuditEntry, Passkey

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


class Keeper:
    """The phone's keeper of passkeys: unlocked by its owner's finger, or locked."""

    def __init__(self, page: Page):
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
        kind |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": kind})["authenticatorId"]

    def lock(self, is_locked: bool) -> None:
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": not is_locked})

    def held(self) -> list[dict]:
        return self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]


@pytest.fixture
def phone(chromium, live_server):
    """Another phone, with its own cookies and keeper."""
    opened: list[BrowserContext] = []

    def open_one() -> tuple[Page, Keeper]:
        context = chromium.new_context(base_url=live_server.url, viewport=PHONE, locale="id-ID")
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        return page, Keeper(page)

    yield open_one
    for context in opened:
        context.close()


def add_passkey(page: Page, name: str) -> None:
    page.goto("/accounts/security/")
    page.get_by_role("link", name="Tambah kunci sandi").click()
    page.get_by_label("Nama").fill(name)
    page.get_by_role("button", name="Lanjutkan").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Keluar").last.click()
    page.get_by_label("Kata sandi").wait_for()


def test_a_passkey_is_made_used_and_removed(phone):
    people = make_readers()
    officer, colleague = people["author"], people["colleague"]
    page, keeper = phone()
    problems = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.on("console", lambda said: "Content Security Policy" in said.text and problems.append(said.text))

    # Made: the device asks by itself; the first one comes with recovery codes.
    sign_in(page, officer.nrp)
    add_passkey(page, "HP dinas")
    expect(page.locator(".recovery code")).to_have_count(10)
    page.get_by_role("link", name="Sudah saya catat").click()
    page.wait_for_url("/")
    assert [key["isResidentCredential"] for key in keeper.held()] == [True]
    sign_out(page)

    # One tap signs in, with neither number nor password, and leads to where one wanted to go.
    page.goto("/visits/")
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.wait_for_url("**/visits/")
    expect(page.locator(".who")).to_contain_text("Yohanes Contoh")
    page.goto("/accounts/security/")
    expect(page.get_by_text("perangkat ini")).to_have_count(1)
    expect(page.locator(".cards").first).to_contain_text("terakhir dipakai")
    row = AuditEntry.objects.filter(kind="signed_in").latest("number")
    assert (row.nrp, row.details) == (officer.nrp, {"second_factor": True, "factor": "passkey"})
    sign_out(page)

    # A phone that nobody unlocks lets nobody in, and says so.
    keeper.lock(True)
    page.get_by_role("button", name="Pakai kunci sandi").click()
    expect(page.locator("[data-failed]")).to_contain_text("Perangkat tidak memberikan kunci sandi")
    keeper.lock(False)

    # After the password it stands for the code.
    sign_in(page, officer.nrp)
    page.get_by_role("button", name="Pakai kunci sandi").click()
    expect(page.locator(".who")).to_contain_text("Yohanes Contoh")
    sign_out(page)

    # The wrong person: a passkey of somebody else after one's password is not even offered by the device.
    other, their_keeper = phone()
    sign_in(other, colleague.nrp)
    add_passkey(other, "HP rekan")
    other.get_by_role("link", name="Sudah saya catat").click()
    other.wait_for_url("/")
    sign_out(other)
    sign_in(other, officer.nrp)
    other.get_by_role("button", name="Pakai kunci sandi").click()
    expect(other.locator("[data-failed]")).to_contain_text("Perangkat tidak memberikan kunci sandi")
    assert other.goto("/more/").url.endswith("/accounts/login/?next=/more/")

    # Removed: the device still holds it, and it opens nothing.
    page.get_by_role("button", name="Pakai kunci sandi").click()
    expect(page.locator(".who")).to_contain_text("Yohanes Contoh")
    page.goto("/accounts/security/")
    page.get_by_role("link", name="Lepas HP dinas").click()
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()
    page.get_by_role("button", name="Lepas").click()
    page.get_by_text("Kunci sandi sudah dilepas").wait_for()
    sign_out(page)
    page.get_by_role("button", name="Pakai kunci sandi").click()
    expect(page.get_by_role("alert")).to_contain_text("Kunci sandi ini tidak cocok")
    assert not second_factor.has_second_factor(officer)
    assert [passkey.officer for passkey in Passkey.objects.all()] == [colleague]
    assert their_keeper.held()
    assert not problems
