"""`manage.py verify_trail`: whether every audit entry is the one that was written."""

from __future__ import annotations

import argparse
import re

from django.core.management.base import BaseCommand, CommandError

from visits.core.hash_chain import find_tampering


def _tip(text: str) -> tuple[int, str]:
    """A chain tip as the log and a report write it: its number and its HMAC, joined by a colon."""
    if not re.fullmatch(r"\d{1,18}:[0-9a-f]{64}", text):
        raise argparse.ArgumentTypeError("write a chain tip as NUMBER:HMAC, as the log has them.")
    number, _colon, chain = text.partition(":")
    return int(number), chain


class Command(BaseCommand):
    help = (
        "Checks the audit log and names the first entry that was changed, removed, inserted or cut off the end. "
        "It must reach the chain tips noted in DATA_DIR/trail and given with --head; after a restore that lost "
        "entries this fails, until somebody has written down why and moved those notes elsewhere."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--head",
            dest="tip",
            type=_tip,
            action="append",
            default=[],
            metavar="NUMBER:HMAC",
            help="a chain tip that was noted elsewhere; the audit log must contain it",
        )

    def handle(self, *args, tip, **options):
        rows, problem = find_tampering(tip)
        if problem:
            raise CommandError(f"{problem} The {rows} rows before hold.")
        self.stdout.write(f"The audit log is intact: {rows} entries.")
