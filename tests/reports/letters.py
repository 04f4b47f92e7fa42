"""A visit with everything that can be logged, for the tests of the report."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests import factories as make
from visits.models import Officer, Visit


def make_samapta() -> tuple[Officer, Officer, Officer]:
    """An author, a colleague and a supervisor of Satsamapta, whose reports go to the Kapolres."""
    polres = make.make_polres()
    unit = make.make_unit(
        "satsamapta",
        parent=polres,
        name="Satsamapta Polres Kupang",
        report_to="Bapak Kapolres Kupang",
        report_from="Kasat Samapta",
        report_copies="Wakapolres, Kabagops",
    )
    author = make.make_officer(unit=unit, name="Petrus Manuain", position="Kanit Turjawali")
    colleague = make.make_officer(unit=unit, name="Yosef Contoh")
    return author, colleague, make.make_officer(unit=unit, name="Imanuel Neolaka", role="supervisor")


def make_full_visit(author: Officer, **fields) -> Visit:
    """Every field of every row below a visit has a value of its own."""
    operation = make.make_operation(basis="PKPU Nomor 2 Tahun 2024")
    earlier = make.make_visit(author=author, visited_on=dt.date(2024, 8, 20))
    visit = make.make_visit(
        author=author,
        with_rows=False,
        **{
            "started_at": dt.time(13, 0),
            "ended_at": dt.time(15, 30),
            "activity": "dialogue",
            "operation": operation,
            "stage_names": ["Penelitian persyaratan calon"],
            "programme": "Minggu Kasih",
            "order_number": "Sprin/7/IX/2024",
            "background": "Latar satu.\nLatar dua.",
            "initiative": "invitation",
            "purpose": "Tujuan kunjungan.",
            "partners": ["military", "civil_guard"],
            "partners_other": "Karang Taruna Contoh",
            "attendance": 1250,
            "attendance_is_estimate": True,
            "support_given": "Senter dua buah",
            "concern_heard": True,
            "situation_before": "tense",
            "situation_after": "calm",
            "situation_note": "Warga kembali tenang",
            "reception": "supportive",
            "reception_note": "Disambut baik",
            "result": "Sepakat ronda bersama",
            "obstacles": "Jembatan putus",
            "recommendation": "Kunjungi lagi",
            "assessment": "Perlu dikawal",
            "urgent": True,
            "other_facts": "Listrik padam",
            "follows": earlier,
            **fields,
        },
    )
    add_rows(visit, author)
    return visit


def add_rows(visit: Visit, author: Officer) -> None:
    hall = make.make_stop(visit, order=0, venue="house", name="Rumah Bapak Contoh", address="RT 001/RW 002, Dusun I")
    church = make.make_stop(
        visit,
        order=1,
        venue="church",
        name="Betania",
        host_name="Majelis Betania",
        date=dt.date(2024, 9, 2),
        time=dt.time(9, 15),
        latitude=Decimal("-10.100000"),
        longitude=Decimal("123.900000"),
        accuracy=25,
    )
    make.make_participation(visit, author, order=0)
    make.make_participation(visit, order=1, count=6, unit_name="Polsek Kupang Timur")
    make.make_participation(visit, order=2, rank="AKBP", name="Agustina Bria", position="Kapolres", role="directing")
    host = make.make_encounter(
        visit,
        order=0,
        honorific="Pdt.",
        name="Marselina Maubana",
        degrees="S.Th.",
        categories=["religious", "women"],
        title="Ketua Majelis",
        institution="GMIT Contoh",
        stop=church,
    )
    crowd = make.make_encounter(visit, order=1, group="warga Dusun I", count=40, categories=["resident"], stop=hall)
    hall.host_person = host
    hall.save()
    absent = make.make_encounter(
        visit, order=2, name="Simon Lalan", categories=["disputing_party"], presence="mentioned"
    )
    add_notes(visit, host, crowd, absent)
    make.make_follow_up(visit, "Patroli malam", order=0, sent_to="Dinas PU", due_on=dt.date(2024, 9, 30), owner=author)


def add_notes(visit, host, crowd, absent) -> None:
    question = make.make_note(
        visit, "Ternak hilang.", order=0, kind="concern", topic_text="ternak", disturbance="latent"
    )
    question.raised_by_people.add(crowd)
    make.make_note(visit, "Ronda dihidupkan.", order=1, kind="answer", answers=question)
    make.make_note(visit, "Jaga kerukunan.", order=2, kind="message")
    dispute = make.make_note(visit, "Batas tanah dipersoalkan.", order=3, kind="information")
    dispute.about.add(absent)
    sealed = make.make_note(visit, "Ada uang dibagikan.", order=4, kind="concern", source_is_confidential=True)
    sealed.raised_by_people.add(host)
    make.make_note(visit, "Nama pemicu diketahui.", order=5, kind="information", sensitivity="supervisors")
