"""What is measured: the pages of the issue's table, by one chief of a Polres, over generated visits."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count
from django.test import Client
from django.utils import timezone

from tests.bench import best_sql
from visits.models import CommunityFigure, DialogueNote, Officer, Operation, Topic, Unit, Visit, VisitAccess

CHIEF, SUPERVISOR, AUTHOR = "75010001", "83010001", "92010001"
# Of `sample_data/data/vocabulary.toml`: one in a handful of visits, one in many.
RARE, COMMON = "isolator", "warga"
PHRASE = '"daftar pemilih"'
NOTES = 11
Call = Callable[[], object]


@dataclass
class Case:
    """One page by test client, and what it is measured against: the stock admin's, the best SQL."""

    ours: Call
    stock: Call | None = None
    sql: Call | None = None


@dataclass
class Cases:
    """All that is measured, by name; `singles` and `combined` are the filters alone and together.

    The plans of `lists` are looked at and their times are not: other lists with their filters, other readers.
    """

    constant: Call
    pages: dict[str, Case] = field(default_factory=dict)
    singles: dict[str, Call] = field(default_factory=dict)
    combined: dict[str, Call] = field(default_factory=dict)
    lists: dict[str, Call] = field(default_factory=dict)


def signed_in(nrp: str) -> tuple[Client, Officer]:
    client, officer = Client(), Officer.objects.select_related("unit").get(nrp=nrp)
    client.force_login(officer)
    return client, officer


def getting(client: Client, path: str, **asked: str) -> Call:
    address = f"{path}?{urlencode(asked)}" if asked else path

    def get() -> object:
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        # A page that is streamed is read to its end.
        return b"".join(answer) if answer.streaming else answer.content

    return get


def make_cases() -> Cases:
    client, chief = signed_in(CHIEF)
    (supervisor, _), (officer, _) = signed_in(SUPERVISOR), signed_in(AUTHOR)
    access_key = VisitAccess.supervisor_access_keys_of(chief)[0]
    cases = Cases(
        getting(client, "/constant/"),
        singles=singles(client, chief),
        combined=combined(client, chief),
        lists=other_lists(client, supervisor, officer),
    )
    last = Visit.objects.filter(access_keys__access_key=access_key).order_by("visited_on", "pk")[60]
    stock, month = "/stock/visits/visit/", a_month()
    unit = Unit.objects.get(code="polsek-kupang-timur")
    number = Visit.objects.count() // 50
    visit = long_visit()
    cases.pages = {
        "history, newest 50": Case(
            getting(client, "/visits/"), getting(client, stock), best_sql.page(best_sql.NEWEST, access_key)
        ),
        "history, last page": Case(
            getting(client, "/visits/", after=f"{last.visited_on}_{last.pk}"),
            getting(client, stock, p=str(number)),
            best_sql.page(best_sql.OLDEST, access_key),
        ),
        "history, one unit and month": Case(
            getting(client, "/visits/", unit=unit.code, **month),
            getting(
                client, stock, unit__id__exact=str(unit.pk), visited_on__gte=month["from"], visited_on__lte=month["to"]
            ),
        ),
        "search, rare word": Case(getting(client, "/visits/", q=RARE), getting(client, stock, q=RARE)),
        "search, common word": Case(getting(client, "/visits/", q=COMMON), getting(client, stock, q=COMMON)),
        "search, phrase with two filters": Case(
            getting(client, "/visits/", q=PHRASE, status="approved", activity="call")
        ),
        "one visit with 11 notes": Case(
            getting(client, f"/visits/{visit.key}/"), getting(client, f"{stock}{visit.pk}/change/")
        ),
        "start page of a chief": Case(getting(client, "/")),
        "review list": Case(getting(client, "/review/")),
        "figures": Case(getting(client, "/figures/")),
        "places": Case(getting(client, "/places/")),
        "follow-ups": Case(getting(client, "/follow-ups/")),
        "trail": Case(getting(client, "/trail/")),
        "one district": Case(getting(client, "/places/53.01.06/")),
        "start page of a small supervisor": Case(getting(supervisor, "/")),
        "start page of an officer": Case(getting(officer, "/")),
        "follow-ups of a small supervisor": Case(getting(supervisor, "/follow-ups/")),
        "follow-ups of an officer": Case(getting(officer, "/follow-ups/", whose="all")),
        "follow-ups, finished": Case(getting(client, "/follow-ups/", status="done")),
    }
    return cases


def a_month() -> dict[str, str]:
    """The month a year ago."""
    today = timezone.localdate()
    year, month = today.year - 1, today.month
    return {"from": f"{year}-{month:02d}-01", "to": f"{year}-{month:02d}-28"}


def long_visit() -> Visit:
    """The newest approved visit with eleven notes."""
    noted = DialogueNote.objects.filter(visit__status="approved").values("visit").annotate(number=Count("pk"))
    found = noted.filter(number=NOTES).order_by("-visit").values_list("visit", flat=True).first()
    return Visit.objects.get(pk=found)


def filters(chief: Officer) -> dict[str, dict[str, str]]:
    """Every filter of the history alone, with a value that many visits have and one that few have."""
    busy = Visit.objects.order_by("-pk")[1000]
    figure = CommunityFigure.objects.filter(encounters__visit__isnull=False).order_by("pk").first()
    topics = list(Topic.objects.order_by("order", "pk"))
    operation = Operation.objects.filter(visits__isnull=False).order_by("pk").first()
    month = a_month()
    asked = {
        "unit, large": {"unit": "satsamapta"},
        "unit, small": {"unit": "sikum"},
        "regency": {"place": "53.01"},
        "district": {"place": "53.01.06"},
        "village": {"place": "53.01.06.2006"},
        "from": {"from": month["from"]},
        "to": {"to": month["to"]},
        "period": month,
        "status, common": {"status": "approved"},
        "status, rare": {"status": "returned"},
        "activity, common": {"activity": "call"},
        "activity, rare": {"activity": "other"},
        "topic, common": {"topic": topics[0].code},
        "topic, rare": {"topic": topics[-1].code},
        "officer": {"officer": busy.author.nrp},
        "situation": {"situation": "tense"},
    }
    if figure:
        asked["figure"] = {"figure": str(figure.key)}
    if operation:
        asked["operation"] = {"operation": operation.code}
    return asked


def singles(client: Client, chief: Officer) -> dict[str, Call]:
    return {name: getting(client, "/visits/", **asked) for name, asked in filters(chief).items()}


TOGETHER = [
    ("unit, large", "status, common"),
    ("unit, small", "topic, common"),
    ("village", "topic, rare"),
    ("village", "situation", "activity, rare"),
    ("district", "period", "status, common"),
    ("officer", "topic, rare", "to"),
    ("status, rare", "situation"),
    ("activity, rare", "topic, rare", "situation"),
    ("operation", "village", "activity, common"),
    ("figure", "status, rare"),
    ("unit, large", "village", "topic, common", "period"),
    ("situation", "topic, common", "unit, small", "activity, rare"),
]


def combined(client: Client, chief: Officer) -> dict[str, Call]:
    asked = filters(chief)
    return {
        " + ".join(names): getting(
            client, "/visits/", **{key: value for name in names for key, value in asked[name].items()}
        )
        for names in TOGETHER
        if all(name in asked for name in names)
    }


def other_lists(chief: Client, supervisor: Client, officer: Client) -> dict[str, Call]:
    by_name = CommunityFigure.objects.order_by("search_name", "pk")
    figure = by_name[by_name.count() // 2]
    topic = Topic.objects.order_by("order", "pk").values_list("code", flat=True)[0]
    month, small = a_month(), "polsek-kupang-timur"
    asked: dict[str, list[dict[str, str]]] = {
        "/figures/": [
            {"q": "yohanes"},
            {"category": "village_head"},
            {"unit": small},
            {"place": "53.01.06"},
            {"place": "53.01.06.2006"},
            {"after": str(figure.key)},
            {"before": str(figure.key)},
        ],
        "/review/": [{"unit": small}, month, {"situation": "tense"}, {"topic": topic}],
        "/follow-ups/": [{"overdue": "on"}, {"whose": "mine"}, {"status": "in_progress"}],
        "/trail/": [{"kind": "visit_read"}, {"person": AUTHOR}, month],
    }
    calls = {f"{path} {filters}": getting(chief, path, **filters) for path, each in asked.items() for filters in each}
    small_reach: list[tuple[str, dict[str, str]]] = [
        ("/places/", {}),
        ("/places/53.01/", {}),
        ("/places/53.01.06/", {}),
        ("/visits/", {}),
        ("/visits/", {"q": COMMON}),
        ("/visits/", {"q": PHRASE, "status": "approved", "activity": "call"}),
        ("/figures/", {}),
        ("/trail/", {}),
    ]
    for who, client in (("head", supervisor), ("officer", officer)):
        for path, filters in small_reach:
            if (who, path) != ("officer", "/trail/"):
                calls[f"{path} {filters} of a small {who}"] = getting(client, path, **filters)
    return calls


def full_post(author: Officer) -> dict[str, object]:
    """A visit with three officers, three people and five notes, as the form posts it."""
    others = Officer.objects.filter(unit=author.unit, is_active=True).exclude(pk=author.pk).order_by("pk")[:2]
    figures = CommunityFigure.objects.filter(unit=author.unit, restricted_at__isnull=True).order_by("pk")[:2]
    topics = list(Topic.objects.filter(is_active=True).order_by("order", "pk")[:5])
    posted: dict[str, object] = {
        "key": str(uuid.uuid4()),
        "revision": "0",
        "action": "submit",
        "outcome": "held",
        "visited_on": timezone.localdate().isoformat(),
        "part_of_day": "morning",
        "activity": "call",
        "purpose": "Menjaga suasana damai di desa.",
        "concern_heard": "yes",
        "classification": "restricted",
        "situation_after": "calm",
        "result": "Warga menerima kunjungan dengan baik.",
        "stops-0-place": "53.01.06.2006",
        "people-2-group": "Warga sekitar",
        "people-2-count": "12",
        "people-2-presence": "met",
    }
    for number, officer in enumerate([author, *others]):
        posted[f"officers-{number}-officer"] = officer.nrp
        posted[f"officers-{number}-role"] = "companion" if number else "leader"
    for number, figure in enumerate(figures):
        posted[f"people-{number}-figure"] = str(figure.key)
        posted[f"people-{number}-presence"] = "met"
    for number, topic in enumerate(topics):
        posted[f"notes-{number}-kind"] = "concern" if number % 2 == 0 else "message"
        posted[f"notes-{number}-topic"] = topic.code
        posted[f"notes-{number}-text"] = f"Pokok pembicaraan nomor {number + 1} tentang {topic.name}."
        posted[f"notes-{number}-raised_by"] = f"people-{number % 3}" if number % 2 == 0 else "officers-0"
        posted[f"notes-{number}-sensitivity"] = "internal"
    rows = {"stops": 1, "officers": 3, "people": 3, "notes": 5, "follow_ups": 0, "photos": 0}
    for kind, many in rows.items():
        posted |= {f"{kind}-TOTAL_FORMS": str(many), f"{kind}-INITIAL_FORMS": "0"}
    return posted


def stock_post(author: Officer) -> dict[str, object]:
    """The same visit, as the stock admin's form posts it."""
    ours, unit = full_post(author), author.unit
    officers = [Officer.objects.get(nrp=ours[f"officers-{number}-officer"]) for number in range(3)]
    posted: dict[str, object] = {
        "status": "submitted",
        "author": author.pk,
        "unit": unit.pk,
        "unit_name": unit.name,
        "zone": "Asia/Makassar",
        "stage_names": "[]",
        "partners": "[]",
        "submitted_at_0": "2026-01-01",
        "submitted_at_1": "08:00:00",
    }
    same = "outcome visited_on part_of_day activity purpose classification situation_after result".split()
    posted |= {name: ours[name] for name in same} | {"concern_heard": "true"}
    posted |= {"stops-0-place": "53.01.06.2006", "stops-0-place_label": "Desa Tuapukan", "stops-0-order": "0"}
    for number, officer in enumerate(officers):
        row = {"officer": officer.pk, "nrp": officer.nrp, "name": officer.name, "order": number}
        row |= {"role": ours[f"officers-{number}-role"], "rank": officer.rank.abbreviation, "unit_name": unit.name}
        posted |= {f"participations-{number}-{name}": value for name, value in row.items()}
    for number in range(3):
        key = ours.get(f"people-{number}-figure")
        figure = CommunityFigure.objects.get(key=key) if key else None
        row = {"figure": figure.pk, "name": figure.name} if figure else {"group": "Warga sekitar", "count": "12"}
        row |= {"presence": "met", "categories": "[]", "order": number}
        posted |= {f"encounters-{number}-{name}": value for name, value in row.items()}
    for number in range(5):
        topic = Topic.objects.get(code=ours[f"notes-{number}-topic"])
        row = {"kind": ours[f"notes-{number}-kind"], "topic": topic.pk, "text": ours[f"notes-{number}-text"]}
        row |= {"sensitivity": "internal", "written_by": author.pk, "order": number}
        posted |= {f"notes-{number}-{name}": value for name, value in row.items()}
    rows = {"stops": 1, "participations": 3, "encounters": 3, "notes": 5, "follow_ups": 0}
    for kind, many in rows.items():
        posted |= {f"{kind}-TOTAL_FORMS": str(many), f"{kind}-INITIAL_FORMS": "0"}
    return posted
