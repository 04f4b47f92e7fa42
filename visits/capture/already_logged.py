"""Logged visits that are perhaps the one being written: told before it is sent."""

from __future__ import annotations

from collections.abc import Collection

from visits.capture.post import VisitPost
from visits.models import Visit
from visits.pickers.same_visits import Occasion, PossiblySame, compared, person_in, possibly_same


def already_logged_visits(post: VisitPost, *, but: Collection[PossiblySame] = ()) -> list[PossiblySame]:
    """Those of the day, village and people of a post, as far as its officer may read them; `but` are told already."""
    occasion = _occasion_of(post)
    if not occasion.filter_keys:
        return []
    written = Visit.objects.visible_to(post.officer).filter(key=post.form.cleaned_data.get("key")).first()
    own = [written.pk, *compared(written)] if written else []
    return possibly_same({0: occasion}, post.officer, but=[*own, *(each.visit.pk for each in but)]).get(0, [])


def _occasion_of(post: VisitPost) -> Occasion:
    """Day, villages and people of a post, without what could not be read."""
    stops = [form.cleaned_data.get("place") for _number, form in post.filled("stops")]
    named = [form.cleaned_data for _number, form in post.filled("people")]
    people = [person_in(row.get("figure"), row.get("name") or "") for row in named]
    places = frozenset(place.code for place in stops if place)
    return Occasion(post.form.cleaned_data.get("visited_on"), places, tuple(each for each in people if each))
