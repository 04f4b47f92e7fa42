"""Two records of one person become one and are parted again: every row goes and returns, on the pages as well."""

import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from tests import factories as make
from tests.full_audit_log import fill_the_audit_log, refused_by_the_audit_log
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.figures.merge import merge_figures, undo_merge
from visits.models import (
    REMOVED_NAME,
    AuditEntry,
    ChainTip,
    CommunityFigure,
    Consent,
    DataRequest,
    FigureMerge,
    SignInSession,
    Unit,
    Visit,
    VisitAccess,
    VisitFilterKey,
)
from visits.privacy.anonymise import anonymise

pytestmark = pytest.mark.django_db
Kind = AuditEntry.Kind
TODAY = timezone.localdate()
NUMBER, OTHER_NUMBER = "0812 3456 7890", "0813 9876 5432"
PASSING = {AuditEntry, ChainTip, FigureMerge, SignInSession}


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


@pytest.fixture
def kept(people) -> CommunityFigure:
    return make.make_figure(by=people["author"], name="Marselina Tefamnasi")


@pytest.fixture
def merged(people) -> CommunityFigure:
    """The same woman, added again by another unit, with everything that can stand with a figure."""
    figure = make.make_figure(by=people["officer elsewhere"], name="Marselina Tefa", honorific="Ibu", phone=NUMBER)
    make.make_figure_role(figure, title="Ketua PKK")
    author = people["officer elsewhere"]
    visit = make.make_visit(author=author)
    met = make.make_encounter(visit, figure=figure, name="Mama Marselina")
    make.make_note(visit, "Air bersih kurang.").raised_by_people.add(met)
    for purpose in ("phone", "photos"):
        Consent.objects.create(figure=figure, purpose=purpose, given_on=TODAY, asked_by=author)
    DataRequest.objects.create(
        figure=figure, kind="access", words="Apa yang dicatat?", asked_at=timezone.now(), taken_by=author
    )
    return figure


def everything() -> dict[str, list]:
    """All rows but the audit log's and the merges' own, without the times that any save sets."""
    models = [model for model in apps.get_app_config("visits").get_models() if model not in PASSING]
    found = {}
    for model in models:
        # Derived rows are made anew, under other numbers.
        stamps = {"updated_at", "last_login", *(["id"] if model in (VisitFilterKey, VisitAccess) else [])}
        rows = [
            {name: value for name, value in row.items() if name not in stamps}
            for row in model._base_manager.order_by("pk").values()
        ]
        found[model.__name__] = sorted(rows, key=str) if "id" in stamps else rows
    return found


def merge(client, officer, figure, record, keep=None, **said):
    client.force_login(officer)
    said = {"other": str(record.key), "keep": str((keep or figure).key), "confirmed": "on"} | said
    return client.post(f"/figures/{figure.key}/merge/", {name: value for name, value in said.items() if value})


def undo(client, officer, figure):
    client.force_login(officer)
    return client.post(f"/figures/{figure.key}/merge/{FigureMerge.objects.latest('pk').pk}/undo/")


def text(client, officer, address: str, status: int = 200) -> str:
    client.force_login(officer)
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_the_other_record_is_found_compared_and_merged_and_everything_stands_with_the_kept_one(
    client, people, kept, merged
):
    head = people["supervisor"]
    make.make_figure(by=people["author"], name="Yosef Lain")
    page = text(client, head, f"/figures/{kept.key}/merge/")
    assert "Marselina Tefa</a>" in page
    assert "Yosef Lain" not in page
    assert "Yosef Lain" in text(client, head, f"/figures/{kept.key}/merge/?q=yosef")
    page = text(client, head, f"/figures/{kept.key}/merge/?other={merged.key}")
    for words in (NUMBER, "Ketua PKK", kept.full_name, merged.full_name):
        assert words in page

    answer = merge(client, head, kept, merged)

    assert (answer.status_code, answer.url) == (302, f"/figures/{kept.key}/data/")
    page = text(client, head, answer.url)
    for words in (NUMBER, "Ketua PKK", "Mama Marselina", "Air bersih kurang.", "Apa yang dicatat?", "foto"):
        assert words in page, words
    assert Visit.objects.get().encounters.get().name == "Mama Marselina"
    assert kept.consents.count() == 2
    # The audit log speaks of the person under both keys.
    audited = AuditEntry.objects.filter(kind=Kind.FIGURE_MERGED).values_list("target", flat=True)
    assert set(audited) == {str(kept.key), str(merged.key)}


def test_the_merged_record_leaves_lists_and_pickers_and_its_address_leads_on(client, people, kept, merged):
    merge(client, people["supervisor"], kept, merged)

    assert merged.full_name not in text(client, people["author"], "/figures/")
    picked = text(client, people["author"], "/pickers/figures/?q=marselina&name=people-0-figure")
    assert str(kept.key) in picked
    assert str(merged.key) not in picked
    for address in ("", "edit/"):
        answer = client.get(f"/figures/{merged.key}/{address}")
        assert (answer.status_code, answer.url) == (302, f"/figures/{kept.key}/{address}")
    client.force_login(people["supervisor"])
    for address in ("data/", "data/copy.txt", "anonymise/", "merge/"):
        assert client.get(f"/figures/{merged.key}/{address}").url == f"/figures/{kept.key}/{address}"
    assert str(Visit.objects.get().key) in text(client, people["supervisor"], f"/visits/?figure={merged.key}")
    elsewhere = make.make_unit(parent=Unit.objects.get(code="polda-ntt"), kind="polres")
    text(client, make.make_officer(unit=elsewhere), f"/figures/{merged.key}/", 404)


def test_a_page_that_was_open_meanwhile_names_the_kept_one(client, people, kept, merged):
    merge(client, people["supervisor"], kept, merged)
    client.force_login(people["author"])
    fields = {"people-0-figure": str(merged.key), "people-0-name": None}

    assert client.post("/visits/new/", complete_post(fields=fields)).status_code == 302
    assert Visit.objects.get(author=people["author"]).encounters.get().figure == kept


def test_the_undo_gives_every_row_back(client, people, kept, merged):
    before = everything()
    merge(client, people["supervisor"], kept, merged)
    assert everything() != before

    assert undo(client, people["supervisor"], kept).status_code == 302

    assert everything() == before
    assert merged.full_name in text(client, people["author"], "/figures/")
    kinds = AuditEntry.objects.filter(kind=Kind.FIGURE_MERGE_UNDONE).values_list("target", flat=True)
    assert set(kinds) == {str(kept.key), str(merged.key)}
    assert FigureMerge.objects.get().phone == ""


def test_the_other_record_may_be_the_one_that_stays(client, people, kept, merged):
    merge(client, people["supervisor"], kept, merged, keep=merged)

    assert list(CommunityFigure.objects.visible_to(people["author"])) == [merged]


def test_what_was_made_meanwhile_stays_with_the_kept_one(client, people, kept, merged):
    head = people["supervisor"]
    merge(client, head, kept, merged)
    later = make.make_encounter(make.make_visit(author=people["author"]), figure=kept)
    wish = DataRequest.objects.create(
        figure=kept, kind="correction", words="Nama.", asked_at=timezone.now(), taken_by=people["author"]
    )
    kept.roles.all().delete()  # as the form does that corrects them
    make.make_figure_role(kept, title="Ketua RT")

    undo(client, head, kept)

    for row in (later, wish):
        row.refresh_from_db()
        assert row.figure == kept
    assert [role.title for role in kept.roles.all()] == ["Ketua RT"]
    assert [role.title for role in merged.roles.all()] == ["Ketua PKK"]
    assert (merged.encounters.count(), merged.data_requests.count(), merged.consents.count()) == (1, 1, 2)


@pytest.mark.parametrize("at_a_stop", [True, False])
def test_both_on_one_visit_at_one_stop_stay_two_rows_and_the_visit_can_still_be_saved(
    client, people, kept, merged, at_a_stop
):
    fields = {
        "people-0-figure": str(kept.key),
        "people-0-name": None,
        "people-0-stop": "0" if at_a_stop else "",
        "people-1-figure": str(merged.key),
        "people-1-stop": "0" if at_a_stop else "",
    }
    client.force_login(people["author"])
    assert client.post("/visits/new/", complete_post(fields=fields)).status_code == 302
    visit = Visit.objects.get(author=people["author"])
    before = everything()
    merge(client, people["supervisor"], kept, merged)
    assert set(visit.encounters.values_list("figure", flat=True)) == {kept.pk, merged.pk}
    page = text(client, people["supervisor"], f"/figures/{kept.key}/data/")
    assert page.count(f"/visits/{visit.key}/") == 2
    client.force_login(people["author"])
    assert client.get(f"/visits/{visit.key}/edit/").status_code == 200

    undo(client, people["supervisor"], kept)

    assert everything() == before
    merge(client, people["supervisor"], kept, merged)
    client.force_login(people["author"])
    again = complete_post(key=str(visit.key), fields=fields, revision="1", purpose="Lain.")
    assert client.post(f"/visits/{visit.key}/edit/", again).status_code == 302
    assert visit.encounters.count() == 2


def test_consent_to_the_same_stands_once_and_is_withdrawn_as_one(client, people, kept, merged):
    Consent.objects.create(figure=kept, purpose="phone", given_on=TODAY, asked_by=people["author"])
    CommunityFigure.objects.filter(pk=kept.pk).update(phone=OTHER_NUMBER)
    merge(client, people["supervisor"], kept, merged)
    page = text(client, people["supervisor"], f"/figures/{kept.key}/data/")
    assert OTHER_NUMBER in page
    assert NUMBER in page  # set aside, and said so
    held_back = Consent.objects.get(figure=merged)

    client.post(f"/figures/{kept.key}/consent/{held_back.pk}/withdraw/")

    assert not Consent.objects.filter(purpose="phone", withdrawn_on=None).exists()
    page = text(client, people["supervisor"], f"/figures/{kept.key}/data/")
    assert OTHER_NUMBER not in page
    assert NUMBER not in page
    undo(client, people["supervisor"], kept)
    assert set(CommunityFigure.objects.values_list("phone", flat=True)) == {""}


def test_a_number_agreed_to_meanwhile_follows_its_consent(client, people, kept, merged):
    head, phone = people["supervisor"], Consent.Purpose.PHONE
    said = {"purpose": "phone", "given_on": str(TODAY), "phone": OTHER_NUMBER}
    merge(client, head, kept, merged)
    client.post(f"/figures/{kept.key}/consent/", said)
    undo(client, head, kept)
    numbers = dict(CommunityFigure.objects.values_list("pk", "phone"))
    assert numbers == {kept.pk: "", merged.pk: OTHER_NUMBER}

    merge(client, head, kept, merged)
    client.post(f"/figures/{kept.key}/consent/{kept.consents.get(purpose=phone).pk}/withdraw/")
    client.post(f"/figures/{kept.key}/consent/", said | {"phone": NUMBER})
    undo(client, head, kept)
    numbers = dict(CommunityFigure.objects.values_list("pk", "phone"))
    assert numbers == {kept.pk: NUMBER, merged.pk: ""}


def test_a_restriction_survives_and_goes_back_with_its_record(client, people, kept, merged):
    head = people["supervisor"]
    client.force_login(head)
    client.post(f"/figures/{merged.key}/restrict/")
    page = text(client, head, f"/figures/{kept.key}/merge/?other={merged.key}")
    assert "tetap dibatasi" in page
    merge(client, head, kept, merged)
    kept.refresh_from_db()
    assert kept.restricted_at
    assert kept.restricted_by == head

    undo(client, head, kept)

    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.restricted_at, kept.restricted_by) == (None, None)
    assert merged.restricted_at


def test_a_restriction_laid_meanwhile_stays(client, people, kept, merged):
    merge(client, people["supervisor"], kept, merged)
    client.post(f"/figures/{kept.key}/restrict/")
    undo(client, people["supervisor"], kept)

    kept.refresh_from_db()
    assert kept.restricted_at


def test_anonymising_reaches_every_record_of_the_person_and_ends_the_undo(client, people, kept, merged):
    head = people["supervisor"]
    merge(client, head, kept, merged)
    client.post(f"/figures/{kept.key}/anonymise/", {"confirmed": "on"})

    rows = list(CommunityFigure.objects.values_list("name", "honorific", "phone"))
    assert rows == [(REMOVED_NAME, "", ""), (REMOVED_NAME, "", "")]
    assert FigureMerge.objects.get().phone == ""
    assert Visit.objects.get().encounters.get().name == REMOVED_NAME
    before = everything()
    undo(client, head, kept)
    page = text(client, head, f"/figures/{kept.key}/data/")
    assert everything() == before
    assert "Nama telah dihapus" in page
    assert "figure_merge_undo" not in page


def test_merges_in_a_row_are_undone_from_the_last(client, people, kept, merged):
    head = people["supervisor"]
    third = make.make_figure(by=people["author"], name="Marselina T.")
    before = everything()
    merge(client, head, kept, merged)
    first = FigureMerge.objects.get()
    merge(client, head, third, kept)
    assert client.get(f"/figures/{merged.key}/").url == f"/figures/{third.key}/"
    assert Visit.objects.get().encounters.get().figure == third
    assert client.post(f"/figures/{third.key}/merge/{first.pk}/undo/").status_code == 404

    undo(client, head, third)
    client.post(f"/figures/{kept.key}/merge/{first.pk}/undo/")

    assert everything() == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"other": "same"}, "dirinya sendiri"), ({"anonymised": True}, "namanya telah dihapus")],
)
def test_what_cannot_be_one_is_refused_with_a_sentence(client, people, kept, merged, change, sentence):
    other = kept if "other" in change else merged
    if "anonymised" in change:
        anonymise(figure=merged, by=people["supervisor"])
    before = everything()

    answer = merge(client, people["supervisor"], kept, other)

    assert sentence in client.get(answer.url).content.decode()
    assert everything() == before
    assert not FigureMerge.objects.exists()


@pytest.mark.parametrize("said", [{"confirmed": ""}, {"other": ""}, {"other": "x"}])
def test_nothing_happens_unless_it_is_meant(client, people, kept, merged, said):
    assert merge(client, people["supervisor"], kept, merged, **said).status_code == 422
    assert not FigureMerge.objects.exists()


def test_a_second_undo_and_a_second_merge_say_that_they_are_late(client, people, kept, merged):
    head = people["supervisor"]
    done = merge_figures(kept=kept, merged=merged, by=head)
    merge(client, head, kept, merged)  # resolves to the kept one itself
    assert FigureMerge.objects.count() == 1
    undo_merge(merge=done, by=head)
    before = AuditEntry.objects.filter(kind=Kind.FIGURE_MERGE_UNDONE).count()
    undo(client, head, kept)
    assert AuditEntry.objects.filter(kind=Kind.FIGURE_MERGE_UNDONE).count() == before


@pytest.mark.parametrize("who", ["author", "colleague", "auditor"])
def test_only_a_supervisor_merges_and_parts(client, people, kept, merged, who):
    assert merge(client, people[who], kept, merged).status_code == 403
    merge_figures(kept=kept, merged=merged, by=people["supervisor"])
    assert undo(client, people[who], kept).status_code == 403


def test_a_figure_of_another_polres_is_not_there_to_merge(client, people, kept):
    elsewhere = make.make_unit(parent=Unit.objects.get(code="polda-ntt"), kind="polres")
    other = make.make_figure(by=make.make_officer(unit=elsewhere), name="Marselina Tefamnasi")

    assert str(other.key) not in text(client, people["supervisor"], f"/figures/{kept.key}/merge/")
    assert merge(client, people["supervisor"], kept, other).status_code == 404


def test_who_looked_is_told_for_both_keys(client, people, kept, merged):
    text(client, people["colleague"], f"/figures/{merged.key}/")
    merge(client, people["supervisor"], kept, merged)

    assert people["colleague"].nrp in text(client, people["supervisor"], f"/figures/{kept.key}/data/")
    for key in (kept.key, merged.key):
        rows = text(client, people["auditor"], f"/trail/?record={key}").partition("<tbody")[2]
        assert people["colleague"].nrp in rows
        assert "Tokoh digabung" in rows


@pytest.mark.parametrize("step", ["merge", "undo"])
def test_without_its_audit_entry_nothing_moves(client, people, kept, merged, step):
    if step == "undo":
        merge(client, people["supervisor"], kept, merged)

    before, merges = everything(), list(FigureMerge.objects.values())
    client.force_login(people["supervisor"])
    fill_the_audit_log()
    with refused_by_the_audit_log():
        merge(client, people["supervisor"], kept, merged) if step == "merge" else undo(
            client, people["supervisor"], kept
        )
    assert everything() == before
    assert list(FigureMerge.objects.values()) == merges


def test_a_supervisor_who_stands_in_merges_too(client, people, kept, merged):
    from visits.models import Deputy

    until = TODAY + dt.timedelta(days=1)
    head = people["supervisor"]
    Deputy.objects.create(unit=head.unit, officer=people["deputy"], starts_on=TODAY, ends_on=until, named_by=head)

    assert merge(client, people["deputy"], kept, merged).status_code == 302
    assert FigureMerge.objects.get().merged_by == people["deputy"]
