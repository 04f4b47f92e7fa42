"""The set-up site: who enters, how its start page is grouped, what autocomplete answers."""

from __future__ import annotations

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, SuspiciousOperation
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from visits.admin.base import ClosedAdmin
from visits.core.exceptions import NotAllowed
from visits.core.permissions import check_may_set_up

GROUPS = [
    (_("Organisation"), ["Unit", "Officer", "Rank"]),
    (_("Places"), ["Region"]),
    (_("Topics and operations"), ["Topic", "NotePrompt", "Operation"]),
]
# Pages of Django's admin that have no place here: passwords are set by the project's own pages,
# and the redirect by content type would name models outside the set-up.
LEFT_OUT = {"password_change", "password_change_done", "view_on_site"}
SEARCHED = ("q", "term")


class Autocomplete(AutocompleteJsonView):
    """Choices with a label that tells namesakes apart: Oesao is both a desa and a kelurahan."""

    def process_request(self, request):
        term, model_admin, source_field, to_field_name = super().process_request(request)
        if (source_field.model, source_field.name) not in self.admin_site.suggested_fields():
            raise PermissionDenied
        return term, model_admin, source_field, to_field_name

    def serialize_result(self, obj, to_field_name):
        label = getattr(self.model_admin, "autocomplete_label", str)
        return {"id": str(getattr(obj, to_field_name)), "text": label(obj)}


def _holds_nul(request) -> bool:
    """Whether the path or a filter holds a NUL; words that are searched for are cleaned where they are read."""
    asked = (value for name, values in request.GET.lists() if name not in SEARCHED for value in values)
    return "\x00" in request.path or any("\x00" in value for value in asked)


class SetupSite(AdminSite):
    site_title = _("Cooling – Set-up")
    site_header = _("Cooling – Set-up")
    index_title = _("Set-up")
    empty_value_display = "–"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only screens that refuse undeclared lookups come onto this site."""
        if not (admin_class and issubclass(admin_class, ClosedAdmin)):
            raise ImproperlyConfigured("A set-up screen is a visits.admin.base.ClosedAdmin.")
        super().register(model_or_iterable, admin_class, **options)

    def suggested_fields(self) -> set[tuple[type, str]]:
        """The fields that some screen, or a row within one, fills with suggestions."""
        screens = list(self._registry.items())
        rows = [(row.model, row) for screen in self._registry.values() for row in screen.inlines]
        return {(model, name) for model, screen in [*screens, *rows] for name in screen.autocomplete_fields}

    def admin_view(self, view, cacheable=False):
        """Signed out: the project's own sign-in. Signed in, but no administrator: 403, no loop."""
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url("login"))
            if not self.has_permission(request):
                check_may_set_up(request.user)
                raise NotAllowed(_("Only an administrator can change the set-up."))
            if _holds_nul(request):
                raise SuspiciousOperation("A NUL in an address: PostgreSQL takes none in a text.")
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def get_urls(self):
        urls = [url for url in super().get_urls() if getattr(url, "name", None) not in LEFT_OUT]
        for url in urls:
            if hasattr(url.callback, "login_url"):
                url.callback.login_url = reverse_lazy("login")
        return urls

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        return redirect_to_login(request.GET.get("next") or resolve_url("admin:index"), resolve_url("login"))

    def logout(self, request, extra_context=None):
        # 307 keeps the POST and its token.
        return HttpResponseRedirect(resolve_url("logout"), status=307)

    def app_index(self, request, app_label, extra_context=None):
        return redirect("admin:index")

    def autocomplete_view(self, request):
        return Autocomplete.as_view(admin_site=self)(request)

    def get_log_entries(self, request):
        """None: the audit log is the only record of who changed what."""
        from django.contrib.admin.models import LogEntry

        return LogEntry.objects.none()

    def get_app_list(self, request, app_label=None):
        """The screens in groups of the business, in place of one group for the one app."""
        models = {model["object_name"]: model for app in super().get_app_list(request) for model in app["models"]}
        index = resolve_url("admin:index")
        return [
            {
                "name": title,
                "app_label": "visits",
                "app_url": index,
                "has_module_perms": True,
                "models": [models[name] for name in names if name in models],
            }
            for title, names in GROUPS
        ]


site = SetupSite(name="admin")
# Deleting many at once would pass by the sentence that says what still uses a row.
site.disable_action("delete_selected")
