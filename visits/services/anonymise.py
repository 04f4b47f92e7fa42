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
    REMOVED_NAME,
    AuditEvent,
    CommunityFigure,
    DataRequest,
    DialogueNote,
    Encounter,
    Export,
    FigureMerge,
    FigureRole,
    FollowUp,
    KeptPost,
    Officer,
    Photo,
    Posting,
    Remark,
    RetentionProposal,
    SavedFilter,
    SealRequest,
    Stop,
    Version,
    Visit,
    VisitImport,
)
from visits.permissions import check_may_answer_for_data, check_may_remove_typed
from visits.services import audit, derived
from visits.services.search_index import forget_unused, rewrite_words

REMOVED = REMOVED_NAME
SHORTEST_PART = 4
AROUND = 40
VISIT_TEXTS = (
    "background purpose support_given situation_note reception_note result obstacles recommendation assessment "
    "other_facts programme partners_other order_number"
).split()
# Every column into which somebody may type the name of a person visited; a test holds the tables against it.
TEXTS: dict[type[models.Model], list[str]] = {
    Visit: VISIT_TEXTS,
    Stop: ["name", "address", "host_name"],
    DialogueNote: ["text", "topic_text"],
    FollowUp: ["text", "result", "sent_to"],
    Remark: ["reason"],
    Photo: ["caption"],
    SealRequest: ["reason"],
    DataRequest: ["words", "answer"],
    SavedFilter: ["name"],
    Encounter: ["group", "title", "institution"],
    RetentionProposal: ["reason"],
    CommunityFigure: ["addressed_as"],
    FigureRole: ["title", "institution"],
}
# Plain values that hold words: encrypted ones cannot be searched by the database and are read through.
VALUES: dict[type[models.Model], list[str]] = {
    Version: ["facts"],
    Posting: ["values"],
    KeptPost: ["posted"],
    SavedFilter: ["asked"],
    Export: ["asked"],
    VisitImport: ["text", "choices"],
    DialogueNote: ["sealed_source"],
}


# Rows that are not a visit's: a name typed on one visit does not reach them.
NOT_OF_A_VISIT = (
    SealRequest,
    DataRequest,
    KeptPost,
    SavedFilter,
    Export,
    VisitImport,
    CommunityFigure,
    FigureRole,
)


@dataclass(frozen=True)
class Hit:
    """A place where a part of the name stands in a text, with what is around it."""

    key: str
    before: str
    found: str
    after: str


@dataclass(frozen=True)
class Subject:
    """Whose names go: a person with all their records, or the people typed on one visit.

    `visit` narrows the removal to that visit: who has the same name elsewhere is somebody else.
    """

    names: list[str]
    figure: CommunityFigure | None = None
    visit: Visit | None = None

    def visits(self, by: Officer) -> models.QuerySet[Visit]:
        """The visits within reach in whose texts a part of the name may stand."""
        visible = Visit.objects.visible_to(by)
        if self.visit is not None:
            return visible.filter(pk=self.visit.pk)
        return visible.filter(encounters__figure__in=self.figure.person_ids if self.figure else [])

    @property
    def parts(self) -> list[str]:
        """Single words of the names, which may also be somebody else's: a person decides about each."""
        words = {word for name in self.names for word in re.findall(r"\w+", name)}
        return sorted((word for word in words if len(word) >= SHORTEST_PART), key=len, reverse=True)


def names_of(figure: CommunityFigure) -> list[str]:
    """The name and every other way in which visits wrote it, the longest first."""
    written = Encounter.objects.filter(figure__in=figure.person_ids).exclude(name="").values_list("name", flat=True)
    records = CommunityFigure.objects.filter(pk__in=figure.person_ids).values_list("name", flat=True)
    return sorted({*records, *written}, key=len, reverse=True)


def of_figure(figure: CommunityFigure) -> Subject:
    return Subject(names_of(figure), figure=figure)


def of_visit(visit: Visit) -> Subject:
    """The people typed on a visit and saved as no figure."""
    names = set(visit.encounters.typed().values_list("name", flat=True))
    return Subject(sorted(names, key=len, reverse=True), visit=visit)


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names), re.IGNORECASE)


def whole_names(*subjects: Subject, by: Officer) -> list[Hit]:
    """Where a whole name stands in those texts: it goes there, and from every other row, without being ticked."""
    found: dict[str, Hit] = {}
    for subject in subjects:
        pattern = _pattern(subject.names)
        for key, text in _texts(subject, by) if subject.names else ():
            found.update({hit.key: hit for hit in (_hit(key, text, match) for match in pattern.finditer(text))})
    return list(found.values())


def hits(*subjects: Subject, by: Officer) -> list[Hit]:
    """Where only a part of a name stands, in texts of each one's visits within reach; each place once."""
    whole = _pattern(sorted({name for each in subjects for name in each.names}, key=len, reverse=True))
    found: dict[str, Hit] = {}
    for subject in subjects:
        part = _pattern(subject.parts)
        for key, text in _texts(subject, by) if subject.parts else ():
            found.update({hit.key: hit for hit in _hits_in(key, text, whole, part) if hit.key not in found})
    return list(found.values())


def _texts(subject: Subject, by: Officer) -> Iterator[tuple[str, str]]:
    visits = subject.visits(by).values("pk")
    for model, names in TEXTS.items():
        if model in NOT_OF_A_VISIT:
            continue
        where = {"pk__in": visits} if model is Visit else {"visit__in": visits}
        for row in model._base_manager.filter(**where).order_by("pk"):
            for name in names:
                yield f"{model.__name__}.{row.pk}.{name}", getattr(row, name)


def _hits_in(key: str, text: str, whole: re.Pattern, part: re.Pattern) -> Iterator[Hit]:
    blanked = whole.sub(lambda match: "\x00" * len(match.group()), text)
    yield from (_hit(key, text, match) for match in part.finditer(blanked))


def _hit(key: str, text: str, match: re.Match[str]) -> Hit:
    before, after = text[max(0, match.start() - AROUND) : match.start()], text[match.end() : match.end() + AROUND]
    return Hit(f"{key}.{match.start()}", before, match.group(), after)


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
    changed, pattern = 0, _pattern(subject.names)
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
    changed, pattern = 0, _pattern(subject.names)
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
