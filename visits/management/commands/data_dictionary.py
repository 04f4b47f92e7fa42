"""Write `docs/data-dictionary.md` from the models, or check that it is in step with them."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import translation

from visits.reports.dictionary import data_dictionary


class Command(BaseCommand):
    help = "Writes docs/data-dictionary.md from the models; --check only compares."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail when the file is not in step with the models")
        parser.add_argument("--file", type=Path, default=settings.BASE_DIR / "docs" / "data-dictionary.md")

    def handle(self, *args, check: bool, file: Path, **options):
        with translation.override("en"):
            text = data_dictionary(list(apps.get_app_config("visits").get_models()))
        if not check:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            raise CommandError(f"{file.name} is not in step with the models. Run: manage.py data_dictionary")
