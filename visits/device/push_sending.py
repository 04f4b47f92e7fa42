"""Tell phones what waits in the outbox: counted as their officer may read it now, tried again within limits."""

from __future__ import annotations

import datetime as dt
import json
import logging

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from visits.accounts import sessions
from visits.core import push
from visits.device.push_delivery import Delivery, deliver
from visits.device.push_encryption import Reader, decode
from visits.lists.follow_up_list import OPEN_STATES
from visits.lists.waiting import MOST_COUNTED, count_urgent, count_waiting
from visits.models import FollowUpIndex, Officer, PushAddress, PushKind, PushMessage
from visits.models.index_keys import owner_list_key

logger = logging.getLogger("visits.push")
# Longer than one delivery may take: who took a message and died leaves it to another.
LEASE = dt.timedelta(minutes=2)
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]
DUE_AT = dt.time(7, 0)
# RFC 8030, 5.4.
LONGEST_TOPIC = 32


def queue_due(now: dt.datetime) -> int:
    """From seven in the morning, once a day: let whoever has promises due today or tomorrow be told. How many."""
    here = timezone.localtime(now)
    if here.time() < DUE_AT:
        return 0
    told = 0
    for address in PushAddress.objects.filter(due_checked_on__lt=here.date()).select_related("officer"):
        with transaction.atomic():
            # One statement that one process alone can win.
            if not PushAddress.objects.filter(pk=address.pk, due_checked_on__lt=here.date()).update(
                due_checked_on=here.date()
            ):
                continue
            if due_on_days(address.officer, here.date()):
                push.queue(PushKind.DUE, [address])
                told += 1
    return told


def due_on_days(officer: Officer, today: dt.date) -> list[dt.date]:
    """The days, today and tomorrow, of the officer's open promises: one for each."""
    if not officer.is_active or not officer.may_log_visits:
        return []
    days = (today, today + dt.timedelta(days=1))
    own = FollowUpIndex.objects.filter(list_key=owner_list_key(officer.pk), status__in=OPEN_STATES, due_on__in=days)
    return list(own.values_list("due_on", flat=True)[:MOST_COUNTED])


def said_of(kind: str, officer: Officer, today: dt.date) -> tuple[str, int]:
    """What the phone is told: the kind of sentence and its number; 0 where nothing waits any more."""
    if kind == PushKind.RETURNED:
        return kind, count_waiting(officer).returned
    if kind == PushKind.URGENT:
        return kind, count_urgent(officer)
    days = due_on_days(officer, today)
    when = {day == today for day in days}
    return {frozenset({True}): "due_today", frozenset({False}): "due_tomorrow"}.get(frozenset(when), "due"), len(days)


def send_next(now: dt.datetime) -> bool:
    """Try the message whose turn it is; False where none is waiting."""
    waiting = PushMessage.objects.filter(not_before__lte=now).order_by("not_before", "pk")
    message = waiting.select_related("address__officer__unit", "address__sign_in").first()
    if message is None:
        return False
    taken = PushMessage.objects.filter(pk=message.pk, not_before=message.not_before)
    if taken.update(not_before=now + LEASE, tries=F("tries") + 1):
        _send(message, now)
    return True


def _send(message: PushMessage, now: dt.datetime) -> None:
    address = message.address
    if not _is_living(address, now):
        address.delete()
        return
    # Those of the same kind that are there before the number is counted are told with it.
    same = PushMessage.objects.filter(address=address, kind=message.kind)
    newest = same.order_by("-pk").values_list("pk", flat=True).first()
    same = same.filter(pk__lte=newest or message.pk)
    kind, number = said_of(message.kind, address.officer, timezone.localdate(now))
    if not number or now - message.made_at > settings.KEEP_PUSH_MESSAGES:
        same.delete()
        return
    content = json.dumps({"kind": kind, "number": min(number, MOST_COUNTED)}, separators=(",", ":")).encode()
    reader = Reader(decode(address.p256dh), decode(address.auth))
    outcome = deliver(content, endpoint=address.endpoint, reader=reader, topic=_topic(message))
    if outcome is Delivery.DONE:
        PushAddress.objects.filter(pk=address.pk).update(last_ok=now)
        same.delete()
    elif outcome is Delivery.GONE:
        address.delete()
    elif outcome is Delivery.LATER and message.tries < len(PAUSES):
        PushMessage.objects.filter(pk=message.pk).update(not_before=now + PAUSES[message.tries])
    else:
        logger.warning("a push service would not take a message (%s)", outcome.value)
        same.delete()


def _topic(message: PushMessage) -> str:
    """What folds repeats at the push service, which reads it: the same for one kind at one address, and no more."""
    return salted_hmac("visits.push topic", f"{message.address_id} {message.kind}").hexdigest()[:LONGEST_TOPIC]


def _is_living(address: PushAddress, now: dt.datetime) -> bool:
    """Whether the sign-in that asked for it lives."""
    officer = address.officer
    living = sessions.living_sessions(officer).filter(pk=address.sign_in_id, began_at__gt=now - sessions.LONGEST)
    return officer.is_active and living.exists()


def end_old(now: dt.datetime | None = None) -> int:
    """Delete addresses whose sign-in is over, all where telling is switched off, and messages of yesterday."""
    now = now or timezone.now()
    PushMessage.objects.filter(made_at__lt=now - settings.KEEP_PUSH_MESSAGES).delete()
    addresses = PushAddress.objects.all()
    if settings.PUSH_KEY:
        addresses = addresses.filter(sign_in__began_at__lt=now - sessions.LONGEST)
    ended = addresses.count()
    addresses.delete()
    return ended
