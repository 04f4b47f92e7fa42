"""Regions: looked up and closed here, loaded by a command, never deleted."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from visits.admin.base import AuditedAdmin
from visits.admin.site import site
from visits.models import Region, RegionLevel
from visits.models.places import fold_name
from visits.setup.regions import carry_on
from visits.typed import clean_line

FROM_THE_FILE = ["code", "name", "level", "kind", "parent", "latitude", "longitude", "postal_code"]
LEVEL_FOR_FIELD = {"districts": RegionLevel.DISTRICT, "village": RegionLevel.VILLAGE}


@admin.register(Region, site=site)
class RegionAdmin(AuditedAdmin):
    change_list_template = "admin/visits/region/change_list.html"
    list_display = ["code", "label", "level", "part_of", "closed_on"]
    list_filter = ["level", ("closed_on", admin.EmptyFieldListFilter)]
    search_fields = ["code", "name"]
    autocomplete_fields = ["successors"]
    readonly_fields = [*FROM_THE_FILE, "below"]
    fieldsets = [
        (None, {"fields": FROM_THE_FILE}),
        (_("Closed by a decree"), {"fields": ["closed_on", "successors"]}),
        (_("Regions within it"), {"fields": ["below"]}),
    ]

    def has_add_permission(self, request):
        return False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if {"successors", "closed_on"} & set(form.changed_data):
            carry_on([form.instance.pk])

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("parent__parent")

    def get_search_results(self, request, queryset, search_term):
        """By code or by a part of the name as it is searched: no accents, no apostrophes."""
        term = clean_line(search_term.replace("\x00", ""))
        level = LEVEL_FOR_FIELD.get(request.GET.get("field_name", ""))
        if level:
            queryset = queryset.filter(level=level, closed_on__isnull=True)
        if term:
            words = fold_name(term)
            by_name = Q(search_name__contains=words) if words else Q(pk__in=[])
            queryset = queryset.filter(Q(code__startswith=term) | by_name)
        return queryset, False

    def autocomplete_label(self, region: Region) -> str:
        """The region with all above it and its code, so that namesakes differ."""
        above, names = region, []
        while above is not None and above.level != RegionLevel.PROVINCE and len(names) < 3:
            names.append(above.label)
            above = above.parent
        return f"{', '.join(names) or region.label} ({region.code})"

    @admin.display(description=_("name"), ordering="search_name")
    def label(self, region: Region) -> str:
        return region.label

    @admin.display(description=_("part of"))
    def part_of(self, region: Region) -> str:
        return region.parent.label if region.parent else ""

    @admin.display(description=_("regions"))
    def below(self, region: Region) -> str:
        rows = [
            (reverse("admin:visits_region_change", args=[row.pk]), row.label, row.code) for row in region.children.all()
        ]
        return (
            format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a> ({})</li>', rows)) if rows else "–"
        )
