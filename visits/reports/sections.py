"""Sections A to C and F to H of the report: basis, officers, people, result, follow-up, situation."""

from __future__ import annotations

from visits.core.dates import long_date, short_date
from visits.core.readable_visit import ReadableVisit, officer_label
from visits.models import Encounter, FollowUp, OfficerRole, Participation, Partner, Presence, Visit
from visits.models.visit_fields import STANDALONE_TEXTS, ReportPart

from . import labels
from .dates import LANGUAGE, write_number
from .parts import Item, clean, in_brackets, join_parts, labelled

Lines = dict[str, list[Item]]


def _texts(visit: Visit, part: ReportPart) -> Lines:
    """The lines of the visit's texts in one part of the report, by field (models.visit_fields).

    A section takes out those that have a fixed place in it, and then writes the rest.
    """
    return {
        field.name: labelled(field.report.label, getattr(visit, field.name))
        for field in STANDALONE_TEXTS
        if field.report and field.report.part is part
    }


def _rest(lines: Lines) -> list[Item]:
    return [item for items in lines.values() for item in items]


def basis(rows: ReadableVisit) -> list[Item]:
    """Order, operation with its stages, programme, initiative, background and purpose."""
    visit, texts = rows.visit, _texts(rows.visit, ReportPart.BASIS)
    operation = visit.operation.name + in_brackets(visit.operation.basis) if visit.operation else ""
    return [
        *texts.pop("order_number"),
        *labelled("Operasi", operation),
        *labelled("Tahapan", "; ".join(visit.stage_names)),
        *texts.pop("programme"),
        *labelled("Atas inisiatif", labels.INITIATIVES.get(visit.initiative, "")),
        *texts.pop("background"),
        *_rest(texts),
        *labelled("Kelanjutan dari", _earlier(rows)),
    ]


def _earlier(rows: ReadableVisit) -> str:
    if not rows.visit.follows_id:
        return ""
    if rows.earlier is None or rows.earlier.visited_on is None:
        return "kunjungan terdahulu"
    return f"kunjungan {long_date(rows.earlier.visited_on, LANGUAGE)} oleh {rows.earlier.unit_name}"


def officers(rows: ReadableVisit) -> list[Item]:
    """Who went, then who directed from elsewhere, then the bodies that came along."""
    present = [row for row in rows.officers if row.role != OfficerRole.DIRECTING]
    directing = [row for row in rows.officers if row.role == OfficerRole.DIRECTING]
    return [
        *(Item(_officer(row)) for row in present),
        *(item for row in directing for item in labelled("Di bawah koordinasi", _officer(row))),
        *labelled("Bersama", _partners(rows.visit)),
    ]


def _partners(visit: Visit) -> str:
    """The kinds of partners, those of another kind by name."""
    kinds = [labels.PARTNERS.get(code, code) for code in visit.partners if code != Partner.OTHER]
    others = [labels.PARTNERS[Partner.OTHER]] if Partner.OTHER in visit.partners else []
    if visit.partners_other:
        others = [f"{others[0]} ({visit.partners_other})" if others else visit.partners_other]
    return join_parts(kinds + others)


def _officer(row: Participation) -> str:
    parts = [officer_label(row)]
    if row.name and row.nrp:
        parts.append(f"NRP {row.nrp}")
    if row.name:
        parts += [f"{row.count} anggota" if row.count else "", row.position]
    # "Kapolsek Kupang Timur, Polsek Kupang Timur" says it twice.
    if row.unit_name and row.unit_name not in officer_label(row) and row.unit_name not in row.position:
        parts.append(row.unit_name)
    return ", ".join(clean(part) for part in parts if part) + in_brackets(labels.OFFICER_ROLES[row.role])


def people(rows: ReadableVisit) -> list[Item]:
    """Who was met, who was only mentioned, and how many people were there."""
    visit = rows.visit
    attendance = ""
    if visit.attendance is not None:
        about = "sekitar " if visit.attendance_is_estimate else ""
        attendance = f"{about}{write_number(visit.attendance)} orang"
    ordered = sorted(rows.people, key=lambda person: person.presence == Presence.MENTIONED)
    return [*(Item(_person(person, rows)) for person in ordered), *labelled("Jumlah yang hadir", attendance)]


def _person(person: Encounter, rows: ReadableVisit) -> str:
    institution = "" if person.institution in person.title else person.institution
    parts = [person.full_name, person.title, institution]
    categories = [labels.CATEGORIES.get(code, code) for code in person.categories]
    if categories == [person.full_name.casefold()]:  # a group that is called by its category
        categories = []
    return ", ".join(clean(part) for part in parts if part) + in_brackets(
        ", ".join(categories),
        f"{write_number(person.count)} orang" if person.count else "",
        labels.MENTIONED if person.presence == Presence.MENTIONED else "",
        rows.stop_label(person.stop_id),
    )


def result(rows: ReadableVisit) -> list[Item]:
    visit, texts = rows.visit, _texts(rows.visit, ReportPart.RESULT)
    label = labels.RECEPTIONS.get(visit.reception, "")
    reception = ". ".join(part for part in (label.capitalize(), visit.reception_note) if part)
    return [
        *texts.pop("result"),
        *labelled("Penerimaan warga", reception),
        *_rest(texts),
    ]


def follow_up(rows: ReadableVisit) -> list[Item]:
    """Obstacles, promises, advice, and the officer's own view apart from what people said."""
    texts = _texts(rows.visit, ReportPart.FOLLOW_UP)
    promises = [Item(_promise(promise, rows)) for promise in rows.follow_ups]
    return [
        *texts.pop("obstacles"),
        *([Item("Tindak lanjut:", below=promises, plain=True)] if promises else []),
        *_rest(texts),
    ]


def _promise(promise: FollowUp, rows: ReadableVisit) -> str:
    linked = {note.pk for note in promise.notes.all()}
    sources = [clean(note.topic_text or note.text)[:60] for note in rows.notes if note.pk in linked]
    owner = promise.owner
    told = f"warga diberi tahu {short_date(promise.told_on, LANGUAGE)}" if promise.told_on else ""
    return clean(promise.text) + in_brackets(
        f"menindaklanjuti: {', '.join(sources)}" if sources else "",
        f"penanggung jawab: {owner.full_name}" if owner else "",
        f"diteruskan kepada: {promise.sent_to}" if promise.sent_to else "",
        f"tenggat: {short_date(promise.due_on, LANGUAGE)}" if promise.due_on else "",
        f"status: {labels.FOLLOW_UP_STATUSES[promise.status]}",
        f"hasil: {promise.result}" if promise.result else "",
        told,
        "yang bersangkutan menyatakan sudah dipenuhi" if promise.confirmed_by_person else "",
    )


def situation(rows: ReadableVisit) -> list[Item]:
    visit = rows.visit
    urgent = "terdapat ancaman atau kejadian yang memerlukan penanganan segera" if visit.urgent else ""
    return [
        *labelled("Mendesak", urgent),
        *labelled("Sebelum kegiatan", labels.SITUATIONS.get(visit.situation_before, "")),
        *labelled("Setelah kegiatan", labels.SITUATIONS.get(visit.situation_after, "")),
        *_rest(_texts(visit, ReportPart.SITUATION)),
    ]
