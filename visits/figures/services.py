"""Community figures are added, corrected, and made out of names typed on a visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.exceptions import NotAllowed, NotNow
from visits.core.permissions import check_may_save_figure
from visits.models import (
    REMOVED_NAME,
    AuditEntry,
    CommunityFigure,
    Encounter,
    FigureRole,
    Officer,
    Region,
    RegionLevel,
    Visit,
)


@dataclass(frozen=True)
class FigureValues:
    """What is known of the person, as far as it is needed to visit them."""

    name: str
    honorific: str = ""
    degrees: str = ""
    addressed_as: str = ""
    village: Region | None = None


@dataclass(frozen=True)
class RoleValues:
    """One public role with its dates."""

    category: str
    title: str = ""
    institution: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


FIELDS = ["name", "honorific", "degrees", "addressed_as", "village"]


@audit.audited()
def create_figure(*, by: Officer, values: FigureValues, roles: Iterable[RoleValues] = ()) -> CommunityFigure:
    """Add a figure known to the officer's unit.

    Raises NotAllowed, or ValidationError where a rule of the rows is broken.
    """
    check_may_save_figure(by)
    figure = CommunityFigure(unit=by.unit, created_by=by, **{name: getattr(values, name) for name in FIELDS})
    _save(figure, roles)
    audit.record(AuditEntry.Kind.FIGURE_SAVED, by=by, target=figure, action="added")
    return figure


def check_is_open(figure: CommunityFigure) -> None:
    """Raises ValidationError, at the name, for a record that was anonymised or restricted."""
    if figure.why_closed:
        raise ValidationError({"name": figure.why_closed})


@audit.audited()
def update_figure(
    *, figure: CommunityFigure, by: Officer, values: FigureValues, roles: Iterable[RoleValues]
) -> CommunityFigure:
    """Correct a figure; its roles become the given ones. The audit log names the changed fields.

    Raises NotAllowed for a figure of another Polres, ValidationError where a rule is broken or the record closed.
    """
    figure = CommunityFigure.objects.select_for_update(no_key=True).get(pk=figure.pk)
    check_may_save_figure(by, figure)
    check_is_open(figure)
    changed = [name for name in FIELDS if getattr(figure, name) != getattr(values, name)]
    for name in changed:
        setattr(figure, name, getattr(values, name))
    wanted = list(roles)
    if wanted != [_as_values(role) for role in figure.roles.all()]:
        changed.append("roles")
        # Replaced as a whole: the form names no keys of roles.
        figure.roles.all().delete()
        _save(figure, wanted)
    else:
        _save(figure, [])
    audit.record(AuditEntry.Kind.FIGURE_SAVED, by=by, target=figure, action="changed", fields=changed)
    return figure


@audit.audited()
def figure_from_encounter(
    *, encounter: Encounter, by: Officer, figure: CommunityFigure | None = None
) -> CommunityFigure:
    """Save a person typed on a visit as a new figure, or link them to one that exists.

    What the visit says about the person stays as it was that day. Raises NotAllowed out of
    reach, NotNow for a group, a draft, or a person who is linked already or whose name was removed,
    ValidationError where the figure's record is closed.
    """
    locked = Encounter.objects.select_for_update(of=("self",), no_key=True).select_related("visit", "stop__place")
    encounter = locked.get(pk=encounter.pk)
    visit = encounter.visit
    check_may_save_figure(by, figure)
    # Asked again: the view is not the only entrance.
    if not Visit.objects.visible_to(by).filter(pk=visit.pk).exists():
        raise NotAllowed(_("You may not see this visit."))
    if not Encounter.objects.readable_by(by, visit).filter(pk=encounter.pk).exists():
        raise NotAllowed(_("Only the author and supervisors know who was mentioned on this visit."))
    _check_can_be_linked(encounter, figure)
    if figure is not None:
        # Locked: a restriction or removal that comes at this moment is seen, or waits.
        figure = CommunityFigure.objects.select_for_update(no_key=True).get(pk=figure.pk)
        if figure.why_closed:
            raise ValidationError({"figure": figure.why_closed})
    if figure is None:
        figure = create_figure(by=by, values=_values_of(encounter), roles=_roles_of(encounter))
    encounter.figure = figure
    encounter.save(update_fields=["figure"])
    audit.record(AuditEntry.Kind.FIGURE_SAVED, by=by, target=figure, action="linked", visit=str(visit.key))
    return figure


def _check_can_be_linked(encounter: Encounter, figure: CommunityFigure | None) -> None:
    if encounter.visit.is_draft:
        raise NotNow(_("In a draft, choose the figure in the form itself."))
    if encounter.is_group:
        raise NotNow(_("A group is not saved as a community figure."))
    if encounter.name == REMOVED_NAME:
        raise NotNow(_("The name of this person was removed."))
    if encounter.figure_id:
        raise NotNow(_("This person is already linked to a community figure."))
    same_stop = Encounter.objects.filter(visit=encounter.visit, stop=encounter.stop, figure=figure)
    if figure and same_stop.exists():
        raise NotNow(_("This figure is already on the visit."))


def _values_of(encounter: Encounter) -> FigureValues:
    stop = encounter.stop or encounter.visit.stops.select_related("place").first()
    village = stop.place if stop and stop.place.level == RegionLevel.VILLAGE else None
    return FigureValues(name=encounter.name, honorific=encounter.honorific, degrees=encounter.degrees, village=village)


def _roles_of(encounter: Encounter) -> list[RoleValues]:
    """One role for each category; title and institution belong to the first."""
    categories = encounter.categories or (["other"] if encounter.title or encounter.institution else [])
    return [
        RoleValues(
            category=category,
            title=encounter.title if number == 0 else "",
            institution=encounter.institution if number == 0 else "",
        )
        for number, category in enumerate(categories)
    ]


def _save(figure: CommunityFigure, roles: Iterable[RoleValues]) -> None:
    figure.full_clean(exclude=["search_name", "unit", "created_by", "village"])
    figure.save()
    for values in roles:
        role = FigureRole(figure=figure, **vars(values))
        role.full_clean(exclude=["figure"])
        role.save()


def _as_values(role: FigureRole) -> RoleValues:
    return RoleValues(role.category, role.title, role.institution, role.starts_on, role.ends_on)
