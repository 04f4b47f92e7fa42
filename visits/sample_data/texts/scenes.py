"""Pictures for the demo: a landscape of plain shapes, drawn and not photographed."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw

SIZE = (1280, 800)


def landscape(seed: str) -> bytes:
    """A JPEG of hills under a sky: no person, no place, no location data."""
    random = Random(seed)
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
