"""The index of words: a tsvector with GIN on PostgreSQL, FTS5 kept by triggers on SQLite; filled for what is there."""

from django.db import migrations, models

import visits.models.search

POSTGRESQL = [
    # A short list of pending entries: quick to write, and quick to look through.
    "CREATE INDEX search_document_words ON visits_searchdocument USING gin (words) "
    "WITH (fastupdate = on, gin_pending_list_limit = 1024)",
    "ALTER TABLE visits_searchdocument ALTER COLUMN words SET STATISTICS 1000",
]
SQLITE = [
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


def create(apps, schema_editor):
    statements = {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE visits_searchindex")
        for name in ("added", "removed", "changed"):
            schema_editor.execute(f"DROP TRIGGER visits_searchdocument_{name}")


class Migration(migrations.Migration):
    dependencies = [("visits", "0022_passkeys")]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("audience", models.CharField(max_length=30)),
                ("words", visits.models.search.SearchWordsField(editable=False)),
                (
                    "visit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.deletion.CASCADE,
                        related_name="search_documents",
                        to="visits.visit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "audience"), name="search_document_once_per_audience")
                ]
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[("word", models.CharField(max_length=60, primary_key=True, serialize=False))],
        ),
        migrations.RunPython(create, drop),
    ]
