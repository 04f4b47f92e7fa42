"""What a real server takes from slow clients and large bodies: its pages never wait for either."""

import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import time
import urllib.parse
import uuid
from contextlib import closing

import pytest

from tests.postgres import free_port
from tests.serving import serving_demo, signed_in, wait_for
from tests.slow_clients import body_headers, crowd, processes, watch
from tests.visit_posts import complete_post
from visits.device.envelope import encrypt

pytestmark = [pytest.mark.slow, pytest.mark.own_server]
MB = 1024 * 1024
# As on a server, but so that a test need not wait for a minute or send sixty megabytes.
SMALLER = {"BODY_LIMIT_FILES": "9", "BODY_LIMIT_MOST": "30", "BODY_GRACE": "15", "HEAD_TIME": "6"}
SMALLER |= {"HOUSEKEEPING_LOOKS_EVERY": "2"}
OFFICER, CHIEF = "90010001", "75010001"
JSON = {"Accept": "application/json", "X-Entry-Key": "0f8fad5b-d9cb-469f-a165-70867728950e"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Port and folder of a server with the demo."""
    folder, port = tmp_path_factory.mktemp("receiving") / "data", free_port()
    with serving_demo(folder, port, **SMALLER):
        yield port, folder


@pytest.fixture(scope="module")
def cookies(server):
    return {nrp: signed_in(server[0], nrp) for nrp in (OFFICER, CHIEF)}


def ask(port, path, body=None, *, headers=None, method=None):
    """Status, headers and text of one answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method or ("GET" if body is None else "POST"), path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def token(port, cookie):
    page = ask(port, "/visits/new/", headers={"Cookie": cookie})[2]
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]


def multipart(fields, files=()):
    """A form as a browser writes it, and its content type; files stand in front of the words."""
    parts = [
        f'--grenze\r\nContent-Disposition: form-data; name="{name}"; filename="a.jpg"\r\n'
        f"Content-Type: image/jpeg\r\n\r\n".encode()
        + content
        for name, content in files
    ]
    pairs = [(name, each) for name, given in fields.items() for each in (given if isinstance(given, list) else [given])]
    head = '--grenze\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}'
    parts += [head.format(*pair).encode() for pair in pairs]
    return b"\r\n".join([*parts, b"--grenze--\r\n"]), "multipart/form-data; boundary=grenze"


@pytest.mark.fault("A4")
@pytest.mark.parametrize("who", ["signed out", "signed in"])
def test_slow_clients_leave_the_pages_to_everybody_else(server, cookies, who):
    port, folder = server
    watch(port, cookies[CHIEF], folder, 1)

    with crowd(port, trickles=60, uploads=6, cookie=cookies[OFFICER] if who == "signed in" else ""):
        found = watch(port, cookies[CHIEF], folder, 8)

    assert found.rounds > 10
    assert max(found.healthz, found.history) < 1, found
    assert found.memory < 60, found


@pytest.mark.fault("A4")
@pytest.mark.parametrize(
    ("path", "kind", "size", "who"),
    [
        ("/accounts/login/", "application/x-www-form-urlencoded", 1 * MB + 1, None),
        ("/visits/new/", "multipart/form-data; boundary=x", 2 * MB, None),
        ("/device/entries/", "application/octet-stream", 150 * MB, None),
        ("/no/such/page/", "text/plain", 20 * MB, None),
        ("/visits/new/", "application/x-www-form-urlencoded", 8 * MB + 1, OFFICER),
        ("/visits/new/", "application/json", 8 * MB + 1, OFFICER),
        ("/figures/new/", "multipart/form-data; boundary=x", 9 * MB + 1, OFFICER),
        ("/device/entries/", "application/octet-stream", 9 * MB + 1, OFFICER),
        ("/visits/new/", "multipart/form-data; boundary=x", 30 * MB + 1, OFFICER),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_received(server, cookies, path, kind, size, who):
    """The head alone is sent: an answer that comes anyway came without the body."""
    for headers in ({}, JSON, {"Expect": "100-continue"}):
        sent = {"Content-Type": kind, "Content-Length": str(size), **headers}
        with closing(http.client.HTTPConnection("127.0.0.1", server[0], timeout=10)) as connection:
            connection.putrequest("POST", path)
            for name, value in (sent | ({"Cookie": cookies[who]} if who else {})).items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            said = answer.read().decode()
        assert answer.status == 413
        if headers is JSON:
            assert json.loads(said)["key"] == JSON["X-Entry-Key"]
            assert "melebihi batas ukuran" in json.loads(said)["error"]
        else:
            assert "<h1>Kiriman terlalu besar</h1>" in said
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.fault("A4")
@pytest.mark.parametrize("extra", ["", ";chunk=" + "x" * 50])
def test_a_body_that_does_not_say_its_length_is_refused_where_the_limit_is(server, extra):
    sent = 0
    with closing(socket.create_connection(("127.0.0.1", server[0]), timeout=10)) as connection:
        connection.sendall(b"POST /visits/new/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            for _chunk in range(400):
                connection.sendall(f"4000{extra}\r\n".encode() + b"x" * 0x4000 + b"\r\n")
                sent += 0x4000
        except OSError:
            pass
        said = connection.recv(4096)
    assert said.startswith(b"HTTP/1.1 413 ")


@pytest.mark.fault("A4")
def test_a_forged_or_foreign_pass_opens_nothing(server, cookies):
    mine = dict(pair.split("=", 1) for pair in cookies[OFFICER].split("; "))
    theirs = dict(pair.split("=", 1) for pair in cookies[CHIEF].split("; "))
    year = str(int(time.time()) + 365 * 24 * 3600)
    for upload in (theirs["upload"], "1" + mine["upload"], f"{year}.{mine['upload'].split('.')[1]}", "", "x.y", "²."):
        cookie = f"sessionid={mine['sessionid']}; upload={urllib.parse.quote(upload)}"
        with closing(socket.create_connection(("127.0.0.1", server[0]), timeout=10)) as connection:
            connection.sendall(body_headers(2 * MB, cookie))
            assert connection.recv(4096).startswith(b"HTTP/1.1 413 "), upload


def whole_answer(connection):
    """All that comes until the server says that nothing more does."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.fault("A4")
def test_what_arrives_too_slowly_is_refused_with_a_sentence(server, cookies):
    port, _folder = server
    late = [
        b"POST /visits/new/ HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"GE",
        body_headers(500_000),
        body_headers(5 * MB, cookies[OFFICER]),
    ]
    late.append(body_headers(500_000, more="Accept: application/json\r\nX-Entry-Key: abc\r\n"))
    connections = [socket.create_connection(("127.0.0.1", port), timeout=30) for _each in late]
    began = time.monotonic()
    for connection, head in zip(connections, late, strict=True):
        connection.sendall(head)
    said, after = [], []
    for connection in connections:
        said.append(whole_answer(connection))
        after.append(time.monotonic() - began)
        connection.close()

    assert all(each.startswith((b"HTTP/1.1 408 ", b"HTTP/1.0 408 ")) for each in said), said
    assert b"Pengiriman terlalu lambat" in said[2]
    assert json.loads(said[4].partition(b"\r\n\r\n")[2])["key"] == "abc"
    assert max(after[:2]) < 14 < min(after[2:])
    assert max(after) < 25


def full_visit(**changes):
    """A visit at every limit of length and number, in signs of three bytes."""
    text, name = "ꦏ" * 10_000, "ꦏ" * 200
    rows = range(30)
    fields = {
        f"{kind}-{row}-{field}": value
        for row in rows
        for kind, values in {
            "stops": {"place": "53.01.06.2006", "name": name, "address": name, "host": name},
            "officers": {"name": name, "rank": name, "position": name, "unit": name, "role": "companion"},
            "people": {"name": name, "title": name, "institution": name, "presence": "met"},
            "notes": {"kind": "information", "topic_text": name, "text": text},
            "follow_ups": {"text": text, "sent_to": name},
        }.items()
        for field, value in values.items()
    }
    fields |= dict.fromkeys(
        "background purpose support_given situation_note reception_note result obstacles recommendation assessment "
        "other_facts".split(),
        text,
    )
    fields |= dict.fromkeys("programme order_number partners_other".split(), name)
    return complete_post(**{"key": str(uuid.uuid4()), "notes-0-raised_by": None, **fields, **changes})


def encrypted(port, cookie, posted):
    """The same as a phone of that session seals it; the keys of a server with DEBUG are those of the tests."""
    known = json.loads(ask(port, "/device/session/", headers={"Cookie": cookie})[2])
    pairs = [(name, each) for name, value in posted.items() for each in (value if isinstance(value, list) else [value])]
    entry = {"kind": "visit", "key": posted["key"], "pairs": pairs, "token": known["token"], "form": known["form"]}
    said = json.dumps(entry, ensure_ascii=False).encode()
    blob = encrypt(len(said).to_bytes(4) + said)
    return len(blob).to_bytes(4) + blob


@pytest.mark.fault("A4")
@pytest.mark.parametrize("how", ["as words", "as a form with files", "sealed by a phone"])
def test_a_visit_at_every_limit_passes(server, cookies, how):
    port, cookie = server[0], cookies[OFFICER]
    posted, csrf, path = full_visit(), token(port, cookie), "/visits/new/"
    if how == "as words":
        body, kind = urllib.parse.urlencode(posted, doseq=True).encode(), "application/x-www-form-urlencoded"
        assert 6 * MB < len(body) < 8 * MB
    elif how == "as a form with files":
        body, kind = multipart(posted)
    else:
        body, kind, path = encrypted(port, cookie, posted), "application/octet-stream", "/device/entries/"

    headers = {"Cookie": cookie, "Content-Type": kind, "Accept": "application/json", "X-CSRFToken": csrf}
    status, _headers, said = ask(port, path, body, headers=headers)

    assert (status, json.loads(said)["status"]) == (201, "submitted")


@pytest.mark.fault("A4")
@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("action", ["submit", "save"])
def test_words_of_a_form_with_too_many_photos_become_a_draft(server, cookies, as_json, action):
    port, cookie = server[0], cookies[OFFICER]
    posted = complete_post(action=action, purpose="Kata yang tidak boleh hilang.")
    fields = posted | {"csrfmiddlewaretoken": token(port, cookie)}
    photo = os.urandom(4 * MB) + b"\r\n--grenz\r\n"
    body, kind = multipart(fields, [(f"photos-{number}-image", photo) for number in range(3)])
    headers = {"Cookie": cookie, "Content-Type": kind, **({"Accept": "application/json"} if as_json else {})}

    status, _headers, said = ask(port, "/visits/new/", body, headers=headers)

    assert status == 413
    if as_json:
        assert {"key": posted["key"], "kept": True, "status": "draft"}.items() <= json.loads(said).items()
        assert "9 MB" in json.loads(said)["errors"]["photos"][0]
    else:
        assert "9 MB" in said
        assert f'action="/visits/{posted["key"]}/edit/"' in said
    page = ask(port, f"/visits/{posted['key']}/edit/", headers={"Cookie": cookie})[2]
    assert "Kata yang tidak boleh hilang." in page
    assert 'data-status="draft"' in page


@pytest.mark.fault("A22")
def test_the_server_keeps_house_by_itself_and_once(server):
    entries = "SELECT COUNT(*) FROM visits_auditentry WHERE kind = 'housekeeping'"
    with closing(sqlite3.connect(server[1] / "cooling.sqlite3")) as database:
        end = time.monotonic() + 60
        while not (found := database.execute(entries).fetchone()[0]) and time.monotonic() < end:
            time.sleep(0.5)
    assert found == 1


@pytest.mark.fault("A4", "A23")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_worker_that_dies_is_started_again(server, cookies, how):
    port, folder = server
    [worker] = processes(folder, named="cooling.worker")

    os.kill(worker, how)

    end = time.monotonic() + 30
    while worker in processes(folder, named="cooling.worker") and time.monotonic() < end:
        time.sleep(0.1)
    [first] = processes(folder, named="cooling.server")
    wait_for(f"http://127.0.0.1:{port}/healthz", _Running(first), folder)
    assert ask(port, "/visits/", headers={"Cookie": cookies[CHIEF]})[0] == 200
    [another] = processes(folder, named="cooling.worker")
    assert another != worker


class _Running:
    """A process of somebody else's, as wait_for asks about it."""

    def __init__(self, pid):
        self.pid = pid

    def poll(self):
        return None if os.path.exists(f"/proc/{self.pid}") else 1
