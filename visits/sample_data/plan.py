"""Plan visits in chunks, each by its own seed: rows as tuples of `COLUMNS`. No database is known here."""

from __future__ import annotations

import json
from itertools import accumulate, takewhile
from random import Random
from typing import Any

from visits.sample_data.columns import COLUMNS, MOST
from visits.sample_data.talk import Talk, sentence
from visits.sample_data.texts import PHRASES
from visits.sample_data.world import Figure, Picture, Team, Values, Village, World

CHUNK = 2_000
ACTIVITIES = "call call call call door_to_door door_to_door dialogue dialogue talk_patrol talk_patrol".split()
ACTIVITIES += "complaint_forum counselling coordination outreach mediation other".split()
VENUES = list(PHRASES["venues"].items())
GROUPS = [(name, json.dumps(categories)) for name, categories in PHRASES["groups"].items()]
RETURNED = list(PHRASES["returned"].items())
PARTNERS = ["[]", "[]", "[]", '["military"]', '["village_government"]', '["military", "civil_guard"]']
ROMAN = "I II III IV V VI VII VIII IX X XI XII".split()
NOBODY: Values = (None, "", "", "", "[]", "", "")

Rows = dict[str, list[Values]]


class Chunk:
    """The rows of up to `CHUNK` visits; the same for the same world and number."""

    def __init__(self, world: World, number: int):
        self.world, self.texts, self.shares = world, world.recipe.texts, world.recipe.shares
        self.rng = Random(f"{world.seed}:{number}")
        self.random = self.rng.random
        self.weights = list(accumulate(team.weight for team in world.teams))
        self.rows: Rows = {table: [] for table in COLUMNS}
        self.base = {name: world.first[name] + number * CHUNK * most for name, most in MOST.items()}
        # The last visit to a figure, by the figure: another one may follow it.
        self.last: dict[int, int] = {}
        for visit in range(number * CHUNK, min((number + 1) * CHUNK, world.visits)):
            self._visit(visit)

    def chance(self, share: float) -> bool:
        return self.random() < share

    def pick(self, choices: Any) -> Any:
        return choices[int(len(choices) * self.random())]

    def skewed(self, choices: Any) -> Any:
        """The first ones often, the last ones seldom."""
        return choices[int(len(choices) * self.random() ** 3)]

    def maybe(self, kind: str, share: float) -> str:
        """One of the texts of a kind, or none."""
        return self.pick(self.texts[kind]) if self.chance(share) else ""

    def key(self) -> str:
        """A UUID of version 4, as hex."""
        return f"{self.rng.getrandbits(128) & ~0xF000C000000000000000 | 0x40008000000000000000:032x}"

    def add(self, table: str, *values: Any) -> int:
        """Add one row to a table; answers its primary key."""
        rows = self.rows[table]
        pk = self.base[table] + len(rows)
        rows.append((pk, *values))
        return pk

    def at(self, day: int, hour: int) -> str:
        """An instant of a local hour (WITA, eight hours ahead of UTC), no later than now."""
        return min(f"{self.world.days[day]} {hour - 8:02d}:{int(60 * self.random()):02d}:00", self.world.now)

    def _visit(self, number: int) -> None:
        world = self.world
        day = world.day_of(number + self.random())
        team, author, status = world.chosen.get(number) or self._author_and_status(world.today - day)
        village = world.villages[self.skewed(team.villages)]
        pk = self.base["visits"] + len(self.rows["visits"])
        held = self.chance(0.95)
        officers = self._officers(pk, team, author)
        figures = self._figures(village) if held else []
        follows = self._follows(pk, status, figures)
        stop = self._stops(pk, village, figures)
        people, attendance = self._people(pk, village, figures, stop) if held else ([], None)
        talk = Talk(self, pk, day, team, author, village.label)
        heard = talk.write(people, figures, officers) if held else False
        photos = self._photos(pk, author, stop, day) if self.chance(self.shares.photos) else False
        reviewer = self._reviewer(team, author, officers)
        if status == "returned":
            section, reason = self.pick(RETURNED)
            self.add("remarks", pk, "returned", reason, section, self.at(day + 1, 9), reviewer)
        self._write(day, team, author, status, held, village, attendance, heard, follows, photos, reviewer)

    def _author_and_status(self, age: int) -> tuple[Team, int, str]:
        team = self.rng.choices(self.world.teams, cum_weights=self.weights)[0]
        author = team.supervisor if self.chance(0.08) else self.pick(team.members)
        return team, author, self._status(age)

    def _status(self, age: int) -> str:
        """Old visits are approved; of the last weeks many still wait."""
        chance = self.random()
        if age > 60:
            return "approved" if chance < 0.9995 else "returned"
        if age > 14:
            return "approved" if chance < 0.94 else "submitted" if chance < 0.98 else "returned"
        return (
            "approved" if chance < 0.6 else "submitted" if chance < 0.93 else "returned" if chance < 0.97 else "draft"
        )

    def _officers(self, visit: int, team: Team, author: int) -> dict[int, int]:
        """Rows of who went: officer to primary key of the row."""
        roles = {author: "leader"}
        if author != team.supervisor and self.chance(0.25):
            roles = {team.supervisor: "leader", author: "dialogue"}
        for _each in range(int(4 * self.random())):
            roles.setdefault(self.pick(team.members), "companion")
        if self.chance(self.shares.directing_chief):
            roles.setdefault(self.world.chiefs[0], "directing")
        rows = {
            officer: self.add("participations", visit, order, role, None, *self.world.officers[officer])
            for order, (officer, role) in enumerate(roles.items())
        }
        if self.chance(0.15):
            unnamed = (None, "", "", "", "", "", team.name)
            self.add("participations", visit, len(rows), "companion", 2 + int(6 * self.random()), *unnamed)
        return rows

    def _figures(self, village: Village) -> list[Figure]:
        if not village.figures:
            return []
        number = 0 if self.chance(0.2) else 1 if self.chance(0.7) else 2
        return list({found.pk: found for found in (self.skewed(village.figures) for _each in range(number))}.values())

    def _follows(self, visit: int, status: str, figures: list[Figure]) -> int | None:
        """The visit before to the same figure, now and then."""
        if not figures:
            return None
        earlier = self.last.get(figures[0].pk)
        if status != "draft":
            self.last[figures[0].pk] = visit
        return earlier if self.chance(self.shares.following) else None

    def _stops(self, visit: int, village: Village, figures: list[Figure]) -> int:
        first = 0
        for order in range(1 if self.chance(0.87) else 2 if self.chance(0.7) else 3):
            host = figures[0].name if figures and order == 0 and self.chance(0.5) else ""
            venue, name = ("house", f"Rumah {host}") if host else self.skewed(VENUES)
            address = f"RT {1 + int(20 * self.random()):03d}/RW {1 + int(8 * self.random()):03d}"
            position: tuple[str | None, str | None, int | None] = (None, None, None)
            if self.chance(0.6):
                latitude, longitude = village.latitude + self.random() / 100, village.longitude + self.random() / 100
                position = (f"{latitude:.6f}", f"{longitude:.6f}", 5 + int(40 * self.random()))
            name = name.replace("{village}", village.label)
            pk = self.add("stops", visit, order, *village.snapshot, venue, name, address, host, *position)
            first = first or pk
        return first

    def _people(
        self, visit: int, village: Village, figures: list[Figure], stop: int
    ) -> tuple[list[tuple[int, bool]], int | None]:
        """Rows of who was met or only mentioned (primary key, whether met), and how many came."""
        met = [
            self.add("encounters", visit, order, "met", stop, "", None, *row.snapshot)
            for order, row in enumerate(figures)
        ]
        attendance = None
        if not met or self.chance(0.45):
            group, categories = self.skewed(GROUPS)
            attendance = 4 + int(60 * self.random() ** 2)
            nobody = (*NOBODY[:4], categories, *NOBODY[5:])
            met.append(self.add("encounters", visit, len(met), "met", stop, group, attendance, *nobody))
        people = [(pk, True) for pk in met]
        if village.figures and self.chance(0.05):
            other = self.pick(village.figures)
            if other not in figures:
                row = self.add("encounters", visit, len(met), "mentioned", stop, "", None, *other.snapshot)
                people.append((row, False))
        return people, attendance

    def _photos(self, visit: int, author: int, stop: int, day: int) -> bool:
        pictures = self.world.recipe.pictures
        for order in range(1 + int(3 * self.random())):
            picture = self.pick(pictures) if pictures else self._no_picture()
            caption = self.pick(self.texts["caption"])
            self.add("photos", self.key(), visit, order, *picture, caption, stop, self.at(day, 18), author)
        return True

    def _no_picture(self) -> Picture:
        """What a row says of a file that is not there: pictures by the thousand would fill the disk."""
        return Picture(f"{self.rng.getrandbits(256):064x}", 1600, 1200, 90_000 + int(200_000 * self.random()))

    def _reviewer(self, team: Team, author: int, officers: dict[int, int]) -> int:
        return next(row for row in team.reviewers if row != author and row not in officers)

    def _write(self, day, team, author, status, held, village, attendance, heard, follows, photos, reviewer) -> None:
        operations = self.world.operations.get(day)
        operation = self.pick(operations) if operations and self.chance(0.8) else None
        is_draft = status == "draft"
        arrived, submitted = self.at(day, 17), None if is_draft else self.at(day, 19)
        reviewed = self.at(day + 1 + int(3 * self.random()), 9) if status in ("approved", "returned") else None
        checked = (reviewed, reviewer) if photos and status == "approved" else (None, None)
        urgent = held and self.chance(0.0006)
        # Urgent ones of the last days may not have been taken note of.
        noted = (reviewed, reviewer) if urgent and reviewed else (None, None)
        is_secret = team.is_secret or self.chance(0.01)
        activity = self.skewed(ACTIVITIES)
        self.add(
            "visits",
            *(self.key(), 1, status, author, team.unit, team.name, "held" if held else "nobody_home"),
            *(self.world.days[day], *self._times(day, activity), activity, operation),
            self.world.stages[operation, day],
            *self._reasons(day, activity, village.label),
            *(self.pick(PARTNERS), attendance, attendance is not None and self.chance(0.4)),
            # A draft is unfinished: what submitting asks for may be missing.
            None if is_draft else heard,
            *self._closing(held, is_draft),
            *(urgent, follows, "confidential" if is_secret else "restricted"),
            *(arrived, submitted or arrived, reviewed or submitted or arrived, submitted),
            *((reviewed, reviewer) if reviewed else (None, None)),
            *checked,
            *noted,
            *self._line(self.base["visits"] + len(self.rows["visits"])),
        )

    def _line(self, visit: int) -> tuple[str, str, str, str]:
        """What a line of a list shows: places, leader, people met, and all people (lists.visit_index)."""
        stops, officers, people = (self._own(table, visit) for table in ("stops", "participations", "encounters"))
        leader = next((row[7] for row in officers if row[3] == "leader"), "")
        everybody = [row[8] or row[5] for row in people]
        met = [row[8] or row[5] for row in people if row[3] == "met"]
        return short_line([row[5] or row[4] for row in stops]), leader, short_line(met), short_line(everybody)

    def _own(self, table: str, visit: int) -> list[Values]:
        """The rows of the visit that is being planned: the last ones of the table."""
        own = list(takewhile(lambda row: row[1] == visit, reversed(self.rows[table])))
        return own[::-1]

    def _times(self, day: int, activity: str) -> Values:
        """Part of the day, from, until, whether that is the next day: a clock time for most."""
        if day == self.world.today:
            # The day may just have begun.
            return "", None, None, False
        if activity == "talk_patrol" and self.chance(0.5):
            return "", "22:00:00", "00:30:00", True
        if self.chance(0.35):
            return self.pick(["morning", "midday", "afternoon", "night"]), None, None, False
        hour, minute = 8 + int(10 * self.random()), self.pick(["00", "15", "30", "45"])
        return "", f"{hour:02d}:{minute}:00", f"{hour + 1:02d}:{minute}:00" if self.chance(0.6) else None, False

    def _reasons(self, day: int, activity: str, village: str) -> Values:
        """Order number, background, initiative, purpose."""
        year, month = self.world.days[day][:4], int(self.world.days[day][5:7])
        order = f"Sprin/{int(999 * self.random()) + 1}/{ROMAN[month - 1]}/OPS.1.3./{year}" if self.chance(0.35) else ""
        background = self.maybe("background", 0.25)
        if background:
            background = sentence(self, background, village)
        initiative = "police" if self.chance(0.8) else self.pick(["invitation", "resident_report", ""])
        return order, background, initiative, sentence(self, self.world.recipe.purposes[activity], village)

    def _closing(self, held: bool, is_draft: bool) -> Values:
        """Situation and reception with their notes, result, obstacles, recommendation, assessment, support."""
        if not held:
            return "", "", "", "", "", "" if is_draft else "Kunjungan akan diulangi.", "", "", "", ""
        before = "calm" if self.chance(0.7) else "watch" if self.chance(0.8) else "tense"
        after = "calm" if self.chance(0.9) else "watch" if self.chance(0.9) else "tense"
        situation = self.skewed(self.texts["situation_note"]) if self.chance(0.5) else ""
        reception = self.skewed(["supportive", "accepting", "neutral", "objecting"])
        result = "" if is_draft else self.skewed(self.texts["result"])
        shares = {"obstacles": 0.2, "recommendation": 0.25, "assessment": 0.25, "support_given": 0.02}
        more = [self.maybe(kind, share) for kind, share in shares.items()]
        return before, after, situation, reception, self.maybe("reception_note", 0.15), result, *more


def short_line(names: list[str]) -> str:
    """The first two names, and how many more there are, as `lists.visit_index` writes it."""
    distinct = list(dict.fromkeys(names))
    shown = ", ".join(distinct[:2])
    return f"{shown} +{len(distinct) - 2}" if len(distinct) > 2 else shown


def plan(world: World, number: int) -> Rows:
    return Chunk(world, number).rows
