"""Refusals, and how each is answered: who may not, when not, and what the disk could not take."""

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """In reach, but not this person's right: answered 403 with the sentence."""


class KeyTaken(NotAllowed):
    """The key was used already, by somebody else or for something else: answered 422."""


class NotStored(Exception):
    """The disk took no more: what was to lie on it is not there, and nothing of it is left. Answered 507."""


class NotNow(Exception):
    """The person's right, but not in this state: a message, and back to the page."""


class HasGaps(NotNow):
    """What was posted lacks something that submitting demands: answered 422 with the gaps."""


class ChangedMeanwhile(NotNow):
    """The record says something else than what the person has read: answered 409 with the difference."""
