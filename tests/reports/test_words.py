"""Every code has its Indonesian word."""

import pytest

from visits import models
from visits.reports import words


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        (models.Activity, words.ACTIVITIES),
        (models.Classification, words.CLASSIFICATIONS),
        (models.Disturbance, words.DISTURBANCES),
        (models.FollowUpStatus, words.FOLLOW_UP_STATUSES),
        (models.Initiative, words.INITIATIVES),
        (models.NoteKind, words.NOTE_KINDS),
        (models.OfficerRole, words.OFFICER_ROLES),
        (models.Outcome, words.OUTCOMES),
        (models.PartOfDay, words.PARTS_OF_DAY),
        (models.Partner, words.PARTNERS),
        (models.PersonCategory, words.CATEGORIES),
        (models.Reception, words.RECEPTIONS),
        (models.Situation, words.SITUATIONS),
        (models.Venue, words.VENUES),
        (models.VisitStatus, words.STATUSES),
    ],
)
def test_every_code_has_its_word(codes, table):
    assert set(table) == set(codes.values)
