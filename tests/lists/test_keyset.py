"""Pages, counts and cursors of lists: whatever is asked, each page holds what a sorted list of the rows holds."""

import datetime as dt
import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lists import plain_rows as plain
from tests.lists.plain_rows import ALL, ASKED_ABOUT, FIRST, SCANNED
from visits.lists.criteria import BY_WAITING, ScanRange
from visits.lists.intersection import Count, Sizes
from visits.lists.keyset import KeysetList, Page, cursor_at, moment, moment_at, position, scan_in_turn
from visits.lists.pages import cut_page

TINY = Sizes(first_window=2, growth=2, largest_window=5, long_scan=4, most_probed=3)
SIZES = [Sizes(), TINY, Sizes(first_window=5, largest_window=5, most_probed=8)]


@pytest.fixture
def rows(db):
    return plain.make_rows(seed=4, number=18)


def asked_together(most: int):
    """Every set of up to so many criteria of which one can be scanned."""
    for number in range(1, most + 1):
        for names in combinations(ALL, number):
            if any(name in SCANNED for name in names) and (number > 1 or names[0] in SCANNED):
                yield [ALL[name] for name in names], names


def pages_on(visits: KeysetList, size: int) -> list[Page]:
    found = [visits.page(size=size)]
    while found[-1].next:
        found.append(visits.page(after=found[-1].next, size=size))
    return found


def pages_back(visits: KeysetList, last: Page, size: int) -> list[Page]:
    """The page given and those before it, in the order of the list."""
    found = [last]
    while found[0].previous:
        found.insert(0, visits.page(before=found[0].previous, size=size))
    return found


def together(pages: list[Page]) -> list:
    return [found for page in pages for found in page.found]


@pytest.mark.parametrize("sizes", SIZES, ids=["as set", "tiny", "small"])
def test_pages_of_every_set_of_criteria_hold_the_rows_that_fit_all(rows, sizes):
    for asked, names in asked_together(3):
        wanted, visits = plain.by_day(rows, *asked), KeysetList(plain.criteria(*asked), sizes=sizes)
        size = 1 + len(names) * 2

        found = pages_on(visits, size)

        assert [page.found for page in found] == plain.cut(wanted, size), names
        assert found[0].previous is None, names


@pytest.mark.parametrize("size", [1, 2, 3, 5, 17, 18, 50])
@pytest.mark.parametrize("names", [("most",), ("reach", "half"), ("half or few", "not named", "reach")])
def test_a_page_back_is_the_one_that_was_left(rows, names, size):
    asked = [ALL[name] for name in names]
    visits = KeysetList(plain.criteria(*asked), sizes=TINY)
    forward = pages_on(visits, size)

    back = pages_back(visits, forward[-1], size)

    assert together(back) == plain.by_day(rows, *asked)
    assert back == forward


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("back", [False, True])
def test_a_scan_goes_on_from_any_place_on_the_list_or_beside_it(rows, sizes, back):
    chance = random.Random(2)
    for asked, names in asked_together(2):
        wanted, visits = plain.by_day(rows, *asked), KeysetList(plain.criteria(*asked), sizes=sizes)
        start = (FIRST + dt.timedelta(days=chance.randrange(-1, 7)), chance.choice(rows).pk + chance.randrange(-1, 2))
        limit = chance.choice([1, 3, 40])
        rest = [each for each in reversed(wanted) if each > start] if back else [e for e in wanted if e < start]

        assert visits.scan(start, limit, back=back) == rest[:limit], (names, start)


@pytest.mark.parametrize(("first", "last"), [(1, 3), (2, None), (None, 1), (3, 3), (4, 2), (9, None)])
def test_the_days_asked_for_belong_to_the_list_and_no_others(rows, first, last):
    days = [None if number is None else FIRST + dt.timedelta(number) for number in (first, last)]
    within = ScanRange(first=days[0], last=days[1])
    for asked, names in asked_together(2):
        wanted = [
            (day, pk)
            for day, pk in plain.by_day(rows, *asked)
            if (days[0] is None or day >= days[0]) and (days[1] is None or day <= days[1])
        ]
        visits = KeysetList(plain.criteria(*asked), within, TINY)

        assert together(pages_on(visits, 4)) == wanted, names
        assert visits.scan(None, 50, back=True) == wanted[::-1], names
        number, is_exact, _is_many = visits.count()
        assert number == len(wanted) if is_exact else number <= len(wanted), names


@pytest.mark.parametrize("most", [1, 4, 12, 100])
def test_a_count_is_exact_up_to_its_bound(rows, most):
    for asked, names in asked_together(3):
        number = len(plain.by_day(rows, *asked))
        wanted = Count(number, True) if number <= most else Count(most, False, True)

        assert KeysetList(plain.criteria(*asked)).count(most) == wanted, names


@pytest.mark.parametrize("most", [2, 100])
@pytest.mark.parametrize("most_probed", [1, 4, 9])
def test_a_count_that_asked_too_few_rows_says_no_more_than_it_knows(rows, most_probed, most):
    seen = set()
    for asked, names in asked_together(3):
        wanted = plain.by_day(rows, *asked)

        count = KeysetList(plain.criteria(*asked), sizes=Sizes(most_probed=most_probed)).count(most)

        seen.add((count.is_exact, count.is_many))
        assert not (count.is_exact and count.is_many), names
        if count.is_exact:
            assert count.number == len(wanted) <= most, names
        elif count.is_many:
            assert count.number == most < len(wanted), names
        else:
            assert count.number <= min(len(wanted), most), names
            assert len(names) > 1, names
    assert {(True, False), (False, False)} <= seen


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("size", [2, 7, 30])
def test_the_first_page_and_its_count_are_those_asked_apart(rows, sizes, size):
    for asked, names in asked_together(2):
        visits = KeysetList(plain.criteria(*asked), sizes=sizes)

        page, count = visits.counted_page(size=size, most=5)

        assert page == visits.page(size=size), names
        number = len(plain.by_day(rows, *asked))
        if count.is_exact:
            assert count.number == number, names
        else:
            assert count.number <= number, names
        if page.next:
            assert visits.counted_page(after=page.next, size=size, most=5)[0] == visits.page(after=page.next, size=size)


@pytest.mark.parametrize(
    ("count", "shown", "is_all", "wanted"),
    [
        (Count(3, True), 50, False, Count(3, True)),
        (Count(10, False, True), 50, True, Count(10, False, True)),
        (Count(3, False), 7, True, Count(7, True)),
        (Count(3, False), 7, False, Count(7, False)),
        (Count(9, False), 7, False, Count(9, False)),
        (Count(0, False), 0, True, Count(0, True)),
    ],
)
def test_what_the_page_shows_is_counted_at_least(count, shown, is_all, wanted):
    assert count.seen_with(shown, is_all=is_all) == wanted


def test_without_a_criterion_there_is_nothing_and_nothing_is_asked(db, django_assert_num_queries):
    nothing = KeysetList(())
    with django_assert_num_queries(0):
        assert nothing.page() == Page([], None, None)
        assert nothing.counted_page() == (Page([], None, None), Count(0, True))
        assert nothing.scan(None, 9) == nothing.scan((FIRST, 1), 9, back=True) == []
        assert nothing.count() == Count(0, True)


WAITING = ["reach", "named"]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("name", WAITING)
@pytest.mark.parametrize("others", [(), ("not named",), ("half",), ("days",), ("few", "not named"), ("days", "either")])
def test_who_waits_longest_stands_first_and_who_does_not_wait_nowhere(rows, sizes, name, others):
    asked = [ALL[each] for each in (name, *others)]
    visits = KeysetList(plain.criteria(*asked), ScanRange(order=BY_WAITING), sizes)
    wanted = plain.by_waiting(rows, *asked)

    pages = pages_on(visits, 3)

    assert [page.found for page in pages] == plain.cut(wanted, 3)
    assert together(pages_back(visits, pages[-1], 3)) == wanted
    if sizes == SIZES[0]:
        assert visits.count() == Count(len(wanted), True)


@pytest.mark.parametrize("back", [False, True])
def test_lists_one_behind_the_other_are_read_as_one(rows, back):
    """As the unfinished follow-ups before the finished: a cursor names its list and the place in it."""
    names = ("few", "none", "half", "named")
    lists = [KeysetList(plain.criteria(ALL[name]), sizes=TINY) for name in names]
    whole = [(number, found) for number, name in enumerate(names) for found in plain.by_day(rows, ALL[name])]
    for limit in (1, 4, 100):
        for at, edge in enumerate(whole):
            rest = whole[:at][::-1] if back else whole[at + 1 :]

            assert scan_in_turn(lists, edge, limit, back=back) == [found for _list, found in rest][:limit]
    everything = [found for _list, found in whole]
    assert scan_in_turn(lists, None, 100, back=back) == (everything[::-1] if back else everything)


@given(st.lists(st.integers(), unique=True, max_size=12), st.integers(1, 6), st.booleans(), st.booleans())
def test_a_page_is_cut_out_of_one_row_more(numbers, size, is_first, back):
    found = numbers[: size + 1]
    shown = cut_page(found, size, is_first=is_first, back=back)

    assert shown.rows == (found[:size][::-1] if back else found[:size])
    more = len(found) > size
    assert (shown.has_previous, shown.has_next) == ((more, True) if back else (not is_first, more))


@given(st.dates(), st.integers(1, 2**62))
def test_a_cursor_of_days_names_its_place(day, pk):
    assert position(cursor_at((day, pk))) == (day, pk)


@given(
    st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2286, 1, 1), timezones=st.just(dt.UTC)),
    st.integers(1, 10**18 - 1),
)
def test_a_cursor_of_instants_names_its_place_to_the_microsecond(at, pk):
    assert moment(moment_at((at, pk))) == (at, pk)


def test_no_place_is_no_cursor():
    assert cursor_at(None) == moment_at(None) == ""


@pytest.mark.parametrize("text", ["", "17", "2024-09-01", "2024-09-01_", "_17", "2024-13-01_17", "2024-09-01_x", "a_b"])
def test_a_cursor_that_names_no_day_is_refused(text):
    with pytest.raises(ValueError, match="isoformat|literal|month"):
        position(text)


@pytest.mark.parametrize(
    "text", [None, "", "17", "_17", "17_", "-1_17", "1_-7", "1.5_17", f"{'9' * 17}_1", "²_1", "1_2\n"]
)
def test_a_cursor_that_names_no_instant_is_the_beginning(text):
    assert moment(text) is None


def test_criteria_that_cannot_be_scanned_say_so():
    assert {name for name, asked in ALL.items() if asked.criterion.drives(ScanRange().order)} == {*SCANNED}
    assert not any(asked.criterion.drives(BY_WAITING) for asked in ASKED_ABOUT.values())
    for asked in ASKED_ABOUT.values():
        with pytest.raises(NotImplementedError):
            asked.criterion.rows(ScanRange(), limit=1)
