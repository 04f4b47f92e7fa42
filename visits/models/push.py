"""Where a phone is told that something waits for its officer, and what it is still to be told."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .encrypted import EncryptedTextField


class PushKind(models.TextChoices):
    """What a phone is told of; never whose it is or what was said."""

    RETURNED = "returned", _("a visit was returned")
    DUE = "due", _("promises are due")
    URGENT = "urgent", _("an urgent visit")


class PushAddress(models.Model):
    """The address at a browser's push service where one sign-in of an officer may be told; it goes with the sign-in.

    `digest` is of the endpoint, so that it is found without being read. `due_checked_on` is the last day on
    which it was looked whether promises are due.
    """

    officer = models.ForeignKey("Officer", models.CASCADE, related_name="push_addresses")
    sign_in = models.ForeignKey("SignInSession", models.CASCADE, related_name="push_addresses")
    endpoint = EncryptedTextField()
    digest = models.CharField(max_length=64, unique=True)
    p256dh = EncryptedTextField()
    auth = EncryptedTextField()
    made_at = models.DateTimeField(auto_now_add=True)
    last_ok = models.DateTimeField(null=True, blank=True)
    due_checked_on = models.DateField()

    def __str__(self):
        return f"{self.officer_id} {self.made_at:%Y-%m-%d}"


class PushMessage(models.Model):
    """One thing that one address is still to be told: written with what it tells of, and gone once it is told.

    It holds no number: that is counted when it is sent, as its officer may read it then.
    """

    address = models.ForeignKey(PushAddress, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=PushKind)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self):
        return f"{self.address_id} {self.kind}"
