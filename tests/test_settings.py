"""A wrong value in the environment stops the start with a sentence that names it."""

import json
import os
import socket
import subprocess
import sys

import pytest

from cooling.environment import POSTGRES_OPTIONS, close_to_others, database, is_for_demo

SECRETS = {"SECRET_KEY": "s" * 64, "FIELD_KEYS": "f" * 64, "HANDOVER_KEY": "h" * 64}


def start(module: str = "cooling.settings", **environment: str) -> subprocess.CompletedProcess:
    """Read the settings as a new process does."""
    inherited = {name: os.environ[name] for name in ("PATH", "DATA_DIR", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", module], env={**inherited, **environment}, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"DEBUG": "perhaps"}, "DEBUG"),
        ({"DEBUG": "1", "PORT": "eighty"}, "PORT"),
        ({"DEBUG": "1", "PORT": "0"}, "PORT"),
        ({"DEBUG": "1", "PORT": "65536"}, "PORT"),
        ({"DEBUG": "1", "PORT": "²"}, "PORT"),
        ({"DEBUG": "1", "DATABASE_URL": "mysql://somewhere/cooling"}, "DATABASE_URL"),
        ({"DEBUG": "1", "DATABASE_URL": "postgres://user@host:port/cooling"}, "DATABASE_URL"),
        ({"DEBUG": "1", "DATABASE_URL": "postgres://user@host/"}, "DATABASE_URL"),
        ({"DEBUG": "1", "DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"DEBUG": "1", "DATA_DIR": "/dev/null/var"}, "DATA_DIR"),
        ({"DEBUG": "1", "TRUSTED_ORIGINS": "cooling.example"}, "TRUSTED_ORIGINS"),
        ({"DEBUG": "1", "TRUSTED_ORIGINS": "https://"}, "TRUSTED_ORIGINS"),
        ({"DEBUG": "1", "TRUSTED_PROXIES": "proxy.example"}, "TRUSTED_PROXIES"),
        ({"DEBUG": "1", "TRUSTED_PROXIES": "127.0.0.1,10.0.0.5/16"}, "TRUSTED_PROXIES"),
        ({"DEBUG": "1", "TRUSTED_PROXIES": "10.0.0.1:8080"}, "TRUSTED_PROXIES"),
        ({"DEBUG": "1", "TRUSTED_PROXIES": "::/0"}, "TRUSTED_PROXIES"),
        ({}, "SECRET_KEY"),
        ({**SECRETS, "SECRET_KEY": "short"}, "SECRET_KEY"),
        ({**SECRETS, "FIELD_KEYS": ""}, "FIELD_KEYS"),
        ({**SECRETS, "FIELD_KEYS": f"{'f' * 64},"}, "FIELD_KEYS"),
        ({**SECRETS, "HANDOVER_KEY": ""}, "HANDOVER_KEY"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(environment, named):
    done = start(**environment)

    assert done.returncode == 1
    assert done.stderr.startswith("Cooling cannot start: ")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"DEBUG": "1"},
        SECRETS,
        {"DEBUG": "1", "DATABASE_URL": "postgres://user:word@127.0.0.1:5432/cooling"},
        {"DEBUG": "1", "DATABASE_URL": "sqlite:////tmp/cooling.sqlite3"},
        {"DEBUG": "1", "TRUSTED_ORIGINS": "https://cooling.example,https://kupang.example"},
        {"DEBUG": "1", "TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/16,2001:db8::/32,::1"},
        {"DEBUG": "1", "TRUSTED_PROXIES": ""},
    ],
)
def test_right_values_start(environment):
    done = start(**environment)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_secret_is_never_repeated_in_the_sentence():
    done = start(**{**SECRETS, "SECRET_KEY": "tell-nobody"})

    assert "tell-nobody" not in done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "cooling.example"])
def test_the_server_refuses_debug_where_others_reach_it(host):
    done = start("cooling.start", DEBUG="1", HOST=host)

    assert done.returncode == 1
    assert "DEBUG is on" in done.stderr


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("postgres://user:word-nobody-sees@127.0.0.1:1/cooling", "DATABASE_URL"),
        ("sqlite:////nowhere/at/all/cooling.sqlite3", "DATABASE_URL"),
    ],
)
def test_a_database_that_cannot_be_reached_stops_the_server_with_a_sentence(url, named, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = str(probe.getsockname()[1])

    done = start("cooling.start", DEBUG="1", DATABASE_URL=url, DATA_DIR=str(tmp_path), PORT=free)

    assert done.returncode == 1
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert "word-nobody-sees" not in done.stderr


ON_A_SERVER = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
plain, page = Client().get("/accounts/login/"), Client().get("/accounts/login/", secure=True)
print(json.dumps({
    "plain": [plain.status_code, plain["Location"]],
    "hsts": page["Strict-Transport-Security"],
    "cookies": {name: [each["secure"], each["httponly"], each["samesite"], each["path"], each["domain"]]
                for name, each in page.cookies.items()},
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN],
    "language": [settings.LANGUAGE_COOKIE_SECURE, settings.LANGUAGE_COOKIE_HTTPONLY, settings.LANGUAGE_COOKIE_SAMESITE],
    "needs_second_factor": settings.SECOND_FACTOR_REQUIRED,
}))
"""


def test_on_a_server_everything_goes_over_https_with_cookies_of_this_host_alone():
    inherited = {name: os.environ[name] for name in ("PATH", "DATA_DIR", "HOME") if name in os.environ}
    environment = {**inherited, **SECRETS, "ALLOWED_HOSTS": "testserver", "DJANGO_SETTINGS_MODULE": "cooling.settings"}
    done = subprocess.run([sys.executable, "-c", ON_A_SERVER], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)

    assert said["plain"] == [301, "https://testserver/accounts/login/"]
    assert said["hsts"] == "max-age=31536000; includeSubDomains"
    assert said["cookies"] == {"__Host-csrf": [True, True, "Lax", "/", ""]}
    assert said["session"] == ["__Host-session", True, True, "Lax", "/", None]
    assert said["language"] == [True, True, "Lax"]
    assert said["needs_second_factor"] is True


def test_postgresql_is_told_what_statements_come_and_the_address_has_the_last_word(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:word@127.0.0.1:5432/cooling?options=-c%20jit%3Don")
    options = database(tmp_path)["OPTIONS"]["options"]
    assert options == f"{POSTGRES_OPTIONS} -c jit=on"


OF_A_SERVER = {
    **SECRETS,
    "DATABASE_URL": "postgres://user:word@127.0.0.1:1/cooling",
    "ALLOWED_HOSTS": "cooling.example",
    "TRUSTED_ORIGINS": "https://cooling.example",
    "TRUSTED_PROXIES": "127.0.0.1",
}


@pytest.mark.fault("A10")
@pytest.mark.parametrize("debug", [{}, {"DEBUG": ""}, {"DEBUG": " "}])
@pytest.mark.parametrize(
    "names", [*[(name,) for name in OF_A_SERVER], ("DATABASE_URL", "SECRET_KEY"), tuple(OF_A_SERVER)]
)
def test_debug_that_nobody_set_beside_a_servers_settings_stops_the_server(debug, names, tmp_path):
    said = {name: OF_A_SERVER[name] for name in names}
    done = start("cooling.start", **said, **debug, DATA_DIR=str(tmp_path / "data"))

    assert done.returncode == 1
    assert done.stderr.startswith("Cooling cannot start: ")
    assert all(name in done.stderr for name in (*names, "DEBUG=0"))
    assert not (tmp_path / "data").exists()


@pytest.mark.fault("A10")
@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("", True),
        ("postgres://user@127.0.0.1/cooling", False),
        ("postgres://user@127.0.0.1/cooling_demo", True),
        ("postgres://user@127.0.0.1/test_cooling", True),
        ("postgres://demo:test@demo/cooling", False),
        ("sqlite:////srv/demo/cooling.sqlite3", False),
        ("sqlite:////srv/cooling/Demo.sqlite3", True),
    ],
)
def test_the_demo_goes_only_where_the_database_is_named_for_it(monkeypatch, tmp_path, url, fits):
    monkeypatch.setenv("DATABASE_URL", url)

    assert is_for_demo(str(database(tmp_path)["NAME"])) is fits


@pytest.mark.fault("A24")
def test_nobody_else_reads_what_lies_in_the_data_folder(tmp_path):
    folder = tmp_path / "data"
    (folder / "trail").mkdir(parents=True)
    for name in ("cooling.sqlite3", "cooling.sqlite3-wal", "cooling.sqlite3-shm", "trail/head"):
        (folder / name).touch()
        (folder / name).chmod(0o644)
    folder.chmod(0o755)

    close_to_others(folder)

    assert {path.stat().st_mode & 0o777 for path in (folder, folder / "trail")} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o600}
