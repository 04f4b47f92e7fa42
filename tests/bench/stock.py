"""What our pages are measured against: the stock Django admin over the same tables, and a constant page."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from visits.models import DialogueNote, Encounter, FollowUp, Participation, Stop, Visit

CONSTANT = f"<!doctype html><title>Constant</title><p>{'x' * 30_000}"


def constant(request: HttpRequest) -> HttpResponse:
    """Thirty kilobytes that nothing is asked for, but for the session and the person."""
    assert request.session.session_key
    assert request.user.is_authenticated
    return HttpResponse(CONSTANT)


class StockSite(admin.AdminSite):
    """The admin as Django ships it, open to whoever is signed in."""

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated


class Permitted:
    """Everything allowed: what is measured is the page, not the rules."""

    def has_module_permission(self, request):
        return True

    def has_view_permission(self, request, obj=None):
        return True

    has_add_permission = has_change_permission = has_view_permission


class StopInline(Permitted, admin.TabularInline):
    model, extra, raw_id_fields = Stop, 0, ["place", "host_person"]


class ParticipationInline(Permitted, admin.TabularInline):
    model, extra, raw_id_fields = Participation, 0, ["officer"]


class EncounterInline(Permitted, admin.TabularInline):
    model, extra, raw_id_fields = Encounter, 0, ["figure", "stop"]


class NoteInline(Permitted, admin.TabularInline):
    model, extra = DialogueNote, 0
    raw_id_fields = ["topic", "answers", "stop", "written_by", "raised_by_people", "raised_by_officers", "about"]
    exclude = ["confidential_source"]


class FollowUpInline(Permitted, admin.TabularInline):
    model, extra, raw_id_fields = FollowUp, 0, ["owner", "unit", "notes", "changed_by"]


class StockVisits(Permitted, admin.ModelAdmin):
    list_display = ["visited_on", "unit", "village", "leader", "status", "situation_after"]
    list_select_related = ["unit"]
    list_filter = ["status", "activity", "situation_after", "unit"]
    list_per_page = 50
    date_hierarchy = "visited_on"
    search_fields = ["purpose", "notes__text", "encounters__name", "stops__place_label"]
    raw_id_fields = "author unit operation follows reviewed_by photos_checked_by noted_by".split()
    inlines = [StopInline, ParticipationInline, EncounterInline, NoteInline, FollowUpInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("stops", "participations")

    def village(self, visit: Visit) -> str:
        return ", ".join(stop.place_label for stop in visit.stops.all())

    def leader(self, visit: Visit) -> str:
        return next((row.name for row in visit.participations.all() if row.role == "leader"), "")

    def log_addition(self, request, object, message):
        """Django's log asks for a table of its own, which this site does not have."""


site = StockSite(name="stock")
site.register(Visit, StockVisits)

urlpatterns = [path("constant/", constant), path("stock/", site.urls), path("", include("cooling.urls"))]
