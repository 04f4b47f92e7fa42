"""How far a posted visit goes: the files between the page's view and the rows that it writes.

`python -m pytest -s tests/capture/test_way_to_the_rows.py` prints them.
"""

import sys
from pathlib import Path

import pytest
from django.db import connection

from tests import factories as make
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.models import Visit

pytestmark = pytest.mark.django_db
APP = Path(__file__).resolve().parents[2] / "visits"
MOST_FILES = 12
# The last is how PostgreSQL moves the chain's tip with the entries.
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH MOVED AS (UPDATE")


def files_on_the_stack() -> list[str]:
    """The application's files that wait for what runs now; models say what a row is and carry it nowhere."""
    frame, found = sys._getframe(), []
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(APP):
            found.append(path.relative_to(APP).as_posix())
        frame = frame.f_back
    return [name for name in found if not name.startswith(("models/", "accounts/middleware"))]


def test_a_posted_visit_passes_few_files_on_its_way_to_the_rows(client):
    make.make_village()
    client.force_login(make_readers()["author"])
    passed: dict[str, set[str]] = {}

    def note(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES):
            for name in files_on_the_stack():
                passed.setdefault(name, set()).add(sql.lstrip().split("(")[0][:60])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = client.post("/visits/new/", complete_post())

    assert answer.status_code == 302
    assert Visit.objects.get().status == "submitted"
    for name, statements in sorted(passed.items()):
        print(f"{name}: {len(statements)} kinds of writes")
    assert {"capture/views.py", "capture/save.py", "core/audit.py"} <= set(passed)
    assert len(passed) <= MOST_FILES, sorted(passed)
