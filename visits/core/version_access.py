"""What of a visit's versions stays closed to a reader: what is narrow now is narrow in every version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from visits.models import DialogueNote, Encounter, FollowUp, Officer, Presence, Visit
from visits.models.visibility import is_readable, readers_of_note, readers_of_person

Facts = dict[str, Any]
NARROWED: dict[str, type[Encounter] | type[DialogueNote] | type[FollowUp]] = {
    "people": Encounter,
    "notes": DialogueNote,
    "follow_ups": FollowUp,
}


@dataclass(frozen=True)
class Closed:
    """Rows as "notes:12", names of people, and notes whose source is confidential; `mentioned` are people, as rows."""

    visit: Visit
    reader: Officer
    rows: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    confidential: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()

    def with_those_of(self, *versions: Facts) -> Closed:
        """And what was narrow in these versions, though it may be open now."""
        confidential = {
            f"notes:{pk}"
            for facts in versions
            for pk, row in _rows(facts, "notes")
            if row.get("source_is_confidential")
        }
        mentioned = self.mentioned.union(*(_mentioned_in(facts) for facts in versions))
        rows = set(self.rows)
        if not self.visit.is_supervised_by(self.reader):
            rows.update(*(_closed_in(facts, self.visit, self.reader, mentioned) for facts in versions))
            rows |= self._of_the_same_names(versions)
        return Closed(self.visit, self.reader, frozenset(rows), self.names, self.confidential | confidential, mentioned)

    def _of_the_same_names(self, versions: Iterable[Facts]) -> set[str]:
        """Somebody taken off the visit and entered again as only mentioned is one person in two rows."""
        return {
            f"people:{pk}" for facts in versions for pk, row in _rows(facts, "people") if row.get("name") in self.names
        }


def hidden_in_versions(reader: Officer, visit: Visit, versions: Iterable[Facts]) -> Closed:
    """What is narrow as the rows stand now, and of rows that are gone as they stood last; the newest version first."""
    last: Facts = {kind: {} for kind in NARROWED}
    for facts in versions:
        for kind in NARROWED:
            last[kind] = {**dict(_rows(facts, kind)), **last[kind]}
    confidential = frozenset(
        f"notes:{pk}" for pk in visit.notes.filter(source_is_confidential=True).values_list("pk", flat=True)
    )
    if visit.is_supervised_by(reader):
        return Closed(visit, reader, confidential=confidential)
    people = list(visit.encounters.all())
    mentioned = {f"people:{row.pk}" for row in people if row.presence == Presence.MENTIONED}
    gone = set(last["people"]) - {str(row.pk) for row in people}
    mentioned |= {ref for ref in _mentioned_in(last) if ref.partition(":")[2] in gone}
    rows = _unreadable_now(visit, reader) | _closed_in(last, visit, reader, mentioned)
    names = {row.full_name for row in people if f"people:{row.pk}" in rows}
    names |= {row["name"] for pk, row in last["people"].items() if f"people:{pk}" in rows and row.get("name")}
    names -= {row.full_name for row in people if f"people:{row.pk}" not in rows}
    return Closed(visit, reader, frozenset(rows), frozenset(names), confidential, frozenset(mentioned))


def _unreadable_now(visit: Visit, reader: Officer) -> set[str]:
    found = set()
    for kind, model in NARROWED.items():
        rows = model.objects.filter(visit=visit)
        readable = rows.readable_by(reader, visit).order_by().values("pk")
        found |= {f"{kind}:{pk}" for pk in rows.exclude(pk__in=readable).values_list("pk", flat=True)}
    return found


def _closed_in(facts: Facts, visit: Visit, reader: Officer, mentioned: Iterable[str]) -> set[str]:
    """What the reader, who is no supervisor of the visit, may not read of one version."""
    author = visit.author_id
    hides = not is_readable(
        readers_of_person(presence=Presence.MENTIONED, author=author), reader.pk, as_supervisor=False
    )
    mentioned = {*mentioned, *_mentioned_in(facts)}
    notes = set()
    for pk, row in _rows(facts, "notes"):
        readers = readers_of_note(
            sensitivity=row.get("sensitivity", ""),
            written_by=row["written_by"],
            author=author,
            about_mentioned=not mentioned.isdisjoint(row.get("about", ())),
        )
        if not is_readable(readers, reader.pk, as_supervisor=False):
            notes.add(f"notes:{pk}")
    promises = {
        f"follow_ups:{pk}"
        for pk, row in _rows(facts, "follow_ups")
        if row.get("note") and notes.issuperset(row["note"])
    }
    return (mentioned if hides else set()) | notes | promises


def _mentioned_in(facts: Facts) -> set[str]:
    return {f"people:{pk}" for pk, row in _rows(facts, "people") if row.get("presence") == Presence.MENTIONED}


def _rows(facts: Facts, kind: str) -> Iterable[tuple[str, Facts]]:
    return facts.get(kind, {}).items()
