"""What stands where on the form's page: the cards that are always open, and the sections of the whole report."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from visits.models import NoteKind, VisitSection
from visits.models.visit_fields import VISIT_FIELDS

PICKERS = {
    "place": "picker_places",
    "figure": "picker_figures",
    "officer": "picker_officers",
    "owner": "picker_officers",
}
# A longer list of boxes is folded into one line: a phone shows about ten lines.
MOST_BOXES = 8
# Fields of a row that its template places; the others wait in its fold.
FIRST_FIELDS = {
    "stops": ["place"],
    "officers": ["officer", "role"],
    "people": ["figure", "name", "group", "count", "stop"],
    "notes": ["kind", "text", "stop"],
    "follow_ups": ["text", "due_on"],
    "photos": ["image", "caption"],
}
# In the order in which officers name them; the rarer two wait in the fold.
NOTE_KINDS = [NoteKind.CONCERN, NoteKind.ASPIRATION, NoteKind.REQUEST, NoteKind.MESSAGE, NoteKind.INFORMATION]
RARER_NOTE_KINDS = [NoteKind.ANSWER, NoteKind.COMMITMENT]
ADD_LABELS = {
    "stops": _("Add a place"),
    "officers": _("Add an officer"),
    "people": _("Add a person or group"),
    "notes": _("Add a note"),
    "follow_ups": _("Add a follow-up"),
    "photos": _("Add a photo"),
}
SHORT_ADD_LABELS = {
    "notes": _("Note"),
    "follow_ups": _("Promise"),
    "photos": _("Photo"),
    "officers": _("Colleague"),
}
# Fields of a saved visit that say nothing by being filled: each new visit begins with them.
BEGINNINGS = {"visited_on", "part_of_day", "operation", "purpose", "activity", "classification"}


@dataclass(frozen=True)
class Card:
    """A part of the page that is always there: rows of one kind, and fields of the visit beside them.

    `is_quiet`: shown only where it has something to show.
    """

    name: str
    title: object
    rows: str = ""
    fields: list[str] = field(default_factory=list)
    section: str = ""
    is_quiet: bool = False

    @property
    def asked_by(self) -> str:
        """The section of a reviewer's reason that this card answers."""
        return self.section or self.name


# Above and below the line of buttons that add something.
CARDS = [
    Card("who", _("Whom did you meet?"), rows="people", fields=["outcome"]),
    Card("where", _("Where?"), rows="stops"),
    Card("said", _("What was said?"), rows="notes", fields=["concern_heard"]),
    Card("follow_ups", _("Promises"), rows="follow_ups", is_quiet=True),
    Card("photos", _("Photos"), rows="photos", is_quiet=True),
]
CARDS_BELOW = [
    Card("went", _("Together with"), rows="officers", is_quiet=True),
    Card("situation", _("Situation after the visit"), fields=["situation_after"], section="-"),
]
ON_CARDS = {name for card in [*CARDS, *CARDS_BELOW] for name in card.fields}


@dataclass(frozen=True)
class Section:
    """One part of the whole report that folds: its fields, then what is rarer."""

    name: str
    address: str
    also: str = ""

    def _named(self, *, rarer: bool) -> list[str]:
        sections = (self.name, self.also)
        found = [each for each in VISIT_FIELDS if each.section in sections and each.name not in ON_CARDS]
        return [each.name for each in found if each.is_rarer == rarer]

    @property
    def title(self) -> object:
        return VisitSection(self.name).label

    @property
    def fields(self) -> list[str]:
        return self._named(rarer=False)

    @property
    def rarer(self) -> list[str]:
        return self._named(rarer=True)


SECTIONS = [Section("when", "when"), Section("how", "how", also="who"), Section("more", "purpose")]
