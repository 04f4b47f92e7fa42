"""A browser's push service of our own: it checks who sends (RFC 8292), and opens what the browser would (RFC 8291)."""

from __future__ import annotations

import datetime as dt
import http.server
import ipaddress
import json
import ssl
import threading
import time
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from visits.device.push_encryption import decode, encode

CURVE, AUTH = ec.SECP256R1(), b"sixteen bytes..."
PUSH_KEY = "push-" * 12


def decrypt(body: bytes, *, private: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """What a browser reads, by the letter of RFC 8188 and RFC 8291."""
    salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
    sender, encrypted = body[21 : 21 + length], body[21 + length :]
    assert (length, size) == (65, 4096)
    assert len(encrypted) <= size
    own = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))

    def derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)

    secret = derive(shared, auth, b"WebPush: info\0" + own + sender, 32)
    key = derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    content = AESGCM(key).decrypt(nonce, encrypted, None).rstrip(b"\0")
    assert content.endswith(b"\x02")
    return content[:-1]


def claims(authorization: str, *, public: str) -> dict:
    """What the token says, where the key that the browser subscribed with has signed it."""
    scheme, _blank, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    assert parts["k"] == public
    signed, _dot, signature = parts["t"].rpartition(".")
    head, said = (json.loads(decode(part)) for part in signed.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    numbers = decode(signature)
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(public))
    raw = encode_dss_signature(int.from_bytes(numbers[:32]), int.from_bytes(numbers[32:]))
    key.verify(raw, signed.encode(), ec.ECDSA(SHA256()))
    return said


def certificate(folder: Path) -> Path:
    """A certificate of localhost, with its key, that signs itself."""
    key, name = ec.generate_private_key(CURVE), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, SHA256())
    )
    path = folder / "push-service.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


class PushService:
    """The service and the one browser that it serves; `answers` is what it says from now on."""

    def __init__(self, certificate: Path, *, public: str):
        self.certificate, self.public = certificate, public
        self.private = ec.generate_private_key(CURVE)
        self.got: list[dict] = []
        self.problems: list[str] = []
        self.answers, self.body = 201, b""
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                service._take(self)

            def log_message(self, *_said):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def host(self) -> str:
        return f"localhost:{self.server.server_address[1]}"

    @property
    def origin(self) -> str:
        return f"https://{self.host}"

    def subscription(self, name: str = "phone") -> dict[str, str]:
        """What its browser posts."""
        own = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.origin}/send/{name}?v=2", "p256dh": encode(own), "auth": encode(AUTH)}

    def _take(self, request: http.server.BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        try:
            said = claims(request.headers["Authorization"], public=self.public)
            assert said["aud"] == self.origin
            assert 0 < said["exp"] - time.time() <= 24 * 3600
            assert said["sub"].startswith(("https://", "mailto:"))
            assert request.headers["Content-Encoding"] == "aes128gcm"
            content = decrypt(body, private=self.private, auth=AUTH)
        except (AssertionError, InvalidSignature, KeyError, ValueError) as problem:
            self.problems.append(repr(problem))
            return self._answer(request, 401)
        got = {"said": json.loads(content), "path": request.path, "size": len(body)}
        self.got.append(got | {name: request.headers[name] for name in ("TTL", "Topic", "Urgency")})
        return self._answer(request, self.answers)

    def _answer(self, request: http.server.BaseHTTPRequestHandler, status: int) -> None:
        request.send_response(status)
        request.send_header("Location", "/somewhere-else")
        request.send_header("Content-Length", str(len(self.body)))
        request.end_headers()
        request.wfile.write(self.body)

    @property
    def said(self) -> list[dict]:
        return [each["said"] for each in self.got]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
