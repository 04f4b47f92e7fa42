"""A word that is lost, doubled or cut off is found to be."""

from collections import Counter

import pytest

from tests.soak.words import OnServer, State, Word, judge_word

MARK = "s1r2w3z"
VISIT, COPY, OTHER = "visit", "copy", "other"


def judged(state: State, texts: dict[str, list[str]], on_phone: dict[str, list[str]] | None = None) -> list[str]:
    word = Word(MARK, f"“tetap” damai {MARK}", "notes-0-text", state)
    server = OnServer({key: Counter(of) for key, of in texts.items()}, {VISIT: VISIT, COPY: VISIT, OTHER: OTHER}, {})
    return [sentence.split()[0] for sentence in judge_word(word, server, on_phone or {})]


WHOLE = f"“tetap” damai {MARK}"


@pytest.mark.parametrize(
    ("texts", "on_phone"),
    [
        ({VISIT: [f"sebelum {WHOLE}\r\nsesudah"]}, {}),
        ({VISIT: [WHOLE], COPY: [WHOLE]}, {}),
        ({VISIT: [WHOLE]}, {VISIT: [WHOLE]}),
        ({}, {VISIT: [WHOLE]}),
    ],
)
def test_a_kept_word_in_its_place_is_right(texts, on_phone):
    assert judged(State.KEPT, texts, on_phone) == []


@pytest.mark.parametrize(
    ("texts", "on_phone", "wrong"),
    [
        ({}, {}, "LOST"),
        ({VISIT: ["s1r2w33z"]}, {}, "LOST"),
        ({VISIT: [f"damai {MARK}"]}, {}, "CHANGED"),
        ({VISIT: [WHOLE], OTHER: [WHOLE]}, {}, "TWICE"),
        ({VISIT: [WHOLE, f"lagi {WHOLE}"]}, {}, "TWICE"),
        ({VISIT: [WHOLE, WHOLE]}, {}, "TWICE"),
        ({VISIT: [WHOLE]}, {OTHER: [WHOLE]}, "TWICE"),
    ],
)
def test_a_kept_word_elsewhere_is_wrong(texts, on_phone, wrong):
    assert judged(State.KEPT, texts, on_phone) == [wrong]


@pytest.mark.parametrize("state", [State.TYPED, State.WITHDRAWN])
def test_what_was_never_kept_may_be_gone_but_not_twice(state):
    assert judged(state, {}) == []
    assert judged(state, {VISIT: [WHOLE], OTHER: [WHOLE]}) == ["TWICE"]
