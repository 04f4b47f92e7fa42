"""Drafts are encrypted, sealed notes lose their plain links, and the few posts kept across a sign-in go."""

from django.db import migrations


def _name(row):
    if hasattr(row, "group"):
        before = f"{row.honorific} {row.name}".strip() if row.name else row.group
    else:
        before = f"{row.rank} {row.name}".strip() or row.position or row.unit_name
    return f"{before}, {row.degrees}" if row.degrees else before


def encrypt(apps, schema_editor):
    apps.get_model("visits", "KeptPost").objects.all().delete()
    for posting in apps.get_model("visits", "Posting").objects.iterator():
        posting.values = posting.plain_values
        posting.save(update_fields=["values"])
    for note in apps.get_model("visits", "DialogueNote").objects.filter(source_sealed=True):
        note.sealed_source = [_name(row) for row in [*note.raised_by_people.all(), *note.raised_by_officers.all()]]
        note.save(update_fields=["sealed_source"])
        note.raised_by_people.clear()
        note.raised_by_officers.clear()


class Migration(migrations.Migration):
    dependencies = [("visits", "0012_sealed_sources")]
    operations = [migrations.RunPython(encrypt, migrations.RunPython.noop)]
