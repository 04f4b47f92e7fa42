"""Half a position is none, and what was never granted was not shown: before the database refuses both."""

from django.db import migrations
from django.db.models import Q


def clear(apps, schema_editor):
    half = Q(latitude__isnull=True) ^ Q(longitude__isnull=True)
    apps.get_model("visits", "Stop").objects.filter(half).update(latitude=None, longitude=None, accuracy=None)
    undecided = apps.get_model("visits", "DisclosureRequest").objects.filter(granted__isnull=True)
    undecided.filter(shown_at__isnull=False).update(shown_at=None)


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_index_of_people_named_in_audit_entries")]

    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
