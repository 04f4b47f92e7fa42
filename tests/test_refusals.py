"""What is said to a request that is not received, and the pass that lets larger ones in."""

import json
import time
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from cooling.refusals import REASONS, SENTENCES, Refusal
from cooling.upload_pass import RENEWED_AFTER, UploadPassMiddleware, is_shown, make_pass
from visits.models import Officer


class Words(HTMLParser):
    """The words of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.said: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())


@pytest.mark.parametrize("status", REASONS)
def test_a_browser_is_told_in_both_languages(status):
    line, headers, body = Refusal(status, headers={}).to_response()

    assert line == f"{status} {REASONS[status]}"
    assert dict(headers) == {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    title, sentence, english = SENTENCES[status]
    assert {title, sentence, english} <= set(Words(body.decode()).said)
    # What was typed is not lost: the way back is named.
    assert "kembali ke halaman sebelumnya" in sentence.lower()
    assert "go back" in english.lower()


@pytest.mark.parametrize("status", REASONS)
def test_a_device_is_told_with_the_key_of_its_entry(status):
    key = "0f8fad5b-d9cb-469f-a165-70867728950e"
    headers = {"ACCEPT": "text/html, application/json;q=0.9", "X_ENTRY_KEY": key}

    _line, headers, body = Refusal(status, headers=headers).to_response()

    assert dict(headers)["Content-Type"] == "application/json"
    assert json.loads(body) == {"key": key, "error": SENTENCES[status][1]}


@pytest.mark.parametrize(
    ("key", "echoed"), [(None, ""), ("x" * 500, "x" * 36), ('"}<script>', '"}<script>'), ("é\n", "é\n")]
)
def test_whatever_stands_for_a_key_is_echoed_as_text(key, echoed):
    headers = {"ACCEPT": "application/json"} | ({} if key is None else {"X_ENTRY_KEY": key})

    assert json.loads(Refusal(413, headers=headers).to_response()[2])["key"] == echoed


@pytest.fixture
def answer(settings):
    """The answer to somebody with these cookies; `session`: what the session's own cookie is set to."""

    def answer(user, cookies: dict[str, str], session: str = "") -> HttpResponse:
        def page(request):
            made = HttpResponse()
            if session:
                made.set_cookie(settings.SESSION_COOKIE_NAME, session)
            return made

        request = RequestFactory().get("/")
        request.COOKIES.update(cookies)
        if user is not None:
            request.user = user
        return UploadPassMiddleware(page)(request)

    return answer


def given(answer: HttpResponse, settings) -> str:
    cookie = answer.cookies.get(settings.UPLOAD_PASS_COOKIE_NAME)
    return cookie.value if cookie else ""


def test_who_is_signed_in_gets_a_pass_of_the_session_that_they_leave_with(answer, settings):
    name = settings.SESSION_COOKIE_NAME
    for session, cookies in (("", {name: "old"}), ("new", {name: "old"}), ("new", {})):
        made = answer(Officer(nrp="82010001"), cookies, session)
        kept = session or "old"

        upload = given(made, settings)
        assert is_shown({name: kept, settings.UPLOAD_PASS_COOKIE_NAME: upload})
        assert not is_shown({name: kept + "x", settings.UPLOAD_PASS_COOKIE_NAME: upload})
    cookie = made.cookies[settings.UPLOAD_PASS_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", settings.SESSION_COOKIE_AGE)


@pytest.mark.parametrize("secure", [True, False])
def test_it_is_as_private_as_the_session(answer, settings, secure):
    settings.SESSION_COOKIE_SECURE = secure
    made = answer(Officer(), {settings.SESSION_COOKIE_NAME: "s"})

    assert bool(made.cookies[settings.UPLOAD_PASS_COOKIE_NAME]["secure"]) is secure


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_nobody_else_gets_one(answer, settings, user):
    assert given(answer(user, {settings.SESSION_COOKIE_NAME: "s"}, "t"), settings) == ""


def test_without_a_session_there_is_nothing_to_bind_it_to(answer, settings):
    assert given(answer(Officer(), {}), settings) == ""


@pytest.mark.parametrize(("age", "is_renewed"), [(0, False), (RENEWED_AFTER - 60, False), (RENEWED_AFTER + 60, True)])
def test_it_is_renewed_once_a_day(answer, settings, age, is_renewed):
    until = int(time.time()) + settings.SESSION_COOKIE_AGE - age
    shown = make_pass("s", until=until)
    cookies = {settings.SESSION_COOKIE_NAME: "s", settings.UPLOAD_PASS_COOKIE_NAME: shown}

    assert bool(given(answer(Officer(), cookies), settings)) is is_renewed


def test_a_pass_of_another_session_is_replaced(answer, settings):
    shown = make_pass("other", until=int(time.time()) + settings.SESSION_COOKIE_AGE)
    cookies = {settings.SESSION_COOKIE_NAME: "s", settings.UPLOAD_PASS_COOKIE_NAME: shown}

    assert given(answer(Officer(), cookies), settings) not in ("", shown)


@pytest.mark.parametrize("at", range(0, 70, 3))
def test_no_sign_of_a_pass_can_be_changed(settings, at):
    shown = make_pass("s", until=int(time.time()) + 3600)
    changed = shown[:at] + ("1" if shown[at] != "1" else "2") + shown[at + 1 :]

    assert is_shown({settings.SESSION_COOKIE_NAME: "s", settings.UPLOAD_PASS_COOKIE_NAME: shown})
    assert not is_shown({settings.SESSION_COOKIE_NAME: "s", settings.UPLOAD_PASS_COOKIE_NAME: changed})


def test_it_opens_nothing_under_another_secret(settings):
    shown = make_pass("s", until=int(time.time()) + 3600)
    cookies = {settings.SESSION_COOKIE_NAME: "s", settings.UPLOAD_PASS_COOKIE_NAME: shown}
    settings.SECRET_KEY = "another-secret-of-this-server-entirely"

    assert not is_shown(cookies)
