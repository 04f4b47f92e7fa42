"""Whose names are removed: a person with all their records, or the people typed on one visit."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from visits.models import (
    REMOVED_NAME,
    CommunityFigure,
    DraftPayload,
    Encounter,
    NameRemoval,
    Officer,
    Visit,
    VisitStatus,
)
from visits.search.names import Names, Spelling, folded, shares_a_word


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
    # Encrypted: the database cannot look into them.
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
    # In Python: who supervises depends on today's deputyships, which the officer holds already.
    own = sum(by.supervises(visit.unit) for visit in rows)
    typed = Visit.objects.supervised_by(by).filter(pk__in=visits_with_name_typed(figure, names))
    return {"own": own, "others": len(rows) - own, "typed": typed.count()}


def visits_with_name_typed(figure: CommunityFigure, names: Names) -> list[int]:
    """Logged visits of anywhere on which the same whole name is typed, linked to nobody."""
    typed = Encounter.objects.typed().exclude(visit__status=VisitStatus.DRAFT)
    # A name of one word is too many people's.
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
    # The longest first, so that no part is taken before the whole.
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
