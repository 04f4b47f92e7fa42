"""Dates and times for templates; the words are in `core.dates`."""

from django import template

from visits.core import dates

register = template.Library()
register.filter("long_date", dates.long_date)
register.filter("short_date", dates.short_date)
register.filter("clock", dates.clock)
register.filter("clock_zone", dates.clock_zone)
register.filter("when", dates.when)


@register.filter
def instant(moment):
    """An instant by the clock of Kupang: "1 September 2024, 13.00 WITA"."""
    return dates.instant(moment)
