"""The details of the trail are said in words: every name that is written has one, in both languages."""

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

from visits.models import AuditEvent
from visits.queries.trail_words import FILTERS, NAMES, words_of

SERVICES = Path(__file__).resolve().parents[2] / "visits"
WRITERS = ("record", "record_change")
SAID_OTHERWISE = {"by", "target", "nrp"}
# Written by names that only a run knows: imports of regions and officers, reference data.
COUNTED = {"added", "changed", "closed", "reopened", "linked", "new", "updated", "unchanged", "answer", "result"}
COUNTED |= {"Regions", "Ranks", "Topics", "Units", "Operations"}
COUNTED |= {"units", "ranks", "topics", "operations", "stages", "visits", "figures", "consents", "requests", "roles"}


def written() -> set[str]:
    """The names of all values that any call writes to the trail."""
    found = set()
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in WRITERS:
                found |= {word.arg for word in node.keywords if word.arg} - SAID_OTHERWISE
    return found


def test_every_value_that_is_written_has_a_name():
    assert len(written()) > 20
    assert (written() | COUNTED) - set(NAMES) == set()


def say(language: str, target_kind: str = "", **details) -> str:
    with override(language):
        return words_of(AuditEvent(target_kind=target_kind, details=details))


@pytest.mark.parametrize(
    ("target_kind", "details", "indonesian", "english"),
    [
        ("", {"second_factor": True}, "dengan faktor kedua: ya", "with a second factor: yes"),
        (
            "",
            {"wish": "access"},
            "permintaan: melihat atau memperoleh salinan (pasal 7)",
            "wish: see or get a copy (art. 7)",
        ),
        ("", {"purpose": "phone"}, "menyetujui: nomor telepon", "agreed to: telephone number"),
        ("", {"until": "2026-03-01"}, "sampai: 1 Maret 2026", "until: 1 March 2026"),
        ("", {"filters": ["figure", "q"], "shown": 3}, None, "filtered by: figure, words · shown: 3"),
        (
            "unit",
            {"action": "changed", "fields": ["name", "parent"]},
            None,
            "what: changed · changed fields: name, unit above",
        ),
        ("followup", {"status": "done", "fields": ["result"]}, None, "status: done · changed fields: result"),
        ("", {"empty": "", "none": None, "nothing": []}, "", ""),
        ("", {"from_long_ago": "x"}, "from_long_ago: x", "from_long_ago: x"),
    ],
)
def test_details_are_words(target_kind, details, indonesian, english):
    assert say("en", target_kind, **details).lower() == english.lower()
    if indonesian is not None:
        assert say("id", target_kind, **details).lower() == indonesian.lower()


def test_no_name_is_left_in_english_on_the_indonesian_page():
    """Words that are the same in both languages are named here."""
    with override("en"):
        english = {name: str(word) for name, word in (NAMES | FILTERS).items()}
    with override("id"):
        same = {word for name, word in english.items() if str((NAMES | FILTERS)[name]) == word}

    assert same <= {"status", "unit"}
