"""Take the followers out of the successors, where those that lead over an ended one stood as well."""

from django.db import migrations


def fill(apps, schema_editor):
    Region = apps.get_model("visits", "Region")
    named, followers = Region.successors.through.objects, Region.followers.through
    links = set(named.values_list("from_region_id", "to_region_id"))
    followers.objects.bulk_create(followers(from_region_id=old, to_region_id=new) for old, new in sorted(links))
    for old, new in links:
        if any((between, new) in links for first, between in links if first == old and between != new):
            named.filter(from_region=old, to_region=new).delete()


class Migration(migrations.Migration):
    dependencies = [("visits", "0053_region_followers")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
