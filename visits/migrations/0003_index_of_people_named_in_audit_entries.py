"""Who was named by an entry of the audit log is found by an index: PostgreSQL would read the whole log for it."""

from django.db import migrations

CREATE = (
    "CREATE INDEX audit_figures_named ON visits_auditentry USING gin ((details -> 'figures') jsonb_path_ops)"
    # A short list of pending entries: quick to write, and quick to look through.
    " WITH (fastupdate = on, gin_pending_list_limit = 1024) WHERE kind IN ('cards_read', 'export_ended', 'searched')"
)
DROP = "DROP INDEX audit_figures_named"


def run(statement):
    def on_postgresql(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_triggers_and_text_indexes")]

    operations = [migrations.RunPython(run(CREATE), run(DROP))]
