"""`script/bench [--visits N | --database URL] [--large] [--check]`: generate, measure, print, write the document."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cooling import start
from tests.bench import report
from tests.bench.lines import lines
from tests.postgres import running_postgres

ROOT = Path(__file__).resolve().parent.parent.parent
SMALL, MILLION, LARGE = 100_000, 1_000_000, 3_000_000
# What a database server of this size is set to; all else is as PostgreSQL ships.
SERVER = ("shared_buffers=1GB", "max_wal_size=8GB", "random_page_cost=1.1", "max_connections=60")
MADE_BY = ("visits/migrations", "visits/sample_data", "visits/models", "visits/search")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, help="measure this number only, and write no file")
    parser.add_argument("--database", help="measure this one, which holds generated visits, and write no file")
    parser.add_argument("--large", action="store_true", help="also at 3,000,000 visits")
    parser.add_argument("--check", action="store_true", help="look at query plans; fail where a line falls short")
    asked = parser.parse_args()
    sizes = [asked.visits] if asked.visits else [SMALL, MILLION, *([LARGE] if asked.large else [])]
    home = Path(os.environ.get("DATA_DIR", ROOT / "var")).resolve() / "tmp" / "bench"
    home.mkdir(parents=True, exist_ok=True)
    if asked.database:
        name = "SQLite" if asked.database.startswith("sqlite") else "PostgreSQL"
        found = [(name, measured(asked.database, home, check=asked.check))]
    else:
        found = [("PostgreSQL", data) for data in on_postgres(home, sizes, check=asked.check)]
    if not (asked.visits or asked.database):
        found.append(("SQLite", on_sqlite(home)))
    text = report.as_text(found)
    print(text)
    if not (asked.visits or asked.database):
        report.write(text, "script/bench" + " --large" * asked.large)
    return int(asked.check and falls_short(found))


def falls_short(found: list[tuple[str, dict]]) -> bool:
    """Whether a line does not hold at the largest size on PostgreSQL, or a plan reads or sorts too much."""
    by_size = sorted((data for name, data in found if name == "PostgreSQL"), key=lambda data: data["visits"])
    if not by_size:
        return False
    largest = [data for data in by_size if data["visits"] < LARGE][-1:] or by_size[-1:]
    missed = [line.name for data in largest for line in lines(data, by_size[0], by_size[-1]) if not line.holds]
    plans = [reason for data in by_size for reason in data["shortcomings"]]
    for reason in (*missed, *plans):
        print(f"FALLS SHORT: {reason}", flush=True)
    return bool(missed or plans)


def on_postgres(home: Path, sizes: list[int], *, check: bool) -> Iterator[dict]:
    folder = home / "postgres"
    folder.mkdir(exist_ok=True)
    with running_postgres(folder, *SERVER) as server:
        for number in sizes:
            name = f"visits_{number}_{fingerprint()}"
            url = f"{server.rpartition('/')[0]}/{name}"
            if not exists(server, name):
                with made(server, name):
                    fill(url, home, number)
            yield measured(url, home, check=check)


def fingerprint() -> str:
    """What the rows are made by: another one makes another database."""
    return start.fingerprint(*MADE_BY)[:10]


def ask(server: str, statement: str) -> list[tuple]:
    import psycopg2

    connection = psycopg2.connect(server)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def exists(server: str, name: str) -> bool:
    return bool(ask(server, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


@contextmanager
def made(server: str, name: str) -> Iterator[None]:
    """A new database, which stays only where it was filled; older ones of its size go."""
    size = name.rpartition("_")[0]
    for (other,) in ask(server, f"SELECT datname FROM pg_database WHERE datname LIKE '{size}\\_%'"):
        ask(server, f'DROP DATABASE "{other}"')
    ask(server, f'CREATE DATABASE "{name}"')
    try:
        yield
    except BaseException:
        ask(server, f'DROP DATABASE "{name}"')
        raise


def on_sqlite(home: Path) -> dict:
    file = home / f"visits_{SMALL}_{fingerprint()}.sqlite3"
    url = f"sqlite:///{file}"
    if not file.exists():
        for other in home.glob(f"visits_{SMALL}_*"):
            other.unlink()
        try:
            fill(url, home, SMALL)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
    return measured(url, home, check=False)


def environment(url: str, home: Path) -> dict[str, str]:
    # DEBUG only spares the secrets and https; `measure` turns it off again.
    return {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(home), "DEBUG": "1"}


def fill(url: str, home: Path, number: int) -> None:
    for command in (["migrate", "-v0"], ["reference"], ["generate_visits", "--visits", str(number)]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment(url, home), check=True)


def measured(url: str, home: Path, *, check: bool) -> dict:
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=ROOT, env=environment(url, home), check=True)
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [sys.executable, "-m", "tests.bench.measure", file.name, *(["--explain"] if check else [])]
        subprocess.run(command, cwd=ROOT, env=environment(url, home), check=True)
        return json.loads(file.read())


if __name__ == "__main__":
    sys.exit(main())
