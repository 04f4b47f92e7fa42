"""One way in for a posted visit or photo, whether a page or a device brings it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from visits.capture.photos import add_photo
from visits.capture.post import VisitPost
from visits.capture.row_forms import PhotoForm
from visits.capture.save import OPEN, Post, Saved, save_visit
from visits.core.exceptions import HasGaps, KeyTaken, NotNow, NotStored
from visits.core.permissions import check_may_edit, check_may_log
from visits.models import Officer, Photo, Visit
from visits.visit.forms import NewPhotoForm


@dataclass(frozen=True)
class VisitIntake:
    """What became of a posted visit; what is wrong with it stands in the forms of `post`.

    `status` is the code of the answer: 201 made, 200 saved or repeated,
    409 conflict or submitted meanwhile, 422 refused. With the words saved all the same: 422 where a
    photo is too large or they are too many, 413 where they were together, 507 where the disk had no room.
    """

    status: int
    post: VisitPost
    key: uuid.UUID | None = None
    saved: Saved | None = None

    @property
    def lost_photos(self) -> dict[str, list[str]]:
        """What became of photos although the words are saved, by the names of their fields."""
        if self.saved is None or self.status not in (413, 422, 507):
            return {}
        if self.status == 507:
            sentence = _("The server has no room for this photo now. Add it again later.")
            return {f"photos-{number}-image": [sentence] for number in self.saved.unstored}
        if self.status == 413:
            most = settings.BODY_LIMIT_FILES
            sentence = _("Together the photos are larger than %(most)d MB. Add them in several steps.") % {"most": most}
            return {"photos": [sentence]}
        return {name: texts for name, texts in self.post.errors_by_name().items() if name.startswith("photos")}


@dataclass(frozen=True)
class PhotoIntake:
    """What became of a posted photo; `sentence` is what its forms cannot find out by themselves."""

    status: int
    photo: Photo | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    sentence: str = ""


def accept_visit(
    *,
    by: Officer,
    post: VisitPost,
    key: uuid.UUID | None = None,
    submitting: bool | None = None,
    own_digests: frozenset[str] = frozenset(),
    copy_of: Visit | None = None,
    files_left_out: bool = False,
    brought_by: Officer | None = None,
) -> VisitIntake:
    """Save or submit a posted visit. Raises NotAllowed for whoever may not.

    `key` and `submitting` are read from the post where they are not given. `files_left_out` says
    that the server did not take its photos, which were too large together.
    """
    key = key or _key_of(post)
    if key is None:
        return VisitIntake(422, post)
    # A device says it in words of its own; a page by the button that was pressed.
    submitting = _submits(post) if submitting is None else submitting
    over_limit = files_left_out or (not post.validate() and post.photos_over_limit)
    if over_limit and _is_open(post, key=key, by=by):
        submitting = False  # the words are kept as a draft; the person decides again about the photos
    # Only now: the gaps that submitting demands are no errors of a draft.
    complete = post.is_complete() if submitting else False
    whence = {"own_digests": own_digests, "copy_of": copy_of, "brought_by": brought_by}
    sent = _as_sent(post, submitting=submitting, complete=complete, **whence)
    try:
        saved = save_visit(by=by, key=key, post=sent)
    except HasGaps:
        return VisitIntake(422, post, key)
    except KeyTaken as reason:
        post.form.add_error(None, str(reason))
        return VisitIntake(422, post, key)
    except NotNow as reason:
        post.form.add_error(None, str(reason))
        return VisitIntake(409, post, key)
    status = {"made": 201, "conflict": 409}.get(saved.outcome, 200)
    # A conflict saved nothing, so photos do not matter to it.
    if status != 409:
        status = 413 if files_left_out else 422 if over_limit else 507 if saved.unstored else status
    return VisitIntake(status, post, key, saved)


def _as_sent(post: VisitPost, *, submitting: bool, complete: bool, **whence: Any) -> Post:
    """What was posted, for the service: in domain values where it makes sense, else only as it was typed."""
    makes_sense = post.validate()
    said = post.form.cleaned_data
    return Post(
        pairs=post.pairs,
        content=post.content() if makes_sense else None,
        revision=said.get("revision") or 0,
        submit=submitting,
        is_complete=complete,
        from_new=post.visit is None,
        photos=post.photo_rows(),
        unit=said.get("unit"),
        recorded_at=said.get("recorded_at"),
        answer=said.get("answer", ""),
        **whence,
    )


def _key_of(post: VisitPost) -> uuid.UUID | None:
    """A saved visit's own key, whatever the page says; else the posted one, or a new one where there is none."""
    if post.visit is not None:
        return post.visit.key
    if not post.data.get("key", "").strip():
        return uuid.uuid4()
    # The key is a field like the others: one that is no UUID is an error, not a new visit.
    post.validate()
    return None if post.form.errors.get("key") else post.form.cleaned_data.get("key")


def _submits(post: VisitPost) -> bool:
    """Whether it is to be submitted; a change of a submitted visit has to be as complete as that."""
    return post.data.get("action") == "submit" or bool(post.visit and post.visit.status not in OPEN)


def _is_open(post: VisitPost, *, key: uuid.UUID, by: Officer) -> bool:
    """Whether its words may still be a draft's."""
    known = post.visit or Visit.objects.filter(key=key, author=by).first()
    return known is None or known.status in OPEN


def accept_photo(
    *, by: Officer, visit: Visit, data: QueryDict, files: MultiValueDict, brought_by: Officer | None = None
) -> PhotoIntake:
    """Add one posted photo, once for its key. Raises NotAllowed for whoever may not."""
    check_may_log(by)
    sent, form = NewPhotoForm(data, visit=visit), PhotoForm(data, files)
    wrong = dict(sent.errors) | {name: texts for name, texts in form.errors.items() if name in ("image", "caption")}
    errors = {name: [str(text) for text in texts] for name, texts in wrong.items()}
    # A field of words in the place of the file, from a device of an older version.
    if not isinstance(files.get("image"), UploadedFile):
        errors.setdefault("image", [_("Choose a photo.")])
    if errors:
        check_may_edit(by, visit)
        return PhotoIntake(422, errors=errors)
    said = form.cleaned_data
    try:
        photo, is_new = add_photo(
            visit=visit,
            by=by,
            key=sent.cleaned_data["key"],
            image=said["image"],
            caption=said["caption"],
            stop=sent.cleaned_data["stop"],
            brought_by=brought_by,
        )
    except (NotNow, KeyTaken) as reason:
        check_may_edit(by, visit)
        return PhotoIntake(422, errors={"key": [str(reason)]}, sentence=str(reason))
    except NotStored as reason:
        return PhotoIntake(507, errors={"image": [str(reason)]}, sentence=str(reason))
    return PhotoIntake(201 if is_new else 200, photo)
