import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import visits.models.encrypted


class Migration(migrations.Migration):
    dependencies = [("visits", "0011_trail_is_append_only")]

    operations = [
        migrations.AddField("dialoguenote", "sealed_source", visits.models.encrypted.EncryptedJSONField(
            blank=True, default=list, verbose_name="who said it, where that is hidden")),
        migrations.RenameField("posting", "values", "plain_values"),
        migrations.AddField("posting", "values", visits.models.encrypted.EncryptedJSONField(default=list)),
        migrations.RemoveField("keptpost", "posted"),
        migrations.RemoveField("keptpost", "files"),
        migrations.AddField("keptpost", "posted", visits.models.encrypted.EncryptedJSONField(
            default=list, verbose_name="posted values, as [name, value] pairs")),
        migrations.AddField("keptpost", "files", visits.models.encrypted.EncryptedJSONField(
            blank=True, default=list, verbose_name="posted files: field, name, type, content in base64")),
    ]
