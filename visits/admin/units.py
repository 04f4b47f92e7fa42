"""The tree of units: add, move by form or by dragging, cover districts, name the addressees of reports."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext_lazy as _
from treebeard.admin import TreeAdmin
from treebeard.exceptions import InvalidMoveToDescendant, InvalidPosition, PathOverflow
from treebeard.forms import MoveNodeForm

from visits.admin.base import ActiveAdmin, TypedInline
from visits.admin.site import site
from visits.models import Deputy, Region, RegionLevel, Unit
from visits.setup import services as setup_services


class UnitForm(MoveNodeForm):
    """A unit and its place in the tree."""

    class Meta:
        model = Unit
        exclude = ["path", "depth", "numchild"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        place = self.fields["treebeard_position"]
        place.label = _("Place in the tree")
        place.choices = [("first-child", _("First below")), ("left", _("Before")), ("right", _("After"))]
        reference = self.fields["treebeard_ref_node"]
        reference.label, reference.empty_label = _("Relative to"), _("At the top of the tree")
        if "districts" in self.fields:
            self.fields["districts"].queryset = Region.objects.filter(level=RegionLevel.DISTRICT)

    def clean(self):
        values = super().clean()
        if values.get("treebeard_position") in ("left", "right") and not values.get("treebeard_ref_node"):
            values["treebeard_position"] = "first-child"
        return values


class DropForm(forms.Form):
    """What the tree posts when a unit is dropped."""

    node = forms.ModelChoiceField(queryset=Unit.objects.all())
    target = forms.ModelChoiceField(queryset=Unit.objects.all())
    relation = forms.ChoiceField(choices=[("child", "child"), ("sibling", "sibling")])


class DeputyInline(TypedInline):
    """Who stands in for the supervisor of the unit: the Wakapolres for the Kapolres' own visits, for one."""

    model = Deputy
    extra = 0
    fields = ["officer", "starts_on", "ends_on"]
    autocomplete_fields = ["officer"]


@admin.register(Unit, site=site)
class UnitAdmin(ActiveAdmin, TreeAdmin):
    form = UnitForm
    list_display = ["name", "kind", "covered", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "short_name", "code"]
    autocomplete_fields = ["districts"]
    list_per_page = 100
    fieldsets = [
        (None, {"fields": ["name", "short_name", "code", "kind", "phone", "is_active"]}),
        (_("Place in the tree"), {"fields": ["treebeard_position", "treebeard_ref_node"]}),
        (_("Districts covered"), {"fields": ["districts"]}),
        (
            _("Head of the report"),
            {
                "fields": ["report_to", "report_from", "report_copies"],
                "description": _("These lines appear at the top of this unit’s reports."),
            },
        ),
    ]

    inlines = [DeputyInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("districts")

    def get_urls(self):
        """As treebeard has them, with its words for scripts behind the same door as all else."""
        urls = super().get_urls()
        for url in urls:
            if url.name == "javascript-catalog":
                url.callback = self.admin_site.admin_view(url.callback, cacheable=True)
        return urls

    def save_formset(self, request, form, formset, change):
        for row in formset.forms:
            if formset.model is Deputy and row.instance.pk is None:
                row.instance.named_by = request.user
        super().save_formset(request, form, formset, change)

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    @admin.display(description=_("districts covered"))
    def covered(self, unit: Unit) -> str:
        return ", ".join(district.name for district in unit.districts.all())

    def save_form(self, request, form, change):
        before = Unit.objects.get(pk=form.instance.pk).lineage_ids if change else []
        unit = super().save_form(request, form, change)
        if change:
            setup_services.rewrite_access(unit=Unit.objects.get(pk=unit.pk), before=before)
        return unit

    def move_node(self, request):
        """A unit dropped in the tree: into another one, or before it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = DropForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("This unit cannot be moved there. Please load the page again."))
            return HttpResponseBadRequest()
        unit, target = form.cleaned_data["node"], form.cleaned_data["target"]
        position = "last-child" if form.cleaned_data["relation"] == "child" else "left"
        try:
            setup_services.move_unit(unit=unit, target=target, position=position, by=request.user)
        except (InvalidMoveToDescendant, InvalidPosition, PathOverflow):
            messages.error(request, _("A unit cannot be moved into itself or below itself."))
            return HttpResponseBadRequest()
        text = (
            _("%(unit)s is now below %(target)s.")
            if position == "last-child"
            else _("%(unit)s is now before %(target)s.")
        )
        messages.success(request, text % {"unit": unit, "target": target})
        return HttpResponse("OK")
