"""One server for all that is tried in several engines."""

import pytest

from tests.browser.field_phone import FieldServer


@pytest.fixture(scope="package")
def server(tmp_path_factory):
    server = FieldServer(tmp_path_factory.mktemp("field"))
    server.start()
    yield server
    server.stop()
