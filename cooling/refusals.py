"""What the server says to a request that it does not receive: a page, or JSON for a device."""

from __future__ import annotations

import json
from html import escape

REASONS = {408: "Request Timeout", 413: "Content Too Large", 507: "Insufficient Storage"}
# In both languages, as the page of a fault: the server does not know yet who asks.
SENTENCES = {
    408: (
        "Pengiriman terlalu lambat",
        "Data yang dikirim terlalu lama sampai di server dan belum tersimpan. "
        "Pindah ke tempat dengan sinyal lebih baik, kembali ke halaman sebelumnya, lalu kirim lagi.",
        "Sending took too long, and nothing was saved. Go back and send it again where the signal is better.",
    ),
    413: (
        "Kiriman terlalu besar",
        "Data yang dikirim melebihi batas ukuran dan belum tersimpan. Kembali ke halaman sebelumnya, "
        "masuk lagi bila perlu, kurangi jumlah atau ukuran berkasnya, lalu kirim lagi.",
        "What was sent is too large, and nothing was saved. Go back, sign in again if need be, "
        "send fewer or smaller files.",
    ),
    507: (
        "Penyimpanan penuh",
        "Penyimpanan server penuh, dan data yang dikirim belum tersimpan. "
        "Kembali ke halaman sebelumnya, lalu coba lagi nanti.",
        "The server has no room left, and nothing was saved. Go back and try again later.",
    ),
}
PAGE = """<!doctype html>
<html lang="id">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Cooling</title></head>
<body><main><h1>{title}</h1><p>{sentence}</p><p lang="en">{english}</p><p><a href="/">Beranda</a></p></main></body>
</html>
"""
HEADERS = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
]


class Refusal:
    """An answer without the application; `headers` are those of the request, as waitress names them."""

    def __init__(self, status: int, *, headers: dict[str, str]):
        self.status = status
        self.as_json = "application/json" in headers.get("ACCEPT", "")
        # A device names its entry there, and every answer to one echoes it.
        self.key = headers.get("X_ENTRY_KEY", "")[:36]

    def to_response(self, _ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        title, sentence, english = SENTENCES[self.status]
        if self.as_json:
            kind, body = "application/json", json.dumps({"key": self.key, "error": sentence})
        else:
            said = {"title": title, "sentence": sentence, "english": english}
            kind, body = "text/html; charset=utf-8", PAGE.format(**{name: escape(text) for name, text in said.items()})
        status = f"{self.status} {REASONS[self.status]}"
        return status, [("Content-Type", kind), *HEADERS], body.encode()
