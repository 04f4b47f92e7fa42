"""What an officer typed in a run, what the form said of it, and where it has to be in the end."""

from __future__ import annotations

import json
import random
import sqlite3
import uuid
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from visits.models.encrypted import cipher
from visits.typed.text import clean_text

# Every column of a visit that an officer types words into, by the table and how its rows name their visit.
COLUMNS = {
    "visits_visit": ("id", "background purpose result obstacles recommendation assessment other_facts"),
    "visits_stop": ("visit_id", "name address host_name"),
    "visits_encounter": ("visit_id", 'name title "group" institution'),
    "visits_dialoguenote": ("visit_id", "text topic_text"),
    "visits_followup": ("visit_id", "text sent_to result"),
    "visits_photo": ("visit_id", "caption"),
}
ODD = ["🙏🏽 damai", "Ma’u d'Arte", "محمد שלום", "“tetap” – é ✓", "<b>a</b> &amp; %s", "e\u0301 nasi", ""]
LONG = "Warga bercerita panjang lebar. " * 97


class State(Enum):
    """What became of a word, as the officer has seen it."""

    TYPED = "typed"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


@dataclass
class Word:
    """Something typed into one field, found again by its mark."""

    mark: str
    text: str
    name: str
    state: State = State.TYPED


@dataclass
class Words:
    """All that was typed in a run; `beginning` is that of every mark."""

    beginning: str
    typed: list[Word] = field(default_factory=list)
    # Visits that the officer has seen leave the form by "Submit".
    submitted: set[str] = field(default_factory=set)

    def fresh(self, name: str, chance: random.Random, *, is_long: bool) -> Word:
        """A word to be typed; its mark comes last, where a cut would be seen."""
        odd = chance.choice(ODD)
        if is_long:
            odd = chance.choice([odd, f"{odd}\nbaris kedua", LONG if chance.random() < 0.3 else odd])
        mark = f"{self.beginning}w{len(self.typed)}z"
        self.typed.append(Word(mark, f"{odd} {mark}".strip(), name))
        return self.typed[-1]

    def saw_kept(self, texts: list[str]) -> None:
        """The form said that it is kept, and these texts stood in it."""
        for word in self.typed:
            if word.state is State.TYPED and any(word.mark in text for text in texts):
                word.state = State.KEPT

    def withdraw(self, texts: list[str]) -> None:
        """The officer took these away himself: none of them has to be anywhere."""
        for word in self.typed:
            if any(word.mark in text for text in texts):
                word.state = State.WITHDRAWN


@dataclass
class OnServer:
    """What the server has of a run, by the key of each visit."""

    texts: dict[str, Counter[str]]
    # The visit that each is a copy of, else itself.
    originals: dict[str, str]
    statuses: dict[str, str]


def on_server(data: Path, beginning: str) -> OnServer:
    """Read the words of a run from the database alone."""
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    with closing(sqlite3.connect(data / "cooling.sqlite3", timeout=20)) as database:
        visits = database.execute(
            "SELECT v.id, v.key, o.key, v.status FROM visits_visit v LEFT JOIN visits_visit o ON o.id = v.copy_of_id"
        ).fetchall()
        keys = {number: dashed(key) for number, key, _original, _status in visits}
        unread = dict(database.execute('SELECT visit_id, "values" FROM visits_draftpayload'))
        for table, (visit, columns) in COLUMNS.items():
            for column in columns.split():
                asked = f"SELECT {visit}, {column} FROM {table} WHERE {column} LIKE ?"
                for number, text in database.execute(asked, [f"%{beginning}w%"]):
                    # A draft that cannot be read as a whole yet is what was typed last.
                    if number not in unread or table == "visits_photo":
                        texts[keys[number]][text] += 1
    for number, encrypted in unread.items():
        for name, value in json.loads(cipher().decrypt(encrypted)):
            if f"{beginning}w" in value and not name.startswith("photos-"):
                texts[keys[number]][value] += 1
    originals = {keys[number]: dashed(original) or keys[number] for number, _key, original, _status in visits}
    return OnServer(texts, originals, {keys[number]: status for number, _key, _original, status in visits})


def judge(words: Words, data: Path, on_phone: dict[str, list[str]]) -> list[str]:
    """What is wrong at the end of a run, a sentence each. `on_phone`: what the phone still shows, by visit."""
    server = on_server(data, words.beginning)
    wrong = [sentence for word in words.typed for sentence in judge_word(word, server, on_phone)]
    for key in words.submitted - set(on_phone):
        if server.statuses.get(key) != "submitted":
            wrong.append(f"NOT SUBMITTED {key}: {server.statuses.get(key)}")
    return wrong


def judge_word(word: Word, server: OnServer, on_phone: dict[str, list[str]]) -> list[str]:
    """A word that was kept is on one visit, once and unchanged; no other word is anywhere twice."""
    times = {key: sum(n * text.count(word.mark) for text, n in of.items()) for key, of in server.texts.items()}
    there = {key for key, n in times.items() if n}
    shown = {key for key, texts in on_phone.items() if any(word.mark in text for text in texts)}
    # Words that could go into no visit are a draft that names it; the visit may hold a part of them already.
    visits = {server.originals.get(key, key) for key in there | shown}
    named = f"{word.mark} in {word.name}, {word.text[-120:]!r}: {times}, on the phone {shown}"
    if len(visits) > 1 or any(n > 1 for n in times.values()):
        return [f"TWICE {named}"]
    if word.state is not State.KEPT:
        return []
    if not visits:
        return [f"LOST {named}"]
    texts = [text for key in there for text in server.texts[key]]
    if there and not any(clean_text(word.text) in clean_text(text) for text in texts):
        return [f"CHANGED {named}"]
    return []


def dashed(key: str | None) -> str:
    """A key as phones write it; SQLite holds it without dashes."""
    return str(uuid.UUID(key)) if key else ""
