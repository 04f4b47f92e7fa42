"""Pickers: choices while somebody types."""

import pytest

from tests.factories import make_figure, make_officer, make_participation, make_regions
from tests.nouns import World
from visits.pickers.officers import recent_colleagues

pytestmark = pytest.mark.django_db
ADDRESSES = [
    ("/pickers/places/", "stops-0-place"),
    ("/pickers/figures/", "people-0-figure"),
    ("/pickers/officers/", "officers-0-officer"),
]


@pytest.fixture
def world():
    return World()


def results(client, address, name, text, **query):
    answer = client.get(address, {"q": text, "name": name, **query}, headers={"accept": "application/json"})
    return answer.json()["results"]


def test_places_name_kind_and_district_and_find_apostrophes(client, world):
    world.sign_in(client, "officer")

    labels = [(found["label"], found["detail"]) for found in results(client, *ADDRESSES[0], "oes")]
    assert ("Desa Oesao", "Kec. Kupang Timur, Kab. Kupang") in labels
    assert ("Kelurahan Oesao", "Kec. Kupang Timur, Kab. Kupang") in labels
    assert results(client, *ADDRESSES[0], "ohaem")[0]["label"] == "Desa Oh'aem"


def test_figures_of_the_village_of_the_visit_come_first(client, world):
    near = make_figure(by=world.officer, name="Yohanis Zeta", village=make_regions()["53.01.09.2011"])
    make_figure(by=world.officer, name="Yohanis Alfa")
    world.sign_in(client, "officer")

    found = results(client, *ADDRESSES[1], "yohan", place="53.01.09.2011")

    assert [row["label"] for row in found] == [near.full_name, "Yohanis Alfa"]
    assert found[0]["value"] == str(near.key)


def test_officers_by_nrp_and_name_with_the_own_unit_first(client, world):
    own = make_officer("85550001", unit=world.unit, name="Zakarias Mawar")
    make_officer("85550002", unit=world.polres, name="Adam Mawar")
    make_officer("85550003", unit=world.people["another Polres"].unit, name="Budi Mawar")
    world.sign_in(client, "officer")

    assert [row["value"] for row in results(client, *ADDRESSES[2], "8555")] == ["85550001", "85550002", "85550003"]
    assert results(client, *ADDRESSES[2], "mawar")[0]["value"] == own.nrp
    assert results(client, *ADDRESSES[2], "zakaras")[0]["value"] == own.nrp


def test_the_last_colleagues(world):
    make_participation(world.visit, world.people["colleague"])

    assert [option.value for option in recent_colleagues(world.officer)] == [world.people["colleague"].nrp]


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("supervisor", 200), ("administrator", 404), ("auditor", 404), (None, 302)],
)
def test_who_picks_figures(client, world, who, status):
    world.sign_in(client, who)

    assert client.get("/pickers/figures/", {"q": "mar", "name": "people-0-figure"}).status_code == status


def test_a_figure_of_another_polres_is_not_offered(client, world):
    world.sign_in(client, "another Polres")

    assert results(client, *ADDRESSES[1], "marselina") == []


@pytest.mark.parametrize(("address", "name"), ADDRESSES)
def test_the_fragment_holds_radios_and_says_how_many(client, world, address, name):
    world.sign_in(client, "officer")
    for text in ("oes", "mar", "petrus", "<script>", "nobody is called so", ""):
        page = client.get(address, {"q": text, "name": name})
        assert page.status_code == 200
        assert "<script>" not in page.content.decode()


@pytest.mark.parametrize(("address", "name"), ADDRESSES)
@pytest.mark.parametrize(
    "wrong", [{"name": 'x" onclick="'}, {"name": ""}, {"q": "a\x00"}, {"q": "x" * 201}, {"name": "stops-100-place"}]
)
def test_a_wrong_question_is_answered_422(client, world, address, name, wrong):
    world.sign_in(client, "officer")

    assert client.get(address, {"q": "oes", "name": name, **wrong}).status_code == 422
    json = client.get(address, {"q": "oes", "name": name, **wrong}, headers={"accept": "application/json"})
    assert (json.status_code, bool(json.json()["errors"])) == (422, True)


def test_more_figures_than_shown_are_counted(client, world, django_assert_max_num_queries):
    for number in range(100):
        make_figure(by=world.officer, name=f"Yohanis Contoh {number:03d}")
    world.sign_in(client, "officer")

    with django_assert_max_num_queries(14):
        answer = client.get(
            *ADDRESSES[1][:1], {"q": "yohanis", "name": "figure"}, headers={"accept": "application/json"}
        )
    assert (len(answer.json()["results"]), answer.json()["more"]) == (12, 88)


@pytest.mark.fault("B17")
@pytest.mark.parametrize(
    "typed",
    [
        "Bpk. Yeremias",
        "Pendeta Dr. Nubatonis",
        "contoh nubatonis yeremias",
        "nuba yer",
        "Yerémias",
        "NUBATONIS, Yeremias",
        "Yeremias Nubatonis, S.Th., M.Th.",
        "Yeremias Nubatonis, STh, MTh",
        "Nubatonis, Yeremias, STh MSi",
        "yeremas nubatonis",
        "Bapak Pdt. nubatons",
    ],
)
def test_a_figure_is_found_however_the_name_is_said(client, world, typed):
    figure = make_figure(by=world.officer, name="Yeremias Contoh Nubatonis", honorific="Pdt.", degrees="S.Th.")
    make_figure(by=world.officer, name="Dorkas Lain")
    world.sign_in(client, "officer")

    assert [row["value"] for row in results(client, *ADDRESSES[1], typed)] == [str(figure.key)]
    listed = client.get("/figures/", {"q": typed}).content.decode()
    assert figure.full_name in listed
    assert "Dorkas Lain" not in listed


@pytest.mark.fault("B17")
@pytest.mark.parametrize("where", ["unit", "another Polres"])
@pytest.mark.parametrize(
    "typed",
    [
        "Ipda Melkior",
        "Inspektur Polisi Dua Taebenat",
        "taebenat melkior",
        "Pak Melkior",
        "8555 0001",
        "8555-0001",
        "NRP 8555.0001",
        "'85550001",
        "٨٥٥٥٠٠٠١",
        "Brigpol Melkior",
        "AKBP Taebenat, S.I.K.",
        "Melkior Taebenat, SIK",
        "Taebenat, SH, MSi",
        "85 55 00",
    ],
)
def test_an_officer_is_found_however_name_and_number_are_said(client, world, typed, where):
    unit = world.unit if where == "unit" else world.people["another Polres"].unit
    officer = make_officer("85550001", unit=unit, name="Melkior Taebenat")
    make_officer("85560001", unit=unit, name="Dorkas Lain")
    world.sign_in(client, "officer")

    assert [row["value"] for row in results(client, *ADDRESSES[2], typed)] == [officer.nrp]


@pytest.mark.fault("B17")
@pytest.mark.parametrize("typed", ["Bapak", "Ipda", "h", "Pdt."])
def test_a_rank_or_form_of_address_alone_is_the_beginning_of_a_name(client, world, typed):
    make_officer("85550001", unit=world.unit, name=f"{typed.rstrip('.')}arnoldus Contoh")
    world.sign_in(client, "officer")

    assert "85550001" in [row["value"] for row in results(client, *ADDRESSES[2], typed)]
