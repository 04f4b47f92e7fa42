"""The opening of the report: when, where and what, in one sentence or with a list of stops."""

from __future__ import annotations

from visits.core.dates import clock, long_date
from visits.core.readable_visit import ReadableVisit
from visits.models import Stop, Visit

from . import labels
from .dates import LANGUAGE, write_duration
from .parts import clean, in_brackets


def opening_of(rows: ReadableVisit) -> str:
    """One sentence; a visit with several stops lists them below it."""
    visit = rows.visit
    day = long_date(visit.visited_on, LANGUAGE)
    when = [f"Pada hari {day}" if day else "Pada waktu yang belum dicatat"]
    when += [part for part in [write_duration(visit)] if part]
    return f"{', '.join(when)}, {_where(rows)}{labels.OUTCOMES[visit.outcome]} {_what(visit)}."


def _where(rows: ReadableVisit) -> str:
    if not rows.stops:
        return ""
    if len(rows.stops) == 1:
        return f"bertempat di {describe_stop(rows, rows.stops[0])}, "
    return f"bertempat di {len(rows.stops)} titik sebagaimana terinci di bawah, "


def _what(visit: Visit) -> str:
    return f"giat cooling system dalam bentuk {labels.ACTIVITIES[visit.activity]} oleh {clean(visit.unit_name)}"


def stops_of(rows: ReadableVisit) -> list[str]:
    """The stops of a visit that has more than one."""
    return [describe_stop(rows, stop) for stop in rows.stops] if len(rows.stops) > 1 else []


def describe_stop(rows: ReadableVisit, stop: Stop) -> str:
    """Name, address, village up to the province, host, and what differs from the visit."""
    # "Gereja Betania, RT 3" needs no second RT 3.
    address = "" if stop.address.casefold() in stop.name.casefold() else stop.address
    place = [stop.name or labels.VENUES.get(stop.venue, ""), address, stop.place_label, _province(stop)]
    host = rows.host_of(stop)
    return ", ".join(clean(part) for part in place if part) + in_brackets(
        _venue(stop),
        f"tuan rumah: {host}" if host else "",
        _when(stop, rows.visit),
        _position(stop),
    )


def _province(stop: Stop) -> str:
    if not stop.province_name or stop.province_name == stop.place_label:
        return ""
    return f"Provinsi {stop.province_name}"


def _venue(stop: Stop) -> str:
    """The kind of place, unless its name says so already ("Pasar Lima Puluh")."""
    label = labels.VENUES.get(stop.venue, "")
    told = any(word in stop.name.casefold() for word in label.casefold().split("/")) if label else True
    return "" if told or not stop.name else label


def _when(stop: Stop, visit: Visit) -> str:
    day = long_date(stop.date, LANGUAGE)
    time = f"pukul {clock(stop.time)} {visit.zone_name}" if stop.time else ""
    return ", ".join(part for part in (day, time) if part)


def _position(stop: Stop) -> str:
    if stop.latitude is None:
        return ""
    accuracy = f", ketelitian {stop.accuracy} m" if stop.accuracy is not None else ""
    return f"koordinat {stop.latitude}, {stop.longitude}{accuracy}"
