from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0046_a_figure_once_for_each_presence")]

    operations = [
        migrations.AddField(
            model_name="keptpost",
            name="browser",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
    ]
