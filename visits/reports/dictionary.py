"""The data dictionary: every model and column in words, as Markdown."""

from __future__ import annotations

import inspect

from django.db import models

INTRODUCTION = """# Data dictionary

Made from the models by `manage.py data_dictionary`; `script/check` compares it. Do not edit it by hand.
"""


def data_dictionary(tables: list[type[models.Model]]) -> str:
    """Every model with what it is, its columns and the rules that the database keeps."""
    return "\n".join([INTRODUCTION, *("\n".join(_table(table)) for table in sorted(tables, key=lambda t: t.__name__))])


def _table(table: type[models.Model]) -> list[str]:
    text = [
        f"## {table.__name__}",
        "",
        _what_it_is(table),
        "",
        "| Column | Type | Empty | What it holds |",
        "|---|---|---|---|",
    ]
    text += [_column(field) for field in table._meta.concrete_fields]
    text += [_link(field) for field in table._meta.many_to_many]
    rules = [f"- `{rule.name}`{_sentence(rule)}" for rule in table._meta.constraints]
    return [*text, "", *(["Rules:", "", *rules, ""] if rules else [])]


def _what_it_is(table: type[models.Model]) -> str:
    return " ".join((inspect.getdoc(table) or "").split("\n\n")[0].split())


def _column(field: models.Field) -> str:
    kind = field.get_internal_type()
    if field.max_length and kind == "CharField":
        kind = f"text of at most {field.max_length}"
    if field.related_model:
        kind = f"names a row of {field.related_model.__name__}"
    empty = "yes" if field.null or field.blank else "no"
    return f"| `{field.column}` | {kind} | {empty} | {_description(field)} |"


def _link(field: models.ManyToManyField) -> str:
    return f"| `{field.name}` | names rows of {field.related_model.__name__} | yes | {_description(field)} |"


def _description(field: models.Field) -> str:
    said = str(field.help_text or field.verbose_name)
    codes = ", ".join(f"`{code}`" for code, _ in field.flatchoices if code != "")
    return (f"{said}: {codes}" if codes else said).replace("|", "\\|").replace("\n", " ")


def _sentence(rule: models.BaseConstraint) -> str:
    said = str(rule.violation_error_message or "")
    return "" if not said or said == str(rule.default_violation_error_message) else f": {said}"
