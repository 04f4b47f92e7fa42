"""The tree of units."""

import pytest

from tests.readers import make_readers
from visits.models import Unit

pytestmark = pytest.mark.django_db


def test_the_polres_of_a_unit_above_one_is_the_unit_itself():
    author = make_readers()["author"]
    polda, polres = (Unit.objects.get(code=code) for code in ("polda-ntt", "polres-kupang"))

    assert polda.polres == polda
    assert polres.polres == author.unit.polres == polres
