"""What devices seal to the server: a key pair out of HANDOVER_KEY, and the opening of what was sealed.

A sealed blob: b"CS1", 8 bytes that name the key, the device's ephemeral public key (65), a nonce (12),
then AES-256-GCM of the content. The AES key is HKDF-SHA256 over the ECDH secret on P-256, with both
public keys as its salt. `static/js/device/vault.js` does the other side.
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
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

MAGIC, INFO = b"CS1", b"cooling seal 1"
NAME, POINT, NONCE = 8, 65, 12
# The order of the group of P-256: private keys are the numbers below it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class NotAnEnvelope(ValueError):
    """What came is not sealed to one of our keys, or was changed on its way."""


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
    """Name and public key that devices seal to from now on."""
    pair = _pair(settings.HANDOVER_KEYS[0])
    return {"name": pair.name.hex(), "public": base64.b64encode(pair.public).decode()}


def _derive(private: ec.EllipticCurvePrivateKey, other: bytes, *, ephemeral: bytes, public: bytes) -> AESGCM:
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), other))
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=ephemeral + public, info=INFO).derive(shared))


def decrypt(blob: bytes) -> bytes:
    """The content of a blob sealed to any of our keys; raises NotAnEnvelope."""
    header, body = blob[: len(MAGIC) + NAME + POINT], blob[len(MAGIC) + NAME + POINT :]
    name, ephemeral = header[len(MAGIC) : len(MAGIC) + NAME], header[len(MAGIC) + NAME :]
    pair = next((pair for pair in map(_pair, settings.HANDOVER_KEYS) if pair.name == name), None)
    if not header.startswith(MAGIC) or pair is None:
        raise NotAnEnvelope("It is not sealed to a key of this server.")
    try:
        opener = _derive(pair.private, ephemeral, ephemeral=ephemeral, public=pair.public)
        return opener.decrypt(body[:NONCE], body[NONCE:], header)
    except (InvalidTag, ValueError) as problem:
        raise NotAnEnvelope("It was changed on its way.") from problem


def encrypt(content: bytes) -> bytes:
    """Seal as a device does; the nonce may be zero, since every key is used once."""
    pair, own = _pair(settings.HANDOVER_KEYS[0]), ec.generate_private_key(ec.SECP256R1())
    ephemeral = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    header = MAGIC + pair.name + ephemeral
    sealer = _derive(own, pair.public, ephemeral=ephemeral, public=pair.public)
    return header + bytes(NONCE) + sealer.encrypt(bytes(NONCE), content, header)
