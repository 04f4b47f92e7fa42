"""Who may read what is narrowed on a visit: one rule in SQL, the same rule in Python, everything else derives.

Who reads the visit at all is `VisitAccess`'s matter. Of a visit in reach its supervisors read every row
(decision 42). Anybody else reads the rows that are open; of a narrowed row at most one officer
more is a reader:

- a person only mentioned: the author of the visit;
- a note for supervisors: who wrote it;
- a note about somebody only mentioned: the author of the visit;
- both of these: who wrote it, where that is the author.

A follow-up repeats its notes: it is open where it comes from none or one of them is, and else read by who
reads one of them. Who answers for it always reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Exists, F, Func, Q, Value

from .access import VisitAccess
from .codes import Presence, Sensitivity

if TYPE_CHECKING:
    from .officers import Officer
    from .visit import Visit

# None: everybody who has the visit in reach; else who reads the row beside the supervisors.
Readers = frozenset[int] | None


# In Python.


def readers_of_person(*, presence: str, author: int) -> Readers:
    return frozenset({author}) if presence == Presence.MENTIONED else None


def readers_of_note(*, sensitivity: str, written_by: int, author: int, about_mentioned: bool) -> Readers:
    if sensitivity != Sensitivity.SUPERVISORS:
        return frozenset({author}) if about_mentioned else None
    if about_mentioned and written_by != author:
        return frozenset()
    return frozenset({written_by})


def readers_of_follow_up(*, owner: int | None, notes: Iterable[Readers]) -> Readers:
    """`notes`: the readers of each note that it comes from."""
    groups = list(notes)
    if not groups or None in groups:
        return None
    return frozenset({owner} if owner else ()).union(*(readers for readers in groups if readers is not None))


def is_readable(readers: Readers, officer: int, *, as_supervisor: bool) -> bool:
    """Whether the officer, who has the visit in reach, reads a row of these readers."""
    return as_supervisor or readers is None or officer in readers


# In SQL, for both databases. Each name in braces stands for a column, as the statement around it calls it.

PERSON_IS_OPEN = f"({{presence}} <> '{Presence.MENTIONED}')"
PERSON_READER = "{author}"

MENTIONS = f"""EXISTS (
    SELECT 1 FROM visits_dialoguenote_about AS tie JOIN visits_encounter AS whom ON whom.id = tie.encounter_id
    WHERE tie.dialoguenote_id = {{id}} AND whom.presence = '{Presence.MENTIONED}')"""
_FOR_ALL = f"{{sensitivity}} <> '{Sensitivity.SUPERVISORS}'"
NOTE_IS_OPEN = f"({_FOR_ALL} AND NOT {MENTIONS})"
# The one officer who reads a narrowed note; null where only the supervisors do.
NOTE_READER = f"""(CASE WHEN {_FOR_ALL} THEN {{author}}
    WHEN {{written_by}} = {{author}} OR NOT {MENTIONS} THEN {{written_by}} END)"""
NOTE_IS_READ = f"({NOTE_IS_OPEN} OR {NOTE_READER} = {{reader}})"


def note_sql(rule: str, note: str = "n", visit: str = "v") -> str:
    """The rule over the aliases of a note and of its visit."""
    columns = {"id": "id", "sensitivity": "sensitivity", "written_by": "written_by_id"}
    return rule.format(author=f"{visit}.author_id", **{name: f"{note}.{column}" for name, column in columns.items()})


def person_sql(rule: str, person: str = "e", visit: str = "v") -> str:
    """The rule over the aliases of a person and of the visit."""
    return rule.format(author=f"{visit}.author_id", presence=f"{person}.presence")


# For the ORM: the same texts over the columns of a query.


class Rule(Func):
    """A rule's SQL as a condition of a query."""

    output_field = BooleanField()

    def __init__(self, text: str, *columns, names: tuple[str, ...]):
        super().__init__(*columns)
        self.text, self.names = text, names

    def as_sql(self, compiler, connection, **context):
        parts = {
            name: compiler.compile(column)
            for name, column in zip(self.names, self.get_source_expressions(), strict=True)
        }
        asked = re.findall(r"\{(\w+)\}", self.text)
        return self.text.format(**{name: sql for name, (sql, _params) in parts.items()}), [
            value for name in asked for value in parts[name][1]
        ]


def _rule(text: str, **columns) -> Rule:
    return Rule(text, *columns.values(), names=tuple(columns))


def read_people(officer: Officer, visit: Visit | None = None) -> Q:
    """People whom the officer may see named, of visits in reach, or of the one given."""
    columns = {"presence": F("presence"), "author": F("visit__author"), "reader": Value(officer.pk)}
    return _read(f"({PERSON_IS_OPEN} OR {PERSON_READER} = {{reader}})", columns, officer, visit)


def read_notes(officer: Officer, visit: Visit | None = None) -> Q:
    """Notes that the officer may read, of visits in reach, or of the one given."""
    columns = {
        "id": F("pk"),
        "sensitivity": F("sensitivity"),
        "written_by": F("written_by"),
        "author": F("visit__author"),
        "reader": Value(officer.pk),
    }
    return _read(NOTE_IS_READ, columns, officer, visit)


def read_remarks(officer: Officer) -> Q:
    """Remarks that the officer may read, of visits in reach; `Remark.is_open_to` says it of one of them."""
    if officer.is_supervisor:
        return EVERYTHING
    note = {"id": F("note"), "sensitivity": F("note__sensitivity"), "written_by": F("note__written_by")}
    is_read = _rule(NOTE_IS_READ, **note, author=F("visit__author"), reader=Value(officer.pk))
    tied = Q(note__isnull=False) & Q(is_read)
    # The note is gone, and with it what told who may read it.
    untied = Q(note__isnull=True) & (Q(note_written_by__isnull=True) | Q(note_written_by=officer))
    return tied | untied | Q(supervised(officer))


def narrow_notes() -> Q:
    """Notes that not everybody reads who has the visit in reach."""
    return Q(_rule(f"(NOT {NOTE_IS_OPEN})", id=F("pk"), sensitivity=F("sensitivity")))


def _read(text: str, columns: dict, officer: Officer, visit: Visit | None) -> Q:
    if visit is not None:
        return EVERYTHING if visit.is_supervised_by(officer) else Q(_rule(text, **columns))
    if officer.is_supervisor:
        return EVERYTHING
    return Q(_rule(text, **columns)) | Q(supervised(officer))


EVERYTHING = Q()


def supervised(officer: Officer, visit: str = "visit") -> Q | Exists:
    """Rows of visits that somebody who is no supervisor reads as one, standing in for a supervisor."""
    if not officer.is_supervising:
        return Q(pk__in=[])
    return VisitAccess.holding(VisitAccess.supervisor_access_keys_of(officer), visit)
