"""Look at the plan of every statement that a list runs: nothing large is read from end to end, nothing long sorted."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Of tables below this, reading all rows is what a planner should do.
LARGE = 20_000
# Rows that a sort may hold: what a page shows, and what its filter walked over to find them.
MOST_SORTED = 10_100
LISTS = (
    "history, newest 50;history, last page;history, one unit and month;search, rare word;search, common word;"
    "search, phrase with two filters;review list;figures;places;follow-ups;trail;start page of a chief;"
    "follow-ups of a small supervisor;follow-ups of an officer;follow-ups, finished"
).split(";")


def shortcomings(cases) -> list[str]:
    """One sentence for each statement that falls short."""
    if connection.vendor != "postgresql":
        return []
    calls = {name: cases.pages[name].ours for name in LISTS} | cases.singles | cases.combined | cases.lists
    large = large_tables()
    found = []
    for name, call in calls.items():
        call()
        with CaptureQueriesContext(connection) as asked:
            call()
        for statement in dict.fromkeys(query["sql"] for query in asked):
            if only_reads(statement):
                found += [f"{name}: {reason}\n    {statement[:300]}" for reason in reasons(plan_of(statement), large)]
    return list(dict.fromkeys(found))


def only_reads(statement: str) -> bool:
    """Whether it can be asked again for its plan."""
    begins = statement.lstrip("( ").upper().startswith(("SELECT", "WITH"))
    return begins and not any(word in statement for word in ("FOR UPDATE", "INSERT INTO"))


def large_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
        return {name for (name,) in cursor.fetchall()}


def plan_of(statement: str) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        plan = cursor.fetchone()[0]
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def reasons(plan: dict, large: set[str]) -> Iterator[str]:
    for node in nodes(plan):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large and node["Actual Loops"]:
            yield f"reads all of {node['Relation Name']}"
        if node["Node Type"] == "Sort":
            rows = sum(child["Actual Rows"] for child in node.get("Plans", []))
            if rows > MOST_SORTED:
                yield f"sorts {rows} rows"
