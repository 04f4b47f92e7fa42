"""Every code has its Indonesian word."""

import pytest

from visits import models
from visits.reports import labels


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        (models.Activity, labels.ACTIVITIES),
        (models.Classification, labels.CLASSIFICATIONS),
        (models.Disturbance, labels.DISTURBANCES),
        (models.FollowUpStatus, labels.FOLLOW_UP_STATUSES),
        (models.Initiative, labels.INITIATIVES),
        (models.NoteKind, labels.NOTE_KINDS),
        (models.OfficerRole, labels.OFFICER_ROLES),
        (models.Outcome, labels.OUTCOMES),
        (models.PartOfDay, labels.PARTS_OF_DAY),
        (models.Partner, labels.PARTNERS),
        (models.PersonCategory, labels.CATEGORIES),
        (models.Reception, labels.RECEPTIONS),
        (models.Situation, labels.SITUATIONS),
        (models.Venue, labels.VENUES),
        (models.VisitStatus, labels.STATUSES),
    ],
)
def test_every_code_has_its_word(codes, table):
    assert set(table) == set(codes.values)
