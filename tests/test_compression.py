"""Pages reach a phone small, by what its browser understands."""

import brotli
import pytest

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/login/"


@pytest.mark.parametrize("accepted", ["gzip, deflate, br, zstd", "br", "gzip;q=0.5, br;q=0.9"])
def test_a_page_is_compressed_by_brotli(client, accepted):
    plain = client.get(ADDRESS, HTTP_ACCEPT_ENCODING="")
    answer = client.get(ADDRESS, HTTP_ACCEPT_ENCODING=accepted)

    assert answer["Content-Encoding"] == "br"
    assert "Accept-Encoding" in answer["Vary"]
    assert int(answer["Content-Length"]) == len(answer.content) < len(plain.content) / 2
    assert brotli.decompress(answer.content).strip().startswith(b"<!doctype html>")


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None)])
def test_other_browsers_get_what_they_understand(client, accepted, encoding):
    assert client.get(ADDRESS, HTTP_ACCEPT_ENCODING=accepted).get("Content-Encoding") == encoding
