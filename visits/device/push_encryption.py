"""What a push service is given: a message that only the browser reads (RFC 8291), and who sends it (RFC 8292)."""

from __future__ import annotations

import base64
import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
# The order of the group of P-256: private keys are the numbers below it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
NUMBER, SALT, RECORD = 32, 16, 4096
# All messages are of one length: what they weigh tells nothing.
LENGTH = 64
LAST_RECORD = b"\x02"


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of base64url, with or without its padding; raises ValueError."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*={0,2}", text):
        raise ValueError("This is not base64url.")
    plain = text.rstrip("=")
    return base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4))


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public key of a private one, as 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@lru_cache(maxsize=4)
def server_key(setting: str) -> ec.EllipticCurvePrivateKey:
    """The key of PUSH_KEY: itself where it is one (32 bytes in base64url), else always the same made from it."""
    number = 0
    if re.fullmatch(r"[A-Za-z0-9_-]{43}=?", setting):
        number = int.from_bytes(decode(setting))
    if not 0 < number < ORDER:
        bits = HKDF(algorithm=SHA256(), length=48, salt=None, info=b"cooling push p-256").derive(setting.encode())
        number = int.from_bytes(bits) % (ORDER - 1) + 1
    return ec.derive_private_key(number, CURVE)


def public_key(setting: str) -> str:
    """What a browser subscribes with."""
    return encode(point(server_key(setting)))


@dataclass(frozen=True)
class Reader:
    """The keys of one browser's subscription."""

    public: bytes
    auth: bytes


def encrypt(content: bytes, reader: Reader, *, length: int = LENGTH) -> bytes:
    """The body of a message to one browser."""
    return encrypt_with(content, reader, key=ec.generate_private_key(CURVE), salt=os.urandom(SALT), length=length)


def encrypt_with(
    content: bytes, reader: Reader, *, key: ec.EllipticCurvePrivateKey, salt: bytes, length: int = 0
) -> bytes:
    """The same for a given key and salt, which must not be used twice."""
    mine = point(key)
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, reader.public))
    secret = _derive(shared, reader.auth, b"WebPush: info\0" + reader.public + mine, NUMBER)
    content_key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    padded = content + LAST_RECORD + bytes(max(0, length - len(content)))
    head = salt + RECORD.to_bytes(4) + bytes([len(mine)]) + mine
    return head + AESGCM(content_key).encrypt(nonce, padded, None)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def vapid(key: ec.EllipticCurvePrivateKey, *, audience: str, expires: int, contact: str) -> str:
    """The value of `Authorization`: a token (JWT, ES256) for one push service, and the key that signed it."""
    head = {"typ": "JWT", "alg": "ES256"}
    said = {"aud": audience, "exp": expires, "sub": contact}
    signed = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (head, said))
    numbers = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256())))
    signature = encode(b"".join(number.to_bytes(NUMBER) for number in numbers))
    return f"vapid t={signed}.{signature}, k={encode(point(key))}"
