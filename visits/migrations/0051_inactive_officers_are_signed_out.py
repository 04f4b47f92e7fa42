"""End the sessions and codes of officers who were made inactive while these lived on."""

from django.db import migrations


def end(apps, schema_editor):
    Session, SignIn = apps.get_model("sessions", "Session"), apps.get_model("visits", "SignInSession")
    rows = SignIn.objects.filter(officer__is_active=False)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()
    apps.get_model("visits", "OneTimeCode").objects.filter(officer__is_active=False).delete()


class Migration(migrations.Migration):
    dependencies = [("visits", "0050_visits_with_a_concern"), ("sessions", "0001_initial")]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
