"""`manage.py retention`: propose the names that need not be held any longer; for a daily run."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from visits.privacy.removals import finish_removals
from visits.privacy.retention import propose


class Command(BaseCommand):
    help = "Proposes the removal of names whose time is over, and makes removals final that nobody took back."

    def handle(self, *args, **options):
        final = finish_removals(now=timezone.now())
        counts = propose(today=timezone.localdate())
        self.stdout.write(
            f"{counts.figures} figures and {counts.visits} visits proposed, {counts.taken_back} proposals taken back, "
            f"{counts.waiting} wait for a supervisor."
        )
        if final:
            self.stdout.write(f"{final} removals are final.")
