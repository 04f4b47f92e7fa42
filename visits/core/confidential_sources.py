"""Encrypt who said a note, and open it: one supervisor asks, a second one grants, once."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.permissions import (
    check_may_ask_to_open,
    check_may_decide_disclosure,
    check_may_see_confidential_sources,
)
from visits.models import AuditEntry, DialogueNote, DisclosureRequest, Encounter, Officer, Participation

Kind = AuditEntry.Kind


def make_confidential(note: DialogueNote, said_by: Iterable[Encounter | Participation], *, by: Officer) -> None:
    """Keep the names of who said a note encrypted, and take every plain link to them away.

    Whoever wrote the note may name others instead; anybody else cannot know whom, and only adds to them.

    Inside the transaction that saves the note. Without anybody named, what was encrypted before
    stays: the form shows such a note without its source.
    """
    names = [each.label for each in said_by]
    linked = [*note.raised_by_people.all(), *note.raised_by_officers.all()]
    # A note that is made confidential later was saved with links, and those name its source.
    names = names or [each.label for each in linked]
    if names:
        # Whoever wrote the note knows what they replace; to anybody else it is hidden, and nobody
        # overwrites what they cannot read.
        known = [] if note.written_by_id == by.pk else note.confidential_source
        note.confidential_source = list(dict.fromkeys([*known, *names]))
        note.save(update_fields=["confidential_source"])
    note.raised_by_people.clear()
    note.raised_by_officers.clear()
    # Versions saved before it was confidential name the source too, and everybody in reach could compare them.
    for version in note.visit.versions.all():
        if version.facts.get("notes", {}).get(str(note.pk), {}).pop("raised_by", None):
            version.save(update_fields=["facts"])


@audit.audited()
def ask_to_open(*, note: DialogueNote, by: Officer, reason: str) -> DisclosureRequest:
    """A supervisor asks to know who said a note in confidence, with a reason.

    Raises NotAllowed for anybody else, NotNow where the own request still waits, or no source is confidential.
    """
    check_may_ask_to_open(by, note)
    if not note.confidential_source:
        raise NotNow(_("Nobody was noted as the source of this note."))
    # Only an undecided request stands in the way: after a refusal one may ask again.
    request, is_new = DisclosureRequest.objects.get_or_create(
        note=note, asked_by=by, granted=None, defaults={"reason": reason}
    )
    if not is_new:
        raise NotNow(_("You have already asked. Another supervisor will decide."))
    audit.record(Kind.DISCLOSURE_ASKED, by=by, target=note.visit, note=note.pk, request=request.pk)
    return request


@audit.audited()
def decide(*, request: DisclosureRequest, by: Officer, grant: bool) -> DisclosureRequest:
    """A second supervisor lets the first one see the source, or does not.

    Raises NotAllowed for who asked and whoever may not decide, NotNow where it was decided already.
    """
    request = (
        DisclosureRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("note__visit__unit")
        .get(pk=request.pk)
    )
    check_may_decide_disclosure(by, request)
    # Asked after the row is locked, so that of two who decide at once the second sees the first.
    if request.granted is not None:
        raise NotNow(_("This request has already been decided."))
    request.granted, request.decided_at, request.decided_by = grant, timezone.now(), by
    request.save(update_fields=["granted", "decided_at", "decided_by"])
    kind = Kind.DISCLOSURE_GRANTED if grant else Kind.DISCLOSURE_REFUSED
    audit.record(kind, by=by, target=request.note.visit, note=request.note_id, request=request.pk)
    return request


@audit.audited()
def show_once(*, request: DisclosureRequest, by: Officer) -> list[str]:
    """The names of a confidential source, for who asked, once.

    Raises NotAllowed for anybody else, NotNow where it was shown already, or the day has passed.
    """
    request = (
        DisclosureRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("note__visit__unit")
        .get(pk=request.pk)
    )
    check_may_see_confidential_sources(by, request)
    if not request.can_be_shown:
        raise NotNow(_("This source has already been shown, or the request has expired. Ask again."))
    # Written before the names are handed out: a page that breaks off costs a second request, never a second look.
    request.shown_at = timezone.now()
    request.save(update_fields=["shown_at"])
    audit.record(Kind.DISCLOSURE_SHOWN, by=by, target=request.note.visit, note=request.note_id, request=request.pk)
    return list(request.note.confidential_source)
