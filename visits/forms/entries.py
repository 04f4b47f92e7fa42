"""What a device seals and sends: visits and photos, each blob behind its length, read back into posts."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from visits.forms.older_forms import brought_up, with_other_facts
from visits.models import Officer
from visits.sealing import NotSealed, unseal
from visits.services.content import Pairs, content_digest

SALT = "visits.device"
# A phone that was not opened for so long proves its officer anew by signing in.
TOKEN_AGE = 180 * 24 * 3600
HANDOVER = b"COOLING HANDOVER 1\n"


class NotAnEntry(ValueError):
    """What was sent is not what a device makes; the sentence says why."""


@dataclass(frozen=True)
class Entry:
    """One visit, or one photo of one, as its author's device sealed it."""

    kind: str
    key: uuid.UUID
    visit: uuid.UUID
    nrp: str
    data: QueryDict
    files: MultiValueDict = field(default_factory=MultiValueDict)
    own_digests: frozenset[str] = frozenset()
    is_known: bool = False

    @property
    def pairs(self) -> Pairs:
        return [(name, value) for name, values in self.data.lists() for value in values]


def device_token(officer: Officer) -> str:
    """What a device of this officer seals into every entry: only where they signed in it can be had."""
    return signing.dumps({"nrp": officer.nrp}, salt=SALT)


def read_entries(content: bytes) -> Iterator[Entry]:
    """Every entry of a posted body or a handover file; raises NotAnEntry."""
    parts = _blobs(content.removeprefix(HANDOVER))
    for blob in parts:
        said, rest = _opened(blob)
        if said.get("kind") == "visit":
            yield _visit(said)
            continue
        if said.get("kind") != "about":
            raise NotAnEntry(_("This is not something that a device of Cooling made."))
        about, (said, rest) = said, _opened(next(parts, b""))
        if said.get("kind") != "photo" or said.get("key") != about.get("key"):
            raise NotAnEntry(_("A photo and what is said of it do not belong together."))
        yield _photo(about, said, rest)


def _blobs(content: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(content):
        length = int.from_bytes(content[at : at + 4])
        if not length or at + 4 + length > len(content):
            raise NotAnEntry(_("The file is cut off. Make it again on the phone."))
        yield content[at + 4 : at + 4 + length]
        at += 4 + length


def _opened(blob: bytes) -> tuple[dict[str, Any], bytes]:
    """What the device said, and the bytes behind it."""
    try:
        content = unseal(blob)
        length = int.from_bytes(content[:4])
        said = json.loads(content[4 : 4 + length])
        said["nrp"] = signing.loads(said["token"], salt=SALT, max_age=TOKEN_AGE)["nrp"]
        said["key"] = uuid.UUID(said["key"])
    except (NotSealed, signing.BadSignature, ValueError, KeyError, TypeError) as problem:
        raise NotAnEntry(_("This was not sealed for this server by a phone that is known to it.")) from problem
    return said, content[4 + length :]


def _visit(said: dict[str, Any]) -> Entry:
    try:
        pairs = brought_up([(str(name), str(value)) for name, value in said["pairs"]], int(said["form"]))
    except (KeyError, TypeError, ValueError) as problem:
        raise NotAnEntry(_("This is not something that a device of Cooling made.")) from problem
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    data["key"] = str(said["key"])
    own = frozenset(str(digest) for digest in said.get("own", []))
    return Entry(
        "visit", said["key"], said["key"], said["nrp"], data, own_digests=own, is_known=bool(said.get("known"))
    )


def set_apart(entry: Entry) -> Entry:
    """A visit's words as a draft of their own: without the saved rows and photos of the visit that they name.

    The key follows from the words, so that sent twice they are one draft.
    """
    answered = [value for name, value in entry.pairs if name == "answer" and value.strip()]
    pairs = [pair for pair in entry.pairs if not (pair[0].startswith("photos-") or pair[0].endswith("-id"))]
    key = uuid.uuid5(entry.key, content_digest(pairs))
    data = QueryDict(mutable=True)
    for name, value in with_other_facts(pairs, answered):
        if name not in ("key", "action", "revision", "answer"):
            data.appendlist(name, value)
    data.update({"key": str(key), "action": "save", "revision": "0"})
    return replace(entry, key=key, visit=key, data=data, is_known=False)


def _photo(about: dict[str, Any], said: dict[str, Any], content: bytes) -> Entry:
    data, files = QueryDict(mutable=True), MultiValueDict()
    data.update({"key": str(said["key"]), "caption": str(about.get("caption", "")), "stop": str(about.get("stop", ""))})
    name, kind = str(said.get("name", "photo.jpg"))[:100], str(said.get("type", ""))[:100]
    files["image"] = InMemoryUploadedFile(io.BytesIO(content), "image", name, kind, len(content), None)
    try:
        visit = uuid.UUID(about["visit"])
    except (KeyError, ValueError, TypeError) as problem:
        raise NotAnEntry(_("This photo does not say which visit it belongs to.")) from problem
    return Entry("photo", said["key"], visit, said["nrp"], data, files)
