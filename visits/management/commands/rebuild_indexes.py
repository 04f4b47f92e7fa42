"""Make anew what is derived from visits: who may find them, by what, and how lists show them."""

from django.core.management.base import BaseCommand, CommandError

from visits.lists.visit_index import rebuild
from visits.models import Unit


class Command(BaseCommand):
    help = "Write access keys, filter keys and lines of the list anew, of all visits or of one unit and all below it."

    def add_arguments(self, parser):
        parser.add_argument("--unit", help="code of the unit")

    def handle(self, *, unit=None, **options):
        found = Unit.objects.filter(code=unit).first() if unit else None
        if unit and found is None:
            raise CommandError(f"There is no unit with the code {unit}.")
        number = rebuild(unit=found, told=self._tell)
        self.stdout.write(f"Wrote what is derived from {number} visits anew.")

    def _tell(self, done: int, of: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done} of {of}", ending="")
