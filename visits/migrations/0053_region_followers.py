"""Keep apart whom a decree named as the successors of a region, and whoever follows it today."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0052_every_apostrophe_folded")]

    operations = [
        migrations.AlterField(
            model_name="region",
            name="successors",
            field=models.ManyToManyField(
                blank=True, related_name="named_after", to="visits.region", verbose_name="successors"
            ),
        ),
        migrations.AddField(
            model_name="region",
            name="followers",
            field=models.ManyToManyField(
                blank=True,
                editable=False,
                related_name="predecessors",
                to="visits.region",
                verbose_name="followers",
            ),
        ),
    ]
