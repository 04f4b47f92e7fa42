"""The drawing of a visit's life in docs/ is the table that the program follows."""

import pytest
from django.core.management import CommandError, call_command

from visits.core import workflow


def test_the_drawing_is_in_step():
    call_command("lifecycle", check=True)


def test_a_move_more_or_less_is_noticed(monkeypatch):
    monkeypatch.setattr(workflow, "MOVES", {name: move for name, move in workflow.MOVES.items() if name != "reopen"})

    with pytest.raises(CommandError, match="not in step"):
        call_command("lifecycle", check=True)
