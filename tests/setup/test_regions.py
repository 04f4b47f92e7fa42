"""One file of regions after another: the table is what the files say, and nothing is ever deleted."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from visits.models import AuditEntry, Region
from visits.setup.region_file import BadFile
from visits.setup.regions import RegionChanges, import_regions

pytestmark = pytest.mark.django_db
FIRST = dt.date(2025, 1, 1)
ABOVE = {"53": "NTT", "53.01": "Kabupaten Kupang", "53.01.06": "Kupang Timur"}
VILLAGES = [f"53.01.06.200{number}" for number in range(1, 7)]
NAMES = ["Oesao", "Tuapukan"]


@dataclass
class Known:
    """The plain rule: what is known of each code, and what it was said to be followed by."""

    names: dict[str, str] = field(default_factory=dict)
    closed: dict[str, dt.date] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)

    def take(self, names: dict[str, str], successors: dict[str, list[str]], day: dt.date) -> RegionChanges:
        changes = RegionChanges()
        for code, name in names.items():
            ended, was_closed = code in successors, code in self.closed
            if code not in self.names:
                changes.added += 1
            elif was_closed != ended:
                changes.closed, changes.reopened = changes.closed + ended, changes.reopened + was_closed
            elif self.names[code] != name:
                changes.changed += 1
            self.names[code] = name
            if ended:
                self.closed.setdefault(code, day)
            else:
                self.closed.pop(code, None)
        for code in self.names.keys() - names.keys() - self.closed.keys():
            changes.closed += 1
            self.closed[code] = day
        back = {old for old, _new in self.links if old in names and old not in successors}
        fresh = {(old, new) for old, news in successors.items() for new in news} - self.links
        self.links = {(old, new) for old, new in self.links if old not in back} | fresh
        changes.linked = len(back) + len(fresh)
        return changes

    def followers(self) -> set[tuple[str, str]]:
        """Every ended code with all that it leads to, however often it was replaced."""
        found = {(old, new) for old, new in self.links if old in self.closed}
        while more := {(a, d) for a, b in found for c, d in found if b == c and a != d} - found:
            found |= more
        return found


def write(path: Path, names: dict[str, str], successors: dict[str, list[str]]) -> Path:
    lines = [f"{code},{name},{' '.join(successors.get(code, []))}" for code, name in names.items()]
    path.write_text("\n".join(["code,name,successors", *lines]))
    return path


def chance_file(chance: random.Random) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Some of the villages, a few of them ended with one or two others in their place."""
    found = sorted(chance.sample(VILLAGES, chance.randrange(1, len(VILLAGES) + 1)))
    ended = chance.sample(found, chance.randrange(len(found)))[:2]
    present = [code for code in found if code not in ended]
    names = ABOVE | {code: chance.choice(NAMES) for code in found}
    return names, {code: chance.sample(present, min(len(present), chance.choice([1, 1, 2]))) for code in ended}


def links(manager) -> set[tuple[str, str]]:
    return set(manager.through.objects.values_list("from_region_id", "to_region_id"))


@pytest.mark.parametrize("seed", range(8))
def test_files_one_after_another_leave_what_they_say_and_no_code_is_lost(tmp_path, seed):
    chance, known = random.Random(seed), Known()
    for turn in range(9):
        names, successors = chance_file(chance)
        day, path = FIRST + dt.timedelta(turn), write(tmp_path / "regions.csv", names, successors)

        changes = import_regions(path=path, closed_on=day)

        assert changes == known.take(names, successors, day), turn
        rows = {region.code: region for region in Region.objects.all()}
        assert {code: region.name for code, region in rows.items()} == known.names
        assert {code: region.closed_on for code, region in rows.items() if region.closed_on} == known.closed
        assert links(Region.successors) == known.links
        assert links(Region.followers) == known.followers()
        entries = AuditEntry.objects.count()
        assert not import_regions(path=path, closed_on=day + dt.timedelta(99))
        assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize(
    ("successors", "words"),
    [
        ({VILLAGES[0]: [VILLAGES[5]]}, VILLAGES[5]),
        ({VILLAGES[0]: [VILLAGES[1]], VILLAGES[1]: [VILLAGES[2]]}, VILLAGES[1]),
    ],
    ids=["a code that is nowhere", "a code that has ended itself"],
)
def test_only_a_code_of_today_follows_an_ended_one(tmp_path, successors, words):
    names = ABOVE | dict.fromkeys(VILLAGES[:3], "Oesao")

    with pytest.raises(BadFile, match=words):
        import_regions(path=write(tmp_path / "regions.csv", names, successors))
    assert not Region.objects.exists()


def test_the_entry_in_the_audit_log_says_what_was_done(tmp_path):
    import_regions(path=write(tmp_path / "regions.csv", ABOVE | dict.fromkeys(VILLAGES, "Oesao"), {}))
    names = ABOVE | dict.fromkeys(VILLAGES[:4], "Oesao") | {VILLAGES[0]: "Tuapukan"}

    import_regions(path=write(tmp_path / "regions.csv", names, {VILLAGES[3]: [VILLAGES[1], VILLAGES[2]]}))

    entry = AuditEntry.objects.latest("number")
    assert (entry.kind, entry.target, entry.nrp) == (AuditEntry.Kind.REGIONS_IMPORTED, "regions", "")
    assert entry.details == {"provinces": ["53"], "added": 0, "changed": 1, "closed": 3, "reopened": 0, "linked": 2}


def test_what_stands_in_a_name_is_written_as_it_stands(tmp_path):
    r"""PostgreSQL's COPY has signs of its own: a backslash, and \N for nothing."""
    names = {"53": r"a\b \N 'x' %s", "53.01": r"Kabupaten \."}

    import_regions(path=write(tmp_path / "regions.csv", names, {}))

    assert {region.code: region.name for region in Region.objects.all()} == names
