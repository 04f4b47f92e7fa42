"""Photos of a visit: the file on disk first, then the row."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.exceptions import KeyTaken, NotNow, NotStored
from visits.core.images import SmallImage
from visits.core.permissions import check_may_edit, check_may_remove_typed, may_edit
from visits.core.photo_files import put_on_disk
from visits.core.visit_content import Row
from visits.models import MOST_PHOTOS, AuditEntry, Officer, Photo, Stop, Visit
from visits.search.index import index_visits


@audit.audited()
def add_photo(
    *,
    visit: Visit,
    by: Officer,
    key: uuid.UUID,
    image: SmallImage,
    caption: str = "",
    stop: Stop | None = None,
    brought_by: Officer | None = None,
) -> tuple[Photo, bool]:
    """Add one photo that came on its own, once for its key; the photo and whether it is new.

    A phone sends it after its visit, and so it belongs to the version that was sent last.
    `brought_by` is who brought it in from the phone of its author.
    """
    photo, is_new = _add(visit=visit, by=by, key=key, image=image, caption=caption, stop=stop, brought_by=brought_by)
    version = visit.versions.first() if is_new else None
    # No version of its own: a photo that arrives alone is no new revision of the words.
    if version is not None and version.facts:
        version.facts["photos"] = {**version.facts.get("photos", {}), str(key): {"caption": caption}}
        version.save(update_fields=["facts"])
    return photo, is_new


def _add(
    *,
    visit: Visit,
    by: Officer,
    key: uuid.UUID,
    image: SmallImage,
    caption: str,
    stop: Stop | None,
    brought_by: Officer | None = None,
) -> tuple[Photo, bool]:
    """Raises NotAllowed for whoever may not edit the visit, KeyTaken for the key of a photo of
    another visit, NotNow where the visit is full, NotStored where the disk is.
    """
    # The file first and outside the lock: decoding and fsync take long on a slow disk.
    if not visit.photos.filter(key=key).exists():
        check_may_edit(by, visit)
        put_on_disk(image)
    visit = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=visit.pk)
    # Asked again behind the lock: the same photo may have arrived twice at once.
    found = Photo.objects.filter(key=key).first()
    if found is not None:
        if found.visit_id != visit.pk:
            raise KeyTaken(_("This photo belongs to another visit."))
        return found, False
    check_may_edit(by, visit)
    taken = visit.photos.count()
    if taken >= MOST_PHOTOS:
        raise NotNow(_("A visit can have at most %(most)d photos.") % {"most": MOST_PHOTOS})
    photo = Photo.objects.create(
        key=key,
        visit=visit,
        order=taken,
        digest=image.digest,
        width=image.width,
        height=image.height,
        size=len(image.content),
        caption=caption,
        stop=stop,
        added_by=by,
    )
    # Whoever found the others neutral has not seen this one.
    Visit.objects.filter(pk=visit.pk).update(photos_checked_at=None, photos_checked_by=None)
    # Only words are searched.
    if caption:
        index_visits([visit.pk])
    audit.record(AuditEntry.Kind.PHOTO_ADDED, by=brought_by or by, target=visit, photo=str(key))
    return photo, True


@audit.audited()
def remove_photos(*, visit: Visit, by: Officer) -> int:
    """Take every photo off a visit whose time is over; how many they were. The files go with the next sweep.

    Raises NotAllowed for anybody but a supervisor of the visit.
    """
    check_may_remove_typed(by, visit)
    keys = [str(key) for key in visit.photos.values_list("key", flat=True)]
    visit.photos.all().delete()
    for key in keys:
        audit.record(AuditEntry.Kind.PHOTO_REMOVED, by=by, target=visit, photo=key)
    if keys:
        index_visits([visit.pk])
    return len(keys)


def change_photos(*, visit: Visit, by: Officer, rows: list[Row], stops: dict[int, Stop]) -> list[int]:
    """Carry out the photo rows of a posted visit, inside its transaction; numbers of those that found no room.

    Rows with a new image are added, saved ones get their caption and stop, and only those
    marked to be deleted go: a device that posts no photo rows loses no photo. A full disk
    costs the photo alone, never the visit.
    """
    saved, unstored = {photo.pk: photo for photo in visit.photos.all()}, []
    for row in rows:
        values = row.values
        stop = stops.get(int(values["stop"])) if values.get("stop") else None
        photo = saved.get(row.pk) if row.pk else None
        if photo is None and values.get("image") and not values.get("DELETE"):
            image, caption = values["image"], values.get("caption", "")
            try:
                _add(visit=visit, by=by, key=_key_of(visit, row), image=image, caption=caption, stop=stop)
            except NotStored:
                unstored.append(row.number)
                continue
            # The row has it already; this object is saved again by its caller.
            visit.photos_checked_at = visit.photos_checked_by = None
        elif photo is not None and values.get("DELETE"):
            photo.delete()
            audit.record(AuditEntry.Kind.PHOTO_REMOVED, by=by, target=visit, photo=str(photo.key))
        elif photo is not None:
            photo.caption, photo.stop = values.get("caption", ""), stop
            photo.save(update_fields=["caption", "stop"])
    return unstored


def add_missing_photos(*, visit: Visit, by: Officer, rows: list[Row], stops: dict[int, Stop]) -> list[int]:
    """Add the photos of a post that is repeated and that found no room before; numbers of those that find none."""
    new = [row for row in rows if row.pk is None and row.values.get("image") and not row.values.get("DELETE")]
    # A repeat is answered as saved, also where the visit has moved on since.
    if not new or not may_edit(by, visit):
        return []
    there = set(visit.photos.values_list("key", flat=True))
    missing = [row for row in new if _key_of(visit, row) not in there]
    return change_photos(visit=visit, by=by, rows=missing, stops=stops) if missing else []


def _key_of(visit: Visit, row: Row) -> uuid.UUID:
    """The photo's own key; one that came without has the same one each time."""
    # By its content, so that a repeated post of an old page adds no second copy.
    return row.values.get("key") or uuid.uuid5(visit.key, row.values["image"].digest)
