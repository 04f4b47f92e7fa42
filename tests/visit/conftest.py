"""People around a visit, and one that its author has just submitted by the form.

Imports stand in the fixtures: this file is read before Django is ready where only this folder is tested.
"""

import pytest


@pytest.fixture
def people():
    from tests import factories as make
    from tests.readers import make_readers

    make.make_village()
    return make_readers()


@pytest.fixture
def visit(client, people):
    from tests.visit_posts import complete_post
    from visits.models import Visit

    client.force_login(people["author"])
    assert client.post("/visits/new/", complete_post()).status_code == 302
    return Visit.objects.get()
