from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0006_valid_postings_become_versions")]

    operations = [
        migrations.RemoveConstraint(
            model_name='posting',
            name='posting_once_per_revision',
        ),
        migrations.RemoveField(
            model_name='posting',
            name='is_valid',
        ),
        migrations.AlterField(
            model_name='posting',
            name='posted_at',
            field=models.DateTimeField(auto_now=True),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.UniqueConstraint(fields=('visit', 'posted_by'), name='posting_once_per_officer'),
        ),
    ]
