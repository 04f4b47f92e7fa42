"""What was posted and could be read becomes a version, without its words; the latest unreadable words stay."""

from django.db import migrations


def convert(apps, schema_editor):
    posting, version = apps.get_model("visits", "Posting"), apps.get_model("visits", "Version")
    seen = set()
    for row in posting.objects.order_by("visit", "-revision").defer("values").select_related("visit").iterator():
        if row.is_valid and row.visit.status != "draft":
            made = version.objects.create(visit=row.visit, revision=row.revision, facts={}, saved_by_id=row.posted_by_id)
            version.objects.filter(pk=made.pk).update(saved_at=row.posted_at)
        if row.is_valid or (row.visit_id, row.posted_by_id) in seen:
            row.delete()
        seen.add((row.visit_id, row.posted_by_id))


class Migration(migrations.Migration):
    dependencies = [("visits", "0005_review_versions_and_posts")]
    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
