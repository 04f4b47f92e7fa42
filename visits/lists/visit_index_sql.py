"""The rules of what is derived from visits, as SQL that both databases read: whom a visit is open to, and
what it can be found by. One visit and a million are written by the same statements.

Each text selects for the visits that `{which}` names, `v` being the visit. No part repeats a row of another,
so that nothing is sorted as a whole.
"""

from __future__ import annotations

from visits.models.visibility import NOTE_IS_OPEN, NOTE_READER, PERSON_IS_OPEN, PERSON_READER, note_sql, person_sql

# Since when the visit is the turn of the supervisors (submitted) or of its officers (returned).
_FOR_SUPERVISORS = "CASE WHEN v.status = 'submitted' THEN COALESCE(v.submitted_at, v.created_at) END"
_FOR_OFFICERS = "CASE WHEN v.status = 'returned' THEN COALESCE(v.reviewed_at, v.created_at) END"
_FOR_NOBODY = "CASE WHEN v.id < 0 THEN v.created_at END"

# A draft: its author. A confidential visit: author, named officers and supervisors. Any other: also its unit
# and the auditors of the units above.
SELECT_ACCESS_KEYS = f"""
SELECT 'draft:' || v.author_id AS access_key, v.visited_on, v.id AS visit_id, {_FOR_NOBODY} AS waits_since
FROM visits_visit v WHERE {{which}} AND v.status = 'draft'
UNION ALL
SELECT 'officer:' || v.author_id, v.visited_on, v.id, {_FOR_OFFICERS}
FROM visits_visit v WHERE {{which}} AND v.status <> 'draft'
UNION ALL
SELECT DISTINCT 'officer:' || p.officer_id, v.visited_on, v.id, {_FOR_OFFICERS}
FROM visits_visit v JOIN visits_participation p ON p.visit_id = v.id
WHERE {{which}} AND v.status <> 'draft' AND p.officer_id <> v.author_id
UNION ALL
SELECT 'tree:' || above.id, v.visited_on, v.id, {_FOR_SUPERVISORS}
FROM visits_visit v JOIN visits_unit u ON u.id = v.unit_id
JOIN visits_unit above ON above.path = SUBSTR(u.path, 1, LENGTH(above.path))
WHERE {{which}} AND v.status <> 'draft'
UNION ALL
SELECT 'unit:' || v.unit_id, v.visited_on, v.id, {_FOR_NOBODY}
FROM visits_visit v WHERE {{which}} AND v.status <> 'draft' AND v.classification <> 'confidential'
UNION ALL
SELECT 'audit:' || above.id, v.visited_on, v.id, {_FOR_NOBODY}
FROM visits_visit v JOIN visits_unit u ON u.id = v.unit_id
JOIN visits_unit above ON above.path = SUBSTR(u.path, 1, LENGTH(above.path))
WHERE {{which}} AND v.status <> 'draft' AND v.classification <> 'confidential'
"""

_NOTE_IS_OPEN, _NOTE_READER = note_sql(NOTE_IS_OPEN), note_sql(NOTE_READER)
_PERSON_IS_OPEN, _PERSON_READER = person_sql(PERSON_IS_OPEN), person_sql(PERSON_READER)
_NOTES = "FROM visits_visit v JOIN visits_dialoguenote n ON n.visit_id = v.id AND n.topic_id IS NOT NULL"
_PEOPLE = "FROM visits_visit v JOIN visits_encounter e ON e.visit_id = v.id AND e.figure_id IS NOT NULL"
_LOGGED = "WHERE {which} AND v.status <> 'draft'"

# A place that ended is found by those that follow it too.
# `+`: only supervisors read it. `@` and an officer: so does that one.
SELECT_FILTER_KEYS = f"""
SELECT 'status:' || v.status AS filter_key, v.visited_on, v.id AS visit_id FROM visits_visit v {_LOGGED}
UNION ALL
SELECT 'activity:' || v.activity, v.visited_on, v.id FROM visits_visit v {_LOGGED}
UNION ALL
SELECT 'situation:' || v.situation_after, v.visited_on, v.id FROM visits_visit v {_LOGGED} AND v.situation_after <> ''
UNION ALL
SELECT 'concern:yes', v.visited_on, v.id FROM visits_visit v {_LOGGED} AND v.concern_heard
UNION ALL
SELECT 'operation:' || v.operation_id, v.visited_on, v.id
FROM visits_visit v {_LOGGED} AND v.operation_id IS NOT NULL
UNION ALL
SELECT DISTINCT 'place:' || SUBSTR(here.code, 1, levels.size), here.visited_on, here.visit_id FROM (
    SELECT CASE WHEN since.later = 0 THEN s.place_id ELSE r.to_region_id END AS code, v.visited_on, v.id AS visit_id
    FROM visits_visit v JOIN visits_stop s ON s.visit_id = v.id
    LEFT JOIN visits_region_followers r ON r.from_region_id = s.place_id
    JOIN (SELECT 0 AS later UNION ALL SELECT 1) since ON since.later = 0 OR r.id IS NOT NULL
    {_LOGGED}
) here JOIN (SELECT 2 AS size UNION ALL SELECT 5 UNION ALL SELECT 8 UNION ALL SELECT 13) levels
ON levels.size <= LENGTH(here.code)
UNION ALL
SELECT DISTINCT CASE WHEN {_PERSON_IS_OPEN} THEN 'figure:' ELSE 'figure+:' END || e.figure_id, v.visited_on, v.id
{_PEOPLE} {_LOGGED}
UNION ALL
SELECT DISTINCT 'figure:' || e.figure_id || '@' || {_PERSON_READER}, v.visited_on, v.id
{_PEOPLE} {_LOGGED} AND NOT {_PERSON_IS_OPEN}
UNION ALL
SELECT DISTINCT CASE WHEN {_NOTE_IS_OPEN} THEN 'topic:' ELSE 'topic+:' END || n.topic_id, v.visited_on, v.id
{_NOTES} {_LOGGED}
UNION ALL
SELECT DISTINCT 'topic:' || n.topic_id || '@' || {_NOTE_READER}, v.visited_on, v.id
{_NOTES} {_LOGGED} AND NOT {_NOTE_IS_OPEN} AND {_NOTE_READER} IS NOT NULL
"""

# Whether somebody who reads nothing hidden may read the follow-up: it comes from no note, or from one for all.
_OPEN = f"""(NOT EXISTS (SELECT 1 FROM visits_followup_notes l WHERE l.followup_id = f.id) OR EXISTS (
    SELECT 1 FROM visits_followup_notes l JOIN visits_dialoguenote n ON n.id = l.dialoguenote_id
    WHERE l.followup_id = f.id AND {_NOTE_IS_OPEN}))"""
_PROMISED = "FROM visits_visit v JOIN visits_followup f ON f.visit_id = v.id"
_SCOPED = f"{_PROMISED} JOIN visits_visitaccess s ON s.visit_id = v.id"
_PLACE_OF_LIST = "f.status, COALESCE(f.due_on, '9999-12-31') AS due_on, f.id AS follow_up_id, f.unit_id"

# Out of the access keys and filter keys, which are written first.
SELECT_LIST_KEYS = f"""
SELECT s.access_key AS list_key, {_PLACE_OF_LIST}
{_SCOPED} {_LOGGED} AND (SUBSTR(s.access_key, 1, 5) = 'tree:' OR {_OPEN})
UNION ALL
SELECT s.access_key || '+', {_PLACE_OF_LIST}
{_SCOPED} {_LOGGED} AND SUBSTR(s.access_key, 1, 8) = 'officer:' AND NOT {_OPEN}
UNION ALL
SELECT DISTINCT s.access_key || '@' || {_NOTE_READER}, {_PLACE_OF_LIST}
{_SCOPED} JOIN visits_followup_notes l ON l.followup_id = f.id JOIN visits_dialoguenote n ON n.id = l.dialoguenote_id
{_LOGGED} AND SUBSTR(s.access_key, 1, 5) <> 'tree:' AND NOT {_OPEN}
    AND {_NOTE_READER} IS NOT NULL
UNION ALL
SELECT 'owner:' || f.owner_id, {_PLACE_OF_LIST} {_PROMISED} {_LOGGED} AND f.owner_id IS NOT NULL
UNION ALL
SELECT t.filter_key, {_PLACE_OF_LIST}
{_PROMISED} JOIN visits_visitfilterkey t ON t.visit_id = v.id
{_LOGGED} AND (SUBSTR(t.filter_key, 1, 6) = 'place:' OR t.filter_key IN (
    SELECT 'figure:' || e.figure_id FROM visits_encounter e WHERE e.visit_id = v.id AND {_PERSON_IS_OPEN}))
"""

INSERT_ACCESS = """
INSERT INTO visits_visitaccess (access_key, visited_on, visit_id, waits_since)
SELECT access_key, visited_on, visit_id, waits_since FROM ({rows}) wanted
"""
INSERT_FILTER_KEYS = """
INSERT INTO visits_visitfilterkey (filter_key, visited_on, visit_id)
SELECT filter_key, visited_on, visit_id FROM ({rows}) wanted
"""
INSERT_LIST_KEYS = """
INSERT INTO visits_followupindex (list_key, status, due_on, follow_up_id, unit_id)
SELECT list_key, status, due_on, follow_up_id, unit_id FROM ({rows}) wanted
"""
