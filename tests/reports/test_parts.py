"""The small words and signs of a report: numbers, marks, brackets, posts, what a PDF can show."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.models import Unit
from visits.reports.dates import part_of_day_at, write_number
from visits.reports.letterhead import leading_post, nearest
from visits.reports.parts import Item, clean, in_brackets, join_parts, labelled, marked
from visits.reports.print_signs import printable
from visits.reports.text import _items, report_parts


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a\x00b\r\nc ", "ab\nc"),
        ("a\rb\x0bc\x0cd\x85e\u2028f\u2029g", "a\nb\nc\nd\ne\nf\ng"),
        ("a\tb", "a\tb"),
        ("a\x7f\x9f\ud800b", "ab"),
        ("  a  ", "a"),
        ("Oh’aem 🙏 é", "Oh’aem 🙏 é"),
        ("", ""),
    ],
)
def test_a_text_is_written_with_one_kind_of_line_end_and_nothing_unwritable(typed, written):
    assert clean(typed) == written


@given(st.text(max_size=200))
def test_whatever_was_typed_can_be_written_and_stays_so(text):
    written = clean(text)

    written.encode()
    assert clean(written) == written
    assert written.splitlines(keepends=False) == written.split("\n") if written else True


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        ([], ""),
        (["TNI"], "TNI"),
        (["TNI", "Linmas"], "TNI dan Linmas"),
        (["TNI", "Linmas", "Satpol PP"], "TNI, Linmas dan Satpol PP"),
    ],
)
def test_parts_are_joined_as_in_a_sentence(parts, written):
    assert join_parts(parts) == written


@pytest.mark.parametrize(
    ("details", "written"),
    [((), ""), (("", ""), ""), (("a",), " (a)"), (("a", "", " b "), " (a; b)"), (("x\x00y",), " (xy)")],
)
def test_details_stand_in_one_pair_of_brackets(details, written):
    assert in_brackets(*details) == written


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ("", []),
        ("  \n \n", []),
        ("satu", [Item("Hasil: satu", plain=True)]),
        (
            "satu\n\n dua",
            [Item("Hasil:", below=[Item("satu", plain=True), Item(" dua", plain=True)], plain=True)],
        ),
    ],
)
def test_a_label_has_its_value_beside_it_or_below(value, items):
    assert labelled("Hasil", value) == items


def marks_of(items: list[Item]) -> list:
    return [(item.mark, marks_of(item.below)) if item.below else item.mark for item in items]


def test_items_are_numbered_as_in_letters_and_plain_ones_take_no_number():
    deep = Item("x", below=[Item("x", below=[Item("x", below=[Item("x")])])])
    items = [Item("x"), Item("y", plain=True), deep, Item("y", plain=True, below=[Item("x"), Item("x")])]

    assert marks_of(marked(items)) == ["1.", "", ("2.", [("a.", [("1)", ["1)"])])]), ("", ["1.", "2."])]


def test_the_twenty_seventh_below_has_a_number():
    below = marked([Item("x", below=[Item("x")] * 28)])[0].below

    assert [item.mark for item in below[24:]] == ["y.", "z.", "27)", "28)"]


def test_lines_of_an_item_stand_below_its_first_word():
    items = marked([Item("satu\ndua", below=[Item("tiga\nempat")]), Item("lima", plain=True)])

    assert _items(items) == "1. satu\n   dua\n   a. tiga\n      empat\nlima"


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        *((hour, "malam") for hour in (0, 2, 18, 23)),
        *((hour, "pagi") for hour in (3, 10)),
        *((hour, "siang") for hour in (11, 14)),
        *((hour, "sore") for hour in (15, 17)),
    ],
)
def test_the_part_of_the_day_changes_at_its_hour(hour, part):
    assert part_of_day_at(dt.time(hour)) == part_of_day_at(dt.time(hour, 59)) == part


@pytest.mark.parametrize(
    ("number", "written"), [(0, "0"), (999, "999"), (1000, "1.000"), (12500, "12.500"), (1234567, "1.234.567")]
)
def test_thousands_have_a_point(number, written):
    assert write_number(number) == written


@pytest.mark.parametrize(
    ("name", "post"),
    [
        ("Polda NTT", "Kapolda NTT"),
        ("Polres Kupang", "Kapolres Kupang"),
        ("Polsek Kupang Timur", "Kapolsek Kupang Timur"),
        ("Polsubsektor Semau", "Kapolsubsektor Semau"),
        ("Satuan Samapta", "Kasat Samapta"),
        ("Sat Binmas", "Kasat Binmas"),
        ("Bagian Operasi", "Kabag Operasi"),
        ("Seksi Humas", "Kasi Humas"),
        ("Unit Turjawali", "Kanit Turjawali"),
        ("Satuan", "Kepala Satuan"),
        ("Satsamapta", "Kepala Satsamapta"),
        ("SPKT", "Kepala SPKT"),
    ],
)
def test_the_post_that_leads_a_unit(name, post):
    assert leading_post(Unit(name=name)) == post


def test_a_setting_is_that_of_the_nearest_unit_that_has_one():
    lineage = [Unit(name="a"), Unit(name="b", report_to="Bapak B"), Unit(name="c", report_to="Bapak C")]

    assert nearest(lineage, "report_to") == "Bapak B"
    assert nearest(lineage, "report_copies") == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Desa Oesao – 10 °C", "Desa Oesao – 10 °C"),
        ("Terima kasih 🙏", "Terima kasih [tangan menyatu]"),
        ("👍🏽 ok", "[jempol] ok"),
        ("🙏👍", "[tangan menyatu, jempol]"),
        ("🇮🇩", "[bendera Indonesia]"),
        ("🐄", "[cow]"),
        ("", ""),
    ],
)
def test_signs_that_no_font_draws_are_named(text, shown):
    assert printable(text) == shown


def test_texts_are_shown_in_depth_and_other_values_stay():
    value = {"a": ("🙏", 5, None), "b": [{"c": "👏"}], "d": True}

    assert printable(value) == {
        "a": ["[tangan menyatu]", 5, None],
        "b": [{"c": "[tepuk tangan]"}],
        "d": True,
    }


@given(st.text(alphabet="ab\n🙏", max_size=120), st.integers(4, 20))
def test_parts_of_a_report_together_are_the_report(text, size):
    parts = report_parts(text, longest=size, part=size)

    if len(parts) == 1 and not parts[0].startswith("(1/"):
        assert parts == [text]
        return
    assert [part.partition("\n")[0] for part in parts] == [f"({at + 1}/{len(parts)})" for at in range(len(parts))]
    bodies = [part.partition("\n")[2] for part in parts]
    assert "".join(bodies) == text
    assert all(len(body.encode("utf-16-le")) // 2 <= size for body in bodies)
