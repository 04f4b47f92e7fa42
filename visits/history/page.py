"""The history: one filter, one sort, keyset pages forward and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from visits.core.db import read_day, read_key
from visits.lists.intersection import MOST_COUNTED, SIZES, Count, Sizes
from visits.lists.keyset import KeysetList, cursor_at, in_order, position
from visits.lists.visit_lines import read_lines, read_lines_and_figures
from visits.lists.visit_list import filtered_visits
from visits.models import Officer, Visit
from visits.search.query import Question, read_question
from visits.search.search import search_criterion
from visits.search.snippets import Snippet, snippets_of
from visits.search.sources import VISIT_TEXTS, VisitTexts
from visits.search.spelling import spelling_suggestion

COLUMNS = (
    "key visited_on status situation_after urgent unit_name listed_places listed_leader listed_people "
    "listed_with_mentioned author_id"
).split()


class HistoryRow(NamedTuple):
    """One line of the list."""

    key: str
    pk: int
    day: dt.date
    status: str
    situation: str
    urgent: bool
    unit: str
    places: str
    leader: str
    people: str
    found: Snippet | None = None


@dataclass(frozen=True)
class HistoryPage:
    """Up to fifty rows, the cursors around them, and how many there are in all.

    `suggestion`: words that would find something, where those that were typed find nothing. `figures`: keys of whoever
    of the register stands on the rows, where they were read with them.
    """

    rows: list[HistoryRow]
    count: Count
    previous: str = ""
    next: str = ""
    suggestion: str = ""
    figures: list[str] | None = None


def history_list(officer: Officer, filtered_by: dict[str, Any], sizes: Sizes = SIZES) -> KeysetList:
    """The visits in reach that fit every filter; drafts are on the start page instead."""
    visits = filtered_visits(officer, filtered_by, sizes)
    question = read_question(filtered_by.get("q") or "")
    if question and visits.criteria:
        visits = visits.with_criterion(search_criterion(question, officer, sizes.at_once))
    return visits


def history_page(officer: Officer, filtered_by: dict[str, Any], sizes: Sizes = SIZES) -> HistoryPage:
    """One page of the filtered history, the newest first, from a cursor forward or back.

    Raises ValueError where a cursor is no place in the list.
    """
    visits = history_list(officer, filtered_by, sizes)
    after, before = (position(filtered_by[name]) if filtered_by.get(name) else None for name in ("after", "before"))
    page, number = visits.counted_page(after=None if before else after, before=before, most=MOST_COUNTED)
    question = read_question(filtered_by.get("q") or "")
    keys, figures = in_order(page.found), None
    if not question:
        lines = read_lines(keys, COLUMNS)
    elif not officer.is_supervisor:
        lines = read_lines(keys, [*COLUMNS, *VISIT_TEXTS])
    else:
        lines, figures = read_lines_and_figures(keys, [*COLUMNS, *VISIT_TEXTS])
    return HistoryPage(
        rows=_rows(keys, lines, officer, question),
        count=number.seen_with(len(page.found), is_all=not (after or before or page.next)),
        previous=cursor_at(page.previous),
        next=cursor_at(page.next),
        suggestion="" if page.found or after or before else _suggestion(officer, filtered_by, question),
        figures=figures,
    )


def asks_nothing(words: str) -> bool:
    """Whether words were typed of which none can be searched for: they narrow no list."""
    return bool(words.strip()) and not read_question(words)


def _suggestion(officer: Officer, filtered_by: dict[str, Any], question: Question) -> str:
    if not question:
        return ""

    def is_found(words: str) -> bool:
        # The blank behind: a suggestion is of whole words.
        return bool(history_list(officer, {**filtered_by, "q": f"{words} "}).page(size=1).found)

    return spelling_suggestion(filtered_by["q"], officer=officer, is_found=is_found)


def _rows(keys: list[int], lines: dict[int, tuple], officer: Officer, question: Question) -> list[HistoryRow]:
    """The lines of the list: all that they show stands in the visits' own rows, but for where words were found."""
    mine = _with_mentioned(keys, officer)
    snippets = _found(lines, question, officer, mine) if question else {}
    rows = []
    for pk in keys:
        # Withdrawn or deleted between the scan and this read.
        if pk in lines:
            key, day, status, situation, urgent, unit, places, leader, met, everybody, author, *_texts = lines[pk]
            # Both are kept with the visit: the list narrows them without a query for each line.
            people = everybody if mine is None or pk in mine or author == officer.pk else met
            line = (read_key(key), pk, read_day(day), status, situation, bool(urgent), unit, places, leader, people)
            rows.append(HistoryRow(*line, snippets.get(pk)))
    return rows


def _found(lines: dict[int, tuple], question: Question, officer: Officer, mine: set[int] | None) -> dict[int, Snippet]:
    """Where the words were found, of each line."""
    last = len(COLUMNS)
    visits = {pk: VisitTexts(line[last - 1], is_draft=False) for pk, line in lines.items()}
    own: dict[int, Sequence[str]] = {pk: line[last:] for pk, line in lines.items()}
    return snippets_of(visits, question, officer, own_columns=own, supervised=mine)


def _with_mentioned(keys: list[int], officer: Officer) -> set[int] | None:
    """Visits whose people the officer sees even where only mentioned; None: of all."""
    if officer.is_supervisor:
        return None
    if not officer.is_supervising:
        return set()
    return set(Visit.objects.supervised_by(officer).filter(pk__in=keys).values_list("pk", flat=True))
