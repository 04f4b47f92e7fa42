"""A figure's rights over their own data: consent, requests with their clock, restriction (UU 27/2022)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_answer_for_data, check_may_save_figure
from visits.models import AuditEntry, CommunityFigure, Consent, DataRequest, FigureMerge, Officer

Kind = AuditEntry.Kind


def _locked(figure: CommunityFigure) -> CommunityFigure:
    return CommunityFigure.objects.select_for_update(no_key=True).get(pk=figure.pk)


@audit.audited()
def give_consent(*, figure: CommunityFigure, by: Officer, purpose: str, given_on: dt.date, phone: str = "") -> Consent:
    """Write down that the person agreed, on which day and asked by whom; a telephone number comes with it.

    A consent that stands already is renewed by the number alone.
    """
    figure = _locked(figure)
    check_may_save_figure(by, figure)
    if figure.why_closed:
        raise NotNow(figure.why_closed)
    consent, _is_new = Consent.objects.get_or_create(
        figure=figure, purpose=purpose, withdrawn_on=None, defaults={"given_on": given_on, "asked_by": by}
    )
    if purpose == Consent.Purpose.PHONE:
        figure.phone = phone
        figure.save(update_fields=["phone", "updated_at"])
    audit.record(Kind.CONSENT_GIVEN, by=by, target=figure, purpose=purpose)
    return consent


@audit.audited()
def withdraw_consent(*, consent: Consent, by: Officer) -> None:
    """The person takes the agreement back; a telephone number goes with it at once (art. 9).

    Raises NotNow where it was withdrawn already.
    """
    # The consent may stand on a merged record; the number stands on the one that goes on.
    figure = _locked(consent.figure.kept)
    check_may_save_figure(by, figure)
    if not Consent.objects.filter(pk=consent.pk, withdrawn_on=None).exists():
        raise NotNow(_("This consent has already been withdrawn."))
    # A record merged into this one may hold an agreement to the same: the person takes back both.
    person = figure.person_ids
    standing = Consent.objects.filter(figure__in=person, purpose=consent.purpose, withdrawn_on=None)
    standing.update(withdrawn_on=timezone.localdate())
    if consent.purpose == Consent.Purpose.PHONE:
        figure.phone = ""
        figure.save(update_fields=["phone", "updated_at"])
        FigureMerge.objects.filter(merged__in=person).update(phone="")
    audit.record(Kind.CONSENT_WITHDRAWN, by=by, target=figure, purpose=consent.purpose)


@audit.audited()
def take_request(
    *, figure: CommunityFigure, by: Officer, kind: str, words: str, asked_at: dt.datetime | None = None
) -> DataRequest:
    """Write down what the person asks; the 3 × 24 hours run from when they asked."""
    figure = _locked(figure)
    check_may_save_figure(by, figure)
    if figure.anonymised_at:
        raise NotNow(figure.why_closed)
    request = DataRequest.objects.create(
        figure=figure, kind=kind, words=words, asked_at=asked_at or timezone.now(), taken_by=by
    )
    audit.record(Kind.DATA_REQUESTED, by=by, target=figure, wish=kind, request=request.pk)
    return request


@audit.audited()
def answer_request(*, request: DataRequest, by: Officer, answer: str) -> DataRequest:
    """Write down what the person was told.

    Raises NotAllowed for anybody but a supervisor, NotNow where it was answered already.
    """
    request = (
        DataRequest.objects.select_for_update(of=("self",), no_key=True).select_related("figure").get(pk=request.pk)
    )
    check_may_answer_for_data(by, request.figure)
    if request.answered_at is not None:
        raise NotNow(_("This request has already been answered."))
    request.answer, request.answered_at, request.answered_by = answer, timezone.now(), by
    request.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record(Kind.DATA_ANSWERED, by=by, target=request.figure, wish=request.kind, request=request.pk)
    return request


@audit.audited()
def restrict(*, figure: CommunityFigure, by: Officer, is_restricted: bool) -> CommunityFigure:
    """Keep a figure from being chosen for new visits, or lift that again; what was logged stays."""
    figure = _locked(figure)
    check_may_answer_for_data(by, figure)
    if figure.anonymised_at:
        raise NotNow(figure.why_closed)
    # Two supervisors with the same page: the second must not move the day of the first.
    if bool(figure.restricted_at) == is_restricted:
        raise NotNow(_("This has already been done."))
    figure.restricted_at = timezone.now() if is_restricted else None
    figure.restricted_by = by if is_restricted else None
    figure.save(update_fields=["restricted_at", "restricted_by", "updated_at"])
    audit.record(Kind.FIGURE_RESTRICTED if is_restricted else Kind.FIGURE_RELEASED, by=by, target=figure)
    return figure
