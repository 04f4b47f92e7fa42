"""Every entry of the audit log that showed or changed a person: direct looks, and what named them among others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet

from visits.audit.queries import keys_of
from visits.lists.figures import all_figures_on
from visits.models import AuditEntry, CommunityFigure, Deputy, Encounter, Officer, PersonRole, Presence

Kind = AuditEntry.Kind
# They name everybody whom they showed, as keys: a list of visits, a file, cards.
NAMING = (Kind.CARDS_READ, Kind.EXPORT_ENDED, Kind.SEARCHED)
# They name the visit, and whoever stands on it was shown with it.
OF_A_VISIT = (Kind.VISIT_READ, Kind.REPORT_READ)


def figures_on(visits: Iterable[int], reader: Officer) -> list[str]:
    """Keys of the figures whom a list of these visits names to its reader."""
    pks = list(visits)
    if not pks:
        return []
    if reader.is_supervisor:
        return all_figures_on(pks)
    rows = Encounter.objects.readable_by(reader).filter(visit__in=pks, figure__isnull=False)
    return sorted({str(key) for key in rows.order_by().values_list("figure__key", flat=True)})


def entries_about(figure: CommunityFigure) -> list[QuerySet[AuditEntry]]:
    """The entries about the person, those that name them, and the looks at visits that do; none is in two."""
    keys = keys_of(figure)
    about = AuditEntry.objects.filter(target__in=keys)
    naming = AuditEntry.objects.filter(_named_by(keys), kind__in=NAMING).exclude(target__in=keys)
    return [about, naming, AuditEntry.objects.filter(_looks_at_visits(figure), kind__in=OF_A_VISIT)]


def _named_by(keys: list[str]) -> Q:
    """Entries that list one of the keys; by an index on PostgreSQL, which SQLite has none of."""
    # SQLite cannot ask inside a list; a key is 36 characters that stand nowhere by chance.
    has_index = connection.vendor == "postgresql"
    named = Q(pk__in=[])
    for key in keys:
        named |= Q(details__figures__contains=[key]) if has_index else Q(details__figures__icontains=key)
    return named


def _looks_at_visits(figure: CommunityFigure) -> Q:
    """Looks at the visits that name the person; one only mentioned is shown to author and supervisors alone."""
    met: set[str] = set()
    mentioned: dict[str, set[str]] = defaultdict(set)
    rows = Encounter.objects.filter(figure__in=figure.person_ids)
    for key, presence, author in rows.values_list("visit__key", "presence", "visit__author__nrp"):
        if presence == Presence.MENTIONED:
            mentioned[author].add(str(key))
        else:
            met.add(str(key))
    found = Q(target__in=met)
    for author, visits in mentioned.items():
        # Others who opened that visit were not shown the person, so they have not looked.
        found |= Q(target__in=visits - met) & (Q(nrp=author) | Q(nrp__in=_supervisors()))
    return found


def _supervisors() -> QuerySet:
    """Numbers of all who read as a supervisor, or ever stood in for one."""
    # Whenever: the entry may be of a day on which they did.
    stood_in = Q(pk__in=Deputy.objects.values("officer"))
    return Officer.objects.filter(Q(role=PersonRole.SUPERVISOR) | stood_in).values("nrp")
