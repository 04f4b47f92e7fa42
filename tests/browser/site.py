"""A small site with something on every page, and a phone or desk that is signed in to it."""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext

from tests import factories as make
from tests.readers import make_readers
from visits.core.versions import facts_of
from visits.exports.export_file import ExportFolder
from visits.exports.job import root
from visits.figures.merge import merge_figures
from visits.models import (
    Consent,
    DataRequest,
    Export,
    NameRemoval,
    Officer,
    Passkey,
    Remark,
    RetentionProposal,
    SavedFilter,
    Version,
    Visit,
    VisitImport,
    VisitStatus,
)
from visits.privacy.anonymise import anonymise

LONG_NAME = "Pdt. Dr. Maria Magdalena Wilhelmina Contoh-Nubatonis Taebenu, S.Th., M.Th."


def make_site() -> tuple[dict[str, Officer], dict[str, str]]:
    """People by what they are, and addresses by what they show."""
    people = make_readers()
    author = people["author"]
    topic, operation = make.make_topic(), make.make_operation()
    figure = make.make_figure(by=author, name=LONG_NAME)
    make.make_figure_role(figure)
    visits = {status: make.make_visit(author=author, status=status, operation=operation) for status in VisitStatus}
    for visit in visits.values():
        make.make_encounter(visit, name=LONG_NAME, figure=figure, title="Ketua klasis")
        typed = make.make_encounter(visit, name=f"{LONG_NAME} muda")
        asked = make.make_note(visit, kind="concern", topic=topic)
        make.make_note(visit, "Patroli akan ditambah.", kind="answer", answers=asked)
        promise = make.make_follow_up(visit)
    addresses = {status: reverse("visit_detail", args=[visit.key]) for status, visit in visits.items()}
    waiting = visits[VisitStatus.SUBMITTED]
    Visit.objects.filter(pk=waiting.pk).update(submitted_at=timezone.now(), urgent=True)
    addresses["beside the list"] = f"/review/?visit={waiting.key}"
    returned = visits[VisitStatus.RETURNED]
    Remark.objects.create(
        visit=returned, kind="returned", section="where", reason="Sebut dusunnya.", written_by=people["supervisor"]
    )
    for revision, purpose in ((1, "Menjaga suasana damai."), (2, "Menjaga suasana aman.")):
        facts = facts_of(returned)
        facts["values"]["purpose"] = purpose
        Version.objects.create(visit=returned, revision=revision, facts=facts, saved_by=author)
    addresses["versions"] = reverse("visit_versions", args=[returned.key])
    addresses["edit"] = reverse("visit_edit", args=[visits[VisitStatus.RETURNED].key])
    addresses["draft form"] = reverse("visit_edit", args=[visits[VisitStatus.DRAFT].key])
    addresses["figure"] = reverse("figure_detail", args=[figure.key])
    addresses["anonymise"] = reverse("figure_anonymise", args=[figure.key])
    double = make.make_figure(by=author, name=f"{LONG_NAME} kedua")
    once = make.make_figure(by=author, name=LONG_NAME)
    merge_figures(kept=figure, merged=once, by=people["supervisor"])
    addresses["merge search"] = reverse("figure_merge", args=[figure.key])
    addresses["merge"] = f"{addresses['merge search']}?other={double.key}"
    for about in ({"figure": double}, {"visit": visits[VisitStatus.APPROVED]}):
        due = RetentionProposal.objects.create(
            ended_on=make.VISIT_DAY, due_on=make.VISIT_DAY, operation=operation, **about
        )
        addresses["retention remove"] = f"/retention/remove/?proposal={due.pk}"
        addresses["retention keep"] = f"/retention/keep/?proposal={due.pk}"
    gone = make.make_figure(by=author, name="Petronela Contoh")
    anonymise(figure=gone, by=people["supervisor"])
    addresses["data of nobody"] = reverse("figure_data", args=[gone.key])
    spelled = [[[LONG_NAME, "", ""]], []]
    proposed = NameRemoval.objects.create(
        figure=figure, visit=waiting, state="proposed", names=spelled, asked_by=people["supervisor elsewhere"]
    )
    addresses["removal"] = reverse("removal_review", args=[proposed.key])
    addresses["figure card"] = reverse("figure_card", args=[figure.key])
    addresses["place card"] = reverse("place_card", args=["53.01.06.2006"])
    addresses["like"] = f"{reverse('visit_new')}?like={waiting.key}"
    addresses["figure data"] = reverse("figure_data", args=[figure.key])
    Consent.objects.create(figure=figure, purpose="photos", given_on=timezone.localdate(), asked_by=author)
    DataRequest.objects.create(
        figure=figure, kind="access", words="Apa yang dicatat?", asked_at=timezone.now(), taken_by=author
    )
    addresses["figure form"] = reverse("figure_edit", args=[figure.key])
    addresses["typed person"] = reverse("encounter_to_figure", args=[typed.visit.key, typed.pk])
    SavedFilter.objects.create(
        owner=author,
        unit=author.unit,
        name="Mediasi di Kupang Timur",
        filtered_by=[["activity", "mediation"]],
        is_shared=True,
    )
    for state, done in (("finished", 478), ("cut", 2000)):
        ended = Export.objects.create(
            officer=author, form="xlsx", state=state, ended_at=timezone.now(), total=478, done=done
        )
        addresses[f"export {state}"] = ended.get_absolute_url()
        ExportFolder(root(), ended.key).path.mkdir(parents=True, exist_ok=True)
        ExportFolder(root(), ended.key).file.touch()
    addresses["follow-up"] = reverse("followup_detail", args=[promise.key])
    addresses["place"] = reverse("place_detail", args=["53.01.06.2006"])
    addresses["district"] = reverse("place_detail", args=["53.01.06"])
    sheet = {"digest": "0" * 64, "uploaded_by": people["supervisor"], "rows": 3}
    text = (
        "tanggal,desa,petugas,ditemui,kolom lain\n1/9/2024,53.01.06.2006,Yohanes Kontoh,15 warga,\n"
        f"2/9/2024,Entah,Yohanes Contoh,{LONG_NAME.replace(',', ' ')},\n"
        "3/9/2024,53.01.06.2006,Yohanes Contoh,7 warga,\n"
    )
    addresses["import"] = VisitImport.objects.create(
        file_name="kunjungan-lama.csv", text=text, **sheet
    ).get_absolute_url()
    done = VisitImport.objects.create(file_name="kunjungan.csv", imported_at=timezone.now(), **sheet)
    addresses["import done"] = done.get_absolute_url()
    passkey = Passkey.objects.create(officer=author, name="HP dinas", digest="0" * 64, credential="AA==")
    addresses["passkey"] = reverse("passkey_remove", args=[passkey.pk])
    unit, officer = people["author"].unit, people["colleague"]
    addresses["unit page"] = reverse("admin:visits_unit_change", args=[unit.pk])
    addresses["unit history"] = reverse("admin:visits_unit_history", args=[unit.pk])
    addresses["officer page"] = reverse("admin:visits_officer_change", args=[officer.pk])
    addresses["officer access"] = reverse("admin:visits_officer_access", args=[officer.pk])
    addresses["operation page"] = reverse("admin:visits_operation_change", args=[operation.pk])
    return people, addresses


def enter_as(context: BrowserContext, officer: Officer | None, *, base_url: str, language: str = "id") -> None:
    """Sign a browser in without the form, and set its language."""
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if officer:
        client = Client()
        client.force_login(officer)
        cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": name, "value": value, "url": base_url} for name, value in cookies.items()])
