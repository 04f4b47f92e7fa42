"""Which visits answer what somebody looks for: words alone, without the visits' own texts."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from visits.core.db import ALWAYS, Sql, exists, fetch
from visits.lists.criteria import BY_DAY, Criterion, Order, ScanRange, by_access
from visits.lists.intersection import SIZES
from visits.lists.short_cache import hint_of_a_minute
from visits.models import ALL, OPEN, Officer, SearchDocument, VisitAccess, officer_audience
from visits.models.search import INDEX, answers_sql
from visits.search.query import Question

TABLE = SearchDocument._meta.db_table
# About so many documents are looked at where an estimate cannot be trusted; fewer hits among them say nothing.
SAMPLE, FEWEST_OF_SAMPLE = 100, 3
# After a long scan with little found, the estimate was wrong: then even so many are read.
MOST_AFTER_WALKING = 50_000


def answering(question: Question, officer: Officer) -> QuerySet[SearchDocument]:
    """The index's rows that answer the question, of those that the officer may find. Reach is asked apart."""
    return SearchDocument.objects.findable_by(officer).filter(words__matches=question)


def search_criterion(question: Question, officer: Officer, at_once: int = SIZES.at_once) -> Criterion:
    """The question as a criterion of a list: a rare one as its hits, which are scanned; a common one to be asked.

    So many hits are read at once and sorted; where there may be more, the list is scanned and each visit asked.
    """
    # Estimating takes as long as looking; whoever turns the page or adds a filter asks the same again.
    asked = f"{at_once} {question.as_tsquery()}"
    share = hint_of_a_minute(asked, lambda: share_if_common(question, at_once))
    criterion = TextCriterion(question, officer, share or 1.0)
    if share is not None:
        return criterion
    return _hits(criterion, at_once) or criterion


@dataclass(frozen=True)
class TextCriterion(Criterion):
    """Visits whose words answer a question, asked one by one."""

    question: Question
    officer: Officer
    share: float = 1.0
    weight = 10

    def probe(self, row: str) -> Sql:
        # Written as SQL: building it was a tenth of a search.
        answers, values = answers_sql("d.words", self.question, connection)
        findable = self._findable(row)
        return exists(
            f"SELECT 1 FROM {TABLE} d WHERE d.visit_id = {row}.visit_id AND {answers}{findable.text}",
            (*values, *findable.values),
        )

    def _findable(self, row: str) -> Sql:
        """The rule of `SearchDocumentQuerySet.findable_by`, asked of a document at hand."""
        if self.officer.is_supervisor:
            return ALWAYS
        text, values = "d.audience IN (%s, %s)", (OPEN, officer_audience(self.officer.pk))
        if self.officer.is_supervising:
            supervised = by_access(VisitAccess.supervisor_access_keys_of(self.officer)).probe(row)
            text, values = f"({text} OR (d.audience = %s AND {supervised.text}))", (*values, ALL, *supervised.values)
        return Sql(f" AND {text}", values)

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


def share_if_common(question: Question, at_once: int = SIZES.at_once) -> float | None:
    """About which part of all documents answer, 1 where that is not known; None where they can be read at once."""
    if connection.vendor != "postgresql":
        return _counted_share(question, 2 * at_once)
    if question.has_several_tokens and (share := _sampled_share(question, 2 * at_once)) is not None:
        return share
    # By the statistics of words: no document is read.
    return 1.0 if _estimate(question) > at_once else None


def _counted_share(question: Question, most: int) -> float | None:
    """SQLite has no statistics of words: its index counts as far as it matters. A visit has one or two documents."""
    ((number, last),) = fetch(
        f"SELECT COUNT(*), MAX(rowid) FROM (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT %s) AS hits",
        [question.as_match(), most + 1],
    )
    return number / last if number > most else None


def _sampled_share(question: Question, most: int) -> float | None:
    """Where more than `most` answer: PostgreSQL's estimate takes words to stand together by chance alone."""
    # A hundred of the visits' keys, spread evenly: a sample by TABLESAMPLE goes through the numbers of all blocks.
    ((hits, read, number),) = fetch(
        f"SELECT COUNT(*) FILTER (WHERE words @@ %s::tsquery), COUNT(*),"
        f" (SELECT reltuples FROM pg_class WHERE oid = %s::regclass) FROM {TABLE} WHERE visit_id = ANY(ARRAY("
        "SELECT generate_series(MIN(visit_id), MAX(visit_id), GREATEST(1, (MAX(visit_id) - MIN(visit_id)) / %s))"
        f" FROM {TABLE}))",
        [question.as_tsquery(), TABLE, SAMPLE],
    )
    # A table that the database has not counted yet has -1 rows.
    return hits / read if hits >= FEWEST_OF_SAMPLE and hits * number > most * read else None


def _estimate(question: Question) -> int:
    """How many documents PostgreSQL expects to answer."""
    explain = f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {TABLE} WHERE words @@ %s::tsquery"
    ((plan_text,),) = fetch(explain, [question.as_tsquery()])
    plan = json.loads(plan_text) if isinstance(plan_text, str) else plan_text
    return plan[0]["Plan"]["Plan Rows"]
