"""Every write that a page takes, with rows on which it does its work: one audit entry belongs to each."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import factories as make
from tests.devices import handover_file, visit_blob
from tests.readers import make_readers
from tests.visit_posts import complete_post, picture
from visits.models import (
    CommunityFigure,
    Consent,
    DataRequest,
    Deputy,
    DisclosureRequest,
    Export,
    FigureMerge,
    NameRemoval,
    NearbyHelp,
    Officer,
    RetentionProposal,
    SavedFilter,
    SignInSession,
    VisitImport,
    VisitStatus,
)
from visits.privacy.anonymise import anonymise

LONG_AGO = dt.timedelta(days=900)
NOTHING_MOVED = {"visits": [], "consents": [], "requests": [], "roles": [], "phone": False, "restriction": False}
SHEET = "tanggal,desa,petugas,ditemui\n1/9/2024,53.01.06.2006,Yohanes Kontoh,15 warga\n"
NO_ROLES = {"roles-TOTAL_FORMS": "0", "roles-INITIAL_FORMS": "0", "action": "save"}
WITHOUT_INLINES = {
    f"{rows}-{count}": "0"
    for rows in ("assignments", "secondments", "phone_row")
    for count in ("TOTAL_FORMS", "INITIAL_FORMS")
}
TODAY, NEXT_YEAR = str(timezone.localdate()), str(timezone.localdate() + dt.timedelta(days=300))


def make_site() -> dict[str, Any]:
    """People, a visit in each state, figures, a promise, and what waits for somebody's decision."""
    people = make_readers()
    make.make_village()
    now, today, author, head = timezone.now(), timezone.localdate(), people["author"], people["supervisor"]
    second = make.make_officer(unit=head.unit, role="supervisor")
    reviewed = {"submitted_at": now, "reviewed_at": now, "reviewed_by": head}
    dates = {
        VisitStatus.SUBMITTED: {"submitted_at": now, "urgent": True},
        VisitStatus.RETURNED: reviewed,
        VisitStatus.APPROVED: reviewed,
    }
    visits = {status: make.make_visit(author=author, status=status, **dates.get(status, {})) for status in VisitStatus}
    make.make_encounter(visits["returned"])
    wished = make.make_visit(author=author, status="approved", correction_asked_at=now, **reviewed)
    other = make.make_visit(author=people["colleague"])
    return {
        "people": people | {"second": second},
        **{str(status): visit.key for status, visit in visits.items()},
        "wished": wished.key,
        "other": str(other.key),
        "encounter": make.make_encounter(visits["submitted"]).pk,
        "promise": make.make_follow_up(visits["submitted"], owner=author).key,
        "unit": author.unit.pk,
        "polres": head.unit.pk,
        "rank": author.rank_id,
        "topic": make.make_topic().pk,
        "operation": make.make_operation().pk,
        "officer": author.pk,
        "deputy_nrp": people["deputy"].nrp,
        "deputy": Deputy.objects.create(
            unit=head.unit, officer=people["deputy"], starts_on=today, ends_on=today, named_by=head
        ).pk,
        "helped": NearbyHelp.objects.create(officer=author, given_by=head).pk,
        "session": SignInSession.objects.create(officer=author, session_key="a" * 32, device="?", seen_at=now).pk,
        "filter": SavedFilter.objects.create(owner=author, unit=author.unit, name="A", filtered_by=[["q", "b"]]).key,
        "export": Export.objects.create(officer=author, form="csv").key,
        **_confidential(visits["submitted"], asked_by=head, other=second),
        **_imports(head, now),
        **_figures(author, head, now),
    }


def _confidential(visit, *, asked_by, other) -> dict[str, int]:
    """Three sealed notes: nobody asks, somebody else asks, and one that may be shown."""
    notes = [
        make.make_note(visit, source_is_confidential=True, confidential_source=["Marselina Contoh"]) for _ in range(3)
    ]
    asked = DisclosureRequest.objects.create(note=notes[1], asked_by=other, reason="Ada ancaman.")
    granted = DisclosureRequest.objects.create(
        note=notes[2],
        asked_by=asked_by,
        reason="Ada ancaman.",
        granted=True,
        decided_at=timezone.now(),
        decided_by=other,
    )
    return {"sealed": notes[0].pk, "asked": asked.pk, "granted": granted.pk}


def _imports(head, now) -> dict[str, uuid.UUID]:
    """A file that waits, and one whose visits stand."""
    sheet = {"digest": "0" * 64, "rows": 1, "uploaded_by": head}
    waiting = VisitImport.objects.create(file_name="lama.csv", text=SHEET, **sheet)
    done = VisitImport.objects.create(file_name="dahulu.csv", imported_at=now, **sheet)
    make.make_visit(author=head, imported_in=done)
    return {"imported": waiting.key, "done": done.key}


def _figures(author, head, now) -> dict[str, Any]:
    """A figure with what a person may have agreed to and asked for; a double, one merged, one whose time is over."""
    figure = make.make_figure(by=author)
    double = make.make_figure(by=author, name="Marselina Kontoh")
    merged = make.make_figure(by=author, merged_into=figure)
    past = make.make_figure(by=author, name="Yosef Lain")
    CommunityFigure.objects.filter(pk=past.pk).update(created_at=now - LONG_AGO)
    day = timezone.localdate() - dt.timedelta(days=100)
    restricted = make.make_figure(by=author, name="Agustina Lain", restricted_at=now, restricted_by=head)
    wish = DataRequest.objects.create(figure=figure, kind="access", words="Apa?", asked_at=now, taken_by=author)
    return {
        "figure": figure.key,
        "double": str(double.key),
        "restricted": restricted.key,
        "merge": FigureMerge.objects.create(kept=figure, merged=merged, moved=NOTHING_MOVED, merged_by=head).pk,
        "consent": Consent.objects.create(figure=figure, purpose="photos", given_on=day, asked_by=author).pk,
        "wish": wish.pk,
        **_removals(author, head),
        "due": RetentionProposal.objects.create(figure=past, ended_on=day, due_on=day).pk,
    }


def _removals(author, head) -> dict[str, uuid.UUID]:
    """A removal proposed at a visit, and one of a figure that can be taken back."""
    gone = make.make_figure(by=author, name="Petronela Lain")
    anonymise(figure=gone, by=head)
    other = make.make_figure(by=author, name="Matheos Lain")
    visit = make.make_visit(author=author)
    make.make_encounter(visit, figure=other, name="Matheos Lain")
    names = [[["Matheos Lain", "", ""]], []]
    proposed = NameRemoval.objects.create(figure=other, visit=visit, state="proposed", names=names, asked_by=head)
    return {"hidden": gone.removals.get().key, "proposed": proposed.key}


# Who does it, where, and what is posted.
WRITES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "log a visit": ("author", "/visits/new/", complete_post()),
    "save a draft": ("author", "/visits/new/", complete_post(action="save", purpose=None)),
    "an edit": ("author", "/visits/{returned}/edit/", complete_post(action="save", key=None, revision="1")),
    "submit": ("author", "/visits/{returned}/submit/", {}),
    "discard": ("author", "/visits/{draft}/discard/", {}),
    "withdraw": ("author", "/visits/{submitted}/withdraw/", {}),
    "return": ("supervisor", "/visits/{submitted}/return/", {"reason": "Tempatnya belum jelas."}),
    "approve": ("supervisor", "/visits/{submitted}/approve/", {"revision": "1"}),
    "approve together": (
        "supervisor",
        "/review/together/",
        {"visit": "{submitted}", "revision-{submitted}": "1", "confirmed": "1"},
    ),
    "reopen": ("supervisor", "/visits/{approved}/reopen/", {"reason": "Tanggalnya salah."}),
    "ask for a correction": ("author", "/visits/{approved}/correction/", {"reason": "Tanggalnya salah."}),
    "decline a correction": ("supervisor", "/visits/{wished}/correction/decline/", {"reason": "Sudah benar."}),
    "take note": ("supervisor", "/visits/{submitted}/noted/", {}),
    "link": ("author", "/visits/{submitted}/same/", {"other": "{other}", "decision": "same"}),
    "a photo": ("author", "/visits/{draft}/photos/", {"key": str(uuid.uuid4()), "image": "PICTURE"}),
    "ask to open a seal": ("supervisor", "/visits/{submitted}/notes/{sealed}/seal/", {"reason": "Ada ancaman."}),
    "grant it": ("supervisor", "/visits/{submitted}/seals/{asked}/grant/", {}),
    "refuse it": ("supervisor", "/visits/{submitted}/seals/{asked}/refuse/", {}),
    "see the source": ("supervisor", "/visits/{submitted}/seals/{granted}/show/", {}),
    "a deputy": (
        "supervisor",
        "/review/deputies/",
        {"unit": "{polres}", "officer": "{deputy_nrp}", "starts_on": TODAY, "ends_on": TODAY},
    ),
    "no deputy": ("supervisor", "/review/deputies/{deputy}/end/", {}),
    "a saved filter": ("author", "/visits/filters/", {"activity": "call", "name": "Sambang"}),
    "its name": ("author", "/visits/filters/{filter}/rename/", {"name": "Sambang"}),
    "no filter": ("author", "/visits/filters/{filter}/delete/", {}),
    "an export": ("author", "/visits/export/", {"form": "csv"}),
    "no export": ("author", "/visits/exports/{export}/cancel/", {}),
    "a handed-over file": ("colleague", "/device/handover/", {"file": "HANDOVER"}),
    "a follow-up": ("author", "/follow-ups/{promise}/", {"status": "in_progress", "result": "Sudah dimulai."}),
    "a new figure": ("author", "/figures/new/", {"name": "Tokoh Baru", **NO_ROLES}),
    "a figure": ("author", "/figures/{figure}/edit/", {"name": "Marselina Lain", **NO_ROLES}),
    "a typed person": ("author", "/visits/{submitted}/people/{encounter}/figure/", {"action": "new"}),
    "a consent": (
        "author",
        "/figures/{figure}/consent/",
        {"purpose": "phone", "given_on": TODAY, "phone": "0812 3456 7890"},
    ),
    "no consent": ("author", "/figures/{figure}/consent/{consent}/withdraw/", {}),
    "a request": ("author", "/figures/{figure}/requests/", {"kind": "access", "words": "Apa yang dicatat?"}),
    "an answer": ("supervisor", "/figures/{figure}/requests/{wish}/answer/", {"answer": "Sudah diberi salinan."}),
    "a restriction": ("supervisor", "/figures/{figure}/restrict/", {}),
    "no restriction": ("supervisor", "/figures/{restricted}/release/", {}),
    "no name": ("supervisor", "/figures/{figure}/anonymise/", {"confirmed": "on"}),
    "a name elsewhere": ("supervisor", "/removals/{proposed}/", {}),
    "a name that stays": ("supervisor", "/removals/{proposed}/decline/", {"reason": "Perkara berjalan."}),
    "a name put back": ("supervisor", "/removals/{hidden}/undo/", {}),
    "a merge": (
        "supervisor",
        "/figures/{figure}/merge/",
        {"other": "{double}", "keep": "{double}", "confirmed": "on"},
    ),
    "no merge": ("supervisor", "/figures/{figure}/merge/{merge}/undo/", {}),
    "a name whose time is over": ("supervisor", "/retention/remove/", {"proposal": "{due}", "confirmed": "on"}),
    "a name kept": (
        "supervisor",
        "/retention/keep/",
        {"proposal": "{due}", "reason": "Masih ada.", "until": NEXT_YEAR},
    ),
    "a file of past visits": ("supervisor", "/visits/import/", {"file": "SHEET"}),
    "its names": (
        "supervisor",
        "/visits/import/{imported}/",
        {"name-0": "officer:yohanes kontoh", "choice-0": "text"},
    ),
    "its visits": ("supervisor", "/visits/import/{imported}/", {"action": "import"}),
    "no visits of it": ("supervisor", "/visits/import/{imported}/drop/", {}),
    "an import undone": ("supervisor", "/visits/import/{done}/undo/", {}),
    "own telephone number": ("author", "/accounts/telephone/", {"number": "0812 3456 7890"}),
    "another password": (
        "author",
        "/accounts/password/",
        {
            "old_password": "cooling-demo",
            "new_password1": "lontar hijau di bukit",
            "new_password2": "lontar hijau di bukit",
        },
    ),
    "a code noticed": ("author", "/accounts/nearby/{helped}/seen/", {}),
    "a lost phone": ("author", "/accounts/security/sessions/{session}/end/", {}),
    "a unit": (
        "administrator",
        "/admin/visits/unit/{unit}/change/",
        {
            "name": "Samapta Baru",
            "short_name": "Samapta",
            "kind": "function",
            "is_active": "on",
            "treebeard_position": "first-child",
            "treebeard_ref_node": "{polres}",
            "deputies-TOTAL_FORMS": "0",
            "deputies-INITIAL_FORMS": "0",
        },
    ),
    "an officer": (
        "administrator",
        "/admin/visits/officer/{officer}/change/",
        {
            "nrp": "90010099",
            "name": "Nama Baru",
            "rank": "{rank}",
            "unit": "{unit}",
            "role": "officer",
            "is_active": "on",
            **WITHOUT_INLINES,
        },
    ),
    "an inactive officer": (
        "administrator",
        "/admin/visits/officer/",
        {"action": "deactivate", "_selected_action": "{officer}"},
    ),
    "no topic": ("administrator", "/admin/visits/topic/{topic}/delete/", {"post": "yes"}),
}


def handed_over() -> SimpleUploadedFile:
    author = Officer.objects.get(name="Yohanes Contoh")
    return SimpleUploadedFile("titipan.bin", handover_file(visit_blob(author, complete_post())))


FILES = {
    "PICTURE": picture,
    "SHEET": lambda: SimpleUploadedFile("baru.csv", SHEET.replace("15", "16").encode()),
    "HANDOVER": handed_over,
}


def filled(posted: dict[str, Any], site: dict[str, Any]) -> dict[str, Any]:
    """What is posted, with the keys of the rows that stand there and with files."""
    return {
        name.format(**site): (FILES[value]() if value in FILES else value.format(**site))
        if isinstance(value, str)
        else value
        for name, value in posted.items()
    }
