"""What stands in the menu, by the person's role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

register = template.Library()


@dataclass(frozen=True)
class Item:
    """One entry of the menu. `on` is where it shows: everywhere, on phones or on desks only."""

    address: str
    label: str
    icon: str
    is_current: bool
    css: str = ""
    number: str = ""


class AnyOfficer:
    """Whoever has a phone: a shell that is kept on it names nobody."""

    is_administrator = is_supervising = is_auditor = False
    may_log_visits = True


@register.simple_tag(takes_context=True)
def menu(context) -> list[Item]:
    """The menu of the signed-in person, the page they are on marked; empty when signed out."""
    if context.get("is_shell"):
        return [_item("", *entry) for entry in _entries(AnyOfficer)]
    request = context.get("request")
    if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    numbers = context.get("waiting_numbers") or {}
    return [_item(request.path, *entry, number=numbers.get(entry[0], "")) for entry in _entries(request.user)]


def _item(path: str, name: str, label: str, icon: str, css: str = "", *, number: str = "") -> Item:
    address = reverse(name)
    is_current = path == address or (name != "start" and path.startswith(address) and name != "visit_list")
    if name == "visit_list":
        is_current = path.startswith(address) and path != reverse("visit_new")
    return Item(address, label, icon, is_current, css, number)


def _entries(officer: Any) -> list[tuple]:
    if officer.is_administrator:
        return [
            ("start", _("Home"), "home"),
            ("admin:index", _("Set-up"), "cog-6-tooth"),
            ("more", _("More"), "ellipsis-horizontal"),
        ]
    entries: list[tuple[str, ...]] = [("start", _("Home"), "home"), ("visit_list", _("History"), "list-bullet")]
    if officer.may_log_visits:
        entries.append(("visit_new", _("Log"), "plus", "main-action"))
    if officer.is_supervising:
        entries.append(("review_list", _("Review"), "check", "desk"))
    entries.append(("followup_list", _("Follow-ups"), "flag"))
    entries += [("figure_list", _("Figures"), "users", "desk"), ("place_list", _("Places"), "map-pin", "desk")]
    if officer.is_auditor or officer.is_supervising:
        entries.append(("trail", _("Audit log"), "finger-print", "desk"))
    return [*entries, ("more", _("More"), "ellipsis-horizontal")]
