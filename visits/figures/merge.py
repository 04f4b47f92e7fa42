"""Make two records of one person one, and take that back: each row goes, and returns, by its primary key."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_answer_for_data
from visits.lists import visit_index
from visits.models import (
    AuditEntry,
    CommunityFigure,
    Consent,
    DataRequest,
    Encounter,
    FigureMerge,
    FigureRole,
    Officer,
)

Kind = AuditEntry.Kind
ROLE = ["category", "title", "institution", "starts_on", "ends_on"]


def moving_encounters(*, kept: CommunityFigure, merged: CommunityFigure) -> QuerySet[Encounter]:
    """The merged one's places on visits, but those where the kept one stands at the same stop already.

    Such a place stays with the merged record: a person stands once at each stop of a visit.
    """
    # Compared in Python: a stop may be empty, and SQL finds no two empty ones alike.
    taken = set(kept.encounters.values_list("visit", "stop"))
    at = merged.encounters.values_list("pk", "visit", "stop")
    return merged.encounters.exclude(pk__in=[pk for pk, visit, stop in at if (visit, stop) in taken])


def moving_consents(*, kept: CommunityFigure, merged: CommunityFigure) -> QuerySet[Consent]:
    """The merged one's consents, but those to what the kept one agrees to already: one stands at a time."""
    standing = kept.consents.filter(withdrawn_on__isnull=True).values("purpose")
    return merged.consents.exclude(
        withdrawn_on__isnull=True, purpose__in=list(standing.values_list("purpose", flat=True))
    )


def new_roles(*, kept: CommunityFigure, merged: CommunityFigure) -> list[FigureRole]:
    """Roles of the merged one that the kept one does not hold with the same words and dates."""
    held = [_role(role) for role in kept.roles.all()]
    return [role for role in merged.roles.all() if _role(role) not in held]


def _role(role: FigureRole) -> dict[str, Any]:
    return {name: getattr(role, name) for name in ROLE}


def _lock(*figures: int) -> dict[int, CommunityFigure]:
    """The rows by primary key, locked in one order, so that two merges never wait for each other."""
    return {
        row.pk: row
        for row in CommunityFigure.objects.select_for_update(no_key=True).filter(pk__in=figures).order_by("pk")
    }


@audit.audited()
def merge_figures(*, kept: CommunityFigure, merged: CommunityFigure, by: Officer) -> FigureMerge:
    """Move all that is held on `merged` to `kept`, which stands for the person from now on.

    Names on visits stay as they were that day. Roles are copied, so that a later correction of them
    takes nothing from the undo. A restriction of either holds for both. Raises NotAllowed for anybody
    but a supervisor of the Polres that knows both, NotNow where the two cannot be one.
    """
    check_may_answer_for_data(by, kept)
    # Both: a record of another Polres is not moved by whoever knows only one.
    check_may_answer_for_data(by, merged)
    if kept.pk == merged.pk:
        raise NotNow(_("A record cannot be merged with itself."))
    rows = _lock(kept.pk, merged.pk)
    kept, merged = rows[kept.pk], rows[merged.pk]
    if kept.anonymised_at or merged.anonymised_at:
        raise NotNow(_("A record whose name was removed cannot be merged."))
    if kept.merged_into_id or merged.merged_into_id:
        raise NotNow(_("One of the two has been merged in the meantime. Please check again."))
    done = FigureMerge(kept=kept, merged=merged, merged_by=by, phone=merged.phone)
    done.moved = _move_rows(kept, merged) | _move_values(kept, merged)
    done.save()
    numbers: dict[str, Any] = {kind: len(found) for kind, found in done.moved.items() if isinstance(found, list)}
    audit.record(Kind.FIGURE_MERGED, by=by, target=kept, merged=str(merged.key), **numbers)
    # An entry for each, or the history of one record would end without a word.
    audit.record(Kind.FIGURE_MERGED, by=by, target=merged, into=str(kept.key))
    return done


def _move_rows(kept: CommunityFigure, merged: CommunityFigure) -> dict[str, list[int]]:
    moving = {
        "visits": (Encounter, moving_encounters(kept=kept, merged=merged)),
        "consents": (Consent, moving_consents(kept=kept, merged=merged)),
        "requests": (DataRequest, merged.data_requests.all()),
    }
    # Written down before anything moves: afterwards the queries would find nothing.
    moved = {kind: sorted(rows.values_list("pk", flat=True)) for kind, (_model, rows) in moving.items()}
    copies = [FigureRole(figure=kept, **_role(role)) for role in new_roles(kept=kept, merged=merged)]
    for kind, (model, _rows) in moving.items():
        model._base_manager.filter(pk__in=moved[kind]).update(figure=kept)
    for copy in copies:
        copy.save()
    _rewrite_found_by(moved["visits"])
    return moved | {"roles": [copy.pk for copy in copies]}


def _rewrite_found_by(encounters: list[int]) -> None:
    """Lists find a visit by its figures; the names on it, and so its words, stay."""
    visits = Encounter.objects.filter(pk__in=encounters).values_list("visit", flat=True)
    visit_index.rewrite_many(set(visits))


def _move_values(kept: CommunityFigure, merged: CommunityFigure) -> dict[str, bool]:
    """What stands on the figures' own rows: the number, and a restriction, which is never lost.

    A restricted record is given no number: the other one's is set aside with the merge.
    """
    takes = bool(merged.phone and not kept.phone and not kept.restricted_at)
    given = {"phone": takes, "restriction": False}
    kept.phone, merged.phone = merged.phone if takes else kept.phone, ""
    if merged.restricted_at and not kept.restricted_at:
        kept.restricted_at, kept.restricted_by = merged.restricted_at, merged.restricted_by
        given["restriction"] = True
    merged.merged_into = kept
    kept.save()
    merged.save()
    return given


def check_can_undo(merge: FigureMerge) -> None:
    """Raises NotNow with a sentence where the two cannot be parted any more, or not yet."""
    if merge.undone_at is not None:
        raise NotNow(_("This has already been done."))
    if merge.kept.anonymised_at or merge.merged.anonymised_at:
        raise NotNow(_("The name has been removed in the meantime, so nobody can tell any more which row was whose."))
    if merge.kept.merged_into_id is not None:
        raise NotNow(_("This record has since been merged into another one. Undo that first."))


@audit.audited()
def undo_merge(*, merge: FigureMerge, by: Officer) -> FigureMerge:
    """Give each row back that still stands with the kept figure; what was made meanwhile stays there.

    Raises NotAllowed for anybody but a supervisor, NotNow where it cannot be undone.
    """
    check_may_answer_for_data(by, merge.kept)
    rows = _lock(merge.kept_id, merge.merged_id)
    # Behind the figures' rows, in the order in which merging takes them.
    merge = FigureMerge.objects.select_for_update(no_key=True).get(pk=merge.pk)
    merge.kept, merge.merged = kept, merged = rows[merge.kept_id], rows[merge.merged_id]
    check_can_undo(merge)
    merged.merged_into = None
    returned: dict[str, Any] = _return_rows(merge)
    _return_values(merge)
    kept.save()
    merged.save()
    merge.phone, merge.undone_at, merge.undone_by = "", timezone.now(), by
    merge.save(update_fields=["phone", "undone_at", "undone_by"])
    audit.record(Kind.FIGURE_MERGE_UNDONE, by=by, target=kept, merged=str(merged.key), **returned)
    audit.record(Kind.FIGURE_MERGE_UNDONE, by=by, target=merged, into=str(kept.key))
    return merge


def _return_rows(merge: FigureMerge) -> dict[str, int]:
    kept, merged, moved = merge.kept, merge.merged, merge.moved
    standing = Encounter.objects.filter(pk__in=moved["visits"], figure=kept)
    # Its stop may have been changed meanwhile to one where the merged record stands already.
    free = moving_encounters(kept=merged, merged=kept).filter(pk__in=standing.values("pk"))
    going = list(free.values_list("pk", flat=True))
    returned = {
        "visits": Encounter.objects.filter(pk__in=going).update(figure=merged),
        "consents": Consent.objects.filter(pk__in=moved["consents"], figure=kept).update(figure=merged),
        "requests": DataRequest.objects.filter(pk__in=moved["requests"], figure=kept).update(figure=merged),
    }
    FigureRole.objects.filter(pk__in=moved["roles"], figure=kept).delete()
    _rewrite_found_by(going)
    return returned


def _return_values(merge: FigureMerge) -> None:
    """The number goes with its consent; the restriction that the merge brought is the merged one's own."""
    kept, merged, moved = merge.kept, merge.merged, merge.moved
    if not moved["phone"]:
        merged.phone = merge.phone
    elif not kept.consents.filter(purpose=Consent.Purpose.PHONE, withdrawn_on__isnull=True).exists():
        merged.phone, kept.phone = kept.phone, ""
    # Lifted and set again since, it is the kept one's own.
    if moved["restriction"] and kept.restricted_at == merged.restricted_at:
        kept.restricted_at = kept.restricted_by = None
