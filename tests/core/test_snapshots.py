"""What a visit freezes: names of places, officers, figures and stages as of its day."""

import datetime as dt

import pytest

from tests.factories import (
    make_figure,
    make_figure_role,
    make_officer,
    make_operation,
    make_rank,
    make_regions,
    make_stage,
)
from visits.core.snapshots import (
    regions_with_parents,
    snapshot_figure,
    snapshot_officer,
    snapshot_place,
    snapshot_stages,
    zone_of,
)
from visits.models import Encounter, Participation, Stop, Visit

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 9, 1)


@pytest.mark.parametrize(
    ("code", "label", "names"),
    [
        (
            "53.01.06.2015",
            "Desa Oesao, Kec. Kupang Timur, Kab. Kupang",
            ("Desa Oesao", "Kupang Timur", "Kabupaten Kupang", "Nusa Tenggara Timur"),
        ),
        ("53.01.06", "Kec. Kupang Timur, Kab. Kupang", ("", "Kupang Timur", "Kabupaten Kupang", "Nusa Tenggara Timur")),
        ("53.01", "Kab. Kupang", ("", "", "Kabupaten Kupang", "Nusa Tenggara Timur")),
    ],
)
def test_a_place_of_any_level(code, label, names, django_assert_num_queries):
    make_regions()
    stop = Stop()

    with django_assert_num_queries(1):
        snapshot_place(stop, regions_with_parents([code])[code])

    assert stop.place_label == label
    assert (stop.village_name, stop.district_name, stop.regency_name, stop.province_name) == names
    assert zone_of([stop]) == "Asia/Makassar"


def test_an_officer_as_of_that_day():
    officer = make_officer(
        name="Yohanes Contoh",
        degrees="S.H.",
        rank=make_rank("Iptu", 9),
        position="Kasat Samapta",
        is_acting=True,
    )
    row = Participation()

    snapshot_officer(row, officer)

    assert row.full_name == "Iptu Yohanes Contoh, S.H."
    assert (row.nrp, row.position) == (officer.nrp, "Ps. Kasat Samapta")
    assert row.unit_name == officer.unit.name


def test_a_figure_has_the_roles_of_that_day():
    figure = make_figure(by=make_officer(), honorific="Bapak")
    make_figure_role(figure, category="village_head", title="Kepala Desa Tuapukan", starts_on=dt.date(2023, 1, 1))
    make_figure_role(figure, category="customary", title="", institution="Lembaga adat")
    make_figure_role(figure, category="youth", title="Ketua pemuda", ends_on=dt.date(2020, 1, 1))
    row = Encounter()

    snapshot_figure(row, figure, DAY)

    assert row.full_name == "Bapak Marselina Contoh"
    assert row.categories == ["village_head", "customary"]
    assert (row.title, row.institution) == ("Kepala Desa Tuapukan", "Lembaga adat")


def test_what_was_typed_about_a_figure_stays():
    figure = make_figure(by=make_officer())
    make_figure_role(figure, category="village_head", title="Kepala desa")
    row = Encounter(categories=["youth"], title="Ketua panitia")

    snapshot_figure(row, figure, DAY)

    assert (row.categories, row.title) == (["youth"], "Ketua panitia")


def test_stages_of_the_operation_with_the_headline_first():
    pilkada = make_operation()
    make_stage(pilkada, "roll", name="Daftar pemilih", group="b_preparation", starts_on=dt.date(2024, 5, 31))
    make_stage(pilkada, "check", name="Penelitian syarat", starts_on=dt.date(2024, 8, 27), ends_on=dt.date(2024, 9, 21))
    make_stage(pilkada, "later", name="Kampanye", starts_on=dt.date(2024, 9, 25))
    visit = Visit(visited_on=DAY, operation=pilkada)

    snapshot_stages(visit)

    assert visit.stage_names == ["Penelitian syarat", "Daftar pemilih"]


def test_without_an_operation_all_that_run_that_day_count():
    make_stage(make_operation(), "roll", name="Daftar pemilih", starts_on=dt.date(2024, 5, 31))
    ended = make_operation("ended", starts_on=dt.date(2023, 1, 1), ends_on=dt.date(2023, 12, 31))
    make_stage(ended, "old", name="Lama", starts_on=dt.date(2023, 1, 1))
    visit = Visit(visited_on=DAY)

    snapshot_stages(visit)

    assert visit.stage_names == ["Daftar pemilih"]


def test_a_draft_without_a_day_has_no_stages():
    visit = Visit(visited_on=None)

    snapshot_stages(visit)

    assert visit.stage_names == []
