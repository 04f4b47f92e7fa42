"""Let the places of one unit's visits be found by themselves."""

from django.db import migrations

CHUNK = 20_000
INSERT_PLACES = """
INSERT INTO visits_visitfacet (facet, visited_on, visit_id)
SELECT DISTINCT 'at:' || v.unit_id || ':' || SUBSTR(s.place_id, 1, levels.size), v.visited_on, v.id
FROM visits_visit v JOIN visits_stop s ON s.visit_id = v.id
JOIN (SELECT 5 AS size UNION ALL SELECT 8 UNION ALL SELECT 13) levels
ON levels.size <= LENGTH(s.place_id)
WHERE v.id >= {start} AND v.id < {end} AND v.status <> 'draft'
"""


def fill(apps, schema_editor):
    Visit = apps.get_model("visits", "Visit")
    last = Visit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with schema_editor.connection.cursor() as cursor:
        for start in range(0, last + 1, CHUNK):
            cursor.execute(INSERT_PLACES.format(start=start, end=start + CHUNK))


class Migration(migrations.Migration):
    dependencies = [("visits", "0036_figures_of_a_unit")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
