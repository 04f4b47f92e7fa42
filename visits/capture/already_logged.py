"""Logged visits that are perhaps the one being written: told before it is sent."""

from __future__ import annotations

from visits.capture.post import VisitPost
from visits.models import CommunityFigure, Visit
from visits.pickers.same_visits import Occasion, Person, PossiblySame, compared, person_of, possibly_same


def already_logged_visits(post: VisitPost) -> list[PossiblySame]:
    """Those of the day, village and people of a post, as far as its officer may read them."""
    occasion = _occasion_of(post)
    if not occasion.filter_keys:
        return []
    written = Visit.objects.visible_to(post.officer).filter(key=post.form.cleaned_data.get("key")).first()
    own = [written.pk, *compared(written)] if written else []
    return possibly_same({0: occasion}, post.officer, but=own).get(0, [])


def _occasion_of(post: VisitPost) -> Occasion:
    """Day, villages and people of a post, without what could not be read."""
    stops = [form.cleaned_data.get("place") for _number, form in post.filled("stops")]
    named = [form.cleaned_data for _number, form in post.filled("people")]
    people = [person_in(row.get("figure"), row.get("name") or "") for row in named]
    places = frozenset(place.code for place in stops if place)
    return Occasion(post.form.cleaned_data.get("visited_on"), places, tuple(each for each in people if each))


def person_in(figure: CommunityFigure | None, name: str) -> Person | None:
    """The person of a row that names a figure, or somebody as typed; None for a group."""
    return person_of(figure.name, figure.pk) if figure else person_of(name)
