"""A saved visit says who and where as of its day, whatever the register says later."""

import datetime as dt

import pytest

from tests import factories as make
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.capture.from_saved import form_values
from visits.models import Region, Stage, Visit

pytestmark = pytest.mark.django_db
NEW = "/visits/new/"
JSON = {"accept": "application/json"}
RANK = {"officers-0-name": None}


@pytest.fixture
def author(client):
    found = make_readers()["author"]
    found.rank, found.position = make.make_rank("Iptu", 9), "Kanit Turjawali"
    found.save()
    make.make_village()
    operation = make.make_operation()
    make.make_stage(operation, "masa", name="Masa Kampanye", starts_on=dt.date(2024, 8, 1))
    client.force_login(found)
    return found


@pytest.fixture
def figure(author):
    figure = make.make_figure(by=author, name="Marselina Contoh", honorific="Ibu", degrees="S.Pd.")
    make.make_figure_role(figure, category="village_head", title="Kepala Desa", institution="Desa Tuapukan")
    return figure


@pytest.fixture
def visit(client, author, figure):
    changes = {
        "officers-0-name": None,
        "officers-0-officer": author.nrp,
        "people-0-name": None,
        "people-0-categories": [],
        "people-0-figure": str(figure.key),
        "operation": "pilkada-2024",
    }
    answer = client.post(NEW, complete_post(fields=changes), headers=JSON)
    assert answer.status_code == 201, answer.content.decode()
    # As if the clocks of the province had been changed since.
    Visit.objects.update(zone="Asia/Jakarta")
    return Visit.objects.get()


def a_month_goes_by(author, figure):
    """The officer is promoted and moves, the village and the stage get other names, the figure another post."""
    author.rank, author.position, author.unit = make.make_rank("AKP", 8), "Kapolsek", make.make_unit(name="Polsek Lain")
    author.name, author.degrees = "Yohanes Nama Baru", "S.H."
    author.save()
    Region.objects.filter(pk="53.01.06.2006").update(name="Tuapukan Baru")
    Region.objects.filter(pk="53.01.06").update(name="Kupang Baru")
    Stage.objects.update(name="Nama lain")
    figure.roles.update(title="Mantan Kepala Desa", institution="Lain")
    figure.name, figure.honorific = "Marselina Nama Lain", "Mama"
    figure.save()


def facts(visit: Visit) -> list:
    visit.refresh_from_db()
    went, person, stop = visit.participations.get(), visit.encounters.get(), visit.stops.get()
    return [
        *(went.name, went.degrees, went.rank, went.position, went.unit_name),
        *(person.name, person.honorific, person.degrees, person.title, person.institution, person.categories),
        *(stop.place_label, stop.village_name, stop.district_name, visit.zone, visit.stage_names, visit.unit_name),
    ]


def post_again(client, visit, author, **changes):
    """The form of the visit as its page shows it, with a few values changed; no value for None."""
    posted: dict = {"action": "submit"}
    for name, value in form_values(visit, author):
        posted.setdefault(name, []).append(value)
    posted |= changes
    posted = {name: value for name, value in posted.items() if value is not None}
    answer = client.post(f"/visits/{visit.key}/edit/", posted, headers=JSON)
    assert answer.status_code == 200, answer.content.decode()
    visit.refresh_from_db()
    return visit


@pytest.mark.fault("B2")
@pytest.mark.parametrize(
    "change",
    [{"purpose": "Menjaga suasana yang damai."}, {"notes-0-text": "Satu huruf."}, {"stops-0-name": "Kantor desa"}],
)
def test_a_corrected_letter_renews_nothing_else(client, author, figure, visit, change):
    before = facts(visit)
    a_month_goes_by(author, figure)

    post_again(client, visit, author, **change)

    assert facts(visit) == before


@pytest.mark.fault("B2")
def test_rows_of_a_device_that_name_no_saved_row_keep_their_snapshots_too(client, author, figure, visit):
    before, rows = facts(visit), [visit.stops.get().pk, visit.participations.get().pk, visit.encounters.get().pk]
    a_month_goes_by(author, figure)
    without = {f"{kind}-0-id": None for kind in ("stops", "officers", "people")}

    post_again(client, visit, author, purpose="Lain.", **without, **{"officers-0-rank": None, "officers-0-unit": None})

    assert facts(visit) == before
    assert [visit.stops.get().pk, visit.participations.get().pk, visit.encounters.get().pk] == rows


@pytest.mark.fault("B2")
@pytest.mark.parametrize("rounds", [1, 2])
def test_a_draft_keeps_its_snapshots_as_well(client, author, figure, rounds):
    changes = {"officers-0-name": None, "officers-0-officer": author.nrp, "action": "save"}
    client.post(NEW, complete_post(fields=changes), headers=JSON)
    visit = Visit.objects.get()
    before = facts(visit)
    a_month_goes_by(author, figure)

    for number in range(rounds):
        post_again(client, visit, author, purpose=f"Tujuan {number}")

    assert facts(visit) == before


@pytest.mark.fault("B2")
def test_another_day_renews_what_was_not_typed(client, author, figure, visit):
    a_month_goes_by(author, figure)

    post_again(
        client,
        visit,
        author,
        visited_on="2024-09-02",
        **{"officers-0-rank": "", "officers-0-position": "", "officers-0-unit": ""},
    )

    went = visit.participations.get()
    assert (went.rank, went.position, went.unit_name) == ("AKP", "Kapolsek", "Polsek Lain")
    assert visit.stops.get().village_name == "Desa Tuapukan Baru"
    visit.refresh_from_db()
    assert (visit.zone, visit.stage_names) == ("Asia/Makassar", ["Nama lain"])
    assert visit.encounters.get().name == "Marselina Nama Lain"


@pytest.mark.fault("B2")
def test_another_officer_or_place_is_written_as_it_is_now(client, author, figure, visit):
    a_month_goes_by(author, figure)
    other = make.make_officer(rank=make.make_rank("Bripka", 14), position="Banit", unit=author.unit)

    post_again(client, visit, author, **{"officers-0-officer": other.nrp, "stops-0-place": "53.01.06.2015"})

    went = visit.participations.get()
    assert (went.nrp, went.rank, went.position, went.unit_name) == (other.nrp, "Bripka", "Banit", "Polsek Lain")
    assert visit.stops.get().place_label == "Desa Oesao, Kec. Kupang Baru, Kab. Kupang"


@pytest.mark.fault("B3")
@pytest.mark.parametrize(
    ("field", "column", "typed"),
    [("rank", "rank", "Ipda"), ("position", "position", "Ps. Kanit Binmas"), ("unit", "unit_name", "Polsek Takari")],
)
def test_a_typed_rank_post_or_unit_wins_and_stays(client, author, figure, field, column, typed):
    changes = {"officers-0-name": None, "officers-0-officer": author.nrp, f"officers-0-{field}": typed}
    client.post(NEW, complete_post(fields=changes), headers=JSON)
    visit = Visit.objects.get()
    register = {"rank": "Iptu", "position": "Kanit Turjawali", "unit_name": author.unit.name}

    for purpose in ("Satu", "Dua"):
        went = visit.participations.get()
        assert {name: getattr(went, name) for name in register} == register | {column: typed}
        assert went.officer == author
        assert (f"officers-0-{field}", typed) in form_values(visit, author)
        post_again(client, visit, author, purpose=purpose)
        visit.refresh_from_db()


@pytest.mark.fault("B3")
def test_a_typed_honorific_of_that_day_wins_and_stays(client, author, figure):
    changes = {
        "people-0-name": None,
        "people-0-figure": str(figure.key),
        "people-0-honorific": "Mama",
        "people-0-degrees": "M.Pd.",
    }
    client.post(NEW, complete_post(fields=changes), headers=JSON)
    visit = Visit.objects.get()

    post_again(client, visit, author, purpose="Lain")

    assert visit.encounters.get().full_name == "Mama Marselina Contoh, M.Pd."


@pytest.mark.fault("B3")
@pytest.mark.parametrize("part", ["Yohanes", "contoh YOHANES", "Iptu Yohanes Contoh", "Yoh"])
def test_a_part_of_the_chosen_officers_name_is_taken_as_them(client, author, figure, part):
    client.post(NEW, complete_post(fields={"officers-0-officer": author.nrp, "officers-0-name": part}), headers=JSON)

    assert (Visit.objects.get().participations.get().officer, author.name) == (author, "Yohanes Contoh")


@pytest.mark.fault("B3")
@pytest.mark.parametrize(
    ("kind", "chosen", "typed"),
    [
        *(("officers", "officer", "Petrus"), ("officers", "officer", "Yohanes Lain"), ("officers", "officer", "hanes")),
        *(("people", "figure", "Yosefina"), ("people", "figure", "Marselina dan dua warga")),
    ],
)
def test_another_name_beside_a_chosen_person_is_said_at_the_name(client, author, figure, kind, chosen, typed):
    key = author.nrp if kind == "officers" else str(figure.key)

    answer = client.post(NEW, complete_post(fields={f"{kind}-0-{chosen}": key, f"{kind}-0-name": typed}), headers=JSON)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [f"{kind}-0-name"]
    page = client.post(NEW, complete_post(fields={f"{kind}-0-{chosen}": key, f"{kind}-0-name": typed}))
    assert typed in page.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.fault("B3")
@pytest.mark.parametrize("part", ["Marselina", "Ibu Marselina", "CONTOH, S.Pd."])
def test_a_part_of_the_chosen_figures_name_is_taken_as_them(client, author, figure, part):
    client.post(NEW, complete_post(fields={"people-0-figure": str(figure.key), "people-0-name": part}), headers=JSON)

    assert Visit.objects.get().encounters.get().full_name == "Ibu Marselina Contoh, S.Pd."
