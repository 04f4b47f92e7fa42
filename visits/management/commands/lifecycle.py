"""`manage.py lifecycle`: writes docs/lifecycle.md from the table of moves, or checks that it is in step."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from visits.core.workflow import diagram

FILE = Path(settings.BASE_DIR) / "docs" / "lifecycle.md"
TEXT = """# The life of a visit

Written by `manage.py lifecycle` from `visits/core/workflow.py`; `script/check` compares it. In brackets stands
whose move it is.

```mermaid
{diagram}
```
"""


class Command(BaseCommand):
    help = "Writes docs/lifecycle.md from the table of moves."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing; fail where the file is not in step")

    def handle(self, *args, check, **options):
        with translation.override("en"):
            text = TEXT.format(diagram=diagram())
        if not check:
            FILE.write_text(text, encoding="utf-8")
        elif not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
            raise CommandError(f"{FILE.name} is not in step with the moves. Run: manage.py lifecycle")
