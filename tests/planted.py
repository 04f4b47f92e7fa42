"""Visits with a word of its own in every column of text, and a slow judge of who may read each word.

The judge decides from the rows alone, by loops in plain Python; it shares no rule with the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import models
from django.utils import timezone

from tests import factories as make
from visits.core.versions import keep_version
from visits.models import (
    Deputy,
    DialogueNote,
    DisclosureRequest,
    DraftPayload,
    Encounter,
    FollowUp,
    Officer,
    Participation,
    Photo,
    Remark,
    Stop,
    Unit,
    Visit,
)

# What the program fills by itself, or what is no word: codes, digests, and lines of lists out of other columns.
NO_WORDS = {
    *("zone", "unit_name", "content_digest", "digest", "nrp", "caption_digest"),
    *("listed_places", "listed_leader", "listed_people", "listed_with_mentioned"),
}
# Frozen beside a longer name, which the page shows.
NOT_ON_THE_PAGE = ("village_name",)
# By name: the state, the class, and who wrote it.
VISITS = {
    "draft": ("draft", "restricted", "author"),
    "submitted": ("submitted", "ordinary", "author"),
    "returned": ("returned", "restricted", "author"),
    "approved": ("approved", "confidential", "author"),
    "elsewhere": ("submitted", "restricted", "officer elsewhere"),
}
_numbers = count(26**3)


def new_word() -> str:
    """Eight letters that are nowhere else, and that no other one is like."""
    number, letters = next(_numbers) * 7919 % 26**5, ""
    for _place in range(5):
        number, place = divmod(number, 26)
        letters += chr(ord("a") + place)
    return f"zqx{letters}"


@dataclass(frozen=True)
class Word:
    """One planted word: in which column of which row, which tells who may read it."""

    word: str
    visit: Visit
    row: Any
    column: str
    # Whether it is a word of now, which the page of the visit must hold.
    is_shown: bool = True


class Planted:
    """The visits, all words, and the people who may want to read them."""

    def __init__(self, people: dict[str, Officer]):
        self.people, self.words, self.visits = people, [], {}
        for name, (status, classification, who) in VISITS.items():
            self.visits[name] = self._visit(people[who], status, classification)
        make.index_words()

    def of(self, said: set[str]) -> set[str]:
        """The planted ones: a random token may look like one."""
        return said & {word.word for word in self.words}

    def _visit(self, author: Officer, status: str, classification: str) -> Visit:
        visit = make.make_visit(author=author, status=status, with_rows=False, classification=classification)
        self._plant(visit, visit)
        with make.at_once(visit):
            self._rows(visit, author)
        if status != "draft":
            keep_version(visit, by=author)
            self._change(visit)
            keep_version(Visit.objects.get(pk=visit.pk), by=author)
        else:
            words = self._word(visit, visit, "payload", is_shown=False)
            DraftPayload.objects.create(
                visit=visit, posted_by=author, revision=visit.revision - 1, values=[("purpose", words)]
            )
        make.rebuild_visit(visit)
        return Visit.objects.get(pk=visit.pk)

    def _rows(self, visit: Visit, author: Officer) -> None:
        named, head = self.people["named"], self.people["supervisor"]
        place = make.make_village()
        make.make_participation(visit, author)
        make.make_participation(visit, named, role="companion")
        self._plant(visit, Participation(visit=visit, role="companion"))
        people = [
            self._plant(visit, Encounter(visit=visit, presence=presence), but=("group",))
            for presence in ("met", "met", "mentioned")
        ]
        self._plant(visit, Encounter(visit=visit), but=("name", "honorific", "degrees"))
        self._plant(visit, Stop(visit=visit, place=place))
        hosted = Stop(visit=visit, place=place, order=1, host_person=people[2])
        self._plant(visit, hosted, but=("host_name",))
        notes = []
        for sensitivity, writer, about in (
            ("internal", author, None),
            ("supervisors", author, None),
            ("supervisors", named, None),
            ("internal", author, people[2]),
            ("internal", named, people[2]),
        ):
            note = DialogueNote(
                visit=visit, kind="concern", sensitivity=sensitivity, written_by=writer, order=len(notes)
            )
            notes.append(self._plant(visit, note))
            note.raised_by_people.add(people[0])
            if about:
                note.about.add(about)
            self._plant(visit, Remark(visit=visit, kind="returned", note=note, note_written_by=writer, written_by=head))
            promise = self._plant(visit, FollowUp(visit=visit, unit=visit.unit, order=len(notes)))
            promise.notes.add(note)
        self._plant(visit, Remark(visit=visit, kind="declined", written_by=head))
        self._plant(visit, Remark(visit=visit, kind="declined", note_written_by=named, written_by=head))
        self._plant(visit, FollowUp(visit=visit, unit=visit.unit))
        owned = self._plant(visit, FollowUp(visit=visit, unit=visit.unit, owner=self.people["owner"], order=9))
        owned.notes.add(notes[1])
        self._plant(visit, Photo(visit=visit, order=0, digest="0" * 64, width=1, height=1, size=1, added_by=author))
        sealed = DialogueNote(visit=visit, kind="concern", written_by=author, source_is_confidential=True, order=9)
        self._plant(visit, sealed)
        sealed.confidential_source = [self._word(visit, sealed, "confidential_source", is_shown=False)]
        sealed.save()
        self._plant(visit, DisclosureRequest(note=sealed, asked_by=head), is_shown=False)

    def _change(self, visit: Visit) -> None:
        """Older words of the first version: of a note, of one that is narrow by now, and of the visit itself."""
        version = visit.versions.get()
        for note in visit.notes.all():
            facts = version.facts["notes"][str(note.pk)]
            facts["sensitivity"], facts["about"] = "internal", []
            facts["text"] = self._word(visit, note, "older text", is_shown=False)
        for person in visit.encounters.exclude(name=""):
            version.facts["people"][str(person.pk)]["presence"] = "met"
            version.facts["people"][str(person.pk)]["name"] = self._word(visit, person, "older name", is_shown=False)
        for promise in visit.follow_ups.all():
            facts = version.facts["follow_ups"][str(promise.pk)]
            facts["note"], facts["text"] = [], self._word(visit, promise, "older text", is_shown=False)
        version.facts["values"]["purpose"] = self._word(visit, visit, "older purpose", is_shown=False)
        version.save()
        Visit.objects.filter(pk=visit.pk).update(revision=visit.revision + 1)

    def _plant(self, visit: Visit, row: Any, *, but: tuple[str, ...] = (), is_shown: bool = True) -> Any:
        """Fill every column of text but some, and save the row."""
        told = [name for name in text_columns(type(row)) if name not in but]
        for name in told:
            word = self._word(visit, row, name, is_shown=is_shown and name not in NOT_ON_THE_PAGE)
            setattr(row, name, word)
        row.save()
        return row

    def _word(self, visit: Visit, row: Any, column: str, *, is_shown: bool) -> str:
        word = new_word()
        self.words.append(Word(word, visit, row, column, is_shown))
        return word


def text_columns(model: type[models.Model]) -> Iterator[str]:
    for column in model._meta.concrete_fields:
        is_text = type(column) in (models.CharField, models.TextField) and not column.choices
        if is_text and column.name not in NO_WORDS:
            yield column.name


class Judge:
    """Who may read which word, decided from all rows, which are read once."""

    def __init__(self):
        self.visits = {visit.pk: visit for visit in Visit.objects.select_related("unit")}
        self.went = list(Participation.objects.all())
        self.deputies = list(Deputy.objects.select_related("unit"))
        self.units = list(Unit.objects.all())
        self.notes = {note.pk: note for note in DialogueNote.objects.prefetch_related("about")}
        self.promises = {row.pk: row for row in FollowUp.objects.prefetch_related("notes")}

    def may_read(self, reader: Officer | None, word: Word) -> bool:
        row, visit = word.row, self.visits[word.visit.pk]
        if reader is None or word.column == "confidential_source":
            return False
        if word.column == "payload":
            return reader.pk == visit.author_id
        if isinstance(row, FollowUp) and row.owner_id == reader.pk and visit.status != "draft":
            return True
        if not self.reaches(reader, visit):
            return False
        if isinstance(row, DisclosureRequest):
            return self.supervisors(reader, visit)
        if reader.role == "supervisor" or self.supervisors(reader, visit):
            return True
        return self.reads_below(reader, visit, row)

    def reads_below(self, reader: Officer, visit: Visit, row: Any) -> bool:
        """Of who reads the visit and is not its supervisor."""
        if isinstance(row, Encounter):
            return row.presence == "met" or reader.pk == visit.author_id
        if isinstance(row, DialogueNote):
            for person in self.notes[row.pk].about.all():
                if person.presence == "mentioned" and reader.pk != visit.author_id:
                    return False
            return row.sensitivity != "supervisors" or row.written_by_id == reader.pk
        if isinstance(row, FollowUp):
            notes = list(self.promises[row.pk].notes.all())
            return not notes or any(self.reads_below(reader, visit, note) for note in notes)
        if isinstance(row, Remark):
            if row.note_id:
                return self.reads_below(reader, visit, self.notes[row.note_id])
            return row.note_written_by_id in (None, reader.pk)
        return True

    def supervisors(self, reader: Officer, visit: Visit) -> bool:
        """As the supervisor of its unit or of one above, or standing in for one today."""
        if reader.role not in ("officer", "supervisor"):
            return False
        units = [reader.unit] if reader.role == "supervisor" else []
        today = timezone.localdate()
        for row in self.deputies:
            if row.officer_id == reader.pk and row.starts_on <= today <= row.ends_on:
                units.append(row.unit)
        return any(visit.unit.path.startswith(unit.path) for unit in units)

    def reaches(self, reader: Officer, visit: Visit) -> bool:
        """Whether the reader's post lets them open the visit."""
        if visit.status == "draft":
            return reader.pk == visit.author_id
        if reader.role == "auditor":
            above = [unit for unit in self.units if reader.unit.path.startswith(unit.path)]
            stations = [unit for unit in above if unit.kind in ("polres", "polda")]
            station = max(stations, key=lambda unit: len(unit.path))
            return visit.classification != "confidential" and visit.unit.path.startswith(station.path)
        if reader.role == "administrator":
            return False
        named = {row.officer_id for row in self.went if row.visit_id == visit.pk} | {visit.author_id}
        if reader.pk in named or self.supervisors(reader, visit):
            return True
        return reader.role == "officer" and reader.unit_id == visit.unit_id and visit.classification != "confidential"
