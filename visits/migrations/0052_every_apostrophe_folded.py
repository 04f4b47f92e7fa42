"""Fold the names again that hold a sign for an apostrophe which was none until now."""

import re
import unicodedata

from django.db import migrations
from django.db.models import Q

SIGNS = (
    "\u201b\u00b4\u02b9\u02bb\u02bd\u02be\u02bf\u02c0\u02c1\u02c8\u02ca\u02cb\ua78b\ua78c\u2032\u2035\uff07\uff40"
    "\u0374\u0384\u055a\u05f3\u1fbd\u1fbf\u1fef\u1ffd\u1ffe"
)
BEFORE = "'\u2019\u2018`\u02bc"


def fold(text):
    bare = "".join(sign for sign in text if sign not in SIGNS + BEFORE)
    plain = unicodedata.normalize("NFKD", bare.casefold())
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[^\w\s]", " ", plain).split())


def refold(apps, schema_editor):
    holds_one = Q()
    for sign in SIGNS:
        holds_one |= Q(name__contains=sign)
    for name in ("Region", "CommunityFigure"):
        model = apps.get_model("visits", name)
        for row in model.objects.filter(holds_one):
            model.objects.filter(pk=row.pk).update(search_name=fold(row.name))


class Migration(migrations.Migration):
    dependencies = [("visits", "0051_inactive_officers_are_signed_out")]

    operations = [migrations.RunPython(refold, migrations.RunPython.noop)]
