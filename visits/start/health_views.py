"""Whether the application can work: for whoever watches the server, without signing in."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.core.db import check_answer


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" when the database and the storage of files answer, else 503."""
    try:
        check_answer()
        # A full disk lets pages work and loses photos: who watches should know before officers do.
        _write_a_little()
    except (DatabaseError, OSError):
        return HttpResponse("not ready", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def _write_a_little() -> None:
    """Where photos are kept, in a file without a name: of a full disk nothing is left behind."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"ok")
        probe.flush()
