"""Places that a decree ended or renumbered: what follows them, and what they were before.

The links lead from each ended code to those of today, however often it was replaced
(`setup.regions`).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from visits.models import Region, region_or_below


def within(field: str, code: str) -> Q:
    """Rows whose place is the region of a code, lies in it, or is an ended one that it, or a place in it, follows."""
    here = region_or_below(code, f"{field}__")
    ended = _ended(code)
    # Without ended places nothing is added: an OR costs the database its index.
    return here | Q(**{f"{field}__in": ended}) if ended else here


def _ended(code: str) -> list[str]:
    """Ended codes with a follower in the region; few, so that they are named one by one."""
    through = Region.followers.through.objects
    links = through.filter(region_or_below(code, "to_region__"))
    return sorted(set(links.values_list("from_region_id", flat=True)))


def codes_with_earlier(codes: Iterable[str]) -> dict[str, list[str]]:
    """Each code of today that a place counts for: itself, and an ended one for every place that follows it."""
    today = list(codes)
    found = {code: [code] for code in today}
    links = Region.followers.through.objects.filter(to_region__in=today).order_by("from_region", "to_region")
    for ended, code in links.values_list("from_region_id", "to_region_id"):
        found.setdefault(ended, []).append(code)
    return found


def followers(region: Region) -> list[Region]:
    """The places of today that follow an ended one."""
    return list(region.followers.open().order_by("name", "code").select_related("parent__parent"))


def earlier(region: Region) -> list[Region]:
    """The ended places that the region follows."""
    return list(region.predecessors.order_by("name", "code").select_related("parent__parent"))


def includes_before_split(region: Region) -> bool:
    """Whether what is told of the region is partly of an ended one that others follow too."""
    shared = Region.followers.through.objects.filter(from_region__followers=region).exclude(to_region=region)
    return shared.filter(to_region__closed_on__isnull=True).exists()
