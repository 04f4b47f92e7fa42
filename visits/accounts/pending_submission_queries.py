"""A kept form as its person sees it again before going on: what it was for, and the words typed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from visits.models import PendingSubmission

# A single word may be a code of the form; what holds a blank was typed, and what is longer very likely.
LONGEST_CODE = 14


@dataclass(frozen=True)
class ShownPost:
    token: str
    title: str
    sent_at: dt.datetime
    texts: list[str]
    others: int
    files: list[str]


def shown(pending: PendingSubmission) -> ShownPost:
    """The words of a kept form, and how much else it holds."""
    values = [value for _name, value in pending.posted if value.strip()]
    texts = [value for value in values if _is_typed(value)]
    return ShownPost(
        token=pending.token,
        title=_title(pending.path),
        sent_at=pending.created_at,
        texts=texts,
        others=len(values) - len(texts),
        files=[file[1] for file in pending.files],
    )


def _title(path: str) -> str:
    titles = {
        "visit_new": _("Log a visit"),
        "visit_edit": _("Edit the visit"),
        "visit_submit": _("Submit the visit"),
        "visit_return": _("Return the visit"),
        "visit_approve": _("Approve the visit"),
        "followup_detail": _("Follow-up"),
        "figure_new": _("New figure"),
        "figure_edit": _("Edit the figure"),
    }
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        name = ""
    return titles.get(name, "") or _("A form for the page %(path)s") % {"path": path}


def _is_typed(value: str) -> bool:
    if len(value.split()) > 1:
        return True
    try:
        uuid.UUID(value)
    except ValueError:
        return len(value) > LONGEST_CODE and not value.isdecimal()
    return False
