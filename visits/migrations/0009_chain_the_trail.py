"""The rows that the trail holds already become the beginning of its chain."""

from django.db import migrations

from visits.services.chain import BEGINNING, FACTS, link, trail_keys


def chain(apps, schema_editor):
    event, head = apps.get_model("visits", "AuditEvent"), apps.get_model("visits", "TrailHead")
    before, number, key = BEGINNING, 0, trail_keys()[0]
    for row in event.objects.order_by("pk").iterator():
        number += 1
        row.number = number
        row.chain = before = link(before, tuple(getattr(row, name) for name in FACTS), key)
        row.save(update_fields=["number", "chain"])
    head.objects.create(pk=1, number=number, chain=before)


class Migration(migrations.Migration):
    dependencies = [("visits", "0008_trail_chain")]
    operations = [migrations.RunPython(chain, migrations.RunPython.noop)]
