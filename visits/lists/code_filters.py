"""Filters of lists that ask for one code out of a few, as one table.

The form of the history, the criteria of a list and the words of the audit log derive from it. What a visit is
found by is written by `lists.visit_index_sql`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from visits.models import Activity, Situation, VisitStatus


class CodeFilter(NamedTuple):
    """What the filter is called, and its codes with their names."""

    label: Any
    choices: list[tuple[str, Any]]


# By the name in the address, which is also the kind of the filter key; in the order of the form.
CODE_FILTERS = {
    "status": CodeFilter(_("Status"), [choice for choice in VisitStatus.choices if choice[0] != VisitStatus.DRAFT]),
    "situation": CodeFilter(_("Situation after"), Situation.choices),
    "concern": CodeFilter(_("Concern heard"), [("yes", _("with a concern"))]),
    "activity": CodeFilter(_("Form of activity"), Activity.choices),
}
