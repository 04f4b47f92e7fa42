"""A home in the form for each of the odd facts (`other_facts`) of the 19 reports."""

from __future__ import annotations

from dataclasses import dataclass

WHY = {
    "background": "What led to the visit, in the officer’s words.",
    "other_facts": "True of this visit alone: no list, search or total asks for it, so its words are enough.",
    "recommendation": "What should be done next, in the writer’s own view.",
    "notes": "It was said, so it is a note of the dialogue.",
    "follow_ups": "Somebody has to do something: it stays open until it is done.",
    "stops": "Where it was, at the stop itself.",
    "officers": "Who went, with rank, position, number and role of that day.",
    "people": "Who was met or only mentioned, with title and institution of that day.",
    "activity": "The form of activity is a list.",
    "initiative": "Whose idea the meeting was is a list.",
    "zone": "Never asked: the zone follows from the province of the first stop.",
    "ended_at": "The end of the visit.",
}


WHY_BY_TAG = {
    "mutu_data": "A remark about the written source itself.",
    "kutipan": "How the source quotes somebody; who was there is said by the officers’ roles.",
    "kendaraan": "Vehicles are counted nowhere; the words are enough.",
    "adat": "A custom of the place, in words.",
    "istilah_lokal": "Local words, kept as they were said so that the search finds them.",
    "foto": "About the photo’s caption; the photo itself is not in the corpus.",
    "media": "About the article, not the visit.",
}


@dataclass(frozen=True)
class Home:
    """Where a fact lives, and the words by which it is found again when they are not its own."""

    field: str
    found_as: tuple[str, ...] = ()
    also: str = ""

    @property
    def shown(self) -> str:
        return f"`{self.field}`" + (f", `{self.also}`" if self.also else "")

    def why(self, tag: str) -> str:
        return WHY_BY_TAG.get(tag, WHY[self.field]) if self.field == "other_facts" else WHY[self.field]


REST = Home("other_facts")
BACKGROUND = Home("background")
WITA = Home("zone", ("WITA",))
ASKED = Home("notes")

HOMES: dict[str, list[Home]] = {
    "r01": [
        BACKGROUND,
        REST,
        Home("officers", ("pimpinan giat", "pelaksana dialog")),
        Home("recommendation"),
        REST,
        REST,
    ],
    "r02": [Home("other_facts", also="programme"), REST, REST, Home("follow_ups", also="sent_to")],
    "r04": [Home("other_facts", also="stops-N-address"), REST, REST, REST, REST],
    "r06": [REST, Home("recommendation"), Home("other_facts", also="notes"), REST, REST, REST],
    "r08": [
        Home("other_facts", also="stops"),
        Home("other_facts", also="notes-N-answers"),
        REST,
        REST,
    ],
    "r10": [WITA, REST, REST, Home("activity", ("penggalangan",)), ASKED, REST],
    "r12": [
        Home("ended_at", ("11.30 WITA",), "zone"),
        REST,
        Home("activity", ("patroli dialogis",)),
        Home("stops", ("Dusun Paga Barat",)),
    ],
    "r14": [
        WITA,
        Home("background", also="initiative"),
        Home("people", ("dekenat di bawah Keuskupan Larantuka",), "institution"),
        REST,
    ],
    "r16": [
        Home("people", ("Simon Lalan", "Markus Talan"), "presence"),
        Home("background", also="notes"),
        REST,
        Home("other_facts", also="follow_ups"),
        REST,
    ],
    "r18": [
        WITA,
        Home("stops", ("Gereja Ebenheser Oeutuk", "Gereja Betania Keoen", "Gereja Syalom Mamaluk")),
        Home("officers", ("6 anggota",), "count"),
        REST,
        Home("other_facts", also="programme"),
        REST,
        Home("other_facts", also="officers-N-role"),
    ],
    "r20": [REST, Home("stops", ("Kampung Pering", "Kristina Takesa"), "host"), REST, REST],
    "r22": [REST, Home("other_facts", also="notes"), REST, REST],
    "r24": [
        BACKGROUND,
        Home("stops", ("Desa Aimoli", "Desa Ala'ang")),
        Home("people", ("Plt. Camat Alor Barat Laut",), "title"),
        Home("other_facts", also="activity"),
    ],
    "r26": [
        Home("other_facts", also="stops"),
        Home("people", ("Ponpes Miftahul Hidayah", "Ponpes Tanwirul Hijjah"), "institution"),
        ASKED,
        REST,
    ],
    "r28": [Home("people", ("nelayan, 25 tahun",), "title"), REST, REST, Home("other_facts", also="officers-N-role")],
    "r30": [
        Home("zone", ("WIB",)),
        REST,
        Home("other_facts", also="activity"),
        REST,
        REST,
    ],
    "r32": [
        Home("stops", ("Jumat, 17 Januari 2025", "13.50 WITA"), "zone"),
        Home("other_facts", also="stops"),
        BACKGROUND,
        Home("people", ("GMIM", "MUI"), "institution"),
        ASKED,
    ],
    "r34": [
        Home("other_facts", also="officers"),
        REST,
        Home("other_facts", also="stops"),
        BACKGROUND,
        REST,
        Home("activity", ("patroli dialogis",)),
    ],
    "r36": [Home("people", ("GKPPD", "GKKI", "GMI", "GPdI"), "institution"), REST, ASKED, REST, REST],
}
