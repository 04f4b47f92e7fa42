"""Officers: accounts, villages in their care, a starting password, and many at once from a file."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.admin import officer_import
from visits.admin.base import ActiveAdmin
from visits.admin.site import site
from visits.exceptions import NotNow
from visits.models import Officer, Region, RegionLevel, VillageAssignment
from visits.services import setup


class PasswordFields(forms.Form):
    """A password typed twice; it is never shown again."""

    password1 = forms.CharField(
        label=gettext_lazy("Starting password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("Starting password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self):
        values = super().clean()
        first, second = values.get("password1", ""), values.get("password2", "")
        if first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        elif first:
            try:
                validate_password(first, getattr(self, "instance", None))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return values


class OfficerForm(forms.ModelForm):
    """An officer's account. `by` is the administrator at work, set by the screen."""

    by: Officer

    class Meta:
        model = Officer
        fields = ["nrp", "name", "degrees", "rank", "position", "is_acting", "unit", "role", "is_active", "language"]
        widgets = {"language": forms.Select(choices=[("", gettext_lazy("As on the device")), *settings.LANGUAGES])}

    def clean(self):
        values = super().clean()
        if self.instance.pk == self.by.pk:
            after = Officer(pk=self.by.pk, role=values.get("role"), is_active=values.get("is_active", False))
            try:
                setup.check_keeps_own_access(officer=after, by=self.by)
            except NotNow as reason:
                raise forms.ValidationError(str(reason)) from reason
        return values


class NewOfficerForm(PasswordFields, OfficerForm):
    """A new account; without a starting password nobody can sign in to it yet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].required = False

    def save(self, commit=True):
        self.instance.set_password(self.cleaned_data.get("password1") or None)
        return super().save(commit)


class AssignmentInline(admin.StackedInline):
    model = VillageAssignment
    extra = 1
    autocomplete_fields = ["village"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("village", "officer__rank")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "village":
            kwargs["queryset"] = Region.objects.filter(level=RegionLevel.VILLAGE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Officer, site=site)
class OfficerAdmin(ActiveAdmin):
    change_list_template = "admin/visits/officer/change_list.html"
    change_form_template = "admin/visits/officer/change_form.html"
    form = OfficerForm
    list_display = ["nrp", "rank", "name", "unit", "role", "is_active"]
    list_display_links = ["nrp", "name"]
    list_filter = ["role", "is_active", "rank"]
    search_fields = ["nrp", "name"]
    autocomplete_fields = ["unit"]
    inlines = [AssignmentInline]
    account = ["nrp", "name", "degrees", "rank", "position", "is_acting", "unit"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("rank", "unit")

    def get_fieldsets(self, request, obj=None):
        access = ["role", "is_active", "language"] if obj else ["role", "is_active", "password1", "password2"]
        return [(None, {"fields": self.account}), (gettext_lazy("Access"), {"fields": access})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if not change:
            kwargs |= {"form": NewOfficerForm, "fields": [*self.account, "role", "is_active"]}
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        warning = setup.nrp_warning(obj.nrp) if "nrp" in form.changed_data else ""
        if warning:
            messages.warning(request, warning)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:officer_id>/password/", wrap(self.password_view), name="visits_officer_password"),
            path("import/", wrap(officer_import.upload), name="visits_officer_import"),
            path("import/confirm/", wrap(officer_import.confirm), name="visits_officer_import_confirm"),
            path("import/errors.csv", wrap(officer_import.error_rows), name="visits_officer_import_errors"),
            path("import/sample.csv", wrap(officer_import.sample), name="visits_officer_import_sample"),
            *super().get_urls(),
        ]

    def password_view(self, request, officer_id):
        """Give an officer a starting password: typed here twice, shown nowhere."""
        officer = self.get_object(request, str(officer_id))
        if officer is None:
            raise Http404
        if not self.has_change_permission(request, officer):
            raise PermissionDenied
        form = PasswordFields(request.POST or None)
        form.instance = officer
        if request.method == "POST" and form.is_valid():
            setup.set_starting_password(officer=officer, password=form.cleaned_data["password1"], by=request.user)
            messages.success(request, _("%(officer)s has a new starting password.") % {"officer": officer})
            return redirect("admin:visits_officer_change", officer.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Starting password for %(officer)s") % {"officer": officer},
            "opts": self.opts,
            "original": officer,
            "form": form,
            "rules": password_validators_help_texts(),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/visits/officer/password.html", context, status=status)
