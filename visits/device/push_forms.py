"""What a browser says of its subscription."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visits.device.push_delivery import is_allowed
from visits.device.push_encryption import CURVE, decode
from visits.typed.fields import TextField

POINT, AUTH = 65, 16


def _check(is_right: Callable[[str], object]) -> Callable[[str], None]:
    def check(value: str) -> None:
        try:
            if is_right(value):
                return
        except ValueError:
            pass
        raise ValidationError(_("This browser cannot be told."))

    return check


def _is_point(value: str) -> bool:
    found = decode(value)
    # Raises ValueError for what is no point of the curve.
    return len(found) == POINT and bool(ec.EllipticCurvePublicKey.from_encoded_point(CURVE, found))


class SubscriptionForm(forms.Form):
    endpoint = TextField(max_length=2000, validators=[_check(is_allowed)])
    p256dh = TextField(max_length=100, validators=[_check(_is_point)])
    auth = TextField(max_length=40, validators=[_check(lambda value: len(decode(value)) == AUTH)])
