"""Import the regions of Indonesia, or of one province, from a CSV file."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from visits.setup.region_file import BadFile
from visits.setup.regions import RegionChanges, import_regions


class Command(BaseCommand):
    help = "Adds, changes, closes and reopens regions so that they are those of a CSV file with code and name."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--successors", type=Path, help="CSV file with the columns code and successors: ended and following codes."
        )
        parser.add_argument(
            "--closed-on",
            type=date.fromisoformat,
            help="Day on which missing codes end (YYYY-MM-DD); today if not given.",
        )

    def handle(self, *, file, successors, closed_on, **options):
        try:
            changes = import_regions(
                path=file,
                successors_path=successors,
                closed_on=closed_on,
                progress=lambda sentence: self.stderr.write(sentence, self.style.NOTICE),
            )
        except BadFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(describe(changes))


def describe(changes: RegionChanges) -> str:
    """What an import did, in one line."""
    if not changes:
        return "Regions: no change."
    return (
        f"Regions: {changes.added} added, {changes.changed} changed, "
        f"{changes.closed} closed, {changes.reopened} reopened."
    )
