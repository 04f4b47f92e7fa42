"""`manage.py sweep_photos`: delete the files of photos that no visit holds any more; for a daily run."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from visits.core.photo_files import sweep_files


class Command(BaseCommand):
    help = (
        "Deletes files of photos that no visit has held for a day: of saves that were cut off, and of removed photos."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"{sweep_files()} photo files deleted that belong to no visit.")
