"""Write the words of the visits that are there already."""

from django.db import migrations


def fill(apps, schema_editor):
    # The service reads named columns alone, so that columns of later migrations do not disturb it.
    from visits.services.search_index import rebuild

    rebuild()


class Migration(migrations.Migration):
    dependencies = [("visits", "0023_search")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
