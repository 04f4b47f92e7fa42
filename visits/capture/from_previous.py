"""A new visit that goes on from an earlier one: same place, people and colleagues, and nothing that was said."""

from __future__ import annotations

from datetime import date

from visits.capture.defaults import default_values
from visits.capture.from_saved import officer_values, person_values, stop_values
from visits.core.readable_visit import read_visit
from visits.core.visit_content import Pairs
from visits.lists.keyset import in_order
from visits.lists.visit_list import filtered_visits
from visits.models import CommunityFigure, Officer, OfficerRole, Presence, Region, Visit

ROWS = ("stops-", "officers-", "people-")
# What belongs to the day of the earlier visit.
OF_THAT_DAY = {"id", "date", "time", "latitude", "longitude", "accuracy"}


def values_from_previous(visit: Visit, officer: Officer, *, today: date) -> Pairs:
    """The form's first values, like a visit that the officer has in reach.

    Only whom the officer may see named on it and may still choose: nobody only mentioned, nobody
    restricted or anonymised.
    """
    readable = read_visit(visit, by=officer)
    # A village that a decree ended since then is no choice any more.
    stops = [stop for stop in readable.stops if stop.place.closed_on is None]
    people = [person for person in readable.people if person.presence == Presence.MET and _may_be_met(person)]
    for person in people:
        if person.figure is not None:
            # The earlier visit keeps the merged record; a new one names the one that goes on.
            person.figure = person.figure.kept
    at = {stop.pk: str(number) for number, stop in enumerate(stops)}
    who = {person.pk: f"people-{number}" for number, person in enumerate(people)}
    rows = {
        "stops": [stop_values(stop, who) for stop in stops],
        "people": [person_values(person, at) for person in people],
        "officers": _officers(visit, officer),
    }
    pairs = [pair for pair in default_values(officer, today=today) if not pair[0].startswith(ROWS)]
    pairs += [
        ("activity", visit.activity),
        # Never more open than the visit it goes on from.
        ("classification", visit.classification),
        ("follows", str(visit.key)),
    ]
    for kind, found in rows.items():
        pairs.append((f"{kind}-TOTAL_FORMS", str(max(1, len(found)))))
        for number, values in enumerate(found):
            for name in values.keys() - OF_THAT_DAY:
                for each in values[name] if isinstance(values[name], list) else [values[name]]:
                    pairs.append((f"{kind}-{number}-{name}", each))
    return pairs


def last_visit_with(figure: CommunityFigure, officer: Officer) -> Visit | None:
    """The newest visit in reach at which the figure was met, or for those who may know it, mentioned."""
    found = in_order(filtered_visits(officer, {"figure": figure.key}).scan(None, 1))
    return Visit.objects.filter(pk__in=found).first()


def starting_values(
    officer: Officer, *, today: date, figure: CommunityFigure | None = None, place: Region | None = None
) -> Pairs:
    """The form's first values with a figure, or a village, already chosen."""
    pairs = default_values(officer, today=today)
    village = place or (figure.village if figure else None)
    if village is not None:
        pairs = [*((name, value) for name, value in pairs if name != "stops-0-place"), ("stops-0-place", village.code)]
    # The form would refuse them; their page says why.
    if figure is not None and figure.restricted_at is None:
        pairs.append(("people-0-figure", str(figure.key)))
    return pairs


def _may_be_met(person) -> bool:
    figure = person.figure.kept if person.figure else None
    return figure is None or (figure.restricted_at is None and figure.anonymised_at is None)


def _officers(visit: Visit, officer: Officer) -> list[dict]:
    """The same colleagues, with me among them: as leader where I was not there."""
    rows = visit.participations.select_related("officer")
    found = [officer_values(row) for row in rows if row.officer is None or row.officer.is_active]
    if any(values.get("officer") == officer.nrp for values in found):
        return found
    for values in found:
        # One visit has one leader, and that is now whoever writes it.
        if values["role"] == OfficerRole.LEADER:
            values["role"] = OfficerRole.COMPANION
    return [{"officer": officer.nrp, "role": OfficerRole.LEADER}, *found]
