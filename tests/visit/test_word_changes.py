"""Two texts in one: right, lossless, and never longer than a page may take."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import factories as make
from visits.models import Version, Visit
from visits.visit.version_diff import differences
from visits.visit.word_changes import TooLong, WordComparison

LONGEST = 10_000


def test_marked_words():
    assert WordComparison().marked("satu dua tiga", "satu empat tiga") == [
        ("", "satu "),
        ("del", "dua "),
        ("ins", "empat "),
        ("", "tiga"),
    ]
    assert WordComparison().marked("satu", "dua") == []
    assert WordComparison().marked("", "dua") == []


@given(st.lists(st.sampled_from("a b c d \n aa".split(" "))), st.lists(st.sampled_from("a b c e \t aa".split(" "))))
def test_both_texts_are_read_out_of_the_parts_again(old, new):
    before, after = " ".join(old), " ".join(new)
    parts = WordComparison().marked(before, after)

    if parts:
        assert "".join(text for mark, text in parts if mark != "ins") == before
        assert "".join(text for mark, text in parts if mark != "del") == after


@pytest.mark.fault("A16")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 2500, "b a a " * 1600),
        ("a " * 5000, "b " * 4999),
        (" ".join(map(str, range(2000))), " ".join(map(str, range(2000, 0, -1)))),
        ("a b c d e " * 1000, "e d c b a " * 1000),
        (" " * LONGEST, "\n" * LONGEST),
    ],
)
def test_the_longest_crafted_fields_are_compared_at_once(old, new):
    began = time.process_time()
    WordComparison().marked(old[:LONGEST], new[:LONGEST])

    assert time.process_time() - began < 0.2


@pytest.mark.fault("A16")
def test_a_page_stops_comparing_before_it_holds_anybody_up():
    comparison, began = WordComparison(), time.process_time()
    while comparison.left > 0:
        with suppress(TooLong):
            comparison.marked("a b " * 2500, "b a a " * 1600)

    with pytest.raises(TooLong):
        comparison.marked("satu dua", "satu tiga")
    assert time.process_time() - began < 2


@pytest.mark.fault("A16")
def test_texts_of_one_page_share_its_budget():
    comparison = WordComparison(budget=10)

    assert comparison.marked("satu dua tiga", "satu empat tiga")
    with pytest.raises(TooLong):
        comparison.marked("satu dua", "satu")


@pytest.mark.fault("A16")
@pytest.mark.django_db
def test_what_is_too_long_is_said_and_shown_whole(client, monkeypatch):
    author = make.make_officer()
    visit = make.make_visit(author=author)
    facts = {"values": {"result": "satu dua"}}
    Version.objects.create(visit=visit, revision=1, saved_by=author, facts=facts)
    Version.objects.create(visit=visit, revision=2, saved_by=author, facts={"values": {"result": "satu tiga"}})
    monkeypatch.setattr(WordComparison.__init__, "__defaults__", (3,))

    change = differences(Visit.objects.get(pk=visit.pk), author)[0].changes[0]
    client.force_login(author)
    page = client.get(f"/visits/{visit.key}/versions/").content.decode()

    assert (change.is_too_long, change.old, change.new, change.words) == (True, "satu dua", "satu tiga", [])
    assert "Terlalu panjang" in page
    assert "satu tiga" in page
