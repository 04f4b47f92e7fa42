"""What a device posts that kept the form of another day: every word finds a field."""

from __future__ import annotations

from visits.capture.row_forms import FORMSETS
from visits.capture.visit_form import VisitForm
from visits.core.visit_content import AROUND, AROUND_ENDINGS, Pairs

# The form that devices fill today. Raise it when a field gets another name, and say so below.
FORM = 1
# Number of a form → names of its fields that are called otherwise since, rows as "notes-text".
RENAMED: dict[int, dict[str, str]] = {}
# Words of fields that are no more go here.
FALLBACK_FIELD = "other_facts"


def upgraded(pairs: Pairs, form: int) -> Pairs:
    """The pairs under the names of today's form; what has no field any more stands among the other facts."""
    found: Pairs = []
    homeless = []
    for name, value in pairs:
        # One step after another: a name may have changed twice.
        for number in range(form, FORM):
            name = _renamed(name, RENAMED.get(number, {}))
        if _has_field(name) or name in AROUND or name.endswith(AROUND_ENDINGS):
            found.append((name, value))
        elif value.strip():
            homeless.append(f"{name}: {value}")
    return with_other_facts(found, homeless)


def with_other_facts(pairs: Pairs, lines: list[str]) -> Pairs:
    """The pairs with lines that have no other field put behind the other facts."""
    if not lines:
        return pairs
    said = next((value for name, value in pairs if name == FALLBACK_FIELD), "")
    words = "\r\n".join([*([said] if said else []), *lines])
    return [pair for pair in pairs if pair[0] != FALLBACK_FIELD] + [(FALLBACK_FIELD, words)]


def _renamed(name: str, names: dict[str, str]) -> str:
    kind, number, field = _split(name)
    if not field:
        return names.get(name, name)
    new = names.get(f"{kind}-{field}", f"{kind}-{field}")
    return f"{kind}-{number}-{new.partition('-')[2]}"


def _split(name: str) -> tuple[str, str, str]:
    kind, _, rest = name.partition("-")
    number, _, field = rest.partition("-")
    return (kind, number, field) if kind in FORMSETS and number.isdecimal() else (name, "", "")


def _has_field(name: str) -> bool:
    kind, _number, field = _split(name)
    if not field:
        return name in VisitForm.base_fields
    return field in FORMSETS[kind].form.base_fields or field == "DELETE"
