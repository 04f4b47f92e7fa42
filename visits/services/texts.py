"""The texts of visits as a search finds them, with who may read each; nothing is written here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from visits.models import (
    DialogueNote,
    Encounter,
    FollowUp,
    Participation,
    Photo,
    Presence,
    Sensitivity,
    Stop,
    Visit,
    VisitStatus,
)

# Columns of the visit itself, in the order in which a hit is shown.
VISIT_TEXTS = (
    "purpose result situation_note reception_note background obstacles recommendation assessment support_given "
    "other_facts order_number programme partners_other unit_name"
).split()
NOTE, TOPIC, PLACE, PERSON, OFFICER, FOLLOW_UP, PHOTO = "note topic place person officer follow_up photo".split()
KINDS = [NOTE, TOPIC, *VISIT_TEXTS, PLACE, PERSON, FOLLOW_UP, OFFICER, PHOTO]


@dataclass(frozen=True)
class Text:
    """One text of a visit. `readers`: None for everybody in reach, else who reads it beside the heads."""

    kind: str
    words: str
    readers: frozenset[int] | None = None


@dataclass
class VisitTexts:
    """All texts of one visit."""

    author: int
    is_draft: bool
    texts: list[Text] = field(default_factory=list)
    # Who reads each note, for the follow-ups that repeat them.
    readers_of_notes: dict[int, frozenset[int] | None] = field(default_factory=dict)

    @property
    def named_readers(self) -> set[int]:
        """Who reads something of it that is not open to all."""
        return {reader for text in self.texts for reader in text.readers or ()}

    def readable(self, reader: int, *, as_head: bool) -> list[Text]:
        return [text for text in self.texts if as_head or text.readers is None or reader in text.readers]


def joined(*parts: str) -> str:
    """What belongs together, as one text: "Gereja Betania, RT 3, Desa Oesao"."""
    return ", ".join(part for part in parts if part)


def texts_of(visits: Collection[int]) -> dict[int, VisitTexts]:
    """The texts of these visits, in a fixed number of queries."""
    found = spoken_texts_of(visits)
    add_other_texts(found)
    return found


def spoken_texts_of(visits: Collection[int]) -> dict[int, VisitTexts]:
    """The visits' own texts and what was said, which is most of it."""
    rows = Visit.objects.filter(pk__in=visits).order_by().values_list("pk", "author", "status", *VISIT_TEXTS)
    found: dict[int, VisitTexts] = {}
    for pk, author, status, *columns in rows:
        own = found[pk] = VisitTexts(author, status == VisitStatus.DRAFT)
        own.texts = [Text(name, words) for name, words in zip(VISIT_TEXTS, columns, strict=True) if words]
    _add_notes(found)
    return found


def add_other_texts(found: dict[int, VisitTexts]) -> None:
    """Places, officers, people, follow-ups and captions, beside the spoken texts that are there."""
    _add_places_and_officers(found)
    _add_people(found)
    _add_follow_ups(found)
    for visit, caption in _of(Photo, found).exclude(caption="").values_list("visit", "caption"):
        found[visit].texts.append(Text(PHOTO, caption))


def _of(model, found: Collection[int]):
    return model._base_manager.filter(visit__in=list(found)).order_by("order", "pk")


def _add_places_and_officers(found: dict[int, VisitTexts]) -> None:
    columns = "visit", "name", "address", "place_label", "host_name"
    for visit, *parts in _of(Stop, found).values_list(*columns):
        found[visit].texts.append(Text(PLACE, joined(*parts)))
    columns = "visit", "rank", "name", "degrees", "position", "unit_name", "nrp"
    for visit, rank, name, *parts in _of(Participation, found).values_list(*columns):
        found[visit].texts.append(Text(OFFICER, joined(f"{rank} {name}".strip(), *parts)))


def _add_people(found: dict[int, VisitTexts]) -> None:
    """Who was only mentioned is known to the author and the heads (contract, decision 5)."""
    columns = "visit", "presence", "honorific", "name", "degrees", "group", "title", "institution"
    for visit, presence, honorific, name, *parts in _of(Encounter, found).values_list(*columns):
        own = found[visit]
        readers = frozenset({own.author}) if presence == Presence.MENTIONED else None
        own.texts.append(Text(PERSON, joined(f"{honorific} {name}".strip(), *parts), readers))


def _add_notes(found: dict[int, VisitTexts]) -> None:
    """The notes' words, each for whom `NoteQuerySet.readable_by` gives it to."""
    about = DialogueNote.about.through.objects.filter(
        dialoguenote=OuterRef("pk"), encounter__presence=Presence.MENTIONED
    )
    notes = _of(DialogueNote, found).annotate(is_about_mentioned=Exists(about))
    columns = "visit", "pk", "text", "topic__name", "topic_text", "sensitivity", "written_by", "is_about_mentioned"
    for visit, pk, text, topic, topic_text, sensitivity, writer, is_about_mentioned in notes.values_list(*columns):
        own, readers = found[visit], None
        if sensitivity == Sensitivity.SUPERVISORS:
            readers = frozenset({writer})
        if is_about_mentioned:
            readers = frozenset({own.author}) & (readers if readers is not None else {own.author})
        own.readers_of_notes[pk] = readers
        own.texts.append(Text(NOTE, text, readers))
        if topic or topic_text:
            own.texts.append(Text(TOPIC, joined(topic or "", topic_text), readers))


def _add_follow_ups(found: dict[int, VisitTexts]) -> None:
    """A follow-up repeats its notes: it is open where one of them is, and always read by its owner."""
    notes: dict[int, list[int]] = {}
    links = FollowUp.notes.through.objects.filter(followup__visit__in=list(found))
    for follow_up, note in links.values_list("followup", "dialoguenote"):
        notes.setdefault(follow_up, []).append(note)
    for visit, pk, owner, *parts in _of(FollowUp, found).values_list(
        "visit", "pk", "owner", "text", "sent_to", "result"
    ):
        known = found[visit].readers_of_notes
        readers = _any_of([known[note] for note in notes.get(pk, []) if note in known], owner)
        found[visit].texts += [Text(FOLLOW_UP, words, readers) for words in parts if words]


def _any_of(notes: Iterable[frozenset[int] | None], owner: int | None) -> frozenset[int] | None:
    groups = list(notes)
    named = [readers for readers in groups if readers is not None]
    if len(named) < len(groups) or not groups:
        return None
    return frozenset().union(*named, {owner} if owner else set())
