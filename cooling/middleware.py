"""The language of a page, its headers for caches and browsers, who is answered at all, keys in capitals."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware
from django.utils import translation
from django.utils.http import escape_leading_slashes

from visits.core.client_address import came_from_a_trusted_proxy


class ChosenLanguageMiddleware:
    """Take the language from the person's own choice alone.

    Django's LocaleMiddleware would follow the browser's Accept-Language, and cheap phones are
    often sold with English ones.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PrivatePageMiddleware:
    """Keep the pages of a signed-in person out of every cache, and tell the browser what this site never uses."""

    # The position is asked for on the visit form alone, by the officer's own tap.
    POLICY = "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            # `setdefault`: photos and shells for phones say themselves how long they may be kept.
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class NoProxyMiddleware:
    """With DEBUG on, answer nobody who came through a proxy: others would reach accounts with a public password."""

    TELL = ("Forwarded", "X-Forwarded-", "X-Real-Ip", "Via")
    SENTENCE = (
        "DEBUG masih menyala, dan permintaan ini datang lewat proxy. Di server, atur DEBUG=0.\n"
        "DEBUG is on, and this request came through a proxy. On a server set DEBUG=0.\n"
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.DEBUG and any(name.startswith(self.TELL) for name in request.headers):
            return HttpResponseForbidden(self.SENTENCE, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class StrangersMiddleware:
    """Forget what a request says of the way that it came, unless a trusted proxy (`TRUSTED_PROXIES`) says it.

    Behind this nothing else has to ask: https, the site's name and the address are read from these headers.
    """

    SAID = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_", "HTTP_X_REAL_IP")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not came_from_a_trusted_proxy(request):
            for name in [name for name in request.META if name.startswith(self.SAID)]:
                del request.META[name]
        return self.get_response(request)


class HostMiddleware(CommonMiddleware):
    """Django's own, but the health check is answered by whatever name the machine is called.

    Who watches it asks its bare address, which is none of the site's names.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        return None if request.path_info == "/healthz" else super().process_request(request)


class LowerCaseKeyMiddleware:
    """Lead an address whose key was copied in capitals to the record; a key is written in lower case."""

    KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = request.get_full_path()
        before, mark, query = address.partition("?")
        lowered = self.KEY.sub(lambda key: key[0].lower(), before)
        # A redirect would lose what was posted.
        if lowered == before or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        # "//host/…" would lead to another site.
        return HttpResponsePermanentRedirect(escape_leading_slashes(f"{lowered}{mark}{query}"))
