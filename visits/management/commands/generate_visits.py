"""Generate visits by the thousand, for measuring and trying."""

import datetime as dt
import sys

from django.core.management.base import BaseCommand, CommandError

from visits.core.exceptions import NotNow
from visits.models import Unit
from visits.sample_data.generate import generate
from visits.sample_data.vacuum import analyze

WIDTH = 40


class Command(BaseCommand):
    help = "Writes invented visits, as many as asked for, with the same rows for the same seed and day."

    def add_arguments(self, parser):
        parser.add_argument("--visits", type=int, required=True, help="how many")
        parser.add_argument("--seed", default="cooling", help="the same seed makes the same rows")
        parser.add_argument("--until", type=dt.date.fromisoformat, help="day of the last ones (YYYY-MM-DD); else today")
        parser.add_argument("--add", action="store_true", help="also into a database that holds visits already")

    def handle(self, *, visits, seed, until, add, **options):
        if not 0 < visits <= 10_000_000:
            raise CommandError("Give a number of visits between 1 and 10,000,000.")
        if not Unit.objects.filter(code="polres-kupang").exists():
            raise CommandError("Load the reference data first: manage.py reference.")
        try:
            generate(visits=visits, seed=seed, until=until, add=add, progress=self.show)
        except NotNow as reason:
            raise CommandError(f"{reason} Say --add where that is meant.") from reason
        analyze()
        self.stdout.write(f"{visits} visits generated.")

    def show(self, what: str, part: float) -> None:
        """A bar that grows in place on a terminal; in a file one line for each kind of work."""
        is_done = part >= 1
        if sys.stderr.isatty():
            filled = int(WIDTH * part)
            self.stderr.write(f"\r{what:<10} {'█' * filled}{'·' * (WIDTH - filled)} {part:4.0%}", ending="\n" * is_done)
            self.stderr.flush()
        elif is_done:
            self.stderr.write(f"{what}: done.")
