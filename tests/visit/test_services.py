"""A service asks again who may, whatever the view before it has asked: a second entrance is no second rule."""

import pytest

from tests import factories as make
from tests.readers import make_readers
from visits.core.exceptions import NotAllowed
from visits.models import AuditEntry, Visit, VisitStatus
from visits.visit import services as visit_services
from visits.visit.seen import Seen

pytestmark = pytest.mark.django_db


def approve(*, visit, by):
    return visit_services.approve_visit(visit=visit, by=by, seen=Seen.by(by, visit, visit.revision))


@pytest.mark.parametrize("who", ["supervisor elsewhere", "colleague", "author", "administrator", "auditor"])
def test_only_a_supervisor_of_the_visit_s_own_unit_or_above_reviews(who):
    people = make_readers()
    visit = make.make_visit(author=people["author"])

    for act in (approve, lambda **case: visit_services.return_visit(reason="Sebut dusunnya.", **case)):
        with pytest.raises(NotAllowed):
            act(visit=visit, by=people[who])
    left = visit_services.approve_visits(visits=[visit], by=people[who], revisions={visit.key: visit.revision}).left

    assert [each.pk for each, _reason in left] == [visit.pk]
    assert Visit.objects.get().status == VisitStatus.SUBMITTED
    assert not AuditEntry.objects.exists()
