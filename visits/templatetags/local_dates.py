"""Dates and times for templates; the words are in `local_time`."""

from django import template

from visits import local_time

register = template.Library()
register.filter("long_date", local_time.long_date)
register.filter("short_date", local_time.short_date)
register.filter("clock", local_time.clock)
register.filter("clock_zone", local_time.clock_zone)
register.filter("when", local_time.when)


@register.filter
def instant(moment):
    """An instant by the clock of Kupang: "1 September 2024, 13.00 WITA"."""
    return local_time.instant(moment)
