"""Translations without GNU gettext: Babel reads the sources, writes and compiles the catalogues."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path
from types import ModuleType

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "visits" / "locale"
# Beside it our words for sentences of other packages: cooling/upstream_messages.py.
FOLDERS = (FOLDER, ROOT / "cooling" / "locale")
LOCALE = "id"
ROOMS = ("cooling", "visits", "templates")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# A call with plain strings, as Django writes it among the blanks of a template.
TEXT = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(?:n?p?gettext|_)\({TEXT}(?:, ?{TEXT})*(?:, ?count)?\)", re.DOTALL)


def catalogue_path() -> Path:
    return FOLDER / LOCALE / "LC_MESSAGES" / "django.po"


def sources() -> list[Path]:
    """Python modules and templates that show words to people."""
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*"))
    wanted = (path for path in found if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts)
    return sorted(path for path in wanted if path.suffix == ".py" or "templates" in path.parts)


def source_of(path: Path) -> str:
    """Python that holds the calls of gettext of one file, with the lines where they were."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # Needs settings; compiling at the start runs before there are any.
    from django.utils.translation.template import templatize

    return "\n".join(call.group() for call in CALL.finditer(templatize(text, origin=str(path))))


def read_sources() -> Catalog:
    """Every string that is wrapped for translation, and where."""
    found = Catalog(locale=LOCALE, charset="utf-8")
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        stream = BytesIO(source_of(path).encode())
        for line, words, comments, context in extract("python", stream, KEYWORDS, ["Translators:"], {}):
            found.add(words, None, [(place, line)], auto_comments=comments, context=context)
    return found


def read_catalogue() -> Catalog:
    path = catalogue_path()
    if not path.exists():
        # By its header: Babel would write two plural forms, where Indonesian has one.
        return read_po(BytesIO(header()), locale=LOCALE)
    with path.open("rb") as stream:
        return read_po(stream, locale=LOCALE)


def update() -> int:
    """Write the catalogue anew from the sources; what was translated stays."""
    catalogue, found = read_catalogue(), read_sources()
    # A guessed translation looks finished and says something else.
    catalogue.update(found, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.header_comment = "# Indonesian words of Cooling."
    catalogue.obsolete.clear()
    for message in catalogue:
        # Lines move with each change; the file alone says where a string is used.
        message.locations = [(place, None) for place in sorted({place for place, _ in message.locations})]
        if isinstance(message.string, (tuple, list)):
            message.string = message.string[: catalogue.num_plurals] or ("",) * catalogue.num_plurals
    path = catalogue_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    write_po(written, catalogue, width=110, sort_output=True, omit_header=True, include_lineno=False)
    path.write_bytes(header() + written.getvalue())
    empty = sum(1 for message in catalogue if message.id and not is_filled(message))
    print(f"{path.name}: {len(catalogue)} strings, {empty} without a translation.")
    upstream_messages().update()
    return 0


def upstream_messages() -> ModuleType:
    """The module beside this one, which uses this one."""
    from cooling import upstream_messages

    return upstream_messages


def header() -> bytes:
    """A header without dates, so that the file changes only when a string does."""
    return (
        b'# Indonesian words of Cooling.\nmsgid ""\nmsgstr ""\n"Language: id\\n"\n"MIME-Version: 1.0\\n"\n'
        b'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        b'"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )


def is_filled(message: Message) -> bool:
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(forms) and all(forms)


def name(message: Message) -> str:
    first = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    return f"{first!r} ({', '.join(sorted({place for place, _ in message.locations})) or 'nowhere'})"


def problems() -> list[str]:
    """Each string that the catalogue lacks, has too many, or leaves unsure, with its reason."""
    catalogue, found = read_catalogue(), read_sources()
    kept = {(message.id if isinstance(message.id, str) else message.id[0], message.context) for message in catalogue}
    asked = {(message.id if isinstance(message.id, str) else message.id[0], message.context) for message in found}
    told = []
    for message in (message for message in found if message.id):
        first = message.id if isinstance(message.id, str) else message.id[0]
        if (first, message.context) not in kept:
            told.append(f"not in the catalogue: {name(message)}")
    for message in (message for message in catalogue if message.id):
        first = message.id if isinstance(message.id, str) else message.id[0]
        if (first, message.context) not in asked:
            told.append(f"no longer used: {name(message)}")
        elif not is_filled(message):
            told.append(f"not translated: {name(message)}")
        elif message.fuzzy:
            told.append(f"marked fuzzy: {name(message)}")
        told.extend(f"{problem}: {name(message)}" for problem in message.check(catalogue))
    return [*told, *upstream_messages().problems()]


def check() -> int:
    told = problems()
    for line in told:
        print(line)
    if told:
        print(f"{len(told)} strings need work; run script/messages update, then translate them.")
    return bool(told)


def compile_all() -> int:
    """Write the .mo beside each .po that is newer; running needs nothing else."""
    for path in (path for folder in FOLDERS for path in folder.rglob("*.po")):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as stream:
            catalogue = read_po(stream)
        whole = BytesIO()
        write_mo(whole, catalogue)
        half = compiled.with_suffix(".mo.new")
        half.write_bytes(whole.getvalue())
        half.chmod(0o644)  # part of the program, which another account may run
        # In one step: a process that starts now reads the old catalogue or the new one.
        half.replace(compiled)
    return 0


COMMANDS = {"update": update, "check": check, "compile": compile_all}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit("Usage: script/messages update | check | compile")
    sys.exit(COMMANDS[sys.argv[1]]())
