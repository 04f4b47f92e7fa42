"""The figures as text: printed, and written to docs/performance.md."""

from __future__ import annotations

from pathlib import Path

from tests import performance
from tests.bench.lines import Line, lines

OPENING = """## The server

Everything in this part was measured in one run, in interleaved rounds, by the test client: our page, the same page of
the stock Django admin over the same tables, the best SQL alone (prepared, the same rows), and a constant page of 30 KB
for which session and person are loaded. Times are medians and depend on the machine; the ratios hardly do. The reader
is the chief of a Polres, who has every visit in reach. The stock pages ask over the application's connections, which
tell PostgreSQL not to spread a statement over processes; a page that takes longer than twenty seconds is asked once.

"""


def as_text(found: list[tuple[str, dict]]) -> str:
    """Every database with its ratios and its times; the ratios are the issue's, by the one million."""
    by_size = {data["visits"] // 90_000: data for name, data in found if name != "SQLite"}
    small, large = by_size.get(1), next((data for size, data in by_size.items() if size >= 30), None)
    parts = [OPENING]
    for name, data in found:
        parts.append(f"### {name}, {data['visits']:,} visits\n\n")
        parts.append(ratios(list(lines(data, small, large))))
        parts.append(times(data))
        if data["shortcomings"]:
            parts.append("Statements that read or sort too much:\n\n```\n")
            parts.append("\n".join(data["shortcomings"]) + "\n```\n\n")
    return "".join(parts)


def ratios(found: list[Line]) -> str:
    rows = ["| | ratio | at most | |", "|---|---|---|---|"]
    for line in found:
        limit = f"at least {line.most:g}" if line.at_least else f"{line.most:g}"
        held = "holds" if line.holds else "**does not hold**"
        rows.append(f"| {line.name} ({line.detail}) | {line.ratio:.2f} | {limit} | {held} |")
    return "\n".join(rows) + "\n\n"


def times(data: dict) -> str:
    ours, stock, sql = (data["times"].get(kind, {}) for kind in ("ours", "stock", "sql"))
    rows = ["| p50 in ms | ours | stock admin | best SQL |", "|---|---|---|---|"]
    rows.append(f"| constant page | {data['times']['constant']['']:.1f} | | |")
    for name, spent in ours.items():
        others = (f"{kind[name]:.1f}" if name in kind else "" for kind in (stock, sql))
        rows.append(f"| {name} | {spent:.1f} | {' | '.join(others)} |")
    writing = data["writing"]
    rows.append(f"| logging a full visit | {writing['ours']:.1f} | {writing['stock']:.1f} | {writing['sql']:.1f} |")
    for kind in ("single", "combined"):
        rows += [f"| {name} | {spent:.1f} | | |" for name, spent in data["times"][kind].items()]
    return "\n".join(rows) + "\n\n"


def write(text: str, command: str, *, file: Path = performance.FILE) -> None:
    performance.write("pages", f"{text}Made with `{command}`.", file=file)
