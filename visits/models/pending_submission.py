"""A form posted after the session had ended, kept until its person has signed in again."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from .encrypted import EncryptedJSONField


def new_token() -> str:
    return secrets.token_urlsafe(24)


class PendingSubmission(models.Model):
    """Path, values and files of one posted form; only the same officer goes on with it, on the same browser, once.

    Encrypted: a form may say who said something in confidence. `browser` is the digest of accounts.known_browser.
    """

    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    officer = models.ForeignKey("Officer", models.CASCADE, related_name="pending_submissions")
    browser = models.CharField(max_length=64)
    path = models.CharField(max_length=500)
    posted = EncryptedJSONField(_("posted values, as [name, value] pairs"), default=list)
    files = EncryptedJSONField(_("posted files: field, name, type, content in base64"), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.officer_id} {self.path}"
