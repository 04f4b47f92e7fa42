"""Whatever is posted to the visit form, it answers in words: never a 500, and a draft opens again."""

import uuid

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.readers import make_readers
from tests.visit_posts import KINDS, complete_post
from visits.capture.row_forms import FollowUpForm, NoteForm, OfficerForm, PersonForm, PhotoForm, StopForm
from visits.capture.visit_form import VisitForm

pytestmark = pytest.mark.django_db

ROWS = dict(zip(KINDS, (StopForm, OfficerForm, PersonForm, NoteForm, FollowUpForm, PhotoForm), strict=True))
NAMES = [*VisitForm.base_fields, "action", "add", "find", "anything"]
for kind, form in ROWS.items():
    NAMES += [f"{kind}-{number}-{name}" for number in ("0", "1", "30", "x") for name in [*form.base_fields, "id"]]
    NAMES += [f"{kind}-{name}" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MAX_NUM_FORMS")]

ODD = [
    *["", " ", "\x00", "0", "-1", "1e400", "NaN", "9" * 30, "on", "people-0", "officers-99", "2024-02-30", "24:00"],
    *["0000-00-00", "٣", "²", "😀", "Oh'aem", "../../etc/passwd", "{{ 7*7 }}", "<script>", "x" * 10_001, "\ud800"],
    *["save", "submit", "stops", "stops-0-place", "53.01.06.2006", "91010001", str(uuid.UUID(int=0)), "﷽" * 50],
]
values = st.sampled_from(ODD) | st.text(max_size=60)
posts = st.dictionaries(st.sampled_from(NAMES), values | st.lists(values, max_size=3), max_size=12)
# The same cases on both databases in the gate: the one that serves units sees them all.
CASES = 60 if connection.vendor == "postgresql" else 20
fuzz = settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def author(client):
    people = make_readers()
    make.make_village()
    make.make_topic()
    make.make_operation()
    client.force_login(people["author"])
    return people["author"]


def sendable(changes: dict) -> dict:
    """The changes as a browser could put them on the wire: no half of a surrogate pair."""
    return {
        name: [text.encode(errors="replace").decode() for text in ([value] if isinstance(value, str) else value)]
        for name, value in changes.items()
    }


@fuzz
@given(changes=posts, action=st.sampled_from(["save", "submit"]), whole=st.booleans())
def test_no_post_whatever_breaks_the_form(client, author, changes, action, whole):
    start = complete_post(action=action) if whole else {"action": action, "key": str(uuid.uuid4())}

    answer = client.post("/visits/new/", start | sendable(changes))

    assert answer.status_code in (200, 302, 409, 422)
    if answer.status_code == 302:
        assert client.get(answer.url).status_code == 200


@fuzz
@given(changes=posts)
def test_no_post_whatever_breaks_a_saved_draft(client, author, changes):
    posted = complete_post(action="save")
    client.post("/visits/new/", posted)
    address = f"/visits/{posted['key']}/edit/"

    answer = client.post(address, posted | {"revision": "1"} | sendable(changes))

    assert answer.status_code in (200, 302, 409, 422)
    if answer.status_code != 302 or "/edit/" in answer.url:
        assert client.get(address).status_code == 200


@fuzz
@given(
    address=st.sampled_from(
        "/visits/ /review/ /figures/ /places/ /follow-ups/ /pickers/places/ /pickers/figures/ "
        "/pickers/officers/ /accounts/login/ /".split()
    ),
    asked=st.dictionaries(
        st.sampled_from("q name page after before status unit owner village category next place due".split()),
        values,
        max_size=5,
    ),
)
def test_no_question_whatever_breaks_a_page(client, author, address, asked):
    assert client.get(address, sendable(asked)).status_code in (200, 302, 403, 422)
