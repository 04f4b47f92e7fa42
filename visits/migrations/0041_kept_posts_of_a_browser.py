from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0040_throttling_and_factors")]

    operations = [
        migrations.AddField(
            model_name="keptpost",
            name="browser",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
    ]
