"""Take names out of rows, and put them back: each change is handed back with what undoes it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from visits.models import REMOVED_NAME, Encounter, Officer, Visit
from visits.privacy.name_columns import AT_VISIT, OF_OWNER, TEXTS, VALUES, hits
from visits.privacy.subjects import Subject
from visits.search.names import Names, NameSpan

# How to put back the columns of one row: their values before, digests of those after, and what was cut out.
Undo = dict[str, Any]
# How much around a removed name finds its place again in a text that was changed meanwhile.
AROUND = 24
# Keys of plain values whose whole value is a name: in versions below their kind, and of posted pairs.
NAME_KEYS = re.compile(r"people\.name|stops\.host(_name)?|people-\d+-name|stops-\d+-host|confidential_source")
KINDS = ("values", "stops", "officers", "people", "notes", "follow_ups", "photos")


@dataclass
class Ticked:
    """The places of one subject that somebody ticked, taken out already, by visit (none: of no visit)."""

    undos: dict[int | None, list[Undo]] = field(default_factory=lambda: defaultdict(list))
    # What each of those texts was, and is now, so that versions that hold the same text lose the same places.
    texts: dict[int | None, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


def set_columns(
    row_of: type[models.Model],
    pk: int,
    before: dict[str, Any],
    after: dict[str, Any],
    cuts: dict[str, list] | None = None,
) -> Undo:
    """Write some columns of a row; what undoes it."""
    # update() and not save(): no other column, and no time of change, goes with it.
    row_of._base_manager.filter(pk=pk).update(**after)
    # The JSON of an instant would end at its milliseconds.
    before = {name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in before.items()}
    # A digest of what stands there now tells later whether somebody changed it, without keeping it.
    marks = {name: _digest(value) for name, value in after.items()}
    return {"model": row_of.__name__, "pk": pk, "before": before, "after": marks, "cuts": cuts or {}}


def put_back(undos: Iterable[Undo]) -> int:
    """Apply undos, the last first; how many columns stay as they are, since somebody changed them meanwhile."""
    left = 0
    for undo in reversed(list(undos)):
        model = apps.get_model("visits", undo["model"])
        row = model._base_manager.filter(pk=undo["pk"]).values(*undo["before"]).first()
        if row is None:
            left += len(undo["before"])
            continue
        values: dict[str, Any] = {}
        for name, before in undo["before"].items():
            if _digest(row[name]) == undo["after"][name]:
                values[name] = before
                continue
            text, missed = _filled(row[name], undo["cuts"].get(name))
            left += missed
            if text is not None:
                values[name] = text
        if values:
            model._base_manager.filter(pk=undo["pk"]).update(**values)
    return left


def _filled(text: Any, cuts: list | None) -> tuple[str | None, int]:
    """A text that was changed meanwhile with the names put back where what stood around them still stands."""
    if not isinstance(text, str) or not cuts:
        return None, 1
    missed = 0
    # The first of the text first: what stands before a later one may hold an earlier one.
    for before, found, after in reversed(cuts):
        gap = f"{before}{REMOVED_NAME}{after}"
        # Found twice, nobody knows which of the two gaps it was.
        if text.count(gap) == 1:
            text = text.replace(gap, f"{before}{found}{after}")
        else:
            missed += 1
    return text, missed


def _digest(value: Any) -> str:
    plain = json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def cut(text: str, spans: Iterable[NameSpan]) -> tuple[str, list[tuple[str, str, str]]]:
    """The text without the names at these places, and what stood there with what is around it."""
    shortened, cuts = text, []
    # From the end, so that the places before stay where they were found.
    for start, end, _is_whole in sorted(spans, reverse=True):
        # What is around must hold no other gap, which may be filled before this one.
        before = shortened[max(0, start - AROUND) : start].rpartition(REMOVED_NAME)[2]
        after = shortened[end : end + AROUND].partition(REMOVED_NAME)[0]
        cuts.append((before, text[start:end], after))
        shortened = shortened[:start] + REMOVED_NAME + shortened[end:]
    return shortened, cuts


def take_out_ticked(*subjects: Subject, by: Officer, chosen: Iterable[str]) -> list[Ticked]:
    """The places that somebody ticked, of several people at once, before any whole name goes.

    The last of a text first, so that the others' places stay right. One outcome for each subject.
    """
    ticked, outcome = set(chosen), [Ticked() for _subject in subjects]
    if not ticked:
        return outcome
    # Asked of all together, so that no ticked word is torn out of somebody's whole name.
    offered = {hit.key: hit for hit in hits(*subjects, by=by) if hit.key in ticked}
    whose = {hit.key: number for number, each in reversed(list(enumerate(subjects))) for hit in hits(each, by=by)}
    for key in sorted(offered, key=lambda key: int(key.rpartition(".")[2]), reverse=True):
        hit, own = offered[key], outcome[whose[key]]
        model_name, pk, name, start = key.split(".")
        model = apps.get_model("visits", model_name)
        visit, text = model._base_manager.values_list(AT_VISIT.get(model, "pk"), name).get(pk=pk)
        span = NameSpan(int(start), int(start) + len(hit.found), hit.is_whole)
        shortened, cuts = cut(text, [span])
        visit = visit if model in AT_VISIT else None
        own.undos[visit].append(set_columns(model, int(pk), {name: text}, {name: shortened}, {name: cuts}))
        _follow(own.texts[visit], text, shortened)
    return outcome


def _follow(texts: dict[str, str], text: str, shortened: str) -> None:
    for original, now in texts.items():
        if now == text:
            texts[original] = shortened
            return
    texts[text] = shortened


def redact_visit(
    visit: Visit, names: Names, people: models.QuerySet[Encounter], texts: dict[str, str] | None = None
) -> list[Undo]:
    """Take a person's name out of the rows of one visit; `people` are the person's own places on it."""
    undos: list[Undo] = []
    for pk, *columns in people.values_list("pk", "name", "honorific", "degrees"):
        before = dict(zip(("name", "honorific", "degrees"), columns, strict=True))
        undos.append(set_columns(Encounter, pk, before, {"name": REMOVED_NAME, "honorific": "", "degrees": ""}))
    for model, way in AT_VISIT.items():
        undos += redact_rows(model, model._base_manager.filter(**{way: visit.pk}), names, texts)
    return undos


def redact_owned(names: Names, by: Officer) -> list[Undo]:
    """Saved filters, exports and uploads of the officers whom the remover supervises."""
    undos: list[Undo] = []
    officers = Officer.objects.select_related("unit").order_by("pk")
    supervised = [officer.pk for officer in officers if by.supervises(officer.unit)]
    for model, way in OF_OWNER.items():
        undos += redact_rows(model, model._base_manager.filter(**{f"{way}__in": supervised}), names)
    return undos


def redact_rows(
    model: type[models.Model], rows: models.QuerySet, names: Names, texts: dict[str, str] | None = None
) -> list[Undo]:
    """Take a name out of the texts and plain values of some rows of one model."""
    in_text, in_values = TEXTS.get(model, []), VALUES.get(model, [])
    undos = []
    for row in rows.order_by("pk").values("pk", *in_text, *in_values):
        after: dict[str, Any] = {}
        cuts: dict[str, list] = {}
        for name in in_text:
            is_name = name == "host_name" and names.is_value(row[name])
            shortened, made = (REMOVED_NAME, []) if is_name else cut(row[name], names.sure(row[name]))
            if shortened != row[name]:
                after[name], cuts[name] = shortened, made
        for name in in_values:
            value = _without(row[name], names, texts or {}, key=name)
            if value != row[name]:
                after[name] = value
        if after:
            undos.append(set_columns(model, row["pk"], {name: row[name] for name in after}, after, cuts))
    return undos


def _without(value: Any, names: Names, texts: dict[str, str], key: str = "", kind: str = "") -> Any:
    """Plain values without the name; `key` and `kind` say which of them are names and nothing else.

    Officers in versions stay: the person visited is none of them.
    """
    if isinstance(value, str):
        if NAME_KEYS.fullmatch(f"{kind}.{key}" if kind else key) and names.is_value(value):
            return REMOVED_NAME
        value = texts.get(value, value)
        return cut(value, names.sure(value))[0]
    if isinstance(value, dict):
        return {
            _without(name, names, texts): each
            if name == "officers"
            else _without(each, names, texts, name, kind or (name if name in KINDS else ""))
            for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        # A posted pair: its first half says which field the second is.
        if len(value) == 2 and all(isinstance(each, str) for each in value) and key != "confidential_source":
            return [value[0], _without(value[1], names, texts, value[0])]
        return [_without(each, names, texts, key, kind) for each in value]
    return value
