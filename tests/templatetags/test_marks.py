"""Marks of lists and the menu: a sign and a word, each text escaped, each page marked in the menu once."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from visits.models import Situation, VisitStatus
from visits.search.snippets import Snippet
from visits.templatetags.marks import options, situation_mark, snippet, status_mark
from visits.templatetags.navigation import menu


@pytest.mark.parametrize(
    ("code", "indonesian", "english"),
    [
        ("calm", "✓ Kondusif", "✓ Calm"),
        ("watch", "! Perlu atensi", "! Needs attention"),
        ("tense", "‼ Tegang", "‼ Tense"),
    ],
)
def test_a_situation_is_a_sign_and_a_word_of_the_language_of_the_page(code, indonesian, english):
    for language, words in (("id", indonesian), ("en", english), ("id", indonesian)):
        with translation.override(language):
            assert situation_mark(code) == f'<span class="situation {code}">{words}</span>'


def test_where_none_was_said_there_is_no_mark():
    assert situation_mark("") == ""


@pytest.mark.parametrize("marks", [situation_mark, status_mark])
def test_every_code_has_a_mark_of_its_own(marks):
    codes = Situation.values if marks is situation_mark else VisitStatus.values

    assert len({re.sub("<[^>]*>", "", marks(code)) for code in codes}) == len(codes)
    assert all(f" {code}" in marks(code).partition(">")[0] for code in codes)


def test_where_words_were_found_is_escaped_but_for_the_mark():
    line = Snippet("<Note>", [("a & <b>", False), ("<script>", True), (" 'c'", False)])

    assert snippet(line) == ("<span>&lt;Note&gt;:</span> a &amp; &lt;b&gt;<mark>&lt;script&gt;</mark> &#x27;c&#x27;")


CHOICES = [("", "Semua"), ("a", "<A>"), (7, "Tujuh")]


@pytest.mark.parametrize(
    ("data", "chosen"), [({}, None), ({"field": "a"}, "a"), ({"field": "7"}, "7"), ({"field": "gone"}, None)]
)
def test_the_chosen_option_alone_is_marked(data, chosen):
    class Form(forms.Form):
        field = forms.CharField(widget=forms.Select(choices=CHOICES))

    html = options(Form(data)["field"])

    assert html.count("<option") == 3
    assert '<option value="a">&lt;A&gt;</option>' in html.replace(" selected", "")
    assert re.findall(r'<option selected value="([^"]*)"', html) == ([] if chosen is None else [chosen])


OFFICER = ["/", "/visits/", "/visits/new/", "/follow-ups/", "/figures/", "/places/", "/more/"]
MENUS = {
    "officer": OFFICER,
    "deputy": ["/", "/visits/", "/visits/new/", "/review/", *OFFICER[3:6], "/trail/", "/more/"],
    "supervisor": ["/", "/visits/", "/visits/new/", "/review/", *OFFICER[3:6], "/trail/", "/more/"],
    "auditor": ["/", "/visits/", *OFFICER[3:6], "/trail/", "/more/"],
    "administrator": ["/", "/admin/", "/more/"],
}


def somebody(role: str):
    """What the menu asks of a person."""
    return SimpleNamespace(
        is_authenticated=True,
        is_administrator=role == "administrator",
        is_auditor=role == "auditor",
        is_supervising=role in ("supervisor", "deputy"),
        may_log_visits=role in ("officer", "supervisor", "deputy"),
    )


def menu_of(role: str, path: str = "/more/", **context):
    request = RequestFactory().get(path)
    request.user = somebody(role)
    return menu(Context({"request": request, **context}))


@pytest.mark.parametrize("role", MENUS)
def test_the_menu_leads_where_a_person_of_the_role_may_go(role):
    assert [item.address for item in menu_of(role)] == MENUS[role]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "/"),
        ("/visits/", "/visits/"),
        ("/visits/0f8fad5b-d9cb-469f-a165-70867728950e/", "/visits/"),
        ("/visits/new/", "/visits/new/"),
        ("/review/", "/review/"),
        ("/figures/new/", "/figures/"),
        ("/places/53.01/", "/places/"),
        ("/accounts/security/", None),
    ],
)
def test_one_entry_at_most_is_where_the_person_is(path, current):
    marked = [item.address for item in menu_of("supervisor", path) if item.is_current]

    assert marked == ([] if current is None else [current])


def test_what_waits_stands_beside_its_entry_alone():
    numbers = {item.address: item.number for item in menu_of("supervisor", waiting_numbers={"review_list": "12"})}

    assert numbers.pop("/review/") == "12"
    assert set(numbers.values()) == {""}


def test_who_is_signed_out_has_no_menu_and_a_shell_names_nobody():
    request = RequestFactory().get("/")
    assert menu(Context({"request": request})) == menu(Context({})) == []
    request.user = SimpleNamespace(is_authenticated=False)
    assert menu(Context({"request": request})) == []
    assert [item.address for item in menu(Context({"is_shell": True}))] == OFFICER
    assert not any(item.is_current or item.number for item in menu(Context({"is_shell": True})))


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("{{ day|long_date }}", "Minggu, 1 September 2024"),
        ("{{ day|short_date }}", "1 September 2024"),
        ("{{ moment|instant }}", "1 September 2024, 13.00 WITA"),
        ("{{ moment.time|clock }}", "05.00"),
        ("{{ moment.time|clock_zone:zone }}", "05.00 WIB"),
        ("{{ nothing|long_date }}{{ nothing|instant }}{{ nothing|clock }}", ""),
    ],
)
def test_templates_write_days_and_times(source, written):
    import datetime as dt

    moment = dt.datetime(2024, 9, 1, 5, tzinfo=dt.UTC)
    context = {"day": moment.date(), "moment": moment, "zone": "Asia/Jakarta", "nothing": None}

    assert Template(source).render(Context(context)) == written
