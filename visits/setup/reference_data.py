"""Load the bundled reference data: regions, ranks, topics, prompts, units, operations with stages.

Only what is missing is added. What an administrator renamed, moved or switched off stays so;
a row that an administrator deleted comes back, so rows are switched off instead. Regions
follow their file, since the decree decides about them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from visits import data
from visits.core import audit
from visits.models import AuditEntry, NotePrompt, Officer, Operation, Rank, Region, Stage, Topic, Unit
from visits.setup.regions import import_regions

Row = dict[str, Any]
Listed = TypeVar("Listed", Rank, Topic, NotePrompt)


@audit.audited()
def load_reference(
    *, by: Officer | None = None, progress: Callable[[str], None] = lambda sentence: None
) -> dict[str, int]:
    """Add what is missing; the answer says how many rows of each kind changed."""
    regions = import_regions(path=data.REGIONS_FILE, by=by, progress=progress)
    changes = {
        "Regions": sum(vars(regions).values()),
        "Ranks": _add_missing(Rank, data.read("ranks")),
        "Topics": _add_missing(Topic, data.read("topics")),
        "Prompts": _add_missing(NotePrompt, _with_topics(data.read("prompts"))),
        "Units": _add_units(data.read("units")),
        "Operations": _add_operations(data.read("operations")),
    }
    if any(changes.values()):
        audit.record(AuditEntry.Kind.SETUP_CHANGED, by=by, target="reference", **changes)
    return changes


def _add_missing(model: type[Listed], rows: list[Row]) -> int:
    known = set(model.objects.values_list("code", flat=True))
    # By code: an administrator may have given a row another name.
    missing = [model(**row) for row in rows if row["code"] not in known]
    model.objects.bulk_create(missing)
    return len(missing)


def _with_topics(rows: list[Row]) -> list[Row]:
    """Rows that name a topic by its code, with the topic."""
    topics = {topic.code: topic for topic in Topic.objects.all()}
    return [{**row, "topic": topics[row["topic"]]} if "topic" in row else row for row in rows]


def _add_units(rows: list[Row]) -> int:
    """Add the missing units to the tree. The file names a unit after the one above it."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    added = 0
    for row in rows:
        fields = dict(row)
        parent, districts = fields.pop("parent"), fields.pop("districts", [])
        if fields["code"] in units:
            continue
        # Read again: treebeard keeps the number of children on the parent's row.
        if parent:
            unit = Unit.objects.add_child(Unit.objects.get(code=parent), fields)
        else:
            unit = Unit.objects.add_root(fields)
        unit.districts.set(_not_yet_covered(districts))
        units[unit.code] = unit
        added += 1
    return added


def _not_yet_covered(codes: list[str]) -> list[Region]:
    """Districts that the administrator has not given to another unit."""
    return list(Region.objects.filter(pk__in=codes, covering_units__isnull=True))


def _add_operations(rows: list[Row]) -> int:
    """Add the missing operations, each with all its stages; stages of a known one are the administrator's."""
    known = set(Operation.objects.values_list("code", flat=True))
    missing = [row for row in rows if row["code"] not in known]
    for row in missing:
        fields = dict(row)
        stages = fields.pop("stages")
        operation = Operation.objects.create(**fields)
        Stage.objects.bulk_create(Stage(operation=operation, **stage) for stage in stages)
    return len(missing)
