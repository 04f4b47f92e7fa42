"""`manage.py rotate_keys`: after a new key was put first in FIELD_KEYS."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from visits.models.encrypted import UnknownKey
from visits.privacy.key_rotation import rotate_keys


class Command(BaseCommand):
    help = "Encrypts every encrypted column anew with the first key of FIELD_KEYS; run it before an old key is removed."

    def handle(self, *args, **options):
        try:
            written = rotate_keys()
        except UnknownKey as problem:
            raise CommandError(str(problem)) from None
        for model, number in written.items():
            self.stdout.write(f"{model}: {number}")
