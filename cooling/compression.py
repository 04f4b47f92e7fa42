"""Pages by brotli, smaller than the library makes them: on a slow line a page is all that is waited for."""

import brotli
from compression_middleware.middleware import MIN_LEN, CompressionMiddleware, encoding_name
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

# The next one takes ten times as long for one percent.
QUALITY = 7


class PageCompressionMiddleware(CompressionMiddleware):
    """The library's, which goes on with whatever is no page, and for browsers without brotli."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if _is_page(response) and "br" in _accepted(request):
            patch_vary_headers(response, ("Accept-Encoding",))
            response.content = brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=QUALITY)
            response["Content-Encoding"] = "br"
            response["Content-Length"] = str(len(response.content))
        return super().process_response(request, response)


def _is_page(response: HttpResponseBase) -> bool:
    is_html = response.get("Content-Type", "").startswith("text/html")
    is_plain = not response.streaming and not response.has_header("Content-Encoding")
    return is_html and is_plain and len(response.content) >= MIN_LEN


def _accepted(request: HttpRequest) -> set[str | None]:
    """The encodings that a browser names; of a header of any length the beginning."""
    return {encoding_name(one) for one in request.headers.get("Accept-Encoding", "")[:200].split(",")}
