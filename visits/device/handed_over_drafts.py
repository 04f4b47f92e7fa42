"""What somebody else brings in from an officer's phone: new drafts of that officer, nothing else.

No visit that exists is changed, gets a photo or is submitted; docs/decisions/0041 says why.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from visits.capture.intake import PhotoIntake, VisitIntake, accept_photo, accept_visit
from visits.capture.post import VisitPost
from visits.core.exceptions import NotAllowed
from visits.core.permissions import check_may_log
from visits.core.visit_content import content_digest
from visits.device import credentials
from visits.device.entries import Entry, as_draft, set_apart
from visits.models import Officer, Photo, Visit


@dataclass
class Bringing:
    """One file that `by` brings for `author`: which draft stands for which visit in it."""

    by: Officer
    author: Officer
    drafts: dict[uuid.UUID, Visit | None] = field(default_factory=dict)

    def check(self, entry: Entry) -> None:
        """Raise NotAllowed where the phone's sign-in has ended, or its author may log nothing."""
        check_may_log(self.author)
        if not credentials.is_alive(entry.credential, self.author):
            raise NotAllowed(
                _("This phone’s sign-in has ended. Only its author can bring the file in, with their own account.")
            )

    def take_visit(self, entry: Entry) -> VisitIntake | None:
        """Make a draft of a visit's words; None where the author has these words already."""
        found, draft = Visit.objects.filter(key=entry.key).first(), as_draft(entry, entry.key)
        copy_of = None
        if found is not None:
            # The phone reached the server itself before the file did.
            if found.author_id == self.author.pk and self._has_text(found, entry, draft):
                self.drafts[entry.key] = found if _is_untouched(found) else None
                return None
            draft = set_apart(entry)
            # Named only where its author may read it, whoever brings the file.
            copy_of = Visit.objects.visible_to(self.author).filter(pk=found.pk).first()
            # The same file brought in twice.
            again = Visit.objects.filter(key=draft.key, author=self.author).first()
            if again is not None:
                self.drafts[entry.key] = again if _is_untouched(again) else None
                return None
        taken = self._save(draft, copy_of=copy_of)
        if taken.saved is not None and taken.saved.outcome == "made":
            self.drafts[entry.key] = taken.saved.visit
        return taken

    @staticmethod
    def _has_text(visit: Visit, *entries: Entry) -> bool:
        return visit.content_digest in {content_digest(entry.pairs) for entry in entries}

    def _save(self, draft: Entry, *, copy_of: Visit | None) -> VisitIntake:
        post = VisitPost(draft.data, officer=self.author, visit=None)
        return accept_visit(by=self.author, post=post, copy_of=copy_of, brought_by=self.by)

    def take_photo(self, entry: Entry) -> PhotoIntake | None:
        """Put a photo on the draft that stands for its visit; None where it was taken in before."""
        if Photo.objects.filter(key=entry.key, visit__author=self.author, visit__key=entry.visit).exists():
            return None
        draft = self.drafts.get(entry.visit) or self._photo_draft(entry)
        if draft is None:
            return PhotoIntake(404, errors={"": [_("This visit does not exist, or you may not see it.")]})
        if draft.key != entry.visit:
            # The phone may still send the photo itself, to the visit that it belongs to.
            entry.data["key"] = key = str(uuid.uuid5(draft.key, str(entry.key)))
            if Photo.objects.filter(key=key, visit=draft).exists():
                return None
        return accept_photo(by=self.author, visit=draft, data=entry.data, files=entry.files, brought_by=self.by)

    def _photo_draft(self, entry: Entry) -> Visit | None:
        """A draft for nothing but photos of a visit that exists, and takes none from somebody else."""
        visit = Visit.objects.visible_to(self.author).filter(key=entry.visit).first()
        if visit is None:
            return None
        key = uuid.uuid5(entry.visit, f"photos {self.author.nrp}")
        draft = Visit.objects.filter(key=key, author=self.author).first()
        # The author has gone on with it: a photo that comes now must not slip into their work.
        if draft is not None and not _is_untouched(draft):
            key, draft = uuid.uuid5(entry.visit, f"photo {entry.key}"), None
        if draft is None:
            data = QueryDict(mutable=True)
            data.update({"key": str(key), "action": "save", "revision": "0"})
            saved = self._save(replace(entry, key=key, kind="visit", data=data), copy_of=visit).saved
            draft = saved.visit if saved is not None and _is_untouched(saved.visit) else None
        # Its places are those of the visit, not of this draft.
        entry.data["stop"] = ""
        self.drafts[entry.visit] = draft
        return draft


def _is_untouched(visit: Visit) -> bool:
    """Whether it is a draft from a handed-over file that its author has not saved since."""
    return visit.is_draft and visit.brought_by_id is not None and visit.revision == 1
