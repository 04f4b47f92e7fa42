"""What is filled in where nothing was said: the village of a stop, and whether a concern was heard.

What was said always wins. Each thing filled in is said in a sentence (`VisitPost.notices`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from visits.core.snapshots import regions_with_parents
from visits.models import CommunityFigure, NoteKind, Outcome, Presence, Region
from visits.pickers.villages import village_named

if TYPE_CHECKING:
    from visits.capture.post import VisitPost
    from visits.capture.row_forms import StopForm


def fill_villages(post: VisitPost) -> None:
    """Give each stop row without a place the village typed into its search, else that of the first figure met there."""
    for number, form in _rows_without_place(post):
        typed = post.data.get(f"{form.prefix}-place-q", "").strip()
        figure = None if typed else _figure_met_at(post, number)
        code = village_named(typed, post.officer) if typed else figure and figure.village_id
        if code:
            form.take_place(regions_with_parents([code])[code])
            post.notices.append(_notice(form.cleaned_data["place"], figure))
        elif typed:
            form.add_error("place", _("Several places may be meant, or none in your area. Choose one from the list."))
        elif form.is_filled:
            form.add_error("place", _("Choose the village of this stop."))


def _rows_without_place(post: VisitPost) -> list[tuple[int, StopForm]]:
    """Rows with something said in them; where no row says anything, the first one."""
    forms = [
        (number, form)
        for number, form in enumerate(post.formsets["stops"].forms)
        # Rows beyond the limit of a formset are read but never cleaned.
        if hasattr(form, "cleaned_data") and not post.data.get(f"{form.prefix}-DELETE")
    ]
    said = [(n, form) for n, form in forms if form.is_filled or post.data.get(f"{form.prefix}-place-q", "").strip()]
    lacking = [(n, form) for n, form in said if not form.cleaned_data.get("place") and "place" not in form.errors]
    return lacking if said else forms[:1]


def _figure_met_at(post: VisitPost, number: int) -> CommunityFigure | None:
    """The first registered figure of a stop whose village is known; where nobody names the stop, of the visit."""
    met = [
        (form.cleaned_data["figure"], form.cleaned_data.get("stop"))
        for _number, form in post.filled("people")
        if isinstance(form.cleaned_data.get("figure"), CommunityFigure)
        and form.cleaned_data.get("presence") == Presence.MET
    ]
    here = [figure for figure, stop in met if stop and int(stop) == number]
    anywhere = [figure for figure, _stop in met]
    return next((figure for figure in here or anywhere if _is_open(figure.village)), None)


def _is_open(village: Region | None) -> bool:
    return village is not None and village.closed_on is None


def _notice(place: Region, figure: CommunityFigure | None) -> str:
    if figure is None:
        return _("The village was read from what you typed: %(place)s.") % {"place": place.label}
    return _("The village was filled in from %(who)s: %(place)s.") % {"who": figure.full_name, "place": place.label}


def answer_concern(post: VisitPost) -> None:
    """Answer whether a concern was heard by the notes, where that was left open; a contradiction is asked about."""
    said = post.form.cleaned_data
    kinds = {form.cleaned_data.get("kind") for _number, form in post.filled("notes")}
    answer = said.get("concern_heard")
    if answer is False and NoteKind.CONCERN in kinds:
        post.questions.append(
            _("A note says that a concern was heard, but the answer says that none was. Is that right?")
        )
    if answer is not None or "concern_heard" in post.form.errors:
        return
    if NoteKind.CONCERN in kinds:
        said["concern_heard"] = True
        post.notices.append(_("A concern was heard: a note says so."))
    elif not kinds and said.get("outcome") in (Outcome.NOBODY_HOME, Outcome.POSTPONED):
        said["concern_heard"] = False
        post.notices.append(_("No concern was heard: the visit was not held, and no note was made."))
