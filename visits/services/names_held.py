"""Where a person's names stand: in which columns, whose they are, and which places in free text hold them.

Nothing is written here; `services.anonymise` takes them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models

from visits.models import (
    CommunityFigure,
    DataRequest,
    DialogueNote,
    Encounter,
    Export,
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
# Whoever reads the visit reads these rows; of any other its `readable_by` knows who does.
READ_WITH_THEIR_VISIT = (Visit, Stop, Photo)


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


def pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names), re.IGNORECASE)


def whole_names(*subjects: Subject, by: Officer) -> list[Hit]:
    """Where a whole name stands in those texts: it goes there, and from every other row, without being ticked."""
    found: dict[str, Hit] = {}
    for subject in subjects:
        pattern = pattern_of(subject.names)
        for key, text in _texts(subject, by) if subject.names else ():
            found.update({hit.key: hit for hit in (_hit(key, text, match) for match in pattern.finditer(text))})
    return list(found.values())


def hits(*subjects: Subject, by: Officer) -> list[Hit]:
    """Where only a part of a name stands, in texts of each one's visits within reach; each place once."""
    whole = pattern_of(sorted({name for each in subjects for name in each.names}, key=len, reverse=True))
    found: dict[str, Hit] = {}
    for subject in subjects:
        part = pattern_of(subject.parts)
        for key, text in _texts(subject, by) if subject.parts else ():
            found.update({hit.key: hit for hit in _hits_in(key, text, whole, part) if hit.key not in found})
    return list(found.values())


def _texts(subject: Subject, by: Officer) -> Iterator[tuple[str, str]]:
    """The texts of the visits in reach that the person may read, each by its place."""
    visits = subject.visits(by).values("pk")
    for model, names in TEXTS.items():
        if model in NOT_OF_A_VISIT:
            continue
        where = {"pk__in": visits} if model is Visit else {"visit__in": visits}
        rows = model._default_manager.filter(**where)
        readable = rows if model in READ_WITH_THEIR_VISIT else rows.readable_by(by)
        for row in readable.order_by("pk"):
            for name in names:
                yield f"{model.__name__}.{row.pk}.{name}", getattr(row, name)


def _hits_in(key: str, text: str, whole: re.Pattern, part: re.Pattern) -> Iterator[Hit]:
    blanked = whole.sub(lambda match: "\x00" * len(match.group()), text)
    yield from (_hit(key, text, match) for match in part.finditer(blanked))


def _hit(key: str, text: str, match: re.Match[str]) -> Hit:
    before, after = text[max(0, match.start() - AROUND) : match.start()], text[match.end() : match.end() + AROUND]
    return Hit(f"{key}.{match.start()}", before, match.group(), after)
