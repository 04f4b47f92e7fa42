"""`manage.py generate_visits`: believable rows by the thousand, the same for the same seed and day."""

import datetime as dt
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import TestCase

from tests import factories as make
from visits.core.permissions import may_review
from visits.core.snapshots import snapshot_officer
from visits.lists.visit_index import LISTED, rebuild
from visits.models import (
    AuditEntry,
    CommunityFigure,
    DialogueNote,
    Encounter,
    FollowUp,
    FollowUpIndex,
    Officer,
    Participation,
    Photo,
    Presence,
    SearchDocument,
    Sensitivity,
    Stop,
    Visit,
    VisitAccess,
    VisitFilterKey,
    VisitStatus,
)
from visits.sample_data.columns import COLUMNS, MOST
from visits.sample_data.files import as_files, planned_files
from visits.sample_data.generate import many_visits
from visits.sample_data.plan import CHUNK, plan
from visits.search.index import documents_of
from visits.search.query import Question, Term
from visits.setup.reference_data import load_reference

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
UNTIL = dt.date(2026, 11, 20)
NUMBER = 600


def generate(number=NUMBER, **options):
    call_command("generate_visits", visits=number, until=UNTIL, **options)


@pytest.fixture(scope="class")
def reference(django_db_setup, django_db_blocker):
    """The reference data for all tests of a class, taken away afterwards."""
    with django_db_blocker.unblock():
        atomics = TestCase._enter_atomics()
        load_reference()
        yield
        TestCase._rollback_atomics(atomics)


@pytest.fixture(scope="class")
def generated(reference, django_db_blocker):
    with django_db_blocker.unblock():
        generate()


class TestTheRows:
    pytestmark = pytest.mark.usefixtures("generated")

    def test_are_as_many_as_asked_for_over_several_years(self):
        days = Visit.objects.order_by("visited_on").values_list("visited_on", flat=True)

        assert len(days) == NUMBER
        assert days[0].year <= UNTIL.year - 6
        assert days[len(days) - 1] <= UNTIL

    def test_are_in_every_state_and_all_but_the_drafts_hold_what_submitting_asks_for(self):
        states = Counter(Visit.objects.values_list("status", flat=True))

        assert states[VisitStatus.APPROVED] > NUMBER * 0.9
        assert states[VisitStatus.SUBMITTED]
        logged = Visit.objects.logged().values_list("pk", flat=True)
        for model in (Stop, Participation):
            assert set(logged) <= set(model.objects.values_list("visit", flat=True))
        held = Visit.objects.filter(outcome="held").values_list("pk", flat=True)
        assert set(held) <= set(Encounter.objects.filter(presence=Presence.MET).values_list("visit", flat=True))

    def test_are_valid_as_the_models_see_them(self):
        for model in (Stop, Participation, Encounter, DialogueNote, FollowUp):
            for row in model.objects.order_by("?")[:20]:
                row.full_clean()
        for visit in Visit.objects.order_by("?")[:20]:
            visit.full_clean(exclude=["follows"])

    def test_hold_talks_short_and_long_with_answers_secrets_and_mentioned_people(self):
        notes = Counter(DialogueNote.objects.values_list("visit", flat=True))

        assert max(notes.values()) >= 8
        assert DialogueNote.objects.filter(answers__isnull=False).exists()
        assert DialogueNote.objects.filter(sensitivity=Sensitivity.SUPERVISORS).exists()
        assert not DialogueNote.objects.exclude(about=None).exclude(about__presence=Presence.MENTIONED).exists()
        assert Encounter.objects.filter(presence=Presence.MENTIONED).exists()
        assert not DialogueNote.objects.exclude(answers=None).exclude(answers__visit=F("visit")).exists()
        assert FollowUp.objects.exclude(notes=None).exists()
        assert Photo.objects.exists()

    def test_keep_some_sources_confidential_so_that_the_name_can_be_opened(self):
        sealed = DialogueNote.objects.filter(source_is_confidential=True).first()
        names = [row.full_name for row in CommunityFigure.objects.filter(encounters__visit=sealed.visit)]

        assert set(sealed.confidential_source) <= set(names)
        assert sealed.raised_by == []

    def test_name_some_words_often_and_others_seldom(self):
        def hits(word):
            return DialogueNote.objects.filter(text__icontains=word).count()

        assert hits("warga") > hits("ternak") > hits("temukung")

    def test_are_open_found_and_listed_as_the_services_would_write_it(self):
        def derived():
            return [
                sorted(VisitAccess.objects.values_list("visit", "access_key", "visited_on", "waits_since"), key=str),
                sorted(VisitFilterKey.objects.values_list("visit", "filter_key", "visited_on")),
                sorted(FollowUpIndex.objects.values_list("list_key", "status", "due_on", "follow_up", "unit")),
                list(Visit.objects.order_by("pk").values_list(*LISTED)),
            ]

        before = derived()
        rebuild()

        assert derived() == before

    def test_are_found_by_their_words(self):
        some = list(Visit.objects.logged().order_by("pk").values_list("pk", flat=True)[:50])
        before = SearchDocument.objects.filter(visit__in=some).count()
        question = Question((Term(("temukung",)),))

        assert before == len(list(documents_of(some)))
        assert SearchDocument.objects.filter(words__matches=question).exists()

    def test_name_officers_as_a_real_visit_would(self):
        row = Participation.objects.filter(officer__isnull=False).first()
        wanted = Participation(visit=row.visit, role=row.role, order=row.order)
        snapshot_officer(wanted, Officer.objects.select_related("rank", "unit").get(pk=row.officer_id))

        assert (row.nrp, row.label, row.unit_name) == (wanted.nrp, wanted.label, wanted.unit_name)

    def test_were_reviewed_by_whoever_may(self):
        for visit in Visit.objects.filter(reviewed_by__isnull=False).select_related("unit", "reviewed_by")[:40]:
            assert may_review(visit.reviewed_by, visit)

    def test_are_told_of_in_the_audit_log(self):
        row = AuditEntry.objects.get(target="generated visits")

        assert row.details == {"visits": NUMBER, "seed": "cooling"}

    def test_are_not_added_to_others_unless_told(self):
        with pytest.raises(CommandError, match="--add"):
            generate(1)


def schema() -> list[tuple]:
    """Indexes, constraints and defaults, as the database tells them."""
    statement = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name"
    if connection.vendor == "postgresql":
        statement = (
            "SELECT tablename::text, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
            "SELECT conrelid::regclass::text, conname || pg_get_constraintdef(oid) FROM pg_constraint UNION ALL "
            "SELECT table_name::text, column_name || coalesce(column_default, '') FROM information_schema.columns "
            "WHERE table_schema = 'public' ORDER BY 1, 2"
        )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.mark.usefixtures("reference")
class TestGenerating:
    def test_adds_more_where_told_and_leaves_everything_else_as_it_was(self):
        before = schema()
        generate(20)
        generate(30, add=True, seed="other")

        assert schema() == before
        assert Visit.objects.count() == 50
        later = make.make_visit(author=Officer.objects.filter(role="officer").first())
        assert later.pk > Visit.objects.exclude(pk=later.pk).order_by("-pk").first().pk
        assert len({*Visit.objects.values_list("key", flat=True)}) == 51

    def test_makes_the_same_rows_of_the_same_seed_whichever_process_plans_them(self):
        world = many_visits(visits=CHUNK + 500, seed="a", until=UNTIL)
        here = [plan(world, number) for number in (0, 1)]

        assert list(planned_files(world, 2)) == [as_files(rows) for rows in here]
        for name in COLUMNS:
            keys = [row[0] for rows in here for row in rows[name]]
            assert len(set(keys)) == len(keys)
            assert len(here[0][name]) <= CHUNK * MOST[name]
            assert all(len(row) == len(COLUMNS[name].split()) for row in here[0][name])


def test_asks_for_the_reference_data_first():
    with pytest.raises(CommandError, match="reference"):
        generate()
