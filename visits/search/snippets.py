"""One line for each hit of a search: a text that its reader may read, and where in it the words stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from visits.models import Officer, Visit
from visits.search import sources
from visits.search.highlight import Found, Reader, line_around
from visits.search.query import Question
from visits.search.sources import Text, VisitTexts


@dataclass(frozen=True)
class Snippet:
    """Where it was found ("Note"), and the line in pieces, marked or not."""

    label: str
    pieces: list[tuple[str, bool]]


def snippets_of(
    visits: dict[int, VisitTexts],
    question: Question,
    officer: Officer,
    *,
    own_columns: dict[int, Sequence[str]],
    supervised: set[int] | None,
) -> dict[int, Snippet]:
    """A line for each of these logged visits, which are in reach, by key.

    `own_columns`: the visits' own texts, as they were read (`sources.VISIT_TEXTS`). `supervised`: those read as a
    supervisor, None for all. Notes are shown first, then the visit's own texts, then the rows below it; what comes
    later is only looked at where the former does not answer.
    """
    reader = Reader(question)
    best: dict[int, tuple[Text, Found]] = {}
    sources.add_notes(visits, for_supervisor=supervised is None)
    _look(best, reader, visits, officer, supervised)
    rest = _not_answered(visits, best, reader)
    for pk, own in rest.items():
        own.texts += sources.own_texts(own_columns[pk])
    _look(best, reader, rest, officer, supervised)
    rest = _not_answered(rest, best, reader)
    if rest:
        sources.add_rows_below(rest)
        _look(best, reader, rest, officer, supervised)
    labels = {kind: _label(kind) for kind in {text.kind for text, _found in best.values()}}
    return {pk: Snippet(labels[text.kind], line_around(text.text, found.spans)) for pk, (text, found) in best.items()}


def _not_answered(
    visits: dict[int, VisitTexts], best: dict[int, tuple[Text, Found]], reader: Reader
) -> dict[int, VisitTexts]:
    return {pk: own for pk, own in visits.items() if pk not in best or best[pk][1].terms < len(reader.terms)}


def _look(
    best: dict[int, tuple[Text, Found]],
    reader: Reader,
    visits: dict[int, VisitTexts],
    officer: Officer,
    supervised: set[int] | None,
) -> None:
    for pk, own in visits.items():
        as_supervisor = supervised is None or pk in supervised
        for text in _in_order(own.readable(officer.pk, as_supervisor=as_supervisor)):
            found = reader.read(text.text)
            if found.terms and (pk not in best or found.terms > best[pk][1].terms):
                best[pk] = text, found
                if found.terms == len(reader.terms):
                    break


def _in_order(found: Iterable[Text]) -> list[Text]:
    return sorted(found, key=lambda text: sources.PLACE_OF_KIND[text.kind])


LABELS = {
    sources.NOTE: _("Note"),
    sources.TOPIC: _("Topic"),
    sources.PLACE: _("Place"),
    sources.PERSON: _("Person"),
    sources.FOLLOW_UP: _("Follow-up"),
    sources.OFFICER: _("Officer"),
    sources.PHOTO: _("Photo"),
    "unit_name": _("Unit"),
}


def _label(kind: str) -> str:
    if kind in LABELS:
        return str(LABELS[kind])
    column = Visit._meta.get_field(kind)
    assert isinstance(column, Field)
    return str(column.verbose_name).capitalize()
