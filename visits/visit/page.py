"""Everything that one visit's page shows its reader, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import BigAutoField, prefetch_related_objects

from visits.core import permissions
from visits.core.officer_phones import has_number
from visits.core.readable_visit import ReadableVisit, read_visit
from visits.core.workflow import can_discard, can_move
from visits.lists.exists import mostly_not_there
from visits.models import (
    DialogueNote,
    DisclosureRequest,
    Encounter,
    NoteKind,
    Officer,
    Photo,
    Remark,
    Stop,
    Version,
    Visit,
    VisitStatus,
)
from visits.models.composed import Composed, Slot
from visits.models.visit_fields import STANDALONE_TEXTS, label_of
from visits.pickers.same_visits import Occasion, PossiblySame, compared, linked_visits, occasion_of, possibly_same
from visits.reports import build_report, report_parts, report_text
from visits.reports.text import LONGEST_MESSAGE
from visits.visit.disclosure_queries import own_requests
from visits.visit.version_diff import Difference, differences

VERSIONS = Composed(
    lambda: Version.objects.filter(visit=Slot("visit", BigAutoField())).defer("facts").select_related("saved_by__rank")
)


@dataclass
class NoteTurn:
    """One note of the conversation, with who said it, about whom, and the notes that answer it."""

    note: DialogueNote
    raised_by: list[str]
    about: list[str]
    stop: Stop | None
    can_be_opened: bool = False
    disclosure_request: DisclosureRequest | None = None
    answers: list[NoteTurn] = field(default_factory=list)


@dataclass(frozen=True)
class Fact:
    """One value of the visit itself, below its label. `is_situation`: a code that is shown as a badge."""

    label: str
    value: str
    is_situation: bool = False


class VisitPage:
    """One visit as one person may read it, and what that person may do with it."""

    def __init__(self, visit: Visit, reader: Officer, rows: ReadableVisit | None = None):
        self.visit, self.reader = visit, reader
        self.readable = rows or read_visit(visit, by=reader, with_ties=False)
        self.stops = self.readable.stops
        self.officers = self.readable.officers
        self.follow_ups = self.readable.follow_ups
        self.earlier = self.readable.earlier
        self._stops = {stop.pk: stop for stop in self.stops}

    @cached_property
    def report_parts(self) -> range:
        """The numbers of the messages that the report is, where it is too long for one; else empty."""
        texts = [value for value in vars(self.visit).values() if isinstance(value, str)]
        texts += [note.text for note in self.readable.notes] + [row.text + row.result for row in self.follow_ups]
        # What stands around the texts is short: only a report that may be long is written to be counted.
        if sum(map(len, texts)) < LONGEST_MESSAGE / 2:
            return range(0)
        count = len(report_parts(report_text(build_report(self.visit, by=self.reader))))
        return range(1, count + 1) if count > 1 else range(0)

    @cached_property
    def facts(self) -> list[Fact]:
        """What was filled in about purpose and result, in the order of the page."""
        visit = self.visit
        texts = {field.name: Fact(field.label, getattr(visit, field.name)) for field in STANDALONE_TEXTS}
        reception = [visit.get_reception_display(), visit.reception_note]
        facts = [
            texts.pop("purpose"),
            Fact(label_of("operation"), visit.operation.name if visit.operation else ""),
            texts.pop("programme"),
            texts.pop("order_number"),
            Fact(label_of("initiative"), visit.get_initiative_display()),
            texts.pop("background"),
            Fact(label_of("partners"), ", ".join(self.partner_names)),
            texts.pop("support_given"),
            Fact(label_of("situation_before"), visit.situation_before, is_situation=True),
            Fact(label_of("situation_after"), visit.situation_after, is_situation=True),
            texts.pop("situation_note"),
            Fact(label_of("reception"), ": ".join(part for part in reception if part)),
            *texts.values(),
        ]
        return [fact for fact in facts if fact.value]

    @cached_property
    def hosts(self) -> list[tuple[Stop, str]]:
        """Every stop with its host, as far as the host may be named."""
        return [(stop, self.readable.host_of(stop)) for stop in self.stops]

    @cached_property
    def people(self) -> list[tuple[Encounter, Stop | None]]:
        """Everybody met or mentioned, with the stop where there are several."""
        return [(person, self._stop_of(person)) for person in self.readable.people]

    @cached_property
    def pictures(self) -> list[tuple[Photo, Stop | None]]:
        """The photos, with the stop where there are several."""
        return [(photo, self._stop_of(photo)) for photo in self.readable.photos]

    def _stop_of(self, row: Encounter | Photo | DialogueNote) -> Stop | None:
        return self._stops.get(row.stop_id) if row.stop_id and len(self.stops) > 1 else None

    @cached_property
    def _disclosure_requests(self) -> dict[int, DisclosureRequest]:
        confidential = any(note.source_is_confidential for note in self.readable.notes)
        return own_requests(self.visit, self.reader) if confidential else {}

    @cached_property
    def conversation(self) -> list[NoteTurn]:
        """The notes in order, each answer below what it answers."""
        turns = {
            note.pk: NoteTurn(
                note,
                [each.name for each in self.readable.raised_by(note)],
                [each.name for each in self.readable.about(note)],
                self._stop_of(note),
                can_be_opened=bool(note.confidential_source) and permissions.may_ask_to_open(self.reader, note),
                disclosure_request=self._disclosure_requests.get(note.pk),
            )
            for note in self.readable.notes
        }
        top = []
        for turn in turns.values():
            question = turns.get(turn.note.answers_id or 0)
            if question is None or self._circles(turn.note, turns):
                top.append(turn)
            else:
                question.answers.append(turn)
        return top

    @property
    def denies_a_concern(self) -> bool:
        """Whether a note says that a concern was heard, and the answer that none was."""
        notes = self.readable.notes
        return self.visit.concern_heard is False and any(note.kind == NoteKind.CONCERN for note in notes)

    @staticmethod
    def _circles(note: DialogueNote, turns: dict[int, NoteTurn]) -> bool:
        """Whether following the answers comes back to the note: two notes that answer each other."""
        seen, at = {note.pk}, note.answers_id
        while at in turns:
            if at in seen:
                return True
            seen.add(at)
            at = turns[at].note.answers_id
        return False

    @cached_property
    def partner_names(self) -> list[str]:
        names = Visit._meta.get_field("partners").labels(self.visit.partners)
        return [*names, self.visit.partners_other] if self.visit.partners_other else names

    @cached_property
    def remarks(self) -> list[Remark]:
        """What was said on the review; what is tied to a hidden note stays hidden."""
        notes = {note.pk for note in self.readable.notes}
        return [remark for remark in self._all_remarks if remark.is_open_to(self.reader, notes)]

    @cached_property
    def _all_remarks(self) -> list[Remark]:
        if "remarks" not in self._there:
            return []
        return list(self.visit.remarks.select_related("written_by__rank", "note"))

    @cached_property
    def last_return(self) -> Remark | None:
        """Why the visit came back, while it is its author's turn; none where that is hidden from the reader."""
        if self.visit.status != VisitStatus.RETURNED:
            return None
        last = next((remark for remark in reversed(self._all_remarks) if remark.kind == Remark.Kind.RETURNED), None)
        return last if last in self.remarks else None

    @cached_property
    def newest_difference(self) -> Difference | None:
        """What the last change after the submission changed."""
        if len(self.versions) < 2:
            return None
        return next((found for found in differences(self.visit, self.reader, newest_only=True) if found.changes), None)

    @cached_property
    def versions(self) -> list[Version]:
        if self.visit.is_draft:
            return []
        return VERSIONS(visit=self.visit.pk)

    @cached_property
    def name_event(self) -> Version | None:
        """The newest version that tells of a name removed, or put back."""
        return next((version for version in self.versions if version.event), None)

    @cached_property
    def holds_more(self) -> bool:
        """Whether the form holds values that could not be read, which this page therefore cannot show."""
        return self.actions["edit"] and self.visit.draft_payloads.filter(posted_by=self.reader).exists()

    @cached_property
    def later(self) -> list[Visit]:
        if "later" not in self._there:
            return []
        return list(Visit.objects.visible_to(self.reader).logged().filter(follows=self.visit))

    @cached_property
    def _there(self) -> set[str]:
        """What most visits have none of: whether it is there is asked in one statement."""
        return mostly_not_there(self.visit, self._occasion.filter_keys)

    @cached_property
    def _occasion(self) -> Occasion:
        return occasion_of(self.visit, self.readable.people, self.readable.stops)

    @cached_property
    def same_visits(self) -> list[PossiblySame]:
        """Visits that may be this one, where the reader can say whether they are."""
        if "alike" not in self._there:
            return []
        found = possibly_same({0: self._occasion}, self.reader, but=[self.visit.pk, *self._compared]).get(0, [])
        prefetch_related_objects([each.visit for each in found], "participations")
        return [each for each in found if permissions.may_compare(self.reader, self.visit, each.visit)]

    @cached_property
    def linked_visits(self) -> list[Visit]:
        return list(linked_visits(self.visit, self.reader, self._compared)) if any(self._compared.values()) else []

    @cached_property
    def _compared(self) -> dict[int, bool]:
        return compared(self.visit) if "compared" in self._there else {}

    @property
    def _may_ask_for_correction(self) -> bool:
        may = permissions.may_ask_for_correction(self.reader, self.visit)
        return may and can_move(self.visit, "ask for correction") and self.visit.correction_asked_at is None

    @property
    def _may_take_note(self) -> bool:
        waits = self.visit.urgent and self.visit.noted_at is None and not self.visit.is_draft
        return waits and permissions.may_take_note(self.reader, self.visit)

    @cached_property
    def may_discard(self) -> bool:
        return permissions.may_withdraw(self.reader, self.visit) and can_discard(self.visit)

    @cached_property
    def actions(self) -> dict[str, bool]:
        """What the reader may do now."""
        visit, reader = self.visit, self.reader
        own, review = permissions.may_withdraw(reader, visit), permissions.may_review(reader, visit)
        return {
            "edit": permissions.may_edit(reader, visit),
            "submit": permissions.may_submit(reader, visit) and can_move(visit, "submit"),
            "withdraw": own and can_move(visit, "withdraw"),
            "discard": self.may_discard,
            "return": review and can_move(visit, "return"),
            "nudge": review and visit.status == VisitStatus.RETURNED and has_number(visit.author),
            "approve": review and can_move(visit, "approve"),
            "reopen": review and can_move(visit, "reopen"),
            "decline": review and visit.correction_asked_at is not None,
            "ask": self._may_ask_for_correction,
            "take_note": self._may_take_note,
            "save_figure": permissions.may_save_figure(reader) and not visit.is_draft,
        }
