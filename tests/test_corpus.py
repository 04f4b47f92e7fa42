"""All 19 reports of the corpus go in through the ordinary form, and every fact comes out again."""

import csv
import gzip
import html
import re
import uuid
from functools import cache
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from tests import factories as make
from tests.corpus_facts import facts_of, missing, plain, raisers_of
from tests.corpus_posts import KEYS, NOTE_KINDS, corpus_table, load_report, post_of
from visits.models import Activity, NoteKind, Partner, PersonCategory, Region, Venue, Visit, VisitStatus
from visits.reports import labels

DATA = Path(__file__).parent.parent / "visits" / "data" / "regions-indonesia.csv.gz"
CODES = {"activity": Activity, "venue": Venue, "categories": PersonCategory, "partners": Partner, "kind": NoteKind}
IN_REPORT = {
    "activity": labels.ACTIVITIES,
    "categories": labels.CATEGORIES,
    "partners": labels.PARTNERS,
}

in_database = pytest.mark.django_db
every_report = pytest.mark.parametrize("key", KEYS)


@cache
def regions_of_indonesia() -> dict[str, dict[str, str]]:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def make_places(posted: dict) -> None:
    """The real regions that the report posts, with those above them."""
    for field, code in posted.items():
        if not re.fullmatch(r"stops-\d+-place", field):
            continue
        parts = code.split(".")
        for depth in range(1, len(parts) + 1):
            row = regions_of_indonesia()[".".join(parts[:depth])]
            fields = {"name": row["name"], "level": row["level"], "kind": row["kind"]}
            Region.objects.get_or_create(code=row["code"], defaults=fields | {"parent_id": row["parent_code"] or None})


def log(client, report: dict, **changes) -> tuple[Visit, object]:
    """Post a report as an officer of its unit; the visit and its author."""
    author = make.make_officer(unit=make.make_unit(parent=make.make_polres(), name=report["unit"]))
    posted = post_of(report) | {"key": str(uuid.uuid4()), "revision": "0", "action": "submit"} | changes
    make_places(posted)
    make.make_operation()
    client.force_login(author)
    answer = client.post(reverse("visit_new"), posted)
    assert answer.status_code == 302, page_errors(answer)
    return Visit.objects.get(key=posted["key"]), author


def page_errors(answer) -> str:
    found = re.findall(
        r'<a[^>]*href="#id_[^"]*"[^>]*>(.*?)</a>|invalid-feedback[^>]*>(.*?)<', answer.content.decode(), re.S
    )
    return f"{answer.status_code}: {found}"


def words_on_page(client, visit: Visit) -> str:
    """What a person reads on the visit's page: no markup, nothing that is only in attributes."""
    answer = client.get(reverse("visit_detail", args=[visit.key]))
    assert answer.status_code == 200
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


def report_of(client, visit: Visit) -> str:
    answer = client.get(reverse("visit_report_text", args=[visit.key]))
    assert answer.status_code == 200
    return answer.content.decode()


@in_database
@every_report
def test_every_fact_comes_out_again(client, key):
    report = load_report(key)
    visit, _ = log(client, report)

    assert visit.status == VisitStatus.SUBMITTED
    assert missing(facts_of(report), report_of(client, visit)) == set()
    assert missing(facts_of(report), words_on_page(client, visit)) == set()


@in_database
def test_the_first_report_reads_as_officers_send_it(client):
    """The whole text of r01, which was read by a person; names of the test's own are left open."""
    visit, author = log(client, load_report("r01"))
    text = report_of(client, visit)
    opened = text.replace(author.full_name, "PELAPOR").replace(author.nrp, "NOMOR").replace(str(visit.key), "KUNCI")
    opened = re.sub(r"Diajukan pada .*", "Diajukan pada WAKTU", opened)
    assert opened == (Path(__file__).parent / "corpus" / "r01.txt").read_text(encoding="utf-8")


@in_database
@every_report
def test_every_code_comes_out_as_its_label(client, key):
    report = load_report(key)
    visit, _ = log(client, report)

    text, page = plain(report_of(client, visit)), plain(words_on_page(client, visit))
    for field, code in posted_codes(report):
        if field in IN_REPORT:
            assert plain(IN_REPORT[field][code]) in text
        with translation.override("id"):
            assert plain(str(CODES[field](code).label)) in page


def posted_codes(report: dict) -> list[tuple[str, str]]:
    """The codes posted in the fields whose labels both outputs show."""
    found = []
    for field, value in post_of(report).items():
        name = field.rpartition("-")[2]
        if name in CODES:
            found += [(name, code) for code in ([value] if isinstance(value, str) else value)]
    return found


@in_database
@every_report
def test_each_note_stands_beside_who_raised_it(client, key):
    report = load_report(key)
    visit, _ = log(client, report)

    lines = report_of(client, visit).splitlines()
    for text, raisers in raisers_of(report):
        line = next(line for line in lines if text in line)
        assert all(raiser in line for raiser in raisers), line
    for note in report["notes"]:
        line = next(line for line in lines if note["text"] in line)
        assert f"{labels.NOTE_KINDS[NOTE_KINDS[note['kind']]]} ({note['topic']})" in line


@every_report
def test_every_posted_word_is_looked_for(key):
    """Whatever a person types in free words is among the facts, so that dropping a field is seen."""
    report = load_report(key)
    sought = plain(" | ".join(facts_of(report)))
    for field, value in post_of(report).items():
        name = field.rpartition("-")[2]
        if name in TYPED and value not in INVENTED:
            for line in str(value).split("\n"):
                typed = line.removeprefix("naskah sumber: ")
                assert plain(typed) in sought or name in BESIDE, f"{field}: {typed}"


TYPED = {
    *("programme", "background", "purpose", "partners_other", "situation_note", "reception_note", "result"),
    *("recommendation", "other_facts", "name", "address", "title", "group", "text", "topic_text", "position"),
    *("rank", "order_number"),
}
INVENTED = {"Sprin/812/X/OPS.1.1/2024", "warga", "warga penggarap"}
BESIDE = {"partners_other", "address", "name", "group"}  # joined, or said again in other words


@in_database
def test_what_is_invented_for_r06_is_written_too(client):
    visit, _ = log(client, load_report("r06"))
    text = report_of(client, visit)
    assert "Sprin/812/X/OPS.1.1/2024" in text
    assert "Minggu, 20 Oktober 2024" in text
    assert text.count("AKP ") == 3
    assert text.count("Iptu ") == 4


@in_database
def test_unnamed_officers_are_told_by_post_or_number(client):
    visit, _ = log(client, load_report("r18"))
    assert "1. 6 anggota, Pasukan Barbar, Polsek Pantai Baru (pimpinan giat)" in report_of(client, visit)
    visit, _ = log(client, load_report("r20"))
    assert "1. Bhabinkamtibmas Desa Rura (pimpinan giat)" in report_of(client, visit)
    visit, _ = log(client, load_report("r32"))
    assert "3. AKP, Kasi Humas (pendamping)" in report_of(client, visit)


@in_database
def test_which_clergyman_was_met_at_which_stop(client):
    visit, _ = log(client, load_report("r26"))
    lines = [line for line in report_of(client, visit).splitlines() if ". KH " in line]
    assert lines == [
        f"{number}. KH {name}, Pembina {house} (tokoh agama; titik {number}: {house})"
        for number, (name, house) in enumerate(KIAI.items(), start=1)
    ]
    page = plain(words_on_page(client, visit))
    for name, house in KIAI.items():
        assert visit.encounters.get(name=name).stop.name == house
        assert plain(name) in page


KIAI = {
    "Simon Loinati": "Ponpes Miftahul Hidayah",
    "Thomas Kause": "Ponpes Tanwirul Hijjah",
    "Margareta Tefu": "Ponpes Syalafiyah Al-Fiqiyah",
}


@in_database
def test_a_second_stop_on_the_next_day(client):
    visit, _ = log(client, load_report("r32"))
    line = next(line for line in report_of(client, visit).splitlines() if line.startswith("2. kediaman Ketua MUI"))
    assert "Kelurahan Walian Satu" in line
    assert "tuan rumah: Dr. Yohanes Lalan; Jumat, 17 Januari 2025, pukul 13.50 WITA" in line
    page = plain(words_on_page(client, visit))
    assert "jumat, 17 januari 2025" in page
    assert "13.50" in page


@in_database
@pytest.mark.parametrize("key", ["r01", "r18", "r28", "r30", "r34"])
def test_an_absent_superior_is_told_apart_from_who_went(client, key):
    report = load_report(key)
    visit, _ = log(client, report)
    superior = f"{report['coordination_of']['rank']} {report['coordination_of']['name']}"
    lines = [line for line in report_of(client, visit).splitlines() if superior in line]
    assert lines == [
        f"Di bawah koordinasi: {superior}, {report['coordination_of']['position']} (tidak hadir di lokasi)"
    ]
    assert visit.participations.get(role="directing").name == report["coordination_of"]["name"]


@in_database
def test_who_was_only_mentioned_is_for_the_author_alone(client):
    visit, author = log(client, load_report("r16"))
    dispute = "Dua orang sama-sama mengaku mosalaki"
    for text in (report_of(client, visit), words_on_page(client, visit)):
        assert {"Simon Lalan", "Markus Talan"} & missing({"Simon Lalan", "Markus Talan"}, text) == set()
    assert "Simon Lalan (pihak bersengketa; disebut, tidak hadir)" in report_of(client, visit)

    client.force_login(make.make_officer(unit=author.unit))
    for text in (report_of(client, visit), words_on_page(client, visit)):
        assert missing({"Simon Lalan", "Markus Talan", dispute}, text) == {"Simon Lalan", "Markus Talan", dispute}
        assert "sewu api" in plain(text)


@in_database
@pytest.mark.parametrize("key", ["r02", "r16", "r32"])
def test_the_history_finds_it_by_a_word_of_a_note(client, key):
    report = load_report(key)
    visit, _ = log(client, report)
    word = report["notes"][0]["text"].split()[0]
    answer = client.get(reverse("visit_list"), {"q": word})
    assert answer.status_code == 200
    assert str(visit.key) in answer.content.decode()


def test_the_written_mapping_is_the_one_that_is_posted():
    path = Path(__file__).parent.parent / "docs" / "corpus.md"
    assert path.read_text(encoding="utf-8") == corpus_table()
