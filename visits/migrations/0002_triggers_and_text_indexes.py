"""What Django's models cannot say: the audit log is append-only, texts are indexed, keys compare byte by byte."""

from django.db import migrations

SENTENCE = "The audit log is append-only."
GUARDS_SQLITE = {
    "audit_log_no_update": f"CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON visits_auditentry "
    f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
    "audit_log_no_delete": f"CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON visits_auditentry "
    f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
}
GUARD_FUNCTION = f"""CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
GUARDS_POSTGRESQL = {
    "audit_log_no_change": "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE ON visits_auditentry "
    "FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only()",
    "audit_log_no_truncate": "CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON visits_auditentry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()",
}
TEXT_INDEX_POSTGRESQL = [
    # A short list of pending entries: quick to write, and quick to look through.
    "CREATE INDEX search_document_words ON visits_searchdocument USING gin (words) "
    "WITH (fastupdate = on, gin_pending_list_limit = 1024)",
    "ALTER TABLE visits_searchdocument ALTER COLUMN words SET STATISTICS 1000",
]
TEXT_INDEX_SQLITE = [
    "CREATE VIRTUAL TABLE visits_searchindex USING fts5("
    "words, content='visits_searchdocument', content_rowid='id', columnsize=0, prefix='2 3', tokenize='ascii')",
    "CREATE TRIGGER visits_searchdocument_added AFTER INSERT ON visits_searchdocument BEGIN "
    "INSERT INTO visits_searchindex(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER visits_searchdocument_removed AFTER DELETE ON visits_searchdocument BEGIN "
    "INSERT INTO visits_searchindex(visits_searchindex, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER visits_searchdocument_changed AFTER UPDATE ON visits_searchdocument BEGIN "
    "INSERT INTO visits_searchindex(visits_searchindex, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO visits_searchindex(rowid, words) VALUES (new.id, new.words); END",
]
# Keys that are only ever looked up: PostgreSQL compares them byte by byte, not by the rules of a language.
PLAIN_KEYS = {
    "visits_visitaccess": {"access_key": 30},
    "visits_visitfilterkey": {"filter_key": 60},
    "visits_followupindex": {"list_key": 60, "status": 12},
}
FIRST_TIP = "0" * 64


def protect(connection):
    """Make the triggers of this database; those that are there stay."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(GUARD_FUNCTION)
            for name, statement in GUARDS_POSTGRESQL.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON visits_auditentry")
                cursor.execute(statement)
        else:
            for name, statement in GUARDS_SQLITE.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(statement)


def unprotect(connection):
    """Drop the triggers, for emptying the tables of a test."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in GUARDS_POSTGRESQL:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON visits_auditentry")
        else:
            for name in GUARDS_SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def create(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in TEXT_INDEX_POSTGRESQL if is_postgresql else TEXT_INDEX_SQLITE:
        schema_editor.execute(statement)
    if is_postgresql:
        for table, columns in PLAIN_KEYS.items():
            changes = (f'ALTER COLUMN {name} TYPE varchar({size}) COLLATE "C"' for name, size in columns.items())
            schema_editor.execute(f"ALTER TABLE {table} {', '.join(changes)}")
    apps.get_model("visits", "ChainTip").objects.create(pk=1, number=0, chain=FIRST_TIP)
    protect(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial")]
    operations = [migrations.RunPython(create)]
