"""The details of the audit log are said in words: every name that is written has one, in both languages."""

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

from tests import factories as make
from visits.audit.filter_labels import FILTERS
from visits.audit.labels import NAMES, describe
from visits.models import AuditEntry, Unit

SERVICES = Path(__file__).resolve().parents[2] / "visits"
WRITERS = ("record", "record_change")
SAID_OTHERWISE = {"by", "target", "nrp"}
# Written by names that only a run knows: imports of regions and officers, reference data.
COUNTED = {"added", "changed", "closed", "reopened", "linked", "new", "updated", "unchanged", "answer", "result"}
COUNTED |= {"Regions", "Ranks", "Topics", "Units", "Operations"}
COUNTED |= {"units", "ranks", "topics", "operations", "stages", "visits", "figures", "consents", "requests", "roles"}


def written() -> set[str]:
    """The names of all values that any call writes to the audit log."""
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
        return describe(AuditEntry(target_kind=target_kind, details=details))


@pytest.mark.parametrize(
    ("target_kind", "details", "indonesian", "english"),
    [
        ("", {"second_factor": True}, "dengan verifikasi dua langkah", "with a second factor"),
        ("", {"second_factor": False}, "tanpa verifikasi dua langkah", "without a second factor"),
        ("", {"form": "csv", "via": "page"}, "dalam bentuk: CSV", "as: CSV"),
        ("", {"via": "shell"}, "diminta dengan: perintah di server", "asked for by: a command on the server"),
        (
            "",
            {"wish": "access"},
            "permintaan: melihat atau memperoleh salinan (pasal 7)",
            "wish: see or get a copy (art. 7)",
        ),
        ("", {"purpose": "phone"}, "menyetujui: nomor telepon", "agreed to: telephone number"),
        ("", {"until": "2026-03-01"}, "sampai: 1 Maret 2026", "until: 1 March 2026"),
        ("", {"filters": ["figure", "q"], "shown": 3}, None, "filter: figure, words · shown: 3"),
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


@pytest.mark.fault("B27")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"from": "2026-11-23", "to": "2026-11-29", "unit": "satsamapta"}, "23–29 November 2026, Satsamapta"),
        ({"from": "2026-10-30", "to": "2026-11-02"}, "30 Oktober 2026 – 2 November 2026"),
        ({"from": "2026-11-23", "to": "2026-11-23"}, "23 November 2026"),
        ({"from": "2026-11-23"}, "mulai 23 November 2026"),
        ({"to": "2026-11-29", "place": "53.01.06"}, "sampai 29 November 2026, Kupang Timur"),
        ({"activity": "mediation", "status": "approved", "situation": "calm"}, "mediasi, disahkan, kondusif"),
        ({"topic": "hoaks", "operation": "pilkada-2024"}, "Hoaks, Pilkada Serentak 2024"),
        ({"officer": "90010001", "q": "", "figure": ""}, "90010001, kata, tokoh"),
        ({"unit": "closed-long-ago"}, "closed-long-ago"),
    ],
)
def test_a_logged_filter_is_said_with_its_values(filters, said):
    make.make_unit("satsamapta", name="Satuan Samapta", parent=make.make_polres())
    Unit.objects.filter(code="satsamapta").update(short_name="Satsamapta")
    make.make_regions(), make.make_topic(), make.make_operation()

    words = say("id", filters=filters, form="xlsx", visits=53)

    assert words.lower() == f"filter: {said} · dalam bentuk: XLSX · kunjungan: 53".lower()


@pytest.mark.fault("B27")
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/visits/", "/visits/export/", "/visits/export.csv"])
def test_values_are_logged_and_words_about_people_never(client, address):
    officer = make.make_officer()
    figure = make.make_figure(by=officer)
    client.force_login(officer)

    client.get(
        f"{address}?q=Marselina+Rahasia&figure={figure.key}&from=2026-11-23&activity=call&unit={officer.unit.code}"
    )

    logged = AuditEntry.objects.get().details["filters"]
    assert logged == {"q": "", "figure": "", "from": "2026-11-23", "activity": "call", "unit": officer.unit.code}
    assert "Rahasia" not in str(list(AuditEntry.objects.values()))


def test_no_name_is_left_in_english_on_the_indonesian_page():
    """Words that are the same in both languages are named here."""
    with override("en"):
        english = {name: str(word) for name, word in (NAMES | FILTERS).items()}
    with override("id"):
        same = {word for name, word in english.items() if str((NAMES | FILTERS)[name]) == word}

    assert same <= {"Status", "filter", "unit"}
