"""The officers that stand in `data/officers.csv`, those of the demo's accounts among them."""

from __future__ import annotations

from typing import Any, NamedTuple

from visits.sample_data.texts import read_table

PASSWORD = "cooling-demo"


class KnownOfficer(NamedTuple):
    """`villages` are the codes of those in the officer's care."""

    nrp: str
    name: str
    degrees: str
    rank: str
    position: str
    unit: str
    role: str
    is_acting: bool
    is_account: bool
    villages: list[str]


def _known(row: dict[str, str]) -> KnownOfficer:
    marks: dict[str, Any] = {name: row[name] == "yes" for name in ("is_acting", "is_account")}
    return KnownOfficer(**{**row, **marks, "villages": row["villages"].split()})


OFFICERS = [_known(row) for row in read_table("officers")]
# The demo accounts that the README names, in its order.
ACCOUNTS = [row for row in OFFICERS if row.is_account]
