"""The thread between reviewer and author: an answer stands behind the last return, at its place."""

import pytest

from tests import factories as make
from visits.core.remarks import answer_return, say
from visits.models import DialogueNote, Remark

pytestmark = pytest.mark.django_db
Kind = Remark.Kind


@pytest.fixture
def visit():
    return make.make_visit(author=make.make_officer(), status="returned")


@pytest.fixture
def supervisor(visit):
    return make.make_officer(role="supervisor")


def thread(visit) -> list[tuple[str, str]]:
    return list(visit.remarks.values_list("kind", "reason"))


def test_without_a_return_there_is_nothing_to_answer(visit):
    answer_return(visit, by=visit.author, words="Di gereja.")

    assert thread(visit) == []


def test_an_answer_can_be_changed_and_taken_back(visit, supervisor):
    say(visit, Kind.RETURNED, by=supervisor, words="Di mana?", section="where")
    answer_return(visit, by=visit.author, words="Di gereja.")
    assert visit.remarks.last().section == "where"

    answer_return(visit, by=visit.author, words="Di balai desa.")
    assert thread(visit) == [("returned", "Di mana?"), ("answered", "Di balai desa.")]

    answer_return(visit, by=visit.author, words="")
    assert thread(visit) == [("returned", "Di mana?")]


def test_earlier_answers_and_those_of_others_stay(visit, supervisor):
    colleague = make.make_officer(unit=visit.unit)
    say(visit, Kind.RETURNED, by=supervisor, words="Di mana?")
    answer_return(visit, by=visit.author, words="Di gereja.")
    say(visit, Kind.RETURNED, by=supervisor, words="Siapa?")
    answer_return(visit, by=visit.author, words="Ibu Marselina.")
    answer_return(visit, by=colleague, words="Juga Bapak Yosef.")

    answer_return(visit, by=visit.author, words="")

    assert thread(visit) == [
        *(("returned", "Di mana?"), ("answered", "Di gereja."), ("returned", "Siapa?")),
        ("answered", "Juga Bapak Yosef."),
    ]


def test_an_answer_about_a_note_stays_with_who_reads_it(visit, supervisor):
    writer = make.make_officer(unit=visit.unit)
    note = make.make_note(visit, written_by=writer)
    say(visit, Kind.RETURNED, by=supervisor, words="Siapa?", note=note)
    answer_return(visit, by=visit.author, words="Ibu Marselina.")
    answered = visit.remarks.last()
    assert (answered.note, answered.note_written_by) == (note, writer)

    Remark.objects.filter(pk=answered.pk).delete()
    DialogueNote.objects.all().delete()
    answer_return(visit, by=visit.author, words="Ibu Marselina.")

    answered = visit.remarks.last()
    assert (answered.note, answered.note_written_by) == (None, writer)
