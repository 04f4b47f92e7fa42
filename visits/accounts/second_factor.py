"""The second factor: an authenticator app (TOTP, RFC 6238), and recovery codes for the day the phone is lost.

A passkey counts as one too; accounts/passkeys.py has those. How factors change: accounts/factors.py.
"""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.utils import timezone
from django.utils.safestring import mark_safe

from visits.models import Officer, Passkey, PersonRole
from visits.models.encrypted import cipher

NEEDED_BY = {PersonRole.SUPERVISOR, PersonRole.ADMINISTRATOR, PersonRole.AUDITOR}
# What a session remembers once a second factor was shown in it.
PROVEN = "second_factor"
Type = Authenticator.Type


class EncryptedSecrets(DefaultMFAAdapter):
    """Secrets of the second factor stand in the database encrypted, as our own columns do."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()


def is_required(officer: Officer) -> bool:
    """Whether the officer may do nothing without a second factor: by role, or standing in for a supervisor today."""
    return settings.SECOND_FACTOR_REQUIRED and (officer.role in NEEDED_BY or officer.is_supervising)


def has_app(officer: Officer) -> bool:
    return Authenticator.objects.filter(user=officer, type=Type.TOTP).exists()


def has_second_factor(officer: Officer) -> bool:
    return has_app(officer) or Passkey.objects.filter(officer=officer).exists()


def new_secret() -> str:
    """160 random bits in base 32, for the app to keep."""
    return generate_totp_secret()


def picture_of(secret: str, officer: Officer) -> str:
    """The secret as a QR code, for the app's camera: an SVG element without any style of its own."""
    adapter = EncryptedSecrets()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(officer, secret))
    # Made of the secret and the service number alone, by the library that draws it.
    return mark_safe(drawn[drawn.index("<svg") :])


def check_code(officer: Officer, code: str) -> bool:
    """Whether the code of the app, or a recovery code, fits; each is good for one time.

    Call inside a transaction: the factors' rows are locked, so that one code cannot be used twice.
    """
    # Apps show six digits in two groups.
    code = code.replace(" ", "").replace("-", "")
    rows = Authenticator.objects.select_for_update(no_key=True).filter(user=officer).order_by("pk")
    factors = {factor.type: factor for factor in rows}
    if totp := factors.get(Type.TOTP):
        counter = counter_of(EncryptedSecrets().decrypt(totp.data["secret"]), code)
        if counter is not None:
            # A code fits for a minute and a half: read over a shoulder it must not fit twice.
            return counter > totp.data.get("last_counter", 0) and remember_counter(officer, counter)
    codes = factors.get(Type.RECOVERY_CODES)
    return codes is not None and RecoveryCodes(codes).validate_code(code)


def codes_left(officer: Officer) -> int:
    """How many recovery codes were not used yet."""
    codes = Authenticator.objects.filter(user=officer, type=Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(codes).get_unused_codes()) if codes else 0


def counter_of(secret: str, code: str) -> int | None:
    """The step of thirty seconds, now or next to now, whose code it is."""
    fits = (counter for counter in yield_hotp_counters_from_time() if f"{hotp_value(secret, counter):06d}" == code)
    return next(fits, None)


def remember_counter(officer: Officer, counter: int) -> bool:
    totp = Authenticator.objects.get(user=officer, type=Type.TOTP)
    totp.data["last_counter"] = counter
    totp.last_used_at = timezone.now()
    totp.save(update_fields=["data", "last_used_at"])
    return True
