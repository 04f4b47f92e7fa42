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
    REMOVED_NAME,
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
    VisitStatus,
)
from visits.models.visit_fields import TEXT_FIELDS
from visits.search.names import Names, Place, Spelling, folded, shares_a_word

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


@dataclass(frozen=True)
class Subject:
    """Whose names go: a person with all their records, or the people typed on one visit.

    `visit` narrows the removal to that visit: who has the same name elsewhere is somebody else.
    """

    names: Names
    figure: CommunityFigure | None = None
    visit: Visit | None = None

    def visits(self, by: Officer) -> models.QuerySet[Visit]:
        """The logged visits that name the person and that the remover supervises."""
        supervised = Visit.objects.supervised_by(by)
        if self.visit is not None:
            return supervised.filter(pk=self.visit.pk)
        return supervised.filter(pk__in=visits_naming(self.figure).values("pk")) if self.figure else supervised.none()

    @property
    def written(self) -> list[str]:
        """Every name that is looked for."""
        return list(dict.fromkeys(each.name for each in (*self.names.known, *self.names.doubtful)))

    def shown_to(self, by: Officer) -> list[str]:
        """The names as a page shows them: the record's own, and spellings of visits that the reader supervises."""
        rows = Encounter.objects.filter(visit__in=self.visits(by).values("pk")).exclude(name="")
        here = set(rows.values_list("name", flat=True))
        own = {each.name for each in self.names.known[:1]}
        if self.figure:
            records = CommunityFigure.objects.filter(pk__in=self.figure.person_ids)
            own |= set(records.values_list("name", flat=True))
        return [name for name in self.written if name in here | own]


def visits_naming(figure: CommunityFigure) -> models.QuerySet[Visit]:
    """Every visit with a row that is linked to the person, or with a draft payload that chose them."""
    linked = Encounter.objects.filter(figure__in=figure.person_ids)
    return Visit.objects.filter(
        models.Q(pk__in=linked.values("visit")) | models.Q(pk__in=_chosen_in_draft_payloads(figure))
    )


def _chosen_in_draft_payloads(figure: CommunityFigure) -> set[int]:
    """Encrypted values are read through: there are only as many as unreadable drafts."""
    keys = {str(key) for key in CommunityFigure.objects.filter(pk__in=figure.person_ids).values_list("key", flat=True)}
    rows = DraftPayload.objects.values_list("visit", "values").order_by("pk")
    return {
        visit
        for visit, values in rows.iterator(chunk_size=500)
        if any(name.endswith("-figure") and value in keys for name, value in values)
    }


def visits_beside(figure: CommunityFigure, names: Names, by: Officer) -> dict[str, int]:
    """How many visits name the person that the remover supervises, that others do, and where the name is typed.

    Of the last only the own ones are told: where else a name is typed is not for this person to know.
    """
    rows = list(visits_naming(figure).select_related("unit").order_by("pk"))
    own = sum(by.supervises(visit.unit) for visit in rows)
    typed = Visit.objects.supervised_by(by).filter(pk__in=visits_with_name_typed(figure, names))
    return {"own": own, "others": len(rows) - own, "typed": typed.count()}


def visits_with_name_typed(figure: CommunityFigure, names: Names) -> list[int]:
    """Logged visits of anywhere on which the same whole name is typed, linked to nobody."""
    typed = Encounter.objects.typed().exclude(visit__status=VisitStatus.DRAFT)
    wanted = {folded(each.name) for each in names.known if len(each.words) > 1}
    first_words = {word for each in names.known for word in each.words[:1]}
    like = models.Q(pk__in=[])
    for word in first_words:
        like |= models.Q(name__icontains=word)
    rows = typed.filter(like).values_list("visit", "name")
    return sorted({visit for visit, name in rows if folded(name) in wanted})


def names_of(figure: CommunityFigure) -> Names:
    """The names of the person's records, and every other way in which visits linked to them write it.

    A spelling that has no word of the records' names may be any word: it is only asked about.
    """
    columns = ("name", "honorific", "degrees")
    records = _spellings(CommunityFigure.objects.filter(pk__in=figure.person_ids).values_list(*columns))
    written = _spellings(Encounter.objects.filter(figure__in=figure.person_ids).values_list(*columns))
    known = [each for each in written if shares_a_word(each, records)]
    doubtful = [each for each in written if each not in known]
    return Names(tuple(dict.fromkeys([*records, *known])), tuple(dict.fromkeys(doubtful)))


def _spellings(rows: models.QuerySet) -> list[Spelling]:
    found = {Spelling(*row) for row in rows if row[0] not in ("", REMOVED_NAME)}
    return sorted(found, key=lambda each: (-len(each.name), each))


def of_figure(figure: CommunityFigure) -> Subject:
    return Subject(names_of(figure), figure=figure)


def of_visit(visit: Visit) -> Subject:
    """The people typed on a visit and saved as no figure."""
    rows = visit.encounters.typed().values_list("name", "honorific", "degrees")
    return Subject(Names(tuple(_spellings(rows))), visit=visit)


def of_removal(removal: NameRemoval) -> Subject:
    """What a proposal for one visit looks for there."""
    known, doubtful = (tuple(Spelling(*row) for row in rows) for rows in removal.names)
    return Subject(Names(known, doubtful), figure=removal.figure, visit=removal.visit)


def names_subject(visit: Visit, subject: Subject) -> bool:
    """Whether the whole name of a figure stands on a visit: in a text, or in a row that is linked to them."""
    people = visit.encounters.filter(figure__in=subject.figure.person_ids if subject.figure else [])
    if any(subject.names.is_value(name) for name in people.values_list("name", flat=True)):
        return True
    for model, columns in TEXTS.items():
        if model in AT_VISIT and model not in NOT_SHOWN:
            rows = model._base_manager.filter(**{AT_VISIT[model]: visit.pk}).values_list(*columns)
            if any(subject.names.sure(text) for row in rows for text in row):
                return True
    return False


def whole_names(*subjects: Subject, by: Officer) -> list[Hit]:
    """Where a whole name stands in those texts: it goes there without being ticked."""
    found: dict[str, Hit] = {}
    for subject in subjects:
        for key, text in _texts(subject, by) if subject.names else ():
            found.update({hit.key: hit for hit in (_hit(key, text, place) for place in subject.names.sure(text))})
    return list(found.values())


def hits(*subjects: Subject, by: Officer) -> list[Hit]:
    """Where a person must decide: a part of a name, or a whole one that is not written as a name; each place once."""
    everybody = reduce(add, (subject.names for subject in subjects), Names())
    found: dict[str, Hit] = {}
    for subject in subjects:
        for key, text in _texts(subject, by) if subject.names else ():
            taken = everybody.sure(text)
            for place in subject.names.to_ask_about(text):
                if not any(other.start < place.end and place.start < other.end for other in taken):
                    hit = _hit(key, text, place)
                    found.setdefault(hit.key, hit)
    return list(found.values())


def _texts(subject: Subject, by: Officer) -> Iterator[tuple[str, str]]:
    """The texts that the remover may see, each with a key that names its column."""
    visits = list(subject.visits(by).values_list("pk", flat=True))
    for model, names in TEXTS.items():
        if model in AT_VISIT and model not in NOT_SHOWN:
            rows = model._default_manager.filter(**{f"{AT_VISIT[model]}__in": visits})
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


def _hit(key: str, text: str, place: Place) -> Hit:
    start, end, is_whole = place
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Hit(f"{key}.{start}", before, text[start:end], after, is_whole)
