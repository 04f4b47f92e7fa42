"""What to ask and to note: which prompts the form shows, and where phones get them."""

import json
import re

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError

from tests import factories as make
from visits.capture.prompts import prompt_groups
from visits.models import NoteKind, NotePrompt, Topic, TopicGroup
from visits.setup.reference_data import _add_missing, _with_topics, data

pytestmark = pytest.mark.django_db
ADDRESS = "/device/prompts/"


def said() -> list[tuple[str, str, list[str]]]:
    return [(group.kind, group.topic, group.texts) for group in prompt_groups()]


def test_prompts_stand_by_kind_in_the_order_of_the_form_and_then_by_topic():
    late = make.make_topic("sampah", group=TopicGroup.ORDER, name="Sampah")
    make.make_prompt("Berapa banyak?", topic=late)
    make.make_prompt("Siapa yang meminta?", kind="request")
    make.make_prompt("Di mana beredar?", topic=make.make_topic(), order=20)
    make.make_prompt("Apa isinya?", topic=Topic.objects.get(code="hoaks"), order=10)
    make.make_prompt("Sejak kapan?", kind="concern")
    make.make_prompt("Siapa yang mengatakan?")

    assert said() == [
        ("", "", ["Siapa yang mengatakan?"]),
        ("concern", "", ["Sejak kapan?"]),
        ("request", "", ["Siapa yang meminta?"]),
        ("", "hoaks", ["Apa isinya?", "Di mana beredar?"]),
        ("", "sampah", ["Berapa banyak?"]),
    ]


def test_a_retired_prompt_and_those_of_a_retired_topic_vanish():
    make.make_prompt("Lama?", is_active=False)
    make.make_prompt("Topik lama?", topic=make.make_topic(is_active=False))
    make.make_prompt("Sejak kapan?", kind="concern")

    assert said() == [("concern", "", ["Sejak kapan?"])]


def test_a_prompt_is_not_for_a_kind_and_a_topic_at_once():
    prompt = make.make_prompt(kind="concern")
    prompt.topic = make.make_topic()

    with pytest.raises(ValidationError, match="tidak untuk keduanya"):
        prompt.full_clean()


def test_phones_get_a_page_that_names_nobody_and_asks_anew_each_time(client):
    officer = make.make_officer(name="Yohanes Contoh")
    make.make_prompt("Sejak kapan?", kind="concern")
    client.force_login(officer)

    answer = client.get(ADDRESS)

    page = answer.content.decode()
    assert re.findall(r'data-prompts-of="(\w*)"', page) == ["concern"]
    assert "<li>Sejak kapan?</li>" in page
    assert "Yohanes" not in page
    assert "csrfmiddlewaretoken" not in page
    assert answer["Cache-Control"] == "private, no-cache"


def kept_by_the_worker(client) -> dict:
    cache.clear()
    script = client.get("/service-worker.js").content.decode()
    return json.loads(script.partition("self.COOLING = ")[2].partition(";\n")[0])


def test_a_phone_keeps_them_with_its_version_and_fetches_them_anew_when_one_changes(client):
    client.force_login(make.make_officer())
    prompt = make.make_prompt("Sejak kapan?", kind="concern")
    before = kept_by_the_worker(client)
    assert ADDRESS in before["kept"]
    assert ADDRESS in before["files"]
    assert kept_by_the_worker(client)["version"] == before["version"]

    NotePrompt.objects.filter(pk=prompt.pk).update(is_active=False)

    assert kept_by_the_worker(client)["version"] != before["version"]


def test_the_prompts_that_come_with_it_cover_every_kind_with_two_or_three():
    _add_missing(Topic, data.read("topics"))
    rows = data.read("prompts")
    assert _add_missing(NotePrompt, _with_topics(rows)) == len(rows)
    for prompt in NotePrompt.objects.all():
        prompt.full_clean()

    groups = {group.topic or group.kind: group.texts for group in prompt_groups()}
    assert {kind: len(groups[kind]) in (2, 3) for kind in ["", *NoteKind.values]} == dict.fromkeys(
        ["", *NoteKind.values], True
    )
    assert sum(len(texts) for texts in groups.values()) == len(rows)
    assert all(text.endswith(("?", ".")) for texts in groups.values() for text in texts)
