"""The 19 reports of `tests/corpus` as an officer would post them through the ordinary form.

`post_of` maps the facts of a report to the form's field names; `corpus_rows` holds what a
person decides while typing, `corpus_homes` the home of each entry of `other_facts`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.corpus_homes import HOMES, Home
from tests.corpus_rows import REPORTS

FOLDER = Path(__file__).with_name("corpus")
KEYS = [f"r{number:02d}" for number in (1, *range(2, 37, 2))]

PARTS_OF_DAY = {"pagi": "morning", "siang": "midday", "sore": "afternoon", "malam": "night"}
VENUES = {
    "rumah": "house",
    "kantor desa": "village_office",
    "kantor tim pemenangan": "campaign_office",
    "masjid": "mosque",
    "poskamling": "watch_post",
    "kantor lembaga agama": "religious_office",
    "rumah adat": "customary_house",
    "gereja": "church",
    "kios/warung": "stall",
    "sekretariat paguyuban": "society_office",
    "permukiman": "neighbourhood",
    "pesantren": "pesantren",
    "dermaga": "jetty",
    "pasar": "market",
    "rumah makan/kafe": "eatery",
    None: "",
}
CATEGORIES = {
    "tokoh masyarakat": "community",
    "warga": "resident",
    "aparat desa/kelurahan": "village_official",
    "tokoh adat": "customary",
    "mahasiswa/pelajar": "student",
    "RT/RW": "village_official",
    "tokoh pemuda": "youth",
    "tim relawan/partai": "campaign",
    "tokoh agama": "religious",
    "linmas": "civil_guard",
    "jemaat": "resident",
    "ormas/paguyuban": "organisation",
    "aparat kecamatan": "subdistrict",
    "nelayan": "worker",
    "pedagang": "worker",
    "pengemudi": "worker",
}
NOTE_KINDS = {
    "aspirasi": "aspiration",
    "kekhawatiran": "concern",
    "informasi": "information",
    "komitmen": "commitment",
    "tanggapan": "answer",
}
HONORIFICS = re.compile(r"^((?:Pdt\.|Romo|Ustaz|KH|H\.|Dr\.) )?([^,]+?)(?:, (.+))?$")
TEXT_HOMES = ("background", "recommendation", "other_facts", "situation_note", "support_given")


def load_report(key: str) -> dict:
    return json.loads((FOLDER / f"{key}.json").read_text(encoding="utf-8"))


def tag_of(fact: str) -> str:
    return fact.partition(": ")[0]


def words_of(fact: str) -> str:
    """The words of an entry of `other_facts`, without its tag."""
    return fact.partition(": ")[2]


def homes_of(report: dict) -> list[tuple[str, Home]]:
    """Each entry of `other_facts` with its home, in the report's order."""
    return list(zip(report["other_facts"], HOMES[report["id"]], strict=True))


def post_of(report: dict) -> dict[str, str | list[str]]:
    """The posted values of a report, without `key`, `revision` and `action`."""
    rows = REPORTS[report["id"]]
    return {
        **visit_values(report, rows),
        **formset("stops", stop_rows(report, rows)),
        **formset("officers", officer_rows(report, rows)),
        **formset("people", people_rows(report, rows)),
        **formset("notes", note_rows(report, rows)),
        **formset("follow_ups", follow_up_rows(report, rows)),
        **formset("photos", []),
    }


def formset(prefix: str, rows: list[dict]) -> dict[str, str | list[str]]:
    posted: dict[str, str | list[str]] = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        posted |= {f"{prefix}-{number}-{name}": value for name, value in row.items() if value not in ("", None)}
    return posted


def visit_values(report: dict, rows: dict) -> dict[str, str | list[str]]:
    time = report["time"] or ""
    values = {
        "outcome": "held",
        "visited_on": report["started_on"] or rows["visit"].get("visited_on"),
        "part_of_day": PARTS_OF_DAY.get(time, ""),
        "started_at": time if ":" in time else "",
        "programme": report["operation_or_stage"] or "",
        "purpose": report["purpose"],
        "result": report["summary"],
        "attendance": str(report["attendance"] or ""),
        "concern_heard": "yes" if any(note["kind"] == "kekhawatiran" for note in report["notes"]) else "no",
        "situation_note": report["situation"] or "",
        "reception_note": report["reception"] or "",
        "partners_other": "; ".join(report["partners"]),
        "classification": "restricted",
        **rows["visit"],
    }
    for fact, home in homes_of(report):
        if home.field in TEXT_HOMES:
            values[home.field] = "\n".join(part for part in (values.get(home.field), words_of(fact)) if part)
    source = f"naskah sumber: {report['text_seen']}"
    values["other_facts"] = "\n".join(part for part in (values.get("other_facts"), source) if part)
    return values


def stop_rows(report: dict, rows: dict) -> list[dict]:
    """The stops named for the report; without a name of its own a stop takes the report's place."""
    default = {"venue": VENUES[report["venue_kind"]], "name": report["place"]}
    return [{**default, **stop} for stop in rows["stops"]]


def officer_rows(report: dict, rows: dict) -> list[dict]:
    """Who went as they stand in the report, then who directed from elsewhere."""
    officers = [(officer, officer_role(officer, report)) for officer in report["officers"]]
    if report["coordination_of"]:
        officers.append((report["coordination_of"], "directing"))
    given = rows.get("officers", {})
    return [
        {"name": officer["name"], "rank": officer["rank"], "position": officer["position"], "role": role}
        | given.get(number, {})
        for number, (officer, role) in enumerate(officers)
    ]


def officer_role(officer: dict, report: dict) -> str:
    leader = report["led_by"]
    same = leader and (leader["name"], leader["rank"]) == (officer["name"], officer["rank"])
    return "leader" if same and (officer["name"] or officer["position"] == leader["position"]) else "companion"


def people_rows(report: dict, rows: dict) -> list[dict]:
    given = rows.get("people", {})
    people = [person_row(figure) | given.get(number, {}) for number, figure in enumerate(report["figures"])]
    return people + rows.get("more_people", [])


def person_row(figure: dict) -> dict:
    """A named person with honorific and degrees apart, or a group by its title or category."""
    category = [CATEGORIES[figure["category"]]]
    if not figure["name"]:
        return {"group": figure["title"] or figure["category"], "categories": category, "presence": "met"}
    honorific, name, degrees = HONORIFICS.match(figure["name"]).groups()
    return {
        "name": name,
        "honorific": (honorific or "").strip(),
        "degrees": degrees,
        "categories": category,
        "title": figure["title"],
        "presence": "met",
    }


def note_rows(report: dict, rows: dict) -> list[dict]:
    """What was heard, then the messages given, then what is a note although noted elsewhere."""
    given = rows.get("notes", {})
    heard = [
        {"kind": NOTE_KINDS[note["kind"]], "topic_text": note["topic"], "text": note["text"]} | given.get(number, {})
        for number, note in enumerate(report["notes"])
    ]
    messages = [{"kind": "message", "text": text} for text in report["messages_delivered"]]
    requests = [
        {"kind": "request", "text": words_of(fact), "raised_by": ["officers-0"]}
        for fact, home in homes_of(report)
        if home.field == "notes"
    ]
    return heard + messages + requests


def follow_up_rows(report: dict, rows: dict) -> list[dict]:
    given = rows.get("follow_ups", {})
    promised = [{"text": text} | given.get(number, {}) for number, text in enumerate(report["follow_ups"])]
    passed_on = [
        {"text": words_of(fact), **rows.get("passed_on", {})}
        for fact, home in homes_of(report)
        if home.field == "follow_ups"
    ]
    return promised + passed_on


def corpus_table() -> str:
    """`docs/corpus.md`: where each entry of `other_facts` lives, and why there."""
    text = [(Path(__file__).with_name("corpus") / "table_head.md").read_text(encoding="utf-8").rstrip(), ""]
    for key in KEYS:
        report = load_report(key)
        text += [f"## {key}", "", report["summary"], "", "| Fact | Field | Why there |", "|---|---|---|"]
        text += [f"| {fact} | {home.shown} | {home.why(tag_of(fact))} |" for fact, home in homes_of(report)]
        text.append("")
    return "\n".join(text)
