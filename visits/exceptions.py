"""The two refusals: who may not, and when not."""

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """In reach, but not this person's right: answered 403 with the sentence."""


class KeyTaken(NotAllowed):
    """The key was used already, by somebody else or for something else: answered 422."""


class NotNow(Exception):
    """The person's right, but not in this state: a message, and back to the page."""
