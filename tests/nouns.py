"""People and one visit, shared by the tests of figures, places, follow-ups and pickers."""

from __future__ import annotations

from tests.factories import (
    make_encounter,
    make_figure,
    make_follow_up,
    make_officer,
    make_polres,
    make_unit,
    make_visit,
    rebuild_visit,
)
from visits.models import Unit


class World:
    """A unit with its people, a unit elsewhere in the Polres, another Polres, one visit with a promise."""

    def __init__(self):
        self.polres = make_polres()
        self.unit = make_unit(parent=self.polres, name="Satsamapta")
        elsewhere = make_unit(parent=self.polres, name="Polsek Kupang Timur", kind="polsek")
        other_polres = make_unit(parent=Unit.objects.get_parent(self.polres), name="Polres Lain", kind="polres")
        self.people = {
            "officer": make_officer(unit=self.unit),
            "colleague": make_officer(unit=self.unit),
            "supervisor": make_officer(unit=self.polres, role="supervisor"),
            "officer elsewhere": make_officer(unit=elsewhere),
            "another Polres": make_officer(unit=other_polres),
            "administrator": make_officer(unit=self.polres, role="administrator"),
            "auditor": make_officer(unit=self.polres, role="auditor"),
        }
        self.officer = self.people["officer"]
        self.figure = make_figure(by=self.officer)
        self.visit = make_visit(author=self.officer)
        self.encounter = make_encounter(self.visit, figure=self.figure)
        self.follow_up = make_follow_up(self.visit, owner=self.officer)
        rebuild_visit(self.visit)

    def sign_in(self, client, who: str | None) -> None:
        if who:
            client.force_login(self.people[who])
