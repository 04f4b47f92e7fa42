from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("visits", "0013_encrypt_what_says_who_said_it")]
    operations = [migrations.RemoveField("posting", "plain_values")]
