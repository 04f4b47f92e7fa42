"""What a process of its own begins with: Django, before anything is imported that needs it."""

from __future__ import annotations

import os


def begin() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooling.settings")
    django.setup()


def write(keys: list[int]) -> None:
    from visits.sample_data.bulk.search_index import write_tokens

    write_tokens(keys)


def clear_up() -> None:
    from visits.sample_data.bulk.vacuum import analyze

    analyze(skip_locked=True)
