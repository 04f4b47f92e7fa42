"""What was said on a generated visit, what answers what, and what was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from visits.sample_data.texts import vocabulary as words

if TYPE_CHECKING:
    from visits.sample_data.bulk.plan import Chunk
    from visits.sample_data.bulk.world import Figure, Team

POLICE = frozenset({"message", "answer"})
SAYINGS = {
    "concern": words.CONCERNS,
    "message": words.MESSAGES,
    "answer": words.ANSWERS,
    "request": words.REQUESTS,
    "aspiration": words.ASPIRATIONS,
    "information": words.INFORMATION,
    "commitment": words.COMMITMENTS,
}
FOLLOW_UP_RESULTS = ["Sudah dilaksanakan bersama pemerintah desa.", "Sudah diteruskan dan dijawab secara tertulis."]
NOT_POSSIBLE = "Bukan wewenang kepolisian; warga sudah diarahkan kepada pemerintah kecamatan."
RARE = 0.004


def short_line(names: list[str]) -> str:
    """The first two names, and how many more there are, as `lists.visit_index` writes it."""
    distinct = list(dict.fromkeys(names))
    shown = ", ".join(distinct[:2])
    return f"{shown} +{len(distinct) - 2}" if len(distinct) > 2 else shown


class Talk:
    """The notes and follow-ups of one visit."""

    def __init__(self, chunk: Chunk, visit: int, day: int, team: Team, author: int, village: str):
        self.chunk, self.visit, self.day, self.team = chunk, visit, day, team
        self.author, self.village = author, village
        self.order = 0

    @staticmethod
    def sentence(chunk: Chunk, patterns: tuple[str, ...], village: str) -> str:
        random, skewed = chunk.random, chunk.skewed
        text = patterns[int(len(patterns) * random())].format(
            speaker=skewed(words.SPEAKERS),
            matter=skewed(words.MATTERS),
            spot=skewed(words.SPOTS),
            time=skewed(words.TIMES),
            village="{village}",
        )
        # A place of the vocabulary names the village itself.
        text = text.replace("{village}", village)
        text = text[0].upper() + text[1:]
        if random() < RARE:
            text = f"{text} Disebut pula {skewed(words.RARE_WORDS)}."
        return text

    def write(self, people: list[tuple[int, bool]], figures: list[Figure], officers: dict[int, int]) -> bool:
        """Up to eleven notes, and what was promised; whether a concern was heard."""
        chunk = self.chunk
        # Most talks are short; one in forty fills a page.
        concerns = 3 if chunk.chance(0.025) else 0 if chunk.chance(0.4) else 1
        self.speaker, self.officer = people[0][0], officers[self.author]
        self.token = figures[0].token if figures else ""
        for _each in range(concerns):
            self._concern()
        if not concerns or concerns > 1:
            self._note("aspiration")
        if chunk.chance(0.2):
            self._note("commitment")
        for person, was_met in people:
            if not was_met:
                note = self._note("information", raised=False)
                chunk.add("about", note, person)
        return concerns > 0

    def _concern(self) -> None:
        chunk = self.chunk
        topic = chunk.skewed(chunk.world.topics)
        concern = self._note("concern", topic=topic)
        if chunk.chance(0.6):
            self._note("message", topic=topic)
        if chunk.chance(0.5):
            self._note("answer", topic=topic, answers=concern)
        if chunk.chance(0.35):
            request = self._note("request", topic=topic)
            if chunk.chance(0.7):
                self._promise(request)

    def _note(self, kind: str, *, topic: int | None = None, answers: int | None = None, raised: bool = True) -> int:
        chunk = self.chunk
        confidential = kind == "concern" and bool(self.token) and chunk.chance(0.01)
        sensitivity = "supervisors" if chunk.chance(0.04) else "public" if chunk.chance(0.1) else "internal"
        disturbance = ""
        if kind == "concern" and chunk.chance(0.2):
            disturbance = "latent" if chunk.chance(0.8) else "emerging"
        text = self.sentence(chunk, SAYINGS[kind], self.village)
        token = self.token if confidential else ""
        around = (disturbance, sensitivity, confidential, token, self.author)
        note = chunk.add("notes", self.visit, self.order, kind, topic, text, answers, *around)
        self.order += 1
        if raised and not confidential:
            if kind in POLICE:
                chunk.add("raised_by_officers", note, self.officer)
            else:
                chunk.add("raised_by_people", note, self.speaker)
        return note

    def _promise(self, note: int) -> None:
        """Old promises are mostly kept."""
        chunk, world = self.chunk, self.chunk.world
        is_old = world.today - self.day > 90
        status = (
            "done" if chunk.chance(0.985 if is_old else 0.4) else chunk.skewed(["open", "in_progress", "not_possible"])
        )
        due = min(self.day + chunk.pick([7, 10, 14, 21, 30]), len(world.days) - 1)
        result, told_on, confirmed = "", None, False
        changed: tuple[str | None, int | None] = (None, None)
        if status in ("done", "not_possible"):
            told_on = world.days[min(self.day + 5, world.today)] if chunk.chance(0.7) else None
            confirmed = told_on is not None and chunk.chance(0.6)
            result = chunk.pick(FOLLOW_UP_RESULTS) if status == "done" else NOT_POSSIBLE
        if status != "open":
            changed = (chunk.at(self.day + 5, 10), self.author)
        sent_to = "Pemerintah kecamatan" if chunk.chance(0.1) else ""
        text = self.sentence(chunk, words.PROMISES, self.village)
        order = 0 if not chunk.rows["follow_ups"] or chunk.rows["follow_ups"][-1][2] != self.visit else 1
        row = (order, text, self.author, self.team.unit, sent_to, world.days[due], status, result, told_on, confirmed)
        pk = chunk.add("follow_ups", chunk.key(), self.visit, *row, *changed)
        chunk.add("asked", pk, note)
