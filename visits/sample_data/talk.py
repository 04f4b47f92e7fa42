"""What was said on a planned visit, what answers what, and what was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from visits.sample_data.texts import VOCABULARY

if TYPE_CHECKING:
    from visits.sample_data.plan import Chunk
    from visits.sample_data.world import Figure, Subject, Team

SPEAKERS, MATTERS, SPOTS, TIMES = (VOCABULARY[name] for name in ("speakers", "matters", "spots", "times"))
POLICE = frozenset({"message", "answer"})
RARE = 0.004


def sentence(chunk: Chunk, pattern: str, village: str) -> str:
    """A pattern filled in from the vocabulary."""
    random, skewed = chunk.random, chunk.skewed
    text = pattern.format(
        speaker=skewed(SPEAKERS), matter=skewed(MATTERS), spot=skewed(SPOTS), time=skewed(TIMES), village="{village}"
    )
    # A place of the vocabulary names the village itself.
    text = text.replace("{village}", village)
    text = text[0].upper() + text[1:]
    rare = chunk.texts["rare_word"]
    if rare and random() < RARE:
        text = f"{text} Disebut pula {skewed(rare)}."
    return text


class Talk:
    """The notes and follow-ups of one visit."""

    def __init__(self, chunk: Chunk, visit: int, day: int, team: Team, author: int, village: str):
        self.chunk, self.visit, self.day, self.team = chunk, visit, day, team
        self.author, self.village = author, village
        self.order = 0

    def write(self, people: list[tuple[int, bool]], figures: list[Figure], officers: dict[int, int]) -> bool:
        """The notes, and what was promised; whether a concern was heard."""
        chunk, texts, shares = self.chunk, self.chunk.texts, self.chunk.shares
        # Most talks are short; one in forty fills a page.
        number = 3 if chunk.chance(0.025) else int(chunk.chance(shares.concern))
        self.speaker, self.officer = people[0][0], officers[self.author]
        self.token = figures[0].token if figures else ""
        recipe = chunk.world.recipe
        subjects = recipe.subjects_in_elections if self.day in chunk.world.election_days else recipe.subjects
        concerns = dict.fromkeys(chunk.skewed(subjects) for _each in range(number))
        for subject in concerns:
            self._concern(subject)
        if number != 1:
            self._note("aspiration", texts)
        if chunk.chance(shares.commitment):
            self._note("commitment", texts)
        for person, was_met in people:
            if not was_met:
                note = self._note("information", texts, raised=False)
                chunk.add("about", note, person)
        return number > 0

    def _concern(self, subject: Subject) -> None:
        chunk, shares, topic, texts = self.chunk, self.chunk.shares, subject.topic, subject.texts
        concern = self._note("concern", texts, topic=topic)
        if chunk.chance(shares.message):
            self._note("message", texts, topic=topic)
        if chunk.chance(shares.answer):
            self._note("answer", texts, topic=topic, answers=concern)
        if chunk.chance(shares.request):
            request = self._note("request", texts, topic=topic)
            if chunk.chance(shares.promise):
                self._promise(request, chunk.pick(texts["promise"]))

    def _note(
        self,
        kind: str,
        texts: dict[str, list[str]],
        *,
        topic: int | None = None,
        answers: int | None = None,
        raised: bool = True,
    ) -> int:
        chunk = self.chunk
        is_concern = kind == "concern"
        confidential = is_concern and bool(self.token) and chunk.chance(chunk.shares.confidential_source)
        sensitivity = "supervisors" if chunk.chance(0.04) else "public" if chunk.chance(0.1) else "internal"
        disturbance = ""
        if is_concern and chunk.chance(0.2):
            disturbance = "latent" if chunk.chance(0.8) else "emerging"
        text = sentence(chunk, chunk.pick(texts[kind]), self.village)
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

    def _promise(self, note: int, pattern: str) -> None:
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
            result = chunk.pick(chunk.texts[status])
        if status != "open":
            changed = (chunk.at(self.day + 5, 10), self.author)
        sent_to = "Pemerintah kecamatan" if chunk.chance(0.1) else ""
        text = sentence(chunk, pattern, self.village)
        rows = chunk.rows["follow_ups"]
        order = rows[-1][3] + 1 if rows and rows[-1][2] == self.visit else 0
        row = (order, text, self.author, self.team.unit, sent_to, world.days[due], status, result, told_on, confirmed)
        pk = chunk.add("follow_ups", chunk.key(), self.visit, *row, *changed)
        chunk.add("asked", pk, note)
