"""The start of the server in its steps: what changed since the last one, where it may listen, what it says."""

import os
import socket

import pytest

from cooling import start
from cooling.start import announce, check_free, fingerprint, in_step, is_loopback, prepare_database, prepare_static
from visits.sample_data.known_officers import ACCOUNTS, PASSWORD


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        *((host, True) for host in ("localhost", "127.0.0.1", "127.9.9.9", "::1")),
        *((host, False) for host in ("0.0.0.0", "::", "192.0.2.7", "cooling.example", "127.0.0.1.example", "")),
    ],
)
def test_with_debug_only_this_machine_is_listened_to(host, is_own):
    assert is_loopback(host) is is_own


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A folder with two files and a file beside it, as sources of a stamp."""
    monkeypatch.setattr(start, "ROOT", tmp_path)
    for name in ("data/a.json", "data/below/b.json", "requirements.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def print_of_sources() -> str:
    return fingerprint("data", "requirements.txt", also="debug=True")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data/a.json", "other"),
        ("data/below/b.json", ""),
        ("data/c.json", ""),
        ("requirements.txt", "requirements.txt "),
    ],
)
def test_any_change_of_a_source_changes_the_print(sources, name, text):
    before = print_of_sources()
    (sources / name).write_text(text)

    assert print_of_sources() != before


def test_a_file_that_moves_or_goes_changes_it_too(sources):
    seen = {print_of_sources()}
    (sources / "data/a.json").rename(sources / "data/z.json")
    seen.add(print_of_sources())
    (sources / "data/z.json").unlink()
    seen.add(print_of_sources())

    assert len(seen) == 3
    assert fingerprint("data", also="x") != fingerprint("data", also="y")


def test_what_python_leaves_beside_changes_nothing(sources):
    before = print_of_sources()
    (sources / "data" / "a.cpython-311.pyc").write_bytes(b"compiled")
    (sources / "elsewhere.json").write_text("")

    assert print_of_sources() == before


def test_a_stamp_says_of_what_it_was_made(tmp_path):
    stamp = tmp_path / "stamp"
    assert not in_step(stamp, "x")
    stamp.write_text("x")
    assert in_step(stamp, "x")
    assert not in_step(stamp, "y")


@pytest.fixture
def ran(monkeypatch):
    """The commands of manage.py that a step asks for, in their order."""
    found: list[str] = []
    monkeypatch.setattr(start, "commands", lambda *names: found.extend(names))
    monkeypatch.setattr(start, "load_demo", lambda: found.append("demo"))
    return found


@pytest.mark.django_db
def test_a_database_is_prepared_once_and_again_when_something_changed(tmp_path, monkeypatch, ran):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    prepare_database(tmp_path, debug=True)
    assert ran == ["migrate", "reference", "demo"]

    (tmp_path / "cooling.sqlite3").touch()
    prepare_database(tmp_path, debug=True)
    assert ran == ["migrate", "reference", "demo"]
    prepare_database(tmp_path, debug=False)  # a server has no demo
    assert ran[3:] == ["migrate", "reference"]
    (tmp_path / "cooling.sqlite3").unlink()
    prepare_database(tmp_path, debug=False)
    assert ran[5:] == ["migrate", "reference"]


@pytest.mark.django_db
def test_of_a_servers_database_no_stamp_is_believed(tmp_path, monkeypatch, ran):
    monkeypatch.setenv("DATABASE_URL", "postgres://user@host/cooling")
    (tmp_path / "cooling.sqlite3").touch()
    for _start in range(2):
        prepare_database(tmp_path, debug=False)

    assert ran == ["migrate", "reference"] * 2


def test_static_files_are_collected_where_they_are_not_there_or_older(tmp_path, ran):
    prepare_static(tmp_path)
    prepare_static(tmp_path)
    assert ran == ["collectstatic"] * 2  # nothing came of it yet

    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    prepare_static(tmp_path)
    assert len(ran) == 2
    (tmp_path / ".static-prepared").write_text("older")
    prepare_static(tmp_path)
    assert len(ran) == 3


def test_where_something_listens_already_a_sentence_says_so():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"nothing can listen on 127.0.0.1 port {port} \(.+\). Set PORT or HOST"):
            check_free("127.0.0.1", port)
    check_free("127.0.0.1", port)


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("0.0.0.0", "0.0.0.0")])
def test_the_address_is_said_and_with_debug_the_accounts_of_the_demo(capsys, host, shown):
    announce(host, 8000, debug=False)
    on_a_server = capsys.readouterr().out
    announce(host, 8000, debug=True)
    on_ones_own = capsys.readouterr().out

    assert on_a_server == f"\nCooling answers at http://{shown}:8000/\n"
    assert PASSWORD in on_ones_own
    assert all(account.nrp in on_ones_own for account in ACCOUNTS)


def test_the_server_takes_the_place_of_the_start(monkeypatch):
    told: list = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: told.extend(arguments[1:]))
    monkeypatch.setenv("HOUSEKEEPING_LOOKS_EVERY", "30")

    start.serve("127.0.0.1", 8000, workers=2)

    assert told == ["-m", "cooling.server", "127.0.0.1", "8000", "2", "30"]
