"""Who goes where in the demo: each unit with its leader, its members and its districts."""

from typing import NamedTuple


class Team(NamedTuple):
    unit: str
    leader: str
    members: list[str]
    districts: list[str]
    weight: int


KAPOLRES = "75010001"
WAKAPOLRES = "77020002"
FIRST_AUTHOR = "90010001"

TEAMS = [
    Team(
        "satsamapta",
        "82010001",
        ["90010001", "91010001", "93050002", "95120002"],
        ["53.01.06", "53.01.08", "53.01.10"],
        7,
    ),
    Team("polsek-kupang-timur", "83010001", ["92010001", "87120002"], ["53.01.06"], 6),
    Team("satbinmas", "81040002", ["88060002", "92080002"], ["53.01.06", "53.01.08", "53.01.24"], 3),
    Team("polsek-kupang-tengah", "84070002", ["90090002"], ["53.01.08", "53.01.24"], 3),
    Team("polsek-fatuleu", "85110002", ["91030002"], ["53.01.10", "53.01.27"], 2),
    Team("polsek-takari", "87010002", ["90020002"], ["53.01.11"], 2),
    Team("polsek-amarasi", "83090002", ["94040002"], ["53.01.09", "53.01.17"], 2),
    Team("polsek-amfoang-selatan", "86080002", ["89070002"], ["53.01.12"], 2),
    Team("satintelkam", "86030002", ["89100002"], ["53.01.06", "53.01.08"], 1),
]

SATINTELKAM = "satintelkam"
