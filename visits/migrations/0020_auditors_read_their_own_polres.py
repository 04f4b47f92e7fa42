"""The one scope of all auditors becomes one for each unit above a visit: an auditor reads the own Polres or Polda."""

from django.db import migrations

STEP = 4  # letters of a path for each level of the tree of units
CHUNK = 2000


def lineages(unit):
    """Of each unit, the keys of itself and of every unit above it."""
    by_path = dict(unit.objects.values_list("path", "pk"))
    return {
        pk: [by_path[path[:end]] for end in range(STEP, len(path) + 1, STEP)] for path, pk in by_path.items()
    }


def open_by_unit(apps, schema_editor):
    scope = apps.get_model("visits", "VisitScope")
    above = lineages(apps.get_model("visits", "Unit"))
    while rows := list(scope.objects.filter(scope="audit").values_list("pk", "visit", "visited_on", "visit__unit")[:CHUNK]):
        scope.objects.bulk_create(
            scope(scope=f"audit:{unit}", visit_id=visit, visited_on=day)
            for _pk, visit, day, at in rows
            for unit in above[at]
        )
        scope.objects.filter(pk__in=[row[0] for row in rows]).delete()


def open_to_all(apps, schema_editor):
    scope = apps.get_model("visits", "VisitScope")
    rows = scope.objects.filter(scope__startswith="audit:")
    opened = list(rows.order_by("visit").values_list("visit", "visited_on").distinct())
    rows.delete()
    scope.objects.bulk_create(
        (scope(scope="audit", visit_id=visit, visited_on=day) for visit, day in opened), batch_size=CHUNK
    )


class Migration(migrations.Migration):
    dependencies = [("visits", "0019_anonymised_figures")]
    operations = [migrations.RunPython(open_by_unit, open_to_all)]
