"""`python -m tests.faults`: writes docs/faults.md, which test holds each fault that was found from outside.

A test names the faults it holds by `@pytest.mark.fault("A3", …)`. `--check` changes nothing and fails
where a fault has no test, none of its tests catches a planted fault, or the file is not in step.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.mutants.planted import Planted, read_lists

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "faults.md"

# The fault in a few words, and what was decided about it where that was a choice.
FAULTS: dict[str, tuple[str, str]] = {
    "A1": (
        "removing one name takes words out of everybody’s visits",
        "Only visits with a row linked to the figure change; the words stay encrypted for seven days. A whole name in "
        "small letters, or a single word, goes only where a person ticks it (decision 44). Of two removals in one "
        "text the later one is taken back first.",
    ),
    "A2": (
        "the administration’s lists take any look-up",
        "Only the parameters that a list’s own filters put into their links; the site registers no other screen.",
    ),
    "A3": (
        "a visit once returned or approved can be discarded",
        "The thread of the review tells; a draft that others worked on is kept as well.",
    ),
    "A4": (
        "slow or large request bodies stop every page",
        "Bodies are received whole by one thread of each process, within limits that are settings; who signed in is "
        "known there by a signed cookie. A photo that is too large costs the photo (422, and 413 where the whole form "
        "is): the words become a draft.",
    ),
    "A5": (
        "the phone’s credential outlives sign-out and rewrites others’ visits",
        "For the same account’s session the signature says at any age whose an entry is; for somebody else’s hand the "
        "credential lives a week within its sign-in, and makes drafts only (decision 41).",
    ),
    "A6": (
        "a post kept before sign-in outlives sign-out and is carried out by GET",
        "Bound to person and browser; somebody else’s sign-in in between leaves it, its person’s sign-out forgets it.",
    ),
    "A7": (
        "one supervisor alone opens a confidential source through a deputy",
        "One table of ties (decision 43); a superior still reviews the people they named as deputies.",
    ),
    "A8": (
        "earlier versions show what was narrowed later",
        "Rows are asked as they stand now, gone ones as they stood last (decision 42); what is narrow in one of two "
        "versions stays out of their difference, also where it was opened since.",
    ),
    "A9": ("verify_trail passes a cut tail and an emptied log", "Every note in the folder counts, whatever its name."),
    "A10": (
        "demo accounts live on in production",
        "With `DEBUG=0` the start looks for the public password itself, in the demo’s accounts and in those that "
        "share a hash. A database named by `DATABASE_URL` gets the demo only with “demo” or “test” in its own name.",
    ),
    "A11": (
        "an old session changes its own factors without a password",
        "Password and factor within five minutes; with the first factor, and without the last, other sessions end.",
    ),
    "A12": (
        "guessing limits count exact addresses and miss passwords inside a session",
        "Only codes of the second factor count for the account as a whole: who tries them knows the password.",
    ),
    "A13": (
        "a deputy elsewhere reads parts of supervisors’ notes while anonymising",
        "The places shown are narrowed as everywhere; what a removal reaches says decision 44.",
    ),
    "A14": (
        "spelling suggestions know words out of reach",
        "Words that are alike are looked for in the reader’s texts without a limit: one would let hidden words show.",
    ),
    "A15": (
        "an approval carries no revision",
        "Without a revision 422; a photo that came on its own counts as a change.",
    ),
    "A16": (
        "crafted cells and fields take minutes of processor",
        "Every pattern is tried on long runs of its own signs; words are compared by bits, within a page’s budget.",
    ),
    "A17": (
        "reads without an entry in the audit log",
        "The look at a page covers its pictures for ten minutes; an answer that tells only what is wrong is none.",
    ),
    "A18": (
        "anonymised or restricted figures come back",
        "A restricted record may still be merged with another of the same person: the restriction then holds for "
        "both, and no telephone is given. Requests, and withdrawing a consent, stay possible.",
    ),
    "A19": (
        "pages kept on a phone hold what is narrowed",
        "No page that was read is kept. The pack under the PIN stays, without anything narrow; a confidential draft "
        "is a line that opens with signal (decision 34).",
    ),
    "A20": (
        "a named officer’s save deletes hidden links and lowers the classification",
        "A host or answer goes only where the editor names another one; a figure that is hidden as mentioned may be "
        "added as met, since refusing would tell (decision 42).",
    ),
    "A21": (
        "the copy for a person names others",
        "Others are everybody with a row on the person’s visits, in every spelling of any of their records, and "
        "whoever else a text calls by a whole name. Single words of their names go where they are capitalised.",
    ),
    "A22": (
        "what is past its time stays",
        "The server starts a process for it each hour; one row says whether a day has passed. An exported file is "
        "handed out only while its person may read every visit in it, by the same rights as when it was made, and "
        "nothing in it was narrowed or removed since.",
    ),
    "A23": (
        "comments survive in photos, and decoding takes a gigabyte",
        "Seven formats, each with the most pixels that are decoded; above ten megapixels one at a time (decision 33).",
    ),
    "A24": (
        "malformed entries end in 500, and defaults are too open",
        "The database holds a digest of each session key: tables and backups open no session.",
    ),
    "A25": (
        "names in page titles and search words in access logs",
        "Pages about people have neutral titles; headings name them.",
    ),
    "B1": (
        "thousands typed the Indonesian way are cut",
        "A count has no decimals, so 1.250, 1 250 and 1,250 are 1250; 1.25 is an error. ± makes it an estimate.",
    ),
    "B2": (
        "a corrected letter renews the rank, post and place of an old visit",
        "Shown on the form where the register says otherwise now; another day, person or place is written anew.",
    ),
    "B3": (
        "rank, post or name typed beside a chosen officer are dropped",
        "Each word must begin a word of the name; typed honorifics and degrees of a figure win as well.",
    ),
    "B4": (
        "a returned visit loses a topic or operation that was retired",
        "A new row shows what is retired with an error; figures and earlier visits out of reach stay, too.",
    ),
    "B5": (
        "empty cells of the officers’ file reopen accounts and demote",
        "To close an account or take a role away, write it; an empty cell never does.",
    ),
    "B6": (
        "service numbers in other signs make second accounts",
        "An 18-digit number that ends in 000 counts as shortened: a NIP counts from 001.",
    ),
    "B7": (
        "8.3 and 14.5 become another time",
        "One digit behind a dot is tens of minutes; 8:3, 0.5 and a zone other than WITA are errors.",
    ),
    "B8": (
        "several people in one cell become one",
        "Commas and “dan” separate people; only known degrees are degrees; what is unclear is asked for.",
    ),
    "B9": (
        "a file of mistakes that is uploaded again keeps its guarding apostrophes",
        "One apostrophe is taken off every cell where it guards, in whatever file it comes (decision 46).",
    ),
    "B10": (
        "a CSV cell becomes a formula where semicolons separate",
        "What was typed is quoted, and guarded behind each separator (decision 46).",
    ),
    "B11": (
        "photos come out black, white or not at all",
        "A JPEG that was cut off is read as far as it goes; other formats that were cut are refused.",
    ),
    "B12": (
        "one photo that is refused stops the outbox",
        "Refused, or failed on five times: set aside, named, removable. Told to wait: waits alone.",
    ),
    "B13": (
        "a full disk for photos loses the visit",
        "The visit is saved, or submitted, as it was asked; 507 keeps a phone’s entry waiting, and the same words "
        "sent again bring the photo.",
    ),
    "B14": (
        "invisible signs count as words, turn lines and hide from search",
        "Other control characters are refused, not dropped: they may stand for a sign that was lost.",
    ),
    "B15": ("long words and rare signs break the PDF", ""),
    "B16": ("a village’s successor knows nothing of its past", ""),
    "B17": ("pickers miss honorifics, ranks and reversed words", ""),
    "B18": (
        "telephone and other numbers are not found in another spelling",
        "13.00 stays a time; rows written before are found once `manage.py search_index` has run.",
    ),
    "B19": ("blanks, capitals and decimal commas in addresses are refused", ""),
    "B20": (
        "dates and times as people write them are refused",
        "A weekday that does not fit its date is an error, and so is a slash date with AM or PM.",
    ),
    "B21": (
        "the officers’ file as Excel saves it is refused",
        "Bytes become rows in one place (decision 46); what is not known is named, what means two things is asked for.",
    ),
    "B22": (
        "region files of code and name are refused",
        "A code of ten digits without dots is one of Kemendagri where its seventh digit is 1 to 3.",
    ),
    "B23": ("a report is cut by the messenger without a word", ""),
    "B24": ("the filter of places guesses", ""),
    "B25": ("coverage is false for those who may not read the visits", ""),
    "B26": (
        "who looked at a person lists direct looks only",
        "Looks at visits are found by the visits’ keys; lists, exports and cards name whom they showed.",
    ),
    "B27": (
        "the log names the fields of a search, not the values",
        "Codes are logged and named when they are read; search words and figures are never.",
    ),
    "B28": ("a single key approves at once", "Keys are off, set for each device; the key moves to the button."),
    "B29": (
        "numbers open something else than they count",
        "The number of people met is a sentence: no list holds unnamed groups.",
    ),
}
INTRODUCTION = """# Faults found from outside

Written by `python -m tests.faults` from the marks in the tests; `script/check` compares it. Each line stands
for a kind of fault; the tests hold the right value and its siblings, and at least one of them fails where
a fault of the line is [planted](planted-faults.md).

| | What happened | Held by | Decision |
|---|---|---|---|
"""


def marked_tests() -> Iterator[tuple[str, str]]:
    """Each fault with the test (file::name), or the file of tests, that a mark gives it."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        place = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield from (
                    (fault, f"{place}::{node.name}") for mark in node.decorator_list for fault in _faults_of(mark)
                )
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                marks = node.value.elts if isinstance(node.value, ast.List) else [node.value]
                yield from ((fault, place) for mark in marks for fault in _faults_of(mark))


def _faults_of(mark: ast.expr) -> list[str]:
    """The faults of a decorator `@pytest.mark.fault(…)`; none of any other."""
    if not isinstance(mark, ast.Call) or ast.unparse(mark.func) != "pytest.mark.fault":
        return []
    return [ast.literal_eval(each) for each in mark.args]


def table() -> tuple[str, list[str]]:
    """The text of docs/faults.md, and the faults that no test holds. Raises KeyError for an unknown fault."""
    held: dict[str, list[str]] = {fault: [] for fault in FAULTS}
    for fault, name in marked_tests():
        held[fault].append(f"`{name}`")
    lines = [f"| {fault} | {FAULTS[fault][0]} | {'<br>'.join(held[fault])} | {FAULTS[fault][1]} |" for fault in FAULTS]
    return INTRODUCTION + "\n".join(lines) + "\n", [fault for fault in FAULTS if not held[fault]]


def never_planted(planted: Iterable[Planted], marked: Iterable[tuple[str, str]]) -> list[str]:
    """The faults of which none is planted that only tests of theirs can catch."""
    held: dict[str, set[str]] = {}
    for fault, name in marked:
        held.setdefault(name, set()).add(fault)
    caught: set[str] = set()
    for each in planted:
        # Any of its tests may be the one that fails: only what all of them hold is sure to be shown.
        caught |= set.intersection(*(_held_by(test, held) for test in each.tests))
    return [fault for fault in FAULTS if fault not in caught]


def _held_by(test: str, held: dict[str, set[str]]) -> set[str]:
    """The faults that a test (file::name[parameters]) holds by its own mark or by its file's."""
    return held.get(test.partition("[")[0], set()) | held.get(test.partition("::")[0], set())


def main() -> int:
    text, missing = table()
    unplanted = never_planted(read_lists(), marked_tests())
    if missing:
        print(f"No test holds {', '.join(missing)}.")
    if unplanted:
        print(f"No planted fault (tests/mutants/) shows that the tests of {', '.join(unplanted)} fail.")
    if "--check" not in sys.argv:
        FILE.write_text(text, encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
        print("docs/faults.md is not in step with the tests. Run: python -m tests.faults")
        return 1
    return 1 if missing or unplanted else 0


if __name__ == "__main__":
    sys.exit(main())
