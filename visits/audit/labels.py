"""What the audit log holds of an entry as plain values, said in words of the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.audit.filter_labels import FILTERS, Names, describe_filter, names_in
from visits.core.dates import short_date
from visits.models import AuditEntry, Consent, DataRequest, ExportState, FollowUpStatus, VisitSection

# How each value is called. A test holds every name that a service writes against this list.
NAMES: dict[str, Any] = {
    "Operations": gettext_lazy("operations"),
    "Prompts": gettext_lazy("prompts for notes"),
    "Ranks": gettext_lazy("ranks"),
    "Regions": gettext_lazy("regions"),
    "Topics": gettext_lazy("topics"),
    "Units": gettext_lazy("units"),
    "action": gettext_lazy("what"),
    "added": gettext_lazy("added"),
    "answer": gettext_lazy("answered with"),
    "attempts": gettext_lazy("failed attempts"),
    "author": gettext_lazy("author"),
    "by_code": gettext_lazy("with a one-time code"),
    "changed": gettext_lazy("changed"),
    "choices": gettext_lazy("choices made"),
    "closed": gettext_lazy("closed"),
    "complete": gettext_lazy("complete"),
    "consents": gettext_lazy("consents"),
    "copied": gettext_lazy("used as a starting point"),
    "copy_of": gettext_lazy("from a phone, beside the visit"),
    "deputy": gettext_lazy("deputy"),
    "device": gettext_lazy("device"),
    "ends_on": gettext_lazy("until"),
    "export_files": gettext_lazy("files of exports"),
    "export_states": gettext_lazy("entries of exports"),
    "factor": gettext_lazy("second factor"),
    "failed": gettext_lazy("not done"),
    "fields": gettext_lazy("changed fields"),
    "figure": gettext_lazy("figure"),
    "figures": gettext_lazy("figures"),
    "filters": gettext_lazy("filter"),
    "follow_up": gettext_lazy("follow-up"),
    "form": gettext_lazy("as"),
    "format": gettext_lazy("as"),
    "imported": gettext_lazy("import"),
    "into": gettext_lazy("into the record"),
    "kept_forms": gettext_lazy("forms kept before sign-in"),
    "left": gettext_lazy("changed meanwhile"),
    "linked": gettext_lazy("linked to successors"),
    "merged": gettext_lazy("the other record"),
    "nearby_help": gettext_lazy("notes on help with a forgotten password"),
    "new": gettext_lazy("new"),
    "note": gettext_lazy("note"),
    "number": gettext_lazy("number"),
    "offline": gettext_lazy("to read without signal"),
    "one_time_codes": gettext_lazy("one-time codes"),
    "operations": gettext_lazy("operations"),
    "other": gettext_lazy("the other visit"),
    "people": gettext_lazy("people"),
    "photo": gettext_lazy("photo"),
    "photo_files": gettext_lazy("files of photos"),
    "proof": gettext_lazy("checked with"),
    "proposals": gettext_lazy("names proposed for removal"),
    "proposed": gettext_lazy("proposed elsewhere"),
    "provinces": gettext_lazy("provinces"),
    "purpose": gettext_lazy("agreed to"),
    "ranks": gettext_lazy("ranks"),
    "removed_names": gettext_lazy("removals of names made final"),
    "reopened": gettext_lazy("opened again"),
    "request": gettext_lazy("request"),
    "requests": gettext_lazy("requests"),
    "result": gettext_lazy("result"),
    "revision": gettext_lazy("version"),
    "roles": gettext_lazy("roles"),
    "rows": gettext_lazy("rows"),
    "same": gettext_lazy("the same visit"),
    "second_factor": gettext_lazy("with a second factor"),
    "section": gettext_lazy("section"),
    "seed": gettext_lazy("seed of the generator"),
    "sessions": gettext_lazy("sessions that ran out"),
    "shared": gettext_lazy("shared in the unit"),
    "shown": gettext_lazy("shown"),
    "stages": gettext_lazy("stages"),
    "starts_on": gettext_lazy("from"),
    "status": gettext_lazy("status"),
    "taken_back": gettext_lazy("taken back"),
    "together": gettext_lazy("approved together"),
    "topics": gettext_lazy("topics"),
    "unchanged": gettext_lazy("unchanged"),
    "units": gettext_lazy("units"),
    "until": gettext_lazy("until"),
    "updated": gettext_lazy("updated"),
    "uploaded_files": gettext_lazy("uploaded files of past visits"),
    "versions": gettext_lazy("versions"),
    "via": gettext_lazy("asked for by"),
    "villages": gettext_lazy("villages"),
    "visit": gettext_lazy("visit"),
    "visits": gettext_lazy("visits"),
    "what": gettext_lazy("kind"),
    "wish": gettext_lazy("wish"),
}
ACTIONS: dict[str, Any] = {
    "added": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "deleted": gettext_lazy("deleted"),
    "linked": gettext_lazy("linked to a visit"),
    "made administrator": gettext_lazy("made administrator"),
}
# What is said as a whole, by whether it is so.
EITHER_WAY: dict[str, tuple[Any, Any]] = {
    "second_factor": (gettext_lazy("with a second factor"), gettext_lazy("without a second factor")),
}
# Said of nearly every entry of its kind, so that it tells nothing.
USUAL = [("via", "page")]
# Columns of a record that its form or a service calls by another name than the model does.
FIELDS: dict[str, Any] = {
    "assignments": gettext_lazy("villages in care"),
    "deputies": gettext_lazy("deputies"),
    "is_active": gettext_lazy("active"),
    "parent": gettext_lazy("unit above"),
    "password": gettext_lazy("password"),
    "phone_row": gettext_lazy("telephone"),
    "roles": gettext_lazy("roles"),
    "secondments": gettext_lazy("units lent to"),
    "stages": gettext_lazy("stages"),
    "treebeard_position": gettext_lazy("unit above"),
    "treebeard_ref_node": gettext_lazy("unit above"),
}


def describe(event: AuditEntry, named: Names | None = None) -> str:
    """The details of an entry in one line; a value that is empty says nothing.

    `named` are the names of the codes that filters hold, asked for a page of entries at once.
    """
    said = [(name, value) for name, value in event.details.items() if value not in ("", None, [], {})]
    if isinstance(event.details.get("filters"), dict):
        named = names_in([event]) if named is None else named
        filters = describe_filter(event.details["filters"], named)
        said = [(name, filters if name == "filters" else value) for name, value in said]
    return " · ".join(_said(name, value, event) for name, value in said if (name, value) not in USUAL)


def _said(name: str, value: Any, event: AuditEntry) -> str:
    if isinstance(value, bool) and name in EITHER_WAY:
        return str(EITHER_WAY[name][0 if value else 1])
    return f"{NAMES.get(name, name)}: {_value(name, value, event)}"


def _value(name: str, value: Any, event: AuditEntry) -> str:
    # Whom a list showed is for the search about one person, not for reading.
    if name == "figures" and isinstance(value, list):
        return str(len(value))
    if isinstance(value, list):
        # Two columns may be called the same on their form; said once is enough.
        return ", ".join(dict.fromkeys(_value(name, each, event) for each in value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    describe_value = VALUES.get(name)
    return str(describe_value(value, event)) if describe_value and isinstance(value, str) else str(value)


def _of(labels: dict[str, Any]) -> Callable[[str, AuditEntry], Any]:
    return lambda value, event: labels.get(value, value)


def _day(value: str, event: AuditEntry) -> str:
    try:
        return short_date(dt.date.fromisoformat(value))
    except ValueError:
        return value


def _field(value: str, event: AuditEntry) -> str:
    """A column by the name that its form shows."""
    if value in FIELDS:
        return str(FIELDS[value])
    try:
        column = apps.get_model("visits", event.target_kind)._meta.get_field(value)
        return str(column.verbose_name)  # type: ignore[union-attr]  # what has no label is caught below
    except (LookupError, ValueError, AttributeError, FieldDoesNotExist):
        return value


PROOFS = {
    "password": gettext_lazy("password"),
    "code": gettext_lazy("code of the second factor"),
    "one_time_code": gettext_lazy("one-time code"),
    "passkey": gettext_lazy("passkey"),
}
VALUES: dict[str, Callable[[str, AuditEntry], Any]] = {
    "action": _of(ACTIONS),
    "ends_on": _day,
    "factor": lambda value, event: _("passkey") if value == "passkey" else value,
    "fields": _field,
    "filters": _of(FILTERS),
    "form": lambda value, event: value.upper(),
    "format": lambda value, event: value.upper(),
    "proof": _of(PROOFS),
    "purpose": _of(dict(Consent.Purpose.choices)),
    "result": _of(dict(ExportState.choices)),
    "section": _of(dict(VisitSection.choices)),
    "starts_on": _day,
    "status": _of(dict(FollowUpStatus.choices)),
    "until": _day,
    "via": _of({"shell": gettext_lazy("a command on the server")}),
    "what": _of({"visit": gettext_lazy("visit"), "photo": gettext_lazy("photo")}),
    "wish": _of(dict(DataRequest.Kind.choices)),
}
