"""What stands around an officer's account: sessions, failed attempts, a code to begin anew with."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .encrypted import EncryptedTextField


class SignInSession(models.Model):
    """One device that is signed in, so that its owner can see it and end it from elsewhere.

    `session_key` is the key of the session's row: a digest, as the session engine writes it.
    """

    officer = models.ForeignKey("Officer", models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(_("device"), max_length=80)
    began_at = models.DateTimeField(_("signed in at"), auto_now_add=True)
    seen_at = models.DateTimeField(_("last used at"))

    class Meta:
        ordering = ["-seen_at", "-pk"]

    def __str__(self):
        return f"{self.officer_id} {self.device}"


class FailedSignIn(models.Model):
    """One attempt with a wrong password or code: counted for a quarter of an hour, kept for a day.

    Address and device stand as digests: they need to be compared, not read. `is_code`: a code of the
    second factor, after the password was right.
    """

    # What was typed, without a key: it may be nobody's number.
    nrp = models.CharField(max_length=18, blank=True)
    address = models.CharField(max_length=64)
    device = models.CharField(max_length=64, blank=True)
    is_code = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["address", "at"], name="failed_by_address"),
            models.Index(fields=["nrp", "at"], name="failed_by_account"),
        ]

    def __str__(self):
        return f"{self.nrp} {self.at:%Y-%m-%d %H:%M}"


class NearbyHelp(models.Model):
    """One time a supervisor gave an officer a code for a forgotten password: told to both until it is history."""

    officer = models.ForeignKey("Officer", models.CASCADE, related_name="helped")
    # Who helped must stay known; who was helped may be deleted with the account.
    given_by = models.ForeignKey("Officer", models.PROTECT, related_name="help_given")
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("seen by the officer at"), null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="nearby_help_is_for_another",
                condition=~models.Q(officer=models.F("given_by")),
                violation_error_message=_("Nobody can give themselves a code."),
            )
        ]

    def __str__(self):
        return f"{self.officer_id} {self.given_at:%Y-%m-%d %H:%M}"


class OneTimeCode(models.Model):
    """A code that lets an officer choose a password, once: kept as a digest.

    An administrator gave it, or a supervisor nearby (`nearby`).
    """

    officer = models.OneToOneField("Officer", models.CASCADE, related_name="one_time_code")
    nearby = models.OneToOneField(NearbyHelp, models.CASCADE, null=True, blank=True, related_name="code")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    def __str__(self):
        return f"{self.officer_id} {self.expires_at:%Y-%m-%d}"


class OfficerPhone(models.Model):
    """The number at which an officer may be told that a visit was returned.

    A row of its own: on the officer it would be decrypted and carried along wherever a name is read.
    """

    officer = models.OneToOneField("Officer", models.CASCADE, related_name="phone_row", verbose_name=_("officer"))
    number = EncryptedTextField(_("telephone"), help_text=_("For a message by WhatsApp that a visit was returned."))

    class Meta:
        verbose_name = _("telephone")
        verbose_name_plural = _("telephone")

    def __str__(self):
        return str(_("telephone"))


class Passkey(models.Model):
    """A key on an officer's phone or desk that signs in without a password (WebAuthn); here is its public half.

    `digest` is of the name that the device gave it, so that it is found without being read.
    `asked_at` is the moment of the last challenge that it answered: none is answered twice.
    """

    officer = models.ForeignKey("Officer", models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    credential = EncryptedTextField()
    uses = models.BigIntegerField(default=0)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    asked_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self):
        return f"{self.officer_id} {self.name}"
