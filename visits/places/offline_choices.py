"""What pickers offer on a phone without signal that has taken nothing along. It lies there in the clear."""

from __future__ import annotations

from typing import Any

from visits.models import Officer, Operation, Topic
from visits.places.page import own_villages


def choices_in_the_clear(officer: Officer) -> dict[str, Any]:
    """The villages of the own Polres with their middles, topics and operations: nothing of a person."""
    topics, operations = Topic.objects.filter(is_active=True), Operation.objects.filter(is_active=True)
    return {
        "villages": own_villages(officer),
        "topics": [(topic.code, str(topic)) for topic in topics],
        "operations": [(operation.code, str(operation)) for operation in operations.order_by("pk")],
    }
