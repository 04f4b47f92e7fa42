"""Bring the regions in line with a file of the Kemendagri codes, without ever deleting one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit
from visits.lists import visit_index
from visits.models import AuditEntry, Officer, Region, Visit
from visits.setup.region_file import BadFile, RegionFile, RegionRow, read_regions, read_successors

AUDIT_TARGET = "regions"
COLUMNS = [*RegionRow._fields, "closed_on"]
Values = tuple[object, ...]
Progress = Callable[[str], None]


@dataclass
class RegionChanges:
    """What an import did: how many regions it added, changed, closed and opened again."""

    added: int = 0
    changed: int = 0
    closed: int = 0
    reopened: int = 0
    linked: int = 0

    def __bool__(self) -> bool:
        return any(vars(self).values())


def import_regions(
    *,
    path: Path,
    by: Officer | None = None,
    successors_path: Path | None = None,
    closed_on: date | None = None,
    progress: Progress = lambda sentence: None,
) -> RegionChanges:
    """Add, change, close and reopen regions so that they are those of the file.

    Only provinces that the file contains are touched. A code that the file no longer has is
    closed on `closed_on` (today) and stays, since old visits point at it. The same file
    again writes nothing, not even to the audit log.
    Raises BadFile with a sentence and the line number; then nothing has changed.
    """
    progress(_("Reading %(path)s …") % {"path": path})
    file = read_regions(path)
    if successors_path:
        _add_successors(file, read_successors(successors_path))
    progress(_("Comparing %(count)d regions …") % {"count": len(file.rows)})
    with audit.audited():
        known = _known_rows(file.provinces)
        changes, rows = _compare(file, known, closed_on or timezone.localdate())
        progress(_("Writing %(count)d regions …") % {"count": len(rows)})
        _write_rows(rows)
        changes.linked = _link_successors(file)
        if changes:
            audit.record(
                AuditEntry.Kind.REGIONS_IMPORTED,
                by=by,
                target=AUDIT_TARGET,
                provinces=file.provinces,
                **vars(changes),
            )
    return changes


def _add_successors(file: RegionFile, successors: dict[str, list[str]]) -> None:
    for code in successors:
        if code in file.rows and code not in file.successors:
            raise BadFile(_("%(code)s has not ended, so it has no successors.") % {"code": code})
    file.successors.update(successors)


def _known_rows(provinces: list[str]) -> dict[str, Values]:
    """The regions of these provinces that the database has, as plain values by code."""
    rows = Region.objects.order_by().values_list(*COLUMNS)
    return {row[0]: row for row in rows if row[0][:2] in set(provinces)}


def _compare(file: RegionFile, known: dict[str, Values], today: date) -> tuple[RegionChanges, list[Values]]:
    """What differs between file and database, and the rows to write for it."""
    changes = RegionChanges()
    rows: list[Values] = []
    ended = {code for code in file.successors if code in file.rows}
    for code, row in file.rows.items():
        old = known.get(code)
        # A code that was closed before keeps its day.
        closed_on = (old[-1] if old and old[-1] else today) if code in ended else None
        if old is None:
            changes.added += 1
        elif old[-1] and not closed_on:
            changes.reopened += 1
        elif closed_on and not old[-1]:
            changes.closed += 1
        elif old[:-1] != row:
            changes.changed += 1
        else:
            continue
        rows.append((*row, closed_on))
    for code, old in known.items():
        # Never deleted: visits of that time point to it.
        if code not in file.rows and old[-1] is None:
            changes.closed += 1
            rows.append((*old[:-1], today))
    return changes, rows


def _write_rows(rows: list[Values]) -> None:
    """Insert or replace whole rows, the quick way of each database: 91,599 of them at first."""
    if not rows:
        return
    names = ", ".join(COLUMNS)
    updates = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS[1:])
    conflict = f"ON CONFLICT (code) DO UPDATE SET {updates}"
    table = Region._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TEMPORARY TABLE region_rows (LIKE {table}) ON COMMIT DROP")
            cursor.copy_expert(f"COPY region_rows ({names}) FROM STDIN", _as_copy(rows))
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM region_rows {conflict}")
            # A second import in one transaction (a test) makes the table anew.
            cursor.execute("DROP TABLE region_rows")
            # Without fresh statistics the planner reads the whole table for twelve codes.
            cursor.execute(f"ANALYZE {table}")
        else:
            places = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({places}) {conflict}", [_as_plain(row) for row in rows]
            )


def _as_copy(rows: Iterable[Values]) -> io.StringIO:
    """Rows in PostgreSQL's text format: tabs between values, \\N for an unknown one.

    Names hold no tab or line end; the reader has seen to that.
    """
    lines = (
        "\t".join("\\N" if value is None else str(value).replace("\\", r"\\") for value in row) + "\n" for row in rows
    )
    return io.StringIO("".join(lines))


def _as_plain(row: Values) -> list[str | None]:
    """Values as SQLite holds them: decimals as text with a numeric affinity, dates as text."""
    return [value if value is None or isinstance(value, str) else str(value) for value in row]


def carry_on(codes: Iterable[str]) -> None:
    """Lead every ended code to those of today, after the followers of some codes changed.

    A follower may end itself: what it followed is then followed by its own followers too, until it
    comes back. Visits at those places are found by all of them.
    """
    named = Region.successors.through.objects.filter(from_region__closed_on__isnull=False)
    wanted = set(named.values_list("from_region_id", "to_region_id"))
    # `a != d`: a code that came back would otherwise follow itself.
    while further := {(a, d) for a, b in wanted for c, d in wanted if b == c and a != d} - wanted:
        wanted |= further
    through = Region.followers.through
    known = set(through.objects.values_list("from_region_id", "to_region_id"))
    for old, new in known - wanted:
        through.objects.filter(from_region=old, to_region=new).delete()
    through.objects.bulk_create(through(from_region_id=old, to_region_id=new) for old, new in sorted(wanted - known))
    changed = {*codes, *(old for old, _new in wanted ^ known)}
    visit_index.rewrite_many(Visit.objects.filter(stops__place__in=changed).values_list("pk", flat=True).distinct())


def _link_successors(file: RegionFile) -> int:
    """Name the codes that follow an ended one; forget them where a code has come back."""
    through = Region.successors.through
    reopened = [code for code in file.rows if code not in file.successors]
    stale = set(through.objects.values_list("from_region_id", flat=True)) & set(reopened)
    through.objects.filter(from_region_id__in=stale).delete()
    if not file.successors:
        if stale:
            carry_on(stale)
        return len(stale)
    closed = set(Region.objects.filter(pk__in=file.successors, closed_on__isnull=False).values_list("pk", flat=True))
    wanted = {(old, new) for old, codes in file.successors.items() for new in codes}
    present = set(Region.objects.open().filter(pk__in={new for _old, new in wanted}).values_list("pk", flat=True))
    for old, new in sorted(wanted):
        if old not in closed:
            raise BadFile(_("%(code)s has not ended, so it has no successors.") % {"code": old})
        if new not in present:
            raise BadFile(_("%(code)s is to follow %(old)s, but is not a current region.") % {"code": new, "old": old})
    known = set(through.objects.filter(from_region_id__in=closed).values_list("from_region_id", "to_region_id"))
    through.objects.bulk_create(through(from_region_id=old, to_region_id=new) for old, new in sorted(wanted - known))
    if stale or wanted - known:
        carry_on(stale | {old for old, _new in wanted - known})
    return len(stale) + len(wanted - known)
