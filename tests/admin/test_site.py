"""Who enters the set-up, what stands there, and that lists ask no more queries for more rows."""

import pytest
from django.urls import reverse

from tests import factories
from tests.admin.helpers import make_administrator
from visits.admin import site
from visits.models import NotePrompt, Officer, Operation, Rank, Region, Topic, Unit

pytestmark = pytest.mark.django_db
MODELS = [Unit, Region, Rank, Officer, Topic, NotePrompt, Operation]


def address(model, page, *args):
    return reverse(f"admin:visits_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def administrator(client):
    person = make_administrator()
    client.force_login(person)
    return person


@pytest.mark.parametrize("role", ["officer", "supervisor", "auditor"])
def test_only_an_administrator_enters(client, role):
    client.force_login(factories.make_officer(role=role))

    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/visits/unit/").status_code == 403


@pytest.mark.parametrize("path", ["/admin/", "/admin/visits/officer/", "/admin/visits/officer/import/"])
def test_somebody_signed_out_is_sent_to_the_project_s_own_sign_in(client, path):
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_the_admin_s_own_sign_in_leads_to_ours(client):
    assert client.get("/admin/login/")["Location"] == "/accounts/login/?next=/admin/"


def test_an_inactive_administrator_does_not_enter(client):
    client.force_login(person := make_administrator())
    Officer.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get("/admin/").status_code == 302


def test_only_set_up_models_are_registered():
    assert set(site._registry) == set(MODELS)


def test_the_start_page_groups_the_screens(client, administrator):
    groups = client.get("/admin/").context["app_list"]

    assert [[model["object_name"] for model in group["models"]] for group in groups] == [
        ["Unit", "Officer", "Rank"],
        ["Region"],
        ["Topic", "NotePrompt", "Operation"],
    ]


@pytest.mark.parametrize("model", MODELS)
def test_every_page_answers(client, administrator, model):
    factories.make_village()
    factories.make_prompt(topic=factories.make_topic())
    factories.make_operation()
    row = model.objects.first()

    assert client.get(address(model, "changelist")).status_code == 200
    assert client.get(address(model, "change", row.pk)).status_code == 200
    assert client.get(address(model, "history", row.pk)).status_code == 200
    assert client.get(address(model, "add")).status_code == (403 if model is Region else 200)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_asks_no_more_queries_for_a_hundred_rows(client, administrator, model, django_assert_max_num_queries):
    make_rows(1)
    few = count_queries(client, address(model, "changelist"))
    make_rows(100)

    with django_assert_max_num_queries(few):
        client.get(address(model, "changelist"))


def test_the_page_of_an_officer_asks_no_more_queries_for_a_hundred_others(
    client, administrator, django_assert_max_num_queries
):
    page = address(Officer, "change", administrator.pk)
    few = count_queries(client, page)
    make_rows(100)

    with django_assert_max_num_queries(few):
        client.get(page)


@pytest.mark.parametrize("model", [Unit, Officer, Topic, NotePrompt, Operation])
def test_rows_are_made_inactive_and_active_with_a_message(client, administrator, model):
    make_rows(2)
    rows = model.objects.exclude(pk=administrator.pk) if model is Officer else model.objects.all()
    pks = list(rows.values_list("pk", flat=True)[:2])
    for action, active in [("deactivate", False), ("activate", True)]:
        answer = client.post(address(model, "changelist"), {"action": action, "_selected_action": pks}, follow=True)

        assert len(list(answer.context["messages"])) == 1
        assert set(model.objects.filter(pk__in=pks).values_list("is_active", flat=True)) == {active}


def test_nothing_is_deleted_many_at_once(client, administrator):
    factories.make_topic()

    assert "delete_selected" not in client.get(address(Topic, "changelist")).content.decode()


def count_queries(client, path) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def make_rows(number: int) -> None:
    """Rows of every set-up model, the units beside each other with a district each."""
    district = factories.make_regions()["53.01.06"]
    unit = factories.make_unit()
    for _ in range(number):
        code = f"row-{next(factories.numbers)}"
        factories.make_unit(code).districts.add(district)
        factories.make_prompt(topic=factories.make_topic(code))
        factories.make_operation(code)
        factories.make_officer(unit=unit)
        factories.make_rank(code, order=next(factories.numbers) + 100)
