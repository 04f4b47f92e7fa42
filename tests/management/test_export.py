"""`manage.py export`: the same file as the page gives, in somebody's reach, whole or not at all."""

import csv
import zipfile

import pytest
from django.core.management import CommandError, call_command

from tests import factories as make
from tests.readers import make_readers
from visits.history.forms import HistoryFilter
from visits.management.commands import export as command
from visits.models import AuditEntry, Export

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    people = make_readers()
    make.make_visit(author=people["author"], activity="mediation")
    make.make_visit(author=people["author"])
    return people


def run(people, tmp_path, who="author", name="visits.csv", **options):
    file = tmp_path / name
    call_command("export", "--as", people[who].nrp, "--output", str(file), **options)
    return file


def test_a_file_in_somebodys_reach(people, tmp_path):
    file = run(people, tmp_path, filter_activity="mediation")

    with file.open(encoding="utf-8-sig", newline="") as read:
        assert len(list(csv.DictReader(read))) == 1
    ended = AuditEntry.objects.get(kind=AuditEntry.Kind.EXPORT_ENDED)
    assert (ended.nrp, ended.details["result"], ended.details["visits"]) == (people["author"].nrp, "finished", 1)
    assert AuditEntry.objects.get(kind=AuditEntry.Kind.EXPORT_BEGUN).details["via"] == "shell"
    elsewhere = run(people, tmp_path, who="officer elsewhere")
    assert len(elsewhere.read_text(encoding="utf-8-sig").splitlines()) == 1


def test_it_takes_every_filter_of_the_history(people, tmp_path):
    make.make_visit(author=people["author"], concern_heard=True, result="Ada kekhawatiran.")
    given = {f"--{name}" for name in HistoryFilter.base_fields} - {"--after", "--before"}

    parser = command.Command().create_parser("manage.py", "export")

    assert given <= set(parser._option_string_actions)
    heard = run(people, tmp_path, filter_concern="yes")
    with heard.open(encoding="utf-8-sig", newline="") as read:
        assert [row["result"] for row in csv.DictReader(read)] == ["Ada kekhawatiran."]


def test_standard_output(people, capfdbinary):
    call_command("export", "--as", people["author"].nrp, "--output", "-", form="notes")

    assert capfdbinary.readouterr().out.startswith(b"\xef\xbb\xbfvisit_key,")


def test_a_workbook(people, tmp_path):
    assert zipfile.is_zipfile(run(people, tmp_path, name="visits.xlsx", form="xlsx"))
    with pytest.raises(CommandError, match="written to a file"):
        call_command("export", "--as", people["author"].nrp, "--output", "-", form="xlsx")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_interrupted_leaves_no_file(people, tmp_path, monkeypatch, form):
    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "write_workbook" if form == "xlsx" else "write_text", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(people, tmp_path, form=form)

    assert list(tmp_path.iterdir()) == []
    assert Export.objects.get().state == "cut"


def test_standard_output_says_where_it_was_cut(people, capfdbinary, monkeypatch):
    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "write_text", interrupted)
    with pytest.raises(KeyboardInterrupt):
        call_command("export", "--as", people["author"].nrp, "--output", "-")

    assert capfdbinary.readouterr().out.startswith(b"TERPOTONG")


def test_what_cannot_be_done_is_said_in_a_sentence(people, tmp_path):
    with pytest.raises(CommandError, match="No active officer"):
        call_command("export", "--as", "99999999", "--output", str(tmp_path / "x"))
    with pytest.raises(CommandError, match="--situation"):
        run(people, tmp_path, filter_situation="nothing")
