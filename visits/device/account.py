"""How a device calls the account that is signed in on it."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from visits.models import Officer


def account_of(officer: Officer) -> str:
    """A name for what this officer's browser keeps, that tells nobody whose it is."""
    return salted_hmac("visits.device", str(officer.pk)).hexdigest()[:16]
