"""Groups without names as choices: what the officer called them last, then the usual words."""

from __future__ import annotations

from django.db.models import Max

from visits.models import Encounter, Officer, Presence, Visit

# As reports write them, whatever the language of the page: they are words of the visit.
USUAL = ("Warga sekitar", "Ibu-ibu PKK", "Pemuda", "Jemaat", "Pedagang", "Petani")


def familiar_groups(officer: Officer, limit: int = 8) -> list[str]:
    """At most so many, the latest first."""
    own = Visit.objects.visible_to(officer).logged().filter(author=officer)
    met = Encounter.objects.filter(visit__in=own.values("pk"), presence=Presence.MET).exclude(group="")
    last = met.order_by().values("group").annotate(last=Max("visit__visited_on")).order_by("-last", "group")
    return with_usual_groups([row["group"] for row in last[:limit]])[:limit]


def with_usual_groups(groups: list[str]) -> list[str]:
    """These, then the usual words that are not among them."""
    return list(dict.fromkeys([*groups, *USUAL]))
