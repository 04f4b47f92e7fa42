"""Forms of address before a name, as people write them and as they are kept."""

from __future__ import annotations

HONORIFICS = {
    "bapak": "Bapak",
    "bpk": "Bapak",
    "bp": "Bapak",
    "pak": "Bapak",
    "ibu": "Ibu",
    "bu": "Ibu",
    "mama": "Mama",
    "sdr": "Sdr.",
    "saudara": "Sdr.",
    "sdri": "Sdri.",
    "saudari": "Sdri.",
    "pdt": "Pdt.",
    "pendeta": "Pdt.",
    "romo": "Romo",
    "rm": "Romo",
    "pastor": "Pastor",
    "pater": "Pater",
    "suster": "Suster",
    "sr": "Suster",
    "ustaz": "Ustaz",
    "ustad": "Ustaz",
    "ustadz": "Ustaz",
    "ust": "Ustaz",
    "h": "H.",
    "haji": "H.",
    "hj": "Hj.",
    "hajah": "Hj.",
}
