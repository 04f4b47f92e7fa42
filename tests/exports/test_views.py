"""Taking out the history: by its address and on a page; who, which filter, which audit entry."""

import csv
import io
import json
import zipfile

import pytest
from django.urls import reverse

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from tests.visit.test_versions import edit
from tests.visit_posts import complete_post
from visits.exports import services as exports_services
from visits.exports.job import folder_of_export, work_on_next
from visits.exports.streaming import sent
from visits.models import AuditEntry, CommunityFigure, Export, ExportState, Officer, Visit
from visits.privacy.anonymise import anonymise, anonymise_typed
from visits.privacy.services import restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def visit(people):
    return make.make_visit(author=people["author"], purpose="=HYPERLINK(1)", activity="mediation")


def body(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def table(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_an_address_gives_the_filtered_history_as_csv(client, people, visit):
    make.make_visit(author=people["author"], activity="call")
    client.force_login(people["colleague"])

    answer = client.get("/visits/export.csv?activity=mediation")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    rows = table(body(answer))
    assert [row["visit_key"] for row in rows] == [str(visit.key)]
    assert rows[0]["purpose"] == "'=HYPERLINK(1)"
    assert (rows[0]["activity"], rows[0]["activity_label"]) == ("mediation", "Mediasi")
    assert rows[0]["visited_on"] == "2024-09-01"
    assert not folder_of_export(Export.objects.get()).path.exists()


def test_one_row_a_note(client, people, visit):
    make.make_note(visit, "Ternak hilang.", topic=make.make_topic())
    make.make_note(visit, "+62 ditelepon.", order=1)
    client.force_login(people["colleague"])

    rows = table(body(client.get("/visits/export.csv?rows=notes")))

    assert [row["text"] for row in rows] == ["Ternak hilang.", "'+62 ditelepon."]
    assert rows[0]["topic_code"] == "hoaks"


def test_geojson_says_where_a_position_comes_from(client, people, visit):
    village = make.make_village()
    village.latitude, village.longitude = "-10.10000", "123.80000"
    village.save()
    make.make_stop(visit, latitude="-10.123456", longitude="123.654321", accuracy=12, order=1)
    make.make_stop(visit, make.make_village("53.01.09.2011"), order=2)
    client.force_login(people["colleague"])

    found = json.loads(body(client.get("/visits/export.geojson")))

    assert found["complete"] is True
    assert found["rows"] == 3
    assert [each["properties"]["position"] for each in found["features"]] == ["middle_of_place", "measured", "unknown"]
    assert found["features"][0]["geometry"]["coordinates"] == [123.8, -10.1]
    assert found["features"][1]["geometry"]["coordinates"] == [123.654321, -10.123456]
    assert found["features"][2]["geometry"] is None


def test_a_workbook_has_a_sheet_for_each_kind_of_row_and_no_formula(client, people, visit):
    make.make_encounter(visit)
    make.make_note(visit, "=1+1")
    make.make_follow_up(visit)
    client.force_login(people["colleague"])

    book = zipfile.ZipFile(io.BytesIO(body(client.get("/visits/export.xlsx"))))

    names = book.read("xl/workbook.xml").decode()
    for name in ("visits", "stops", "officers", "people", "notes", "follow_ups"):
        assert f'name="{name}"' in names
    sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in sheet for sheet in sheets)
    assert any("=1+1" in sheet for sheet in sheets)


def test_a_browser_is_led_to_the_page_of_a_workbook(client, people, visit):
    client.force_login(people["colleague"])

    answer = client.get("/visits/export.xlsx", headers={"Accept": "text/html,*/*"})

    assert answer.status_code == 302
    assert answer["Location"] == Export.objects.get().get_absolute_url()


@pytest.mark.parametrize("address", ["/visits/export.csv", "/visits/export.xlsx", "/visits/export/"])
def test_a_filter_that_cannot_be_read_is_said_so(client, people, address):
    client.force_login(people["author"])

    answer = client.get(address, {"from": "x"})

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Export.objects.exists()


def test_asking_for_the_headers_takes_nothing_out(client, people):
    client.force_login(people["author"])

    assert client.head("/visits/export.csv")["Content-Type"] == "text/csv; charset=utf-8"
    assert not Export.objects.exists()


def test_the_audit_log_says_who_took_out_what_without_words(client, people, visit):
    client.force_login(people["colleague"])

    make.index_words()

    answer = client.get("/visits/export.csv?q=hyperlink&activity=mediation")

    begun = AuditEntry.objects.get(kind=AuditEntry.Kind.EXPORT_BEGUN)
    assert begun.nrp == people["colleague"].nrp
    assert begun.details == {"form": "csv", "filters": {"q": "", "activity": "mediation"}, "via": "page"}
    body(answer)
    ended = AuditEntry.objects.get(kind=AuditEntry.Kind.EXPORT_ENDED)
    assert ended.target == begun.target == str(Export.objects.get().key)
    assert ended.details == {
        "form": "csv",
        "filters": {"q": "", "activity": "mediation"},
        "result": "finished",
        "visits": 1,
        "rows": 1,
    }
    assert Export.objects.get().filtered_by == []


def test_who_hangs_up_has_cancelled(people, visit):
    export = exports_services.begin_export(by=people["author"], form="csv", filtered_by=[], is_streamed=True)
    answer = sent(export)
    assert next(answer).startswith(b"\xef\xbb\xbfvisit_key,")

    answer.close()

    export.refresh_from_db()
    assert export.state == ExportState.CANCELLED
    assert AuditEntry.objects.get(kind=AuditEntry.Kind.EXPORT_ENDED).details["result"] == "cancelled"
    assert not folder_of_export(export).path.exists()


def begin(client, form="csv", **asked) -> Export:
    answer = client.post("/visits/export/", {"form": form, **asked})
    export = Export.objects.first()
    assert answer.status_code == 302
    assert answer["Location"] == export.get_absolute_url()
    return export


def test_the_page_shows_the_line_then_the_file_which_goes_once_it_is_fetched(client, people, visit):
    client.force_login(people["author"])
    client.cookies["django_language"] = "en"
    make.index_words()
    first = begin(client)
    export = begin(client, activity="mediation", q="hyperlink")
    assert "1 export is ahead of yours" in client.get(export.get_absolute_url()).content.decode()

    while work_on_next():
        pass

    page = client.get(export.get_absolute_url()).content.decode()
    assert "It contains 1 visits" in page
    assert reverse("export_file", args=[export.key]) in page
    answer = client.get(reverse("export_file", args=[export.key]))
    assert int(answer["Content-Length"]) == len(content := body(answer))
    assert len(table(content)) == 1
    assert not folder_of_export(export).path.exists()
    assert folder_of_export(first).file.exists()
    assert client.get(reverse("export_file", args=[export.key])).status_code == 302
    assert "no copy is kept" in client.get(export.get_absolute_url()).content.decode()


def move_away(people, visit):
    Officer.objects.filter(pk=people["colleague"].pk).update(unit=people["officer elsewhere"].unit)


def lose_the_role(people, visit):
    Officer.objects.filter(pk=people["colleague"].pk).update(role="auditor")


def narrow_the_visit(people, visit):
    Visit.objects.filter(pk=visit.pk).update(classification="confidential")
    rebuild_visit(Visit.objects.get(pk=visit.pk))


def take_it_back(people, visit):
    Visit.objects.filter(pk=visit.pk).update(status="draft")
    rebuild_visit(Visit.objects.get(pk=visit.pk))


@pytest.mark.fault("A22")
@pytest.mark.parametrize("form", ["csv", "notes", "xlsx", "geojson"])
@pytest.mark.parametrize("change", [move_away, lose_the_role, narrow_the_visit, take_it_back])
def test_a_file_is_handed_out_only_to_who_may_still_read_all_of_it(client, people, visit, change, form):
    client.force_login(people["colleague"])
    export = begin(client, form=form)
    while work_on_next():
        pass
    assert folder_of_export(export).file.exists()

    change(people, visit)

    answer = client.get(reverse("export_file", args=[export.key]))
    assert answer.status_code == 302
    assert not folder_of_export(export).path.exists()
    assert "Anda tidak lagi berhak" in client.get(answer.url).content.decode()


def narrow_a_note(client, people, visit):
    return edit(client, visit, people["author"], notes__0__sensitivity="supervisors")


def make_a_source_confidential(client, people, visit):
    return edit(client, visit, people["author"], notes__0__seal_source="on")


def only_mention_a_person(client, people, visit):
    return edit(client, visit, people["author"], people__1__presence="mentioned")


def take_a_note_out(client, people, visit):
    return edit(client, visit, people["author"], notes__0__DELETE="on", follow_ups__0__note=[])


def remove_typed_names(client, people, visit):
    anonymise_typed(visit=visit, by=people["supervisor"])


def anonymise_the_figure(client, people, visit):
    anonymise(figure=CommunityFigure.objects.get(), by=people["supervisor"])


def restrict_the_figure(client, people, visit):
    restrict(figure=CommunityFigure.objects.get(), by=people["supervisor"], is_restricted=True)


NARROWED = [narrow_a_note, make_a_source_confidential, only_mention_a_person, take_a_note_out]
NARROWED += [remove_typed_names, anonymise_the_figure, restrict_the_figure]


def posted_visit(client, people) -> Visit:
    """Two people, one of them a figure, and a note that one of them said."""
    make.make_village()
    figure = make.make_figure(by=people["author"])
    fields = {"people-1-figure": str(figure.key), "people-1-presence": "met", "people-0-name": "Yosef Contoh"}
    client.force_login(people["author"])
    assert client.post("/visits/new/", complete_post(fields=fields)).status_code == 302
    return Visit.objects.latest("pk")


@pytest.mark.fault("A22")
@pytest.mark.parametrize("form", ["notes", "xlsx"])
@pytest.mark.parametrize("change", NARROWED)
def test_a_file_is_not_handed_out_once_something_in_it_was_narrowed(client, people, change, form):
    visit = posted_visit(client, people)
    client.force_login(people["supervisor"])
    export = begin(client, form=form)
    while work_on_next():
        pass

    answer = change(client, people, visit)
    assert answer is None or answer.status_code == 302

    client.force_login(people["supervisor"])
    answer = client.get(reverse("export_file", args=[export.key]))
    assert answer.status_code == 302
    assert not folder_of_export(export).path.exists()
    assert "ditutup atau dihapus sejak berkas ini dibuat" in client.get(answer.url).content.decode()
    again = begin(client, form=form)
    while work_on_next():
        pass
    assert client.get(reverse("export_file", args=[again.key])).status_code == 200


def test_a_file_is_handed_out_where_what_it_holds_was_only_added_to_or_is_elsewhere(client, people):
    visit = posted_visit(client, people)
    client.force_login(people["supervisor"])
    export = begin(client)
    while work_on_next():
        pass

    added = {"notes__1__kind": "information", "notes__1__text": "Baru.", "notes__1__sensitivity": "supervisors"}
    assert edit(client, visit, people["author"], purpose="Tujuan lain.", **added).status_code == 302
    other = make.make_figure(by=people["author"], name="Orang Lain")
    restrict(figure=other, by=people["supervisor"], is_restricted=True)
    anonymise_typed(visit=posted_visit(client, people), by=people["supervisor"])

    client.force_login(people["supervisor"])
    assert client.get(reverse("export_file", args=[export.key])).status_code == 200


def test_an_export_is_cancelled_on_its_page(client, people, visit):
    client.force_login(people["author"])
    export = begin(client)

    client.post(reverse("export_cancel", args=[export.key]))

    export.refresh_from_db()
    assert export.state == ExportState.CANCELLED
    assert not work_on_next()
    assert client.post(reverse("export_cancel", args=[export.key])).status_code == 302
    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.EXPORT_ENDED).count() == 1


def test_a_person_has_no_more_than_so_many_under_way(client, people, monkeypatch):
    monkeypatch.setattr(exports_services, "MOST_UNFINISHED", 1)
    client.force_login(people["author"])
    begin(client)

    answer = client.get("/visits/export.csv")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert client.post("/visits/export/", {"form": "csv"})["Location"] == "/visits/export/"


def test_who_was_shut_out_meanwhile_gets_nothing(client, people, visit):
    client.force_login(people["author"])
    export = begin(client)
    type(people["author"]).objects.filter(pk=people["author"].pk).update(is_active=False)

    work_on_next()

    export.refresh_from_db()
    assert export.state == ExportState.CANCELLED
    assert not folder_of_export(export).path.exists()


def test_the_history_leads_to_the_export_of_the_same_filter(client, people, visit):
    client.force_login(people["author"])
    make.index_words()

    page = client.get("/visits/?activity=mediation&q=hyperlink").content.decode()

    assert 'href="/visits/export/?activity=mediation&amp;q=hyperlink"' in page
    chooser = client.get("/visits/export/?activity=mediation&q=hyperlink").content.decode()
    assert '<input type="hidden" name="activity" value="mediation">' in chooser
