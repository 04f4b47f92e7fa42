"""Everybody who may meet one visit, for the tables of who gets what."""

from __future__ import annotations

from tests import factories as make
from visits.models import Officer


def make_readers() -> dict[str, Officer]:
    """People around a visit that "author" logs in Satsamapta of Polres Kupang."""
    polres = make.make_polres()
    unit = make.make_unit(parent=polres, name="Satsamapta")
    elsewhere = make.make_unit(parent=polres, name="Polsek Kupang Timur", kind="polsek")
    return {
        "author": make.make_officer(unit=unit, name="Yohanes Contoh"),
        "colleague": make.make_officer(unit=unit, name="Melki Contoh"),
        "supervisor": make.make_officer(unit=polres, role="supervisor", name="Agustina Contoh"),
        "deputy": make.make_officer(unit=make.make_unit(parent=polres, name="Satbinmas"), name="Yakob Contoh"),
        "supervisor elsewhere": make.make_officer(unit=elsewhere, role="supervisor"),
        "officer elsewhere": make.make_officer(unit=elsewhere),
        "administrator": make.make_officer(unit=polres, role="administrator"),
        "auditor": make.make_officer(unit=polres, role="auditor"),
    }


def make_readers_of_a_district() -> dict[str, Officer]:
    """The same, in a unit that has the district Kupang Timur in care."""
    people = make_readers()
    people["author"].unit.districts.add(make.make_regions()["53.01.06"])
    return people
