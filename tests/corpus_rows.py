"""What a person decides while typing the 19 reports: places, kinds, who said what to whom."""

from __future__ import annotations

KEFAMENANU, SALAK = "53.03.05", "12.15.03"

REPORTS: dict[str, dict] = {
    "r01": {
        "visit": {
            "activity": "dialogue",
            "operation": "pilkada-2024",
            "concern_heard": "yes",
            "reception": "supportive",
        },
        "stops": [{"place": "53.01.06.2006", "host": "people-0"}],
        "officers": {1: {"role": "dialogue"}},
        "notes": {0: {"raised_by": ["people-1"]}, 1: {"raised_by": ["people-1"]}},
    },
    "r02": {
        "visit": {"activity": "complaint_forum", "partners": ["military", "village_government", "other"]},
        "stops": [{"place": "53.01.06.2015"}],
        "officers": {0: {"role": "dialogue"}},
        "more_people": [{"group": "warga", "categories": ["resident"], "presence": "met"}],
        "notes": {**{number: {"raised_by": ["people-4"]} for number in range(10)}, 10: {"raised_by": ["officers-0"]}},
        "follow_ups": {0: {"note": ["10"]}},
        "passed_on": {"sent_to": "instansi lain", "note": ["3", "7"]},
    },
    "r04": {
        "visit": {"activity": "complaint_forum"},
        "stops": [{"place": "53.71.06.1009", "address": "RT 002 RW 001", "host": "people-1"}],
        "people": {0: {"categories": ["village_head"]}, 4: {"count": "1"}},
        "notes": {0: {"raised_by": ["officers-0"]}, 1: {"raised_by": ["officers-0"]}},
    },
    "r06": {
        # The source gives no date and no order number: both are invented.
        "visit": {
            "visited_on": "2024-10-20",
            "order_number": "Sprin/812/X/OPS.1.1/2024",
            "activity": "outreach",
            "partners": ["other"],
        },
        "stops": [{"place": KEFAMENANU, "address": "Jalan Kartini, Kefamenanu"}],
        "notes": {0: {"raised_by": ["officers-0"]}},
    },
    "r08": {
        "visit": {"activity": "complaint_forum", "reception": "accepting"},
        "stops": [{"place": "53.02.13.2001"}],
        "notes": {0: {"raised_by": ["people-0"]}, 1: {"raised_by": ["officers-0"], "answers": "0"}},
    },
    "r10": {
        "visit": {"activity": "outreach"},
        "stops": [{"place": "53.07.12", "address": "Kampung Bugis"}],
    },
    "r12": {
        "visit": {
            "activity": "talk_patrol",
            "ended_at": "11:30",
            "partners": ["military", "civil_guard"],
            "reception": "supportive",
        },
        "stops": [{"place": "53.07.01.2005", "address": "Dusun Paga Barat"}],
        "notes": {0: {"raised_by": ["people-0", "people-1"]}},
    },
    "r14": {
        "visit": {
            "activity": "dialogue",
            "initiative": "invitation",
            "partners": ["military", "religious_body"],
            "reception": "supportive",
        },
        "stops": [{"place": "53.13"}],
        "people": {0: {"institution": "dekenat di bawah Keuskupan Larantuka"}},
        "notes": {0: {"raised_by": ["officers-0"]}},
    },
    "r16": {
        "visit": {"activity": "complaint_forum"},
        "stops": [{"place": "53.08.07.2010", "address": "Dusun Mukusaki"}],
        "more_people": [
            {"group": "warga penggarap", "categories": ["resident"], "presence": "met"},
            {"name": "Simon Lalan", "categories": ["disputing_party"], "presence": "mentioned"},
            {"name": "Markus Talan", "categories": ["disputing_party"], "presence": "mentioned"},
        ],
        "notes": {
            0: {"raised_by": ["people-0", "people-1"]},
            1: {"raised_by": ["people-2"], "about": ["people-3", "people-4"], "disturbance": "latent"},
            2: {"raised_by": ["officers-0"], "answers": "1"},
        },
        "follow_ups": {0: {"note": ["1"], "sent_to": "pimpinan"}, 1: {"note": ["0"]}},
    },
    "r18": {
        "visit": {"activity": "counselling"},
        "stops": [
            {"place": "53.14.05.2007", "name": "Gereja Ebenheser Oeutuk"},
            {"place": "53.14.05.2007", "name": "Gereja Betania Keoen"},
            {"place": "53.14.05.2007", "name": "Gereja Syalom Mamaluk"},
        ],
        "officers": {
            0: {"position": "Pasukan Barbar", "unit": "Polsek Pantai Baru", "count": "6", "role": "leader"},
        },
    },
    "r20": {
        "visit": {"activity": "call", "reception": "supportive"},
        "stops": [{"place": "53.10.16.2010", "address": "Kampung Pering", "host": "people-0"}],
        "notes": {0: {"raised_by": ["people-0"]}},
    },
    "r22": {
        "visit": {"activity": "dialogue"},
        "stops": [{"place": "53.11.01.1003", "address": "Kampung Got"}],
        "notes": {0: {"raised_by": ["officers-0"]}},
    },
    "r24": {
        "visit": {"activity": "mediation", "partners": ["subdistrict_government", "village_government"]},
        "stops": [
            {"place": "53.05.02.2007", "name": "Desa Aimoli"},
            {"place": "53.05.02.2023", "name": "Desa Alaang"},
        ],
        "people": {
            1: {"categories": ["village_head"], "stop": "0"},
            2: {"categories": ["village_head"], "stop": "1", "count": "1"},
        },
        "notes": {0: {"raised_by": ["officers-0"]}},
    },
    "r26": {
        "visit": {"activity": "call", "reception": "supportive"},
        # The source calls Gempeng a desa; the code's list has it as a kelurahan of Bangil.
        # Which pesantren besides the first lies where is not said: both further ones are put in Rembang.
        "stops": [
            {"place": "35.14.14.1007", "name": "Ponpes Miftahul Hidayah", "address": "Desa Gempeng"},
            {"place": "35.14.15.2009", "name": "Ponpes Tanwirul Hijjah"},
            {"place": "35.14.15.2009", "name": "Ponpes Syalafiyah Al-Fiqiyah"},
        ],
        "officers": {0: {"position": "Kasat Binmas Polres Pasuruan"}},
        "people": {
            number: {"institution": house, "stop": str(number)}
            for number, house in enumerate(
                ["Ponpes Miftahul Hidayah", "Ponpes Tanwirul Hijjah", "Ponpes Syalafiyah Al-Fiqiyah"]
            )
        },
    },
    "r28": {
        "visit": {"activity": "call", "reception": "accepting"},
        "stops": [{"place": "64.74.02.1003"}],
        "notes": {
            0: {"raised_by": ["people-1"]},
            1: {"raised_by": ["people-1"]},
            2: {"raised_by": ["people-1"]},
            3: {"raised_by": ["people-0"], "answers": "5"},
        },
    },
    "r30": {
        "visit": {"activity": "talk_patrol", "situation_after": "calm"},
        "stops": [{"place": "12.19"}],
    },
    "r32": {
        "visit": {"activity": "call", "reception": "accepting"},
        "stops": [
            {"place": "71.73", "name": "Kantor Sinode GMIM"},
            {
                "place": "71.73.01.1010",
                "name": "kediaman Ketua MUI",
                "venue": "house",
                "date": "2025-01-17",
                "time": "13:50",
                "host": "people-1",
            },
        ],
        "people": {
            0: {"institution": "sinode gereja GMIM", "stop": "0"},
            1: {"institution": "MUI", "stop": "1"},
        },
        "notes": {0: {"raised_by": ["officers-0"]}},
    },
    "r34": {
        "visit": {"activity": "talk_patrol"},
        "stops": [
            {"place": "81.08", "name": "Pasar Rakyat Tiakur"},
            {"place": "81.08", "name": "jalan raya Kota Tiakur", "venue": "other"},
        ],
        "officers": {1: {"count": "4"}},
    },
    "r36": {
        "visit": {"activity": "dialogue"},
        # The source says Desa Salak; there are Salak I and Salak II, so the district is chosen.
        "stops": [{"place": SALAK, "address": "Desa Salak"}],
        "people": {
            0: {"institution": "GKPPD", "title": "pengurus PGI Kab. Pakpak Bharat"},
            **{
                number: {"institution": body, "title": ""}
                for number, body in enumerate(["Katolik", "GKKI", "GKPPD", "GMI", "GPdI"], start=1)
            },
        },
    },
}
