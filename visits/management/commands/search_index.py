"""`manage.py search_index`: after the word lists or the way of reading words changed."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.db import transaction

from visits.search.index import rebuild


class Command(BaseCommand):
    help = "Writes the words that a search finds anew for every visit, and the words that a mistyped one may mean."

    @transaction.atomic
    def handle(self, *args, **options):
        written = rebuild(progress=lambda done: self.stdout.write(f"{done} …") if options["verbosity"] > 1 else None)
        self.stdout.write(f"{written} visits")
