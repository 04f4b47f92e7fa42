"""Each change of a sent visit is read as a difference by whoever may read what changed; the thread stands beside it."""

import html
import re
import uuid

import pytest

from tests import factories as make
from tests.factories import rebuild_visit
from tests.full_audit_log import fill_the_audit_log, refused_by_the_audit_log
from tests.visit_posts import complete_post, picture
from visits.capture.from_saved import form_values
from visits.models import AuditEntry, DraftPayload, Remark, Version, Visit, VisitStatus

pytestmark = pytest.mark.django_db


def edit(client, visit, by, action: str = "submit", **changes):
    """Send the form of a saved visit as its page holds it, with some values changed."""
    visit.refresh_from_db()
    posted: dict = {"action": action}
    for name, value in form_values(visit, by):
        posted.setdefault(name, []).append(value)
    posted |= {name.replace("__", "-"): value for name, value in changes.items()}
    client.force_login(by)
    return client.post(f"/visits/{visit.key}/edit/", posted)


def words_of(client, visit, by, page: str = "versions/") -> str:
    """The page's words, what went in […] and what came in {…}."""
    client.force_login(by)
    answer = client.get(f"/visits/{visit.key}/{page}")
    assert answer.status_code == 200
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    main = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", main)
    for mark, sign in (("<del>", "["), ("</del>", "]"), ("<ins>", "{"), ("</ins>", "}")):
        main = main.replace(mark, sign)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def send_back(client, visit, by, **said):
    client.force_login(by)
    return client.post(f"/visits/{visit.key}/return/", {"reason": "Sebut dusunnya.", **said})


def test_every_kind_of_change_is_told_in_words(client, people, visit):
    changes = {
        "purpose": "Menjaga suasana aman.",
        "situation_after": "watch",
        "stops__0__address": "Dusun II",
        "people__0__title": "Ketua RT 04",
        "notes__0__text": "Warga ingin keadaan tetap aman dan tenang.",
        "notes__1__kind": "concern",
        "notes__1__text": "Ternak hilang di malam hari.",
        "follow_ups__0__DELETE": "on",
        "visited_on": "2024-09-02",
    }
    assert edit(client, visit, people["author"], **changes).status_code == 302

    page = words_of(client, visit, people["supervisor"])

    assert "Menjaga suasana [damai.]{aman.}" in page
    assert "{perlu atensi}" in page.lower()
    assert "{Dusun II}" in page
    assert "{Ketua RT 04}" in page
    assert "Warga ingin keadaan tetap {aman dan }tenang." in page
    assert "Ternak hilang di malam hari." in page
    assert "[Patroli rutin malam hari." in page
    assert "[Minggu, 1 ]{Senin, 2 }September 2024" in page


def test_the_page_shows_the_last_difference_and_leads_to_all(client, people, visit):
    edit(client, visit, people["author"], purpose="Tujuan kedua.")
    edit(client, visit, people["author"], purpose="Tujuan ketiga.")

    page = words_of(client, visit, people["supervisor"], page="")
    assert "Tujuan [kedua.]{ketiga.}" in page
    assert "Menjaga suasana damai." not in page
    everything = words_of(client, visit, people["supervisor"])
    assert everything.index("ketiga") < everything.index("[Menjaga suasana damai.]")


def test_a_look_at_the_versions_is_a_look_at_the_visit_and_traced(client, people, visit):
    words_of(client, visit, people["colleague"])
    row = AuditEntry.objects.get(kind=AuditEntry.Kind.VISIT_READ, nrp=people["colleague"].nrp)
    assert (row.target, row.details) == (str(visit.key), {"versions": 1})

    fill_the_audit_log()
    with refused_by_the_audit_log():
        client.get(f"/visits/{visit.key}/versions/")


def test_a_look_at_a_visit_in_its_form_is_traced_also_at_a_draft(client, people, visit):
    seen = AuditEntry.objects.filter(kind=AuditEntry.Kind.VISIT_READ)
    make.make_participation(visit, people["colleague"])
    rebuild_visit(visit)
    send_back(client, visit, people["supervisor"])
    for who in ("author", "colleague"):
        client.force_login(people[who])
        assert client.get(f"/visits/{visit.key}/edit/").status_code == 200
    assert list(seen.order_by("number").values_list("nrp", flat=True)) == [
        people["author"].nrp,
        people["colleague"].nrp,
    ]

    edit(client, visit, people["author"], action="save", purpose="Kata penulis.")
    conflict = edit(client, visit, people["colleague"], action="save", purpose="Kata rekan.", revision="1")
    assert conflict.status_code == 409
    assert seen.filter(nrp=people["colleague"].nrp).count() == 2

    draft = make.make_visit(author=people["author"], status="draft")
    client.force_login(people["author"])
    client.get(f"/visits/{draft.key}/edit/")
    assert [look.nrp for look in seen.filter(target=str(draft.key))] == [people["author"].nrp]


def test_a_photo_that_came_after_its_visit_belongs_to_what_was_sent(client, people, visit):
    """A phone sends photos one by one: nobody who changes the visit later is said to have added them."""
    client.force_login(people["author"])
    sent = {"key": str(uuid.uuid4()), "image": picture(), "caption": "Balai desa"}
    assert client.post(f"/visits/{visit.key}/photos/", sent).status_code == 302
    make.make_participation(visit, people["colleague"])
    rebuild_visit(visit)
    send_back(client, visit, people["supervisor"])

    edit(client, visit, people["colleague"], action="save", purpose="Tujuan rekan.")

    page = words_of(client, visit, people["supervisor"])
    assert "Tujuan rekan." in page
    assert "Balai desa" not in page
    assert list(Version.objects.order_by("revision").first().facts["photos"].values()) == [{"caption": "Balai desa"}]


def test_a_photo_in_the_form_is_a_change_of_that_version(client, people, visit):
    edit(client, visit, people["author"], photos__0__image=picture(), photos__0__caption="Balai desa")

    assert "Foto “Balai desa”: ditambahkan" in words_of(client, visit, people["supervisor"])


def test_sending_the_same_again_makes_no_version(client, people, visit):
    edit(client, visit, people["author"])

    assert Version.objects.count() == 1


def test_a_draft_leaves_no_version_and_what_was_typed_in_it_is_never_shown(client, people):
    client.force_login(people["author"])
    posted = complete_post(action="save", purpose="Rahasia draf.", visited_on="bukan tanggal")
    client.post("/visits/new/", posted)
    visit = Visit.objects.get()
    assert (Version.objects.count(), DraftPayload.objects.count()) == (0, 1)

    edit(client, visit, people["author"], purpose="Tujuan akhir.", visited_on="2024-09-01")

    assert (Version.objects.count(), DraftPayload.objects.count()) == (1, 0)
    assert "Rahasia draf" not in words_of(client, visit, people["supervisor"])


def test_what_was_sent_before_it_was_withdrawn_stays_a_version(client, people, visit):
    client.force_login(people["author"])
    client.post(f"/visits/{visit.key}/withdraw/")
    edit(client, visit, people["author"], action="save", purpose="Sementara.")
    edit(client, visit, people["author"], purpose="Tujuan baru.")

    page = words_of(client, visit, people["supervisor"])
    assert "[Menjaga suasana damai.]" in page
    assert "Sementara" not in page


def test_a_visit_without_versions_gets_its_first_before_it_changes(client, people):
    """Imported visits, and those older than versions."""
    visit = make.make_visit(author=people["author"], purpose="Seperti semula.")
    make.make_encounter(visit, name="Marselina Contoh")

    edit(client, visit, people["author"], purpose="Seperti sekarang.")

    assert "Seperti [semula.]{sekarang.}" in words_of(client, visit, people["supervisor"])


@pytest.mark.parametrize(
    ("who", "reads"),
    [("author", True), ("supervisor", True), ("colleague", False), ("auditor", False)],
)
def test_differences_are_narrowed_as_the_visit_is(client, people, visit, who, reads):
    """Contract, decision 5, and the notes for supervisors."""
    hidden = {
        "notes__1__kind": "information",
        "notes__1__text": "Kata untuk atasan.",
        "notes__1__sensitivity": "supervisors",
        "notes__2__kind": "information",
        "notes__2__text": "Kata tentang yang disebut.",
        "notes__2__about": ["people-1"],
        "people__1__name": "Nama Disebut",
        "people__1__presence": "mentioned",
        "follow_ups__1__text": "Janji dari catatan atasan.",
        "follow_ups__1__note": ["1"],
    }
    edit(client, visit, people["author"], **hidden)
    edit(client, visit, people["author"], notes__1__text="Kata lain untuk atasan.", notes__1__sensitivity="internal")

    page = words_of(client, visit, people[who])

    for words in ("Kata untuk atasan", "Kata tentang yang disebut", "Nama Disebut", "Janji dari catatan atasan"):
        assert (words in page) == reads, words
    assert "Kata untuk atasan" not in words_of(client, visit, people[who], page="") or reads


def test_who_said_a_confidential_note_is_in_no_version(client, people):
    client.force_login(people["author"])
    client.post("/visits/new/", complete_post(fields={"notes-0-seal_source": "on"}))

    facts = Version.objects.get().facts

    assert all("raised_by" not in note for note in facts["notes"].values())


def test_the_officer_answers_at_the_place_and_the_thread_stays(client, people, visit):
    note = visit.notes.get()
    send_back(client, visit, people["supervisor"], note=note.pk)
    client.force_login(people["author"])
    assert f"/visits/{visit.key}/edit/#returned" in client.get("/").content.decode()
    form = client.get(f"/visits/{visit.key}/edit/").content.decode()
    assert form.index('id="id_notes-0-id"') < form.index('id="returned"') < form.index('id="id_notes-0-text"')

    edit(client, visit, people["author"], action="save", answer="Saya tanyakan dahulu.")
    assert "Saya tanyakan dahulu." in client.get(f"/visits/{visit.key}/edit/").content.decode()
    edit(client, visit, people["author"], answer="Dusun II.", notes__0__text="Warga Dusun II ingin tenang.")

    page = words_of(client, visit, people["supervisor"], page="")
    assert page.index("Sebut dusunnya.") < page.index("Dusun II.")
    assert "Warga {Dusun II }ingin" in page
    assert list(visit.remarks.values_list("kind", "reason")) == [
        ("returned", "Sebut dusunnya."),
        ("answered", "Dusun II."),
    ]
    visit.refresh_from_db()
    assert visit.status == VisitStatus.SUBMITTED


@pytest.mark.parametrize("section", ["", "when", "photos", "follow_ups"])
def test_a_return_about_a_section_opens_it_and_asks_there(client, people, visit, section):
    send_back(client, visit, people["supervisor"], section=section)
    client.force_login(people["author"])

    form = client.get(f"/visits/{visit.key}/edit/").content.decode()

    assert form.count('name="answer"') == 1
    before = form[: form.index('id="returned"')]
    opened = re.findall(r'<details class="(?:section|quick quick-folds)" id="(\w+)" data-section( open)?', before)
    assert (opened[-1] if opened else ("", "")) == ((section, " open") if section else ("", ""))


def test_an_answer_to_the_second_return_does_not_change_the_first(client, people, visit):
    for number in (1, 2):
        send_back(client, visit, people["supervisor"], reason=f"Alasan {number}.")
        edit(client, visit, people["author"], answer=f"Jawaban {number}.", purpose=f"Tujuan {number}.")

    assert [remark.reason for remark in visit.remarks.all()] == [
        *("Alasan 1.", "Jawaban 1.", "Alasan 2.", "Jawaban 2."),
    ]


def test_an_answer_about_a_note_for_supervisors_is_read_by_those_who_read_the_note(client, people, visit):
    note = visit.notes.get()
    note.sensitivity = "supervisors"
    note.save()
    send_back(client, visit, people["supervisor"], note=note.pk)
    edit(client, visit, people["author"], answer="Jawaban tertutup.", notes__0__DELETE="on")

    assert "Jawaban tertutup." in words_of(client, visit, people["supervisor"], page="")
    assert "Jawaban tertutup." not in words_of(client, visit, people["colleague"], page="")
    assert Remark.objects.filter(kind="answered").get().note_written_by == people["author"]


def test_words_that_were_overtaken_are_shown_beside_the_saved_ones(client, people, visit):
    """What the author could not save yet is not lost where a colleague saves the visit first."""
    make.make_participation(visit, people["colleague"])
    rebuild_visit(visit)
    send_back(client, visit, people["supervisor"])
    edit(client, visit, people["author"], action="save", purpose="Kata penulis.", visited_on="besok lusa")
    edit(client, visit, people["colleague"], action="save", purpose="Kata rekan.")
    client.force_login(people["author"])

    page = client.get(f"/visits/{visit.key}/edit/").content.decode()

    assert 'id="conflict"' in page
    assert "Kata penulis." in page
    assert "Kata rekan." in page
