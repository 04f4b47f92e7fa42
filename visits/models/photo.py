"""Photos of a visit."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

MOST_PHOTOS = 10
SMALL_SIDE = 320


class Photo(models.Model):
    """One photo, re-encoded without location data; the file is named by its content.

    The file is on disk before the row commits (decision 10).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey("Visit", models.CASCADE, related_name="photos")
    order = models.PositiveSmallIntegerField(default=0)
    # Not unique: the same picture may be on two visits, and the file lies there once.
    digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    width = models.PositiveIntegerField(_("width in pixels"))
    height = models.PositiveIntegerField(_("height in pixels"))
    size = models.PositiveIntegerField(_("size in bytes"))
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    stop = models.ForeignKey("Stop", models.SET_NULL, null=True, blank=True, related_name="photos")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey("Officer", models.PROTECT, related_name="photos_added")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self):
        return self.caption or str(self.key)

    def get_absolute_url(self):
        return reverse("visit_photo", args=[self.visit.key, self.key])

    @property
    def small_address(self) -> str:
        return reverse("visit_photo_small", args=[self.visit.key, self.key])

    @property
    def small_size(self) -> tuple[int, int]:
        """Width and height of the thumbnail, so that nothing jumps when it arrives."""
        scale = min(1, SMALL_SIDE / max(self.width, self.height, 1))
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))
