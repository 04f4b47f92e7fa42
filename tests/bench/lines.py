"""The lines of the table that is to be reached: each a ratio of one run, with its limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

FIRST, LATER = "history, newest 50", "history, last page"
SEARCHES = "search, rare word;search, common word;search, phrase with two filters".split(";")


@dataclass(frozen=True)
class Line:
    """`most` is the limit of the ratio; `at_least` turns it around."""

    name: str
    ratio: float
    most: float
    detail: str = ""
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.ratio >= self.most if self.at_least else self.ratio <= self.most


def lines(found: dict, small: dict | None = None, large: dict | None = None) -> Iterator[Line]:
    """The lines of one database; `small` and `large` are those of 100,000 and 3,000,000 visits."""
    times = found["times"]
    constant, ours = times["constant"][""], times["ours"]
    first = ours[FIRST]
    yield Line("history page, against the constant page", first / constant, 4.5, ms(first, constant))
    yield Line("last page, against the first", ours[LATER] / first, 1.5, ms(ours[LATER], first))
    name, slowest = worst(times["single"])
    yield Line("slowest single filter, against the first page", slowest / first, 1.5, f"{name}: {ms(slowest, first)}")
    name, slowest = worst(times["combined"])
    yield Line("slowest combination, against the first page", slowest / first, 10, f"{name}: {ms(slowest, first)}")
    for name in SEARCHES:
        yield Line(f"{name}, against the first page", ours[name] / first, 1.5, ms(ours[name], first))
    if small and large:
        before, after = small["times"]["ours"][FIRST], large["times"]["ours"][FIRST]
        yield Line("first page at 3,000,000, against 100,000", after / before, 1.2, ms(after, before))
    page = ours["one visit with 11 notes"]
    yield Line("one visit with 11 notes, traced, against the constant page", page / constant, 8, ms(page, constant))
    yield from writing_lines(found)
    yield from export_lines(found)
    yield from crowd_lines(found)
    page = ours["start page of a chief"]
    yield Line("start page of a chief, against the constant page", page / constant, 10, ms(page, constant))


def writing_lines(found: dict) -> Iterator[Line]:
    writing, rate = found["writing"], found["per_second"]
    detail = ms(writing["ours"], writing["sql"])
    yield Line("logging a full visit, against the best SQL insert", writing["ours"] / writing["sql"], 15, detail)
    detail = f"{rate['ours']:.1f} and {rate['stock']:.1f} a second"
    yield Line("logged a second by 8 clients, against the stock form", rate["ours"] / rate["stock"], 1, detail, True)


def export_lines(found: dict) -> Iterator[Line]:
    csv = found["csv"]
    if csv:
        detail = f"{csv['ours']:.2f} s and {csv['copy']:.2f} s"
        yield Line(f"CSV of {csv['rows']:,} visits, against COPY", csv["ours"] / csv["copy"], 4, detail)
        yield Line("memory of the CSV above idle, in MB", csv["memory"], 30)
        yield Line("header of the CSV of all visits, in seconds", csv["header"], 0.5)


def crowd_lines(found: dict) -> Iterator[Line]:
    crowd = found["crowd"]
    if crowd:
        name = f"history page while {crowd['exports']} exports run, against alone"
        yield Line(name, crowd["among"] / crowd["alone"], 2, ms(crowd["among"], crowd["alone"]))


def worst(times: dict[str, float]) -> tuple[str, float]:
    name = max(times, key=lambda each: times[each])
    return name, times[name]


def ms(one: float, other: float) -> str:
    return f"{one:.1f} ms and {other:.1f} ms"
