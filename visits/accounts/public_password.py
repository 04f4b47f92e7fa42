"""Accounts that anybody can sign in to, since the demo's password is in the source."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.db.models import Count

from visits.models import Officer
from visits.sample_data.known_officers import OFFICERS, PASSWORD


def nrps_with_public_password() -> list[str]:
    """NRPs of active officers with the demo's password.

    Each hash takes a while to check: looked at are those of the demo's own accounts, and those that
    several accounts share, as only accounts made in bulk do.
    """
    active = Officer.objects.filter(is_active=True)
    shared = active.values("password").annotate(number=Count("pk")).filter(number__gt=1)
    hashes = set(active.filter(nrp__in=[row.nrp for row in OFFICERS]).values_list("password", flat=True))
    hashes |= set(shared.values_list("password", flat=True))
    # By hash and not by officer: accounts made in bulk share one.
    public = [found for found in hashes if found and check_password(PASSWORD, found)]
    return list(active.filter(password__in=public).order_by("nrp").values_list("nrp", flat=True))
