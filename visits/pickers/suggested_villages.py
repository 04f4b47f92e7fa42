"""Villages that are offered before anything is typed."""

from __future__ import annotations

from django.db.models import Max
from django.utils import timezone

from visits.models import Officer, Region, Stop
from visits.pickers.options import Option


def familiar_places(officer: Officer, limit: int = 5) -> list[Option]:
    """The villages in the officer's care, then those where the officer was last."""
    today = timezone.localdate()
    current = officer.assignments.on(today)
    codes = list(current.order_by("village").values_list("village", flat=True)[:limit])
    seen = Stop.objects.filter(visit__participations__officer=officer, visit__visited_on__isnull=False)
    last = seen.order_by().values("place").annotate(last=Max("visit__visited_on")).order_by("-last", "place")
    codes += [row["place"] for row in last[:limit] if row["place"] not in codes]
    found = Region.objects.open().villages().select_related("parent").in_bulk(codes)
    return [Option(code, found[code].label, found[code].parent.label) for code in codes if code in found][:limit]
