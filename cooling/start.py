"""What script/server does once everything is installed: check, prepare what changed, serve."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import shutil
import socket
import sys
from pathlib import Path

from cooling import environment

ROOT = Path(__file__).resolve().parent.parent
DATA_SOURCES = ("visits/migrations", "visits/data", "visits/sample_data", "requirements.txt")
# The templates and the rest decide what is used of Bootstrap.
STATIC_SOURCES = ("static", "templates", "visits", "cooling/vendor.py", "cooling/trim.py", "requirements.txt")


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def fingerprint(*sources: str, also: str = "") -> str:
    """Digest of the files below these paths."""
    digest = hashlib.sha256(also.encode())
    for source in sources:
        path = ROOT / source
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in (file for file in files if file.is_file() and file.suffix != ".pyc"):
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def in_step(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def prepare_database(folder: Path, *, debug: bool) -> None:
    """Migrate and load; skipped while the SQLite file stands and nothing that fills it changed."""
    stamp = folder / ".database-prepared"
    wanted = fingerprint(*DATA_SOURCES, also=f"debug={debug}")
    # A stamp beside our own file says what is in it; of a server's database it could be a copy's.
    is_own_file = not os.environ.get("DATABASE_URL")
    if is_own_file and (folder / "cooling.sqlite3").exists() and in_step(stamp, wanted):
        return
    import django
    from django.db import OperationalError, connection

    django.setup()
    from cooling.foreign_database import problem_with

    try:
        if problem := problem_with(connection):
            environment.stop(problem + ".")
        commands("migrate", "reference")
        if debug:
            load_demo()
    except OperationalError as problem:
        named = "the database file in DATA_DIR" if is_own_file else "the database that DATABASE_URL names"
        environment.stop(f"{named} cannot be used: {' '.join(str(problem).split())}")
    stamp.write_text(wanted)


def load_demo() -> None:
    """The demo, where the database is named for it; anywhere else a sentence says that it is left out."""
    from django.db import connection

    if environment.is_for_demo(str(connection.settings_dict["NAME"])):
        commands("demo")
    else:
        print("The demo is left out: DATABASE_URL names a database without “demo” or “test” in its name.")


def check_no_public_password() -> None:
    """Stop where somebody could sign in with the password of the demo, which everybody can read."""
    import django

    django.setup()
    from visits.accounts.public_password import nrps_with_public_password

    found = nrps_with_public_password()
    if found:
        shown = ", ".join(found[:20]) + (f" and {len(found) - 20} more" if len(found) > 20 else "")
        environment.stop(
            f"these accounts still have the public password of the demo: {shown}. "
            "Start on an empty database, or shut these accounts out first with DEBUG=1 in the administration."
        )


def prepare_static(folder: Path) -> None:
    """Collect the static files when one of them changed."""
    stamp = folder / ".static-prepared"
    wanted = fingerprint(*STATIC_SOURCES)
    if (folder / "static" / "staticfiles.json").exists() and in_step(stamp, wanted):
        return
    commands("collectstatic")
    stamp.write_text(wanted)


def commands(*names: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    for name in names:
        print(f"Running {name}.", flush=True)
        options = {"interactive": False, "verbosity": 0} if name in ("migrate", "collectstatic") else {}
        call_command(name, **options)


def check_free(host: str, port: int) -> None:
    """Say it in a sentence when something else already listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            environment.stop(f"nothing can listen on {host} port {port} ({problem.strerror}). Set PORT or HOST.")


def announce(host: str, port: int, *, debug: bool) -> None:
    """Say where the program answers, and with DEBUG the demo's accounts."""
    shown = f"[{host}]" if ":" in host else host
    print(f"\nCooling answers at http://{shown}:{port}/", flush=True)
    if not debug:
        return
    from visits.sample_data.known_officers import ACCOUNTS, PASSWORD

    print(f"Demo accounts, all with the password {PASSWORD}:")
    for account in ACCOUNTS:
        print(f"  {account.nrp}  {account.role:<13}  {account.position}")
    print(flush=True)


def main() -> None:
    """Check, prepare what changed, and become the server."""
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooling.settings")
    debug = environment.decide_debug()
    host, port = os.environ.get("HOST") or "127.0.0.1", environment.port()
    # Demo accounts with a known password, and pages of faults with values in them.
    if debug and not is_loopback(host):
        environment.stop(f"DEBUG is on and HOST is {host}, which others can reach. Set DEBUG=0, or HOST=127.0.0.1.")
    import cooling.settings  # noqa: F401  # a wrong value stops here, before anything is written

    # Before minutes of preparation end in the same sentence.
    check_free(host, port)
    folder = environment.data_dir(ROOT / "var")
    from cooling.messages import compile_all

    compile_all()
    prepare_database(folder, debug=debug)
    if not debug:
        check_no_public_password()
    # After the check of passwords: a start that is refused changes nothing more.
    prepare_static(folder)
    environment.close_to_others(folder)
    shutil.rmtree(folder / "exports", ignore_errors=True)  # nobody is at work on these any more
    announce(host, port, debug=debug)
    serve(host, port, workers=1 if debug else min(4, os.cpu_count() or 1))


def serve(host: str, port: int, *, workers: int) -> None:
    """Become the web server; nothing comes after this."""
    looks_every = environment.number("HOUSEKEEPING_LOOKS_EVERY", 3600, most=24 * 3600)
    told = [host, str(port), str(workers), str(looks_every)]
    if environment.optional_secret("PUSH_KEY"):
        told.append("push")
    # In place of this process, so that whoever started script/server ends the server itself.
    os.execv(sys.executable, [sys.executable, "-m", "cooling.server", *told])


if __name__ == "__main__":
    main()
