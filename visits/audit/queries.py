"""The audit log as one person may read it, and what in it is out of the ordinary."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, BigIntegerField, Count, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.audit.filter_labels import names_in
from visits.audit.labels import describe
from visits.core.dates import short_date
from visits.lists.pages import PER_PAGE, Shown, cut_page
from visits.models import AuditEntry, CommunityFigure, Officer, Unit, Visit, units_or_below

Kind = AuditEntry.Kind
TAKEN_OUT = (Kind.REPORT_READ, Kind.FIGURE_DATA_TAKEN, Kind.EXPORT_BEGUN)
FIGURES_AN_HOUR = 30
TAKEN_OUT_A_DAY = 20
EXPORTED_A_DAY = 10_000
# More than this times the person's own habit, and more than the plain number above.
TIMES_THE_HABIT = 5
HABIT = dt.timedelta(days=30)


# What an entry is about where it is about no single record.
LISTS: dict[str, Any] = {
    "export": gettext_lazy("Export"),
    "figures": gettext_lazy("Figures"),
    "history": gettext_lazy("History"),
    "pack": gettext_lazy("Village cards"),
    "reference": gettext_lazy("Set-up"),
    "regions": gettext_lazy("Places"),
    "retention": gettext_lazy("How long names are held"),
    "same visits": gettext_lazy("Visits that may be the same"),
}


@dataclass(frozen=True)
class AuditLogRow:
    """One line: when, who, what, on which record, with the plain details in words."""

    number: int
    at: dt.datetime
    nrp: str
    name: str
    kind: str
    record: str
    url: str
    details: str


@dataclass(frozen=True)
class AuditLogPage:
    rows: list[AuditLogRow]
    previous: int | None
    next: int | None


@dataclass(frozen=True)
class Unusual:
    """Somebody who took out, or looked at, far more than is usual."""

    nrp: str
    name: str
    number: int
    kind: str


def readable_entries(reader: Officer, record: str = "") -> QuerySet[AuditEntry]:
    """Rows in reach: those of the people below, and all about a record in reach.

    An auditor's people are those of the own Polres or Polda. Rows that belong to no unit, as a failed
    sign-in with a number that nobody has, are every auditor's: otherwise nobody would read them.
    """
    rows = AuditEntry.objects.all()
    if not (reader.is_auditor or reader.is_supervising):
        return rows.none()
    # Whoever answers for a record sees everybody who touched it, also from other units.
    return rows if record and _may_read_record(reader, record) else rows.filter(unit_code__in=_codes(reader))


def _codes(reader: Officer) -> list[str]:
    """Codes of the units whose people the reader supervises or audits, and of all units below them."""
    tops = [reader.audited_unit.pk] if reader.is_auditor else reader.supervised_unit_ids
    paths = Unit.objects.filter(pk__in=tops).values_list("path", flat=True)
    nobodys = [""] if reader.is_auditor else []
    return [*Unit.objects.filter(units_or_below(paths)).values_list("code", flat=True), *nobodys]


def _may_read_record(reader: Officer, record: str) -> bool:
    try:
        key = uuid.UUID(record)
    except ValueError:
        return False
    figures = CommunityFigure.objects.known_to(reader)
    # Not merely in reach: a named officer does not see who read the visit.
    visits = Visit.objects.visible_to(reader) if reader.is_auditor else Visit.objects.supervised_by(reader)
    return visits.filter(key=key).exists() or figures.filter(key=key).exists()


def audit_log_page(reader: Officer, filtered_by: dict[str, Any]) -> AuditLogPage:
    """One page of the rows that fit, the newest first, from a number on, forward or back."""
    rows = _filtered(reader, filtered_by)
    after, before = filtered_by.get("after"), filtered_by.get("before")
    back = before is not None
    if back:
        rows = rows.filter(number__gt=before).order_by("number")
    elif after is not None:
        rows = rows.filter(number__lt=after)
    found = list((rows if back else rows.order_by("-number"))[: PER_PAGE + 1])
    return _page(cut_page(found, PER_PAGE, is_first=after is None, back=back), reader)


def _filtered(reader: Officer, filtered_by: dict[str, Any]) -> QuerySet[AuditEntry]:
    rows = readable_entries(reader, filtered_by.get("record", ""))
    for name, column in (("person", "nrp"), ("kind", "kind")):
        if filtered_by.get(name):
            rows = rows.filter(**{column: filtered_by[name]})
    if filtered_by.get("record"):
        rows = rows.filter(target__in=_records(filtered_by["record"]))
    if filtered_by.get("from"):
        rows = rows.filter(at__gte=_begin(filtered_by["from"]))
    if filtered_by.get("to"):
        rows = rows.filter(at__lt=_begin(filtered_by["to"] + dt.timedelta(days=1)))
    return rows


def _records(record: str) -> list[str]:
    """The record, and where it is a figure, every record of the same person."""
    try:
        figure = CommunityFigure.objects.filter(key=uuid.UUID(record)).select_related("merged_into").first()
    except ValueError:
        return [record]
    return keys_of(figure.kept) if figure else [record]


def keys_of(figure: CommunityFigure) -> list[str]:
    """The keys under which the audit log speaks of a person: the figure's, and those merged into it."""
    return [str(key) for key in CommunityFigure.objects.filter(pk__in=figure.person_ids).values_list("key", flat=True)]


def _begin(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _page(shown: Shown[AuditEntry], reader: Officer) -> AuditLogPage:
    events = shown.rows
    names = names_of({event.nrp for event in events})
    links, named = _links(reader, events), names_in(events)
    rows = [
        AuditLogRow(
            number=event.number,
            at=event.at,
            nrp=event.nrp,
            name=names.get(event.nrp, ""),
            kind=event.get_kind_display(),
            record=str(links[event.target][0] if event.target in links else LISTS.get(event.target, event.target)),
            url=links.get(event.target, ("", ""))[1],
            details=describe(event, named),
        )
        for event in events
    ]
    return AuditLogPage(
        rows,
        previous=rows[0].number if rows and shown.has_previous else None,
        next=rows[-1].number if rows and shown.has_next else None,
    )


def names_of(numbers: Iterable[str]) -> dict[str, str]:
    """Who the numbers belong to today."""
    officers = Officer.objects.filter(nrp__in=set(numbers)).select_related("rank")
    return {officer.nrp: officer.full_name for officer in officers}


def _links(reader: Officer, events: list[AuditEntry]) -> dict[str, tuple[str, str]]:
    """What the records that the reader may open are called, and where they are."""
    visit_keys = {event.target for event in events if event.target_kind == "visit"}
    figure_keys = {event.target for event in events if event.target_kind == "communityfigure"}
    visits = Visit.objects.visible_to(reader).filter(key__in=visit_keys).values_list("key", "visited_on")
    links = {
        str(key): (_("Visit of %(day)s") % {"day": short_date(day)}, reverse("visit_detail", args=[key]))
        for key, day in visits
    }
    for figure in CommunityFigure.objects.known_to(reader).filter(key__in=figure_keys):
        links[str(figure.key)] = (figure.full_name, reverse("figure_detail", args=[figure.key]))
    return links


def unusual(reader: Officer, *, now: dt.datetime) -> list[Unusual]:
    """People in reach who looked at many figures within the hour, or took out far more than they are used to."""
    rows = readable_entries(reader)
    looked = (
        rows.filter(kind=Kind.FIGURE_READ, at__gte=now - dt.timedelta(hours=1))
        .values_list("nrp")
        .annotate(number=Count("target", distinct=True))
        .filter(number__gte=FIGURES_AN_HOUR)
        .order_by("nrp")
    )
    found = [(nrp, number, _("figures looked at within an hour")) for nrp, number in looked]
    taken, exported = rows.filter(kind__in=TAKEN_OUT), rows.filter(kind=Kind.EXPORT_ENDED)
    found += [
        (nrp, number, _("reports and exports downloaded within a day"))
        for nrp, number in _beyond_habit(taken, Count("pk"), TAKEN_OUT_A_DAY, now)
    ]
    # Details are JSON, where a number is text to the database.
    visits = Sum(Cast(KT("details__visits"), BigIntegerField()))
    found += [
        (nrp, number, _("visits taken out in exports within a day"))
        for nrp, number in _beyond_habit(exported, visits, EXPORTED_A_DAY, now)
    ]
    names = names_of(nrp for nrp, _number, _kind in found)
    return [Unusual(nrp, names.get(nrp, nrp), number, kind) for nrp, number, kind in found]


def _beyond_habit(rows: QuerySet[AuditEntry], measure: Aggregate, least: int, now: dt.datetime) -> list[tuple]:
    """Who did more within a day than the plain number, and than several times their own habit."""
    day = now - dt.timedelta(days=1)
    rows = rows.order_by("nrp")
    # First who did much at all: a month is then read for those few.
    much = dict(rows.filter(at__gte=day).values_list("nrp").annotate(number=measure).filter(number__gte=least))
    before = rows.filter(nrp__in=much, at__lt=day, at__gte=day - HABIT).values_list("nrp").annotate(number=measure)
    habits = {nrp: (number or 0) / HABIT.days for nrp, number in before}
    return [(nrp, number) for nrp, number in much.items() if number > TIMES_THE_HABIT * habits.get(nrp, 0)]
