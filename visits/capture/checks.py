"""Checks that need more than one field: rows against the database, references, the essentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from visits.core.exceptions import NotAllowed
from visits.core.permissions import check_may_lower_classification, check_may_lower_note, lowers
from visits.core.snapshots import regions_with_parents
from visits.models import Classification, CommunityFigure, Encounter, Officer, Outcome, Sensitivity, Visit
from visits.models.places import fold_name

if TYPE_CHECKING:
    from visits.capture.post import VisitPost

# Which field of which kind names rows of which kind.
REFERENCES = [
    ("people", "stop", "stops"),
    ("notes", "stop", "stops"),
    ("photos", "stop", "stops"),
    ("notes", "answers", "notes"),
    ("follow_ups", "note", "notes"),
    ("notes", "raised_by", None),
    ("notes", "about", None),
    ("stops", "host", None),
]


def resolve_rows(post: VisitPost) -> None:
    """Put the rows of the database in place of codes, numbers and keys, one query a kind."""
    _resolve_places(post)
    _resolve_officers(post)
    _resolve_figures(post)
    _resolve_followed_visit(post)
    _check_lowering(post)
    _check_answered(post)


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
    rows = CommunityFigure.objects.prefetch_related("roles", "merged_into")
    known = rows.known_to(post.officer).filter(key__in=keys)
    named = {figure.key: figure for figure in known}
    if post.visit is not None and keys - named.keys():
        saved = Encounter.objects.filter(visit=post.visit).readable_by(post.officer, post.visit)
        named |= {figure.key: figure for figure in rows.filter(key__in=keys, encounters__in=saved)}
    return named


def _check_typed_name(form, *names: str) -> None:
    """A name beside a chosen person is a part of theirs, and then says nothing more; else it is another person."""
    typed = fold_name(form.cleaned_data.get("name", "")).split()
    known = [fold_name(name).split() for name in names]
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
    if followed is None or (post.visit and followed.pk == post.visit.pk):
        post.form.add_error("follows", _("There is no such earlier visit."))
    post.form.cleaned_data["follows"] = followed


def _check_lowering(post: VisitPost) -> None:
    """Only some editors open to more people what is there; who posts no class leaves it as it is."""
    visit, said = post.visit, post.form.cleaned_data
    if visit is None:
        return
    if "classification" not in post.data:
        said["classification"] = visit.classification
    if lowers(Classification, visit.classification, said.get("classification")):
        try:
            check_may_lower_classification(post.officer, visit)
        except NotAllowed as reason:
            post.form.add_error("classification", str(reason))
    rows = {form.cleaned_data["id"]: form for _number, form in post.filled("notes") if form.cleaned_data.get("id")}
    if visit.author_id == post.officer.pk or not rows:
        return
    for note in visit.notes.filter(pk__in=rows):
        if lowers(Sensitivity, note.sensitivity, rows[note.pk].cleaned_data.get("sensitivity")):
            try:
                check_may_lower_note(post.officer, note)
            except NotAllowed as reason:
                rows[note.pk].add_error("sensitivity", str(reason))


def _check_answered(post: VisitPost) -> None:
    """A saved follow-up that somebody has answered is not removed, nor emptied."""
    filled = {number for number, _form in post.filled("follow_ups")}
    left = {
        form["id"].value(): form
        for number, form in enumerate(post.formsets["follow_ups"].forms)
        if number not in filled and form["id"].value()
    }
    if post.visit is None or not left:
        return
    saved = post.visit.follow_ups.readable_by(post.officer, post.visit).filter(changed_at__isnull=False)
    for follow_up in saved.select_related("changed_by__rank"):
        if str(follow_up.pk) in left:
            who = follow_up.changed_by.full_name
            text = _("%(who)s has already recorded what came of this follow-up, so it cannot be removed.")
            left[str(follow_up.pk)].add_error(None, text % {"who": who})


def resolve_references(post: VisitPost) -> None:
    """Check that each reference names a filled row, and no note answers itself."""
    filled = {kind: {number for number, _form in post.filled(kind)} for kind in post.formsets}
    for kind, name, target in REFERENCES:
        for number, form in post.filled(kind):
            value = form.cleaned_data.get(name)
            for reference in value if isinstance(value, list) else [value]:
                if not reference or not _is_reference(reference, typed=target is None):
                    continue
                named_kind, named = _named(reference, target)
                if named not in filled[named_kind]:
                    form.add_error(name, _("This refers to a row that is empty or was deleted."))
                    break
                if (named_kind, named) == (kind, number):
                    form.add_error(name, _("A note cannot answer itself."))
                    break


def _is_reference(value: str, *, typed: bool) -> bool:
    kind, _dash, number = value.rpartition("-")
    return number.isdigit() and (kind in ("people", "officers") if typed else not kind)


def _named(reference: str, target: str | None) -> tuple[str, int]:
    kind, _dash, number = reference.rpartition("-")
    return target or kind, int(number)


def check_essentials(post: VisitPost) -> None:
    """Add an error for each gap that submitting does not allow (contract, *Submit* demands)."""
    form, said = post.form, post.form.cleaned_data
    if not said.get("visited_on") and "visited_on" not in form.errors:
        form.add_error("visited_on", _("Enter the date of the visit."))
    if not said.get("purpose") and "purpose" not in form.errors:
        form.add_error("purpose", _("Enter the purpose of the visit."))
    if said.get("concern_heard") is None and "concern_heard" not in form.errors:
        form.add_error("concern_heard", _("Say whether a concern was heard."))
    stops, officers, people = (post.filled(kind) for kind in ("stops", "officers", "people"))
    if not stops:
        _demand(post, "stops", "place", _("Enter at least one place."))
    if not officers:
        _demand(post, "officers", "officer", _("Enter at least one officer."))
    if not people and said.get("outcome") == Outcome.HELD:
        _demand(post, "people", "name", _("Enter at least one person or group, or say that nobody was met."))
    if not said.get("order_number") and "order_number" not in form.errors and _meets_campaign(stops, people):
        form.add_error("order_number", _("A visit to a campaign team or office needs an order number."))


def _demand(post: VisitPost, kind: str, name: str, sentence: str) -> None:
    """Say the gap at the first row of a kind, or above the rows where there is none."""
    formset = post.formsets[kind]
    if any(form.errors for form in formset.forms) or formset.non_form_errors():
        return
    if formset.forms and hasattr(formset.forms[0], "cleaned_data"):
        formset.forms[0].add_error(name, sentence)
    else:
        formset.non_form_errors().append(sentence)


def _meets_campaign(stops: list, people: list) -> bool:
    return any(form.cleaned_data.get("venue") == "campaign_office" for _number, form in stops) or any(
        "campaign" in (form.cleaned_data.get("categories") or []) for _number, form in people
    )
