"""The words in which reports say that a place is calm, as the code of the form."""

from __future__ import annotations

import re

from visits.models import Situation

# "Situasi aman, tertib dan kondusif." One of the first and nothing but these: "tidak aman" is something else.
CALM = {"aman", "kondusif", "terkendali"}
BESIDE = {"situasi", "kamtibmas", "dalam", "keadaan", "dan", "tertib", "lancar", "tetap", "terpantau", "wilayah"}


def situation_of(typed: str) -> str:
    """The code for words of calm; empty for all others."""
    words = set(re.findall(r"\w+", typed.casefold()))
    return Situation.CALM if words & CALM and words <= CALM | BESIDE else ""
