"""Take over past visits from a file: all rows or none, and back again whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.capture.new_visits import NewVisit, write_new_visits
from visits.core import audit, snapshots
from visits.core.exceptions import NotAllowed, NotNow
from visits.core.permissions import check_may_import
from visits.core.visit_content import Row, VisitContent
from visits.models import (
    AuditEntry,
    DialogueNote,
    Encounter,
    FollowUp,
    Officer,
    Operation,
    Participation,
    Photo,
    Remark,
    Stop,
    Visit,
    VisitImport,
    VisitStatus,
)


@audit.audited()
def keep_file(*, by: Officer, file_name: str, text: str, rows: int) -> VisitImport:
    """Keep an uploaded file until its rows are taken over or it is dropped.

    Raises NotNow for a file that was taken over already.
    """
    check_may_import(by)
    drop_old_files()
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    before = VisitImport.objects.filter(digest=digest, imported_at__isnull=False, undone_at__isnull=True).first()
    if before is not None:
        raise NotNow(
            _("This same file has been imported before. Undo that import first if it is to be imported again.")
        )
    kept = VisitImport.objects.create(file_name=file_name[:200], digest=digest, text=text, rows=rows, uploaded_by=by)
    audit.record(AuditEntry.Kind.VISITS_UPLOADED, by=by, target=kept, rows=rows)
    return kept


def drop_old_files() -> int:
    """Delete uploaded files that nobody took over in time, since they hold names; how many."""
    old = timezone.now() - settings.KEEP_IMPORTS
    return VisitImport.objects.filter(imported_at__isnull=True, uploaded_at__lt=old).delete()[0]


@audit.audited()
def keep_choices(*, imported: VisitImport, choices: dict[str, str], by: Officer) -> None:
    """Keep which name of the file is whom, as the person decided."""
    imported = _locked(imported, by=by)
    imported.choices = {**imported.choices, **choices}
    imported.save(update_fields=["choices"])
    audit.record(AuditEntry.Kind.VISITS_UPLOADED, by=by, target=imported, choices=len(choices))


@audit.audited()
def drop_file(*, imported: VisitImport, by: Officer) -> None:
    """Throw an uploaded file away whose rows were not taken over."""
    imported = _locked(imported, by=by)
    audit.record(AuditEntry.Kind.VISITS_IMPORT_DROPPED, by=by, target=imported)
    imported.delete()


@audit.audited()
def import_visits(
    *, imported: VisitImport, contents: list[VisitContent], operations: Iterable[Operation], by: Officer
) -> int:
    """Make a submitted visit of each content, in one transaction; how many.

    They wait for the review of somebody above, as any visit does. The file's text is emptied:
    its words stand in the rows now. Raises NotNow where the file was taken over meanwhile.
    """
    imported = _locked(imported, by=by)
    known = list(operations)
    new = [_new_visit(imported, content, known, by=by) for content in contents]
    write_new_visits(new)
    visits = [each.visit for each in new]
    imported.imported_at, imported.text, imported.choices = timezone.now(), "", {}
    imported.save(update_fields=["imported_at", "text", "choices"])
    for visit in visits:
        audit.record(AuditEntry.Kind.VISIT_SUBMITTED, by=by, target=visit, revision=1, imported=str(imported.key))
    audit.record(AuditEntry.Kind.VISITS_IMPORTED, by=by, target=imported, rows=len(visits))
    return len(visits)


def _locked(imported: VisitImport, *, by: Officer) -> VisitImport:
    """The uploaded file, locked while it still waits for its rows to be taken over."""
    check_may_import(by)
    found = VisitImport.objects.select_for_update(no_key=True).filter(pk=imported.pk).first()
    if found is None or not found.is_open:
        raise NotNow(_("This file has been imported or discarded in the meantime."))
    if found.uploaded_by_id != by.pk:
        raise NotAllowed(_("Only the person who uploaded this file can import it."))
    return found


def _new_visit(imported: VisitImport, content: VisitContent, operations: list[Operation], *, by: Officer) -> NewVisit:
    visit = Visit(
        author=by, imported_in=imported, status=VisitStatus.SUBMITTED, revision=1, submitted_at=timezone.now()
    )
    for name, value in content.values.items():
        setattr(visit, name, value)
    snapshots.snapshot_unit(visit)
    snapshots.snapshot_stages(visit, operations)
    rows = content.rows
    visit.zone = rows["stops"][0].values["place"].zone
    return NewVisit(
        visit,
        stops=[_stop(visit, row) for row in rows["stops"]],
        participations=[_officer(visit, row) for row in rows["officers"]],
        encounters=[_person(visit, row) for row in rows["people"]],
        notes=[DialogueNote(visit=visit, order=row.number, written_by=by, **row.values) for row in rows["notes"]],
        follow_ups=[
            FollowUp(visit=visit, order=row.number, unit=visit.unit, **row.values) for row in rows["follow_ups"]
        ],
    )


def _stop(visit: Visit, row: Row) -> Stop:
    stop = Stop(visit=visit, order=row.number, name=row.values["name"])
    snapshots.snapshot_place(stop, row.values["place"])
    return stop


def _officer(visit: Visit, row: Row) -> Participation:
    said = row.values
    went = Participation(visit=visit, order=row.number, role=said["role"], count=said.get("count"))
    went.name, went.unit_name = said.get("name", ""), said.get("unit", "")
    if said.get("officer"):
        snapshots.snapshot_officer(went, said["officer"])
    # What the file says of that day wins over the register of today.
    for name in ("rank", "degrees", "position"):
        setattr(went, name, said.get(name) or getattr(went, name))
    return went


def _person(visit: Visit, row: Row) -> Encounter:
    said = dict(row.values)
    figure = said.pop("figure", None)
    person = Encounter(visit=visit, order=row.number, **said)
    if figure:
        snapshots.snapshot_figure(person, figure, visit.visited_on)
    return person


@audit.audited()
def undo_import(*, imported: VisitImport, by: Officer) -> int:
    """Take every visit of an import away again; how many.

    Raises NotNow where one of them was changed, returned or built upon since: then each is
    mended by hand.
    """
    check_may_import(by)
    imported = VisitImport.objects.select_for_update(no_key=True).get(pk=imported.pk)
    if imported.uploaded_by_id != by.pk:
        raise NotAllowed(_("Only the person who imported these visits can take them back."))
    if imported.imported_at is None or imported.undone_at is not None:
        raise NotNow(_("There is nothing to undo."))
    visits = Visit.objects.filter(imported_in=imported)
    touched = _touched(visits).count()
    if touched:
        raise NotNow(_("%(number)d of these visits have been changed or reviewed since.") % {"number": touched})
    number = visits.count()
    for visit_key in visits.values_list("key", flat=True):
        audit.record(AuditEntry.Kind.VISIT_DISCARDED, by=by, target=str(visit_key), imported=str(imported.key))
    visits.delete()
    imported.undone_at = timezone.now()
    imported.save(update_fields=["undone_at"])
    audit.record(AuditEntry.Kind.VISITS_IMPORT_UNDONE, by=by, target=imported, rows=number)
    return number


def _touched(visits: models.QuerySet[Visit]) -> models.QuerySet[Visit]:
    """Those that are no longer as they were taken over, or that something stands on."""
    this = models.OuterRef("pk")
    built_upon = (
        models.Exists(Remark.objects.filter(visit=this))
        | models.Exists(Photo.objects.filter(visit=this))
        | models.Exists(FollowUp.objects.filter(visit=this, changed_at__isnull=False))
        | models.Exists(Visit.objects.filter(follows=this))
    )
    return visits.filter(~models.Q(status=VisitStatus.SUBMITTED, revision=1) | built_upon)
