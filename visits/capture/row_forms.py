"""The rows below a visit: stops, officers, people, notes, follow-ups, photos."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from visits.capture.retired_choices import check_in_use, choice_label
from visits.core.form_fields import (
    ClockField,
    CodeField,
    CodesField,
    DayField,
    ReferenceField,
    ReferencesField,
    TypedField,
    field_of,
)
from visits.core.images import NotAnImage, shrink
from visits.models import (
    MOST_PHOTOS,
    Disturbance,
    NoteKind,
    OfficerRole,
    PersonCategory,
    Presence,
    Sensitivity,
    Venue,
)
from visits.typed.fields import CountField, MeasureField, RegionCodeField, ServiceNumberField

MOST_ROWS = 30
LARGEST_PHOTO = 20 * 1024 * 1024
# The mark of an error that costs the photo, not the words.
OVER_LIMIT = "over_limit"
SOMEBODY = r"(people|officers)-\d{1,2}"
PERSON = r"people-\d{1,2}"


ROW_TITLES = {
    "stops": _("Place"),
    "officers": _("Officer"),
    "people": _("Person or group"),
    "notes": _("Note"),
    "follow_ups": _("Follow-up"),
    "photos": _("Photo"),
}


class RowForm(forms.Form):
    """One row. It counts only when more than its preset choices is filled in."""

    # PostgreSQL refuses larger numbers with a fault instead of finding nothing.
    id = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    preset: frozenset[str] = frozenset()

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - self.preset - {"id", "DELETE"})

    @property
    def is_filled(self) -> bool:
        """Whether the row was filled in and not deleted: the only rows that others can name."""
        return self.has_changed() and not self.cleaned_data.get("DELETE")


class StopForm(RowForm):
    place = RegionCodeField(
        required=False,
        label=_("Village"),
        error_messages={"invalid": _("Choose the village from the list.")},
    )
    venue = CodeField(Venue, label=_("Kind of place"))
    name = TypedField(label=_("Name of the place"), help_text=_("For example the house of the village head."))
    address = TypedField(label=_("Hamlet, RT/RW or street"))
    host = TypedField(label=_("Host"))
    date = DayField(label=_("Date, when it is another day"))
    time = ClockField(label=_("Time"))
    latitude = MeasureField(required=False, min_value=-90, max_value=90, label=_("Latitude"))
    longitude = MeasureField(required=False, min_value=-180, max_value=180, label=_("Longitude"))
    accuracy = MeasureField(required=False, min_value=0, max_value=1_000_000, label=_("Accuracy in metres"))

    def clean_accuracy(self):
        accuracy = self.cleaned_data["accuracy"]
        return None if accuracy is None else round(accuracy)

    # An empty row that took the village of a figure is a stop all the same.
    took_place = False

    def has_changed(self) -> bool:
        return self.took_place or super().has_changed()

    def take_place(self, place) -> None:
        """Be the stop at this place, whether anything was typed into the row or not."""
        if not self.has_changed():
            self.took_place = True
            self.full_clean()
        self.cleaned_data["place"] = place

    def clean(self):
        cleaned = super().clean()
        for name in ("latitude", "longitude"):
            value = cleaned.get(name)
            # Six digits are some ten centimetres; the column holds no more.
            cleaned[name] = None if value is None else round(value, 6)
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None) and not self.errors:
            self.add_error("latitude", _("A position needs a latitude and a longitude."))
        return cleaned


class OfficerForm(RowForm):
    preset = frozenset({"role"})

    officer = ServiceNumberField(
        required=False,
        label=_("Officer"),
        error_messages={"invalid": _("Choose an officer from the list, or type a name.")},
    )
    name = TypedField(label=_("Name, if not on the list"))
    rank = TypedField(label=_("Rank"))
    position = TypedField(label=_("Position"))
    unit = TypedField(label=_("Unit"))
    count = CountField(required=False, min_value=1, max_value=10_000, label=_("Number of unnamed officers"))
    role = CodeField(OfficerRole, default=OfficerRole.COMPANION, label=_("Role"))


class PersonForm(RowForm):
    preset = frozenset({"presence", "stop"})

    figure = forms.UUIDField(
        required=False, label=_("Known figure"), error_messages={"invalid": _("Choose the figure from the list.")}
    )
    name = TypedField(label=_("Name"))
    honorific = TypedField(label=_("Honorific"), max_length=80, help_text=_("Bapak, Ibu, Pdt., Romo, H."))
    degrees = TypedField(label=_("Degrees"), max_length=80)
    group = TypedField(label=_("Group without names"), help_text=_("For example residents of the village."))
    count = CountField(required=False, min_value=1, max_value=1_000_000, label=_("Number of people"))
    categories = CodesField(PersonCategory, label=_("Categories"))
    title = TypedField(label=_("Title"))
    institution = TypedField(label=_("Institution"))
    presence = CodeField(Presence, default=Presence.MET, label=_("Presence"))
    stop = ReferenceField(label=_("At the stop"))

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            known, name, group = cleaned.get("figure"), cleaned.get("name"), cleaned.get("group")
            if group and (known or name):
                self.add_error("group", _("Enter either a person or a group in one row."))
            elif not (known or name or group):
                self.add_error("name", _("Enter a name, or a group."))
        return cleaned


class NoteForm(RowForm):
    preset = frozenset({"kind", "sensitivity", "stop", "seal_source"})

    kind = CodeField(NoteKind, default=NoteKind.INFORMATION, label=_("Kind"))
    topic = forms.ChoiceField(required=False, label=_("Topic"))
    topic_text = TypedField(label=_("Topic in your own words"))
    text = TypedField(rows=2, label=_("What was said"))
    raised_by = ReferencesField(SOMEBODY, label=_("Said by"))
    about = ReferencesField(PERSON, label=_("About"))
    answers = ReferenceField(label=_("Answers the note"))
    stop = ReferenceField(label=_("At the stop"))
    disturbance = CodeField(Disturbance, label=_("Disturbance"), empty_label=_("None"))
    sensitivity = CodeField(Sensitivity, default=Sensitivity.INTERNAL, label=_("Who may read it"))
    seal_source = forms.BooleanField(
        required=False,
        label=_("Hide who said it"),
        help_text=_("Nobody can see it any more, not even you. Two supervisors together can open it."),
    )

    def __init__(self, *args, topics, kept: set[int], **kwargs):
        """`topics` are all that there are; a retired one is a choice of a row only that has it (`kept`)."""
        super().__init__(*args, **kwargs)
        self.kept, posted = kept, self.data.get(self.add_prefix("topic"))
        # A retired topic that was posted is accepted as a choice, and refused in words below.
        self.topics = {topic.code: topic for topic in topics if topic.is_active or topic.code == posted}
        groups: dict[str, list] = {}
        for topic in self.topics.values():
            groups.setdefault(topic.get_group_display(), []).append((topic.code, choice_label(topic)))
        field_of(self, "topic", forms.ChoiceField).choices = [("", _("None")), *groups.items()]

    def clean_topic(self):
        return check_in_use(self.topics.get(self.cleaned_data["topic"]), self.kept)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write what was said."))
        return cleaned


class FollowUpForm(RowForm):
    # The form offers who writes, and the note above: nobody has promised anything by that.
    preset = frozenset({"owner", "note"})

    text = TypedField(rows=2, label=_("What is to be done"))
    note = ReferencesField(label=_("From the notes"))
    owner = ServiceNumberField(
        required=False,
        label=_("Person responsible"),
        error_messages={"invalid": _("Choose an officer from the list.")},
    )
    sent_to = TypedField(label=_("Passed on to another body"))
    due_on = DayField(future=True, label=_("Due date"))

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write what is to be done."))
        return cleaned


class PhotoForm(RowForm):
    preset = frozenset({"key", "stop"})

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    image = forms.FileField(
        required=False,
        label=_("Photo"),
        help_text=_("At most ten photos. Where it was taken is removed from each."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"empty": _("The file is empty. Choose the photo again.")},
    )
    caption = TypedField(label=_("Caption"))
    stop = ReferenceField(label=_("At the stop"))

    def has_changed(self) -> bool:
        # A saved photo without a caption is still a photo.
        return super().has_changed() or bool(self.data.get(self.add_prefix("id")))

    def clean_image(self):
        """The image, made small; it is read here, so that what is no image is said at the field."""
        image = self.cleaned_data["image"]
        if not image:
            return None
        # Before it is decoded; no phone's photo is that large.
        if image.size > LARGEST_PHOTO:
            raise ValidationError(_("The photo is larger than 20 MB. Choose a smaller one."), code=OVER_LIMIT)
        try:
            return shrink(image)
        except NotAnImage as problem:
            raise ValidationError(str(problem)) from problem

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("image") and not cleaned.get("id") and not self.errors:
            self.add_error("image", _("Choose the photo again: a page cannot keep a chosen file."))
        return cleaned


class RowFormSet(BaseFormSet):
    """Rows of one kind, which says in our words when they are too many."""

    default_error_messages = {"too_many_forms": _("At most %(num)d rows of a kind are kept. Delete the ones too many.")}


def _formset(form: type[RowForm], most: int = MOST_ROWS) -> type[BaseFormSet]:
    # Rows beyond the most are read as well, so that nothing typed is lost when the page says so.
    return formset_factory(
        form,
        formset=RowFormSet,
        extra=0,
        can_delete=True,
        max_num=most,
        validate_max=True,
        absolute_max=2 * MOST_ROWS,
    )


FORMSETS = {
    "stops": _formset(StopForm),
    "officers": _formset(OfficerForm),
    "people": _formset(PersonForm),
    "notes": _formset(NoteForm),
    "follow_ups": _formset(FollowUpForm),
    "photos": _formset(PhotoForm, MOST_PHOTOS),
}
