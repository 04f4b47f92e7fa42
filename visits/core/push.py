"""What phones are to be told: rows in the same transaction as what they tell of, sent by device.push_worker."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from visits.core.reviewers import supervisors_of
from visits.models import PushAddress, PushKind, PushMessage, Unit


def tell_author(kind: PushKind, *, officer_id: int) -> None:
    """Let this officer's phones be told, where any is to be."""
    if settings.PUSH_KEY:
        queue(kind, PushAddress.objects.filter(officer=officer_id))


def tell_supervisors(kind: PushKind, *, unit: Unit, but: int) -> None:
    """Let the phones of all who supervise a unit today be told, but for one officer's."""
    if settings.PUSH_KEY:
        queue(kind, PushAddress.objects.filter(officer__in=supervisors_of(unit)).exclude(officer=but))


def queue(kind: PushKind, addresses: Iterable[PushAddress]) -> None:
    now = timezone.now()
    PushMessage.objects.bulk_create(
        PushMessage(address=address, kind=kind, made_at=now, not_before=now) for address in addresses
    )
