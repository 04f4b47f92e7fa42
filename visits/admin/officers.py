"""Officers: accounts, villages in their care, posts with dates, access, and many at once from a file."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from visits.accounts import factors, recent_proof, second_factor, sessions
from visits.accounts.one_time_codes import give_code
from visits.admin import officer_import
from visits.admin.base import ActiveAdmin, TypedInline
from visits.admin.site import site
from visits.core.exceptions import NotNow
from visits.models import Officer, OfficerPhone, Region, RegionLevel, Secondment, VillageAssignment
from visits.setup import services as setup_services
from visits.typed import ascii_digits, clean_line
from visits.typed.fields import PhoneNumberField, ServiceNumberField


class OfficerForm(forms.ModelForm):
    """An officer's account. `by` is the administrator at work, set by the screen."""

    by: Officer
    nrp = ServiceNumberField(label=gettext_lazy("NRP or NIP"), widget=AdminTextInputWidget)

    class Meta:
        model = Officer
        fields = ["nrp", "name", "degrees", "rank", "position", "is_acting", "unit", "role", "is_active", "language"]
        widgets = {"language": forms.Select(choices=[("", gettext_lazy("As on the device")), *settings.LANGUAGES])}

    def clean(self):
        values = super().clean()
        if self.instance.pk == self.by.pk:
            after = Officer(pk=self.by.pk, role=values.get("role"), is_active=values.get("is_active", False))
            try:
                setup_services.check_keeps_own_access(officer=after, by=self.by)
            except NotNow as reason:
                raise forms.ValidationError(str(reason)) from reason
        return values


class AssignmentInline(TypedInline):
    model = VillageAssignment
    extra = 1
    autocomplete_fields = ["village"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("village", "officer__rank")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "village":
            kwargs["queryset"] = Region.objects.filter(level=RegionLevel.VILLAGE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SecondmentInline(TypedInline):
    model = Secondment
    extra = 0
    autocomplete_fields = ["unit"]


class OfficerPhoneForm(forms.ModelForm):
    class Meta:
        model = OfficerPhone
        fields = ["number"]
        field_classes = {"number": PhoneNumberField}
        widgets = {"number": AdminTextInputWidget}


class PhoneInline(TypedInline):
    model = OfficerPhone
    form = OfficerPhoneForm
    extra = 1


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
    inlines = [AssignmentInline, SecondmentInline, PhoneInline]
    account = ["nrp", "name", "degrees", "rank", "position", "is_acting", "unit"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("rank", "unit")

    def get_fieldsets(self, request, obj=None):
        access = ["role", "is_active", "language"]
        return [(None, {"fields": self.account}), (gettext_lazy("Access"), {"fields": access})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def get_search_results(self, request, queryset, search_term):
        """By a part of the name, or of the number in any of its spellings."""
        digits = ascii_digits(clean_line(search_term)).replace(" ", "").replace(".", "")
        return super().get_search_results(request, queryset, digits if digits.isdigit() else search_term)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()  # until its owner chooses one with a one-time code
        super().save_model(request, obj, form, change)
        warning = setup_services.nrp_warning(obj.nrp) if "nrp" in form.changed_data else ""
        if warning:
            messages.warning(request, warning)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # After the rows below the account: a telephone number typed with it goes as well.
        setup_services.sign_out_inactive(by=request.user)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:officer_id>/access/", wrap(self.access_view), name="visits_officer_access"),
            path("import/", wrap(officer_import.upload), name="visits_officer_import"),
            path("import/confirm/", wrap(officer_import.confirm), name="visits_officer_import_confirm"),
            path("import/errors.csv", wrap(officer_import.error_rows), name="visits_officer_import_errors"),
            path("import/sample.csv", wrap(officer_import.sample), name="visits_officer_import_sample"),
            *super().get_urls(),
        ]

    def access_view(self, request, officer_id):
        """A one-time code, an end to all sessions, no second factor: for who is new or has lost a phone."""
        officer = self.get_object(request, str(officer_id))
        if officer is None:
            raise Http404
        if not self.has_change_permission(request, officer):
            raise PermissionDenied
        if request.POST.get("do") in ("code", "factor") and recent_proof.missing(request, request.user):
            return redirect(f"{resolve_url('reauthenticate')}?{urlencode({'next': request.path})}")
        code = self._change_access(request, officer) if request.method == "POST" else ""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Access of %(officer)s") % {"officer": officer},
            "opts": self.opts,
            "original": officer,
            "code": code,
            "sessions": officer.sign_ins.count(),
            "has_factor": second_factor.has_second_factor(officer),
        }
        response = TemplateResponse(request, "admin/visits/officer/access.html", context)
        add_never_cache_headers(response)
        return response

    def _change_access(self, request, officer: Officer) -> str:
        """Carry out what was pressed; the code where one was made."""
        pressed = request.POST.get("do")
        if pressed == "code":
            return give_code(officer=officer, by=request.user)
        if pressed == "end":
            ended = sessions.end_all_sessions(officer=officer, by=request.user)
            text = ngettext("%(number)d session was ended.", "%(number)d sessions were ended.", ended)
            messages.success(request, text % {"number": ended})
        elif pressed == "factor":
            factors.remove_all(request=request, officer=officer, by=request.user)
            messages.success(request, _("The second factor is removed."))
        return ""
