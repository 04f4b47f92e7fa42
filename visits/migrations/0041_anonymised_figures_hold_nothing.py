"""Empty what was given again to figures whose name was removed, before a constraint keeps it so."""

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Coalesce

REMOVED_NAME = "[nama dihapus]"
SEARCH_NAME = "nama dihapus"


def empty(apps, schema_editor):
    figures = apps.get_model("visits", "CommunityFigure").objects.filter(anonymised_at__isnull=False)
    figures.update(name=REMOVED_NAME, search_name=SEARCH_NAME, honorific="", degrees="", addressed_as="", phone="")
    figures.filter(restricted_at__isnull=True).update(
        restricted_at=F("anonymised_at"), restricted_by=Coalesce("restricted_by", "created_by")
    )


class Migration(migrations.Migration):
    dependencies = [("visits", "0040_throttling_and_factors")]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
