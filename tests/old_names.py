"""Identifiers and documents that speak the language from before the field's words: `python -m tests.old_names`.

Reads functions, classes, module names and the names that modules and classes hold, by `ast`. Ends non-zero where
one has a word of `OLD` in it and does not stand in `ALLOWED`, or where a document or a docstring says one of
`OLD_IN_TEXTS`: most old words are plain English there.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from tests.measure import ROOT, files_of

# Words of the old language, and what the field says for them.
OLD = {
    "anew": "again",
    "asked": "filtered_by",
    "bell": "wake-up",
    "blank": "defaults",
    "facet": "filter index",
    "freeze": "snapshot",
    "frozen": "snapshot",
    "head": "supervisor, chain tip, letterhead or header",
    "headed": "supervised",
    "heads": "supervises or header",
    "homeless": "unmatched",
    "kept": "pending submission, or what it is",
    "lately": "cached_for_a_minute",
    "like": "from_previous",
    "limits": "throttling",
    "listing": "follow-up index",
    "meant": "suggestion",
    "permit": "worker slot",
    "posted": "from_saved",
    "posting": "draft payload or assignment",
    "postings": "draft payloads or assignments",
    "reach": "access",
    "scope": "access",
    "seal": "confidential source or encrypted envelope",
    "sealed": "confidential or encrypted",
    "span": "range",
    "stands": "listed in",
    "term": "criterion",
    "terms": "criteria",
    "told": "reported",
    "trail": "audit log",
    "walk": "scan",
    "whoever": "anyone",
    "words": "label, text, tokens or describe",
}
# Words that are no plain English: the names of tests, which are sentences, go without them too.
OLD_IN_TESTS = {"facet", "headed", "heads", "scope", "seal", "sealed", "trail"}
# What bears such a word with right, by what it is.
ALLOWED = {
    "addresses, fields, commands, settings and codes that the contract or a posted form fixes": """
        verify_trail seal_source like told_on asked_at asked_by correction_asked_at clean_asked_at CORRECTION_ASKED
        DISCLOSURE_ASKED RETENTION_KEPT KEPT HEAD_TIME VILLAGE_HEAD words""",
    "columns in plain English": "kept posted posted_at posted_by",
    "a search has terms, a text has spans and words": """
        NameSpan Span spans _number_spans Term terms MOST_TERMS stop_words _words""",
    "words are words here: of a dictionary, a name, a text that people typed": """
        LOCAL_WORDS LocalWordsValidator LEVEL_WORDS VILLAGE_WORDS DISTRICT_WORDS REGENCY_WORDS by_words""",
    "limits of size": "Limits limits",
    "plain English": "_looks_like_a_degree BRAILLE_BLANK",
}

OLD_IN_TEXTS = {
    "facet": "filter key",
    "seal": "confidential source, or encrypted to the server",
    "twin": "visits alike, or the same visit",
}
TEXTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs"]
# They tell of the old words, and of what the standard itself calls so.
EXEMPT = {"docs/decisions/0048-rooms-and-the-fields-words.md", "docs/decisions/0054-envelopes-are-hpke.md"}
# Addresses, codes and names of files keep what they were called; a word in italics is spoken of as a word.
NOT_SAID = re.compile(r"`[^`]*`|\]\([^)]*\)|\*\w+\*")


def main() -> int:
    allowed = {name for names in ALLOWED.values() for name in names.split()}
    wrong = [
        (place, name, word)
        for folders, old in ((("visits", "cooling"), set(OLD)), (("tests",), OLD_IN_TESTS))
        for place, name in identifiers(*folders)
        for word in sorted(parts_of(name) & old)
        if name not in allowed
    ]
    for place, name, word in wrong:
        print(f"{place}: {name}: say {OLD[word]} for {word}")
    said = [(place, word) for place, text in texts() for word in old_words_in(text)]
    for place, word in said:
        print(f"{place}: say {OLD_IN_TEXTS[word]} for {word}")
    unused = allowed - {name for _place, name in identifiers("visits", "cooling")}
    for name in sorted(unused):
        print(f"tests/old_names.py: nothing is called {name} any more")
    return 1 if wrong or said or unused else 0


def texts() -> Iterator[tuple[str, str]]:
    """Lines of documents, and docstrings, with their places."""
    for named in (ROOT / name for name in TEXTS):
        for path in sorted(named.rglob("*.md")) if named.is_dir() else [named]:
            place = path.relative_to(ROOT).as_posix()
            if place not in EXEMPT:
                lines = path.read_text(encoding="utf-8").splitlines()
                yield from ((f"{place}:{number}", line) for number, line in enumerate(lines, start=1))
    for path in files_of("visits", "cooling"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                line = getattr(node, "lineno", 1)
                yield f"{path.relative_to(ROOT).as_posix()}:{line}", ast.get_docstring(node) or ""


def old_words_in(text: str) -> list[str]:
    """Old words in a text, whatever their ending: "sealed" says "seal"."""
    found = re.findall(rf"\b({'|'.join(OLD_IN_TEXTS)})(?:s|ed|ing)?\b", NOT_SAID.sub("", text), re.IGNORECASE)
    return [word.lower() for word in found]


def identifiers(*folders: str) -> Iterator[tuple[str, str]]:
    """Where an identifier is defined, and the identifier."""
    for path in files_of(*folders):
        place = path.relative_to(ROOT).as_posix()
        yield place, path.stem
        for line, name in defined_in(ast.parse(path.read_text(encoding="utf-8")), is_shared=True):
            yield f"{place}:{line}", name


def defined_in(node: ast.AST, *, is_shared: bool) -> Iterator[tuple[int, str]]:
    """Definitions and attributes everywhere; names that are only assigned where others see them."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child.lineno, child.name
        elif isinstance(child, ast.Assign | ast.AnnAssign):
            targets = child.targets if isinstance(child, ast.Assign) else [child.target]
            for found in (each for target in targets for each in ast.walk(target)):
                if isinstance(found, ast.Attribute) and isinstance(found.ctx, ast.Store):
                    yield child.lineno, found.attr
                elif is_shared and isinstance(found, ast.Name) and isinstance(found.ctx, ast.Store):
                    yield child.lineno, found.id
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from defined_in(child, is_shared=is_shared and not is_function)


def parts_of(name: str) -> set[str]:
    """The words of an identifier: `CreateWordsIndex` and `create_words_index` have the same."""
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


if __name__ == "__main__":
    sys.exit(main())
