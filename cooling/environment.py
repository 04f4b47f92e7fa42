"""Strict reading of the environment: a wrong value stops the start with one sentence."""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url


def stop(sentence: str) -> None:
    """End the start: the sentence names the setting and says what to do."""
    sys.exit(f"Cooling cannot start: {sentence}")


def flag(name: str) -> bool:
    """A switch: 1, true, yes, on or 0, false, no, off; off when not set."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("", "0", "false", "no", "off"):
        return False
    if value in ("1", "true", "yes", "on"):
        return True
    stop(f"{name} is {value!r}; set it to 1 or 0.")


# What nobody sets on their own machine.
OF_A_SERVER = (
    "DATABASE_URL",
    "SECRET_KEY",
    "FIELD_KEYS",
    "HANDOVER_KEY",
    "PUSH_KEY",
    "ALLOWED_HOSTS",
    "TRUSTED_ORIGINS",
    "TRUSTED_PROXIES",
)


def decide_debug() -> bool:
    """DEBUG for script/server: on where nothing is said and nothing looks like a server."""
    if os.environ.get("DEBUG", "").strip():
        return flag("DEBUG")
    found = [name for name in OF_A_SERVER if os.environ.get(name, "").strip()]
    if found:
        stop(f"{' and '.join(found)} set, but not DEBUG. Set DEBUG=0 on a server, DEBUG=1 on your own machine.")
    os.environ["DEBUG"] = "1"
    return True


def is_for_demo(name: str) -> bool:
    """Whether invented visits may go into this database: our own file, or one that is named for it."""
    # The file in our own folder was made by script/server.
    if not os.environ.get("DATABASE_URL", "").strip():
        return True
    return any(word in Path(name).name.lower() for word in ("demo", "test"))


def words(name: str, default: str = "") -> list[str]:
    """A list of values, separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def port(name: str = "PORT", default: int = 8000) -> int:
    value = os.environ.get(name, str(default))
    # int() also takes "8_000", blanks and the digits of other scripts.
    if not (value.isascii() and value.isdecimal()) or not 1 <= int(value) <= 65535:
        stop(f"{name} is {value!r}; set it to a number from 1 to 65535.")
    return int(value)


def number(name: str, default: int, *, most: int) -> int:
    """A whole number from 1 to `most`."""
    # Set and empty, as in many files of settings, is not set.
    value = os.environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdecimal()) or not 1 <= int(value) <= most:
        stop(f"{name} is {value!r}; set it to a whole number from 1 to {most}.")
    return int(value)


def origins(name: str) -> list[str]:
    """Origins, each with its scheme and host: https://cooling.example."""
    found = words(name)
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
            stop(f"{name} holds {origin!r}; write an origin as https://cooling.example.")
    return found


def networks(name: str, *default: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Addresses and networks, separated by commas: 10.0.0.5, 10.1.0.0/16, 2001:db8::/32."""
    found = []
    for value in words(name) or default:
        try:
            network = ipaddress.ip_network(value)
        except ValueError as problem:
            stop(f"{name} holds {value!r} ({problem}); write an address or a network, like 10.0.0.5 or 10.1.0.0/16.")
        # Then anybody could name any address as their own, and no limit on attempts would hold.
        if network.prefixlen == 0:
            stop(f"{name} holds {value!r}, which is everybody; name the proxies in front of this server alone.")
        found.append(network)
    return found


SHORTEST_SECRET = 32


def secret(name: str, *, debug: bool) -> str:
    """A secret that must be set where DEBUG is off."""
    value = os.environ.get(name, "")
    if value and len(value) < SHORTEST_SECRET and not debug:
        stop(f"{name} has {len(value)} characters; use a random value of at least {SHORTEST_SECRET}.")
    if value:
        return value
    if debug:
        # The same at every start, or each restart would sign everybody out and lose encrypted fields.
        return f"only-for-development-{name.lower()}-{'x' * 40}"
    stop(f"{name} is not set; where DEBUG is off it needs a random value of at least {SHORTEST_SECRET} characters.")


def secrets(name: str, *, debug: bool) -> list[str]:
    """Secrets separated by commas, the one in use first: the others are those it replaced."""
    found = secret(name, debug=debug).split(",")
    if not debug and any(len(value.strip()) < SHORTEST_SECRET for value in found):
        stop(f"{name} holds a value shorter than {SHORTEST_SECRET} characters; separate random values with one comma.")
    return [value.strip() for value in found if value.strip()]


def optional_secret(name: str) -> str:
    """A secret that switches something on; empty where it is not set."""
    value = os.environ.get(name, "").strip()
    if value and len(value) < SHORTEST_SECRET:
        stop(f"{name} has {len(value)} characters; use a random value of at least {SHORTEST_SECRET}, or none.")
    return value


HOST_AND_PORT = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?\Z")


def hosts(name: str) -> list[str]:
    """Names of hosts, each with a port where it is not the usual one: push.example, push.example:8443."""
    found = [word.lower() for word in words(name)]
    for host in found:
        if not HOST_AND_PORT.match(host):
            stop(f"{name} holds {host!r}; write the name of a host, like push.example or push.example:8443.")
    return found


def data_dir(default: Path) -> Path:
    """The folder for the database, uploaded files and logs, made when absent; for this account's eyes alone."""
    # For everything that this process writes: names and photos are nobody else's on a shared machine.
    os.umask(0o077)
    folder = Path(os.environ.get("DATA_DIR") or default)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        stop(f"DATA_DIR {str(folder)!r} cannot be made: {problem.strerror}.")
    if not os.access(folder, os.W_OK):
        stop(f"DATA_DIR {str(folder)!r} is not writable.")
    return folder


def close_to_others(folder: Path) -> None:
    """Take from others what an earlier version let them read: below a closed folder the rest is out of sight too."""
    for path in (folder, *folder.glob("*"), *folder.glob("trail/*")):
        try:
            path.chmod(0o700 if path.is_dir() else 0o600)
        except OSError as problem:
            stop(f"{str(path)!r} can be read by others, and its mode cannot be changed: {problem.strerror}.")


SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at BEGIN, so that a reader never has to become a writer halfway.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


# Every statement reads a short stretch of an index: compiling it or spreading it out costs more than running it,
# and no index is to be thought slower than a whole table. What the address says itself (?options=…) comes after it.
POSTGRES_OPTIONS = "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"


def database(folder: Path) -> dict:
    """SQLite under the data folder, or what DATABASE_URL names: sqlite or postgres."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "cooling.sqlite3", "OPTIONS": SQLITE_OPTIONS}
    try:
        parsed = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError, KeyError):
        stop("DATABASE_URL cannot be read; write it as postgres://user:password@host:5432/name.")
    if parsed["ENGINE"].endswith("sqlite3"):
        return {**parsed, "OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": 0}
    if not parsed["ENGINE"].endswith("postgresql") or not parsed["NAME"]:
        stop("DATABASE_URL must name a PostgreSQL or SQLite database, like postgres://user:password@host:5432/name.")
    given = parsed.setdefault("OPTIONS", {})
    # Ours first: of two settings of one name PostgreSQL takes the last.
    given["options"] = f"{POSTGRES_OPTIONS} {given.get('options', '')}".rstrip()
    return parsed
