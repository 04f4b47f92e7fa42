"""A remark about a note learns who wrote the note, before the note can go."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    remarks = apps.get_model("visits", "Remark").objects.filter(note__isnull=False, note_written_by=None)
    note = apps.get_model("visits", "DialogueNote").objects.filter(pk=OuterRef("note_id"))
    remarks.update(note_written_by=Subquery(note.values("written_by")[:1]))


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_audit_kind_password_changed")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
