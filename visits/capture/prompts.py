"""What to ask and to note: short prompts for every note, by its kind, and by its topic."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from visits.models import NoteKind, NotePrompt


@dataclass(frozen=True)
class PromptGroup:
    """The prompts of one kind of note, of one topic, or with neither those of every note."""

    title: str
    kind: str
    topic: str
    texts: list[str]


def prompt_groups() -> list[PromptGroup]:
    """All prompts in use: for every note, by kind in the order of the form, by topic."""
    rows = list(
        NotePrompt.objects.in_use()
        .select_related("topic")
        .order_by("topic__group", "topic__order", "topic__name", "topic", "order", "pk")
    )
    kinds = [("", _("For every note")), *((code, str(label)) for code, label in NoteKind.choices)]
    topics = list(dict.fromkeys(row.topic for row in rows if row.topic))
    groups = [
        *(
            PromptGroup(title, kind, "", [row.text for row in rows if not row.topic and row.kind == kind])
            for kind, title in kinds
        ),
        *(
            PromptGroup(str(topic), "", topic.code, [row.text for row in rows if row.topic == topic])
            for topic in topics
        ),
    ]
    return [group for group in groups if group.texts]
