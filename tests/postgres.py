"""A private PostgreSQL on a free port, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Speed before safety: what is lost when the machine fails is made again.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "unix_socket_directories=")


class PostgresMissing(Exception):
    """No PostgreSQL can be started here; the sentence says why."""


def binaries() -> Path:
    """The folder with initdb and pg_ctl: the one of pg_config, else the newest of the system."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True
    )
    if found := shutil.which("pg_config"):
        told = subprocess.run([found, "--bindir"], capture_output=True, text=True)
        folders.insert(0, Path(told.stdout.strip()))
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise PostgresMissing("Its programs were not found (apt-get install postgresql).")


def other_user() -> dict:
    """PostgreSQL refuses to run as root: the arguments of a process that runs as somebody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise PostgresMissing("It refuses to run as root, and there is no other user.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(folder: Path, program: str, *arguments: str, check: bool = True, **options) -> None:
    done = subprocess.run(
        [folder / program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/", **options
    )
    if check and done.returncode:
        raise PostgresMissing(f"{program} ended with {done.returncode}: {done.stdout.strip()[-500:]}")


def stop_on_signal(number, frame):
    """Turn the end of the run into an exception, so that the cluster is taken down too."""
    raise SystemExit(128 + number)


def make_cluster(cluster: Path) -> None:
    arguments = ["-D", str(cluster), "-U", "cooling", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
    run(binaries(), "initdb", *arguments, **other_user())


@contextlib.contextmanager
def running_postgres(home: Path, *settings: str) -> Iterator[str]:
    """The URL of the cluster in this folder, made where there is none; it stops afterwards, and its rows stay."""
    folder, who = binaries(), other_user()
    signal.signal(signal.SIGTERM, stop_on_signal)
    cluster, port = home / "cluster", free_port()
    if who:
        os.chown(home, who["user"], who["group"])
    if not (cluster / "PG_VERSION").exists():
        make_cluster(cluster)
    options = " ".join([f"-p {port} -h 127.0.0.1", *(f"-c {setting}" for setting in (*SETTINGS, *settings))])
    try:
        # The log goes to a file: a pipe would stay open as long as the server runs.
        run(folder, "pg_ctl", "-D", str(cluster), "-l", str(home / "log"), "-o", options, "-w", "start", **who)
        yield f"postgres://cooling@127.0.0.1:{port}/postgres"
    finally:
        # A checkpoint before the end: without fsync the rows of a cluster that was killed could be lost.
        run(folder, "pg_ctl", "-D", str(cluster), "-m", "fast", "-w", "stop", check=False, **who)


@contextlib.contextmanager
def scratch_postgres() -> Iterator[str]:
    """The DATABASE_URL of an empty cluster."""
    home = Path(tempfile.mkdtemp(prefix="cooling-postgres-"))
    try:
        # Tests fill and empty tables faster than they are counted: plans by old counts took a minute.
        with running_postgres(home, "autovacuum=off") as url:
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)
