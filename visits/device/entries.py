"""What a device encrypts and sends: visits and photos, each blob behind its length, read back into posts."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from visits.core.visit_content import Pairs, content_digest, form_data
from visits.device import credentials
from visits.device.credentials import Credential
from visits.device.envelope import NotAnEnvelope, decrypt
from visits.device.form_versions import FORM, upgraded, with_other_facts

HANDOVER = b"COOLING HANDOVER 1\n"
# Keys made for what has none follow from this.
KEYLESS = uuid.UUID("6f0d6a5e-6f5b-4f0e-9d2c-1b7a3c0f4e11")


class NotAnEntry(ValueError):
    """What was sent is not what a device makes; the sentence says why."""


class WrongShape(ValueError):
    """A value of what was encrypted is of another kind than a device ever writes."""


@dataclass(frozen=True)
class Entry:
    """One visit, or one photo of one, as its author's device encrypted it."""

    kind: str
    key: uuid.UUID
    visit: uuid.UUID
    credential: Credential
    data: QueryDict
    files: MultiValueDict = field(default_factory=MultiValueDict)
    own_digests: frozenset[str] = frozenset()
    is_known: bool = False
    # Its phone gave it a key that is none, as scripts once did: the words count all the same.
    is_keyless: bool = False

    @property
    def nrp(self) -> str:
        """Who wrote it, as the signature of the token says."""
        return self.credential.nrp

    @property
    def pairs(self) -> Pairs:
        return [(name, value) for name, values in self.data.lists() for value in values]


@dataclass(frozen=True)
class Opened:
    """What one blob says, and the bytes behind it."""

    said: dict[str, Any]
    rest: bytes
    credential: Credential
    key: uuid.UUID
    is_keyless: bool = False

    def text(self, name: str, default: str | None = None) -> str:
        """A text of what was said; without a default it has to be there. A stray half of a sign is replaced."""
        return _text(self.said[name] if default is None else self.said.get(name, default))

    def texts(self, name: str) -> list[str]:
        return [_text(each) for each in _list(self.said.get(name, []))]

    def number(self, name: str, highest: int) -> int:
        found = self.said[name]
        # `type`, since True is an int as well.
        if type(found) is not int or not 0 <= found <= highest:
            raise WrongShape(name)
        return found

    def pairs(self) -> Pairs:
        found = [_list(pair) for pair in _list(self.said["pairs"])]
        return [(_text(name), _text(value)) for name, value in found]


def _list(found: object) -> list:
    if not isinstance(found, list):
        raise WrongShape
    return found


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise WrongShape
    return found.encode("utf-8", "replace").decode()


def read_entries(content: bytes) -> Iterator[Entry]:
    """Every entry of a posted body or a handover file; raises NotAnEntry."""
    parts = _blobs(content.removeprefix(HANDOVER))
    for blob in parts:
        found = _opened(blob)
        try:
            if found.said.get("kind") == "visit":
                yield _visit(found)
                continue
            if found.said.get("kind") != "about":
                raise WrongShape
            yield _photo(found, _opened(next(parts, b"")))
        except (KeyError, ValueError) as problem:
            if isinstance(problem, NotAnEntry):
                raise
            raise NotAnEntry(_("This was not made by a device with Cooling.")) from problem


def _blobs(content: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(content):
        length = int.from_bytes(content[at : at + 4])
        # A length of nothing would never come to an end.
        if not length or at + 4 + length > len(content):
            raise NotAnEntry(_("The file is cut off. Make it again on the phone."))
        yield content[at + 4 : at + 4 + length]
        at += 4 + length


def _opened(blob: bytes) -> Opened:
    try:
        content = decrypt(blob)
        length = int.from_bytes(content[:4])
        said = json.loads(content[4 : 4 + length])
        if not isinstance(said, dict):
            raise WrongShape
        credential = credentials.read(_text(said["token"]))
        key = _text(said["key"])
        found = _uuid(key)
        # Of a visit alone: a photo belongs to one that has a key.
        is_keyless = found is None and said.get("kind") == "visit"
        number = uuid.uuid5(KEYLESS, f"{credential.nrp} {key}") if is_keyless else found or uuid.UUID(key)
        return Opened(said, content[4 + length :], credential, number, is_keyless)
    except (NotAnEnvelope, signing.BadSignature, ValueError, KeyError, RecursionError) as problem:
        raise NotAnEntry(_("This was not encrypted for this server by a phone that it knows.")) from problem


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _visit(found: Opened) -> Entry:
    # A form newer than this server's has nothing to be renamed; any other number is nonsense.
    pairs = upgraded(found.pairs(), found.number("form", highest=FORM + 1000))
    data = form_data(pairs)
    # The key beside the words counts: the one among them may be of an older page.
    data["key"] = str(found.key)
    own, is_known = frozenset(found.texts("own")), found.said.get("known") is True
    return Entry(
        "visit",
        found.key,
        found.key,
        found.credential,
        data,
        own_digests=own,
        is_known=is_known and not found.is_keyless,
        is_keyless=found.is_keyless,
    )


def as_draft(entry: Entry, key: uuid.UUID) -> Entry:
    """A visit's words as a draft under this key: without the saved rows and photos of the visit that they name."""
    answered = [value for name, value in entry.pairs if name == "answer" and value.strip()]
    told = with_other_facts(_own_pairs(entry), answered)
    # An answer belongs to a return of that visit; here it stands among the other facts.
    data = form_data(pair for pair in told if pair[0] not in ("key", "action", "revision", "answer"))
    data.update({"key": str(key), "action": "save", "revision": "0"})
    return replace(entry, key=key, visit=key, data=data, is_known=False, own_digests=frozenset())


def set_apart(entry: Entry) -> Entry:
    """The same under a key of its own, that follows from the words: sent twice they are one draft."""
    return as_draft(entry, uuid.uuid5(entry.key, content_digest(_own_pairs(entry))))


def _own_pairs(entry: Entry) -> Pairs:
    return [pair for pair in entry.pairs if not (pair[0].startswith("photos-") or pair[0].endswith("-id"))]


def _photo(about: Opened, found: Opened) -> Entry:
    # Two envelopes, opened apart: nobody may put another picture behind a caption.
    if found.said.get("kind") != "photo" or (found.key, found.credential.nrp) != (about.key, about.credential.nrp):
        raise NotAnEntry(_("A photo and its caption do not match."))
    data = QueryDict(mutable=True)
    files: MultiValueDict[str, UploadedFile] = MultiValueDict()
    caption, stop = about.text("caption", ""), about.text("stop", "")
    data.update({"key": str(found.key), "caption": caption, "stop": stop})
    kind = found.text("type", "")[:100]
    # What the file was called on the phone tells nothing that is needed, and Django refuses some names.
    files["image"] = InMemoryUploadedFile(io.BytesIO(found.rest), "image", "photo", kind, len(found.rest), None)
    if not isinstance(about.said.get("visit"), str):
        raise NotAnEntry(_("This photo does not say which visit it belongs to."))
    return Entry("photo", found.key, uuid.UUID(about.text("visit")), about.credential, data, files)
