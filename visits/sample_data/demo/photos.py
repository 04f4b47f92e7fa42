"""Give a few demo visits a drawn picture, stored as every photo is: by its content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from visits.models import Photo
from visits.sample_data.demo.book import Planned
from visits.sample_data.texts.scenes import SIZE, landscape
from visits.search.index import index_visits

CAPTIONS = ["Suasana sekitar lokasi kunjungan.", "Pemandangan dari halaman kantor desa."]


def add_photos(planned: list[Planned]) -> None:
    """Two pictures for the latest visit of the list, and for one further back."""
    submitted = [plan for plan in planned if not plan.visit.is_draft]
    chosen = (submitted[-1], submitted[len(submitted) // 2])
    for plan in chosen:
        for order, caption in enumerate(CAPTIONS):
            _add(plan, order, caption)
    # A search finds captions as well.
    index_visits([plan.visit.pk for plan in chosen])


def _add(plan: Planned, order: int, caption: str) -> None:
    picture = landscape(f"{plan.visit.visited_on} {order}")
    digest = hashlib.sha256(picture).hexdigest()
    # The file first, then the row that names it (decision 10).
    path = Path(settings.MEDIA_ROOT) / "photos" / digest[:2] / f"{digest}.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    Photo.objects.create(
        visit=plan.visit,
        order=order,
        digest=digest,
        width=SIZE[0],
        height=SIZE[1],
        size=len(picture),
        caption=caption,
        stop=plan.stops[0],
        added_by=plan.visit.author,
    )
