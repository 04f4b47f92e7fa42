"""What devices encrypt to the server: a key pair out of HANDOVER_KEY, and the opening of their envelopes.

An envelope: b"CS2", 8 bytes that name the key, then HPKE (RFC 9180) in base mode with DHKEM(P-256), HKDF-SHA256
and AES-256-GCM: the device's ephemeral public key (65), and the encrypted content with its tag (16).
`static/js/device/vault.js` does the other side; decision 54 says why. Envelopes of the scripts before, b"CS1", are
opened as well: they may wait on a phone that had no signal since.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
MAGIC, INFO = b"CS2", b"cooling envelope 2"
NAME = 8
FORMER_MAGIC, FORMER_INFO = b"CS1", b"cooling seal 1"
POINT, NONCE = 65, 12
# The order of the group of P-256: private keys are the numbers below it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class NotAnEnvelope(ValueError):
    """What came is not encrypted to one of our keys, or was changed on its way."""


@dataclass(frozen=True)
class Pair:
    """A key pair and its name: the first bytes of the SHA-256 of its public key."""

    private: ec.EllipticCurvePrivateKey
    public: bytes

    @property
    def name(self) -> bytes:
        return hashlib.sha256(self.public).digest()[:NAME]


@lru_cache(maxsize=8)
def _pair(secret: str) -> Pair:
    """The same pair from the same secret, on every server and after every start."""
    bits = HKDF(algorithm=SHA256(), length=48, salt=None, info=b"cooling handover p-256").derive(secret.encode())
    private = ec.derive_private_key(int.from_bytes(bits) % (ORDER - 1) + 1, ec.SECP256R1())
    return Pair(private, private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def newest_key() -> dict[str, str]:
    """Name and public key that devices encrypt to from now on."""
    pair = _pair(settings.HANDOVER_KEYS[0])
    return {"name": pair.name.hex(), "public": base64.b64encode(pair.public).decode()}


def decrypt(envelope: bytes) -> bytes:
    """The content of an envelope to any of our keys; raises NotAnEnvelope."""
    front, encrypted = envelope[: len(MAGIC) + NAME], envelope[len(MAGIC) + NAME :]
    pair = next((pair for pair in map(_pair, settings.HANDOVER_KEYS) if pair.name == front[len(MAGIC) :]), None)
    if not front.startswith((MAGIC, FORMER_MAGIC)) or pair is None:
        raise NotAnEnvelope("It is not encrypted to a key of this server.")
    try:
        if front.startswith(FORMER_MAGIC):
            return _decrypt_former(pair, front, encrypted)
        # The front is bound to the content as a part of `info`: the library takes no additional data.
        return SUITE.decrypt(encrypted, pair.private, info=INFO + front)
    except (InvalidTag, ValueError) as problem:
        raise NotAnEnvelope("It was changed on its way.") from problem


def _decrypt_former(pair: Pair, front: bytes, encrypted: bytes) -> bytes:
    """ECDH on P-256, HKDF over its secret with both public keys as salt, AES-256-GCM behind a nonce of 12 bytes."""
    ephemeral, nonce, content = encrypted[:POINT], encrypted[POINT : POINT + NONCE], encrypted[POINT + NONCE :]
    shared = pair.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), ephemeral))
    key = HKDF(algorithm=SHA256(), length=32, salt=ephemeral + pair.public, info=FORMER_INFO).derive(shared)
    return AESGCM(key).decrypt(nonce, content, front + ephemeral)


def encrypt(content: bytes) -> bytes:
    """An envelope as a device makes it."""
    pair = _pair(settings.HANDOVER_KEYS[0])
    front = MAGIC + pair.name
    return front + SUITE.encrypt(content, pair.private.public_key(), info=INFO + front)
