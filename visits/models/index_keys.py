"""The keys of the access, filter and follow-up indexes; SQL writes the same (lists.visit_index_sql).

A key is a kind and what it is of: `tree:5`, `place:53.01`, `topic:7`. What only some may read has keys
of its own: `topic+:7` for supervisors and `topic:7@12` for officer 12. Follow-ups whose words are hidden
stand in `officer:7+`, read by supervisors, and in `unit:5@12`, read by officer 12.
"""

from __future__ import annotations


def unit_access_key(unit_id: int) -> str:
    """Members of the unit itself."""
    return f"unit:{unit_id}"


def tree_access_key(unit_id: int) -> str:
    """Supervisors of the unit, where it is the visit's one or above it."""
    return f"tree:{unit_id}"


def auditor_access_key(unit_id: int) -> str:
    """Auditors of the Polres or Polda, where it is the visit's unit or above it."""
    return f"audit:{unit_id}"


def officer_access_key(officer_id: int) -> str:
    """One officer: the author or somebody named, of a visit that was submitted."""
    return f"officer:{officer_id}"


def draft_access_key(officer_id: int) -> str:
    """The author of a draft: an access key of its own, so that lists of logged visits never meet drafts."""
    return f"draft:{officer_id}"


def owner_list_key(officer_id: int) -> str:
    """Who answers for a follow-up."""
    return f"owner:{officer_id}"


def filter_key(kind: str, of: object) -> str:
    """What everybody may find a visit by."""
    return f"{kind}:{of}"


def filter_key_for_supervisors(kind: str, of: object) -> str:
    """What only supervisors may find a visit by."""
    return f"{kind}+:{of}"


def filter_key_for(officer_id: int, kind: str, of: object) -> str:
    """What one officer may find a visit by, beside its supervisors."""
    return f"{kind}:{of}@{officer_id}"


def hidden_for_supervisors(access_key: str) -> str:
    """Follow-ups of an access key whose words are hidden, as supervisors read them."""
    return f"{access_key}+"


def hidden_for(officer_id: int, access_key: str) -> str:
    """Follow-ups of an access key whose words are hidden, as one officer reads them."""
    return f"{access_key}@{officer_id}"


def is_for_supervisors(access_key: str) -> bool:
    """Whether whoever has the access key reads everything in it, so that nothing is hidden."""
    return access_key.startswith("tree:")
