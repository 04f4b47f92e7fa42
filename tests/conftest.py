"""The environment of all tests: a scratch folder, static files collected once, plain http, Chromium."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

# Before Django reads its settings. Workers of xdist inherit all of it from the controller.
if "COOLING_TEST_DIR" not in os.environ:
    os.environ["COOLING_TEST_DIR"] = tempfile.mkdtemp(prefix="cooling-tests-")
    atexit.register(shutil.rmtree, os.environ["COOLING_TEST_DIR"], ignore_errors=True)
os.environ["DATA_DIR"] = os.environ["COOLING_TEST_DIR"]
# Not in pyproject.toml: pytest-django would read the settings before this file.
os.environ["DJANGO_SETTINGS_MODULE"] = "cooling.settings"
os.environ["DEBUG"] = "1"  # no secrets and no https needed; pytest-django turns settings.DEBUG off again
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # sync Playwright runs an event loop beside Django
for name in (
    "SECRET_KEY",
    "FIELD_KEYS",
    "HANDOVER_KEY",
    "PUSH_KEY",
    "PUSH_HOSTS",
    "ALLOWED_HOSTS",
    "TRUSTED_ORIGINS",
    "TRUSTED_PROXIES",
    "PORT",
    "HOST",
):
    os.environ.pop(name, None)

import hypothesis  # noqa: E402
import pytest  # noqa: E402

# What they assert is told like what a test asserts.
pytest.register_assert_rewrite("tests.form_errors")

from cooling.messages import compile_all  # noqa: E402

# Before Django: a process that has once looked for the words keeps what it found.
compile_all()

# The gate judges a change, not its luck: there the same cases at each run, elsewhere new ones.
hypothesis.settings.register_profile("gate", derandomize=True)
if os.environ.get("CI") == "true":
    hypothesis.settings.load_profile("gate")

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}


def chromium_path() -> str | None:
    """Chromium of the system, by the names that distributions give it."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)


def pytest_configure(config):
    from django.conf import settings
    from django.contrib.staticfiles import handlers

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Workers of one run have databases of their own, and so must their exports.
    settings.EXPORTS_ROOT = Path(settings.DATA_DIR) / f"exports-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        # A file: the thread of live_server opens its own connection.
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = Path(settings.DATA_DIR) / "test.sqlite3"
    # live_server would serve static files by its own finders; WhiteNoise does it here as on a server.
    handlers.StaticFilesHandler = lambda application: application
    scan_static_files_once()


def scan_static_files_once() -> None:
    """Every test client builds the middleware anew, and WhiteNoise would look through all files each time."""
    from whitenoise.base import WhiteNoise

    scan = WhiteNoise.update_files_dictionary
    known: dict[tuple[str, str], dict] = {}

    def scan_once(self, root, prefix):
        if (root, prefix) not in known:
            before, self.files = self.files, {}
            scan(self, root, prefix)
            known[root, prefix], self.files = self.files, before
        self.files.update(known[root, prefix])

    WhiteNoise.update_files_dictionary = scan_once


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied():
    """Tests with real transactions empty every table after themselves, which the audit log's triggers refuse."""
    from importlib import import_module

    from django.db import connection
    from django.test import TransactionTestCase

    triggers = import_module("visits.migrations.0002_triggers_and_text_indexes")
    empty = TransactionTestCase._fixture_teardown

    def empty_unprotected(case):
        triggers.unprotect(connection)
        try:
            empty(case)
        finally:
            triggers.protect(connection)

    TransactionTestCase._fixture_teardown = empty_unprotected


@pytest.fixture(autouse=True)
def no_export_worker_outlives_its_test():
    """A page about exports starts a process, which looks into the database of this test."""
    yield
    from visits.exports import streaming

    for worker in streaming._workers:
        worker.kill()
        worker.wait()
        worker.stdin.close()
    streaming._workers.clear()


@pytest.fixture(autouse=True)
def notes_of_its_own(settings):
    """Each test has an audit log of its own; the notes of another one would say that rows are missing."""
    settings.CHAIN_TIPS_ROOT = Path(settings.DATA_DIR) / "trail" / uuid.uuid4().hex
    yield
    shutil.rmtree(settings.CHAIN_TIPS_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def filters_are_read_anew():
    """What a process keeps of units and topics belongs to the test before."""
    from visits.history import filter_choices

    filter_choices.forget()


@pytest.fixture(autouse=True)
def nothing_kept():
    """Numbers that may be a minute old would tell of the test before."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def full_disk(tmp_path):
    """A folder that takes no byte more until its file "filled" is gone; a closed one where nothing may be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        disk.chmod(0o500)
        yield disk
        disk.chmod(0o700)
        return
    with (disk / "filled").open("wb", buffering=0) as filled, contextlib.suppress(OSError):
        while True:
            filled.write(b"x" * 4096)
    yield disk
    subprocess.run(["umount", disk], check=True)


def pytest_sessionstart(session):
    # A copy with a planted fault keeps what was collected, unless the fault lies in it.
    if hasattr(session.config, "workerinput") or "COOLING_TEST_STATIC" in os.environ:
        return
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def pytest_collection_modifyitems(config, items):
    """Whatever opens Chromium is marked as a browser test, so that a run can leave it out.

    On PostgreSQL, the second run, what no database decides is left out: it was tried on SQLite. Tests that
    write thousands of rows are run there alone.
    """
    from django.conf import settings

    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()) or item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.browser)
    is_wanted = is_for_postgresql if on_postgresql(settings) else is_for_sqlite
    without = [item for item in items if not is_wanted(item)]
    items[:] = [item for item in items if is_wanted(item)]
    config.hook.pytest_deselected(items=without)


def on_postgresql(settings) -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def is_for_sqlite(item) -> bool:
    return item.get_closest_marker("many_rows") is None


def is_for_postgresql(item) -> bool:
    return asks_the_database(item) and item.get_closest_marker("once") is None


def asks_the_database(item) -> bool:
    names = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or any(
        name in names for name in ("db", "transactional_db", "live_server", "django_db_setup")
    )


def pytest_report_header(config):
    from tests.engines.engines import ENGINES

    told = []
    if not chromium_path():
        told.append("NOT TESTED: everything in a browser, since Chromium was not found (apt-get install chromium).")
    for engine in ENGINES:
        if not engine.is_here():
            told.append(f"NOT TESTED: {engine.name}, which was not found (apt-get install {engine.packages}).")
    return told


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for all tests of a process."""
    path = chromium_path()
    if not path:
        told = "Chromium was not found."
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser_context(chromium, live_server):
    """A phone of one person: own cookies and storage."""
    context = chromium.new_context(
        base_url=live_server.url, viewport=PHONE, locale="id-ID", timezone_id="Asia/Makassar", has_touch=True
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(browser_context):
    """An empty tab on that phone."""
    return browser_context.new_page()


@pytest.fixture
def browser(chromium):
    """Chromium itself, for tests that need several people at once."""
    return chromium
