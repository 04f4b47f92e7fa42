"""One valid row of each table whose rules the database holds, and who and what stands beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property

from django.db.models import F, Model

from tests import factories as make
from visits import models as visits

# Primary keys of the two supervisors of every site, so that the tables can name them.
FIRST, SECOND = 9001, 9002
DAY, DAY_BEFORE, DAY_AFTER = dt.date(2024, 9, 2), dt.date(2024, 9, 1), dt.date(2024, 9, 3)
NOW = dt.datetime(2024, 9, 2, 10, 0, tzinfo=dt.UTC)
ITSELF = F("pk")


class Site:
    """Two supervisors, and whatever a row needs beside itself, made when it is first asked for."""

    def __init__(self):
        unit = make.make_unit(parent=make.make_polres())
        self.first = make.make_officer(pk=FIRST, unit=unit, role="supervisor")
        self.second = make.make_officer(pk=SECOND, unit=unit, role="supervisor")

    @cached_property
    def visit(self) -> visits.Visit:
        return make.make_visit(author=self.first, with_rows=False)

    @cached_property
    def other_visit(self) -> visits.Visit:
        return make.make_visit(author=self.second, with_rows=False)

    @cached_property
    def third_visit(self) -> visits.Visit:
        return make.make_visit(author=self.first, with_rows=False)

    @cached_property
    def figure(self) -> visits.CommunityFigure:
        return make.make_figure(by=self.first)

    @cached_property
    def other_figure(self) -> visits.CommunityFigure:
        return make.make_figure(by=self.first, name="Petronela Contoh")

    @cached_property
    def third_figure(self) -> visits.CommunityFigure:
        return make.make_figure(by=self.first, name="Agustina Contoh")

    @cached_property
    def note(self) -> visits.DialogueNote:
        return make.make_note(self.visit)

    @cached_property
    def other_note(self) -> visits.DialogueNote:
        return make.make_note(self.visit, "Warga minta ronda malam.")

    @cached_property
    def stop(self) -> visits.Stop:
        return make.make_stop(self.visit)

    @cached_property
    def other_stop(self) -> visits.Stop:
        return make.make_stop(self.visit, make.make_village("53.01.06.1004"))

    @cached_property
    def village(self) -> visits.Region:
        return make.make_village()

    @cached_property
    def other_village(self) -> visits.Region:
        return make.make_village("53.01.06.1004")

    @cached_property
    def operation(self) -> visits.Operation:
        return make.make_operation()

    @cached_property
    def other_operation(self) -> visits.Operation:
        return make.make_operation("pemilu-2029")


def _made(model: type[Model], **fields) -> Callable[[Site], Model]:
    """Makes the row when a site is there; a value that can be called is asked of the site."""
    return lambda site: model._default_manager.create(**of_site(site, fields))


def of_site(site: Site, fields: dict) -> dict:
    return {name: value(site) if callable(value) else value for name, value in fields.items()}


def first(site: Site) -> visits.Officer:
    return site.first


def second(site: Site) -> visits.Officer:
    return site.second


def unit(site: Site) -> visits.Unit:
    return site.first.unit


def a_visit(site: Site) -> visits.Visit:
    return site.visit


def another_visit(site: Site) -> visits.Visit:
    return site.other_visit


def a_figure(site: Site) -> visits.CommunityFigure:
    return site.figure


def another_figure(site: Site) -> visits.CommunityFigure:
    return site.other_figure


def a_note(site: Site) -> visits.DialogueNote:
    return site.note


def a_village(site: Site) -> visits.Region:
    return site.village


def an_operation(site: Site) -> visits.Operation:
    return site.operation


ROWS: dict[type[Model], Callable[[Site], Model]] = {
    visits.AuditEntry: _made(visits.AuditEntry, number=1, at=NOW, kind="searched", chain="0" * 64),
    visits.ChainTip: lambda site: visits.ChainTip.objects.get(),
    visits.CommunityFigure: lambda site: site.figure,
    visits.Consent: _made(visits.Consent, figure=a_figure, purpose="phone", given_on=DAY, asked_by=first),
    visits.DataRequest: _made(
        visits.DataRequest, figure=a_figure, kind="access", words="Apa yang dicatat?", asked_at=NOW, taken_by=first
    ),
    visits.Deputy: _made(visits.Deputy, unit=unit, officer=first, starts_on=DAY, ends_on=DAY_AFTER, named_by=second),
    visits.DialogueNote: lambda site: site.note,
    visits.DisclosureRequest: _made(visits.DisclosureRequest, note=a_note, asked_by=first, reason="Ada ancaman."),
    visits.DraftPayload: _made(visits.DraftPayload, visit=a_visit, revision=1, posted_by=first),
    visits.Encounter: _made(visits.Encounter, visit=a_visit, name="Marselina Contoh"),
    visits.Export: _made(visits.Export, officer=first, form="csv"),
    visits.FigureMerge: _made(visits.FigureMerge, kept=a_figure, merged=another_figure, merged_by=first),
    visits.FigureRole: _made(visits.FigureRole, figure=a_figure, category="religious", starts_on=DAY),
    visits.FollowUp: _made(visits.FollowUp, visit=a_visit, text="Patroli malam.", unit=unit),
    visits.HousekeepingRun: lambda site: visits.HousekeepingRun.objects.get_or_create(pk=1)[0],
    visits.NameRemoval: _made(
        visits.NameRemoval, figure=a_figure, state="proposed", names=[["Marselina"]], asked_by=first
    ),
    visits.NearbyHelp: _made(visits.NearbyHelp, officer=first, given_by=second),
    visits.Officer: lambda site: site.first,
    visits.NotePrompt: lambda site: make.make_prompt(topic=make.make_topic()),
    visits.OfficerPhone: _made(visits.OfficerPhone, officer=first, number="+6281234567890"),
    visits.OneTimeCode: _made(
        visits.OneTimeCode,
        officer=first,
        nearby=lambda site: ROWS[visits.NearbyHelp](site),
        digest="0" * 64,
        expires_at=NOW,
    ),
    visits.Operation: lambda site: make.make_operation(starts_on=DAY, ends_on=None),
    visits.Participation: _made(visits.Participation, visit=a_visit, name="Yohanes Contoh"),
    visits.Passkey: _made(visits.Passkey, officer=first, name="Telepon", digest="0" * 64, credential="{}"),
    visits.PendingSubmission: _made(visits.PendingSubmission, officer=first, browser="0" * 64, path="/visits/new/"),
    visits.Photo: _made(visits.Photo, visit=a_visit, digest="0" * 64, width=1, height=1, size=1, added_by=first),
    visits.PushAddress: _made(
        visits.PushAddress,
        officer=first,
        sign_in=lambda site: ROWS[visits.SignInSession](site),
        endpoint="https://push.example/0",
        digest="0" * 64,
        p256dh="0",
        auth="0",
        due_checked_on=DAY,
    ),
    visits.Rank: lambda site: site.first.rank,
    visits.Region: lambda site: site.village,
    visits.Remark: _made(visits.Remark, visit=a_visit, kind="returned", reason="Belum jelas.", written_by=first),
    visits.RetentionProposal: _made(visits.RetentionProposal, figure=a_figure, ended_on=DAY, due_on=DAY),
    visits.SameVisit: _made(visits.SameVisit, visit=a_visit, other=another_visit, is_same=True, decided_by=first),
    visits.SavedFilter: _made(visits.SavedFilter, owner=first, unit=unit, name="Mendesak"),
    visits.SearchDocument: _made(visits.SearchDocument, visit=a_visit, audience="open", words="damai"),
    visits.Secondment: _made(visits.Secondment, officer=first, unit=unit, starts_on=DAY),
    visits.SignInSession: _made(
        visits.SignInSession, officer=first, session_key="0" * 32, device="Telepon", seen_at=NOW
    ),
    visits.Stage: lambda site: make.make_stage(site.operation, "kampanye", starts_on=DAY),
    visits.Stop: lambda site: site.stop,
    visits.Topic: lambda site: make.make_topic(),
    visits.Unit: unit,
    visits.Version: _made(visits.Version, visit=a_visit, revision=1, facts={}, saved_by=first),
    visits.VillageAssignment: _made(visits.VillageAssignment, officer=first, village=a_village, starts_on=DAY),
    visits.Visit: lambda site: site.visit,
    visits.VisitAccess: _made(visits.VisitAccess, visit=a_visit, access_key="unit:0", visited_on=DAY),
    visits.VisitImport: _made(visits.VisitImport, file_name="lama.csv", digest="0" * 64, rows=1, uploaded_by=first),
}


def copied(row: Model, **changes) -> Model:
    """A second row like this one, not saved yet, with keys of its own where they are made by chance."""
    copy = type(row)._base_manager.get(pk=row.pk)
    copy.pk, copy._state.adding = None, True
    for field in copy._meta.concrete_fields:
        if field.unique and field.has_default() and not field.primary_key:
            setattr(copy, field.attname, field.get_default())
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy
