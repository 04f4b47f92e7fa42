"""Ranks, topics, prompts for notes, and operations with their stages."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget

from visits.admin.base import ActiveAdmin, AuditedAdmin, TypedInline
from visits.admin.site import site
from visits.models import NotePrompt, Operation, Rank, Stage, Topic


@admin.register(Rank, site=site)
class RankAdmin(AuditedAdmin):
    actions = None
    list_display = ["order", "abbreviation", "name", "group"]
    list_display_links = ["abbreviation"]
    list_filter = ["group"]
    search_fields = ["abbreviation", "name", "code"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(Topic, site=site)
class TopicAdmin(ActiveAdmin):
    list_display = ["name", "code", "group", "order", "is_active"]
    list_filter = ["group", "is_active"]
    search_fields = ["name", "name_en", "code"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


class NotePromptForm(forms.ModelForm):
    class Meta:
        # A question is read whole while it is changed.
        widgets = {"text": AdminTextInputWidget(attrs={"class": "vLargeTextField"})}


@admin.register(NotePrompt, site=site)
class NotePromptAdmin(ActiveAdmin):
    form = NotePromptForm
    list_display = ["text", "kind", "topic", "order", "is_active"]
    list_filter = ["kind", "is_active"]
    list_select_related = ["topic"]
    search_fields = ["text", "code"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


class StageInline(TypedInline):
    model = Stage
    extra = 1


@admin.register(Operation, site=site)
class OperationAdmin(ActiveAdmin):
    list_display = ["name", "code", "starts_on", "ends_on", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "code"]
    inlines = [StageInline]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []
