"""Take a person's name away, visit by visit, where the remover supervises; propose it elsewhere (decision 44).

UU 27/2022 art. 8 and 43. Where names stand says `privacy.name_columns`, how they go `privacy.redaction`,
how that is undone or ends `privacy.removals`. The audit log never held a name. Counts and history stay.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_answer_for_data, check_may_remove_typed
from visits.models import (
    REMOVED_NAME,
    AuditEntry,
    CommunityFigure,
    DataRequest,
    FigureMerge,
    FigureRole,
    NameRemoval,
    Officer,
    RetentionProposal,
    Visit,
)
from visits.models.places import fold_name
from visits.privacy.name_columns import rows_of_figures
from visits.privacy.redaction import Ticked, Undo, redact_owned, redact_rows, set_columns, take_out_ticked
from visits.privacy.removals import hide, locked, propose, start
from visits.privacy.subjects import Subject, of_figure, of_visit, visits_naming, visits_with_name_typed
from visits.search.index import forget_unused

Kind = AuditEntry.Kind
RECORD = "name honorific degrees addressed_as phone search_name restricted_at restricted_by anonymised_at".split()


@audit.audited()
def anonymise(
    *, figure: CommunityFigure, by: Officer, chosen: Iterable[str] = (), ticked: Ticked | None = None
) -> CommunityFigure:
    """Remove a figure's name from their record and from the visits that name them; propose it elsewhere.

    `chosen` are keys of places that somebody ticked; `ticked` is what of them went already, with others' names.
    Raises NotAllowed for anybody but a supervisor, NotNow where it was done already.
    """
    figure = CommunityFigure.objects.select_for_update(no_key=True).get(pk=figure.pk)
    check_may_answer_for_data(by, figure)
    if figure.anonymised_at is not None:
        raise NotNow(_("This has already been done."))
    # Read before anything goes: what is looked for stands in the rows that lose it.
    subject = of_figure(figure)
    # Ticked places are numbers in a text as it was shown: they go before whole names move them.
    ticked = ticked or take_out_ticked(subject, by=by, chosen=chosen)[0]
    # Looked for before the first name goes, or nobody would know it any more.
    typed = visits_with_name_typed(figure, subject.names)
    own, others = _parted(visits_naming(figure), by)
    for visit in own:
        people = visit.encounters.filter(figure__in=figure.person_ids)
        hide(NameRemoval(figure=figure, visit=visit, asked_by=by), subject, people, by=by, ticked=ticked)
    propose(figure, subject, [visit.pk for visit in others], asked_by=by, by=by)
    # The same name typed may be another person's: a supervisor of each visit looks.
    propose(figure, subject, typed, asked_by=by, by=by, is_typed=True)
    kept = [*ticked.undos[None], *_redact_record(figure, subject, by)]
    start(NameRemoval(figure=figure, asked_by=by), subject, kept, by)
    forget_unused(subject.written)
    figure.refresh_from_db()
    audit.record(Kind.FIGURE_ANONYMISED, by=by, target=figure, visits=len(own), proposed=len(others))
    return figure


@audit.audited()
def anonymise_typed(*, visit: Visit, by: Officer, ticked: Ticked | None = None) -> int:
    """Remove the names typed on one visit, from its rows, texts and versions; how many people they were.

    Raises NotAllowed for anybody but a supervisor of the visit, NotNow where no name is left.
    """
    visit = locked(visit)
    check_may_remove_typed(by, visit)
    subject = of_visit(visit)
    if not subject.names:
        raise NotNow(_("This has already been done."))
    people = visit.encounters.typed().count()
    removal = NameRemoval(visit=visit, asked_by=by, is_typed=True)
    hide(removal, subject, visit.encounters.typed(), by=by, ticked=ticked or Ticked())
    forget_unused(subject.written)
    audit.record(Kind.TYPED_ANONYMISED, by=by, target=visit, people=people)
    return people


def _parted(visits: QuerySet[Visit], by: Officer) -> tuple[list[Visit], list[Visit]]:
    """Visits of units that the officer supervises, locked in one order, and all others."""
    rows = list(visits.select_related("unit").order_by("pk"))
    own = [visit.pk for visit in rows if by.supervises(visit.unit)]
    rows_of_own = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "operation")
    return list(rows_of_own.filter(pk__in=own).order_by("pk")), [visit for visit in rows if visit.pk not in own]


def _redact_record(figure: CommunityFigure, subject: Subject, by: Officer) -> list[Undo]:
    """What stands on no visit: the person's own records, requests and roles, and others' rows that name them."""
    kept = [*redact_owned(subject.names, by)]
    for model in (DataRequest, FigureRole, CommunityFigure):
        kept += redact_rows(model, rows_of_figures(model, figure, subject.names, by), subject.names)
    for about in (RetentionProposal, NameRemoval):
        kept += redact_rows(about, about._base_manager.filter(figure__in=figure.person_ids), subject.names)
    for merge in FigureMerge.objects.filter(merged__in=figure.person_ids).exclude(phone=""):
        kept.append(set_columns(FigureMerge, merge.pk, {"phone": merge.phone}, {"phone": ""}))
    now = timezone.now()
    for row in CommunityFigure.objects.filter(pk__in=figure.person_ids).order_by("pk").values("pk", *RECORD):
        pk = row.pop("pk")
        after = dict.fromkeys(RECORD, "") | {
            "name": REMOVED_NAME,
            "search_name": fold_name(REMOVED_NAME),
            "anonymised_at": now,
        }
        # A nameless record must not be chosen again; a restriction that stood before keeps its day.
        after["restricted_at"] = row["restricted_at"] or now
        after["restricted_by"] = row["restricted_by"] or by.pk
        kept.append(set_columns(CommunityFigure, pk, row, after))
    return kept
