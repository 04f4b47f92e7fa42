"""Who may do what: `check_may_…` raises NotAllowed with a sentence; `may_…` answers, where a page asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from visits.core.exceptions import NotAllowed
from visits.core.independence import Decision, check_independent, officers_not_reviewed_by
from visits.models import (
    CommunityFigure,
    DialogueNote,
    DisclosureRequest,
    FollowUp,
    Officer,
    PersonRole,
    SavedFilter,
    Unit,
    Visit,
    VisitStatus,
)


def _asks(check: Callable[..., None]) -> Callable[..., bool]:
    """The question that belongs to a check: true where the check does not raise."""

    @wraps(check)
    def ask(*args, **kwargs) -> bool:
        try:
            check(*args, **kwargs)
        except NotAllowed:
            return False
        return True

    return ask


def is_named(officer: Officer, visit: Visit) -> bool:
    """Whether the officer stands on the visit as a registered officer."""
    return any(row.officer_id == officer.pk for row in visit.participations.all())


def _people_on(visit: Visit) -> set[int | None]:
    """Primary keys of who wrote the visit and of the registered officers on it."""
    return {visit.author_id, *(row.officer_id for row in visit.participations.all())}


def check_may_log(officer: Officer) -> None:
    """Officers and supervisors log visits; set-up and audit do not."""
    if not officer.may_log_visits:
        raise NotAllowed(_("Your role may not log visits."))


def check_may_edit(officer: Officer, visit: Visit) -> None:
    """Draft: its author. Returned: author and named officers. Submitted: the author. Approved: nobody."""
    check_may_log(officer)
    if visit.status == VisitStatus.APPROVED:
        raise NotAllowed(_("An approved visit cannot be edited. Ask a supervisor to reopen it."))
    if visit.author_id == officer.pk:
        return
    # A return may ask for what only a colleague knows.
    if visit.status == VisitStatus.RETURNED and is_named(officer, visit):
        return
    raise NotAllowed(_("Only the author can edit this visit."))


def lowers(codes: type[TextChoices], saved: str, wanted: str | None) -> bool:
    """Whether a code opens a row to more people than the saved one; the codes stand from open to narrow."""
    order = list(codes.values)
    return wanted in order and order.index(wanted) < order.index(saved)


def check_may_lower_classification(officer: Officer, visit: Visit) -> None:
    """The author and the visit's supervisors open it to more people; a named officer only narrows it."""
    if visit.author_id != officer.pk and not visit.is_supervised_by(officer):
        raise NotAllowed(_("Only the author or a supervisor can lower the classification. Choose the one it had."))


def check_may_lower_note(officer: Officer, note: DialogueNote) -> None:
    """Who wrote the note, the visit's author and its supervisors open it to more people."""
    if officer.pk not in (note.written_by_id, note.visit.author_id) and not note.visit.is_supervised_by(officer):
        raise NotAllowed(_("Only the writer of this note, the author or a supervisor can open it to more readers."))


def check_may_submit(officer: Officer, visit: Visit) -> None:
    """Who may edit a draft or returned visit may also send it."""
    check_may_edit(officer, visit)


def check_may_withdraw(officer: Officer, visit: Visit) -> None:
    """A submitted visit is taken back, and a draft thrown away, by its author alone."""
    if visit.author_id != officer.pk:
        raise NotAllowed(_("Only the author can take this visit back."))


def check_may_import(officer: Officer) -> None:
    """A supervisor takes over the past visits of their unit; somebody above reviews them."""
    check_may_log(officer)
    if not officer.is_supervising:
        raise NotAllowed(_("Only a supervisor can import past visits."))


def check_may_review(officer: Officer, visit: Visit) -> None:
    """A supervisor of the visit's unit or above, or who stands in for one, never its author or a named officer.

    A unit without a supervisor of its own is reviewed from above or by its dated deputy (decision 14).
    What the supervisor wrote or was on is not for the deputy, unless nobody stands above.
    """
    if not officer.is_supervising:
        raise NotAllowed(_("Only a supervisor can review visits."))
    if visit.author_id == officer.pk or is_named(officer, visit):
        raise NotAllowed(_("Nobody can review a visit that they wrote or took part in."))
    if _people_on(visit) & set(officers_not_reviewed_by(officer)):
        raise NotAllowed(
            _("The person you deputise for wrote this visit or took part in it. The unit above reviews it.")
        )
    if not officer.supervises(visit.unit):
        raise NotAllowed(_("This visit is reviewed by the supervisors of its own unit or above."))


def check_may_take_back(officer: Officer, visit: Visit) -> None:
    """An approval is taken back by the person who gave it, while they still review the visit."""
    if visit.reviewed_by_id != officer.pk:
        raise NotAllowed(_("Only the person who approved this visit can take the approval back."))
    # Moved or deputised no more in these ten minutes, they lost the right with the post.
    check_may_review(officer, visit)


def check_may_take_note(officer: Officer, visit: Visit) -> None:
    """The supervisors above take note of an urgent visit; whoever wrote it already knows."""
    if visit.author_id == officer.pk or not officer.supervises(visit.unit):
        raise NotAllowed(_("The supervisors of the visit’s unit or above take note of it."))


def check_may_ask_for_correction(officer: Officer, visit: Visit) -> None:
    """The author asks for a correction of an approved visit."""
    if visit.author_id != officer.pk:
        raise NotAllowed(_("Only the author can ask for a correction of this visit."))


def check_may_ask_to_open(officer: Officer, note: DialogueNote) -> None:
    """A supervisor of the visit's unit or above asks who said a note in confidence."""
    if not officer.supervises(note.visit.unit):
        raise NotAllowed(_("Only a supervisor of the visit’s unit or above can ask to open a confidential source."))


def check_may_decide_disclosure(officer: Officer, request: DisclosureRequest) -> None:
    """A second supervisor, of the asking unit or above it, independent of who asked and of who was on the visit."""
    visit = request.note.visit
    if officer.pk == request.asked_by_id:
        raise NotAllowed(_("Another supervisor will decide on your request."))
    if _people_on(visit) & set(officers_not_reviewed_by(officer)):
        raise NotAllowed(_("Nobody can open the sources of a visit that they wrote or took part in."))
    above = set(request.asked_by.unit.lineage_ids) & set(visit.unit.lineage_ids)
    if not set(officer.supervised_unit_ids) & above:
        raise NotAllowed(_("A supervisor of the unit that asks, or above it, decides."))
    check_independent(Decision.OPEN_SOURCE, decides=officer, asks=request.asked_by, since=request.asked_at)


def check_may_see_confidential_sources(officer: Officer, request: DisclosureRequest) -> None:
    """Who asked sees it, once another supervisor has granted it, and while still a supervisor above the visit.

    Whoever granted it must have been independent of them all the time until now.
    """
    check_may_ask_to_open(officer, request.note)
    if officer.pk != request.asked_by_id or not request.granted or request.decided_by is None:
        raise NotAllowed(_("Only the person who asked can see the source, after another supervisor has granted it."))
    # Asked again at the look itself: naming each other deputies after the grant would undo its meaning.
    check_independent(Decision.OPEN_SOURCE, decides=request.decided_by, asks=officer, since=request.asked_at)


def check_may_name_deputy(officer: Officer, unit: Unit) -> None:
    """The administrator, or a supervisor of the unit itself, names who stands in for its supervisor."""
    if officer.is_administrator or (officer.is_supervisor and unit.pk in officer.member_unit_ids):
        return
    raise NotAllowed(_("Only the unit’s own supervisor can name a deputy."))


def check_may_compare(officer: Officer, visit: Visit, other: Visit) -> None:
    """Whoever wrote or was on one of two visits, or a supervisor, says whether they are one."""
    check_may_log(officer)
    for each in (visit, other):
        if each.author_id == officer.pk or is_named(officer, each):
            return
    # To link two visits shows each to the readers of the other by name: one must answer for both.
    if not (visit.is_supervised_by(officer) and other.is_supervised_by(officer)):
        raise NotAllowed(_("Only those who were on the visit, or a supervisor, can say this."))


def check_may_change_follow_up(officer: Officer, follow_up: FollowUp) -> None:
    """Its owner, the visit's author, officers of its unit and supervisors above change a follow-up."""
    if not officer.may_log_visits:
        raise NotAllowed(_("Your role may not change follow-ups."))
    if officer.pk in (follow_up.owner_id, follow_up.visit.author_id):
        return
    if follow_up.unit_id in officer.member_unit_ids:
        return
    if officer.supervises(follow_up.unit):
        return
    raise NotAllowed(_("Only the person responsible, the author or their unit can change this follow-up."))


def check_may_save_figure(officer: Officer, figure: CommunityFigure | None = None) -> None:
    """Whoever logs visits may add a figure, and correct one known to the own Polres."""
    if not officer.may_log_visits:
        raise NotAllowed(_("Your role may not edit community figures."))
    if figure is not None and not CommunityFigure.objects.visible_to(officer).filter(pk=figure.pk).exists():
        raise NotAllowed(_("This figure belongs to another district police."))


def check_may_read_data(officer: Officer, figure: CommunityFigure) -> None:
    """Supervisors of the Polres that knows the figure see all that is held on them, and auditors do."""
    if not (officer.is_supervising or officer.is_auditor):
        raise NotAllowed(_("Only supervisors and auditors can see all data held on a person."))
    if not CommunityFigure.objects.visible_to(officer).filter(pk=figure.pk).exists():
        raise NotAllowed(_("This figure belongs to another district police."))


def check_may_answer_for_data(officer: Officer, figure: CommunityFigure) -> None:
    """A supervisor answers what a figure asks about their data, restricts and releases; an auditor changes nothing."""
    check_may_save_figure(officer, figure)
    if not officer.is_supervising:
        raise NotAllowed(_("A supervisor answers requests about personal data."))


def check_may_export(officer: Officer) -> None:
    """Whoever reads the history takes it out as a file; set-up does not read what people said."""
    if officer.is_administrator or not officer.is_active:
        raise NotAllowed(_("Your role may not export visits."))


def check_may_remove_typed(officer: Officer, visit: Visit) -> None:
    """A supervisor of the visit's unit or above decides how long the names typed on it are held."""
    if not officer.supervises(visit.unit):
        raise NotAllowed(_("The supervisors of the visit’s unit or above decide how long its names are held."))


def check_may_rename_filter(officer: Officer, saved: SavedFilter) -> None:
    """A saved filter is its owner's, also where it is shared."""
    if saved.owner_id != officer.pk:
        raise NotAllowed(_("Only the person who saved this filter can change it."))


def check_may_delete_filter(officer: Officer, saved: SavedFilter) -> None:
    """Its owner, or where it is shared a supervisor of its unit or above."""
    if saved.owner_id == officer.pk or (saved.is_shared and officer.supervises(saved.unit)):
        return
    raise NotAllowed(_("Only the person who saved this filter, or a supervisor of the unit, can delete it."))


def check_may_set_up(officer: Officer) -> None:
    """Only an administrator changes units, officers, topics and operations."""
    if not officer.is_administrator:
        raise NotAllowed(_("Only an administrator can change the set-up."))


def check_may_help_nearby(officer: Officer, other: Officer | None = None) -> None:
    """A supervisor helps officers of the own unit, or below it, who forgot their password; a deputy helps nobody.

    Whoever stands in for a supervisor today is not helped so either: the code would open what the supervisor reads.
    """
    if not officer.is_supervisor:
        raise NotAllowed(_("Only a supervisor can give a code to the officers of the unit."))
    if other is None:
        return
    # A code opens the account: it may never open more than its giver may read.
    if other.pk == officer.pk or other.role != PersonRole.OFFICER or other.is_supervising or not other.is_active:
        raise NotAllowed(_("The administrator gives this account its code."))
    # The own post alone: a secondment gives reading and review, not other people's accounts.
    if not other.unit.path.startswith(officer.unit.path):
        raise NotAllowed(_("This officer belongs to another unit."))


def may_log_for(officer: Officer) -> list[Unit]:
    """The units an officer may log a visit for: the own one, and those lent to today."""
    if not officer.is_authenticated:
        return []
    lent = [pk for pk in officer.member_unit_ids if pk != officer.unit_id]
    return [officer.unit, *(Unit.objects.filter(pk__in=lent) if lent else ())]


may_rename_filter = _asks(check_may_rename_filter)
may_delete_filter = _asks(check_may_delete_filter)
may_edit = _asks(check_may_edit)
may_submit = _asks(check_may_submit)
may_withdraw = _asks(check_may_withdraw)
may_review = _asks(check_may_review)
may_take_back = _asks(check_may_take_back)
may_take_note = _asks(check_may_take_note)
may_ask_for_correction = _asks(check_may_ask_for_correction)
may_ask_to_open = _asks(check_may_ask_to_open)
may_decide_disclosure = _asks(check_may_decide_disclosure)
may_compare = _asks(check_may_compare)
may_change_follow_up = _asks(check_may_change_follow_up)
may_read_data = _asks(check_may_read_data)
may_answer_for_data = _asks(check_may_answer_for_data)
may_save_figure = _asks(check_may_save_figure)
