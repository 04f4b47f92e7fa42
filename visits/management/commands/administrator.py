"""Make the first administrator, or let one in again."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from visits.accounts.one_time_codes import give_code
from visits.models import Rank, Unit
from visits.setup.services import make_administrator
from visits.typed import clean_line, service_number


class Command(BaseCommand):
    help = (
        "Makes an administrator with a one-time code, which is shown once. An officer with that NRP "
        "becomes administrator and chooses a new password; somebody new is added."
    )

    def add_arguments(self, parser):
        parser.add_argument("nrp", help="NRP of 8 digits, or NIP of 18")
        parser.add_argument("name", help="without rank and degrees")
        parser.add_argument("--rank", default="aiptu", help="code of the rank of somebody new (aiptu)")
        parser.add_argument("--unit", default="bagops", help="code of the unit of somebody new (bagops)")

    def handle(self, *, nrp, name, rank, unit, **options):
        if not Rank.objects.exists():
            raise CommandError("Load the reference data first: manage.py reference.")
        try:
            officer = make_administrator(
                nrp=service_number(nrp),
                name=clean_line(name),
                rank=Rank.objects.get(code=rank),
                unit=Unit.objects.get(code=unit),
            )
        except Rank.DoesNotExist:
            raise CommandError(f"There is no rank {rank!r}.") from None
        except Unit.DoesNotExist:
            raise CommandError(f"There is no unit {unit!r}.") from None
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        code = give_code(officer=officer, by=officer)
        self.stdout.write(f"{officer.full_name}, NRP {officer.nrp}, is administrator.")
        self.stdout.write(f"Choose a password at /accounts/begin/ within three days, with the one-time code {code}")
