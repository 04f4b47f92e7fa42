"""How one row of a file becomes an officer: matched by NRP, rank and unit by code or name."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from visits.core.exceptions import NotNow
from visits.models import Officer, PersonRole, Rank, Unit
from visits.models.places import fold_name
from visits.setup.services import check_keeps_own_access
from visits.typed import clean_line, service_number

COLUMNS = ["nrp", "name", "degrees", "rank", "position", "acting", "unit", "role", "active"]
DEMANDED = ["nrp", "name", "rank", "unit"]
YES = {"1", "y", "yes", "ya", "true", "benar", "aktif", "active", "x", "v"}
NO = {"0", "n", "no", "tidak", "false", "salah", "nonaktif", "tidak aktif", "inactive"}
# What a preview tells first: who comes in again, and with which rights.
ORDER = ["active", "role", "unit", "rank", "name", "degrees", "position", "acting"]


class Lookup(Widget):
    """A row named by its code or another of its names; all of them are read once for a file."""

    def __init__(self, model, *names: str):
        super().__init__()
        self.model, self.names = model, names
        self.known: dict[str, list] | None = None

    def clean(self, value, row=None, **kwargs):
        text = clean_line(str(value or ""))
        if not text:
            raise ValueError(_("This column must not be empty."))
        found = self._known().get(text.casefold()) or self._known().get(fold_name(text)) or []
        if not found:
            raise ValueError(_("“%(value)s” is not known.") % {"value": text})
        if len(found) > 1:
            candidates = ", ".join(sorted(f"{each.code} ({each})" for each in found))
            raise ValueError(
                _("“%(value)s” may mean: %(candidates)s. Write the code.") % {"value": text, "candidates": candidates}
            )
        return found[0]

    def _known(self) -> dict[str, list]:
        """The rows by each of their names; a code stands for its own row alone."""
        if self.known is None:
            rows = list(self.model.objects.all())
            self.known = {}
            for row in rows:
                for name in {fold_name(getattr(row, each)) for each in self.names}:
                    self.known.setdefault(name, []).append(row)
            self.known |= {row.code.casefold(): [row] for row in rows}
        return self.known

    def render(self, value, obj=None, **kwargs):
        return value.code if value else ""


class Mark(Widget):
    """Yes or no, in Indonesian, English, digits or as a spreadsheet writes them; empty takes `default`."""

    def __init__(self, *, default: bool):
        super().__init__()
        self.default = default

    def clean(self, value, row=None, **kwargs):
        text = clean_line(str(value or "")).casefold()
        if text and text not in YES | NO:
            raise ValueError(_("Write ya or tidak."))
        return text in YES if text else self.default

    def render(self, value, obj=None, **kwargs):
        return "ya" if value else "tidak"


class Role(Widget):
    """The code or name of a role; empty is an officer."""

    def clean(self, value, row=None, **kwargs):
        text = clean_line(str(value or "")).casefold() or PersonRole.OFFICER
        known = {code: code for code in PersonRole.values}
        for language in ("id", "en"):
            with override(language):
                known |= {str(label).casefold(): code for code, label in PersonRole.choices}
        if text not in known:
            raise ValueError(_("The role is one of: %(roles)s.") % {"roles": ", ".join(PersonRole.values)})
        return known[text]


class Text(Widget):
    def clean(self, value, row=None, **kwargs):
        return clean_line(str(value or ""))


class ServiceNumber(Widget):
    """An NRP or NIP in its one spelling."""

    def clean(self, value, row=None, **kwargs):
        try:
            return service_number(str(value or ""))
        except ValidationError as problem:
            raise ValueError(" ".join(problem.messages)) from problem


class OfficerResource(ModelResource):
    """Officers from a file. A column that the file lacks, or an empty cell, leaves the officer as they are."""

    nrp = Field("nrp", "nrp", widget=ServiceNumber())
    name = Field("name", "name", widget=Text())
    degrees = Field("degrees", "degrees", widget=Text())
    position = Field("position", "position", widget=Text())
    acting = Field("is_acting", "acting", widget=Mark(default=False))
    role = Field("role", "role", widget=Role())
    active = Field("is_active", "active", widget=Mark(default=True))

    class Meta:
        model = Officer
        fields = COLUMNS
        import_order = COLUMNS
        import_id_fields = ["nrp"]
        clean_model_instances = True
        skip_unchanged = True
        skip_diff = True
        use_transactions = True

    def __init__(self, *, by: Officer):
        super().__init__()
        self.by = by
        self.seen: set[str] = set()
        self.before: dict[str, str] = {}
        self.changes: list[tuple[str, str, str]] = []
        self.fields["rank"] = Field("rank", "rank", widget=Lookup(Rank, "abbreviation", "name"))
        self.fields["unit"] = Field("unit", "unit", widget=Lookup(Unit, "name", "short_name"))

    def get_queryset(self):
        return Officer.objects.select_related("rank", "unit")

    def after_init_instance(self, instance, new, row, **kwargs):
        if new:
            instance.set_unusable_password()
        self.before = {} if new else self._shown(instance)

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if instance.pk is None or clean_line(str(row.get(field.column_name) or "")):
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Somebody known whom the row leaves as they are."""
        after = self._shown(instance) if self.before else {}
        self.changes = [
            (self._label(name), self.before[name], after[name]) for name in after if self.before[name] != after[name]
        ]
        if not self.before or self.changes or import_validation_errors or instance.nrp in self.seen:
            return False
        self.seen.add(instance.nrp)
        return True

    def after_import_row(self, row, row_result, **kwargs):
        row_result.changes = self.changes

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if instance.nrp in self.seen:
            errors["nrp"] = ValidationError(_("This NRP appears in the file more than once."))
        self.seen.add(instance.nrp)
        try:
            check_keeps_own_access(officer=instance, by=self.by)
        except NotNow as reason:
            errors["role"] = ValidationError(str(reason))
        super().validate_instance(instance, errors, validate_unique)

    def _shown(self, officer: Officer) -> dict[str, str]:
        """The values of an officer as a person reads them, those that let somebody in first."""
        values = {name: getattr(officer, self.fields[name].attribute) for name in ORDER}
        values |= {"role": officer.get_role_display(), "rank": officer.rank.abbreviation, "unit": officer.unit.name}
        values |= {name: _("yes") if values[name] else _("no") for name in ("active", "acting")}
        return {name: str(value) for name, value in values.items()}

    def _label(self, name: str) -> str:
        return str(Officer._meta.get_field(self.fields[name].attribute).verbose_name)
