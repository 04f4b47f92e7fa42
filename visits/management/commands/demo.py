"""Load the demo accounts and visits; only where DEBUG is on."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cooling.environment import is_for_demo
from visits.models import Unit
from visits.sample_data.demo import load_demo
from visits.sample_data.known_officers import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Loads invented people and two seasons of visits into an empty database. Only where DEBUG is on."

    def handle(self, **options):
        if not settings.DEBUG:
            raise CommandError("The demo is loaded only where DEBUG is on: its password is public.")
        if not is_for_demo(str(connection.settings_dict["NAME"])):
            raise CommandError("The demo goes only into a database with “demo” or “test” in its name.")
        if not Unit.objects.filter(code="polres-kupang").exists():
            raise CommandError("Load the reference data first: manage.py reference.")
        count = load_demo()
        if count:
            self.stdout.write(f"{count} visits loaded. Accounts, all with the password {PASSWORD}:")
            for row in ACCOUNTS:
                self.stdout.write(f"  {row.nrp}  {row.role:<13}  {row.position}")
        else:
            self.stdout.write("There are officers or visits already: nothing loaded.")
