"""A phone's keeper of passkeys, in Python: it makes them and answers challenges rightly, or in one way wrongly."""

from __future__ import annotations

import json
import secrets
import struct
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, UNLOCKED, HOLDS_A_KEY = 0x01, 0x04, 0x40
ORIGIN = "http://testserver"


class SoftKey:
    """One passkey. `uses` counts as a real one does; set it back to play a copy."""

    def __init__(self):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.handle = b""
        self.uses = 0

    def make(self, options: dict, *, origin: str = ORIGIN, flags: int = PRESENT | UNLOCKED) -> str:
        """The answer to a request for a new passkey."""
        asked = options["publicKey"]
        self.handle = websafe_decode(asked["user"]["id"])
        public = cbor.encode(ES256.from_cryptography_key(self.private.public_key()))
        kept = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        data = self._data(asked["rp"]["id"], flags | HOLDS_A_KEY) + kept
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", asked["challenge"], origin)
        return self._answer(clientDataJSON=said, attestationObject=attested)

    def sign(self, options: dict, *, origin: str = ORIGIN, flags: int = PRESENT | UNLOCKED, site: str = "") -> str:
        """The answer to a challenge."""
        asked = options["publicKey"]
        self.uses += 1
        data = self._data(site or asked["rpId"], flags)
        said = self._said("webauthn.get", asked["challenge"], origin)
        signature = self.private.sign(data + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": said, "authenticatorData": data, "signature": signature, "userHandle": self.handle}
        return self._answer(**parts)

    def _data(self, site: str, flags: int) -> bytes:
        return sha256(site.encode()).digest() + struct.pack(">BI", flags, self.uses)

    def _said(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _answer(self, **response: bytes) -> str:
        parts = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps({"rawId": websafe_encode(self.id), "type": "public-key", "response": parts})
