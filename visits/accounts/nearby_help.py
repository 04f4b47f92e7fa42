"""A supervisor nearby helps an officer who forgot the password, so that it does not wait for the administrator."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.accounts import recent_proof
from visits.accounts.one_time_codes import make_code
from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_help_nearby
from visits.models import AuditEntry, NearbyHelp, Officer

GOOD_FOR = dt.timedelta(minutes=30)
A_DAY = dt.timedelta(days=1)
MOST_GIVEN_A_DAY = 5
MOST_TAKEN_A_DAY = 2
Kind = AuditEntry.Kind


@audit.audited()
def give_nearby_code(*, request: HttpRequest, officer: Officer, by: Officer) -> str:
    """A code for an officer who stands beside the supervisor: for half an hour, and told to the administrator.

    The present password stays until the code is used, and a second factor is asked for as ever.
    Raises NotNow where one of the two has reached the day's number.
    """
    check_may_help_nearby(by, officer)
    recent_proof.check(request, by)
    # One after another, so that two at the same moment are counted as two.
    list(Officer.objects.select_for_update(no_key=True).filter(pk__in=(by.pk, officer.pk)).order_by("pk"))
    now = timezone.now()
    today = NearbyHelp.objects.filter(given_at__gt=now - A_DAY)
    # A whole unit that forgets on one day is something the administrator should hear of.
    if today.filter(given_by=by).count() >= MOST_GIVEN_A_DAY:
        raise NotNow(_("You have given %(number)d codes in a day. The administrator can help.") % _most_given())
    if today.filter(officer=officer).count() >= MOST_TAKEN_A_DAY:
        raise NotNow(_("This officer was helped twice in a day. The administrator can help."))
    nearby = NearbyHelp.objects.create(officer=officer, given_by=by)
    code = make_code(officer, good_for=GOOD_FOR, nearby=nearby)
    audit.record(Kind.NEARBY_CODE_GIVEN, by=by, target=officer)
    return code


def forget_old() -> int:
    """Delete what is past its time, of whoever it was; how many."""
    old = NearbyHelp.objects.filter(given_at__lt=timezone.now() - settings.KEEP_NEARBY_HELP)
    return old.delete()[1].get(NearbyHelp._meta.label, 0)


def _most_given() -> dict[str, int]:
    return {"number": MOST_GIVEN_A_DAY}


@audit.audited()
def note_seen(*, nearby: NearbyHelp, by: Officer) -> None:
    """The officer has read that a code was given."""
    NearbyHelp.objects.filter(pk=nearby.pk, seen_at__isnull=True).update(seen_at=timezone.now())
    audit.record(Kind.NEARBY_CODE_SEEN, by=by, target=nearby.given_by)
