"""Checks that need more than one field: what only some may open, references, the essentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from visits.capture.unsaid import answer_concern
from visits.core.exceptions import NotAllowed
from visits.core.permissions import check_may_lower_classification, check_may_lower_note, lowers
from visits.models import Classification, Outcome, Sensitivity

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


def check_lowering(post: VisitPost) -> None:
    """Only some editors open to more people what is there; who posts no class leaves it as it is."""
    visit, said = post.visit, post.form.cleaned_data
    if visit is None:
        return
    # An older page or a device knows no classes: silence must not open a confidential visit.
    if "classification" not in post.data:
        said["classification"] = visit.classification
    if lowers(Classification, visit.classification, said.get("classification")):
        try:
            check_may_lower_classification(post.officer, visit)
        except NotAllowed as reason:
            post.form.add_error("classification", str(reason))
    rows = {form.cleaned_data["id"]: form for _number, form in post.filled("notes") if form.cleaned_data.get("id")}
    # The author may open every note, so the notes need not be read.
    if visit.author_id == post.officer.pk or not rows:
        return
    for note in visit.notes.filter(pk__in=rows):
        if lowers(Sensitivity, note.sensitivity, rows[note.pk].cleaned_data.get("sensitivity")):
            try:
                check_may_lower_note(post.officer, note)
            except NotAllowed as reason:
                rows[note.pk].add_error("sensitivity", str(reason))


def check_answered(post: VisitPost) -> None:
    """A saved follow-up that somebody has answered is not removed, nor emptied."""
    filled = {number for number, _form in post.filled("follow_ups")}
    left = {
        form["id"].value(): form
        for number, form in enumerate(post.formsets["follow_ups"].forms)
        if number not in filled and form["id"].value()
    }
    if post.visit is None or not left:
        return
    # Only rows that stand on this page: a hidden one is not missing from the post.
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
                # A host may be words instead of a row.
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
    """Add an error for each gap that submitting does not allow."""
    form, said = post.form, post.form.cleaned_data
    answer_concern(post)
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
    # A visit that found nobody at home is a visit too.
    if not people and said.get("outcome") == Outcome.HELD:
        _demand(post, "people", "name", _("Enter at least one person or group, or say that nobody was met."))
    if not said.get("order_number") and "order_number" not in form.errors and _meets_campaign(stops, people):
        form.add_error("order_number", _("A visit to a campaign team or office needs an order number."))


def _demand(post: VisitPost, kind: str, name: str, sentence: str) -> None:
    """Say the gap at the first row of a kind, or above the rows where there is none."""
    formset = post.formsets[kind]
    # A row with an error is not empty: "enter at least one place" beside it would be untrue.
    if any(form.errors for form in formset.forms) or formset.non_form_errors():
        return
    # Without scripts an error above the rows is far from the field that it means.
    if formset.forms and hasattr(formset.forms[0], "cleaned_data"):
        formset.forms[0].add_error(name, sentence)
    else:
        formset.non_form_errors().append(sentence)


def _meets_campaign(stops: list, people: list) -> bool:
    return any(form.cleaned_data.get("venue") == "campaign_office" for _number, form in stops) or any(
        "campaign" in (form.cleaned_data.get("categories") or []) for _number, form in people
    )
