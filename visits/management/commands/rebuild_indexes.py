"""Rebuild the indexes of visits: who may find them, by what, and how lists show them."""

from django.core.management.base import BaseCommand, CommandError

from visits.lists.visit_index import rebuild
from visits.models import Unit


class Command(BaseCommand):
    help = "Rebuilds access keys, filter keys and list rows, of all visits or of one unit and all below it."

    def add_arguments(self, parser):
        parser.add_argument("--unit", help="code of the unit")

    def handle(self, *, unit=None, **options):
        found = Unit.objects.filter(code=unit).first() if unit else None
        if unit and found is None:
            raise CommandError(f"There is no unit with the code {unit}.")
        number = rebuild(unit=found, told=self._tell)
        self.stdout.write(f"Rebuilt the indexes of {number} visits.")

    def _tell(self, done: int, of: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done} of {of}", ending="")
