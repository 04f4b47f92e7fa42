"""Write every encrypted column, and the secrets of the second factor, anew with the newest of FIELD_KEYS."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import models, transaction

from visits.models.encrypted import EncryptedTextField, UnknownKey, cipher

BATCH = 500


def encrypted_columns() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Each model of the app that has encrypted columns, with their names."""
    for model in apps.get_app_config("visits").get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        if names:
            yield model, names


def rotate_keys() -> dict[str, int]:
    """Encrypt every value with the first key; how many rows of each model were written.

    Raises UnknownKey where a value needs a key that FIELD_KEYS does not hold; the batches before
    it stay written, and can be read with either key.
    """
    done = {model.__name__: _rotate(model, names) for model, names in encrypted_columns()}
    return done | {"Authenticator": _rotate_second_factors()}


@transaction.atomic
def _rotate_second_factors() -> int:
    """Secrets of apps and seeds of recovery codes: the library keeps them inside its own rows."""
    rows = list(Authenticator.objects.select_for_update(no_key=True).order_by("pk"))
    for row in rows:
        for name in {"secret", "seed"} & set(row.data):
            row.data[name] = _reencrypted(row.data[name])
    Authenticator.objects.bulk_update(rows, ["data"], batch_size=BATCH)
    return len(rows)


def _reencrypted(token: str) -> str:
    try:
        return cipher().rotate(token.encode()).decode()
    except InvalidToken:
        raise UnknownKey("Authenticator.data needs a key that FIELD_KEYS does not hold.") from None


def _rotate(model: type[models.Model], names: list[str]) -> int:
    done, after = 0, 0
    while True:
        # Batch by batch: the site goes on meanwhile, and what was cut off is simply run again.
        with transaction.atomic():
            rows = (
                model._base_manager.select_for_update(no_key=True)
                .filter(pk__gt=after)
                .order_by("pk")
                .only("pk", *names)
            )
            batch = list(rows[:BATCH])
            if not batch:
                return done
            # To read decrypts with any key, to write encrypts with the first.
            model._base_manager.bulk_update(batch, names)
        done, after = done + len(batch), batch[-1].pk
