"""Take a person's name out of everything, for good: rows, versions, drafts and free text; counts and history stay.

UU 27/2022 art. 8 and 43. The trail never held a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.exceptions import NotNow
from visits.models import (
    AuditEvent,
    CommunityFigure,
    DataRequest,
    DialogueNote,
    Encounter,
    FigureMerge,
    FollowUp,
    KeptPost,
    Officer,
    Photo,
    Posting,
    Remark,
    SealRequest,
    Stop,
    Version,
    Visit,
)
from visits.permissions import check_may_answer_for_data
from visits.services import audit, derived
from visits.services.search_index import forget_unused, rewrite_words

REMOVED = "[nama dihapus]"
SHORTEST_PART = 4
AROUND = 40
VISIT_TEXTS = (
    "background purpose support_given situation_note reception_note result obstacles recommendation assessment "
    "other_facts programme partners_other order_number"
).split()
# Every column that a person may type words into, but those of the figure and of its encounters.
TEXTS: dict[type[models.Model], list[str]] = {
    Visit: VISIT_TEXTS,
    Stop: ["name", "address", "host_name"],
    DialogueNote: ["text", "topic_text"],
    FollowUp: ["text", "result", "sent_to"],
    Remark: ["reason"],
    Photo: ["caption"],
    SealRequest: ["reason"],
    DataRequest: ["words", "answer"],
    Encounter: ["group", "title", "institution"],
}
# Plain values that hold words: encrypted ones cannot be searched by the database and are read through.
VALUES: dict[type[models.Model], str] = {
    Version: "facts",
    Posting: "values",
    KeptPost: "posted",
    DialogueNote: "sealed_source",
}


@dataclass(frozen=True)
class Hit:
    """A place where a part of the name stands in a text, with what is around it."""

    key: str
    before: str
    found: str
    after: str


def names_of(figure: CommunityFigure) -> list[str]:
    """The name and every other way in which visits wrote it, the longest first."""
    written = Encounter.objects.filter(figure__in=figure.person_ids).exclude(name="").values_list("name", flat=True)
    records = CommunityFigure.objects.filter(pk__in=figure.person_ids).values_list("name", flat=True)
    return sorted({*records, *written}, key=len, reverse=True)


def parts_of(figure: CommunityFigure) -> list[str]:
    """Single words of the names, which may also be somebody else's: a person decides about each."""
    words = {word for name in names_of(figure) for word in re.findall(r"\w+", name)}
    return sorted((word for word in words if len(word) >= SHORTEST_PART), key=len, reverse=True)


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names), re.IGNORECASE)


def hits(figure: CommunityFigure, *, by: Officer) -> list[Hit]:
    """Where only a part of the name stands, in texts of the person's visits within reach."""
    visits = Visit.objects.visible_to(by).filter(encounters__figure__in=figure.person_ids).values("pk")
    whole, part = _pattern(names_of(figure)), _pattern(parts_of(figure) or [figure.name])
    found = []
    for model, names in TEXTS.items():
        where = {"pk__in": visits} if model is Visit else {"visit__in": visits}
        if model in (SealRequest, DataRequest):
            continue
        for row in model._base_manager.filter(**where).order_by("pk"):
            for name in names:
                found += _hits_in(f"{model.__name__}.{row.pk}.{name}", getattr(row, name), whole, part)
    return found


def _hits_in(key: str, text: str, whole: re.Pattern, part: re.Pattern) -> Iterator[Hit]:
    blanked = whole.sub(lambda match: "\x00" * len(match.group()), text)
    for match in part.finditer(blanked):
        before, after = text[max(0, match.start() - AROUND) : match.start()], text[match.end() : match.end() + AROUND]
        yield Hit(f"{key}.{match.start()}", before, match.group(), after)


@audit.audited()
def anonymise(*, figure: CommunityFigure, by: Officer, chosen: Iterable[str] = ()) -> CommunityFigure:
    """Remove the names everywhere, and the parts of names that were chosen among the hits.

    Cannot be undone. Raises NotAllowed for anybody but a head, NotNow where it was done already.
    """
    figure = CommunityFigure.objects.select_for_update().get(pk=figure.pk)
    check_may_answer_for_data(by, figure)
    if figure.anonymised_at is not None:
        raise NotNow(_("This was done already."))
    names = names_of(figure)
    pattern = _pattern(names)
    _remove_chosen(figure, by, set(chosen))
    visits = set(Encounter.objects.filter(figure__in=figure.person_ids).values_list("visit", flat=True))
    changed = _remove_from_texts(figure, pattern, visits) + _remove_from_values(pattern)
    Encounter.objects.filter(figure__in=figure.person_ids).update(name=REMOVED, honorific="", degrees="")
    derived.rewrite_lines(visits)
    FigureMerge.objects.filter(merged__in=figure.person_ids).update(phone="")
    for record in CommunityFigure.objects.filter(pk__in=figure.person_ids):
        record.name, record.phone, record.anonymised_at = REMOVED, "", timezone.now()
        record.honorific = record.degrees = record.addressed_as = ""
        record.restricted_at, record.restricted_by = record.restricted_at or timezone.now(), record.restricted_by or by
        record.save()
    figure.refresh_from_db()
    rewrite_words(visits)
    forget_unused(names)
    audit.record(AuditEvent.Kind.FIGURE_ANONYMISED, by=by, target=figure, rows=changed)
    return figure


def _remove_chosen(figure: CommunityFigure, by: Officer, chosen: set[str]) -> None:
    """The parts of the name that somebody ticked, the last of a text first, so that places stay right."""
    wanted = [hit for hit in hits(figure, by=by) if hit.key in chosen]
    by_name = {model.__name__: model for model in TEXTS}
    for hit in reversed(wanted):
        model, pk, name, start = hit.key.split(".")
        row = by_name[model]._base_manager.get(pk=pk)
        text, at = getattr(row, name), int(start)
        shortened = text[:at] + REMOVED + text[at + len(hit.found) :]
        by_name[model]._base_manager.filter(pk=pk).update(**{name: shortened})


def _remove_from_texts(figure: CommunityFigure, pattern: re.Pattern, visits: set[int]) -> int:
    """Take the names out of every text; the visits whose texts they stood in are added to `visits`."""
    changed = 0
    for model, names in TEXTS.items():
        holds = Q()
        for column in names:
            for name in names_of(figure):
                holds |= Q(**{f"{column}__icontains": name})
        of_visit = ["visit_id"] if model not in (Visit, SealRequest, DataRequest) else []
        for row in model._base_manager.filter(holds).only("pk", *names, *of_visit):
            if model is Visit or of_visit:
                visits.add(row.pk if model is Visit else row.visit_id)
            values = {column: pattern.sub(REMOVED, getattr(row, column)) for column in names}
            changed += model._base_manager.filter(pk=row.pk).update(**values)
    return changed


def _remove_from_values(pattern: re.Pattern) -> int:
    changed = 0
    for model, column in VALUES.items():
        for row in model._base_manager.order_by("pk").only("pk", column).iterator(chunk_size=500):
            before = getattr(row, column)
            after = _without(before, pattern)
            if after != before:
                setattr(row, column, after)
                row.save(update_fields=[column])
                changed += 1
    return changed


def _without(value: Any, pattern: re.Pattern) -> Any:
    if isinstance(value, str):
        return pattern.sub(REMOVED, value)
    if isinstance(value, dict):
        return {key: _without(each, pattern) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without(each, pattern) for each in value]
    return value
