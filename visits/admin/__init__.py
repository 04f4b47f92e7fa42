"""Set-up screens: units, places, officers, topics and operations. No visit is ever registered here."""

from visits.admin import officers, operations, places, units  # noqa: F401 - registers the screens
from visits.admin.site import site

__all__ = ["site"]
