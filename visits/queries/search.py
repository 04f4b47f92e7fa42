"""Which visits answer what somebody looks for: words alone, without the visits' own texts."""

from __future__ import annotations

from django.db.models import QuerySet

from visits.models import Officer, SearchDocument
from visits.words.question import Question


def answering(question: Question, officer: Officer) -> QuerySet[SearchDocument]:
    """The index's rows that answer the question, of those that the officer may find. Reach is asked apart."""
    return SearchDocument.objects.findable_by(officer).filter(words__matches=question)
