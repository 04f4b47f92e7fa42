"""Which visits answer what somebody looks for: words alone, without the visits' own texts."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from visits.core.db import Sql, exists, fetch
from visits.lists.criteria import BY_DAY, Criterion, Order, ScanRange
from visits.lists.intersection import SIZES
from visits.models import Officer, SearchDocument
from visits.models.search import INDEX
from visits.search.query import Question

# So many documents are looked at where an estimate cannot be trusted; fewer hits among them say nothing.
SAMPLE, FEWEST_OF_SAMPLE = 300, 8
# After a long scan with little found, the estimate was wrong: then even so many are read.
MOST_AFTER_WALKING = 50_000


def answering(question: Question, officer: Officer) -> QuerySet[SearchDocument]:
    """The index's rows that answer the question, of those that the officer may find. Reach is asked apart."""
    return SearchDocument.objects.findable_by(officer).filter(words__matches=question)


def search_criterion(question: Question, officer: Officer, at_once: int = SIZES.at_once) -> Criterion:
    """The question as a criterion of a list: a rare one as its hits, which are scanned; a common one to be asked.

    So many hits are read at once and sorted; where there may be more, the list is scanned and each visit asked.
    """
    criterion = TextCriterion(question, officer)
    if is_common(question, at_once):
        return criterion
    return _hits(criterion, at_once) or criterion


@dataclass(frozen=True)
class TextCriterion(Criterion):
    """Visits whose words answer a question, asked one by one."""

    question: Question
    officer: Officer
    weight = 10

    def probe(self, row: str) -> Sql:
        rows = SearchDocument.objects.findable_by(self.officer).filter(words__answers=self.question)
        of_visit = rows.filter(visit=RawSQL(f"{row}.visit_id", ()))
        return exists(*of_visit.order_by().values("pk").query.sql_with_params())

    def settled(self) -> Criterion:
        return _hits(self, MOST_AFTER_WALKING) or self


@dataclass(frozen=True)
class Hits(Criterion):
    """Visits by their keys, found beforehand."""

    keys: tuple[int, ...]

    @property
    def most_rows(self) -> int:
        return len(self.keys)

    def drives(self, order: Order) -> bool:
        return order == BY_DAY

    def rows(self, scan_range: ScanRange, *, limit: int, skip: int = 0) -> Sql:
        known, within = self._known("id"), scan_range.conditions()
        return Sql(
            f"SELECT visited_on, visit_id FROM (SELECT visited_on, id AS visit_id FROM visits_visit"
            f" WHERE {known.text}) AS hits WHERE 1 = 1{within.text} ORDER BY {scan_range.sorting} LIMIT %s OFFSET %s",
            (*known.values, *within.values, limit, skip),
        )

    def probe(self, row: str) -> Sql:
        return self._known(f"{row}.visit_id")

    def _known(self, column: str) -> Sql:
        if connection.vendor == "postgresql":
            return Sql(f"{column} = ANY(%s)", (list(self.keys),))
        return Sql(f"{column} IN (SELECT value FROM json_each(%s))", (json.dumps(self.keys),))


def _hits(criterion: TextCriterion, most: int) -> Hits | None:
    """All visits that answer, unless they are more than that."""
    rows = answering(criterion.question, criterion.officer).order_by().values_list("visit", flat=True)
    # A visit has one or two documents. Asked for visits once each, PostgreSQL reads all hits before it gives one.
    read = list(rows[: 2 * most + 1])
    found = set(read)
    return Hits(tuple(sorted(found))) if len(read) <= 2 * most and len(found) <= most else None


def is_common(question: Question, at_once: int = SIZES.at_once) -> bool:
    """Whether there are too many hits to read them at once, as the statistics of words have it; no document is read."""
    if connection.vendor == "postgresql":
        return _estimate(question) > at_once or (
            question.has_several_tokens and _is_common_in_a_sample(question, 2 * at_once)
        )
    # SQLite has no such statistics: its index of words counts, as far as it matters. A visit has one or two documents.
    most = 2 * at_once
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM (SELECT 1 FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT %s)",
            [question.as_match(), most + 1],
        )
        return cursor.fetchone()[0] > most


def _is_common_in_a_sample(question: Question, most: int) -> bool:
    """Whether more than `most` answer: PostgreSQL's estimate takes words to stand together by chance alone."""
    table = SearchDocument._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        number = cursor.fetchone()[0]
        if number <= most:
            return False
        cursor.execute(
            f"SELECT COUNT(*) FILTER (WHERE words @@ %s::tsquery), COUNT(*) FROM {table}"
            " TABLESAMPLE SYSTEM (%s) REPEATABLE (1)",
            [question.as_tsquery(), min(100, 100 * SAMPLE / number)],
        )
        hits, read = cursor.fetchone()
    return hits >= FEWEST_OF_SAMPLE and hits * number > most * read


def _estimate(question: Question) -> int:
    """How many documents PostgreSQL expects to answer."""
    table = SearchDocument._meta.db_table
    explain = f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {table} WHERE words @@ %s::tsquery"
    ((plan_text,),) = fetch(explain, [question.as_tsquery()])
    plan = json.loads(plan_text) if isinstance(plan_text, str) else plan_text
    return plan[0]["Plan"]["Plan Rows"]
