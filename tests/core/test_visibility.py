"""The rule of who reads what is narrowed, in SQL, by the ORM, in Python and in the indexes: all say the same."""

import itertools

import pytest
from django.db import connection
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from tests.search.slow_reference import is_supervised, may_read, notes_of, people_of
from visits.follow_ups.queries import readable_follow_ups
from visits.models import Deputy, DialogueNote, Encounter, FollowUp, FollowUpIndex, Remark, Visit
from visits.models.visibility import (
    NOTE_IS_OPEN,
    NOTE_READER,
    PERSON_IS_OPEN,
    PERSON_READER,
    is_readable,
    note_sql,
    person_sql,
    readers_of_follow_up,
    readers_of_person,
)
from visits.search.sources import texts_of

pytestmark = pytest.mark.django_db
CLASSES = ["ordinary", "restricted", "confidential"]
SENSITIVITIES = ["public", "internal", "supervisors"]
ABOUT = [(), ("met",), ("mentioned",), ("met", "mentioned")]


@pytest.fixture
def readers():
    """Everybody, with a deputy of the visit's unit, one of another unit, and officers named from elsewhere."""
    readers = make_readers()
    today = timezone.localdate()
    readers["deputy elsewhere"] = make.make_officer(unit=readers["deputy"].unit)
    readers["named"] = make.make_officer(unit=readers["officer elsewhere"].unit)
    for who, unit in [("deputy", readers["author"].unit), ("deputy elsewhere", readers["deputy"].unit)]:
        Deputy.objects.create(
            unit=unit, officer=readers[who], starts_on=today, ends_on=today, named_by=readers["administrator"]
        )
    return readers


@pytest.fixture
def visits(readers) -> list[Visit]:
    """One visit of each class, with every kind of note and person, follow-ups of one, two and no notes."""
    made = [make.make_visit(author=readers["author"], classification=each) for each in CLASSES]
    made.append(make.make_visit(author=readers["author"], status="draft"))
    for visit in made:
        with make.at_once(visit):
            for who in ("named", "supervisor elsewhere", "deputy elsewhere"):
                make.make_participation(visit, readers[who], role="companion")
            people = {presence: make.make_encounter(visit, presence=presence) for presence in ("met", "mentioned")}
            notes = []
            for sensitivity, writer, about in itertools.product(SENSITIVITIES, ("author", "named"), ABOUT):
                note = make.make_note(visit, f"c{len(notes)}", sensitivity=sensitivity, written_by=readers[writer])
                note.about.set([people[each] for each in about])
                notes.append(note)
            make.make_follow_up(visit, "Tanpa catatan.")
            for note, owner in itertools.product(notes, (None, readers["colleague"])):
                make.make_follow_up(visit, notes=[note], owner=owner)
            for pair in itertools.pairwise(notes):
                make.make_follow_up(visit, notes=pair)
            for note in notes:
                Remark.objects.create(visit=visit, kind="returned", reason="?", note=note, written_by=readers["author"])
    make.index_words()
    return list(Visit.objects.select_related("unit", "author"))


def follow_ups_of(officer, visit: Visit) -> list[FollowUp]:
    """In words: own, from no note, or from one that the officer reads."""
    readable = {note.pk for note in notes_of(officer, visit)}
    return [
        row
        for row in visit.follow_ups.prefetch_related("notes")
        if row.owner_id == officer.pk or not row.notes.all() or readable & {note.pk for note in row.notes.all()}
    ]


def pks(rows) -> list[int]:
    return sorted(row.pk for row in rows)


def test_every_form_of_the_rule_says_the_same_to_every_reader(readers, visits):
    compared = 0
    for officer, visit in itertools.product(readers.values(), visits):
        in_reach = Visit.objects.visible_to(officer).filter(pk=visit.pk).exists()
        assert in_reach == (officer == visit.author if visit.is_draft else may_read(officer, visit)), (officer, visit)
        if not in_reach:
            assert not DialogueNote.objects.visible_to(officer).filter(visit=visit).exists()
            continue
        of_visit = {
            DialogueNote: pks(notes_of(officer, visit)),
            Encounter: pks(people_of(officer, visit)),
            FollowUp: pks(follow_ups_of(officer, visit)),
        }
        for model, wanted in of_visit.items():
            rows = model.objects.filter(visit=visit)
            assert pks(rows.readable_by(officer, visit)) == wanted, (officer, visit, model)
            assert pks(rows.readable_by(officer)) == wanted, (officer, visit, model)
            compared += len(wanted)
        assert pks(DialogueNote.objects.visible_to(officer).filter(visit=visit)) == of_visit[DialogueNote]
        remarks = Remark.objects.filter(visit=visit).readable_by(officer)
        assert sorted(remark.note_id for remark in remarks) == of_visit[DialogueNote]
        check_in_python(officer, visit, of_visit)
        check_in_the_indexes(officer, visit, of_visit)
    assert compared > 500


def check_in_python(officer, visit, wanted) -> None:
    as_supervisor = visit.is_supervised_by(officer)
    assert as_supervisor == (officer.is_supervisor or is_supervised(officer, visit))
    notes = {note.pk: note.readers for note in visit.notes.all()}
    assert (
        sorted(pk for pk, of in notes.items() if is_readable(of, officer.pk, as_supervisor=as_supervisor))
        == wanted[DialogueNote]
    )
    people = {
        row.pk: readers_of_person(presence=row.presence, author=visit.author_id) for row in visit.encounters.all()
    }
    assert (
        sorted(pk for pk, of in people.items() if is_readable(of, officer.pk, as_supervisor=as_supervisor))
        == wanted[Encounter]
    )
    promises = {
        row.pk: readers_of_follow_up(owner=row.owner_id, notes=[notes[note.pk] for note in row.notes.all()])
        for row in visit.follow_ups.prefetch_related("notes")
    }
    assert (
        sorted(pk for pk, of in promises.items() if is_readable(of, officer.pk, as_supervisor=as_supervisor))
        == wanted[FollowUp]
    )


def check_in_the_indexes(officer, visit, wanted) -> None:
    """The search's texts, and the lists of follow-ups, which hold no draft."""
    texts = texts_of([visit.pk])[visit.pk].readable(officer.pk, as_supervisor=visit.is_supervised_by(officer))
    said = sorted(text.text for text in texts if text.kind == "note")
    assert said == sorted(visit.notes.filter(pk__in=wanted[DialogueNote]).values_list("text", flat=True))
    if not visit.is_draft:
        assert FollowUpIndex.read_by(officer)
        assert pks(readable_follow_ups(officer).filter(visit=visit)) == wanted[FollowUp]


def test_the_sql_names_the_readers_that_python_names(visits):
    """As the indexes are written: whether a row is open, and who reads it beside the supervisors."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT n.id, {note_sql(NOTE_IS_OPEN)}, {note_sql(NOTE_READER)}"
            " FROM visits_dialoguenote n JOIN visits_visit v ON v.id = n.visit_id"
        )
        notes = {pk: named(bool(is_open), reader) for pk, is_open, reader in cursor.fetchall()}
        cursor.execute(
            f"SELECT e.id, {person_sql(PERSON_IS_OPEN)}, {person_sql(PERSON_READER)}"
            " FROM visits_encounter e JOIN visits_visit v ON v.id = e.visit_id"
        )
        people = {pk: named(bool(is_open), reader) for pk, is_open, reader in cursor.fetchall()}

    assert notes == {note.pk: note.readers for note in DialogueNote.objects.select_related("visit")}
    assert people == {
        row.pk: readers_of_person(presence=row.presence, author=row.visit.author_id)
        for row in Encounter.objects.select_related("visit")
    }


def named(is_open: bool, reader: int | None) -> frozenset[int] | None:
    if is_open:
        return None
    return frozenset() if reader is None else frozenset({reader})
