"""Topics and operations that set-up retired: no choice any more, except where a saved visit has them."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.models import Operation, Topic

Choice = TypeVar("Choice", Topic, Operation)


def choice_label(choice: Choice) -> str:
    """The name of a choice, with a word where it is retired."""
    return str(choice) if choice.is_active else _("%(name)s (no longer used)") % {"name": choice}


def check_in_use(choice: Choice | None, kept: set[int | None]) -> Choice | None:
    """The choice, where it is in use or the saved visit has it (`kept`: its primary keys)."""
    if choice is not None and not choice.is_active and choice.pk not in kept:
        raise ValidationError(_("This is no longer used. Choose another one."))
    return choice
