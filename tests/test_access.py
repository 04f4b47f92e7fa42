"""Who reaches which address: every route of the application stands in this table."""

import pytest
from django.urls import get_resolver, reverse

from tests import factories as make
from tests.views.readers import make_readers
from visits.models import Photo
from visits.services.scopes import rewrite_scopes

pytestmark = pytest.mark.django_db

WHO = [
    "author",
    "colleague",
    "supervisor",
    "officer elsewhere",
    "supervisor elsewhere",
    "administrator",
    "auditor",
    None,
]


@pytest.fixture
def site():
    people = make_readers()
    author = people["author"]
    visit = make.make_visit(author=author)
    encounter = make.make_encounter(visit)
    promise = make.make_follow_up(visit, owner=author)
    photo = Photo.objects.create(visit=visit, order=0, digest="0" * 64, width=1, height=1, size=1, added_by=author)
    rewrite_scopes(visit)
    figure = make.make_figure(by=author)
    return people, {
        "visit": [visit.key],
        "visit_photo": [visit.key, photo.key],
        "encounter_to_figure": [visit.key, encounter.pk],
        "figure": [figure.key],
        "place_detail": ["53.01.06"],
        "followup_detail": [promise.key],
        "continue_post": ["nothing"],
    }


EVERYBODY = [200, 200, 200, 200, 200, 200, 200, 302]
NOT_ADMINISTRATORS = [200, 200, 200, 200, 200, 404, 200, 302]
WHO_LOGS = [200, 200, 200, 200, 200, 404, 403, 302]
IN_REACH = [200, 200, 200, 404, 404, 404, 200, 302]
POST_ONLY = [405] * 7 + [302]
# What a GET answers to each of WHO. A question without its words is 422.
TABLE = {
    "start": EVERYBODY,
    "more": EVERYBODY,
    "login": [302] * 7 + [200],
    "logout": EVERYBODY,
    "change_password": EVERYBODY,
    "continue_post": [302] * 8,
    "healthz": [200] * 8,
    "visit_list": EVERYBODY,
    "visit_new": [200, 200, 200, 200, 200, 403, 403, 302],
    "visit_detail": IN_REACH,
    "visit_report_text": IN_REACH,
    "visit_report_pdf": IN_REACH,
    "visit_edit": [200, 403, 403, 404, 404, 404, 403, 302],
    "visit_photo": [404] * 7 + [302],  # its file is not there; tests/views/test_photos.py shows one
    "encounter_to_figure": [200, 200, 200, 404, 404, 404, 403, 302],
    "picker_places": [422] * 7 + [302],
    "picker_officers": [422] * 7 + [302],
    "picker_figures": [422, 422, 422, 422, 422, 404, 404, 302],
    "review_list": [403, 403, 200, 403, 200, 403, 403, 302],
    "figure_list": NOT_ADMINISTRATORS,
    "figure_detail": NOT_ADMINISTRATORS,
    "figure_new": WHO_LOGS,
    "figure_edit": WHO_LOGS,
    "place_list": EVERYBODY,
    "place_detail": EVERYBODY,
    "followup_list": NOT_ADMINISTRATORS,
    "followup_detail": IN_REACH,
    **dict.fromkeys(
        [
            *["visit_submit", "visit_withdraw", "visit_discard", "visit_return", "visit_approve", "visit_reopen"],
            *["visit_compare", "visit_photo_add"],
        ],
        POST_ONLY,
    ),
}


def test_every_address_is_in_the_table():
    assert {name for name in get_resolver("visits.urls").reverse_dict if isinstance(name, str)} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_what(client, site, name):
    people, arguments = site
    noun = name.split("_")[0]
    needed = arguments.get(name) or (arguments.get(noun, []) if not name.endswith(("_list", "_new")) else [])
    answers = []
    for who in WHO:
        client.logout()
        if who:
            client.force_login(people[who])
        answers.append(client.get(reverse(name, args=needed)).status_code)

    assert dict(zip(WHO, answers, strict=True)) == dict(zip(WHO, TABLE[name], strict=True))
