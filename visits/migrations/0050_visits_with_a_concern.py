"""Let the visits with a concern be found by that."""

from django.db import migrations

CHUNK = 20_000
INSERT_CONCERNS = """
INSERT INTO visits_visitfacet (facet, visited_on, visit_id)
SELECT 'concern:yes', v.visited_on, v.id FROM visits_visit v
WHERE v.id >= {start} AND v.id < {end} AND v.status <> 'draft' AND v.concern_heard
"""


def fill(apps, schema_editor):
    Visit = apps.get_model("visits", "Visit")
    last = Visit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with schema_editor.connection.cursor() as cursor:
        for start in range(0, last + 1, CHUNK):
            cursor.execute(INSERT_CONCERNS.format(start=start, end=start + CHUNK))


def empty(apps, schema_editor):
    apps.get_model("visits", "VisitFacet").objects.filter(facet="concern:yes").delete()


class Migration(migrations.Migration):
    dependencies = [("visits", "0049_housekeeping")]

    operations = [migrations.RunPython(fill, empty)]
