"""A visit's own words: when it was, what is built upon it, and the words for many visits."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from visits.models import Deputy, DisclosureRequest, FollowUp, Photo, Remark, Version, Visit

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def visit(people):
    return make.make_visit(author=people["author"])


@pytest.mark.parametrize(
    ("fields", "starts", "ended_on"),
    [
        ({"visited_on": None, "started_at": dt.time(9)}, None, None),
        ({"started_at": None}, None, make.VISIT_DAY),
        (
            {"started_at": dt.time(9), "zone": "Asia/Jayapura"},
            dt.datetime(2024, 9, 1, 9, tzinfo=ZoneInfo("Asia/Jayapura")),
            make.VISIT_DAY,
        ),
        (
            {"started_at": dt.time(23), "ends_next_day": True},
            dt.datetime(2024, 9, 1, 15, tzinfo=dt.UTC),
            make.VISIT_DAY + DAY,
        ),
    ],
)
def test_when_it_began_and_ended(fields, starts, ended_on):
    visit = Visit(**{"visited_on": make.VISIT_DAY, "zone": "Asia/Makassar", **fields})

    assert (visit.starts, visit.ended_on) == (starts, ended_on)


@pytest.mark.parametrize(
    ("zone", "name"),
    [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"), ("Asia/Dili", "Asia/Dili")],
)
def test_its_clock_is_written_as_people_know_it(zone, name):
    assert Visit(zone=zone).zone_name == name


@pytest.mark.parametrize(
    ("kind", "was_reviewed"),
    [("returned", True), ("reopened", True), ("answered", False), ("correction", False), ("declined", False)],
)
def test_the_thread_keeps_for_good_that_it_was_reviewed(visit, people, kind, was_reviewed):
    assert not visit.was_reviewed
    Remark.objects.create(visit=visit, kind=kind, reason="Belum jelas.", written_by=people["supervisor"])

    assert Visit.objects.get().was_reviewed is was_reviewed
    assert Visit(reviewed_at=timezone.now()).was_reviewed


BUILT = {
    "nothing": lambda visit, people: None,
    "an urgent visit noted": lambda visit, people: Visit.objects.update(
        noted_at=timezone.now(), noted_by=people["supervisor"]
    ),
    "a promise answered by a colleague": lambda visit, people: make.make_follow_up(
        visit, changed_at=timezone.now(), changed_by=people["colleague"]
    ),
    "a promise answered by the author": lambda visit, people: make.make_follow_up(
        visit, changed_at=timezone.now(), changed_by=people["author"]
    ),
    "a promise": lambda visit, people: make.make_follow_up(visit, owner=people["colleague"]),
    "a source asked for": lambda visit, people: DisclosureRequest.objects.create(
        note=make.make_note(visit), asked_by=people["supervisor"], reason="Ada ancaman."
    ),
    "a note": lambda visit, people: make.make_note(visit),
    "a visit that follows": lambda visit, people: make.make_visit(author=people["author"], follows=visit),
    "a visit that it follows": lambda visit, people: Visit.objects.filter(pk=visit.pk).update(
        follows=make.make_visit(author=people["author"])
    ),
}


@pytest.mark.parametrize("what", BUILT)
def test_what_others_built_upon_it(visit, people, what):
    BUILT[what](visit, people)

    is_built_upon = {
        *("an urgent visit noted", "a promise answered by a colleague"),
        *("a source asked for", "a visit that follows"),
    }
    assert Visit.objects.get(pk=visit.pk).is_built_upon is (what in is_built_upon)


def test_who_reads_it_as_a_supervisor(visit, people):
    today = timezone.localdate()
    deputy = people["deputy"]
    Deputy.objects.create(
        officer=deputy, unit=visit.unit, starts_on=today, ends_on=today, named_by=people["administrator"]
    )
    found = {who for who, officer in people.items() if visit.is_supervised_by(officer)}

    # Asked only of who has the visit in reach: a supervisor who is named on a visit elsewhere reads all of it.
    assert found == {"supervisor", "supervisor elsewhere", "deputy"}


def test_the_words_for_many_visits(people):
    author, colleague = people["author"], people["colleague"]
    now = timezone.now()
    draft = make.make_visit(author=author, status="draft", visited_on=None)
    other_draft = make.make_visit(author=colleague, status="draft")
    late = make.make_visit(author=author, submitted_at=now, visited_on=dt.date(2024, 9, 3))
    early = make.make_visit(author=colleague, submitted_at=now - DAY, visited_on=dt.date(2024, 9, 1))
    returned = make.make_visit(author=author, status="returned", visited_on=dt.date(2024, 9, 2))

    assert list(Visit.objects.drafts_of(author)) == [draft]
    assert list(Visit.objects.drafts_of(colleague)) == [other_draft]
    assert set(Visit.objects.logged()) == {late, early, returned}
    # The oldest first: whoever waits longest is served first.
    assert list(Visit.objects.waiting()) == [early, late]
    assert set(Visit.objects.between(dt.date(2024, 9, 1), dt.date(2024, 9, 2))) == {early, returned, other_draft}
    assert list(Visit.objects.supervised_by(people["supervisor"]).order_by("pk")) == [late, early, returned]
    assert not Visit.objects.supervised_by(people["supervisor elsewhere"]).exists()


@pytest.mark.parametrize(
    ("due_on", "status", "is_overdue"),
    [
        (-1, "open", True),
        (-1, "in_progress", True),
        (-1, "done", False),
        (-1, "not_possible", False),
        (0, "open", False),
        (1, "open", False),
        (None, "open", False),
    ],
)
def test_a_promise_is_overdue_from_the_day_after_its_last(visit, due_on, status, is_overdue):
    today = timezone.localdate()
    due = None if due_on is None else today + due_on * DAY
    row = make.make_follow_up(visit, due_on=due, status=status, result="Selesai.")

    assert row.is_overdue(today) is is_overdue
    assert FollowUp.objects.overdue(today).exists() is is_overdue
    assert FollowUp.objects.unfinished().exists() is not row.is_finished


@pytest.mark.parametrize(
    ("who", "reads"),
    [("author", True), ("colleague", False), ("supervisor", True), ("deputy", False)],
)
@pytest.mark.parametrize("is_gone", [False, True], ids=["a note", "a note that is gone"])
def test_what_is_tied_to_a_note_is_read_by_who_reads_the_note(visit, people, who, reads, is_gone):
    note = make.make_note(visit, sensitivity="supervisors")
    remark = Remark.objects.create(
        visit=visit,
        kind="returned",
        reason="Siapa?",
        note=None if is_gone else note,
        note_written_by=note.written_by,
        written_by=people["supervisor"],
    )
    notes = set(visit.notes.readable_by(people[who], visit).values_list("pk", flat=True))

    assert list(Remark.objects.readable_by(people[who])) == ([remark] if reads else [])
    assert remark.is_open_to(people[who], notes) is reads


@pytest.mark.parametrize(
    ("width", "height", "small"),
    [(1600, 1200, (320, 240)), (1200, 1600, (240, 320)), (320, 10, (320, 10)), (1600, 1, (320, 1)), (1, 1, (1, 1))],
)
def test_a_thumbnail_has_the_sides_of_its_photo(width, height, small):
    assert Photo(width=width, height=height).small_size == small


def test_rows_are_told_by_what_they_hold(visit, people):
    version = Version(visit=visit, revision=3)

    assert (str(version), str(visit)) == (f"{visit.pk} r3", "Satsamapta, 2024-09-01")
    assert visit.get_absolute_url() == f"/visits/{visit.key}/"
