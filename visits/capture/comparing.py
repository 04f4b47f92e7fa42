"""What two posts of one visit say otherwise."""

from __future__ import annotations

from visits.capture.post import ROW_NAME, VisitPost
from visits.capture.row_forms import ROW_TITLES

UNSAID = ("key", "revision", "recorded_at", "unit", "answer")


def differences(saved: VisitPost, typed: VisitPost) -> list[tuple[str, str, str]]:
    """Of each field that differs its name on the page, what is saved and what was typed."""
    found = []
    for name in dict.fromkeys([*saved.data, *typed.data]):
        theirs, ours = saved.data.getlist(name), typed.data.getlist(name)
        label = _label(typed, name)
        # What one page leaves empty the other may not post at all.
        if label and [value for value in theirs if value] != [value for value in ours if value]:
            found.append((label, ", ".join(theirs), ", ".join(ours)))
    return found


def _label(post: VisitPost, name: str) -> str:
    found = ROW_NAME.match(name)
    if not found:
        is_said = name in post.form.fields and name not in UNSAID
        return str(post.form.fields[name].label or "") if is_said else ""
    field_name = name[found.end() :]
    fields = post.empty_form(found[1]).fields
    if field_name not in fields or field_name in ("id", "key"):
        return ""
    return f"{ROW_TITLES[found[1]]} {int(found[2]) + 1}: {fields[field_name].label}"
