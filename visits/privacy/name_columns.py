"""Where a person's names stand: in which columns, whose they are, and which places in free text hold them.

Nothing is written here; `privacy.anonymise` takes them out (decision 44).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from django.db import models

from visits.models import (
    CommunityFigure,
    DataRequest,
    DialogueNote,
    DisclosureRequest,
    DraftPayload,
    Encounter,
    Export,
    FigureRole,
    FollowUp,
    NameRemoval,
    Officer,
    PendingSubmission,
    Photo,
    Remark,
    RetentionProposal,
    SavedFilter,
    Stop,
    Version,
    Visit,
    VisitImport,
)
from visits.models.visit_fields import TEXT_FIELDS
from visits.privacy.subjects import Subject
from visits.search.names import Names, NameSpan

AROUND = 40
# Every column into which somebody may type the name of a person visited; a test holds the tables against it.
TEXTS: dict[type[models.Model], list[str]] = {
    Visit: [field.name for field in TEXT_FIELDS],
    Stop: ["name", "address", "host_name"],
    DialogueNote: ["text", "topic_text"],
    FollowUp: ["text", "result", "sent_to"],
    Remark: ["reason"],
    Photo: ["caption"],
    DisclosureRequest: ["reason"],
    DataRequest: ["words", "answer"],
    SavedFilter: ["name"],
    Encounter: ["group", "title", "institution"],
    RetentionProposal: ["reason"],
    NameRemoval: ["reason"],
    CommunityFigure: ["addressed_as"],
    FigureRole: ["title", "institution"],
}
# Plain values that hold words: encrypted ones cannot be searched by the database and are read through.
VALUES: dict[type[models.Model], list[str]] = {
    Version: ["facts"],
    DraftPayload: ["values"],
    PendingSubmission: ["posted"],
    SavedFilter: ["filtered_by"],
    Export: ["filtered_by"],
    VisitImport: ["text", "choices"],
    DialogueNote: ["confidential_source"],
}
# The way from a row to its visit, its figure or its owner.
AT_VISIT = {
    Visit: "pk",
    DisclosureRequest: "note__visit",
    **dict.fromkeys(
        (
            *(Stop, DialogueNote, FollowUp, Remark, Photo, Encounter, RetentionProposal, NameRemoval),
            *(Version, DraftPayload),
        ),
        "visit",
    ),
}
OF_OWNER = {SavedFilter: "owner", Export: "officer", PendingSubmission: "officer", VisitImport: "uploaded_by"}
# Whoever reads the visit reads these rows; of any other its `readable_by` knows who does.
READ_WITH_THEIR_VISIT = (Visit, Stop, Photo)
# Read by fewer people than the visit's supervisors, so never shown among the places.
NOT_SHOWN = (DisclosureRequest, RetentionProposal, NameRemoval)


@dataclass(frozen=True)
class Hit:
    """A place where a name, or a part of one, stands in a text, with what is around it."""

    key: str
    before: str
    found: str
    after: str
    is_whole: bool = False


def names_subject(visit: Visit, subject: Subject) -> bool:
    """Whether the whole name of a figure stands on a visit: in a text, or in a row that is linked to them."""
    people = visit.encounters.filter(figure__in=subject.figure.person_ids if subject.figure else [])
    if any(subject.names.is_value(name) for name in people.values_list("name", flat=True)):
        return True
    for model, columns in TEXTS.items():
        if model in AT_VISIT and model not in NOT_SHOWN:
            # The base manager: a default one may leave rows out, and a name must be found in all.
            rows = model._base_manager.filter(**{AT_VISIT[model]: visit.pk}).values_list(*columns)
            if any(subject.names.sure(text) for row in rows for text in row):
                return True
    return False


def whole_names(*subjects: Subject, by: Officer) -> list[Hit]:
    """Where a whole name stands in those texts: it goes there without being ticked."""
    found: dict[str, Hit] = {}
    for subject in subjects:
        for key, text in _texts(subject, by) if subject.names else ():
            found.update({hit.key: hit for hit in (_hit(key, text, span) for span in subject.names.sure(text))})
    return list(found.values())


def hits(*subjects: Subject, by: Officer) -> list[Hit]:
    """Where a person must decide: a part of a name, or a whole one that is not written as a name; each place once."""
    everybody = reduce(add, (subject.names for subject in subjects), Names())
    found: dict[str, Hit] = {}
    for subject in subjects:
        for key, text in _texts(subject, by) if subject.names else ():
            taken = everybody.sure(text)
            for span in subject.names.to_ask_about(text):
                # What goes with a whole name anyway is not asked about.
                if not any(other.start < span.end and span.start < other.end for other in taken):
                    hit = _hit(key, text, span)
                    found.setdefault(hit.key, hit)
    return list(found.values())


def _texts(subject: Subject, by: Officer) -> Iterator[tuple[str, str]]:
    """The texts that the remover may see, each with a key that names its column."""
    visits = list(subject.visits(by).values_list("pk", flat=True))
    for model, names in TEXTS.items():
        if model in AT_VISIT and model not in NOT_SHOWN:
            # Any: READ_WITH_THEIR_VISIT says which models have no `readable_by`.
            rows: Any = model._default_manager.filter(**{f"{AT_VISIT[model]}__in": visits})
            rows = rows if model in READ_WITH_THEIR_VISIT else rows.readable_by(by)
        elif subject.figure and subject.visit is None and model in (CommunityFigure, FigureRole, DataRequest):
            rows = rows_of_figures(model, subject.figure, subject.names, by)
        else:
            continue
        for row in rows.order_by("pk"):
            for name in names:
                yield f"{model.__name__}.{row.pk}.{name}", getattr(row, name)


def rows_of_figures(
    model: type[models.Model], figure: CommunityFigure, names: Names, by: Officer
) -> models.QuerySet[Any]:
    """Rows of figures that may name the person: their own, and those of others whom the remover answers for."""
    if model is DataRequest:
        return DataRequest.objects.filter(figure__in=figure.person_ids)
    others = CommunityFigure.objects.known_to(by).exclude(pk__in=figure.person_ids)
    own = models.Q(figure__in=figure.person_ids) if model is FigureRole else models.Q(pk__in=[])
    here = models.Q(figure__in=others.values("pk")) if model is FigureRole else models.Q(pk__in=others.values("pk"))
    return model._base_manager.filter(own | here).filter(_may_hold(TEXTS[model], names))


def _may_hold(columns: list[str], names: Names) -> models.Q:
    """Rows that hold some word of a name: the database's part of the search."""
    found = models.Q(pk__in=[])
    for column in columns:
        for part in names.parts:
            found |= models.Q(**{f"{column}__icontains": part})
    return found


def _hit(key: str, text: str, span: NameSpan) -> Hit:
    start, end, is_whole = span
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Hit(f"{key}.{start}", before, text[start:end], after, is_whole)
