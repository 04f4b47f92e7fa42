"""Nobody changes the audit log unseen: the database refuses, and what was done around it is named."""

import shutil
import subprocess
import sys
import threading
import uuid
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from visits.core import audit
from visits.core.chain_notes import anchor, anchor_folder, noted_tips
from visits.core.hash_chain import ROWS_AT_ONCE, find_tampering
from visits.models import AuditEntry, ChainTip
from visits.review.deputies import name_deputy

pytestmark = pytest.mark.django_db
triggers = import_module("visits.migrations.0002_triggers_and_text_indexes")
Kind = AuditEntry.Kind
TABLE = AuditEntry._meta.db_table


def write_rows(number: int = 9, *, noted: bool = True) -> None:
    """Rows of the audit log, noted outside the database as a commit does."""
    with TestCase.captureOnCommitCallbacks(execute=noted):
        for row in range(number):
            audit.record(Kind.VISIT_READ, by=None, nrp="90010001", target=f"kunjungan {row}", shown=row)


def run(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "statement",
    [f"UPDATE {TABLE} SET nrp = '1'", f"UPDATE {TABLE} SET chain = chain WHERE number = 3", f"DELETE FROM {TABLE}"],
)
def test_the_database_refuses_to_change_the_audit_log(statement):
    write_rows()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)

    assert AuditEntry.objects.count() == 9


def test_postgresql_refuses_to_truncate_the_audit_log():
    write_rows()
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(f"TRUNCATE {TABLE}")

    assert find_tampering() == (9, "")


def test_many_rows_of_one_write_are_chained_like_few():
    number = 2 * ROWS_AT_ONCE + 1
    with TestCase.captureOnCommitCallbacks(execute=True), audit.audited():
        write_rows(number, noted=False)

    assert find_tampering() == (number, "")


def test_an_untouched_audit_log_holds(capsys):
    write_rows()

    call_command("verify_trail")

    assert capsys.readouterr().out == "The audit log is intact: 9 entries.\n"


# Each is done by somebody who owns the database and has put its triggers out of the way.
TAMPERING = {
    "another person": (f"UPDATE {TABLE} SET nrp = '90010002' WHERE number = 4", "Row 4 was altered"),
    "another time": (f"UPDATE {TABLE} SET at = '2024-01-01 00:00:00+00' WHERE number = 4", "Row 4 was altered"),
    "other details": (f"UPDATE {TABLE} SET details = '{{}}' WHERE number = 4", "Row 4 was altered"),
    "the seal": (f"UPDATE {TABLE} SET chain = 'f' WHERE number = 4", "Row 4 was altered"),
    "one removed": (f"DELETE FROM {TABLE} WHERE number = 4", "Row 4 was removed"),
    "the first removed": (f"DELETE FROM {TABLE} WHERE number = 1", "Row 1 was removed"),
    "the end cut off": (f"DELETE FROM {TABLE} WHERE number > 7", "Rows 8 to 9 were cut off the end"),
    "all removed": (f"DELETE FROM {TABLE}", "Rows 1 to 9 were cut off the end"),
}


@pytest.mark.parametrize("way", TAMPERING)
def test_the_first_row_that_was_tampered_with_is_named(way):
    statement, sentence = TAMPERING[way]
    write_rows()
    triggers.unprotect(connection)
    run(statement)

    with pytest.raises(CommandError, match=sentence):
        call_command("verify_trail")


def test_rows_put_in_between_or_swapped_are_named():
    write_rows()
    triggers.unprotect(connection)
    run(f"UPDATE {TABLE} SET number = -1 WHERE number = 9")
    for number in (8, 7, 6):
        run(f"UPDATE {TABLE} SET number = %s WHERE number = %s", number + 1, number)
    run(f"UPDATE {TABLE} SET number = 6 WHERE number = -1")

    rows, problem = find_tampering()

    assert (rows, problem) == (5, "Row 6 was altered or put in between.")


def set_back(number: int) -> None:
    """Cut the end off and let the head tell the same, as somebody who owns the database can."""
    cut = AuditEntry.objects.get(number=number)
    triggers.unprotect(connection)
    run(f"DELETE FROM {TABLE} WHERE number > %s", number)
    ChainTip.objects.update(number=number, chain=cut.chain)


def rename() -> None:
    ChainTip.objects.update(name=uuid.uuid4())


def remove_the_tip() -> None:
    ChainTip.objects.all().delete()


@pytest.mark.fault("A9")
@pytest.mark.parametrize("also", [None, rename])
def test_a_cut_end_is_found_even_where_the_tip_was_set_back(also):
    """The tip stands outside the database as well, and the name of its row decides nothing."""
    write_rows()
    set_back(7)
    if also:
        also()

    assert find_tampering() == (7, "Rows 8 to 9 were cut off the end.")
    with pytest.raises(CommandError, match="cut off"):
        call_command("verify_trail")


@pytest.mark.fault("A9")
def test_a_tip_that_was_written_down_elsewhere_decides_as_well():
    write_rows()
    last = AuditEntry.objects.get(number=9)
    set_back(7)
    shutil.rmtree(anchor_folder())

    assert find_tampering([(9, last.chain)]) == (7, "Rows 8 to 9 were cut off the end.")
    with pytest.raises(CommandError, match="cut off"):
        call_command("verify_trail", "--head", f"9:{last.chain}")


@pytest.mark.fault("A9")
@pytest.mark.parametrize("also", [None, rename, remove_the_tip])
def test_an_emptied_log_is_found(also):
    write_rows()
    triggers.unprotect(connection)
    run(f"DELETE FROM {TABLE}")
    ChainTip.objects.update(number=0, chain="0" * 64)
    if also:
        also()

    assert find_tampering() == (0, "Rows 1 to 9 were cut off the end.")
    with pytest.raises(CommandError):
        call_command("verify_trail")


@pytest.mark.fault("A9")
def test_a_log_emptied_with_its_notes_is_found_by_the_visits_that_are_left():
    make.make_visit(author=make.make_officer())

    with pytest.raises(CommandError, match="empty although there are visits"):
        call_command("verify_trail")


def test_a_new_database_holds(capsys):
    call_command("verify_trail")

    assert capsys.readouterr().out == "The audit log is intact: 0 entries.\n"


@pytest.mark.fault("A9")
def test_rows_without_a_note_outside_prove_no_end():
    write_rows(noted=False)

    with pytest.raises(CommandError, match="Nothing is noted outside"):
        call_command("verify_trail")
    call_command("verify_trail", "--head", f"9:{AuditEntry.objects.get(number=9).chain}")


@pytest.mark.fault("A9")
def test_a_removed_tip_is_told_of():
    write_rows()
    remove_the_tip()

    assert find_tampering() == (9, "The tip of the audit log's chain was removed.")


@pytest.mark.fault("A9")
@pytest.mark.parametrize("words", ["", "entah", "9 abc\n"])
def test_a_note_that_cannot_be_read_is_told_of(words):
    write_rows()
    (anchor_folder() / "another").write_text(words)

    with pytest.raises(CommandError, match="another"):
        call_command("verify_trail")


def test_an_older_tip_is_never_noted_over_a_newer_one():
    """Of two threads the one that committed first may note last."""
    write_rows(3)
    older = ChainTip(name=ChainTip.objects.get().name, number=2, chain="0" * 64)

    anchor(older, before=1)

    assert noted_tips() == ([(3, ChainTip.objects.get().chain)], [])


def test_a_log_chained_again_from_some_row_does_not_lead_through_a_noted_tip():
    write_rows()
    noted = AuditEntry.objects.get(number=6)
    triggers.unprotect(connection)
    run(f"DELETE FROM {TABLE} WHERE number > 4")
    ChainTip.objects.update(number=4, chain=AuditEntry.objects.get(number=4).chain)
    write_rows(5)

    shutil.rmtree(anchor_folder())
    assert find_tampering([(6, noted.chain)]) == (5, "Row 6 is not the one that was noted as the tip.")


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(1, 9),
    column=st.sampled_from(["nrp", "unit_code", "target_kind", "target", "kind", "chain"]),
    value=st.text("abc0ñ’", max_size=8),
)
def test_any_other_value_in_any_column_is_named(number, column, value):
    with transaction.atomic():
        shutil.rmtree(anchor_folder(), ignore_errors=True)
        write_rows()
        triggers.unprotect(connection)
        before = AuditEntry.objects.values_list(column, flat=True).get(number=number)
        run(f"UPDATE {TABLE} SET {column} = %s WHERE number = %s", value, number)
        found = find_tampering()
        transaction.set_rollback(True)

    assert found == ((9, "") if value == before else (number - 1, f"Row {number} was altered or put in between."))


def test_a_key_that_was_replaced_still_proves_its_rows(settings):
    write_rows(3)
    settings.FIELD_KEYS = ["n" * 40, *settings.FIELD_KEYS]
    write_rows(3)

    assert find_tampering() == (6, "")
    settings.FIELD_KEYS = ["n" * 40]
    assert find_tampering()[1] == "Row 1 was altered or put in between."


def test_the_rows_of_a_write_are_its_last_statements():
    """All writers wait for the head of the chain, so that it must not be held while anything else is done."""
    polres = make.make_polres()
    supervisor, deputy = make.make_officer(unit=polres, role="supervisor"), make.make_officer(unit=polres)

    today = timezone.localdate()
    with CaptureQueriesContext(connection) as queries, audit.audited():
        audit.record(Kind.SEARCHED, by=supervisor)
        name_deputy(unit=polres, officer=deputy, starts_on=today, ends_on=today, by=supervisor)

    written = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    trail = [number for number, sql in enumerate(written) if "chaintip" in sql or TABLE in sql]
    # Locked, written, moved on: SQLite cannot do the last two in one.
    statements = 2 if connection.vendor == "postgresql" else 3
    assert trail == list(range(len(written) - statements, len(written)))
    assert list(AuditEntry.objects.order_by("number").values_list("kind", flat=True)) == ["searched", "deputy_named"]


def fail_after_recording() -> None:
    audit.record(Kind.FIGURE_READ, by=None)
    raise ZeroDivisionError


def test_what_a_failed_part_recorded_is_forgotten():
    with audit.audited():
        audit.record(Kind.SEARCHED, by=None)
        with pytest.raises(ZeroDivisionError), audit.audited():
            fail_after_recording()
        audit.record(Kind.REPORT_READ, by=None)

    assert list(AuditEntry.objects.order_by("number").values_list("kind", flat=True)) == ["searched", "report_read"]


@pytest.mark.django_db(transaction=True)
def test_the_tip_is_noted_outside_the_database():
    write_rows(3)
    tip = ChainTip.objects.get()

    assert noted_tips() == ([(3, tip.chain)], [])
    assert list(anchor_folder().glob(f"{tip.name}-*"))


def test_the_log_holds_a_tip_of_every_hundred_rows_however_many_are_written_at_once(
    caplog, django_capture_on_commit_callbacks
):
    caplog.set_level("INFO", logger="visits.trail")
    for number in (95, 10, 4):
        with django_capture_on_commit_callbacks(execute=True), audit.audited():
            write_rows(number, noted=False)

    tip = AuditEntry.objects.get(number=105).chain
    assert [record.getMessage() for record in caplog.records] == [f"trail head 105 {tip}"]


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain():
    write_rows(1)

    def work():
        try:
            for _ in range(10):
                write_rows(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert find_tampering() == (41, "")


def test_the_command_does_not_take_a_tip_that_is_none():
    answer = subprocess.run(
        [sys.executable, "manage.py", "verify_trail", "--head", "nine"], capture_output=True, text=True, check=False
    )

    assert answer.returncode != 0
    assert "NUMBER:HMAC" in answer.stderr
