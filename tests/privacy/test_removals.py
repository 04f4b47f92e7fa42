"""A name goes visit by visit: where the remover supervises at once, elsewhere when its supervisors agree."""

import datetime as dt
import json

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests import factories as make
from tests.devices import send, visit_blob
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.core.exceptions import NotAllowed, NotNow
from visits.models import (
    REMOVED_NAME,
    AuditEntry,
    ChainTip,
    CommunityFigure,
    Deputy,
    Encounter,
    NameRemoval,
    SearchDocument,
    SearchWord,
    Unit,
    Version,
    Visit,
)
from visits.privacy.anonymise import anonymise, anonymise_typed
from visits.privacy.removal_queries import removals_proposed_to, removals_to_undo
from visits.privacy.removals import confirm_removal, decline_removal, finish_removals, undo_removal

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A1")]
Kind = AuditEntry.Kind
NAME = "Marselina Tefamnasi"
# What a removal and its undo leave behind on purpose, and what is made anew from the rows.
LEFT_BEHIND = (AuditEntry, ChainTip, NameRemoval, Version, SearchDocument)


@pytest.fixture
def people():
    make.make_village()
    readers = make_readers()
    elsewhere = make.make_unit(parent=Unit.objects.get(code="polda-ntt"), name="Polres Belu", kind="polres")
    readers["supervisor of another Polres"] = make.make_officer(unit=elsewhere, role="supervisor")
    return readers


@pytest.fixture
def figure(people) -> CommunityFigure:
    return make.make_figure(by=people["author"], name=NAME, honorific="Ibu", addressed_as="Mama Marsel")


def visit_naming(author, figure=None, *, name=NAME, **fields) -> Visit:
    """A visit with the name in a row, in free text, in a note and in a version."""
    fields = {"result": f"{NAME} puas. Ada ancaman.", **fields}
    visit = make.make_visit(author=author, **fields)
    make.make_encounter(visit, figure=figure, name=name, honorific="Ibu")
    make.make_note(visit, f"Menurut {NAME.upper()}, air kurang.")
    facts = {"values": {"result": f"{NAME} puas."}, "people": {"1": {"name": f"Ibu {name}"}}, "stops": {}, "notes": {}}
    visit.versions.create(revision=1, facts=facts, saved_by=author)
    make.index_words(visit)
    return visit


def rows_of(visit: Visit) -> str:
    """Everything that the database says of a visit, as it stands there, decrypted."""
    tables = [m for m in apps.get_app_config("visits").get_models() if any(f.name == "visit" for f in m._meta.fields)]
    rows = [list(Visit.objects.filter(pk=visit.pk).values())]
    rows += [list(m._base_manager.filter(visit=visit).order_by("pk").values()) for m in tables if m is not NameRemoval]
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False)


def everything() -> dict:
    models = [model for model in apps.get_app_config("visits").get_models() if model not in LEFT_BEHIND]
    found = {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}
    for row in found["Visit"]:
        row.pop("revision"), row.pop("saved_at")
    for row in found["Officer"]:
        row.pop("last_login")
    for row in found["CommunityFigure"]:
        row.pop("updated_at")
    found["SearchWord"] = sorted(row["word"] for row in found["SearchWord"])
    return found


def kinds_at(visit: Visit) -> list[str]:
    return list(AuditEntry.objects.filter(target=str(visit.key)).order_by("number").values_list("kind", flat=True))


# Which visits


def test_a_visit_that_does_not_name_the_figure_is_not_touched(people, figure):
    """Neither the same words, nor somebody of the same name, nor a word of the name."""
    visit_naming(people["author"], figure)
    others = [
        visit_naming(people["author"], name="Yosef Lain"),
        visit_naming(people["author"], name=NAME),
        visit_naming(people["officer elsewhere"], make.make_figure(by=people["author"], name=NAME)),
        make.make_visit(author=people["author"], result=f"{NAME} tidak hadir.", classification="confidential"),
    ]
    before = [rows_of(visit) for visit in others]

    anonymise(figure=figure, by=people["supervisor"])

    assert [rows_of(visit) for visit in others] == before


@pytest.mark.parametrize("word", ["Ancaman", "ancaman", "Air"])
def test_a_figure_called_by_an_everyday_word_erases_it_nowhere(people, word):
    figure = make.make_figure(by=people["author"], name=word)
    own, other = visit_naming(people["author"], figure, name=word), visit_naming(people["author"])
    text, before = own.result, rows_of(other)

    anonymise(figure=figure, by=people["supervisor"])

    own.refresh_from_db()
    assert own.result == text
    assert own.notes.get().text == f"Menurut {NAME.upper()}, air kurang."
    assert own.encounters.get().name == REMOVED_NAME
    assert rows_of(other) == before
    assert SearchWord.objects.filter(word="ancaman").exists()


@pytest.mark.parametrize("typed", ["ancaman", "Ada Ancaman", "Kepala Desa"])
def test_a_typed_name_that_is_linked_plants_no_word(people, figure, typed):
    visit_naming(people["author"], figure, name=typed)
    other = visit_naming(people["author"], figure, result="Ada Ancaman. Kepala Desa hadir. Ada ancaman.")

    anonymise(figure=figure, by=people["supervisor"])

    other.refresh_from_db()
    assert other.result == "Ada Ancaman. Kepala Desa hadir. Ada ancaman."
    assert set(Encounter.objects.values_list("name", flat=True)) == {REMOVED_NAME}


# Who


@pytest.mark.parametrize("fields", [{}, {"classification": "confidential"}, {"status": "draft"}])
@pytest.mark.parametrize("where", ["author", "supervisor of another Polres"])
def test_out_of_access_it_is_proposed_and_nothing_changed(client, people, figure, fields, where):
    visit = visit_naming(people[where], figure, **fields)
    before, remover = rows_of(visit), people["supervisor elsewhere"]
    decider = people["supervisor" if where == "author" else where]

    anonymise(figure=figure, by=remover)

    assert rows_of(visit) == before
    assert kinds_at(visit) == [Kind.REMOVAL_PROPOSED]
    proposal = removals_proposed_to(decider).get()
    assert (proposal.visit, proposal.asked_by) == (visit, remover)
    assert not removals_proposed_to(remover).exists()
    client.force_login(decider)
    assert 'href="/removals/"' in client.get("/").content.decode()
    page = client.get("/removals/").content.decode()
    assert f"/removals/{proposal.key}/" in page
    review = client.get(f"/removals/{proposal.key}/").content.decode()
    assert ("puas." in review) is (visit.status != "draft")

    assert client.post(f"/removals/{proposal.key}/").status_code == 302

    assert NAME.lower() not in rows_of(visit).lower()
    assert kinds_at(visit)[-1] == Kind.NAME_REMOVED
    assert not removals_proposed_to(decider).exists()


@pytest.mark.parametrize("who", ["author", "supervisor elsewhere", "auditor", "administrator"])
def test_nobody_else_decides(client, people, figure, who):
    visit = visit_naming(people["author"], figure)
    anonymise(figure=figure, by=people["supervisor elsewhere"])
    proposal, before = NameRemoval.objects.proposed().get(), rows_of(visit)
    client.force_login(people[who])

    for address in ("", "decline/", "undo/"):
        assert client.post(f"/removals/{proposal.key}/{address}", {"reason": "Bukan."}).status_code in (403, 404)
    with pytest.raises(NotAllowed):
        confirm_removal(removal=proposal, by=people[who])
    assert rows_of(visit) == before


def test_a_supervisor_tied_to_the_remover_still_decides_on_the_visits_of_their_unit(people, figure):
    """It is whose visit it is that counts here, and no second signature (decision 43)."""
    visit, remover, decider = (
        visit_naming(people["author"], figure),
        people["supervisor elsewhere"],
        people["supervisor"],
    )
    today = timezone.localdate()
    Deputy.objects.create(
        officer=decider, unit=remover.unit, named_by=remover, starts_on=today, ends_on=today + dt.timedelta(days=1)
    )
    anonymise(figure=figure, by=remover)

    confirm_removal(removal=NameRemoval.objects.proposed().get(), by=decider)

    assert visit.encounters.get().name == REMOVED_NAME


def test_it_may_stay_for_a_reason(client, people, figure):
    visit = visit_naming(people["author"], figure)
    anonymise(figure=figure, by=people["supervisor elsewhere"])
    proposal, before = NameRemoval.objects.proposed().get(), rows_of(visit)
    client.force_login(people["supervisor"])
    answer = client.post(f"/removals/{proposal.key}/decline/", {"reason": " "})
    assert (answer.status_code, "Tulis mengapa" in answer.content.decode()) == (422, True)

    client.post(f"/removals/{proposal.key}/decline/", {"reason": "Perkara berjalan."})

    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason, proposal.names) == ("declined", "Perkara berjalan.", [])
    assert rows_of(visit) == before
    assert kinds_at(visit) == [Kind.REMOVAL_PROPOSED, Kind.VISIT_READ, Kind.REMOVAL_DECLINED]
    with pytest.raises(NotNow):
        decline_removal(removal=proposal, by=people["supervisor"], reason="Lagi.")
    with pytest.raises(NotNow):
        confirm_removal(removal=proposal, by=people["supervisor"])


@pytest.mark.fault("A21")
@pytest.mark.parametrize("typed", [NAME, "marselina  tefamnasi", "MARSELINA TEFAMNASI"])
@pytest.mark.parametrize("where", ["author", "officer elsewhere", "supervisor of another Polres"])
def test_the_same_name_typed_elsewhere_is_proposed_to_its_supervisors(client, people, figure, typed, where):
    visit = visit_naming(people[where], name=typed)
    linked = visit_naming(people["author"], figure)
    make.make_encounter(linked, name="Yosef Lain")

    anonymise(figure=figure, by=people["supervisor"])

    proposal = NameRemoval.objects.proposed().get()
    assert (proposal.visit, proposal.is_typed) == (visit, True)
    assert visit.encounters.get().name == typed
    decider = people["supervisor of another Polres"] if "another" in where else people["supervisor"]
    confirm_removal(removal=proposal, by=decider)
    assert visit.encounters.get().name == REMOVED_NAME
    assert linked.encounters.get(figure=None).name == "Yosef Lain"


# What a visit says afterwards


def test_every_visit_touched_says_so_by_itself(client, people, figure):
    visits = [visit_naming(people["author"], figure, status=status) for status in ("submitted", "returned")]
    client.force_login(people["supervisor"])
    client.post(f"/figures/{figure.key}/anonymise/", {"confirmed": "on"})

    for visit in visits:
        assert kinds_at(visit) == [Kind.NAME_REMOVED]
        version = visit.versions.first()
        assert (version.event, version.saved_by) == ("name_removed", people["supervisor"])
        visit.refresh_from_db()
        assert version.revision == visit.revision
        for officer in ("author", "supervisor"):
            client.force_login(people[officer])
            assert "Satu nama telah dihapus dari kunjungan ini" in client.get(visit.get_absolute_url()).content.decode()
            versions = client.get(f"{visit.get_absolute_url()}versions/").content.decode()
            assert "Satu nama dihapus" in versions
            assert NAME not in versions


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_phone_that_sends_the_old_words_again_does_not_bring_the_name_back(client, people, figure, is_linked):
    """Whatever it says that it sent before, and whether a figure's name went or one typed there."""
    author, supervisor = people["author"], people["supervisor"]
    person = {"people-0-figure": str(figure.key), "people-0-name": None} if is_linked else {"people-0-name": NAME}
    posted = complete_post(fields=person, result=f"{NAME} puas.")
    client.force_login(author)
    send(client, visit_blob(author, posted))
    visit = Visit.objects.get()
    before = visit.content_digest
    if is_linked:
        anonymise(figure=figure, by=supervisor)
    else:
        anonymise_typed(visit=visit, by=supervisor)
    for tried in ("", before, f"{before},", ","):
        send(client, visit_blob(author, posted | {"result": f"{NAME} sangat puas."}), tried=tried)

    visit.refresh_from_db()
    assert visit.result == f"{REMOVED_NAME} puas."


def test_a_spelling_and_a_typed_name_of_visits_elsewhere_are_not_told(client, people, figure):
    visit_naming(people["author"], figure, name="Marselina Rahasia")
    visit_naming(people["supervisor of another Polres"])
    client.force_login(people["supervisor elsewhere"])
    page = client.get(f"/figures/{figure.key}/anonymise/").content.decode()
    assert "Marselina Rahasia" not in page
    assert "diketik tanpa ditautkan" not in page
    client.force_login(people["supervisor"])
    assert "Marselina Rahasia" in client.get(f"/figures/{figure.key}/anonymise/").content.decode()

    anonymise(figure=figure, by=people["supervisor"])
    client.force_login(people["supervisor of another Polres"])
    proposal = NameRemoval.objects.proposed().get()
    assert "Marselina Rahasia" not in client.get(f"/removals/{proposal.key}/").content.decode()


def test_a_page_that_holds_the_old_words_meets_a_conflict(client, people, figure):
    author = people["author"]
    client.force_login(author)
    posted = complete_post(fields={"people-0-figure": str(figure.key), "people-0-name": None}, result=f"{NAME} puas.")
    client.post("/visits/new/", posted)
    visit = Visit.objects.get()
    anonymise(figure=figure, by=people["supervisor"])

    again = {**posted, "key": None, "revision": "1", "result": f"{NAME} sangat puas."}
    stale = {name: value for name, value in again.items() if value is not None}
    assert client.post(f"/visits/{visit.key}/edit/", stale).status_code == 409

    visit.refresh_from_db()
    assert visit.result == f"{REMOVED_NAME} puas."


# Undone, and final


def test_until_it_is_final_the_words_are_only_kept_encrypted(people, figure):
    visit = visit_naming(people["author"], figure)
    anonymise(figure=figure, by=people["supervisor"])

    assert NAME.lower() not in rows_of(visit).lower()
    assert NAME in str(list(NameRemoval.objects.values_list("kept", "names")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept, names FROM visits_nameremoval")
        assert "Tefamnasi" not in str(cursor.fetchall())


def test_an_undo_restores_exactly(client, people, figure):
    author = people["author"]
    visits = [visit_naming(author, figure), visit_naming(author, figure, status="draft")]
    proposed = visit_naming(people["officer elsewhere"], figure)
    typed = visit_naming(author)
    CommunityFigure.objects.filter(pk=figure.pk).update(phone="0812 3456 7890", degrees="S.Pd.")
    other = make.make_figure(by=author, name="Yosef Lain", addressed_as=f"Suami {NAME}")
    before, versions = everything(), [list(visit.versions.values("facts")) for visit in visits]
    client.force_login(people["supervisor"])
    page = client.get(f"/figures/{figure.key}/anonymise/").content.decode()
    keys = [key.split('"')[0] for key in page.split('name="hit" value="')[1:]]
    client.post(f"/figures/{figure.key}/anonymise/", {"confirmed": "on", "hit": keys})
    other.refresh_from_db()
    assert other.addressed_as == f"Suami {REMOVED_NAME}"
    assert everything() != before

    removal = removals_to_undo(people["supervisor"]).get(visit=None)
    client.post(f"/removals/{removal.key}/undo/")

    after = everything()
    assert {name for name in after if after[name] != before[name]} == set()
    for visit, facts in zip(visits, versions, strict=True):
        assert list(visit.versions.filter(revision=1).values("facts")) == facts
    assert kinds_at(visits[0]) == [Kind.NAME_REMOVED, Kind.NAME_RESTORED]
    assert visits[0].versions.first().event == "name_restored"
    for visit in (proposed, typed):
        assert kinds_at(visit)[-1] in (Kind.REMOVAL_WITHDRAWN, Kind.NAME_RESTORED)
    assert not NameRemoval.objects.exclude(state="undone").exists()
    assert not NameRemoval.objects.exclude(names="").exists()
    found = client.get("/visits/", {"q": "Tefamnasi"}).content.decode()
    assert f"/visits/{visits[0].key}/" in found
    assert "dikembalikan pada kunjungan ini" in client.get(visits[0].get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "beside", [f"{NAME} dan Yosef Tefu puas.", f"Yosef Tefu, suami {NAME}.", f"{NAME}. Yosef Tefu."]
)
def test_two_removals_in_one_text_are_taken_back_the_last_first(client, people, figure, beside):
    """Put back beneath the other one, the words of the first would be lost for good."""
    other = make.make_figure(by=people["author"], name="Yosef Tefu")
    visit = visit_naming(people["author"], figure, result=beside)
    make.make_encounter(visit, figure=other, name="Yosef Tefu")
    for each in (figure, other):
        anonymise(figure=each, by=people["supervisor"])
    first, last = NameRemoval.objects.hidden().filter(visit=None).order_by("decided_at")
    hidden = rows_of(visit)

    client.force_login(people["supervisor"])
    answer = client.post(f"/removals/{first.key}/undo/", follow=True)

    assert "Nama lain dihapus kemudian" in answer.content.decode()
    assert rows_of(visit) == hidden
    with pytest.raises(NotNow):
        undo_removal(removal=first.figure.removals.get(visit=visit), by=people["supervisor"])

    assert [undo_removal(removal=each, by=people["supervisor"]) for each in (last, first)] == [0, 0]
    visit.refresh_from_db()
    assert visit.result == beside
    assert visit.notes.get().text == f"Menurut {NAME.upper()}, air kurang."
    assert NAME in json.dumps(visit.versions.order_by("pk").first().facts, ensure_ascii=False)


def test_a_linked_and_a_typed_removal_of_one_visit_end_in_the_order_in_which_they_were_decided(people, figure):
    """Decided on the other way round than proposed, they are taken back all the same without a loss."""
    elsewhere = people["supervisor of another Polres"]
    visit = visit_naming(make.make_officer(unit=elsewhere.unit), figure)
    make.make_encounter(visit, name=NAME)
    result, facts = visit.result, visit.versions.get().facts
    anonymise(figure=figure, by=people["supervisor"])
    record = NameRemoval.objects.get(visit=None)
    for is_typed in (True, False):
        removal = figure.removals.proposed().get(visit=visit, is_typed=is_typed)
        confirm_removal(removal=removal, by=elsewhere)

    assert undo_removal(removal=record, by=people["supervisor"]) == 0

    visit.refresh_from_db()
    assert (visit.result, visit.versions.order_by("pk").first().facts) == (result, facts)
    assert {row.name for row in visit.encounters.all()} == {NAME}


def test_what_was_changed_meanwhile_stays_with_its_name_back(people, figure):
    visit = visit_naming(people["author"], figure, result=f"{NAME} puas. Marselina Tefamnasi pulang.")
    lost = visit_naming(people["author"], figure)
    anonymise(figure=figure, by=people["supervisor"])
    Visit.objects.filter(pk=visit.pk).update(result=f"Pagi: {REMOVED_NAME} puas. {REMOVED_NAME} pulang. Malam: aman.")
    Visit.objects.filter(pk=lost.pk).update(result="Semua lain.")

    left = undo_removal(removal=NameRemoval.objects.get(visit=None), by=people["supervisor"])

    visit.refresh_from_db()
    lost.refresh_from_db()
    assert visit.result == f"Pagi: {NAME} puas. {NAME} pulang. Malam: aman."
    assert (lost.result, left) == ("Semua lain.", 1)


def test_after_a_week_nobody_brings_it_back(client, people, figure):
    visit_naming(people["author"], figure)
    anonymise(figure=figure, by=people["supervisor"])
    removal = NameRemoval.objects.get(visit=None)
    now = timezone.now()
    assert finish_removals(now=now + dt.timedelta(days=6, hours=23)) == 0
    assert finish_removals(now=now + dt.timedelta(days=7, minutes=1)) == 2
    assert finish_removals(now=now + dt.timedelta(days=8)) == 0

    assert not NameRemoval.objects.exclude(kept="", names="", state="final").exists()
    assert AuditEntry.objects.filter(kind=Kind.REMOVAL_FINAL).count() == 2
    with pytest.raises(NotNow):
        undo_removal(removal=removal, by=people["supervisor"])
    client.force_login(people["supervisor"])
    assert client.post(f"/removals/{removal.key}/undo/").status_code == 404
    assert "untuk selamanya" in client.get(f"/figures/{figure.key}/data/").content.decode()


def test_who_is_named_during_the_week_is_proposed_at_its_end(people, figure):
    """A visit saved at the same moment, and one that a phone sent with the name typed; what was declined stays so."""
    declined = visit_naming(people["officer elsewhere"])
    anonymise(figure=figure, by=people["supervisor"])
    decline_removal(removal=NameRemoval.objects.proposed().get(), by=people["supervisor"], reason="Orang lain.")
    linked, typed = visit_naming(people["author"], figure), visit_naming(people["officer elsewhere"])

    finish_removals(now=timezone.now() + dt.timedelta(days=8))

    rows = NameRemoval.objects.proposed().order_by("pk").values_list("visit", "is_typed", "asked_by")
    remover = people["supervisor"].pk
    assert list(rows) == [(linked.pk, False, remover), (typed.pk, True, remover)]
    assert kinds_at(linked) == [Kind.REMOVAL_PROPOSED]
    confirm_removal(removal=NameRemoval.objects.proposed().get(visit=linked), by=people["supervisor"])
    assert NAME.lower() not in rows_of(linked).lower()
    assert NAME.lower() in rows_of(declined).lower()


@pytest.mark.parametrize("where", ["a note", "a text", "a row", "a promise"])
def test_a_name_that_is_written_on_the_visit_again_is_proposed_again(people, figure, where):
    """A returned visit is saved with the words of a phone that kept them."""
    visit, untouched = visit_naming(people["author"], figure), visit_naming(people["author"], figure)
    anonymise(figure=figure, by=people["supervisor"])
    if where == "a note":
        visit.notes.update(text=f"Menurut Ibu {NAME}, air kurang.")
    elif where == "a text":
        Visit.objects.filter(pk=visit.pk).update(result=f"{NAME} puas.")
    elif where == "a row":
        visit.encounters.update(name=NAME)
    else:
        make.make_follow_up(visit, f"Menemui {NAME}.")

    finish_removals(now=timezone.now() + dt.timedelta(days=8))

    rows = NameRemoval.objects.proposed().values_list("visit", "figure", "asked_by")
    assert list(rows) == [(visit.pk, figure.pk, people["supervisor"].pk)]
    confirm_removal(removal=NameRemoval.objects.proposed().get(), by=people["supervisor"])
    assert NAME.lower() not in rows_of(visit).lower()
    finish_removals(now=timezone.now() + dt.timedelta(days=30))
    assert not NameRemoval.objects.proposed().exists()
    assert NAME.lower() not in rows_of(untouched).lower()


def test_the_daily_command_makes_it_final(people, figure, settings, capsys):
    settings.NAMES_FINAL_AFTER_DAYS = 0
    anonymise(figure=figure, by=people["supervisor"])

    call_command("retention")

    assert "1 removals are final." in capsys.readouterr().out
    assert NameRemoval.objects.get().state == "final"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "final", "names": [["x"]]},
        {"state": "undone", "kept": [{"model": "Visit"}]},
        {"state": "declined"},
        {"state": "hidden"},
    ],
)
def test_the_database_holds_no_word_of_a_removal_that_is_over(people, figure, wrong):
    decided = {} if wrong["state"] == "hidden" else {"decided_at": timezone.now(), "decided_by": people["supervisor"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        NameRemoval.objects.create(figure=figure, asked_by=people["supervisor"], **decided, **wrong)
