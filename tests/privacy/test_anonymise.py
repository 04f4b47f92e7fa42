"""A name that was removed stands nowhere in the database any more; what was done and when stays."""

import datetime as dt
import json

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from tests import factories as make
from tests.full_audit_log import fill_the_audit_log, refused_by_the_audit_log
from tests.readers import make_readers
from tests.test_decisions import DECISIONS, MODELS
from tests.visit_posts import complete_post
from visits.models import (
    REMOVED_NAME,
    AuditEntry,
    ChainTip,
    CommunityFigure,
    Deputy,
    DialogueNote,
    Export,
    NameRemoval,
    PendingSubmission,
    Remark,
    RetentionProposal,
    Visit,
    VisitImport,
)
from visits.privacy.name_columns import TEXTS, VALUES
from visits.privacy.removals import finish_removals

pytestmark = pytest.mark.django_db
NAME, OTHER_WAY = "Marselina Tefamnasi", "Mama Marselina Tefamnasi"


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


@pytest.fixture
def figure(people) -> CommunityFigure:
    return make.make_figure(by=people["author"], name=NAME, addressed_as="Ibu Tefamnasi", honorific="Ibu")


@pytest.fixture
def visit(client, people, figure) -> Visit:
    """Logged, returned with the name in the reason, corrected; a sealed note, a draft and a kept post besides."""
    client.force_login(people["author"])
    fields = {
        "people-0-figure": str(figure.key),
        "people-0-name": None,
        "notes-0-text": f"Menurut {NAME.upper()}, air bersih kurang. Tefamnasi juga meminta lampu.",
        "notes-1-kind": "concern",
        "notes-1-text": "Ada ancaman.",
        "notes-1-raised_by": ["people-0"],
        "notes-1-seal_source": "on",
    }
    client.post("/visits/new/", complete_post(fields=fields, result=f"{NAME} puas."))
    visit = Visit.objects.get()
    chosen = {"people-0-figure": str(figure.key), "people-0-name": None}
    unread = complete_post(action="save", visited_on="entah", purpose=f"Menemui {NAME}.", fields=chosen)
    client.post("/visits/new/", unread)
    PendingSubmission.objects.create(officer=people["author"], path="/", posted=[["purpose", NAME]])
    client.force_login(people["supervisor"])
    client.post(f"/visits/{visit.key}/return/", {"reason": f"Apa jabatan {OTHER_WAY}?"})
    return visit


def everything(*, but: tuple[type[models.Model], ...] = ()) -> str:
    """All rows of all tables, what is encrypted decrypted."""
    tables = [model for model in apps.get_app_config("visits").get_models() if model not in but]
    rows = [list(model._base_manager.values()) for model in tables]
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False).lower()


def remove(client, officer, figure, **said):
    client.force_login(officer)
    return client.post(f"/figures/{figure.key}/anonymise/", said)


def test_the_name_is_nowhere_any_more_and_what_was_done_stays(client, people, figure, visit):
    assert NAME.lower() in everything()
    before = {"notes": visit.notes.count(), "people": visit.encounters.count(), "versions": visit.versions.count()}

    assert remove(client, people["supervisor"], figure, confirmed="on").status_code == 302

    assert NAME.lower() not in everything(but=(NameRemoval,))
    finish_removals(now=timezone.now() + dt.timedelta(days=8))
    assert NAME.lower() not in everything()
    before["versions"] += 1
    after = {"notes": visit.notes.count(), "people": visit.encounters.count(), "versions": visit.versions.count()}
    assert after == before
    person = visit.encounters.get()
    assert (person.figure, person.name) == (figure, REMOVED_NAME)
    figure.refresh_from_db()
    assert figure.full_name == REMOVED_NAME
    assert figure.restricted_at
    page = client.get(visit.get_absolute_url()).content.decode()
    assert "air bersih kurang" in page
    assert AuditEntry.objects.get(kind=AuditEntry.Kind.FIGURE_ANONYMISED).target == str(figure.key)


def test_parts_of_the_name_are_shown_and_go_where_they_are_ticked(client, people, figure, visit):
    make.make_note(visit, "Keluarga Tefamnasi lain tidak hadir.")
    client.force_login(people["supervisor"])
    page = client.get(f"/figures/{figure.key}/anonymise/").content.decode()
    keys = [key.split('"')[0] for key in page.split('name="hit" value="')[1:]]
    assert len(keys) == 2
    assert "<mark>Tefamnasi</mark> juga meminta lampu." in page

    remove(client, people["supervisor"], figure, confirmed="on", hit=keys[0])

    texts = list(visit.notes.order_by("pk").values_list("text", flat=True))
    assert texts[0] == f"Menurut {REMOVED_NAME}, air bersih kurang. {REMOVED_NAME} juga meminta lampu."
    assert texts[-1] == "Keluarga Tefamnasi lain tidak hadir."


def test_every_place_of_the_whole_name_in_reach_is_shown_before_it_goes(client, people, figure, visit):
    client.force_login(people["supervisor"])

    page = client.get(f"/figures/{figure.key}/anonymise/").content.decode()

    assert "3 tempat di teks bebas" in page
    assert f"Menurut <mark>{NAME.upper()}</mark>, air bersih kurang." in page
    assert f"<mark>{NAME}</mark> puas." in page
    assert f"Mama <mark>{NAME}</mark>?" in page


def test_a_name_written_elsewhere_goes_as_well(client, people, figure, visit):
    """Why it was kept, an export and an import under way, somebody else's role, and how they are greeted."""
    today, head = timezone.localdate(), people["supervisor"]
    kept = RetentionProposal(figure=figure, ended_on=today, due_on=today, decision="kept", keep_until=today)
    kept.reason, kept.decided_by, kept.decided_at = f"{NAME} masih ditemui.", head, timezone.now()
    kept.save()
    Export.objects.create(officer=head, form="csv", filtered_by=[["q", NAME]])
    VisitImport.objects.create(
        file_name="lama.csv", digest="0" * 64, rows=1, uploaded_by=head, text=NAME, choices={f"person:{NAME}": "text"}
    )
    other = make.make_figure(by=head, name="Yosef Lain", addressed_as=f"Suami {NAME}")
    make.make_figure_role(other, institution=f"Kelompok Tani {NAME}")

    remove(client, head, figure, confirmed="on")

    assert NAME.lower() not in everything(but=(NameRemoval,))


# Columns of words about people into which no name of a person visited is typed: whose name that is instead, or
# why it goes in another way.
NO_NAME_OF_A_FIGURE = {
    "the person's own, emptied with the name": {
        "CommunityFigure": "name search_name honorific degrees phone",
        "Encounter": "name honorific degrees",
        "FigureMerge": "phone",
    },
    "kept encrypted until the removal is final": {"NameRemoval": "names kept"},
    "written anew from the others": {
        "FollowUpIndex": "list_key",
        "SearchDocument": "words",
        "SearchWord": "word",
        "Visit": "listed_places listed_leader listed_people listed_with_mentioned",
        "VisitFilterKey": "filter_key",
    },
    "of police officers and their devices": {
        "FailedSignIn": "nrp address device",
        "Officer": "password nrp name degrees position language",
        "OfficerPhone": "number",
        "OneTimeCode": "digest",
        "Participation": "nrp name degrees rank position unit_name",
        "Passkey": "name digest credential",
        "PushAddress": "endpoint digest p256dh auth",
        "SignInSession": "session_key device",
        "Unit": "report_to report_from report_copies",
    },
    "keys, digests, codes and places": {
        "AuditEntry": "nrp target details",
        "Encounter": "categories",
        "Export": "filters",
        "PendingSubmission": "token path files browser",
        "Photo": "digest",
        "Stop": "place_label village_name",
        "Visit": "content_digest",
    },
}


def test_every_column_of_words_is_reached_or_holds_no_name():
    left_out = {
        f"{name}.{column}"
        for rows in NO_NAME_OF_A_FIGURE.values()
        for name, columns in rows.items()
        for column in columns.split()
    }
    reached = {
        f"{model.__name__}.{column}"
        for table in (TEXTS, VALUES)
        for model, columns in table.items()
        for column in columns
    }

    assert words_about_people() - reached == left_out
    assert reached <= words_about_people() | {"Visit.order_number"}


def words_about_people() -> set[str]:
    found = set()
    for name, decision in DECISIONS.items():
        columns = [MODELS[name]._meta.get_field(column) for column in decision.personal.split()]
        found |= {f"{name}.{column.name}" for column in columns if holds_words(column)}
    return found


def holds_words(column: models.Field) -> bool:
    return isinstance(column, models.CharField | models.TextField | models.JSONField) and not column.choices


@pytest.mark.parametrize("said", [{}, {"confirmed": "on", "hit": "Visit.1.purpose.0"}])
def test_nothing_is_removed_unless_it_is_meant(client, people, figure, visit, said):
    client.force_login(people["supervisor"])
    trail = (AuditEntry, ChainTip)  # the page that says what is missing is a look at the person's data
    before = everything(but=trail)

    assert client.post(f"/figures/{figure.key}/anonymise/", said).status_code == 422
    assert everything(but=trail) == before


def test_it_is_done_once(client, people, figure, visit):
    for _ in range(2):
        remove(client, people["supervisor"], figure, confirmed="on")

    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.FIGURE_ANONYMISED).count() == 1


def test_a_audit_log_that_cannot_be_written_leaves_the_name(client, people, figure, visit):
    client.force_login(people["supervisor"])
    fill_the_audit_log()
    before = everything()

    with refused_by_the_audit_log():
        client.post(f"/figures/{figure.key}/anonymise/", {"confirmed": "on"})
    assert everything() == before


def test_somebody_else_of_the_same_name_keeps_it(client, people, figure, visit):
    """A person typed on another visit and not linked to the figure is somebody else until a person links them."""
    other = make.make_visit(author=people["author"])
    make.make_encounter(other, name=NAME)

    remove(client, people["supervisor"], figure, confirmed="on")

    assert other.encounters.get().name == NAME


@pytest.fixture
def deputy_elsewhere(people, visit):
    """Stands in for the head of another unit, and was on the visit: in reach, but not as its supervisor."""
    deputy, today = people["deputy"], timezone.localdate()
    Deputy.objects.create(
        unit=deputy.unit, officer=deputy, starts_on=today, ends_on=today, named_by=people["administrator"]
    )
    make.make_participation(visit, deputy, role="companion")
    return deputy


@pytest.fixture
def narrowed(people, visit) -> list[str]:
    """What only supervisors and whoever wrote it read on the visit, each with a part of the name beside it."""
    mentioned = make.make_encounter(visit, name="Orang Lain", presence="mentioned", institution="Tefamnasi Sandi-1")
    for_heads = make.make_note(visit, "Tefamnasi Sandi-2 menyimpan senjata.", sensitivity="supervisors")
    about = make.make_note(visit, "Tefamnasi Sandi-3 berutang.")
    about.about.add(mentioned)
    make.make_follow_up(visit, "Periksa Tefamnasi Sandi-4.", notes=[for_heads], result=f"{NAME} Sandi-5.")
    make.make_follow_up(visit, "Periksa Tefamnasi Sandi-6.", notes=[about])
    Remark.objects.create(
        visit=visit,
        kind="returned",
        reason=f"Benarkah Tefamnasi Sandi-7? {NAME} Sandi-8.",
        note=for_heads,
        written_by=people["supervisor"],
    )
    Remark.objects.create(
        visit=visit,
        kind="answered",
        reason="Tefamnasi Sandi-9.",
        note_written_by=people["author"],
        written_by=people["author"],
    )
    return [f"Sandi-{number}" for number in range(1, 10)]


@pytest.mark.fault("A13")
def test_a_deputy_elsewhere_sees_no_place_that_is_narrowed_away(
    client, people, figure, visit, narrowed, deputy_elsewhere
):
    client.force_login(deputy_elsewhere)

    page = client.get(f"/figures/{figure.key}/anonymise/").content.decode()

    assert "air bersih kurang" not in page  # its supervisors decide about this visit, and see the places
    assert [mark for mark in narrowed if mark in page] == []


@pytest.mark.fault("A13")
@pytest.mark.parametrize("who", ["supervisor", "deputy of its own"])
def test_whoever_reads_it_as_a_supervisor_sees_every_place(
    client, people, figure, visit, narrowed, deputy_elsewhere, who
):
    """The head above, and who stands in for one."""
    Deputy.objects.filter(officer=deputy_elsewhere).update(unit=visit.unit)
    client.force_login(people["supervisor"] if who == "supervisor" else deputy_elsewhere)

    page = client.get(f"/figures/{figure.key}/anonymise/").content.decode()

    assert [mark for mark in narrowed if mark not in page] == []


@pytest.mark.fault("A13")
def test_a_place_that_cannot_be_seen_cannot_be_ticked(client, people, figure, visit, narrowed, deputy_elsewhere):
    client.force_login(people["supervisor"])
    page = client.get(f"/figures/{figure.key}/anonymise/").content.decode()
    keys = [key.split('"')[0] for key in page.split('name="hit" value="')[1:]]

    assert remove(client, deputy_elsewhere, figure, confirmed="on", hit=keys).status_code == 422

    assert DialogueNote.objects.filter(text="Tefamnasi Sandi-2 menyimpan senjata.").exists()
