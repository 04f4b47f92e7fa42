"""Keep the words that a search finds in step with the visits, in the transaction that changes them."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from visits.models import ALL, OPEN, SearchDocument, SearchWord, Visit, VisitStatus, officer_audience
from visits.search.document import Document
from visits.search.query import Question, Term
from visits.search.sources import VisitTexts, texts_of

CHUNK = 2000
LONGEST_SUGGESTED = 30
SHORTEST_SUGGESTED = 3
TABLE = SearchDocument._meta.db_table
TOKENS_INDEX = "search_document_words"
# A short list of pending entries: quick to write, and quick to look through.
CREATE_TOKENS_INDEX = (
    f"CREATE INDEX {TOKENS_INDEX} ON {TABLE} USING gin (words) WITH (fastupdate = on, gin_pending_list_limit = 1024)"
)
Progress = Callable[[int], None]


def index_visits(visits: Collection[int]) -> None:
    """Write the words of these visits anew. Call last in the transaction that changed a text of theirs.

    The visits are locked in the order of their keys, so that two changes of one visit do not
    each leave the other's words out.
    """
    locked = Visit.objects.select_for_update(no_key=True).filter(pk__in=visits).order_by("pk")
    status_of = dict(locked.values_list("pk", "status"))
    logged = [pk for pk, status in status_of.items() if status != VisitStatus.DRAFT]
    documents = list(documents_of(logged)) if logged else []
    SearchDocument.objects.filter(visit__in=list(status_of)).delete()
    SearchDocument.objects.bulk_create(documents)
    collect_spellings(documents)


def documents_of(visits: Collection[int]) -> Iterator[SearchDocument]:
    """The index's rows of these visits, unsaved."""
    for pk, own in texts_of(visits).items():
        if not own.is_draft:
            for audience, document in by_audience(own):
                yield SearchDocument(visit_id=pk, audience=audience, words=document)


def by_audience(own: VisitTexts) -> Iterator[tuple[str, Document]]:
    """The open words; and where some are not open, all of them, and what each named reader may find."""
    yield OPEN, Document(text.text for text in own.texts if text.readers is None)
    if all(text.readers is None for text in own.texts):
        return
    yield ALL, Document(text.text for text in own.texts)
    for reader in sorted(own.named_readers):
        readable = own.readable(reader, as_supervisor=False)
        yield officer_audience(reader), Document(text.text for text in readable)


def index_new_visits(visits: Collection[int], *, progress: Progress = lambda done: None) -> None:
    """The same for many visits that have no words yet and that nobody else knows of: an import, a rebuild."""
    keys = sorted(visits)
    for start in range(0, len(keys), CHUNK):
        documents = list(documents_of(keys[start : start + CHUNK]))
        _write(documents)
        collect_spellings(documents)
        progress(start + CHUNK)


def _write(documents: list[SearchDocument]) -> None:
    """By COPY where there is one: the words of a million visits are more than their rows."""
    if connection.vendor != "postgresql":
        SearchDocument.objects.bulk_create(documents, batch_size=CHUNK)
        return
    # Tokens hold no character that COPY reads as its own.
    lines = "".join(f"{row.visit_id}\t{row.audience}\t{row.words.as_vector()}\n" for row in documents)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {TABLE} (visit_id, audience, words) FROM STDIN", io.StringIO(lines))


def collect_spellings(documents: Iterable[SearchDocument]) -> None:
    """Remember the words that are new, sorted, so that two transactions do not wait for each other."""
    words = suggestible(token for document in documents for token in document.words.tokens)
    SearchWord.objects.bulk_create((SearchWord(word=word) for word in words), ignore_conflicts=True, batch_size=CHUNK)


def suggestible(tokens: Iterable[str]) -> list[str]:
    """Words that a mistyped one may have meant, sorted: no numbers, nothing very short or long."""
    return sorted(
        token for token in set(tokens) if SHORTEST_SUGGESTED <= len(token) <= LONGEST_SUGGESTED and token.isalpha()
    )


def forget_unused(texts: Iterable[str]) -> None:
    """Drop the words of these texts that no visit holds any more, such as a name that was removed."""
    for word in suggestible(Document(texts).tokens):
        held = SearchDocument.objects.filter(words__matches=Question((Term((word,)),)))
        if not held.exists():
            SearchWord.objects.filter(word=word).delete()


def rebuild(*, progress: Progress = lambda done: None) -> int:
    """Write the words of all visits anew; how many visits have some. Inside a transaction."""
    SearchWord.objects.all().delete()
    with without_index():
        SearchDocument.objects.all().delete()
        logged = list(Visit.objects.logged().order_by("pk").values_list("pk", flat=True))
        index_new_visits(logged, progress=progress)
    return len(logged)


@contextmanager
def without_index() -> Iterator[None]:
    """Many documents are written first and indexed together: ten times as fast as one by one."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        # What is checked at the end of a transaction would keep the index from being made within it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP INDEX IF EXISTS {TOKENS_INDEX}")
        yield
        cursor.execute(CREATE_TOKENS_INDEX)
