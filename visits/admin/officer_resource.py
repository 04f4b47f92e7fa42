"""How one row of a file becomes an officer: matched by NRP, rank and unit by their codes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from visits.exceptions import NotNow
from visits.models import Officer, PersonRole, Rank, Unit
from visits.services.setup import check_keeps_own_access
from visits.typed import clean_line, service_number

COLUMNS = ["nrp", "name", "degrees", "rank", "position", "acting", "unit", "role", "active"]
DEMANDED = ["nrp", "name", "rank", "unit"]
YES = {"1", "y", "yes", "ya", "true"}
NO = {"0", "n", "no", "tidak", "false"}


class Lookup(Widget):
    """A row named by one of its codes; all of them are read once for a file."""

    def __init__(self, model, *names: str):
        super().__init__()
        self.model, self.names, self.known = model, names, None

    def clean(self, value, row=None, **kwargs):
        text = clean_line(str(value or "")).casefold()
        if not text:
            raise ValueError(_("This column must not be empty."))
        if self.known is None:
            # The first name given wins where two rows share a word.
            rows = list(self.model.objects.all())
            self.known = {getattr(r, n).casefold(): r for n in reversed(self.names) for r in rows}
        if text not in self.known:
            raise ValueError(_("“%(value)s” is not known.") % {"value": value})
        return self.known[text]

    def render(self, value, obj=None, **kwargs):
        return value.code if value else ""


class Mark(Widget):
    """Yes or no, in Indonesian, English or digits; empty takes `default`."""

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
    """The code of a role; empty is an officer."""

    def clean(self, value, row=None, **kwargs):
        text = clean_line(str(value or "")).casefold() or PersonRole.OFFICER
        if text not in PersonRole.values:
            raise ValueError(_("The role is one of: %(roles)s.") % {"roles": ", ".join(PersonRole.values)})
        return text


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
    """Officers from a file. A column that the file lacks leaves the officer as they are."""

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
        self.changed: dict[str, str] = {}
        self.fields["rank"] = Field("rank", "rank", widget=Lookup(Rank, "code", "abbreviation"))
        self.fields["unit"] = Field("unit", "unit", widget=Lookup(Unit, "code"))

    def get_queryset(self):
        return Officer.objects.select_related("rank", "unit")

    def after_init_instance(self, instance, new, row, **kwargs):
        if new:
            instance.set_unusable_password()

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if instance.nrp in self.seen:
            errors["nrp"] = ValidationError(_("This NRP stands in the file more than once."))
        self.seen.add(instance.nrp)
        try:
            check_keeps_own_access(officer=instance, by=self.by)
        except NotNow as reason:
            errors["role"] = ValidationError(str(reason))
        super().validate_instance(instance, errors, validate_unique)
