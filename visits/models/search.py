"""The index of words: what a search looks through instead of the visits' own texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from .access import VisitAccess

if TYPE_CHECKING:
    from .officers import Officer

# The audiences of one visit's words, beside the officers named by `officer_audience`.
OPEN, ALL = "open", "all"
INDEX = "visits_searchindex"


def officer_audience(officer_id: int) -> str:
    """Words that one officer reads beyond the open ones: their own notes for supervisors, whom they mentioned."""
    return f"officer:{officer_id}"


class SearchTokensField(models.TextField):
    """The words of a `visits.search.document.Document`, in the shape that each database searches.

    A tsvector on PostgreSQL; on SQLite words between blanks, which triggers carry into FTS5.
    """

    # For the type checker: a Document, whatever the column is.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def db_type(self, connection) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value, compiler, connection) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection, prepared: bool = False) -> Any:
        if not hasattr(value, "as_vector"):
            return value
        return value.as_vector() if connection.vendor == "postgresql" else value.as_text()


@SearchTokensField.register_lookup
class Matches(models.Lookup):
    """Whether the words answer a `visits.search.query.Question`."""

    lookup_name = "matches"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value]

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} @@ %s::tsquery", [*params, self.rhs.as_tsquery()]
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        return f"{table}.id IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s)", [self.rhs.as_match()]


@SearchTokensField.register_lookup
class Answers(Matches):
    """The same, asked of a row at hand: SQLite's index of words would list every row that answers."""

    lookup_name = "answers"

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        assert not params
        return answers_sql(column, self.rhs, connection)


def answers_sql(column: str, question: Any, connection) -> tuple[str, list]:
    """Whether the words of a row at hand answer a question, with its parameters."""
    if connection.vendor == "postgresql":
        return f"{column} @@ %s::tsquery", [question.as_tsquery()]
    terms, values = [], []
    for pieces in question.as_pieces():
        terms.append(" OR ".join([f"INSTR(' ' || {column} || ' ', %s)"] * len(pieces)))
        values += pieces
    return f"({' AND '.join(f'({term})' for term in terms)})", values


class SearchDocumentQuerySet(models.QuerySet):
    def findable_by(self, officer: Officer):
        """The words that the officer may find in the visits of their reach.

        Everybody: the open ones, and those of `officer_audience`. A supervisor: every row, since what
        a narrower one holds stands in the row for all too; who stands in for one: all of the visits
        supervised. The reach itself is the visits' matter.
        """
        if officer.is_supervisor:
            return self.all()
        open_to = Q(audience__in=[OPEN, officer_audience(officer.pk)])
        if officer.is_supervising:
            supervised = VisitAccess.holding(VisitAccess.supervisor_access_keys_of(officer), "visit")
            return self.filter(open_to | (Q(audience=ALL) & supervised))
        return self.filter(open_to)


class SearchDocument(models.Model):
    """The words of one visit for one audience; `search.index` writes it with the visit.

    Each row holds everything its audience may find, so that words of several texts are found
    together. Most visits have the open row alone. Drafts have none, confidential sources are in none.
    """

    visit = models.ForeignKey("Visit", models.CASCADE, related_name="search_documents", db_index=False)
    audience = models.CharField(max_length=30)
    words = SearchTokensField(editable=False)

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="search_document_once_per_audience", fields=["visit", "audience"])]

    def __str__(self):
        return f"{self.visit_id} {self.audience}"


class SearchWord(models.Model):
    """A word that stands in some visit: what a mistyped one may have meant."""

    word = models.CharField(max_length=60, primary_key=True)

    def __str__(self):
        return self.word
