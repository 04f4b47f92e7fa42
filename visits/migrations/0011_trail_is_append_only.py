"""The database refuses to change, delete or truncate the trail, whoever asks."""

from django.db import migrations

SENTENCE = "The trail is append-only."
SQLITE = {
    "trail_no_update": f"CREATE TRIGGER trail_no_update BEFORE UPDATE ON visits_auditevent "
    f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
    "trail_no_delete": f"CREATE TRIGGER trail_no_delete BEFORE DELETE ON visits_auditevent "
    f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
}
FUNCTION = f"""CREATE OR REPLACE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
POSTGRESQL = {
    "trail_no_change": "CREATE TRIGGER trail_no_change BEFORE UPDATE OR DELETE ON visits_auditevent "
    "FOR EACH ROW EXECUTE FUNCTION trail_is_append_only()",
    "trail_no_truncate": "CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON visits_auditevent "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_is_append_only()",
}


def protect(connection):
    """Make the triggers of this database; those that are there stay."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
            cursor.execute("DROP TRIGGER IF EXISTS trail_no_change ON visits_auditevent")
            cursor.execute("DROP TRIGGER IF EXISTS trail_no_truncate ON visits_auditevent")
            for statement in POSTGRESQL.values():
                cursor.execute(statement)
        else:
            for name, statement in SQLITE.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(statement)


def unprotect(connection):
    """Drop the triggers: for undoing this migration, and for emptying the tables of a test."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in POSTGRESQL:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON visits_auditevent")
        else:
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("visits", "0010_trail_rows_are_numbered")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: protect(editor.connection), lambda apps, editor: unprotect(editor.connection)
        )
    ]
