"""The columns of planned rows, and how many rows of a table a visit has at most."""

from __future__ import annotations

PLACE_COLUMNS = "place_id place_label village_name district_name regency_name province_name"
OFFICER_COLUMNS = "officer_id nrp name degrees rank position unit_name"
FIGURE_COLUMNS = "figure_id name honorific degrees categories title institution"
COLUMNS = {
    "visits": "id key revision status author_id unit_id unit_name outcome visited_on part_of_day started_at ended_at "
    "ends_next_day activity operation_id stage_names order_number background initiative purpose partners attendance "
    "attendance_is_estimate concern_heard situation_before situation_after situation_note reception reception_note "
    "result obstacles recommendation assessment support_given urgent follows_id classification recorded_at created_at "
    "saved_at submitted_at reviewed_at reviewed_by_id photos_checked_at photos_checked_by_id noted_at noted_by_id "
    "listed_places listed_leader listed_people listed_with_mentioned",
    "stops": f"id visit_id order {PLACE_COLUMNS} venue name address host_name latitude longitude accuracy",
    "participations": f"id visit_id order role count {OFFICER_COLUMNS}",
    "encounters": f"id visit_id order presence stop_id group count {FIGURE_COLUMNS}",
    "notes": "id visit_id order kind topic_id text answers_id disturbance sensitivity source_is_confidential "
    "confidential_source written_by_id",
    "follow_ups": "id key visit_id order text owner_id unit_id sent_to due_on status result told_on "
    "confirmed_by_person changed_at changed_by_id",
    "photos": "id key visit_id order digest width height size caption stop_id added_at added_by_id",
    "remarks": "id visit_id kind reason section written_at written_by_id",
    # Tables between: who said a note, whom it is about, which notes a follow-up comes from.
    "raised_by_people": "id dialoguenote_id encounter_id",
    "raised_by_officers": "id dialoguenote_id participation_id",
    "about": "id dialoguenote_id encounter_id",
    "asked": "id followup_id dialoguenote_id",
}
# At most so many rows of a table for each visit: chunks number their rows without asking one another.
MOST = {
    "visits": 1,
    "stops": 3,
    "participations": 7,
    "encounters": 6,
    "notes": 12,
    "follow_ups": 4,
    "photos": 3,
    "remarks": 1,
    "raised_by_people": 12,
    "raised_by_officers": 12,
    "about": 2,
    "asked": 4,
}
