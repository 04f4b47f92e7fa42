"""Translations: what the sources ask for, what the catalogue lacks, and what is compiled."""

import gettext
import os
import shutil
from pathlib import Path

import pytest

from cooling import messages, upstream_messages

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
SAVED = _("Saved.")
MANY = ngettext("%(count)d visit", "%(count)d visits", 2)
OPEN = pgettext_lazy("a status", "Open")
PLAIN = "Not wrapped"
"""
TEMPLATE = """{% load i18n %}<h1>{% translate "History" %}</h1>
{% blocktranslate count n=rows %}one row{% plural %}{{ n }} rows{% endblocktranslate %} plain words
<p>{% translate "It's here" %} {% blocktranslate %}Hello {{ name }}{% endblocktranslate %}</p>
"""
FIRST = {"Saved.", "%(count)d visit", "Open", "History", "one row", "It's here", "Hello %(name)s"}


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch) -> Path:
    """A small project with a page and a module, and our words for other packages' sentences."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "FOLDER", tmp_path / "visits" / "locale")
    ours = tmp_path / "cooling" / "locale"
    shutil.copytree(upstream_messages.FOLDER, ours, ignore=shutil.ignore_patterns("*.mo"))
    monkeypatch.setattr(upstream_messages, "FOLDER", ours)
    monkeypatch.setattr(messages, "FOLDERS", (messages.FOLDER, ours))
    for name, text in {
        "visits/page.py": PYTHON,
        "templates/page.html": TEMPLATE,
        "visits/migrations/0001.py": '_("Not read")',
        "visits/notes.txt": '_("Not read either")',
        "static/page.html": "{% translate 'Nor this' %}",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def first_of(message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def translate(**said: str) -> None:
    """Write the catalogue with a translation of every text, or these."""
    messages.update()
    path = messages.catalogue_path()
    lines, last = [], ""
    for line in path.read_text().splitlines():
        if line.startswith("msgid "):
            last = line.removeprefix("msgid ")
        if line in ('msgstr ""', 'msgstr[0] ""') and last != '""':
            line = line[:-2] + (said.get(last.strip('"')) or last)
        lines.append(line)
    path.write_text("\n".join(lines) + "\n")


def test_every_wrapped_text_is_found_with_its_file(project):
    found = {first_of(message): message for message in messages.read_sources() if message.id}

    assert set(found) == FIRST
    assert found["%(count)d visit"].id == ("%(count)d visit", "%(count)d visits")
    assert found["Open"].context == "a status"
    assert {place for place, _line in found["History"].locations} == {"templates/page.html"}
    assert {place for place, _line in found["Saved."].locations} == {"visits/page.py"}


def test_what_is_new_is_named_and_then_asked_for(capsys):
    assert messages.check() == 1
    told = capsys.readouterr().out
    assert told.count("not in the catalogue: ") == len(FIRST)
    assert "not in the catalogue: 'Saved.' (visits/page.py)" in told
    assert f"{len(FIRST)} strings need work" in told

    messages.update()
    assert f"django.po: {len(FIRST)} strings, {len(FIRST)} without a translation." in capsys.readouterr().out
    assert {line.partition(":")[0] for line in messages.problems()} == {"not translated"}

    translate()
    assert messages.check() == 0


def test_what_is_gone_is_named_and_goes(project):
    translate()
    (project / "visits/page.py").write_text(PYTHON.replace('_("Saved.")', '_("Kept.")'))

    assert sorted(line.partition(" (")[0] for line in messages.problems()) == [
        "no longer used: 'Saved.'",
        "not in the catalogue: 'Kept.'",
    ]
    messages.update()
    # A text that is nearly the same is not taken for the old one.
    assert messages.problems() == ["not translated: 'Kept.' (visits/page.py)"]
    assert "Saved." not in messages.catalogue_path().read_text()


def test_a_translation_with_a_value_that_the_text_does_not_have_is_named():
    translate(**{"Hello %(name)s": '"Halo %(nama)s"', "%(count)d visit": '"%(number)d kunjungan"'})

    assert sorted(line.partition(" (")[0] for line in messages.problems()) == [
        "unknown named placeholder 'nama': 'Hello %(name)s'",
        "unknown named placeholder 'number': '%(count)d visit'",
    ]


def test_an_unsure_translation_is_named():
    translate()
    path = messages.catalogue_path()
    path.write_text(path.read_text().replace('msgid "Saved."', '#, fuzzy\nmsgid "Saved."'))

    assert messages.problems() == ["marked fuzzy: 'Saved.' (visits/page.py)"]


def test_written_again_the_catalogue_stays_as_it_is(project):
    translate(History='"Riwayat"')
    before = messages.catalogue_path().read_bytes()
    (project / "visits/page.py").write_text("\n\n\n" + PYTHON)  # other lines, the same texts

    messages.update()

    assert messages.catalogue_path().read_bytes() == before
    assert b"POT-Creation-Date" not in before


def test_a_catalogue_is_compiled_where_it_is_newer_and_may_be_read_by_others():
    translate(**{"Saved.": '"Tersimpan."', "%(count)d visit": '"%(count)d kunjungan"'})
    compiled = messages.catalogue_path().with_suffix(".mo")

    messages.compile_all()

    with compiled.open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("Saved.") == "Tersimpan."
    assert words.ngettext("%(count)d visit", "%(count)d visits", 5) == "%(count)d kunjungan"
    assert words.pgettext("a status", "Open") == "Open"
    assert compiled.stat().st_mode & 0o777 == 0o644

    compiled.write_bytes(b"kept")
    messages.compile_all()
    assert compiled.read_bytes() == b"kept"
    later = compiled.stat().st_mtime + 5
    os.utime(messages.catalogue_path(), (later, later))
    messages.compile_all()
    assert compiled.read_bytes() != b"kept"
    assert [path.name for path in compiled.parent.iterdir() if path.suffix == ".new"] == []
