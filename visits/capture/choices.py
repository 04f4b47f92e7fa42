"""What the choices on the form's page say: rows of the same form by name, and what was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from visits.core.dates import short_date
from visits.models import Visit

if TYPE_CHECKING:
    from visits.capture.post import VisitPost

SHORT = 40
FOLLOWABLE = 8


def offer_choices(post: VisitPost) -> None:
    """Give every field that names other rows the rows that it can name."""
    stops = _labels(post, "stops", _("Place"), _describe_stop)
    people = _labels(post, "people", _("Person"), _describe_person)
    officers = _labels(post, "officers", _("Officer"), _officer_audience)
    notes = _labels(post, "notes", _("Note"), lambda said: said.get("text"))
    somebody = [(f"people-{n}", text) for n, text in people] + [(f"officers-{n}", text) for n, text in officers]
    nothing = [("", _("Not stated"))]
    offers: dict[tuple[str, str], list] = {
        ("people", "stop"): nothing + stops,
        ("notes", "stop"): nothing + stops,
        ("photos", "stop"): nothing + stops,
        ("notes", "answers"): nothing + notes,
        ("notes", "raised_by"): somebody,
        ("notes", "about"): [(f"people-{n}", text) for n, text in people],
        ("follow_ups", "note"): notes,
    }
    for (kind, name), choices in offers.items():
        # The empty row is copied by the script: its choices go with the copy.
        for form in [*post.formsets[kind].forms, post.empty_form(kind)]:
            form.fields[name].widget.choices = choices
    post.form.fields["follows"].widget.choices = _followable(post)


def _labels(post: VisitPost, kind: str, word: str, words) -> list[tuple[str, str]]:
    """The rows of a kind as (number, "Person 1: Marselina Maubana")."""
    labels = []
    for number, form in enumerate(post.formsets[kind].forms):
        said = getattr(form, "cleaned_data", {})
        text = str(words(said) or "")[:SHORT]
        labels.append((str(number), f"{word} {number + 1}: {text}" if text else f"{word} {number + 1}"))
    return labels


def _describe_stop(said: dict[str, Any]) -> Any:
    return said.get("name") or getattr(said.get("place"), "label", "")


def _describe_person(said: dict[str, Any]) -> Any:
    return said.get("figure") or said.get("name") or said.get("group")


def _officer_audience(said: dict[str, Any]) -> Any:
    return said.get("officer") or said.get("name") or said.get("position") or said.get("rank") or said.get("unit")


def _followable(post: VisitPost) -> list[tuple[str, str]]:
    """The visits in reach that this one may follow: the newest ones, and the one chosen."""
    if not post.officer.is_authenticated:
        return [("", _("None"))]  # the shell of a phone names nobody's visits
    in_reach = Visit.objects.visible_to(post.officer)
    # Drafts cannot be followed: nobody else could ever open them.
    visits = in_reach.logged().filter(author=post.officer)
    if post.visit:
        visits = visits.exclude(pk=post.visit.pk)
    offered = list(visits.prefetch_related("stops")[:FOLLOWABLE])
    chosen = post.form.cleaned_data.get("follows")
    # An older choice, or one of a colleague, must survive the next save.
    if isinstance(chosen, Visit) and chosen not in offered:
        offered += in_reach.filter(pk=chosen.pk)
    return [("", _("None")), *((str(visit.key), _describe_visit(visit)) for visit in offered)]


def _describe_visit(visit: Visit) -> str:
    places = [stop.place_label for stop in visit.stops.all()][:1]
    return " – ".join([short_date(visit.visited_on), *places])
