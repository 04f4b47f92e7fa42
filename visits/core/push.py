"""What phones are to be told: rows in the same transaction as what they tell of, sent by device.push_worker."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from visits.models import Deputy, Officer, PersonRole, PushAddress, PushKind, PushMessage, Secondment, Unit


def tell_author(kind: PushKind, *, officer_id: int) -> None:
    """Let this officer's phones be told, where any is to be."""
    if settings.PUSH_KEY:
        queue(kind, PushAddress.objects.filter(officer=officer_id))


def tell_supervisors(kind: PushKind, *, unit: Unit, but: int) -> None:
    """Let the phones of all who supervise a unit today be told, but for one officer's."""
    if settings.PUSH_KEY:
        queue(kind, PushAddress.objects.filter(officer__in=_supervisors_of(unit)).exclude(officer=but))


def queue(kind: PushKind, addresses: Iterable[PushAddress]) -> None:
    now = timezone.now()
    PushMessage.objects.bulk_create(
        PushMessage(address=address, kind=kind, made_at=now, not_before=now) for address in addresses
    )


def _supervisors_of(unit: Unit) -> QuerySet[Officer]:
    """As `Officer.supervised_unit_ids` the other way round: by post, lent there, or standing in today."""
    today, units = timezone.localdate(), unit.lineage_ids
    lent = Secondment.objects.on(today).filter(unit__in=units)
    stands_in = Deputy.objects.on(today).filter(unit__in=units)
    as_supervisor = Q(role=PersonRole.SUPERVISOR) & (Q(unit__in=units) | Q(pk__in=lent.values("officer")))
    as_deputy = Q(role__in=(PersonRole.OFFICER, PersonRole.SUPERVISOR), pk__in=stands_in.order_by().values("officer"))
    return Officer.objects.filter(as_supervisor | as_deputy, is_active=True)
