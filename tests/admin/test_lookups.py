"""No list of the set-up answers a question that its page does not offer."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.urls import reverse

from tests import factories
from tests.admin.helpers import make_administrator
from visits.admin import site
from visits.admin.site import SetupSite
from visits.models import Officer, Operation, SavedFilter, Topic, Unit, Visit

pytestmark = pytest.mark.django_db
MODELS = list(site._registry)
LOOKUPS = ("", "__regex", "__isnull", "__id__exact")
# What each page offers; another parameter is a decision made here.
OFFERED = {
    "unit": {"kind__exact", "kind__isnull", "is_active__exact", "is_active__isnull"},
    "region": {"level__exact", "level__isnull", "closed_on__isempty"},
    "rank": {"group__exact", "group__isnull"},
    "topic": {"group__exact", "group__isnull", "is_active__exact", "is_active__isnull"},
    "noteprompt": {"kind__exact", "kind__isnull", "is_active__exact", "is_active__isnull"},
    "operation": {"is_active__exact", "is_active__isnull"},
    "officer": {
        *("role__exact", "role__isnull", "is_active__exact", "is_active__isnull"),
        *("rank__id__exact", "rank__isnull"),
    },
}


@pytest.fixture(autouse=True)
def administrator(client, settings) -> Officer:
    settings.DEBUG = False  # the page of an error as the unit meets it
    person = make_administrator()
    client.force_login(person)
    return person


def make_rows() -> None:
    factories.make_village()
    factories.make_topic()
    factories.make_prompt()
    factories.make_operation()


def changelist(model) -> str:
    return reverse(f"admin:visits_{model._meta.model_name}_changelist")


def names_of(model) -> set[str]:
    """Every name by which a query can begin on a model: fields, attributes, what refers to it."""
    found = {"pk", "id"}
    for field in model._meta.get_fields(include_hidden=True):
        found |= {field.name, getattr(field, "attname", field.name)}
        if hasattr(field, "related_query_name") and field.auto_created:
            found.add(field.field.related_query_name())
    return found


@pytest.mark.fault("A2")
@pytest.mark.parametrize("model", MODELS)
def test_a_list_takes_the_offered_parameters_and_no_other(client, model):
    offered = OFFERED[model._meta.model_name]
    asked = {f"{name}{lookup}" for name in names_of(model) for lookup in LOOKUPS} | offered
    wrong = []
    for parameter in sorted(asked):
        answer = client.get(changelist(model), {parameter: "1"})
        right = {200, 302} if parameter in offered else {400}
        if answer.status_code not in right:
            wrong.append((parameter, answer.status_code))

    assert wrong == []


@pytest.mark.fault("A2")
@pytest.mark.parametrize(
    "asked",
    [
        {"password__regex": "^pbkdf2"},
        {"password__startswith": "a"},
        {"visits": "5"},
        {"notes": "5"},
        {"figures": "3"},
        {"visits__notes__text__icontains": "ancaman"},
        {"sign_ins__session_key__startswith": "a"},
        {"passkeys__isnull": "0"},
        {"one_time_code__isnull": "0"},
        {"unit__visits": "5"},
        {"rank__name__regex": "."},
        {"rank__officer__password__regex": "."},
        {"role": "officer"},
        {"last_login__gt": "2024-01-01"},
        {"no_such_field": "1"},
        {"_": "1"},
        {"is_active__exact": "1", "password__regex": "."},
    ],
)
def test_an_undeclared_question_is_refused_without_a_fact(client, asked):
    factories.make_officer(name="Yunus Rahasia")
    for also in ({}, {"_popup": "1"}, {"q": "a"}, {"o": "1.-2"}, {"_facets": "True"}, {"p": "1"}):
        answer = client.get(changelist(Officer), {**asked, **also})

        assert answer.status_code == 400, also
        assert b"Rahasia" not in answer.content


@pytest.mark.fault("A2")
def test_an_action_on_all_rows_takes_no_question_either(client, administrator):
    other = factories.make_officer()
    data = {"action": "deactivate", "select_across": "1", "_selected_action": [other.pk]}

    assert client.post(f"{changelist(Officer)}?password__regex=.", data).status_code == 400
    other.refresh_from_db()
    assert other.is_active


@pytest.mark.parametrize("value", ["x", "99999999999999999999", "1,2", "\x00", "5'"])
def test_odd_values_of_an_offered_filter_are_no_error_of_the_server(client, value):
    for name in ("rank__id__exact", "is_active__exact", "role__exact", "rank__isnull"):
        assert client.get(changelist(Officer), {name: value}).status_code in (200, 302, 400), name


@pytest.mark.parametrize(
    "address", ["officer/?q=%00", "region/%00/change/", "region/53%00/history/", "unit/?e=%00&p=%00"]
)
def test_a_nul_in_an_address_is_no_error_of_the_server(client, address):
    assert client.get(f"/admin/visits/{address}").status_code in (200, 302, 400, 404)


@pytest.mark.fault("A2")
@pytest.mark.parametrize("words", ["a " * 3_000, "kupang timur " * 300, "9 0 " * 1_500])
@pytest.mark.parametrize("model", ["officer", "unit", "topic", "region"])
def test_a_search_of_any_length_is_answered(client, administrator, model, words):
    """Each word is a condition more than the database takes at once."""
    client.force_login(administrator)

    assert client.get(f"/admin/visits/{model}/", {"q": words}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_an_order_is_one_of_the_columns(client, model):
    factories.make_officer()
    for order in ("password", "-password", "999", "-999", "visits", "1.password", "x.y", "--1", "."):
        answer = client.get(changelist(model), {"o": order})

        assert answer.status_code in (200, 302), order
        if answer.status_code == 200:
            text = str(answer.context["cl"].queryset.query.order_by)
            assert "password" not in text
            assert "visits" not in text


@pytest.mark.parametrize("model", MODELS)
def test_the_marks_of_the_page_itself_end_in_no_error(client, model):
    for asked in ({"e": "1"}, {"q": "\x00"}, {"q": "a" * 5000}, {"p": "99"}, {"p": "x"}, {"all": ""}):
        assert client.get(changelist(model), asked).status_code in (200, 302), asked


@pytest.mark.fault("A2")
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("page", ["changelist", "add", "change", "delete"])
def test_a_reference_by_another_field_is_refused(client, model, page):
    make_rows()
    args = [model.objects.order_by("pk").last().pk] if page in ("change", "delete") else []
    address = reverse(f"admin:visits_{model._meta.model_name}_{page}", args=args)
    for field in ("password", "visits", "name", "last_login", "no_such", "unit__name", "name__regex"):
        answer = client.get(address, {"_to_field": field, "_popup": "1"})

        # 403 and a redirect: regions are neither added nor deleted, rows in use are not deleted.
        assert answer.status_code in (400, 403, 302), field


@pytest.mark.fault("A2")
@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("visit", "author"),
        ("visit", "unit"),
        ("visit", "follows"),
        ("officer", "visits"),
        ("officer", "password"),
        ("officer", "rank"),
        ("dialoguenote", "visit"),
        ("signinsession", "officer"),
        ("nothing", "author"),
    ],
)
def test_no_suggestions_for_a_field_that_no_page_of_the_set_up_has(client, model, field):
    asked = {"app_label": "visits", "model_name": model, "field_name": field, "term": "a"}

    assert client.get(reverse("admin:autocomplete"), asked).status_code == 403


@pytest.mark.parametrize(
    ("model", "field"),
    [("officer", "unit"), ("villageassignment", "village"), ("deputy", "officer"), ("unit", "districts")],
)
@pytest.mark.parametrize("also", [{}, {"password__regex": "^p", "visits": "5", "_to_field": "password"}])
def test_suggestions_come_for_the_fields_of_the_pages(client, model, field, also):
    asked = {"app_label": "visits", "model_name": model, "field_name": field, "term": "zzzz", **also}
    answer = client.get(reverse("admin:autocomplete"), asked)

    assert answer.json() == {"results": [], "pagination": {"more": False}}


@pytest.mark.fault("A2")
def test_before_deleting_only_the_row_itself_is_named_and_the_rest_counted(client, administrator):
    officer = factories.make_officer()
    SavedFilter.objects.create(owner=officer, unit=officer.unit, name="rahasia", filtered_by=[["q", "ancaman"]])
    page = client.get(reverse("admin:visits_officer_delete", args=[officer.pk])).content.decode()

    assert str(officer) in page
    assert "rahasia" not in page
    assert "ancaman" not in page


@pytest.mark.parametrize("model", MODELS)
def test_the_changes_of_a_row_ignore_what_is_asked(client, model):
    make_rows()
    address = reverse(f"admin:visits_{model._meta.model_name}_history", args=[model.objects.first().pk])
    rows = client.get(address).content.count(b"<tr")
    for asked in ({"password__regex": "."}, {"visits": "5"}, {"p": "x"}, {"e": "1"}):
        assert client.get(address, asked).content.count(b"<tr") == rows


@pytest.mark.fault("A2")
def test_a_screen_without_the_refusal_cannot_be_registered():
    class Open(admin.ModelAdmin):
        list_filter = ["status"]

    with pytest.raises(ImproperlyConfigured):
        SetupSite(name="other").register(Visit, Open)
    with pytest.raises(ImproperlyConfigured):
        SetupSite(name="other").register([Topic, Operation])


def test_what_is_offered_are_fields_and_no_secret_among_them():
    for model in MODELS:
        for name in OFFERED[model._meta.model_name]:
            try:
                field = model._meta.get_field(name.partition("__")[0])
            except FieldDoesNotExist:
                pytest.fail(name)
            assert field.name != "password"
            assert field.related_model in (None, *MODELS)
    assert Unit in MODELS
