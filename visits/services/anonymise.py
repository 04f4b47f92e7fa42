"""Take a person's name out of everything, for good: rows, versions, drafts and free text; counts and history stay.

UU 27/2022 art. 8 and 43. The trail never held a name. Where the names stand says `services.names_held`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.exceptions import NotNow
from visits.models import REMOVED_NAME, AuditEvent, CommunityFigure, Encounter, FigureMerge, Officer, Visit
from visits.permissions import check_may_answer_for_data, check_may_remove_typed
from visits.services import audit, derived
from visits.services.names_held import NOT_OF_A_VISIT, TEXTS, VALUES, Subject, hits, of_figure, of_visit, pattern_of
from visits.services.search_index import forget_unused, rewrite_words

REMOVED = REMOVED_NAME


@audit.audited()
def anonymise(*, figure: CommunityFigure, by: Officer, chosen: Iterable[str] = ()) -> CommunityFigure:
    """Remove the names everywhere, and the parts of names that were chosen among the hits.

    Cannot be undone. Raises NotAllowed for anybody but a head, NotNow where it was done already.
    """
    figure = CommunityFigure.objects.select_for_update(no_key=True).get(pk=figure.pk)
    check_may_answer_for_data(by, figure)
    if figure.anonymised_at is not None:
        raise NotNow(_("This was done already."))
    subject = of_figure(figure)
    remove_parts(subject, by=by, chosen=chosen)
    changed = _remove(subject, Encounter.objects.filter(figure__in=figure.person_ids))
    FigureMerge.objects.filter(merged__in=figure.person_ids).update(phone="")
    for record in CommunityFigure.objects.filter(pk__in=figure.person_ids):
        record.name, record.phone, record.anonymised_at = REMOVED, "", timezone.now()
        record.honorific = record.degrees = record.addressed_as = ""
        record.restricted_at, record.restricted_by = record.restricted_at or timezone.now(), record.restricted_by or by
        record.save()
    figure.refresh_from_db()
    audit.record(AuditEvent.Kind.FIGURE_ANONYMISED, by=by, target=figure, rows=changed)
    return figure


@audit.audited()
def anonymise_typed(*, visit: Visit, by: Officer) -> int:
    """Remove the names typed on one visit, from its rows, texts and versions; how many people they were.

    Cannot be undone. Raises NotAllowed for anybody but a head of the visit, NotNow where no name is left.
    """
    visit = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=visit.pk)
    check_may_remove_typed(by, visit)
    subject = of_visit(visit)
    if not subject.names:
        raise NotNow(_("This was done already."))
    people = visit.encounters.typed().count()
    changed = _remove(subject, visit.encounters.typed())
    audit.record(AuditEvent.Kind.TYPED_ANONYMISED, by=by, target=visit, people=people, rows=changed)
    return people


def remove_parts(*subjects: Subject, by: Officer, chosen: Iterable[str]) -> None:
    """The parts of names that somebody ticked, the last of a text first, so that places stay right.

    Call inside the transaction that removes the names of all of them, before it does.
    """
    ticked = set(chosen)
    wanted = [hit for hit in hits(*subjects, by=by) if hit.key in ticked] if ticked else []
    by_name = {model.__name__: model for model in TEXTS}
    for hit in sorted(wanted, key=lambda hit: int(hit.key.rpartition(".")[2]), reverse=True):
        model, pk, name, start = hit.key.split(".")
        row = by_name[model]._base_manager.get(pk=pk)
        text, at = getattr(row, name), int(start)
        shortened = text[:at] + REMOVED + text[at + len(hit.found) :]
        by_name[model]._base_manager.filter(pk=pk).update(**{name: shortened})


def _remove(subject: Subject, people: models.QuerySet[Encounter]) -> int:
    """Take the names out of every text and of the people's rows; how many other rows changed."""
    visits = set(people.values_list("visit", flat=True))
    changed = _remove_from_texts(subject, visits) + _remove_from_values(subject)
    people.update(name=REMOVED, honorific="", degrees="")
    derived.rewrite_lines(visits)
    rewrite_words(visits)
    forget_unused(subject.names)
    return changed


def _rows(model: type[models.Model], subject: Subject) -> models.QuerySet:
    """The rows that a removal may touch: all, or those of the one visit."""
    rows = model._base_manager.all()
    if subject.visit is None:
        return rows
    if model in NOT_OF_A_VISIT:
        return rows.none()
    return rows.filter(pk=subject.visit.pk) if model is Visit else rows.filter(visit=subject.visit)


def _remove_from_texts(subject: Subject, visits: set[int]) -> int:
    """Take the names out of every text; the visits whose texts they stood in are added to `visits`."""
    changed, pattern = 0, pattern_of(subject.names)
    for model, names in TEXTS.items():
        holds = Q()
        for column in names:
            for name in subject.names:
                holds |= Q(**{f"{column}__icontains": name})
        of_visit = ["visit_id"] if model not in (Visit, *NOT_OF_A_VISIT) else []
        for row in _rows(model, subject).filter(holds).only("pk", *names, *of_visit):
            if model is Visit:
                visits.add(row.pk)
            elif of_visit and row.visit_id:
                visits.add(row.visit_id)
            values = {column: pattern.sub(REMOVED, getattr(row, column)) for column in names}
            changed += model._base_manager.filter(pk=row.pk).update(**values)
    return changed


def _remove_from_values(subject: Subject) -> int:
    changed, pattern = 0, pattern_of(subject.names)
    for model, columns in VALUES.items():
        for row in _rows(model, subject).order_by("pk").only("pk", *columns).iterator(chunk_size=500):
            after = {column: _without(getattr(row, column), pattern) for column in columns}
            new = [column for column, value in after.items() if value != getattr(row, column)]
            for column in new:
                setattr(row, column, after[column])
            if new:
                row.save(update_fields=new)
                changed += 1
    return changed


def _without(value: Any, pattern: re.Pattern) -> Any:
    if isinstance(value, str):
        return pattern.sub(REMOVED, value)
    if isinstance(value, dict):
        return {_without(key, pattern): _without(each, pattern) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without(each, pattern) for each in value]
    return value
