"""Columns that the database holds encrypted, so that a stolen copy of it does not tell them."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


@lru_cache(maxsize=4)
def _cipher(secrets: tuple[str, ...]) -> MultiFernet:
    """Encrypts with the first secret, decrypts with any."""
    # "column:" keeps this key apart from those that are derived for other ends.
    keys = [base64.urlsafe_b64encode(hashlib.sha256(f"column:{secret}".encode()).digest()) for secret in secrets]
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    """The cipher of FIELD_KEYS: AES-128 in CBC mode with HMAC-SHA256 (Fernet), the newest key first."""
    return _cipher(tuple(settings.FIELD_KEYS))


class UnknownKey(ValueError):
    """A column was encrypted with a key that FIELD_KEYS does not hold."""


class EncryptedTextField(models.TextField):
    """Text that stands in the database as a Fernet token; an empty text stays empty.

    It cannot be searched or sorted: every encryption of one text differs. `manage.py rotate_keys`
    writes all of them anew with the first of FIELD_KEYS.
    """

    def get_prep_value(self, value: str | None) -> str | None:
        text = super().get_prep_value(value)
        return cipher().encrypt(text.encode()).decode() if text else text

    def from_db_value(self, value: str | None, expression, connection) -> str | None:
        if not value:
            return value
        try:
            return cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            # `from None`: the cipher's own error says nothing to whoever set FIELD_KEYS.
            raise UnknownKey(f"{self.model.__name__}.{self.name} needs a key that FIELD_KEYS does not hold.") from None


class EncryptedJSONField(EncryptedTextField):
    """Plain values that stand in the database as one Fernet token of their JSON; an empty list stays empty."""

    # For the type checker: not text, whatever the column is.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> str | None:
        return super().get_prep_value(json.dumps(value, cls=DjangoJSONEncoder) if value else "")

    def from_db_value(self, value: str | None, expression, connection) -> Any:
        text = super().from_db_value(value, expression, connection)
        return json.loads(text) if text else self.get_default()

    def to_python(self, value: Any) -> Any:
        return value
