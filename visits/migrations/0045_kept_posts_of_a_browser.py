from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0044_service_numbers_of_ascii_digits")]

    operations = [
        migrations.AddField(
            model_name="keptpost",
            name="browser",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
    ]
