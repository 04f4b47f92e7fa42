"""No write without its row in the trail: where that row cannot be written, nothing changes."""

import uuid

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import factories as make
from tests.devices import handover_file, visit_blob
from tests.views.readers import make_readers
from tests.visit_posts import complete_post, picture
from visits.models import AuditEvent, Officer, TrailHead, VisitImport, VisitStatus

pytestmark = pytest.mark.django_db


class TrailFullError(Exception):
    pass


@pytest.fixture
def site():
    """People, a visit in each state, a figure and a promise."""
    people = make_readers()
    make.make_village()
    now, author = timezone.now(), people["author"]
    dates = {
        VisitStatus.SUBMITTED: {"submitted_at": now},
        VisitStatus.RETURNED: {"submitted_at": now, "reviewed_at": now, "reviewed_by": people["supervisor"]},
        VisitStatus.APPROVED: {"submitted_at": now, "reviewed_at": now, "reviewed_by": people["supervisor"]},
    }
    visits = {status: make.make_visit(author=author, status=status, **dates.get(status, {})) for status in VisitStatus}
    other = make.make_visit(author=people["colleague"])
    figure = make.make_figure(by=author)
    encounter = make.make_encounter(visits["submitted"])
    promise = make.make_follow_up(visits["submitted"], owner=author)
    sheet = {"digest": "0" * 64, "rows": 1, "uploaded_by": people["supervisor"]}
    imported = VisitImport.objects.create(file_name="lama.csv", text=SHEET, **sheet)
    done = VisitImport.objects.create(file_name="dahulu.csv", imported_at=now, **sheet)
    make.make_visit(author=people["supervisor"], imported_in=done)
    return {
        "people": people,
        "imported": imported.key,
        "done": done.key,
        "draft": visits["draft"].key,
        "submitted": visits["submitted"].key,
        "approved": visits["approved"].key,
        "other": str(other.key),
        "figure": figure.key,
        "encounter": encounter.pk,
        "promise": promise.key,
        "unit": author.unit.pk,
        "polres": people["supervisor"].unit.pk,
    }


SHEET = "tanggal,desa,petugas,ditemui\n1/9/2024,53.01.06.2006,Yohanes Kontoh,15 warga\n"
WRITES = {
    "log a visit": ("author", "/visits/new/", complete_post()),
    "save a draft": ("author", "/visits/new/", complete_post(action="save", purpose=None)),
    "discard": ("author", "/visits/{draft}/discard/", {}),
    "withdraw": ("author", "/visits/{submitted}/withdraw/", {}),
    "return": ("supervisor", "/visits/{submitted}/return/", {"reason": "Tempatnya belum jelas."}),
    "approve": ("supervisor", "/visits/{submitted}/approve/", {}),
    "reopen": ("supervisor", "/visits/{approved}/reopen/", {"reason": "Tanggalnya salah."}),
    "link": ("author", "/visits/{submitted}/same/", {"other": "{other}", "decision": "same"}),
    "a photo": ("author", "/visits/{draft}/photos/", {"key": str(uuid.uuid4()), "image": "PICTURE"}),
    "a saved filter": ("author", "/visits/filters/", {"activity": "call", "name": "Sambang"}),
    "an export": ("author", "/visits/export/", {"form": "csv"}),
    "a handed-over file": ("colleague", "/device/handover/", {"file": "HANDOVER"}),
    "a follow-up": ("author", "/follow-ups/{promise}/", {"status": "in_progress", "result": "Sudah dimulai."}),
    "a figure": (
        "author",
        "/figures/{figure}/edit/",
        {"name": "Marselina Lain", "roles-TOTAL_FORMS": "0", "roles-INITIAL_FORMS": "0", "action": "save"},
    ),
    "a typed person": ("author", "/visits/{submitted}/people/{encounter}/figure/", {"action": "new"}),
    "a file of past visits": ("supervisor", "/visits/import/", {"file": "SHEET"}),
    "its names": (
        "supervisor",
        "/visits/import/{imported}/",
        {"name-0": "officer:yohanes kontoh", "choice-0": "text"},
    ),
    "its visits": ("supervisor", "/visits/import/{imported}/", {"action": "import"}),
    "no visits of it": ("supervisor", "/visits/import/{imported}/drop/", {}),
    "an import undone": ("supervisor", "/visits/import/{done}/undo/", {}),
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
}


def handed_over() -> SimpleUploadedFile:
    author = Officer.objects.get(name="Yohanes Contoh")
    return SimpleUploadedFile("titipan.bin", handover_file(visit_blob(author, complete_post())))


FILES = {
    "PICTURE": picture,
    "SHEET": lambda: SimpleUploadedFile("baru.csv", SHEET.replace("15", "16").encode()),
    "HANDOVER": handed_over,
}


def everything() -> dict[str, list]:
    models = [model for model in apps.get_app_config("visits").get_models() if model not in (AuditEvent, TrailHead)]
    return {model.__name__: list(model._base_manager.order_by("pk").values_list()) for model in models}


def send(client, site: dict, write: str):
    who, address, posted = WRITES[write]
    client.force_login(site["people"][who])
    filled = {
        name: (FILES[value]() if value in FILES else value.format(**site)) if isinstance(value, str) else value
        for name, value in posted.items()
    }
    before = everything()
    return before, lambda: client.post(address.format(**site), filled)


@pytest.mark.parametrize("write", WRITES)
def test_a_write_leaves_a_row_in_the_trail(client, site, write):
    before, post = send(client, site, write)

    answer = post()

    assert answer.status_code == 302
    assert everything() != before
    assert AuditEvent.objects.exclude(kind=AuditEvent.Kind.VISIT_READ).exists()


@pytest.mark.parametrize("write", WRITES)
def test_a_write_whose_row_cannot_be_written_does_not_happen(client, site, write, monkeypatch):
    def fail(*_args, **_kwargs):
        raise TrailFullError

    before, post = send(client, site, write)
    monkeypatch.setattr(AuditEvent.objects, "bulk_create", fail)

    with pytest.raises(TrailFullError):
        post()
    assert everything() == before
