"""Load the reference data that comes with the application."""

from django.core.management.base import BaseCommand

from visits.setup.reference_data import load_reference


class Command(BaseCommand):
    help = (
        "Loads regions, units, ranks, topics, operations and stages. Run again, it adds what is missing "
        "and leaves alone what an administrator has changed."
    )

    def handle(self, **options):
        changes = load_reference(progress=lambda sentence: self.stderr.write(sentence, self.style.NOTICE))
        for what, count in changes.items():
            self.stdout.write(f"{what}: {count or 'no'} change{'s' if count != 1 else ''}.")
