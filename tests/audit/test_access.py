"""How far an auditor reads: the own Polres and all below it, or the whole Polda; nothing of another Polres."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.readers import make_readers
from visits.core import audit
from visits.models import AuditEntry, CommunityFigure, Officer, Unit, Visit
from visits.setup.services import move_unit

pytestmark = pytest.mark.django_db
Kind = AuditEntry.Kind


@pytest.fixture
def people():
    """The people around a visit, and the auditors near and far."""
    people = make_readers()
    polda = Unit.objects.get(code="polda-ntt")
    other = make.make_unit(parent=polda, name="Polres Belu", kind="polres")
    polsek = people["officer elsewhere"].unit
    homes = {
        "auditor at the Polda": polda,
        "auditor of Itwasda": make.make_unit(parent=Unit.objects.get(pk=polda.pk), name="Itwasda", kind="section"),
        "auditor at a Polsek": polsek,
        "auditor of Siwas": make.make_unit(parent=Unit.objects.get(code="polres-kupang"), name="Siwas", kind="section"),
        "auditor of another Polres": make.make_unit(parent=other, name="Siwas", kind="section"),
    }
    people |= {who: make.make_officer(unit=unit, role="auditor") for who, unit in homes.items()}
    return people


REACH = [
    ("auditor", True),
    ("auditor of Siwas", True),
    ("auditor at a Polsek", True),
    ("auditor at the Polda", True),
    ("auditor of Itwasda", True),
    ("auditor of another Polres", False),
]


@pytest.mark.parametrize(("who", "reads"), REACH)
def test_visits_figures_personal_data_and_the_audit_log_reach_equally_far(client, people, who, reads):
    visit = make.make_visit(author=people["author"])
    promise = make.make_follow_up(visit)
    figure = make.make_figure(by=people["author"])
    for target in (visit, figure):
        audit.record(Kind.SEARCHED, by=people["supervisor"], target=target, words=1)
    client.force_login(people[who])
    found = 200 if reads else 404

    for name, key in (
        ("visit_detail", visit.key),
        ("visit_versions", visit.key),
        ("visit_report_text", visit.key),
        ("followup_detail", promise.key),
        ("figure_detail", figure.key),
        ("figure_data", figure.key),
        ("figure_data_copy", figure.key),
    ):
        assert client.get(reverse(name, args=[key])).status_code == found, name
    assert (str(visit.key) in client.get("/visits/").content.decode()) is reads
    assert (figure.name in client.get("/figures/").content.decode()) is reads
    for query in ("", f"?record={visit.key}", f"?record={figure.key}", f"?person={people['supervisor'].nrp}"):
        rows = client.get(f"/trail/{query}").content.decode().partition("<tbody")[2]
        assert (people["supervisor"].nrp in rows) is reads, query


@pytest.mark.parametrize("who", [who for who, _reads in REACH])
@pytest.mark.parametrize("closed", [{"status": "draft"}, {"classification": "confidential"}])
def test_confidential_visits_and_drafts_stay_closed(client, people, who, closed):
    visit = make.make_visit(author=people["author"], **closed)

    assert visit not in Visit.objects.visible_to(people[who])
    client.force_login(people[who])
    assert client.get(reverse("visit_detail", args=[visit.key])).status_code == 404


def test_an_auditor_reads_who_looked_at_a_record_in_reach_whoever_it_was(client, people):
    """Somebody of the Polda looked: the row is theirs, the visit is the Polres'."""
    visit = make.make_visit(author=people["author"])
    chief = make.make_officer(unit=Unit.objects.get(code="polda-ntt"), role="supervisor")
    audit.record(Kind.VISIT_READ, by=chief, target=visit)
    client.force_login(people["auditor"])

    assert chief.nrp not in client.get("/trail/").content.decode().partition("<tbody")[2]
    assert chief.nrp in client.get(f"/trail/?record={visit.key}").content.decode().partition("<tbody")[2]


@pytest.mark.parametrize("who", [who for who, _reads in REACH])
def test_rows_of_no_unit_are_every_auditor_s(client, people, who):
    audit.record(Kind.SIGN_IN_FAILED, by=None, target="59990001")
    client.force_login(people[who])

    assert "59990001" in client.get("/trail/").content.decode().partition("<tbody")[2]
    client.force_login(people["supervisor"])
    assert "59990001" not in client.get("/trail/").content.decode().partition("<tbody")[2]


def test_a_unit_moved_to_another_polres_is_read_there(people):
    visit = make.make_visit(author=people["author"])
    hidden = make.make_visit(author=people["author"], classification="confidential")
    target = Unit.objects.get(name="Polres Belu")

    move_unit(unit=visit.unit, target=target, position="last-child", by=people["administrator"])

    reads = {who: set(Visit.objects.visible_to(Officer.objects.get(pk=people[who].pk))) for who, _reads in REACH}
    assert reads["auditor"] == reads["auditor of Siwas"] == set()
    assert reads["auditor of another Polres"] == reads["auditor at the Polda"] == {visit}
    assert not hidden.access_keys.filter(access_key__startswith="audit").exists()


def test_an_auditor_of_a_unit_below_no_polres_and_no_polda_reads_the_own_unit(people):
    lone = make.make_unit(name="Satgas", kind="task_force")
    auditor = make.make_officer(unit=lone, role="auditor")
    visit = make.make_visit(author=make.make_officer(unit=lone))
    make.make_visit(author=people["author"])

    assert list(Visit.objects.visible_to(auditor)) == [visit]
    assert not CommunityFigure.objects.visible_to(auditor).exists()
