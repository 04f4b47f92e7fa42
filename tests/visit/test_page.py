"""One visit: who reads it, what is narrowed, what it shows, and that each look leaves a trace."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from visits.core import audit
from visits.models import AuditEntry, Photo, Remark, SameVisit, Visit

pytestmark = pytest.mark.django_db
HIDDEN_NAME = "Fransiska Rahasiawati"
HIDDEN_WORDS = "Sengketa batas kebun memanas"


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def visit(people) -> Visit:
    return make.make_visit(author=people["author"], started_at=dt.time(13, 0))


def read(client, visit, officer=None, **headers):
    if officer:
        client.force_login(officer)
    client.cookies["django_language"] = "en"
    return client.get(visit.get_absolute_url(), **headers)


def page_of(client, visit, officer) -> str:
    answer = read(client, visit, officer)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("where", ["above", "below", "beside"])
def test_an_officer_of_a_unit_around_it_does_not_read_it(client, people, visit, where):
    """Only heads look down the tree; members see their own unit's."""
    unit = people["author"].unit
    units = {
        "above": people["supervisor"].unit,
        "below": make.make_unit(parent=unit, name="Unit Turjawali"),
        "beside": people["deputy"].unit,
    }
    officer = make.make_officer(unit=units[where])

    assert read(client, visit, officer).status_code == 404
    assert not Visit.objects.visible_to(officer).exists()


def test_an_administrator_reads_neither_visits_of_the_own_unit_nor_those_that_name_them(client, people):
    administrator = make.make_officer(unit=people["author"].unit, role="administrator")
    visit = make.make_visit(author=people["author"])
    make.make_participation(visit, administrator)
    rebuild_visit(visit)

    assert read(client, visit, administrator).status_code == 404


def test_a_visit_for_a_unit_that_one_is_lent_to_is_read_by_that_unit_s_supervisor_and_members(client, people):
    """The visit's unit counts, not the one that its author comes from."""
    own_head = make.make_officer(unit=people["author"].unit, role="supervisor")
    visit = make.make_visit(author=people["author"], unit=people["supervisor elsewhere"].unit)

    expected = {"supervisor elsewhere": 200, "officer elsewhere": 200, "supervisor": 200, "colleague": 404}
    assert {who: read(client, visit, people[who]).status_code for who in expected} == expected
    assert read(client, visit, own_head).status_code == 404


@pytest.mark.parametrize(
    ("who", "status_code"),
    [
        ("author", 200),
        ("colleague", 200),
        ("supervisor", 200),
        ("auditor", 200),
        ("officer elsewhere", 404),
        ("supervisor elsewhere", 404),
        ("administrator", 404),
        (None, 302),
    ],
)
def test_only_whoever_has_it_in_reach_reads_it_and_each_look_is_traced(client, people, visit, who, status_code):
    assert read(client, visit, people.get(who)).status_code == status_code
    traced = AuditEntry.objects.filter(kind=AuditEntry.Kind.VISIT_READ, target=str(visit.key))
    assert traced.count() == (status_code == 200)


@pytest.mark.parametrize(
    ("who", "status_code"),
    [("author", 200), ("colleague", 404), ("supervisor", 404), ("auditor", 404)],
)
def test_a_draft_is_its_authors_alone(client, people, who, status_code):
    draft = make.make_visit(author=people["author"], status="draft", visited_on=None, concern_heard=None, purpose="")
    assert read(client, draft, people[who]).status_code == status_code


@pytest.mark.parametrize(
    ("who", "status_code"),
    [("author", 200), ("colleague", 404), ("supervisor", 200), ("auditor", 404)],
)
def test_a_confidential_visit_is_for_those_on_it_and_supervisors(client, people, visit, who, status_code):
    visit.classification = "confidential"
    visit.save()
    rebuild_visit(visit)
    assert read(client, visit, people[who]).status_code == status_code


def test_a_page_that_cannot_be_traced_does_not_leave(client, people, visit, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(audit, "record", fail)
    client.raise_request_exception = False
    assert read(client, visit, people["author"]).status_code == 500


@pytest.fixture
def narrowed(people, visit) -> Visit:
    """A visit with somebody only mentioned, who hosts, is talked about and is promised something."""
    hidden = make.make_encounter(visit, name=HIDDEN_NAME, presence="mentioned")
    make.make_encounter(visit, name="Marselina Contoh")
    visit.stops.update(host_person=hidden)
    about = make.make_note(visit, HIDDEN_WORDS)
    about.about.add(hidden)
    make.make_follow_up(visit, f"Lanjutan: {HIDDEN_WORDS}", notes=[about])
    Remark.objects.create(
        visit=visit, kind="returned", reason=f"Periksa: {HIDDEN_WORDS}", note=about, written_by=people["supervisor"]
    )
    raised = make.make_note(visit, "Warga minta ronda malam.")
    raised.raised_by_people.add(hidden)
    return visit


@pytest.mark.parametrize(
    ("who", "sees"), [("author", True), ("supervisor", True), ("colleague", False), ("auditor", False)]
)
def test_somebody_only_mentioned_stays_out_of_the_page(client, people, narrowed, who, sees):
    source = page_of(client, narrowed, people[who])
    assert (HIDDEN_NAME in source) is sees
    assert (HIDDEN_WORDS in source) is sees
    assert "Warga minta ronda malam." in source


@pytest.mark.parametrize(
    ("who", "sees"), [("author", True), ("supervisor", True), ("colleague", False), ("auditor", False)]
)
def test_a_note_for_supervisors_stays_out_of_the_page(client, people, visit, who, sees):
    note = make.make_note(visit, HIDDEN_WORDS, sensitivity="supervisors")
    make.make_follow_up(visit, f"Lanjutan: {HIDDEN_WORDS}", notes=[note])
    assert (HIDDEN_WORDS in page_of(client, visit, people[who])) is sees


def test_a_confidential_source_is_not_named_beside_its_note(client, people, visit):
    note = make.make_note(visit, source_is_confidential=True)
    note.raised_by_people.add(make.make_encounter(visit, name="Marselina Contoh"))
    source = page_of(client, visit, people["supervisor"])
    conversation = source[source.index('<ol class="notes">') :].split("</ol>")[0]
    assert "Source confidential" in conversation
    assert "Marselina" not in conversation


def test_a_name_is_shown_beside_its_note_as_it_was_typed(client, people, visit):
    """Whatever mark the report puts behind a name, the page takes none away."""
    met = make.make_encounter(visit, name="Tokoh Contoh (disebut) Lama")
    mentioned = make.make_encounter(visit, name="Marselina Contoh", presence="mentioned")
    note = make.make_note(visit, "Warga minta ronda malam.")
    note.raised_by_people.add(met)
    note.about.add(mentioned)
    source = page_of(client, visit, people["supervisor"])
    conversation = source[source.index('<ol class="notes">') :].split("</ol>")[0]

    assert "Said by Tokoh Contoh (disebut) Lama · about Marselina Contoh</span>" in conversation


def test_the_page_holds_every_fact_of_the_visit(client, people):
    words = {
        name: f"Isi {name}"
        for name in (
            "purpose programme order_number background partners_other support_given situation_note reception_note "
            "result obstacles recommendation assessment other_facts"
        ).split()
    }
    visit = make.make_visit(
        author=people["author"],
        operation=make.make_operation(),
        stage_names=["Masa kampanye"],
        attendance=37,
        attendance_is_estimate=True,
        started_at=dt.time(22, 0),
        ended_at=dt.time(1, 30),
        ends_next_day=True,
        situation_before="tense",
        situation_after="calm",
        **words,
    )
    source = page_of(client, visit, people["author"])
    for said in [*words.values(), "Pilkada Serentak 2024", "Masa kampanye", "37", "22.00–01.30 WITA", "Tense"]:
        assert said in source, said
    assert "Sunday, 1 September 2024" in source


def test_the_page_holds_the_rows_of_the_visit(client, people, visit):
    first = visit.stops.get()
    second = make.make_stop(
        visit,
        make.make_village("53.01.06.1004"),
        order=1,
        name="Gereja Betania",
        address="RT 003 / RW 002",
        host_name="Ibu Tuan Rumah",
        date=dt.date(2024, 9, 2),
        time=dt.time(9, 15),
        latitude="-10.123456",
        longitude="123.654321",
        accuracy=12,
    )
    make.make_participation(visit, rank="Bripka", count=6, position="Dalmas", unit_name="Polsek Contoh", order=1)
    make.make_participation(visit, name="Kompol Absen Contoh", role="directing", order=2)
    make.make_encounter(visit, name="Elias Contoh", honorific="Pdt.", degrees="S.Th.", title="Pendeta", stop=second)
    make.make_encounter(visit, group="Pemuda lingkungan", count=15, stop=first, institution="Karang Taruna")
    Photo.objects.create(
        visit=visit, digest="0" * 64, width=4, height=3, size=9, caption="Dialog", stop=second, added_by=visit.author
    )
    source = page_of(client, visit, people["author"])
    for said in [
        "Gereja Betania",
        "RT 003 / RW 002",
        "Ibu Tuan Rumah",
        "Monday, 2 September 2024",
        "09.15 WITA",
        "geo:-10.123456,123.654321",
        "12 m",
        "6 officers",
        "Polsek Contoh",
        "Kompol Absen Contoh",
        "Pdt. Elias Contoh, S.Th.",
        "Pendeta",
        "Pemuda lingkungan",
        "Karang Taruna",
        "15 people",
    ]:
        assert said in source, said
    photos = source[source.index('class="photos"') :].split("</ul>")[0]
    assert "Gereja Betania" in photos


def test_an_answer_stands_below_its_question(client, people, visit):
    question = make.make_note(visit, "Kapan ada patroli?", order=0)
    make.make_note(visit, "Hal lain.", order=1)
    make.make_note(visit, "Mulai malam ini.", order=2, kind="answer", answers=question)
    source = page_of(client, visit, people["colleague"])
    assert source.index("Kapan ada patroli?") < source.index("Mulai malam ini.") < source.index("Hal lain.")
    assert source.count("note-answer") == 1


def test_notes_that_answer_each_other_are_both_shown(client, people, visit):
    one, two = make.make_note(visit, "Satu kata."), make.make_note(visit, "Dua kata.")
    one.answers, two.answers = two, one
    one.save(), two.save()
    source = page_of(client, visit, people["author"])
    assert "Satu kata." in source
    assert "Dua kata." in source


def test_a_returned_visit_opens_with_the_reason(client, people, visit):
    visit.status = "returned"
    visit.save()
    Remark.objects.create(
        visit=visit, kind="returned", reason="Lengkapi jam.", section="when", written_by=people["supervisor"]
    )
    source = page_of(client, visit, people["author"])
    assert "Lengkapi jam." in source
    assert f"{visit.get_absolute_url()}edit/#returned" in source
    assert "edit/#returned" not in page_of(client, visit, people["colleague"])


BUTTONS = {"approve/", "return/", "reopen/", "withdraw/", "discard/", "submit/"}


@pytest.mark.parametrize(
    ("who", "status", "offered"),
    [
        ("author", "draft", {"submit/", "discard/"}),
        ("author", "submitted", {"withdraw/"}),
        ("author", "returned", {"submit/"}),
        ("author", "approved", set()),
        ("colleague", "submitted", set()),
        ("supervisor", "submitted", {"approve/", "return/"}),
        ("supervisor", "approved", {"reopen/"}),
        ("auditor", "submitted", set()),
    ],
)
def test_the_page_offers_what_its_reader_may_do_now(client, people, who, status, offered):
    reviewed = {"reviewed_by": people["supervisor"], "reviewed_at": dt.datetime(2024, 9, 2, tzinfo=dt.UTC)}
    visit = make.make_visit(author=people["author"], status=status, **(reviewed if status == "approved" else {}))
    source = page_of(client, visit, people[who])
    assert {verb for verb in BUTTONS if f'action="{visit.get_absolute_url()}{verb}"' in source} == offered


def test_a_supervisor_who_was_on_the_visit_reads_why_they_do_not_review(client, people, visit):
    make.make_participation(visit, people["supervisor"], role="companion")
    source = page_of(client, visit, people["supervisor"])
    assert "approve/" not in source
    assert "Nobody can review a visit" in source


def twin_of(visit, author, **person):
    figure = make.make_figure(by=visit.author)
    make.make_encounter(visit, figure=figure, name=figure.name)
    twin = make.make_visit(author=author)
    make.make_encounter(twin, figure=figure, name=figure.name, **person)
    return twin


def test_a_colleagues_same_visit_is_told_until_it_is_decided(client, people, visit):
    twin = twin_of(visit, people["colleague"])
    assert str(twin.key) in page_of(client, visit, people["author"])

    SameVisit.objects.create(visit=visit, other=twin, is_same=False, decided_by=people["author"])
    assert str(twin.key) not in page_of(client, visit, people["author"])


def test_whoever_cannot_decide_is_not_asked_whether_it_is_the_same(client, people, visit):
    twin_of(visit, people["author"])
    assert "same/" not in page_of(client, visit, people["colleague"])


def test_a_figure_only_mentioned_by_a_colleague_tells_nothing(client, people, visit):
    twin = twin_of(visit, people["colleague"], presence="mentioned")
    assert str(twin.key) not in page_of(client, visit, people["author"])
    assert str(twin.key) in page_of(client, visit, people["supervisor"])


def fill(visit, number):
    for order in range(number):
        person = make.make_encounter(visit, name=f"Warga {order}", order=order)
        note = make.make_note(visit, f"Catatan {order}", order=order, topic=make.make_topic())
        note.raised_by_people.add(person)
        note.about.add(person)
        make.make_follow_up(visit, f"Janji {order}", owner=visit.author, notes=[note])
        make.make_stop(visit, order=order + 1, host_person=person)
        Remark.objects.create(visit=visit, kind="answered", reason="Ya.", note=note, written_by=visit.author)


@pytest.mark.parametrize("who", ["author", "colleague", "supervisor"])
def test_more_rows_ask_no_more_queries(client, people, who):
    counts = []
    for number in (1, 30):
        # Of one day they would be taken for the same visit.
        visit = make.make_visit(author=people["author"], visited_on=make.VISIT_DAY + dt.timedelta(number))
        fill(visit, number)
        client.force_login(people[who])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(visit.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 45
