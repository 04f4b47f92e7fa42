"""Lists of officers as spreadsheets save them, and what a preview says of each change."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.admin.helpers import make_administrator, upload
from visits.models import Officer

pytestmark = pytest.mark.django_db
HEADER = "nrp,name,rank,unit,role,active\n"
CONFIRM = "/admin/visits/officer/import/confirm/"


@pytest.fixture(autouse=True)
def administrator(client) -> Officer:
    person = make_administrator()
    factories.make_rank("Aipda", 20, name="Ajun Inspektur Polisi Dua")
    client.force_login(person)
    return person


@pytest.fixture
def unit():
    return factories.make_unit("polsek-kt", name="Polsek Kupang Timur", short_name="Polsek KT", kind="polsek")


def take_over(client, text: str | bytes) -> None:
    answer = upload(client, text)
    assert answer.status_code == 200, answer.context["form"].errors or answer.context["outcome"].failed
    client.post(CONFIRM, {"payload": answer.context["payload"]})


@pytest.mark.fault("B5")
@pytest.mark.parametrize("empty", ["", " ", "\u00a0"])
def test_an_empty_cell_leaves_what_is_known(client, unit, empty):
    closed = factories.make_officer("90010001", unit=unit, role="supervisor", is_active=False, is_acting=True)
    take_over(
        client,
        "nrp,name,degrees,rank,position,acting,unit,role,active\n"
        f"90010001,Petrus Baru,{empty},{empty},{empty},{empty},{empty},{empty},{empty}\n",
    )

    after = Officer.objects.get(pk=closed.pk)
    assert after.name == "Petrus Baru"
    for name in ("role", "is_active", "is_acting", "position", "rank_id", "unit_id", "degrees"):
        assert getattr(after, name) == getattr(closed, name), name


@pytest.mark.fault("B5")
def test_somebody_new_takes_the_defaults(client, unit):
    take_over(client, f"{HEADER}99010001,Maria,Aipda,{unit.code},,\n")

    new = Officer.objects.get(nrp="99010001")
    assert (new.role, new.is_active) == ("officer", True)


@pytest.mark.fault("B5")
def test_a_preview_names_old_and_new_of_each_changed_field_activation_first(client, unit):
    factories.make_officer("90010001", unit=unit, role="supervisor", is_active=False, name="Petrus Lama")
    answer = upload(client, f"{HEADER}90010001,Petrus Baru,Aipda,,anggota,ya\n".replace("anggota", "officer"))

    changes = answer.context["outcome"].rows[0].changes
    assert changes[0][0] == str(Officer._meta.get_field("is_active").verbose_name)
    assert [(old, new) for _label, old, new in changes[2:]] == [("Ipda", "Aipda"), ("Petrus Lama", "Petrus Baru")]
    assert "Petrus Lama → Petrus Baru" in answer.content.decode()


@pytest.mark.fault("B5")
def test_a_row_that_changes_nothing_is_said_to_change_nothing(client, unit):
    known = factories.make_officer("90010001", unit=unit)
    outcome = upload(client, f"{HEADER}90010001,{known.name},,,,\n").context["outcome"]

    assert (outcome.updated, outcome.unchanged, outcome.rows[0].changes) == (0, 1, [])


LIST = "NRP;Nama;Pangkat;Kesatuan;Peran;Aktif\n99010001;José Contoh;AIPDA;Polsek Kupang Timur;officer;BENAR\n"


@pytest.mark.fault("B21")
@pytest.mark.parametrize(
    "raw",
    [
        LIST.encode(),
        LIST.encode("cp1252"),
        LIST.encode("utf-16"),
        codecs.BOM_UTF8 + LIST.encode(),
        f"sep=;\r\n{LIST}".encode(),
        LIST.replace(";", "\t").encode("utf-16"),
        LIST.replace("\n", ";;;\n").encode(),
        LIST.replace("José Contoh", '"José\nContoh"').encode(),
        LIST.replace("José Contoh", '"José \r\n Contoh"').encode(),
        LIST.replace("Polsek Kupang Timur", "polsek  kt").encode(),
        LIST.replace("AIPDA", "Ajun Inspektur Polisi Dua").encode(),
        LIST.replace("BENAR", "TRUE").encode(),
        LIST.replace("BENAR", "ya").encode(),
        LIST.replace("Kesatuan", "SATKER").replace("NRP", "NRP/NIP").encode(),
        LIST.replace("99010001", "'9901 0001").encode(),
    ],
)
def test_a_list_is_read_as_a_spreadsheet_saves_it(client, unit, raw):
    take_over(client, raw)

    new = Officer.objects.get(nrp="99010001")
    assert (new.name, new.rank.code, new.unit, new.is_active) == ("José Contoh", "aipda", unit, True)


@pytest.mark.fault("B21")
@pytest.mark.parametrize("said", ["SALAH", "FALSE", "tidak", "0", "Nonaktif"])
def test_no_is_read_in_every_word(client, unit, said):
    take_over(client, LIST.replace("BENAR", said))

    assert not Officer.objects.get(nrp="99010001").is_active


@pytest.mark.fault("B21")
def test_a_unit_of_two_is_asked_for_with_its_candidates(client, unit):
    factories.make_unit("polsek-kt-lama", name="Polsek Kupang Timur")
    answer = upload(client, LIST)

    problem = " ".join(answer.context["outcome"].failed[0].problems)
    assert "polsek-kt-lama" in problem
    assert "polsek-kt (" in problem
    take_over(client, LIST.replace("Polsek Kupang Timur", "polsek-kt"))


@pytest.mark.fault("B21")
@pytest.mark.parametrize(
    ("text", "named"),
    [
        (LIST.replace("BENAR", "BENAR;lain"), "7"),
        (LIST.replace("Peran", "Golongan darah"), "Golongan darah"),
        (LIST.replace("Peran", "NIP"), "nrp"),
        (LIST.replace("NRP", "Nomor"), "nrp"),
    ],
)
def test_a_column_that_nobody_reads_is_named(client, unit, text, named):
    answer = upload(client, text)

    assert answer.status_code == 422
    assert named in str(answer.context["form"].errors["file"])


@pytest.mark.fault("B9", "B21")
def test_the_rows_that_failed_come_back_with_the_same_separator_and_words(client, unit):
    text = LIST.replace("99010001", "12").replace("José Contoh", "-José; =Contoh")
    text = text.replace("-José; =Contoh", '"-José; =Contoh"')
    payload = {"payload": upload(client, text).context["payload"]}
    file = client.post("/admin/visits/officer/import/errors.csv", payload).content

    assert b"\"'-Jos" in file
    assert b'"nrp";"name"' in file
    take_over(client, file.replace(b'"12"', b'"99010001"'))
    assert Officer.objects.get(nrp="99010001").name == "-José; =Contoh"


@pytest.mark.fault("B21")
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=60).map(lambda text: f"{HEADER}{text}".encode("utf-8", "surrogatepass")),
        st.lists(
            st.sampled_from([*'nrp,;\t\n\r"', "sep=", "99010001", "name", "rank", "unit", "\x00", "é"]), max_size=30
        )
        .map("".join)
        .map(lambda text: f"{HEADER}{text}".encode("utf-16")),
    )
)
@example(b"sep=;")
@example(f'{HEADER}99010001,"'.encode())
def test_no_bytes_are_an_error_of_the_server(client, raw):
    answer = upload(client, raw)

    assert answer.status_code in (200, 422)
    if answer.context["outcome"] is None:
        assert answer.context["form"].errors["file"]
