"""The copy of everything held on a person, for that person: without a word about anybody else.

UU 27/2022 art. 7 (copy), 31–32 (record of processing), 33 (no data of others). In Indonesian, as
all reports are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from visits.core.dates import instant, long_date, short_date

OTHER = "[nama orang lain]"
Said = Callable[[str], str]


def copy_text(data: Any, *, others: Any) -> str:
    """The copy as plain text. `data` is a FigureData; `others` take the names of third persons out of texts."""
    figure = data.figure

    def said(text: str) -> str:
        return others.taken_out(text, OTHER)

    parts = [
        "SALINAN DATA PRIBADI\n(UU Nomor 27 Tahun 2022, Pasal 7 dan Pasal 32)",
        _block("Identitas", _identity(figure, said)),
        _block("Tujuan dan masa simpan", _why(data.held_until)),
        _block("Peran", [_role(role, said) for role in figure.roles.all()]),
        _block("Persetujuan", [_consent(row) for row in data.consents]),
        _block("Kunjungan", [_visit(row, said) for row in data.encounters]),
        _block("Yang disampaikan", [_note(note, said) for note in data.said]),
        _block("Permintaan atas data pribadi", [_request(row, said) for row in data.requests]),
        _block("Siapa yang membuka data ini", [*map(_look, data.looks), *_earlier(data.earlier_looks)]),
    ]
    if data.visits_elsewhere:
        parts.append(f"Selain itu, {data.visits_elsewhere} kunjungan satuan lain menyebut nama ini.")
    return "\n\n".join(parts) + "\n"


def _block(title: str, lines: list[str]) -> str:
    return "\n".join([f"{title}:", *([f"- {line}" for line in lines] or ["- tidak ada"])])


def _identity(figure, said: Said) -> list[str]:
    lines = [f"Nama: {figure.full_name}"]
    if figure.addressed_as:
        lines.append(f"Sapaan: {said(figure.addressed_as)}")
    if figure.village:
        lines.append(f"Desa/kelurahan: {figure.village.label}")
    if figure.phone:
        lines.append(f"Telepon: {figure.phone}")
    return [*lines, f"Dicatat sejak {instant(figure.created_at, 'id')} oleh {figure.unit.name}"]


def _why(held_until) -> list[str]:
    """Purpose, ground and period (art. 5 and 21)."""
    until = f"sampai {short_date(held_until, 'id')}" if held_until else "selama operasi yang memuat kunjungan berjalan"
    return [
        "Mengenali dan menyapa dengan tepat pada kunjungan berikutnya (UU 2/2002 Pasal 13 dan 14)",
        "Telepon dan foto: dengan persetujuan",
        f"Disimpan {until}; setelah itu penghapusan nama diusulkan kepada atasan",
    ]


def _role(role, said: Said) -> str:
    dates = " – ".join(short_date(day, "id") for day in (role.starts_on, role.ends_on) if day)
    return ", ".join(part for part in (said(str(role)), said(role.institution), dates) if part)


def _consent(consent) -> str:
    ended = f", ditarik {short_date(consent.withdrawn_on, 'id')}" if consent.withdrawn_on else ""
    return f"{consent.get_purpose_display()}: {short_date(consent.given_on, 'id')}{ended}"


def _visit(row, said: Said) -> str:
    place = row.stop.place_label if row.stop else ""
    named = ", ".join(part for part in (row.full_name, said(row.title), said(row.institution)) if part)
    return " – ".join(
        part for part in (long_date(row.visit.visited_on, "id"), place, f"dicatat sebagai {named}") if part
    )


def _note(note, said: Said) -> str:
    return f"{long_date(note.visit.visited_on, 'id')}: {said(note.text)}"


def _look(look) -> str:
    """Who looked, by unit: the officer's name is another person's."""
    return f"{instant(look.at, 'id')}: {look.kind} ({look.unit})"


def _earlier(number: int) -> list[str]:
    return [f"dan {number} kali sebelumnya"] if number > 0 else []


def _request(row, said: Said) -> str:
    answered = f"; dijawab {instant(row.answered_at, 'id')}: {said(row.answer)}" if row.answered_at else ""
    return f"{instant(row.asked_at, 'id')}: {row.get_kind_display()} – {said(row.words)}{answered}"
