"""Generate visits by the thousand: believable rows, the same for the same seed and day."""

from __future__ import annotations

from datetime import date
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.models import AuditEntry, Topic, Visit
from visits.sample_data.indexes import fill_indexes
from visits.sample_data.known_officers import PASSWORD
from visits.sample_data.loading import Progress, load, silent
from visits.sample_data.people import add_many_figures, add_many_officers
from visits.sample_data.search_index import fill_tokens
from visits.sample_data.setup import is_in_elections, make_world, open_villages
from visits.sample_data.texts import PHRASES, VOCABULARY
from visits.sample_data.world import Recipe, Subject, World

REGENCY = "53.01."
BUSY_IN_ELECTIONS = 2.5


def generate(
    *,
    visits: int,
    seed: str,
    until: date | None = None,
    add: bool = False,
    progress: Progress = silent,
) -> int:
    """Write so many visits of the years before `until`; the answer is their number.

    Raises NotNow where visits are there already and `add` does not say that more are wanted: what
    is invented cannot be told from what is real afterwards. All rows or none: one transaction; the
    words that a search finds are written after it.
    """
    if not add and Visit.objects.exists():
        raise NotNow("There are visits already. Generated ones could not be told from them.")
    with audit.audited():
        world = many_visits(visits=visits, seed=seed, until=until or timezone.localdate())
        load(world, progress)
        fill_indexes(world.first["visits"], progress)
        audit.record(AuditEntry.Kind.SETUP_CHANGED, by=None, target="generated visits", visits=visits, seed=seed)
    fill_tokens(world.first["visits"], progress)
    return visits


def many_visits(*, visits: int, seed: str, until: date) -> World:
    """Add the officers and figures of so many visits, and say what those are planned from.

    The password of the demo is public: outside of DEBUG nobody can sign in with it.
    """
    random = Random(f"{seed}:people")
    villages = open_villages(code__startswith=REGENCY)
    officers = add_many_officers(random, villages, make_password(PASSWORD if settings.DEBUG else None))
    by = next(officer for officer in officers if officer.may_log_visits)
    return make_world(
        _recipe(),
        seed=seed,
        visits=visits,
        until=until,
        busy=_busy,
        officers=officers,
        figures=add_many_figures(random, villages, number=300 + visits // 50, by=by),
        villages=villages,
    )


def _recipe() -> Recipe:
    texts = {**PHRASES["both"], **PHRASES["generated"], "rare_word": VOCABULARY["rare_words"]}
    subjects = [Subject(topic, texts) for topic in Topic.objects.order_by("order", "pk").values_list("pk", flat=True)]
    return Recipe(texts, PHRASES["generated"]["purpose"], subjects, subjects)


def _busy(day: date) -> float:
    """Visits grew over the years, rest on Sundays and are dense around elections."""
    growth = 1 + (day.year - 2017) * 0.15
    rest = 0.4 if day.weekday() == 6 else 1.0
    return growth * rest * (BUSY_IN_ELECTIONS if is_in_elections(day) else 1.0)
