"""Pictures for the demo: landscapes of plain shapes, stored as every photo is, by content."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from random import Random

from django.conf import settings
from PIL import Image, ImageDraw

from visits.sample_data.world import Picture

SIZE = (1280, 800)


def store_landscape(seed: str) -> Picture:
    """Draw a landscape and store its file, for rows that name it later (decision 10)."""
    content = _landscape(Random(seed))
    digest = hashlib.sha256(content).hexdigest()
    path = Path(settings.MEDIA_ROOT) / "photos" / digest[:2] / f"{digest}.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Picture(digest, *SIZE, len(content))


def _landscape(random: Random) -> bytes:
    """A JPEG of hills under a sky: no person, no place, no location data."""
    width, height = SIZE
    image = Image.new("RGB", SIZE, (196, 222, 232))
    draw = ImageDraw.Draw(image)
    x = random.randint(200, 1000)
    draw.ellipse((x, 90, x + 110, 200), fill=(250, 222, 150))
    for number, colour in enumerate([(126, 164, 152), (90, 138, 122), (52, 104, 92), (150, 130, 84)]):
        base = 360 + number * 110
        ridge = [(step, base + random.randint(-60, 60)) for step in range(0, width + 161, 160)]
        draw.polygon([(0, height), *ridge, (width, height)], fill=colour)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=78)
    return out.getvalue()
