"""Keep what is derived from visits in step: whom they are open to, what they are found by, how lists show them.

Everything here is called inside the transaction that changed a visit; `rebuild` makes all of it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.db import connection, transaction
from django.db.models import Max

from visits.core.db import fetch, read_day, read_instant
from visits.lists.visit_index_sql import (
    INSERT_ACCESS,
    INSERT_FILTER_KEYS,
    INSERT_LIST_KEYS,
    SELECT_ACCESS_KEYS,
    SELECT_FILTER_KEYS,
    SELECT_LIST_KEYS,
)
from visits.models import (
    Encounter,
    FollowUpIndex,
    OfficerRole,
    Participation,
    Presence,
    Stop,
    Unit,
    Visit,
    VisitAccess,
    VisitFilterKey,
)

CHUNK = 5_000
LINES_AT_ONCE = 500
LISTED = ("listed_places", "listed_leader", "listed_people", "listed_with_mentioned")
OF_VISITS = "DELETE FROM {table} WHERE visit_id IN (SELECT v.id FROM visits_visit v WHERE {which})"
OF_FOLLOW_UPS = (
    "DELETE FROM {table} WHERE follow_up_id IN"
    " (SELECT f.id FROM visits_followup f JOIN visits_visit v ON v.id = f.visit_id WHERE {which})"
)
ACCESS = ("visits_visitaccess", OF_VISITS, INSERT_ACCESS.format(rows=SELECT_ACCESS_KEYS))
FILTER = ("visits_visitfilterkey", OF_VISITS, INSERT_FILTER_KEYS.format(rows=SELECT_FILTER_KEYS))
# Follow-ups stand in the lists of their visit's access keys and filter keys, and so are written after both.
FOLLOW_UPS = ("visits_followupindex", OF_FOLLOW_UPS, INSERT_LIST_KEYS.format(rows=SELECT_LIST_KEYS))
TABLES = (ACCESS, FILTER, FOLLOW_UPS)
_ONE = "v.id = %s"


def rewrite_rows(visit: Visit, *, is_new: bool = False) -> None:
    """Make the access keys, filter keys and lists of one visit what its rows ask for, touching only what differs."""
    if is_new:
        with connection.cursor() as cursor:
            for _table, _delete, insert in TABLES if _promises(visit) else TABLES[:2]:
                sql = insert.format(which=_ONE)
                cursor.execute(sql, [visit.pk] * sql.count("%s"))
        return
    _update_access(visit)
    _update_filter_keys(visit)
    update_follow_up_index(visit)


def _promises(visit: Visit) -> bool:
    """Whether lists will hold something of a new visit, whose rows are still at hand."""
    return not visit.is_draft and bool(visit.follow_ups.all())


def _update_access(visit: Visit) -> None:
    rows = _select(SELECT_ACCESS_KEYS, visit.pk)
    wanted = {access_key: (day, since) for access_key, day, _pk, since in rows}
    saved = {row.access_key: row for row in VisitAccess.objects.filter(visit=visit)}
    gone = [row.pk for access_key, row in saved.items() if access_key not in wanted]
    if gone:
        VisitAccess.objects.filter(pk__in=gone).delete()
    fresh, changed = [], []
    for access_key, (day, since) in sorted(wanted.items()):
        if access_key not in saved:
            fresh.append(VisitAccess(access_key=access_key, visited_on=day, visit=visit, waits_since=since))
        elif (saved[access_key].visited_on, saved[access_key].waits_since) != (day, since):
            saved[access_key].visited_on, saved[access_key].waits_since = day, since
            changed.append(saved[access_key])
    VisitAccess.objects.bulk_create(fresh)
    VisitAccess.objects.bulk_update(changed, ["visited_on", "waits_since"])


def _update_filter_keys(visit: Visit) -> None:
    wanted = {(filter_key, day) for filter_key, day, _pk in _select(SELECT_FILTER_KEYS, visit.pk)}
    saved = set(VisitFilterKey.objects.filter(visit=visit).values_list("filter_key", "visited_on"))
    gone = sorted({filter_key for filter_key, _day in saved - wanted})
    if gone:
        VisitFilterKey.objects.filter(visit=visit, filter_key__in=gone).delete()
        saved = {(filter_key, day) for filter_key, day in saved if filter_key not in gone}
    VisitFilterKey.objects.bulk_create(
        VisitFilterKey(filter_key=filter_key, visited_on=day, visit=visit) for filter_key, day in sorted(wanted - saved)
    )


def update_follow_up_index(visit: Visit) -> None:
    """The lists that the visit's follow-ups stand in; its access keys and filter keys are in step."""
    wanted = {(*key, read_day(day), pk, unit) for *key, day, pk, unit in _fetch(SELECT_LIST_KEYS, visit.pk)}
    rows = FollowUpIndex.objects.filter(follow_up__visit=visit)
    saved = {(row.list_key, row.status, row.due_on, row.follow_up_id, row.unit_id) for row in rows}
    if saved - wanted:
        rows.delete()
        saved = set()
    FollowUpIndex.objects.bulk_create(
        FollowUpIndex(list_key=list_key, status=status, due_on=day, follow_up_id=pk, unit_id=unit)
        for list_key, status, day, pk, unit in sorted(wanted - saved)
    )


def _select(text: str, pk: int) -> list[tuple]:
    """The rows that the rules ask for."""
    return [(name, read_day(day), pk, *map(read_instant, rest)) for name, day, pk, *rest in _fetch(text, pk)]


def _fetch(text: str, pk: int) -> list[tuple]:
    sql = text.format(which=_ONE)
    return fetch(sql, [pk] * sql.count("%s"))


def rewrite_many(keys: Iterable[int]) -> None:
    """All that lists of several visits are made of, set by set: after a review of many, or an import."""
    for some in _chunks(sorted(keys)):
        _rewrite_set(f"v.id IN ({', '.join(map(str, some))})")


def rewrite_access(keys: Iterable[int]) -> None:
    """The access keys, and the lists that follow them, where only the units above the visits changed."""
    for some in _chunks(sorted(keys)):
        _rewrite_set(f"v.id IN ({', '.join(map(str, some))})", (ACCESS, FOLLOW_UPS))


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def _rewrite_set(which: str, tables: tuple = TABLES) -> None:
    with connection.cursor() as cursor:
        for table, delete, insert in tables:
            cursor.execute(delete.format(table=table, which=which))
            cursor.execute(insert.format(which=which))


def rebuild(*, unit: Unit | None = None, told: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Make everything derived anew, of all visits or of a unit and all below; answers of how many.

    In short transactions of so many visits each, so that people can go on working; `told` hears
    how far it is.
    """
    visits = Visit.objects.order_by()
    below = ""
    if unit is not None:
        units = list(Unit.below(unit).values_list("pk", flat=True))
        visits, below = visits.filter(unit__in=units), f" AND v.unit_id IN ({', '.join(map(str, units))})"
    number, last = visits.count(), visits.aggregate(last=Max("pk"))["last"] or 0
    done = 0
    for start in range(0, last + 1, CHUNK):
        with transaction.atomic():
            some = visits.filter(pk__gte=start, pk__lt=start + CHUNK)
            keys = list(some.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
            if keys:
                _rewrite_set(f"v.id >= {start} AND v.id < {start + CHUNK}{below}")
                rewrite_lines(keys)
        done += len(keys)
        told(done, number)
    return done


def write_line(visit: Visit) -> None:
    """Fill what a line of a list shows of the visit, from its saved rows; the caller saves it."""
    people = list(visit.encounters.all())
    led = (row.name for row in visit.participations.all() if row.role == OfficerRole.LEADER)
    visit.listed_places = _short([row.village_name or row.place_label for row in visit.stops.all()])
    visit.listed_leader = next(led, "")
    visit.listed_people = _short([row.name or row.group for row in people if row.presence == Presence.MET])
    visit.listed_with_mentioned = _short([row.name or row.group for row in people])


def rewrite_lines(keys: Iterable[int]) -> None:
    """What lists show of these visits, after a name on them changed."""
    for some in _chunks(sorted(keys)):
        lines = _lines(some)
        with connection.cursor() as cursor:
            for start in range(0, len(some), LINES_AT_ONCE):
                part = some[start : start + LINES_AT_ONCE]
                values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(part))
                sets = ", ".join(f"{name} = line.column{place}" for place, name in enumerate(LISTED, start=2))
                cursor.execute(
                    f"UPDATE visits_visit SET {sets} FROM (VALUES {values}) AS line WHERE id = line.column1",
                    [value for pk in part for value in (pk, *lines[pk])],
                )


def _lines(keys: list[int]) -> dict[int, tuple[str, str, str, str]]:
    """Places, leader, people met, and people with those only mentioned, by visit."""
    places: dict[int, list[str]] = {pk: [] for pk in keys}
    for pk, village, label in (
        Stop.objects.filter(visit__in=keys).order_by("order", "pk").values_list("visit", "village_name", "place_label")
    ):
        places[pk].append(village or label)
    led = Participation.objects.filter(visit__in=keys, role=OfficerRole.LEADER).order_by("-order", "-pk")
    leaders = dict(led.values_list("visit", "name"))
    met: dict[int, list[str]] = {pk: [] for pk in keys}
    everybody: dict[int, list[str]] = {pk: [] for pk in keys}
    people = Encounter.objects.filter(visit__in=keys).order_by("order", "pk")
    for pk, name, group, presence in people.values_list("visit", "name", "group", "presence"):
        everybody[pk].append(name or group)
        if presence == Presence.MET:
            met[pk].append(name or group)
    return {pk: (_short(places[pk]), leaders.get(pk, ""), _short(met[pk]), _short(everybody[pk])) for pk in keys}


def _short(names: list[str]) -> str:
    """The first two names, and how many more there are."""
    distinct = list(dict.fromkeys(names))
    shown = ", ".join(distinct[:2])
    return f"{shown} +{len(distinct) - 2}" if len(distinct) > 2 else shown
