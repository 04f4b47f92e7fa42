"""Rows of one kind in step with what was posted: update, add, delete, and tie to others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db import models

from visits.capture.hidden_rows import put_in_order
from visits.core.visit_content import Row
from visits.models import DialogueNote, Encounter, FollowUp, Participation, Stop
from visits.models.composed import set_prefetched

Numbered = dict[int, Any]
# A row of a visit, of one kind.
Saved = TypeVar("Saved", Stop, Participation, Encounter, DialogueNote, FollowUp)


def replace_rows(
    saved: Iterable[Saved],
    rows: list[Row],
    fill: Callable[[Saved, Row], None],
    make: Callable[[], Saved],
    match: Callable[[Saved, Row], bool] = lambda saved, row: False,
    *,
    hidden: Sequence[Saved] = (),
    stays: Callable[[Saved], bool] = lambda saved: False,
) -> Numbered:
    """Update, add and delete rows of one kind, but for those that stay; the saved rows by posted number."""
    by_pk: dict[int, Saved] = {row.pk: row for row in saved}
    before = [row.pk for row in sorted([*by_pk.values(), *hidden], key=lambda row: (row.order, row.pk))]
    named = {row.pk for row in rows}
    written: Numbered = {}
    for row in rows:
        found = by_pk.pop(row.pk, None) if row.pk else None
        if found is None:
            # A phone does not know the keys of rows it has sent: alike rows are taken for the same.
            found = next((each for pk, each in by_pk.items() if pk not in named and match(each, row)), None)
            if found is not None:
                del by_pk[found.pk]
        found = found if found is not None else make()
        fill(found, row)
        written[row.number] = found
    staying: list[Saved] = [left for left in by_pk.values() if stays(left)]
    put_in_order(list(written.values()), before, [*hidden, *staying])
    # Deleted before the others are saved: an officer stands once on a visit, and may pass to another row.
    for left in by_pk.values():
        if left not in staying:
            left.delete()
    fresh = [row for row in written.values() if row.pk is None]
    kept = [row for row in written.values() if row.pk is not None]
    for row in kept:
        # One by one, since the columns differ; a page has some thirty rows at most.
        row.save()
    if fresh:
        type(fresh[0]).objects.bulk_create(fresh)
    return written


def copy_values(target: models.Model, values: dict[str, Any], names: str) -> None:
    for name in names.split():
        setattr(target, name, values.get(name, ""))


def row_number(reference: str | None) -> int:
    # -1 is no row: what names none is tied to none.
    return int(reference) if reference else -1


def link_rows(model: type[models.Model], name: str, wanted: dict[Any, list], *, is_new: bool) -> None:
    """Tie each of some rows to exactly these others: at most a statement to look, one to take away, one to add."""
    relation: Any = model._meta.get_field(name)
    through, source, target = (
        relation.remote_field.through,
        relation.m2m_field_name(),
        relation.m2m_reverse_field_name(),
    )
    pairs = {(row.pk, other.pk) for row, others in wanted.items() for other in others}
    if not is_new and wanted:
        saved = through.objects.filter(**{f"{source}__in": wanted}).values_list("pk", source, target)
        found = {(row, other): pk for pk, row, other in saved}
        gone = [pk for pair, pk in found.items() if pair not in pairs]
        if gone:
            through.objects.filter(pk__in=gone).delete()
        pairs -= set(found)
    if pairs:
        through.objects.bulk_create(
            # In order, so that two saves take the locks of the index alike.
            through(**{f"{source}_id": row, f"{target}_id": other})
            for row, other in sorted(pairs)
        )
    if is_new:
        for row, others in wanted.items():
            in_order = sorted(set(others), key=lambda other: (other.order, other.pk))
            set_prefetched(row, name, in_order)
