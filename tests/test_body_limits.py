"""What is received of a request, decided by its headers, its size and the clock; no server is needed for that."""

import time

import pytest
from django.conf import settings
from waitress.adjustments import Adjustments

from cooling.receiving import IN_MEMORY, LARGEST_HEADER, Limits, Request
from cooling.upload_pass import is_shown, make_pass

pytestmark = pytest.mark.fault("A4")
# Bytes, bytes a second and seconds, small enough to be tried one by one.
LIMITS = Limits(signed_out=1000, words=2000, files=4000, most=9000, rate=10, grace=60, longest=900, header=30)
FORM, FILES = "application/x-www-form-urlencoded", "multipart/form-data; boundary=grenze"
NEW = "/visits/new/"


@pytest.fixture
def request_of(monkeypatch):
    """A request as it arrives at a server with these limits."""
    monkeypatch.setattr(Request, "limits", LIMITS, raising=False)
    return lambda: Request(Adjustments(inbuf_overflow=IN_MEMORY, max_request_header_size=LARGEST_HEADER))


def cookie(session="s1", upload=None, *, until=None):
    """The cookies of a browser that signed in."""
    upload = make_pass(session, until=until or int(time.time()) + 3600) if upload is None else upload
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.UPLOAD_PASS_COOKIE_NAME}={upload}"


def headers(path=NEW, *, length=None, kind=FORM, cookies="", more=""):
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Type: {kind}", f"Cookie: {cookies or 'a=b'}"]
    lines += [f"Content-Length: {length}"] if length is not None else []
    return ("\r\n".join([*lines, *more.splitlines()]) + "\r\n\r\n").encode()


def status_of(request, *pieces):
    """The status of the refusal, or None, once these pieces have arrived one after the other."""
    for piece in pieces:
        while piece and not request.error:
            piece = piece[request.received(piece) :]
    return request.error.status if request.error else None


@pytest.mark.parametrize(
    ("path", "kind", "who", "largest"),
    [
        (NEW, FORM, "signed out", 1000),
        (NEW, FILES, "signed out", 1000),
        ("/device/entries/", "application/octet-stream", "signed out", 1000),
        ("/device/handover/", FILES, "signed out", 1000),
        (NEW, FORM, "signed in", 2000),
        (NEW, "application/json", "signed in", 2000),
        ("/figures/new/", FILES, "signed in", 4000),
        ("/device/entries/", "application/octet-stream", "signed in", 4000),
        ("/device/handover/", FILES, "signed in", 9000),
    ],
)
def test_who_sends_what_and_where_decides_how_much_is_received(request_of, path, kind, who, largest):
    cookies = cookie() if who == "signed in" else ""

    assert status_of(request_of(), headers(path, length=largest, kind=kind, cookies=cookies)) is None
    assert status_of(request_of(), headers(path, length=largest + 1, kind=kind, cookies=cookies)) == 413


@pytest.mark.parametrize(("who", "largest"), [("signed out", 1000), ("signed in", 2000)])
def test_a_body_that_does_not_say_its_length_is_counted(request_of, who, largest):
    begun = headers(cookies=cookie() if who == "signed in" else "", more="Transfer-Encoding: chunked")
    chunk = b"64\r\n" + b"x" * 100 + b"\r\n"

    assert status_of(request_of(), begun, *[chunk] * (largest // 100), b"0\r\n\r\n") is None
    assert status_of(request_of(), begun, *[chunk] * (largest // 100 + 1)) == 413


@pytest.mark.parametrize(
    ("seconds", "received", "head_read", "is_late"),
    [
        (30, 20, False, False),
        (31, 5000, False, True),
        (60, 0, True, False),
        (61, 609, True, True),
        (61, 610, True, False),
        (900, 1_000_000, True, False),
        (901, 1_000_000, True, True),
    ],
)
def test_a_request_is_late_by_its_headers_its_rate_and_its_time(seconds, received, head_read, is_late):
    assert LIMITS.is_late(seconds, received, head_read=head_read) is is_late


def test_the_clock_of_a_request_runs_from_its_first_byte_and_counts_its_body(request_of):
    request = request_of()
    request.received(headers(length=900)[:20])
    assert [request.is_late(request.began + after) for after in (30, 31)] == [False, True]

    assert status_of(request, headers(length=900)[20:], b"x" * 620) is None
    assert [request.is_late(request.began + after) for after in (61, 62, 63)] == [False, False, True]


def test_a_pass_opens_only_for_its_own_session_and_time():
    now, session, upload = int(time.time()), settings.SESSION_COOKIE_NAME, settings.UPLOAD_PASS_COOKIE_NAME
    good, past = make_pass("s1", until=now + 3600), make_pass("s1", until=now - 1)
    longer = f"{now + 999_999}.{good.split('.')[1]}"

    assert is_shown({session: "s1", upload: good})
    assert not is_shown({session: "s1", upload: good}, for_seconds=3700)
    for shown in (past, longer, make_pass("s2", until=now + 3600), "", ".", f"{now + 3600}.", "²", "9" * 5000):
        assert not is_shown({session: "s1", upload: shown}), shown
    assert not is_shown({session: "s2", upload: good})
    assert not is_shown({session: "", upload: make_pass("", until=now + 3600)})
    assert not is_shown({upload: good})


@pytest.mark.parametrize("forged", ["s2", "past"])
def test_a_forged_or_old_pass_is_as_good_as_none(request_of, forged):
    shown = make_pass("s2", until=20_000_000_000) if forged == "s2" else make_pass("s1", until=1_700_000_000)

    assert status_of(request_of(), headers(length=1001, cookies=cookie(upload=shown))) == 413
    assert status_of(request_of(), headers(length=1000, cookies=cookie(upload=shown))) is None


def visit_form(*, photo):
    """A form with a word before its photo and one behind it, and the same without the photo."""
    word = b'--grenze\r\nContent-Disposition: form-data; name="%s"\r\n\r\nkata\r\n'
    file = b'--grenze\r\nContent-Disposition: form-data; name="p"; filename="a.jpg"\r\n\r\n' + b"x" * photo + b"\r\n"
    return word % b"a" + file + word % b"b" + b"--grenze--\r\n", word % b"a" + word % b"b" + b"--grenze--\r\n"


EDIT = "/visits/0f8fad5b-d9cb-469f-a165-70867728950e/edit/"


@pytest.mark.parametrize("path", [NEW, EDIT])
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_photos_that_are_too_large_together_leave_the_words_of_their_form(request_of, path, size):
    request, (body, words) = request_of(), visit_form(photo=5000)
    pieces = [body[at : at + size] for at in range(0, len(body), size)]

    assert status_of(request, headers(path, length=len(body), kind=FILES, cookies=cookie()), *pieces) is None
    assert request.completed
    assert request.files_left_out
    assert request.headers["CONTENT_LENGTH"] == str(len(words))
    assert request.get_body_stream().read() == words


@pytest.mark.parametrize("case", ["another form", "no visit", "signed out", "more than any form", "words too long"])
def test_other_forms_that_are_too_large_are_refused(request_of, case):
    body, _words = visit_form(photo=9000 if case == "more than any form" else 5000)
    path = {"another form": "/figures/new/", "no visit": f"{EDIT}x/"}.get(case, NEW)
    if case == "words too long":
        body = body.replace(b"kata", b"kata " * 400)
    about = {"kind": FILES, "cookies": "" if case == "signed out" else cookie()}

    assert status_of(request_of(), headers(path, length=len(body), **about), body) == 413


def test_photos_within_the_limit_stay(request_of):
    request, (body, _words) = request_of(), visit_form(photo=1000)

    assert status_of(request, headers(length=len(body), kind=FILES, cookies=cookie()), body) is None
    assert (request.files_left_out, request.get_body_stream().read()) == (False, body)
