from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0044_service_numbers_of_ascii_digits")]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="form",
            field=models.CharField(
                choices=[
                    ("csv", "CSV, one row a visit"),
                    ("csv-semi", "CSV for Excel (semicolons), one row a visit"),
                    ("notes", "CSV, one row a note"),
                    ("notes-semi", "CSV for Excel (semicolons), one row a note"),
                    ("xlsx", "Excel workbook with several sheets"),
                    ("geojson", "GeoJSON of the places visited"),
                ],
                max_length=10,
                verbose_name="form",
            ),
        ),
    ]
