"""What is known of a place: last visits, people, promises and concerns, each part bounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from visits.lists.follow_up_list import first_promises
from visits.lists.keyset import in_order
from visits.lists.places import MOST_SHOWN, LastVisit, last_visits
from visits.lists.visit_list import filtered_visits
from visits.models import DialogueNote, FollowUp, NoteKind, Officer, Region
from visits.models.index_keys import filter_key
from visits.pickers.place_history import within
from visits.pickers.villages import polres_districts

A_YEAR = timedelta(days=365)
MOST_CHILDREN = 600
MOST_TOPICS = 12
# Concerns are told of so many visits of a place, the newest.
MOST_LISTENED = 500


@dataclass(frozen=True)
class PlaceRow:
    """One place of a list: when it was last visited, and how often."""

    code: str
    label: str
    last_visit: date | None = None
    visits: int = 0
    has_more: bool = False


@dataclass(frozen=True)
class DistrictRows:
    """A district of the own area with its villages."""

    code: str
    label: str
    villages: list[PlaceRow]

    @property
    def visited(self) -> int:
        return sum(1 for village in self.villages if village.visits)


def own_area(officer: Officer) -> list[DistrictRows]:
    """The districts of the officer's Polres, each with its villages and their last visits."""
    codes = polres_districts(officer)
    districts = Region.objects.open().filter(pk__in=codes).order_by("code")
    villages = Region.objects.open().villages().filter(parent__in=codes).order_by("name", "code")
    seen = last_visits(officer, [village.code for village in villages])
    below: dict[str, list[PlaceRow]] = {}
    for village in villages:
        below.setdefault(village.parent_id, []).append(_row(village, seen))
    return [DistrictRows(place.code, place.label, below.get(place.code, [])) for place in districts]


def own_villages(officer: Officer) -> list[tuple]:
    """The villages of the officer's Polres as (code, name, district, latitude, longitude), for a device."""
    rows = Region.objects.open().villages().filter(parent__in=polres_districts(officer)).select_related("parent")
    return [
        (row.code, row.label, row.parent.label, _middle(row.latitude), _middle(row.longitude))
        for row in rows.order_by("code")
    ]


def _middle(degrees: Decimal | None) -> float | None:
    """A hundred metres are near enough for the middle of a village."""
    return None if degrees is None else round(float(degrees), 3)


def levels_above(region: Region) -> list[Region]:
    """The regions above, the province first."""
    found = Region.objects.in_bulk(region.ancestor_codes)
    return [found[code] for code in reversed(region.ancestor_codes) if code in found]


def children_of(region: Region, *, officer: Officer, most: int = MOST_SHOWN) -> list[PlaceRow]:
    """The regions directly below, with their last visits."""
    children = list(Region.objects.open().filter(parent=region).order_by("name", "code")[:MOST_CHILDREN])
    seen = last_visits(officer, [child.code for child in children], most)
    return [_row(child, seen) for child in children]


def open_promises_in(region: Region, *, officer: Officer, limit: int = 20) -> list[FollowUp]:
    """What is still to be done from visits in the region."""
    return first_promises(filter_key("place", region.pk), officer, limit)


@dataclass(frozen=True)
class Concerns:
    """How many concerns were heard about what, the most first; of the newest visits, where there are too many."""

    topics: list[tuple[str, int]] = field(default_factory=list)
    newest_only: int = 0


def concerns_in(region: Region, *, officer: Officer, today: date, newest: int = MOST_LISTENED) -> Concerns:
    """What was feared there in the last twelve months, as far as the officer may read it."""
    visits = filtered_visits(officer, {"place": region.code, "from": today - A_YEAR + timedelta(days=1)})
    # One more than is told of, to know whether there are more.
    found = in_order(visits.scan(None, newest + 1))
    # A note that names no stop belongs to every place of its visit.
    here = Q(stop__isnull=True) | within("stop__place", region.pk)
    notes = DialogueNote.objects.filter(here, kind=NoteKind.CONCERN, visit__in=found[:newest])
    counts: dict[str, int] = {}
    for topic, text in notes.readable_by(officer).order_by().values_list("topic__name", "topic_text"):
        name = topic or text or _("No topic given")
        counts[name] = counts.get(name, 0) + 1
    topics = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_TOPICS]
    return Concerns(topics, newest if len(found) > newest else 0)


def _row(region: Region, seen: dict[str, LastVisit]) -> PlaceRow:
    return PlaceRow(region.code, region.label, *seen.get(region.code, LastVisit()))
