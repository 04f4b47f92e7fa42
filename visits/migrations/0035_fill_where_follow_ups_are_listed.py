"""Fill the lists of follow-ups for those that were there before."""

from django.db import migrations

CHUNK = 5_000

_MENTIONED = """EXISTS (
    SELECT 1 FROM visits_dialoguenote_about a JOIN visits_encounter e ON e.id = a.encounter_id
    WHERE a.dialoguenote_id = n.id AND e.presence = 'mentioned')"""
_LOGGED = "WHERE {which} AND v.status <> 'draft'"

# Whether somebody who reads nothing hidden may read the follow-up: it comes from no note, or from one for all.
_OPEN = f"""(NOT EXISTS (SELECT 1 FROM visits_followup_notes l WHERE l.followup_id = f.id) OR EXISTS (
    SELECT 1 FROM visits_followup_notes l JOIN visits_dialoguenote n ON n.id = l.dialoguenote_id
    WHERE l.followup_id = f.id AND n.sensitivity <> 'supervisors' AND NOT {_MENTIONED}))"""
_PROMISED = "FROM visits_visit v JOIN visits_followup f ON f.visit_id = v.id"
_SCOPED = f"{_PROMISED} JOIN visits_visitscope s ON s.visit_id = v.id"
_PLACE_OF_LIST = "f.status, COALESCE(f.due_on, '9999-12-31') AS due_on, f.id AS follow_up_id, f.unit_id"

# Out of the scopes and facets, which are written first. A hidden note is read by who wrote it, one about
# somebody only mentioned by the author of the visit (contract, decision 5).
LISTINGS = f"""
SELECT s.scope AS listing, {_PLACE_OF_LIST}
{_SCOPED} {_LOGGED} AND (SUBSTR(s.scope, 1, 5) = 'tree:' OR {_OPEN})
UNION ALL
SELECT s.scope || '+', {_PLACE_OF_LIST}
{_SCOPED} {_LOGGED} AND SUBSTR(s.scope, 1, 8) = 'officer:' AND NOT {_OPEN}
UNION ALL
SELECT DISTINCT s.scope || '@' || CASE WHEN n.sensitivity = 'supervisors' THEN n.written_by_id ELSE v.author_id END,
    {_PLACE_OF_LIST}
{_SCOPED} JOIN visits_followup_notes l ON l.followup_id = f.id JOIN visits_dialoguenote n ON n.id = l.dialoguenote_id
{_LOGGED} AND SUBSTR(s.scope, 1, 5) <> 'tree:' AND NOT {_OPEN}
    AND (n.sensitivity <> 'supervisors' OR n.written_by_id = v.author_id OR NOT {_MENTIONED})
UNION ALL
SELECT 'owner:' || f.owner_id, {_PLACE_OF_LIST} {_PROMISED} {_LOGGED} AND f.owner_id IS NOT NULL
UNION ALL
SELECT t.facet, {_PLACE_OF_LIST}
{_PROMISED} JOIN visits_visitfacet t ON t.visit_id = v.id
{_LOGGED} AND (SUBSTR(t.facet, 1, 6) = 'place:' OR t.facet IN (
    SELECT 'figure:' || e.figure_id FROM visits_encounter e WHERE e.visit_id = v.id AND e.presence = 'met'))
"""

INSERT_LISTINGS = """
INSERT INTO visits_followuplisting (listing, status, due_on, follow_up_id, unit_id)
SELECT listing, status, due_on, follow_up_id, unit_id FROM ({rows}) wanted
"""


def fill(apps, schema_editor):
    Visit = apps.get_model("visits", "Visit")
    last = Visit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with schema_editor.connection.cursor() as cursor:
        for start in range(0, last + 1, CHUNK):
            which = f"v.id >= {start} AND v.id < {start + CHUNK}"
            cursor.execute(INSERT_LISTINGS.format(rows=LISTINGS.format(which=which)))


class Migration(migrations.Migration):
    dependencies = [("visits", "0034_where_follow_ups_are_listed")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
