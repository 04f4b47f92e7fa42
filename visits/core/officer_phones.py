"""An officer's telephone number, for whoever returns their visits."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from visits.models import Officer, OfficerPhone


def has_number(officer: Officer) -> bool:
    return OfficerPhone.objects.filter(officer=officer).exists()


def number_of(officer: Officer) -> str:
    return OfficerPhone.objects.filter(officer=officer).values_list("number", flat=True).first() or ""


def whatsapp_address(officer: Officer) -> str:
    """Where a chat with an officer opens, a sentence without content in it; empty without a number.

    For whoever may review their visits: asked after `check_may_review`.
    """
    number = number_of(officer)
    # In the language of who reads it.
    with override(officer.language or settings.LANGUAGE_CODE):
        said = quote(_("A visit was returned in Cooling"))
    return f"https://wa.me/{number.removeprefix('+')}?text={said}" if number else ""
