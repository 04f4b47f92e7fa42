"""Before you arrive: a village or a figure on one phone screen, and a pack to take along. Every look is traced."""

from __future__ import annotations

import hashlib
import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.capture.from_previous import last_visit_with
from visits.core import audit
from visits.core.get_or_404 import figure_or_404, region_or_404
from visits.core.permissions import check_may_log
from visits.core.requests import OfficerRequest
from visits.history.page import history_list
from visits.lists.keyset import in_order
from visits.models import AuditEntry, FollowUp, RegionLevel, Visit
from visits.places.cards import Card, figure_card, village_cards
from visits.places.offline_pack import own_area_villages, pack_for


@never_cache
@require_safe
def place(request: OfficerRequest, code: str) -> HttpResponse:
    """Who is who in a village, what happened last, what is promised, what to mind."""
    check_may_log(request.user)
    region = region_or_404(code)
    if region.level != RegionLevel.VILLAGE:
        raise Http404
    [card] = village_cards([region], officer=request.user, today=timezone.localdate())
    keys = in_order(history_list(request.user, {"place": region.code}).scan(None, 1))
    last = Visit.objects.filter(pk__in=keys[:1]).first()
    return _show(request, card, region, last)


@never_cache
@require_safe
def figure(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Who a figure is, what happened last, what is promised, what to mind."""
    person = figure_or_404(request.user, key)
    check_may_log(request.user)
    # Their own page says why; a card is made to be carried about.
    if person.restricted_at or person.anonymised_at:
        raise Http404
    card = figure_card(person, officer=request.user, today=timezone.localdate())
    return _show(request, card, person, last_visit_with(person, request.user))


def _show(request: OfficerRequest, card, subject, last) -> HttpResponse:
    context = {"card": card, "subject": subject, "last": last, "is_figure": not hasattr(subject, "level")}
    response = render(request, "places/card.html", context)
    figures = sorted({person.key for person in card.people})
    audit.record(AuditEntry.Kind.CARDS_READ, by=request.user, target=subject, figures=figures)
    return response


@require_safe
def pack(request: OfficerRequest) -> HttpResponse:
    """The own area's villages, each with its card; with scripts, all of them taken along with one tap."""
    check_may_log(request.user)
    villages = own_area_villages(request.user, today=timezone.localdate())
    return render(request, "places/offline_pack.html", {"villages": villages})


@never_cache
@require_safe
def pack_cards(request: OfficerRequest) -> JsonResponse:
    """The pack itself, for the device's encrypted store; one audit entry names all.

    A device names by `tag` what it holds: where that is still the same, nothing is sent twice, and it
    keeps what it has for as long again.
    """
    check_may_log(request.user)
    taken = pack_for(request.user, today=timezone.localdate())
    pages = [*map(_page, taken.cards), *map(_promise_page, taken.promises)]
    said: dict[str, object] = {"pages": pages, **taken.choices}
    # Of what is sent itself: whatever changes in a card makes another tag.
    tag = hashlib.sha256(DjangoJSONEncoder().encode(said).encode()).hexdigest()[:32]
    is_same = request.GET.get("tag", "") == tag
    said = {"hours": said["hours"]} if is_same else {**said, "tag": tag}
    response = JsonResponse(said, json_dumps_params={"separators": (",", ":"), "ensure_ascii": False})
    villages = [card.code for card in taken.cards]
    audit.record(
        # Also where nothing is sent: what the phone holds may be read for as long again.
        AuditEntry.Kind.CARDS_READ,
        by=request.user,
        target="pack",
        villages=villages,
        figures=taken.named,
        offline=True,
    )
    return response


def _page(card: Card) -> dict[str, str]:
    """A card as a page that its address opens without signal."""
    title = f"{_('Village card')}: {card.name}"
    html = " ".join(render_to_string("places/_whole_card.html", {"card": card}).split())
    return {"path": reverse("place_card", args=[card.code]), "title": title, "html": html}


def _promise_page(promise: FollowUp) -> dict[str, str]:
    """A promise as a page that its address opens without signal."""
    html = " ".join(render_to_string("places/_kept_promise.html", {"promise": promise}).split())
    return {"path": promise.get_absolute_url(), "title": _("What is to be done"), "html": html}
