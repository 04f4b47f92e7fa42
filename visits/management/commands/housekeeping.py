"""`manage.py housekeeping`: end what is past its time; the server does it by itself about once a day."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from visits.housekeeping.tasks import run_tasks


class Command(BaseCommand):
    help = "Ends what is past its time: files, forms, sessions, attempts; proposes names. The server does it daily."

    def add_arguments(self, parser):
        parser.add_argument("--when-due", action="store_true", help="only where the last run is long enough ago")

    def handle(self, *args, when_due, **options):
        done = run_tasks(when_due=when_due)
        if done is None:
            if not when_due:
                self.stdout.write("Another process is running it.")
            return
        self.stdout.write(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in done.items()) + ".")
