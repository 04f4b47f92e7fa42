"""Set-up by the administrator: who may, what is written of it, and what would shut somebody out."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from tests import factories as make
from tests.full_audit_log import fill_the_audit_log, refused_by_the_audit_log
from visits.core.exceptions import NotAllowed, NotNow
from visits.lists import visit_index
from visits.models import (
    AuditEntry,
    Deputy,
    Officer,
    OneTimeCode,
    Operation,
    SignInSession,
    Topic,
    Unit,
    Visit,
    VisitAccess,
)
from visits.setup import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return make.make_officer(role="administrator")


@pytest.fixture(params=["officer", "supervisor", "auditor"])
def somebody_else(request):
    return make.make_officer(role=request.param)


def entries() -> list[dict]:
    rows = AuditEntry.objects.filter(kind=AuditEntry.Kind.SETUP_CHANGED).order_by("number")
    return [{"by": row.nrp, "target": row.target, **row.details} for row in rows]


@pytest.mark.parametrize(
    ("nrp", "month"),
    [
        *((f"82{month:02d}0001", "") for month in range(1, 13)),
        ("82000001", "00"),
        ("82130001", "13"),
        ("82990001", "99"),
        ("8213001", ""),
        ("198203132010011002", ""),
        ("82xx0001", ""),
        ("", ""),
    ],
)
def test_only_digits_that_are_no_month_are_warned_of(nrp, month):
    with translation.override("en"):
        said = services.nrp_warning(nrp)

    assert said.startswith(f"The third and fourth digit of NRP {nrp} ({month}) are not a month.") if month else not said


def test_each_change_is_written_with_who_what_and_which_fields(administrator):
    topic = make.make_topic("hoaks")

    services.record_change(target=topic, by=administrator, action="changed", fields=iter(["name", "group"]))

    assert entries() == [{"by": administrator.nrp, "target": "hoaks", "action": "changed", "fields": ["name", "group"]}]


def test_nobody_else_changes_the_set_up(somebody_else):
    topic, unit = make.make_topic(), make.make_unit()
    tries = [
        lambda: services.record_change(target=topic, by=somebody_else, action="changed"),
        lambda: services.set_active(rows=[topic], active=False, by=somebody_else),
        lambda: services.move_unit(unit=unit, target=somebody_else.unit, position="last-child", by=somebody_else),
        lambda: services.check_may_delete(row=topic, by=somebody_else),
    ]
    for change in tries:
        with pytest.raises(NotAllowed):
            change()

    topic.refresh_from_db()
    assert topic.is_active
    assert Unit.objects.get(pk=unit.pk).path == unit.path
    assert entries() == []


def test_only_rows_that_become_otherwise_are_counted_and_written(administrator):
    topics = [make.make_topic(code, is_active=code != "lahan") for code in ("hoaks", "lahan", "ternak")]

    assert services.set_active(rows=topics, active=False, by=administrator) == 2
    assert services.set_active(rows=Topic.objects.all(), active=False, by=administrator) == 0
    assert not Topic.objects.filter(is_active=True).exists()
    assert [(entry["target"], entry["fields"]) for entry in entries()] == [
        ("hoaks", ["is_active"]),
        ("ternak", ["is_active"]),
    ]


def signed_in(officer: Officer) -> Officer:
    SignInSession.objects.create(officer=officer, session_key=officer.nrp, device="", seen_at=timezone.now())
    OneTimeCode.objects.create(officer=officer, digest=officer.nrp, expires_at=timezone.now())
    return officer


def test_who_is_made_inactive_is_signed_out_and_has_no_code_left_and_nobody_else(administrator):
    gone, stays = signed_in(make.make_officer()), signed_in(make.make_officer())

    services.set_active(rows=[gone], active=False, by=administrator)

    assert list(SignInSession.objects.values_list("officer", flat=True)) == [stays.pk]
    assert list(OneTimeCode.objects.values_list("officer", flat=True)) == [stays.pk]


def test_nobody_shuts_themselves_out_and_then_nobody_else_is_shut_out_either(administrator):
    other = make.make_officer()

    with pytest.raises(NotNow):
        services.set_active(rows=[other, administrator], active=False, by=administrator)

    assert Officer.objects.filter(is_active=True).count() == 2
    assert entries() == []


@pytest.mark.parametrize(
    ("change", "is_kept"),
    [({}, True), ({"name": "Petrus"}, True), ({"is_active": False}, False), ({"role": "auditor"}, False)],
)
@pytest.mark.parametrize("own", [True, False])
def test_the_own_access_alone_is_kept(administrator, change, is_kept, own):
    officer = Officer.objects.get(pk=administrator.pk) if own else make.make_officer(role="administrator")
    for name, value in change.items():
        setattr(officer, name, value)

    if own and not is_kept:
        with pytest.raises(NotNow):
            services.check_keeps_own_access(officer=officer, by=administrator)
    else:
        services.check_keeps_own_access(officer=officer, by=administrator)


def test_without_its_entry_in_the_log_nothing_is_made_inactive(administrator):
    topic = make.make_topic()
    fill_the_audit_log()

    with refused_by_the_audit_log():
        services.set_active(rows=[topic], active=False, by=administrator)


@pytest.mark.parametrize("nrp", ["", "8201", "820100011", "8201000x", "82010001 "])
def test_an_administrator_has_an_nrp(nrp):
    with pytest.raises(ValidationError):
        services.make_administrator(nrp=nrp, name="Petrus Contoh", rank=make.make_rank(), unit=make.make_unit())
    assert not Officer.objects.exists()


def test_a_new_administrator_has_no_password_that_anybody_knows():
    made = services.make_administrator(
        nrp="82010001", name="Petrus Contoh", rank=make.make_rank(), unit=make.make_unit()
    )

    assert (made.is_administrator, made.is_active, made.has_usable_password()) == (True, True, False)
    assert entries() == [
        {"by": "82010001", "target": "82010001", "action": "made administrator", "fields": ["role", "is_active"]}
    ]


def test_a_known_officer_keeps_name_unit_and_password():
    officer = make.make_officer(role="auditor", is_active=False)

    made = services.make_administrator(
        nrp=officer.nrp, name="Orang Lain", rank=make.make_rank("Aipda", 20), unit=make.make_unit()
    )

    assert (made.pk, made.name, made.unit_id, made.rank_id) == (
        officer.pk,
        officer.name,
        officer.unit_id,
        officer.rank_id,
    )
    assert made.check_password("cooling-demo")
    assert (made.is_administrator, made.is_active) == (True, True)


def access_keys() -> set[tuple]:
    return set(VisitAccess.objects.values_list("visit", "access_key", "visited_on", "waits_since"))


@pytest.mark.parametrize("position", ["last-child", "left"])
def test_a_unit_moves_with_all_below_it_and_its_visits_follow(administrator, position):
    polres = make.make_polres()
    other = make.make_unit("polres-lain", parent=Unit.objects.get(code="polda-ntt"), kind="polres")
    unit = make.make_unit(parent=Unit.objects.get(pk=polres.pk))
    below = make.make_unit(parent=Unit.objects.get(pk=unit.pk))
    target = make.make_unit(parent=Unit.objects.get(pk=other.pk)) if position == "left" else other
    visits = [make.make_visit(author=make.make_officer(unit=Unit.objects.get(pk=each.pk))) for each in (unit, below)]
    before = access_keys()

    moved = services.move_unit(
        unit=Unit.objects.get(pk=unit.pk), target=Unit.objects.get(pk=target.pk), position=position, by=administrator
    )

    assert Unit.objects.get_parent(moved) == other
    assert Unit.objects.get_parent(Unit.objects.get(pk=below.pk)) == moved
    assert access_keys() - before >= {
        (visit.pk, f"tree:{other.pk}", visit.visited_on, visit.created_at) for visit in visits
    }
    assert not VisitAccess.objects.filter(access_key=f"tree:{polres.pk}", visit__in=visits).exists()
    after = access_keys()
    visit_index.rebuild()
    assert access_keys() == after
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_a_move_among_neighbours_writes_no_key_of_a_visit(administrator, django_assert_num_queries):
    polres = make.make_polres()
    first, second = (make.make_unit(parent=Unit.objects.get(pk=polres.pk)) for _each in range(2))
    make.make_visit(author=make.make_officer(unit=second))
    rows = set(VisitAccess.objects.values_list("pk", flat=True))

    services.move_unit(
        unit=Unit.objects.get(pk=second.pk), target=Unit.objects.get(pk=first.pk), position="left", by=administrator
    )

    assert set(VisitAccess.objects.values_list("pk", flat=True)) == rows


def test_what_uses_a_row_is_named_with_its_number():
    unit = make.make_unit()
    author = make.make_officer(unit=unit)
    make.make_visit(author=author, with_rows=False)
    make.make_unit(parent=Unit.objects.get(pk=unit.pk))
    today = timezone.localdate()
    # A deputyship goes with its unit, and holds nothing.
    Deputy.objects.create(unit=unit, officer=author, starts_on=today, ends_on=today, named_by=author)
    with translation.override("en"):
        uses = dict(services.users_of(Unit.objects.get(pk=unit.pk)))
        assert services.users_of(make.make_topic()) == []

    assert uses["visits"] == uses["officers"] == uses["units below it"] == 1
    assert "deputies" not in uses


def test_only_what_nothing_uses_is_deleted_and_never_oneself(administrator):
    operation = make.make_operation()
    services.check_may_delete(row=operation, by=administrator)
    make.make_visit(author=make.make_officer(), operation=operation, with_rows=False)

    with translation.override("en"):
        with pytest.raises(
            NotNow, match=r"“Pilkada Serentak 2024” cannot be deleted because it is in use \(1 visits\)"
        ):
            services.check_may_delete(row=operation, by=administrator)
        with pytest.raises(NotNow, match="You cannot delete your own account"):
            services.check_may_delete(row=administrator, by=administrator)
    assert (Operation.objects.count(), Visit.objects.count()) == (1, 1)
