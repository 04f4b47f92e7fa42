"""Plan generated visits in chunks, each by its own seed: rows as tuples, in the columns named here."""

from __future__ import annotations

from itertools import takewhile
from random import Random
from typing import Any

from visits.sample_data.bulk import phrases
from visits.sample_data.bulk.columns import COLUMNS, MOST
from visits.sample_data.bulk.talk import Talk, short_line
from visits.sample_data.bulk.world import Figure, Team, Values, Village, World

CHUNK = 2_000
ACTIVITIES = "call call call call door_to_door door_to_door dialogue dialogue talk_patrol talk_patrol".split()
ACTIVITIES += "complaint_forum counselling coordination outreach mediation other".split()
VENUES = "house village_office church stall watch_post field market neighbourhood school mosque".split()
VENUES += "customary_house eatery jetty district_office pesantren".split()
GROUPS = [
    ("Warga sekitar", '["resident"]'),
    ("Pemuda Karang Taruna", '["youth"]'),
    ("Ibu-ibu PKK", '["women", "resident"]'),
    ("Pedagang pasar", '["worker"]'),
    ("Perangkat desa", '["village_official"]'),
    ("Siswa dan guru", '["student", "educator"]'),
    ("Majelis jemaat", '["religious"]'),
    ("Anggota Linmas", '["civil_guard"]'),
]
PARTNERS = ["[]", "[]", "[]", '["military"]', '["village_government"]', '["military", "civil_guard"]']
ROMAN = "I II III IV V VI VII VIII IX X XI XII".split()
NOBODY: Values = (None, "", "", "", "[]", "", "")

Rows = dict[str, list[Values]]


class Chunk:
    """The rows of up to `CHUNK` visits; the same for the same world and number."""

    def __init__(self, world: World, number: int):
        self.world = world
        self.rng = Random(f"{world.seed}:{number}")
        self.random = self.rng.random
        self.rows: Rows = {table: [] for table in COLUMNS}
        self.base = {name: world.first[name] + number * CHUNK * most for name, most in MOST.items()}
        for visit in range(number * CHUNK, min((number + 1) * CHUNK, world.visits)):
            self._visit(visit)

    def chance(self, share: float) -> bool:
        return self.random() < share

    def pick(self, choices: Any) -> Any:
        return choices[int(len(choices) * self.random())]

    def skewed(self, choices: Any) -> Any:
        """The first ones often, the last ones seldom."""
        return choices[int(len(choices) * self.random() ** 3)]

    def key(self) -> str:
        """A UUID of version 4, as hex."""
        return f"{self.rng.getrandbits(128) & ~0xF000C000000000000000 | 0x40008000000000000000:032x}"

    def add(self, table: str, *values: Any) -> int:
        """One row; its primary key."""
        rows = self.rows[table]
        pk = self.base[table] + len(rows)
        rows.append((pk, *values))
        return pk

    def at(self, day: int, hour: int) -> str:
        """An instant of a local hour (WITA, eight hours ahead of UTC), no later than today."""
        return f"{self.world.days[min(day, self.world.today)]} {hour - 8:02d}:{int(60 * self.random()):02d}:00"

    def _visit(self, number: int) -> None:
        world = self.world
        team = self.rng.choices(world.teams, weights=[team.weight for team in world.teams])[0]
        day = world.day_of(number + self.random())
        author = team.supervisor if self.chance(0.08) else self.pick(team.members)
        village = world.villages[self.skewed(team.villages)]
        pk = self.base["visits"] + len(self.rows["visits"])
        status = self._status(world.today - day)
        held = self.chance(0.95)
        officers = self._officers(pk, team, author)
        figures = self._figures(village) if held else []
        stop = self._stops(pk, village, figures)
        people, attendance = self._people(pk, village, figures, stop) if held else ([], None)
        talk = Talk(self, pk, day, team, author, village.label)
        heard = talk.write(people, figures, officers) if held else False
        photos = self._photos(pk, author, stop, day) if self.chance(0.25) else False
        reviewer = self._reviewer(team, author, officers)
        if status == "returned":
            section, reason = self.pick(phrases.RETURNS)
            self.add("remarks", pk, "returned", reason, section, self.at(day + 1, 9), reviewer)
        self._write(day, team, author, status, held, village, attendance, heard, photos, reviewer)

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

    def _stops(self, visit: int, village: Village, figures: list[Figure]) -> int:
        first = 0
        for order in range(1 if self.chance(0.87) else 2 if self.chance(0.7) else 3):
            host = figures[0].name if figures and order == 0 and self.chance(0.5) else ""
            venue = "house" if host else self.skewed(VENUES)
            name = f"Rumah {host}" if host else f"{self.skewed(phrases.NAMES_OF_PLACES)} {village.label}"
            address = f"RT {1 + int(20 * self.random()):03d}/RW {1 + int(8 * self.random()):03d}"
            position: tuple[str | None, str | None, int | None] = (None, None, None)
            if self.chance(0.6):
                latitude, longitude = village.latitude + self.random() / 100, village.longitude + self.random() / 100
                position = (f"{latitude:.6f}", f"{longitude:.6f}", 5 + int(40 * self.random()))
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
        for order in range(1 + int(3 * self.random())):
            digest, size = f"{self.rng.getrandbits(256):064x}", 90_000 + int(200_000 * self.random())
            caption = self.pick(phrases.CAPTIONS)
            self.add(
                "photos", self.key(), visit, order, digest, 1600, 1200, size, caption, stop, self.at(day, 18), author
            )
        return True

    def _reviewer(self, team: Team, author: int, officers: dict[int, int]) -> int:
        return next(row for row in team.reviewers if row != author and row not in officers)

    def _write(self, day, team, author, status, held, village, attendance, heard, photos, reviewer) -> None:
        operations = self.world.operations.get(day)
        operation = self.pick(operations) if operations and self.chance(0.8) else None
        arrived, submitted = self.at(day, 17), None if status == "draft" else self.at(day, 19)
        reviewed = self.at(day + 1 + int(3 * self.random()), 9) if status in ("approved", "returned") else None
        checked = (reviewed, reviewer) if photos and status == "approved" else (None, None)
        urgent = held and self.chance(0.0006)
        # Urgent ones of the last days may not have been taken note of.
        noted = (reviewed, reviewer) if urgent and reviewed else (None, None)
        is_secret = team.is_secret or self.chance(0.01)
        # A draft is unfinished: what submitting asks for may be missing.
        concern = None if status == "draft" else heard
        self.add(
            "visits",
            *(self.key(), 1, status, author, team.unit, team.name, "held" if held else "nobody_home"),
            *(self.world.days[day], *self._times(), self.skewed(ACTIVITIES), operation),
            self.world.stages[operation, day],
            *self._reasons(day, village.label),
            *(self.pick(PARTNERS), attendance, attendance is not None and self.chance(0.4), concern),
            *self._closing(held),
            *(urgent, "confidential" if is_secret else "restricted"),
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

    def _times(self) -> Values:
        """Part of the day, from, until: a clock time for most."""
        if self.chance(0.35):
            return self.pick(["morning", "midday", "afternoon", "night"]), None, None
        hour, minute = 8 + int(10 * self.random()), self.pick(["00", "15", "30", "45"])
        return "", f"{hour:02d}:{minute}:00", f"{hour + 1:02d}:{minute}:00" if self.chance(0.6) else None

    def _reasons(self, day: int, village: str) -> Values:
        """Order number, background, initiative, purpose."""
        year, month = self.world.days[day][:4], int(self.world.days[day][5:7])
        order = f"Sprin/{int(999 * self.random()) + 1}/{ROMAN[month - 1]}/OPS.1.3./{year}" if self.chance(0.35) else ""
        background = Talk.sentence(self, phrases.BACKGROUNDS, village) if self.chance(0.25) else ""
        initiative = "police" if self.chance(0.8) else self.pick(["invitation", "resident_report", ""])
        return order, background, initiative, Talk.sentence(self, phrases.PURPOSES, village)

    def _closing(self, held: bool) -> Values:
        """Situation before, after and in words, reception, result, obstacles, recommendation, assessment."""
        if not held:
            return "", "", "", "", "Kunjungan akan diulangi.", "", "", ""
        before = "calm" if self.chance(0.7) else "watch" if self.chance(0.8) else "tense"
        after = "calm" if self.chance(0.9) else "watch" if self.chance(0.9) else "tense"
        note = "Situasi selama kegiatan aman, tertib dan kondusif." if self.chance(0.5) else ""
        reception = self.skewed(["supportive", "accepting", "neutral", "objecting"])
        result = self.skewed(phrases.RESULTS)
        obstacles = self.pick(phrases.OBSTACLES) if self.chance(0.2) else ""
        recommendation = self.pick(phrases.RECOMMENDATIONS) if self.chance(0.25) else ""
        assessment = self.pick(phrases.ASSESSMENTS) if self.chance(0.25) else ""
        return before, after, note, reception, result, obstacles, recommendation, assessment


def plan(world: World, number: int) -> Rows:
    return Chunk(world, number).rows
