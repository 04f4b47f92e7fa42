"""How long names are held: proposed by a command when their time is over, removed or kept by a head."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from tests import factories as make
from tests.full_audit_log import fill_the_audit_log, refused_by_the_audit_log
from tests.readers import make_readers
from visits.models import (
    REMOVED_NAME,
    AuditEntry,
    CommunityFigure,
    DataRequest,
    Photo,
    RetentionProposal,
    Unit,
    Visit,
)
from visits.models.retention import held_until, last_day_over, months_later
from visits.privacy.retention import due_figures, due_visits, propose

pytestmark = pytest.mark.django_db
Kind = AuditEntry.Kind
TODAY = timezone.localdate()
LONG_AGO = TODAY - dt.timedelta(days=900)


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


@pytest.fixture
def over():
    """An operation whose time, and the twelve months after it, are over."""
    return make.make_operation("lama", starts_on=LONG_AGO, ends_on=months_later(TODAY, -12))


@pytest.fixture
def figure(people, over) -> CommunityFigure:
    """Met once, long ago."""
    figure = make.make_figure(by=people["author"], name="Marselina Tefamnasi")
    CommunityFigure.objects.update(created_at=timezone.now() - dt.timedelta(days=900))
    visit = make.make_visit(author=people["author"], visited_on=LONG_AGO, operation=over)
    make.make_encounter(visit, figure=figure, name="Marselina Tefamnasi")
    return figure


@pytest.fixture
def typed(people, over) -> Visit:
    """Two people typed on a visit long ago, and a group."""
    visit = make.make_visit(
        author=people["author"], visited_on=LONG_AGO, operation=over, result="Yosef Banoet setuju. Banoet lain tidak."
    )
    for name in ("Yosef Banoet", "Agustina Kolo"):
        make.make_encounter(visit, name=name, honorific="Bapak")
    make.make_encounter(visit, group="Warga RT 5", count=12)
    visit.versions.create(revision=1, facts={"people": {"1": {"name": "Yosef Banoet"}}}, saved_by=people["author"])
    return visit


def run(capsys) -> str:
    call_command("retention")
    return capsys.readouterr().out


def visit_again(people, figure, **fields) -> Visit:
    visit = make.make_visit(author=people["author"], **fields)
    make.make_encounter(visit, figure=figure)
    return visit


def page(client, officer, address="/retention/", status=200) -> str:
    client.force_login(officer)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def waiting() -> list[int]:
    return list(RetentionProposal.objects.waiting().values_list("pk", flat=True))


# The rule


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2024-01-31", 1, "2024-02-29"), ("2024-02-29", 12, "2025-02-28"), ("2024-12-15", 1, "2025-01-15")],
)
def test_months_are_counted_by_the_calendar(day, months, later):
    assert str(months_later(dt.date.fromisoformat(day), months)) == later
    assert last_day_over(dt.date.fromisoformat(later), months) >= dt.date.fromisoformat(day)


@pytest.mark.parametrize("months", [1, 7, 12, 24])
def test_the_last_day_over_is_the_last_one(months):
    for number in range(400):
        today = dt.date(2024, 1, 1) + dt.timedelta(days=number)
        day = last_day_over(today, months)
        assert months_later(day, months) <= today < months_later(day + dt.timedelta(days=1), months)


def test_an_operation_without_an_end_holds_for_ever(over):
    assert held_until(LONG_AGO, over) == TODAY
    assert held_until(LONG_AGO, make.make_operation("terbuka", ends_on=None)) is None
    assert held_until(LONG_AGO, None) == months_later(LONG_AGO, 12)


def test_a_name_is_due_on_the_day_and_not_before(people, figure, typed, over):
    assert list(due_figures(TODAY)) == [figure]
    assert list(due_visits(TODAY)) == [typed]
    yesterday = TODAY - dt.timedelta(days=1)
    assert not due_figures(yesterday).exists()
    assert not due_visits(yesterday).exists()
    over.retention_months = 13
    over.save()
    assert not due_figures(TODAY).exists()
    assert not due_visits(TODAY).exists()


@pytest.mark.parametrize("running", [{"ends_on": None}, {"ends_on": TODAY}, {"ends_on": months_later(TODAY, -11)}])
def test_a_visit_of_another_operation_holds_the_person(people, figure, running):
    other = make.make_operation("baru", starts_on=LONG_AGO, **running)
    visit_again(people, figure, visited_on=LONG_AGO, operation=other)

    assert not due_figures(TODAY).exists()


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({"visited_on": TODAY - dt.timedelta(days=30)}, True),
        ({"visited_on": LONG_AGO}, False),
        ({"visited_on": TODAY, "status": "draft"}, True),
        ({"visited_on": None, "status": "draft"}, True),
    ],
)
def test_a_visit_without_an_operation_counts_from_its_own_day(people, figure, fields, holds):
    visit_again(people, figure, **fields)

    assert due_figures(TODAY).exists() is not holds


def test_a_late_visit_of_an_ended_operation_counts_from_its_own_day(people, figure, over):
    visit_again(people, figure, visited_on=TODAY - dt.timedelta(days=5), operation=over)

    assert not due_figures(TODAY).exists()


def test_an_unanswered_request_holds_the_person(people, figure):
    DataRequest.objects.create(
        figure=figure, kind="access", words="Apa?", asked_at=timezone.now(), taken_by=people["author"]
    )
    assert not due_figures(TODAY).exists()


def test_somebody_added_lately_without_a_visit_is_held(people):
    figure = make.make_figure(by=people["author"])
    assert not due_figures(TODAY).exists()
    CommunityFigure.objects.update(created_at=timezone.now() - dt.timedelta(days=500))
    assert list(due_figures(TODAY)) == [figure]


def test_the_months_of_an_operation_are_between_one_and_120(over):
    for months in (0, 121):
        over.retention_months = months
        with pytest.raises(ValidationError):
            over.full_clean()


# The command


def test_the_command_proposes_once_and_says_how_many(people, figure, typed, capsys):
    assert run(capsys) == "1 figures and 1 visits proposed, 0 proposals taken back, 2 wait for a supervisor.\n"
    assert run(capsys) == "0 figures and 0 visits proposed, 0 proposals taken back, 2 wait for a supervisor.\n"

    row = RetentionProposal.objects.get(figure=figure)
    assert (row.last_visited_on, row.operation.code) == (LONG_AGO, "lama")
    assert (row.ended_on, row.due_on) == (months_later(TODAY, -12), TODAY)
    told = AuditEntry.objects.get(kind=Kind.RETENTION_PROPOSED)
    assert (told.nrp, told.details) == ("", {"figures": 1, "visits": 1, "taken_back": 0})


def test_a_proposal_is_taken_back_when_a_newer_visit_holds_the_person(people, figure, capsys):
    run(capsys)
    visit_again(people, figure, visited_on=TODAY)

    assert "0 figures and 0 visits proposed, 1 proposals taken back, 0 wait" in run(capsys)
    assert not RetentionProposal.objects.exists()


def test_the_command_asks_no_more_queries_for_more_people(people, figure, over, django_assert_max_num_queries):
    for number in range(30):
        visit = make.make_visit(author=people["author"], visited_on=LONG_AGO, operation=over)
        make.make_encounter(visit, name=f"Orang {number}")
        make.make_encounter(visit, figure=make.make_figure(by=people["author"], name=f"Tokoh {number}"))
    CommunityFigure.objects.update(created_at=timezone.now() - dt.timedelta(days=900))
    with django_assert_max_num_queries(25):
        counts = propose(today=TODAY)
    assert (counts.figures, counts.visits) == (31, 30)


# The pages


def test_a_supervisor_sees_what_is_due_and_why_and_how_many_on_the_first_page(client, people, figure, typed, capsys):
    run(capsys)
    shown = page(client, people["supervisor"])

    for words in ("Marselina Tefamnasi", "Yosef Banoet; Bapak Agustina Kolo", "Pilkada Serentak 2024", "2 menunggu"):
        assert words in shown, words
    first = page(client, people["supervisor"], "/")
    assert 'href="/retention/"' in first
    elsewhere = make.make_unit(parent=Unit.objects.get(code="polda-ntt"), kind="polres")
    stranger = make.make_officer(unit=elsewhere, role="supervisor")
    assert "Marselina" not in page(client, stranger)
    assert "Yosef" not in page(client, people["supervisor elsewhere"])  # a Polsek does not head Satsamapta
    assert "Marselina" in page(client, people["supervisor elsewhere"])  # the figure is the whole Polres'


def test_nothing_due_says_so(client, people):
    assert "Tidak ada nama yang menunggu" in page(client, people["supervisor"])


def test_several_are_removed_at_once_with_the_parts_that_were_ticked(client, people, figure, typed, capsys):
    run(capsys)
    asked = {"proposal": waiting()}
    client.force_login(people["supervisor"])
    shown = client.get("/retention/remove/", asked).content.decode()
    keys = [key.split('"')[0] for key in shown.split('name="hit" value="')[1:]]
    assert len(keys) == 1
    assert "<mark>Banoet</mark> lain tidak." in shown
    assert client.post("/retention/remove/", asked).status_code == 422
    assert client.post("/retention/remove/", asked | {"confirmed": "on", "hit": "Visit.1.purpose.0"}).status_code == 422

    answer = client.post("/retention/remove/", asked | {"confirmed": "on", "hit": keys})

    assert "2 nama telah dihapus." in client.get(answer.url).content.decode()
    figure.refresh_from_db()
    assert figure.name == REMOVED_NAME
    assert figure.anonymised_at
    typed.refresh_from_db()
    assert typed.result == f"{REMOVED_NAME} setuju. {REMOVED_NAME} lain tidak."
    rows = list(typed.encounters.order_by("pk").values_list("name", "honorific", "group", "count"))
    assert rows == [(REMOVED_NAME, "", "", None), (REMOVED_NAME, "", "", None), ("", "", "Warga RT 5", 12)]
    assert "Yosef" not in str(list(typed.versions.values_list("facts")))
    assert not waiting()
    assert set(RetentionProposal.objects.values_list("decision", "decided_by__nrp")) == {
        ("removed", people["supervisor"].nrp)
    }
    kinds = set(AuditEntry.objects.values_list("kind", flat=True))
    assert {Kind.FIGURE_ANONYMISED, Kind.TYPED_ANONYMISED, Kind.RETENTION_REMOVED} <= kinds
    assert "1 figures" not in run(capsys)


def test_the_photos_of_a_visit_go_when_its_time_is_over(client, people, over, capsys):
    """Also where it names nobody; a visit that is still held keeps its own."""
    old = make.make_visit(author=people["author"], visited_on=LONG_AGO, operation=over)
    running = make.make_operation("berjalan", starts_on=LONG_AGO, ends_on=None)
    new = make.make_visit(author=people["author"], visited_on=LONG_AGO, operation=running)
    for visit in (old, new):
        photo = {"digest": "0" * 64, "width": 1, "height": 1, "size": 1, "caption": "Ibu Agustina Kolo"}
        Photo.objects.create(visit=visit, order=0, added_by=people["author"], **photo)
    run(capsys)
    due = RetentionProposal.objects.get()
    assert "1 foto" in page(client, people["supervisor"])
    assert "1 foto" in page(client, people["supervisor"], f"/retention/remove/?proposal={due.pk}")

    client.post("/retention/remove/", {"proposal": due.pk, "confirmed": "on"})

    assert list(Photo.objects.values_list("visit", flat=True)) == [new.pk]
    removed = AuditEntry.objects.get(kind=Kind.PHOTO_REMOVED)
    assert removed.target == str(old.key)
    assert run(capsys).startswith("0 figures and 0 visits proposed")


def test_the_same_name_on_another_visit_is_somebody_else_s(client, people, typed, capsys):
    other = make.make_visit(author=people["author"], visited_on=TODAY, result="Yosef Banoet hadir.")
    make.make_encounter(other, name="Yosef Banoet")
    run(capsys)
    client.force_login(people["supervisor"])
    client.post("/retention/remove/", {"proposal": waiting(), "confirmed": "on"})

    other.refresh_from_db()
    assert other.encounters.get().name == "Yosef Banoet"
    assert other.result == "Yosef Banoet hadir."
    assert not typed.encounters.typed().exists()


def test_a_surname_of_two_people_is_removed_with_both_whole_names(client, people, figure, typed, capsys):
    """Ticked parts go by their places in the text; whole names of the others are not torn apart."""
    make.make_encounter(typed, name="Petrus Tefamnasi")
    typed.result = "Petrus Tefamnasi dan Marselina Tefamnasi hadir, juga keluarga Tefamnasi."
    typed.save()
    make.make_encounter(typed, figure=figure, name="Marselina Tefamnasi")
    run(capsys)
    client.force_login(people["supervisor"])
    shown = client.get("/retention/remove/", {"proposal": waiting()}).content.decode()
    keys = [key.split('"')[0] for key in shown.split('name="hit" value="')[1:]]

    client.post("/retention/remove/", {"proposal": waiting(), "confirmed": "on", "hit": keys})

    typed.refresh_from_db()
    assert typed.result == f"{REMOVED_NAME} dan {REMOVED_NAME} hadir, juga keluarga {REMOVED_NAME}."


def test_a_name_is_kept_for_a_reason_until_another_day(client, people, figure, typed, capsys):
    run(capsys)
    asked = {"proposal": waiting()}
    client.force_login(people["supervisor"])
    assert client.get("/retention/keep/", asked).status_code == 200
    until = TODAY + dt.timedelta(days=200)
    for wrong in (
        {},
        {"reason": "Perkara."},
        {"until": str(until)},
        {"reason": "Perkara.", "until": str(TODAY)},
        {"reason": "Perkara.", "until": "2099-01-01"},
        {"reason": "Perkara.", "until": "besok"},
    ):
        answer = client.post("/retention/keep/", asked | wrong)
        assert answer.status_code == 422
        assert wrong.get("reason", "") in answer.content.decode()
    answer = client.post("/retention/keep/", asked | {"reason": "Perkara berjalan.", "until": str(until)})

    assert "2 nama tetap disimpan." in client.get(answer.url).content.decode()
    assert "0 figures and 0 visits proposed, 0 proposals taken back, 0 wait" in run(capsys)
    assert AuditEntry.objects.filter(kind=Kind.RETENTION_KEPT).count() == 2
    assert "Perkara" not in str(list(AuditEntry.objects.values()))
    assert propose(today=until).waiting == 2


def test_what_a_newer_visit_holds_again_is_left_and_told(client, people, figure, typed, capsys):
    run(capsys)
    visit_again(people, figure, visited_on=TODAY)
    client.force_login(people["supervisor"])

    answer = client.post("/retention/remove/", {"proposal": waiting(), "confirmed": "on"})

    told = client.get(answer.url).content.decode()
    assert "1 nama telah dihapus." in told
    assert "kunjungan yang lebih baru" in told
    figure.refresh_from_db()
    assert figure.name == "Marselina Tefamnasi"


@pytest.mark.parametrize("address", ["remove", "keep"])
def test_what_was_decided_meanwhile_or_never_ticked_is_said(client, people, figure, capsys, address):
    run(capsys)
    done = waiting()
    client.force_login(people["supervisor"])
    client.post("/retention/remove/", {"proposal": done, "confirmed": "on"})

    for asked in ({"proposal": done}, {}, {"proposal": ["x", "9" * 40]}):
        answer = client.post(f"/retention/{address}/", asked | {"confirmed": "on"})
        assert (answer.status_code, answer.url) == (302, "/retention/")
        assert "Centang" in client.get(answer.url).content.decode()


def test_what_is_beyond_reach_is_not_decided_on(client, people, typed, capsys):
    run(capsys)
    client.force_login(people["supervisor elsewhere"])

    client.post("/retention/remove/", {"proposal": waiting(), "confirmed": "on"})

    assert typed.encounters.typed().count() == 2


@pytest.mark.parametrize("act", ["propose", "remove", "keep"])
def test_without_its_audit_entry_nothing_is_decided(client, people, figure, typed, capsys, act):
    if act != "propose":
        run(capsys)
    client.force_login(people["supervisor"])
    before = (list(RetentionProposal.objects.values()), typed.encounters.typed().count())
    said = {"proposal": waiting(), "confirmed": "on", "reason": "Perkara.", "until": str(TODAY + dt.timedelta(days=9))}

    fill_the_audit_log()
    with refused_by_the_audit_log():
        run(capsys) if act == "propose" else client.post(f"/retention/{act}/", said)
    assert (list(RetentionProposal.objects.values()), typed.encounters.typed().count()) == before


def test_the_list_asks_no_more_for_more_names(
    client, people, figure, typed, over, capsys, django_assert_max_num_queries
):
    for number in range(30):
        visit = make.make_visit(author=people["author"], visited_on=LONG_AGO, operation=over)
        make.make_encounter(visit, name=f"Orang {number}")
    run(capsys)
    client.force_login(people["supervisor"])
    client.get("/retention/")
    with django_assert_max_num_queries(24):
        client.get("/retention/")
