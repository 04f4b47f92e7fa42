"""What script/test does: all tests on SQLite, then on PostgreSQL those that ask a database, without most browsers."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.postgres import PostgresMissing, scratch_postgres

# A server that a test starts for itself works on a SQLite of its own, whatever DATABASE_URL says.
ON_POSTGRES = "(not browser or journey) and not own_server"
NO_TESTS = 5  # pytest's exit status when nothing was selected


def run_pytest(*options: str, database: str = "") -> int:
    environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DATA_DIR")}
    if database:
        environment["DATABASE_URL"] = database
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", "2", *options], env=environment).returncode


def run_on_postgres(paths: list[str]) -> bool:
    try:
        with scratch_postgres() as url:
            status = run_pytest("-m", ON_POSTGRES, *paths, database=url)
    except PostgresMissing as reason:
        print(f"NOT TESTED: everything on PostgreSQL. {reason}", flush=True)
        return os.environ.get("CI") != "true"
    return status == 0 or (bool(paths) and status == NO_TESTS)


def main() -> int:
    paths = sys.argv[1:]
    print("Tests on SQLite.", flush=True)
    on_sqlite = run_pytest(*paths) == 0
    print("Tests on PostgreSQL.", flush=True)
    on_postgres = run_on_postgres(paths)
    for name, passed in (("SQLite", on_sqlite), ("PostgreSQL", on_postgres)):
        print(f"{name}: {'no failure' if passed else 'FAILED'}.", flush=True)
    return 0 if on_sqlite and on_postgres else 1


if __name__ == "__main__":
    sys.exit(main())
