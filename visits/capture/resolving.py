"""Put rows of the database in place of the codes, numbers and keys that were posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from visits.capture.checks import check_answered, check_lowering
from visits.capture.unsaid import fill_villages
from visits.core.snapshots import regions_with_parents
from visits.models import CommunityFigure, Encounter, Officer, Visit
from visits.models.places import fold_name

if TYPE_CHECKING:
    from visits.capture.post import VisitPost


def resolve_rows(post: VisitPost) -> None:
    """Put the rows of the database in place of codes, numbers and keys, one query a kind."""
    _resolve_places(post)
    _resolve_officers(post)
    _resolve_figures(post)
    fill_villages(post)
    _resolve_followed_visit(post)
    check_lowering(post)
    check_answered(post)


def _resolve_places(post: VisitPost) -> None:
    forms = [form for _number, form in post.filled("stops") if form.cleaned_data.get("place")]
    regions = regions_with_parents(form.cleaned_data["place"] for form in forms) if forms else {}
    for form in forms:
        region = regions.get(form.cleaned_data["place"])
        if region is None:
            form.add_error("place", _("There is no village with this code. Choose it from the list."))
        form.cleaned_data["place"] = region


def _resolve_officers(post: VisitPost) -> None:
    named = [form for _number, form in post.filled("officers") if form.cleaned_data.get("officer")]
    owners = [form for _number, form in post.filled("follow_ups") if form.cleaned_data.get("owner")]
    numbers = {form.cleaned_data["officer"] for form in named} | {form.cleaned_data["owner"] for form in owners}
    officers = {
        officer.nrp: officer
        for officer in (Officer.objects.filter(nrp__in=numbers).select_related("rank", "unit") if numbers else ())
    }
    seen: set[str] = set()
    for form in named:
        nrp = form.cleaned_data["officer"]
        form.cleaned_data["officer"] = officers.get(nrp)
        if nrp not in officers:
            form.add_error("officer", _("There is no officer with this number."))
        elif nrp in seen:
            form.add_error("officer", _("This officer is already on the visit."))
        else:
            _check_typed_name(form, officers[nrp].full_name)
        seen.add(nrp)
    for form in owners:
        owner = officers.get(form.cleaned_data["owner"])
        if owner is None:
            form.add_error("owner", _("There is no officer with this number."))
        form.cleaned_data["owner"] = owner


def _resolve_figures(post: VisitPost) -> None:
    forms = [form for _number, form in post.filled("people") if form.cleaned_data.get("figure")]
    keys = {form.cleaned_data["figure"] for form in forms}
    named = _figures_named(post, keys) if keys else {}
    figures = {key: _surviving(figure, post.visit) for key, figure in named.items()}
    seen: set[tuple] = set()
    places: dict[int, int] = {}
    for form in forms:
        key = form.cleaned_data["figure"]
        form.cleaned_data["figure"] = figures.get(key)
        # After the merge two posted keys may be one person.
        at_stop = (getattr(figures.get(key), "key", key), form.cleaned_data.get("stop"))
        if key not in figures:
            form.add_error("figure", _("This figure is not known. Choose one from the list."))
        elif at_stop in seen:
            form.add_error("figure", _("This figure is already on the visit."))
        elif (why := _why_not_added(figures[key])) and not _takes_saved_place(post.visit, figures[key], places):
            form.add_error("figure", why)
        else:
            _check_typed_name(form, named[key].full_name, figures[key].full_name)
        seen.add(at_stop)


def _figures_named(post: VisitPost, keys: set) -> dict:
    """The figures of these keys that the officer knows, or has on the saved visit since they did."""
    rows = CommunityFigure.objects.select_related("village").prefetch_related("roles", "merged_into")
    known = rows.known_to(post.officer).filter(key__in=keys)
    named = {figure.key: figure for figure in known}
    # They may have become unknown since, by a move to another Polres: what was logged stays.
    if post.visit is not None and keys - named.keys():
        saved = Encounter.objects.filter(visit=post.visit).readable_by(post.officer, post.visit)
        named |= {figure.key: figure for figure in rows.filter(key__in=keys, encounters__in=saved)}
    return named


def _check_typed_name(form, *names: str) -> None:
    """A name beside a chosen person is a part of theirs, and then says nothing more; else it is another person."""
    typed = fold_name(form.cleaned_data.get("name", "")).split()
    known = [fold_name(name).split() for name in names]
    # "Pak Yoh" typed beside Yohanes is the same person; a stranger's name must not vanish.
    if any(all(any(part.startswith(word) for part in parts) for word in typed) for parts in known):
        form.cleaned_data["name"] = ""
    else:
        form.add_error("name", _("This name is not part of the chosen person’s name. Delete one of the two."))


def _surviving(figure: CommunityFigure, visit: Visit | None) -> CommunityFigure:
    """Who is meant by a figure that an older page or a device offered: the one that it was merged into.

    Both may stand on one saved visit at the same stop; the merged one then stays there as itself.
    """
    return figure if figure.merged_into_id is None or _is_on(visit, figure) else figure.kept


def _why_not_added(figure: CommunityFigure) -> str:
    if figure.anonymised_at:
        return _("The name of this person was removed, and they cannot be added to visits any more.")
    return _("This person asked for restriction and is not added to new visits.") if figure.restricted_at else ""


def _takes_saved_place(visit: Visit | None, figure: CommunityFigure, places: dict[int, int]) -> bool:
    """Whether a saved visit names the figure already, once for each row: what was logged stays, and is not doubled."""
    if figure.pk not in places:
        places[figure.pk] = visit.encounters.filter(figure=figure).count() if visit else 0
    # Each posted row takes one of the saved ones; what is left over would be new.
    places[figure.pk] -= 1
    return places[figure.pk] >= 0


def _is_on(visit: Visit | None, figure: CommunityFigure) -> bool:
    """Whether a saved visit names the figure already: what was logged stays."""
    return visit is not None and visit.encounters.filter(figure=figure).exists()


def _resolve_followed_visit(post: VisitPost) -> None:
    key, saved = post.form.cleaned_data.get("follows"), post.visit.follows if post.visit else None
    in_reach = Visit.objects.visible_to(post.officer)
    if saved and (key == saved.key or (not key and not in_reach.filter(pk=saved.pk).exists())):
        # What the officer cannot see is not on their page, and stays.
        post.form.cleaned_data["follows"] = saved
    if not key or (saved and key == saved.key):
        return
    followed = in_reach.filter(key=key).first()
    # Out of reach and not there are told alike.
    if followed is None or (post.visit and followed.pk == post.visit.pk):
        post.form.add_error("follows", _("There is no such earlier visit."))
    post.form.cleaned_data["follows"] = followed
