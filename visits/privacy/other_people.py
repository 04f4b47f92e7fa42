"""Everybody else on a person's visits, to be taken out of the copy that the person gets."""

from __future__ import annotations

from collections.abc import Iterable

from visits.models import REMOVED_NAME, CommunityFigure, Encounter, Officer, Participation, Stop
from visits.models.figures import FigureQuerySet
from visits.privacy.queries import FigureData
from visits.search.names import Names, OtherPeople, Spelling, folded


def other_people(data: FigureData) -> OtherPeople:
    """Everybody else by their records, with every name that these know, to be taken out of a copy for the person.

    Whoever else is met, mentioned, host or officer on the person's visits, with every spelling of the figures
    among them; and whoever the Polres knows whose whole name stands in a text of the copy.
    """
    person = data.figure.person_ids
    visits = {row.visit_id for row in data.encounters} | {note.visit_id for note in data.said}
    figures = CommunityFigure.objects.exclude(pk__in=person)
    beside = figures.filter(encounters__visit__in=visits)
    columns = ("name", "honorific", "degrees")
    sources: list[Iterable[tuple]] = [
        Encounter.objects.filter(visit__in=visits, figure__isnull=True).values_list(*columns),
        Encounter.objects.filter(figure__in=beside.values("pk")).values_list(*columns),
        beside.values_list(*columns),
        Participation.objects.filter(visit__in=visits).values_list("name", "rank", "degrees"),
        Officer.objects.filter(participations__visit__in=visits).values_list("name", "rank__name", "degrees"),
        Stop.objects.filter(visit__in=visits).values_list("host_name"),
        _named_in(data, figures),
    ]
    own = _own_names(data.figure)
    found = {Spelling(*row) for rows in sources for row in rows if row[0] not in ("", REMOVED_NAME)}
    # The person's own name must stay in their copy, also where somebody else has it.
    return OtherPeople(Names(tuple(sorted(each for each in found if not own.is_value(each.name)))), own)


def _own_names(figure: CommunityFigure) -> Names:
    columns = ("name", "honorific", "degrees")
    rows = [
        *CommunityFigure.objects.filter(pk__in=figure.person_ids).values_list(*columns),
        *Encounter.objects.filter(figure__in=figure.person_ids).values_list(*columns),
    ]
    return Names(tuple(sorted({Spelling(*row) for row in rows if row[0]})))


def _named_in(data: FigureData, figures: FigureQuerySet) -> list[tuple[str, str, str]]:
    """Figures and officers of whom nothing but a text says that they were spoken of: whole names only."""
    text = folded(" ".join(data.texts))
    people = [
        *figures.known_to(data.reader).values_list("name", "honorific", "degrees"),
        *Officer.objects.values_list("name", "rank__name", "degrees"),
    ]
    # A single word, as a first name, is too often a word of the language.
    return [row for row in people if len(row[0].split()) > 1 and folded(row[0]) in text]
