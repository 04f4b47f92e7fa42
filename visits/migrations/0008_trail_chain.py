import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0007_postings_hold_what_is_not_readable_yet")]

    operations = [
        migrations.CreateModel(
            name="TrailHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("number", models.BigIntegerField(default=0)),
                ("chain", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="trail_has_one_head")],
            },
        ),
        migrations.AddField("auditevent", "number", models.BigIntegerField(null=True)),
        migrations.AddField("auditevent", "chain", models.CharField(default="", max_length=64)),
    ]
