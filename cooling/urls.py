"""Wiring of addresses: the app's own, the set-up screens, the switch of language."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from visits.admin import site

handler400 = "visits.start.error_views.bad_request"
handler403 = "visits.start.error_views.forbidden"

urlpatterns = [
    path("", include("visits.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("admin/", site.urls),
]
