"""The rows below a visit in one line each: officers, people, places, notes."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from tests import factories as make
from visits.models import (
    DialogueNote,
    Encounter,
    NameRemoval,
    Participation,
    Partner,
    SavedFilter,
    Stop,
    Topic,
    Visit,
)
from visits.models.officers import write_name
from visits.models.visit_fields import TEXT_FIELDS, VISIT_FIELDS, FieldKind


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        ({"name": "Yohanes Tefu"}, "Yohanes Tefu"),
        ({"rank": "Iptu", "name": "Yohanes Tefu"}, "Iptu Yohanes Tefu"),
        ({"name": "Yohanes Tefu", "degrees": "S.H."}, "Yohanes Tefu, S.H."),
        ({"rank": "Bapak", "name": "Yohanes", "degrees": "S.H., M.Si."}, "Bapak Yohanes, S.H., M.Si."),
    ],
)
def test_a_name_is_written_as_in_letters(parts, written):
    assert write_name(**parts) == written


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"name": "Yohanes Tefu", "rank": "Iptu", "degrees": "S.H.", "count": 3}, "Iptu Yohanes Tefu, S.H."),
        ({"count": 6, "unit_name": "Polsek Pantai Baru"}, "6 anggota"),
        ({"count": 2, "rank": "Bripka", "position": "Dalmas"}, "2 anggota, Bripka, Dalmas"),
        ({"position": "Kanit Binmas"}, "Kanit Binmas"),
        ({"unit_name": "Polsek Pantai Baru"}, "Polsek Pantai Baru"),
        ({"count": 0}, "0 anggota"),
    ],
)
def test_an_officer_on_a_visit_in_one_line(fields, label):
    with override("id"):
        assert str(Participation(**fields)) == label


def test_an_officer_without_a_name_has_no_full_name():
    assert Participation(rank="Bripka").full_name == ""
    assert Encounter(group="Warga").full_name == "Warga"
    assert Encounter(name="Marselina", honorific="Ibu").label == "Ibu Marselina"
    assert (Encounter(group="Warga").is_group, Encounter(name="Marselina").is_group) == (True, False)


def test_codes_have_labels_in_the_order_chosen():
    with override("id"):
        assert Encounter(categories=["youth", "community", "gone"]).category_labels == [
            *("Tokoh pemuda", "Tokoh masyarakat"),
            # A code that is known no more stands for itself.
            "gone",
        ]


@pytest.mark.parametrize(("codes", "unknown"), [([], None), (["military", "other"], None), (["military", "x"], "x")])
def test_a_list_of_codes_holds_known_ones(codes, unknown):
    field = Visit._meta.get_field("partners")
    assert field.codes is Partner
    if unknown is None:
        assert field.validate(codes, Visit()) is None
        return
    with override("en"):
        with pytest.raises(ValidationError) as refused:
            field.validate(codes, Visit())
        assert refused.value.messages == [f"Unknown code: {unknown}."]


@pytest.mark.parametrize(
    ("topic", "words", "label"),
    [
        (Topic(pk=1, name="Hoaks", name_en="Hoaxes"), "", "Hoaks"),
        (Topic(pk=1, name="Hoaks"), "kabar pasar", "Hoaks – kabar pasar"),
        (None, "kabar pasar", "kabar pasar"),
        (None, "", ""),
    ],
)
def test_a_topic_is_the_one_of_the_list_and_the_officers_words(topic, words, label):
    with override("id"):
        assert DialogueNote(topic=topic, topic_text=words).topic_label == label


@pytest.mark.parametrize(("language", "name"), [("id", "Hoaks"), ("en", "Hoaxes")])
def test_a_topic_has_a_name_in_each_language(language, name):
    with override(language):
        assert str(Topic(name="Hoaks", name_en="Hoaxes")) == name
        assert str(Topic(name="Hoaks")) == "Hoaks"


@pytest.mark.django_db
def test_who_said_a_note_is_told_unless_it_is_confidential():
    visit = make.make_visit(author=make.make_officer(name="Yohanes Contoh"))
    note = make.make_note(visit)
    note.raised_by_people.add(make.make_encounter(visit, honorific="Ibu"))
    note.raised_by_officers.add(visit.participations.get())

    assert note.raised_by == ["Ibu Marselina Contoh", "Ipda Yohanes Contoh"]
    note.source_is_confidential = True
    assert note.raised_by == []


@pytest.mark.django_db
def test_a_host_is_typed_or_somebody_met():
    visit = make.make_visit(author=make.make_officer())
    met = make.make_encounter(visit, honorific="Ibu")

    assert Stop(host_name="Bapak Lurah").host == "Bapak Lurah"
    assert Stop(host_name="Bapak Lurah", host_person=met).host == "Ibu Marselina Contoh"
    assert (str(Stop(name="Pos Ronda", place_label="Desa Oesao")), str(Stop(place_label="Desa Oesao"))) == (
        "Pos Ronda",
        "Desa Oesao",
    )


@pytest.mark.django_db
def test_typed_names_are_those_of_nobody_known_that_still_stand():
    author = make.make_officer()
    visit = make.make_visit(author=author)
    typed = make.make_encounter(visit)
    make.make_encounter(visit, figure=make.make_figure(by=author))
    make.make_encounter(visit, group="Warga")
    make.make_encounter(visit, name="[nama dihapus]")

    assert list(visit.encounters.typed()) == [typed]


@pytest.mark.django_db
def test_removals_are_found_by_their_state_and_by_who_supervises():
    polres = make.make_polres()
    author = make.make_officer(unit=make.make_unit(parent=polres))
    head = make.make_officer(unit=polres, role="supervisor")
    elsewhere = make.make_officer(unit=make.make_unit(), role="supervisor")
    figure, visit = make.make_figure(by=author), make.make_visit(author=author, status="draft")
    decided = {"decided_at": visit.saved_at, "decided_by": head}
    proposed = NameRemoval.objects.create(figure=figure, visit=visit, state="proposed", asked_by=head)
    hidden = NameRemoval.objects.create(figure=figure, state="hidden", asked_by=head, **decided)
    NameRemoval.objects.create(figure=figure, state="final", asked_by=head, **decided)

    assert list(NameRemoval.objects.proposed()) == [proposed]
    assert list(NameRemoval.objects.hidden()) == [hidden]
    at_visits = {officer: list(NameRemoval.objects.at_visits_of(officer)) for officer in (head, author, elsewhere)}
    assert at_visits == {head: [proposed], author: [], elsewhere: []}


@pytest.mark.django_db
def test_a_shared_filter_is_seen_in_its_unit_and_by_supervisors_above():
    polres = make.make_polres()
    unit = make.make_unit(parent=polres)
    owner = make.make_officer(unit=unit)
    readers = {
        "owner": owner,
        "colleague": make.make_officer(unit=unit),
        "head above": make.make_officer(unit=polres, role="supervisor"),
        "officer above": make.make_officer(unit=polres),
        "elsewhere": make.make_officer(unit=make.make_unit(parent=polres), role="supervisor"),
        "administrator": make.make_officer(unit=unit, role="administrator"),
        "left": make.make_officer(unit=unit, is_active=False),
    }
    for name, is_shared in (("mine", False), ("ours", True)):
        SavedFilter.objects.create(owner=owner, unit=unit, name=name, is_shared=is_shared)

    assert {who: [row.name for row in SavedFilter.objects.visible_to(each)] for who, each in readers.items()} == {
        "owner": ["mine", "ours"],
        "colleague": ["ours"],
        "head above": ["ours"],
        "officer above": [],
        "elsewhere": [],
        "administrator": [],
        "left": [],
    }


def test_the_table_of_visit_fields_names_columns_once():
    names = [field.name for field in VISIT_FIELDS]

    assert len(set(names)) == len(names)
    assert {name for name in names if Visit._meta.get_field(name)} == set(names)
    assert all((field.codes is not None) == (field.kind in (FieldKind.CODE, FieldKind.CODES)) for field in VISIT_FIELDS)
    assert [field.label for field in TEXT_FIELDS if not str(field.label)[0].isupper()] == []
    # A search shows a hit in the first text by this order.
    places = [field.found for field in TEXT_FIELDS]
    assert len(set(places)) == len(places)
