"""What every set-up screen shares: the audit log, closed lookups, no deleting of what is in use, active or not."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.filters import FieldListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from visits.core.exceptions import NotNow
from visits.models import AuditEntry
from visits.setup import services as setup_services
from visits.typed import clean_line
from visits.typed.fields import FORM_CLASSES

# Each word is a condition more, and a database takes so many.
LONGEST_SEARCH = 200
# What is typed in the set-up is read as on every other page.
READ_AS_TYPED = {
    column: {"form_class": form_class} if form_class else {} for column, form_class in FORM_CLASSES.items()
}
# Not the browser's field for numbers, which takes 1.250 for one and a quarter.
READ_AS_TYPED[models.IntegerField]["widget"] = AdminTextInputWidget


class TypedInline(admin.StackedInline):
    """Rows below a set-up row."""

    formfield_overrides = READ_AS_TYPED


class ClosedAdmin(admin.ModelAdmin):
    """A list that answers its declared filters alone.

    Django lets a list be asked by every field of its model and by whatever points at it: a hash
    letter by letter, or the visits of an officer. An administrator reads neither.
    """

    def lookup_allowed(self, lookup, value, request):
        return any(lookup in self._parameters_of(each, request) for each in self.get_list_filter(request))

    def _parameters_of(self, list_filter, request) -> list[str]:
        """The parameters that one entry of `list_filter` puts into its links."""
        if isinstance(list_filter, type):
            return [list_filter.parameter_name]
        path, make = list_filter if isinstance(list_filter, list | tuple) else (list_filter, FieldListFilter.create)
        field = get_fields_from_path(self.model, path)[-1]
        return make(field, request, {}, self.model, self, field_path=path).expected_parameters()

    def to_field_allowed(self, request, to_field):
        """A row is referred to by its key alone."""
        return to_field == self.opts.pk.name

    def get_deleted_objects(self, objs, request):
        """The rows themselves; what goes with them is counted, never shown."""
        _nested, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        return [str(row) for row in objs], counts, perms_needed, protected and [_("rows that use it")]


class AuditedAdmin(ClosedAdmin):
    """Each change writes one audit entry, inside the transaction of the change.

    Django calls the `log_…` methods within that transaction; they write to our audit log alone, with
    the names of the fields and never their values.
    """

    formfield_overrides = READ_AS_TYPED
    show_full_result_count = False
    view_on_site = False
    list_per_page = 50
    save_on_top = False

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, clean_line(search_term)[:LONGEST_SEARCH])

    def construct_change_message(self, request, form, formsets, add=False):
        rows = [formset.prefix for formset in formsets or [] if formset.has_changed()]
        return [*form.changed_data, *rows]

    def log_addition(self, request, obj, message):
        setup_services.record_change(target=obj, by=request.user, action="added", fields=message)

    def log_change(self, request, obj, message):
        if message:
            setup_services.record_change(target=obj, by=request.user, action="changed", fields=message)

    def log_deletions(self, request, queryset):
        for row in queryset:
            setup_services.record_change(target=row, by=request.user, action="deleted")

    def delete_view(self, request, object_id, extra_context=None):
        """Refused with a sentence while anything uses the row; what uses it is counted, not shown."""
        row = self.get_object(request, object_id)
        if row is not None and self.has_delete_permission(request, row):
            try:
                setup_services.check_may_delete(row=row, by=request.user)
            except NotNow as reason:
                messages.error(request, str(reason))
                return redirect(f"admin:visits_{self.opts.model_name}_change", row.pk)
        return super().delete_view(request, object_id, extra_context)

    def history_view(self, request, object_id, extra_context=None):
        """The changes of one set-up row, out of the audit log."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        target = next(str(getattr(row, name)) for name in ("code", "nrp", "pk") if hasattr(row, name))
        changes = AuditEntry.objects.filter(
            kind=AuditEntry.Kind.SETUP_CHANGED, target_kind=self.opts.model_name, target=target
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Changes of “%(row)s”") % {"row": row},
            "object": row,
            "opts": self.opts,
            "module_name": str(self.opts.verbose_name_plural).capitalize(),
            "changes": Paginator(changes, 50).get_page(request.GET.get("p")),
        }
        return TemplateResponse(request, "admin/setup_history.html", context)


class ActiveAdmin(AuditedAdmin):
    """Rows that are made inactive rather than deleted."""

    actions = ["activate", "deactivate"]

    @admin.action(description=gettext_lazy("Make active"))
    def activate(self, request, queryset):
        self._set_active(request, queryset, active=True)

    @admin.action(description=gettext_lazy("Make inactive"))
    def deactivate(self, request, queryset):
        self._set_active(request, queryset, active=False)

    def _set_active(self, request, queryset, *, active: bool) -> None:
        try:
            number = setup_services.set_active(rows=queryset, active=active, by=request.user)
        except NotNow as reason:
            messages.error(request, str(reason))
            return
        if active:
            text = ngettext("%(number)d row was made active.", "%(number)d rows were made active.", number)
        else:
            text = ngettext("%(number)d row was made inactive.", "%(number)d rows were made inactive.", number)
        messages.success(request, text % {"number": number})
