"""What holds from one day to another, the first and the last included; open where a day is missing."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q


class DatedQuerySet(models.QuerySet):
    def on(self, day: date):
        """Those that run on that day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Dated:
    """A row with `starts_on` and `ends_on`."""

    starts_on: date | None
    ends_on: date | None

    def covers(self, day: date) -> bool:
        """Whether it runs on that day: what `DatedQuerySet.on` asks, of a row at hand."""
        return (self.starts_on or date.min) <= day <= (self.ends_on or date.max)
