"""The texts of visits as a search finds them, with who may read each; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection
from django.db.models import Model

from visits.core.db import fetch, marks
from visits.models import (
    Encounter,
    FollowUp,
    Participation,
    Photo,
    Stop,
    Visit,
    VisitStatus,
)
from visits.models.visibility import (
    MENTIONS,
    Readers,
    is_readable,
    note_sql,
    readers_of_follow_up,
    readers_of_note,
    readers_of_person,
)
from visits.models.visit_fields import TEXT_FIELDS

# Columns of the visit itself, in the order in which a hit is shown; the unit's name is frozen, not typed.
VISIT_TEXTS = [*(field.name for field in sorted(TEXT_FIELDS, key=lambda field: field.found)), "unit_name"]
NOTE, TOPIC, PLACE, PERSON, OFFICER, FOLLOW_UP, PHOTO = "note topic place person officer follow_up photo".split()
KINDS = [NOTE, TOPIC, *VISIT_TEXTS, PLACE, PERSON, FOLLOW_UP, OFFICER, PHOTO]
PLACE_OF_KIND = {kind: place for place, kind in enumerate(KINDS)}


class Text(NamedTuple):
    """One text of a visit, and who reads it (models.visibility)."""

    kind: str
    text: str
    readers: Readers = None


@dataclass
class VisitTexts:
    """All texts of one visit."""

    author: int
    is_draft: bool
    texts: list[Text] = field(default_factory=list)
    # Who reads each note, for the follow-ups that repeat them.
    readers_of_notes: dict[int, Readers] = field(default_factory=dict)

    @property
    def named_readers(self) -> set[int]:
        """Who reads something of it that is not open to all."""
        return {reader for text in self.texts for reader in text.readers or ()}

    def readable(self, reader: int, *, as_supervisor: bool) -> list[Text]:
        if as_supervisor:
            return self.texts
        return [text for text in self.texts if is_readable(text.readers, reader, as_supervisor=False)]


def joined(*parts: str) -> str:
    """What belongs together, as one text: "Gereja Betania, RT 3, Desa Oesao"."""
    return ", ".join(part for part in parts if part)


def texts_of(visits: Collection[int]) -> dict[int, VisitTexts]:
    """The texts of these visits, in a fixed number of queries."""
    rows = Visit.objects.filter(pk__in=visits).order_by().values_list("pk", "author", "status", *VISIT_TEXTS)
    found = {
        pk: VisitTexts(author, status == VisitStatus.DRAFT, own_texts(columns)) for pk, author, status, *columns in rows
    }
    add_notes(found)
    add_rows_below(found)
    return found


def own_texts(columns: Iterable[str]) -> list[Text]:
    """The texts of a visit itself, of its columns `VISIT_TEXTS`."""
    return [Text(name, text) for name, text in zip(VISIT_TEXTS, columns, strict=True) if text]


def add_rows_below(found: dict[int, VisitTexts]) -> None:
    """Places, officers, people, follow-ups and captions; the notes are there already."""
    follow_ups, links = [], []
    for model, visit, pk, columns in _rows_below(found):
        if model is FollowUp:
            follow_ups.append((visit, pk, columns))
        elif model is LINKS:
            links.append((int(columns[0]), int(columns[1])))
        else:
            found[visit].texts.append(TEXT_OF[model](found[visit], *columns))
    _add_follow_ups(found, follow_ups, links)


LINKS = FollowUp.notes.through
# What is read of the rows below a visit that are not notes.
COLUMNS_BELOW: dict[type[Model], str] = {
    Stop: "name address place_label host_name",
    Participation: "rank name degrees position unit_name nrp",
    Encounter: "presence honorific name degrees group title institution",
    FollowUp: "owner_id text sent_to result",
    LINKS: "followup_id dialoguenote_id",
    Photo: "caption",
}
MOST_COLUMNS = max(len(columns.split()) for columns in COLUMNS_BELOW.values())
# Links have no visit and no order of their own.
LINK_ROWS = """(
    SELECT l.id, f.visit_id, 0 AS "order", l.followup_id, l.dialoguenote_id
    FROM visits_followup_notes l JOIN visits_followup f ON f.id = l.followup_id) links"""


def _rows_below(found: Collection[int]) -> Iterator[tuple[type[Model], int, int, list[str]]]:
    """Model, visit, key and columns of every row, in one statement: asked apart they would cost more than they read."""
    if not found:
        return
    quote, parts = connection.ops.quote_name, []
    for place, (model, names) in enumerate(COLUMNS_BELOW.items()):
        columns = [f"CAST({quote(name)} AS TEXT)" for name in names.split()]
        columns += ["''"] * (MOST_COLUMNS - len(columns))
        rows = LINK_ROWS if model is LINKS else model._meta.db_table
        parts.append(
            f"SELECT {place}, visit_id, {quote('order')}, id, {', '.join(columns)}"
            f" FROM {rows} WHERE visit_id IN ({marks(found)})"
        )
    read = fetch(f"{' UNION ALL '.join(parts)} ORDER BY 1, 3, 4", [*found] * len(parts))
    models = [(model, len(names.split())) for model, names in COLUMNS_BELOW.items()]
    for place, visit, _order, pk, *columns in read:
        model, number = models[place]
        yield model, visit, pk, columns[:number]


def _person(own: VisitTexts, presence: str, honorific: str, name: str, *parts: str) -> Text:
    readers = readers_of_person(presence=presence, author=own.author)
    return Text(PERSON, joined(f"{honorific} {name}".strip(), *parts), readers)


TEXT_OF: dict[type[Model], Callable[..., Text]] = {
    Stop: lambda own, *parts: Text(PLACE, joined(*parts)),
    Participation: lambda own, rank, name, *parts: Text(OFFICER, joined(f"{rank} {name}".strip(), *parts)),
    Encounter: _person,
    Photo: lambda own, caption: Text(PHOTO, caption),
}


# Written as SQL, since building it takes longer than running it, and a search asks for it on every page.
NOTES = """
    SELECT n.visit_id, n.id, n.text, t.name, n.topic_text, n.sensitivity, n.written_by_id, {mentions}
    FROM visits_dialoguenote n LEFT JOIN visits_topic t ON t.id = n.topic_id
    WHERE n.visit_id IN ({marks}) ORDER BY n."order", n.id
"""


def add_notes(found: dict[int, VisitTexts], *, for_supervisor: bool = False) -> None:
    """The notes' words, each with its readers.

    `for_supervisor`: for one who reads all of these visits as a supervisor, where it is not asked who else may.
    """
    if not found:
        return
    mentions = "false" if for_supervisor else note_sql(MENTIONS)
    rows = fetch(NOTES.format(marks=marks(found), mentions=mentions), [*found])
    for visit, pk, text, topic, topic_text, sensitivity, writer, about_mentioned in rows:
        own = found[visit]
        readers = None
        if not for_supervisor:
            readers = readers_of_note(
                sensitivity=sensitivity, written_by=writer, author=own.author, about_mentioned=bool(about_mentioned)
            )
        own.readers_of_notes[pk] = readers
        own.texts.append(Text(NOTE, text, readers))
        if topic or topic_text:
            own.texts.append(Text(TOPIC, joined(topic or "", topic_text), readers))


def _add_follow_ups(
    found: dict[int, VisitTexts], rows: list[tuple[int, int, list[str]]], links: list[tuple[int, int]]
) -> None:
    """A follow-up repeats its notes: it is open where one of them is, and always read by its owner."""
    notes: dict[int, list[int]] = {}
    for follow_up, note in links:
        notes.setdefault(follow_up, []).append(note)
    for visit, pk, (owner, *parts) in rows:
        known = found[visit].readers_of_notes
        readers = readers_of_follow_up(
            owner=int(owner) if owner else None, notes=[known[note] for note in notes.get(pk, []) if note in known]
        )
        found[visit].texts += [Text(FOLLOW_UP, text, readers) for text in parts if text]
