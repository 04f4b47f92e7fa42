"""A process killed between any two statements of a write leaves it undone, whole, with the audit log whole."""

import os
import signal
import threading

import pytest
from django.apps import apps
from django.db import connection, connections
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.capture.from_saved import form_values
from visits.capture.post import VisitPost
from visits.capture.save import Post, save_visit
from visits.core import confidential_sources
from visits.core.hash_chain import find_tampering
from visits.core.visit_content import form_data
from visits.figures.merge import merge_figures
from visits.models import DisclosureRequest, Visit, VisitStatus
from visits.privacy.anonymise import anonymise
from visits.visit import reopening
from visits.visit import services as visit_services
from visits.visit.seen import Seen

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STATEMENTS = 150


def everything() -> dict[str, list]:
    models = apps.get_app_config("visits").get_models()
    return {model.__name__: list(model._base_manager.order_by("pk").values_list()) for model in models}


def run_until(statement: int, act) -> bool:
    """Do it in a process that is killed before its statement of this number, or before the commit; true if it lived."""
    connections.close_all()
    child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
    # A thread of its own, as on a server: Playwright's event loop, which a worker may have, is not in its context.
    done: list[bool] = []
    thread = threading.Thread(target=_count_and_act, args=(statement, act, done))
    thread.start()
    thread.join()
    os._exit(0 if done else 1)


def _count_and_act(statement: int, act, done: list[bool]) -> None:
    counted = 0

    def count(execute=None, *args):
        nonlocal counted
        counted += 1
        if counted == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args) if execute else None

    connection.ensure_connection()
    commit = connection._commit

    def counted_commit():
        count()
        commit()

    connection._commit = counted_commit
    with connection.execute_wrapper(count):
        act()
    done.append(True)


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


def in_state(people, status: str) -> Visit:
    reviewed = {"reviewed_by": people["supervisor"], "reviewed_at": timezone.now()} if status == "approved" else {}
    return make.make_visit(author=people["author"], status=status, submitted_at=timezone.now(), **reviewed)


def approve(people):
    visit = in_state(people, VisitStatus.SUBMITTED)
    return lambda: visit_services.approve_visit(
        visit=visit, by=people["supervisor"], seen=Seen(visit.revision, frozenset())
    )


def send_back(people):
    visit = in_state(people, VisitStatus.SUBMITTED)
    note = make.make_note(visit)
    return lambda: visit_services.return_visit(
        visit=visit, by=people["supervisor"], reason="Tempatnya?", note_id=note.pk
    )


def reopen(people):
    visit = in_state(people, VisitStatus.APPROVED)
    return lambda: reopening.reopen_visit(visit=visit, by=people["supervisor"], reason="Tanggalnya salah.")


def together(people):
    visits = [in_state(people, VisitStatus.SUBMITTED) for _ in range(2)]
    seen = {visit.key: visit.revision for visit in visits}
    return lambda: visit_services.approve_visits(visits=visits, by=people["supervisor"], revisions=seen)


def withdraw(people):
    visit = in_state(people, VisitStatus.SUBMITTED)
    return lambda: visit_services.withdraw_visit(visit=visit, by=people["author"])


def discard(people):
    visit = in_state(people, VisitStatus.DRAFT)
    make.make_note(visit)
    return lambda: visit_services.discard_draft(visit=visit, by=people["author"])


def ask_for_a_correction(people):
    visit = in_state(people, VisitStatus.APPROVED)
    return lambda: reopening.ask_for_correction(visit=visit, by=people["author"], reason="Tanggalnya salah.")


def take_note(people):
    visit = make.make_visit(author=people["author"], urgent=True)
    return lambda: visit_services.take_note(visit=visit, by=people["supervisor"])


def grant_a_disclosure(people):
    note = make.make_note(
        in_state(people, VisitStatus.SUBMITTED), source_is_confidential=True, confidential_source=["Marselina"]
    )
    second = make.make_officer(unit=people["supervisor"].unit, role="supervisor")
    asked = DisclosureRequest.objects.create(note=note, asked_by=second, reason="Ada ancaman.")
    return lambda: confidential_sources.decide(request=asked, by=people["supervisor"], grant=True)


def remove_a_name(people):
    visit = in_state(people, VisitStatus.SUBMITTED)
    figure = make.make_figure(by=people["author"])
    make.make_note(visit, f"Menurut {figure.name}, air kurang.").about.add(make.make_encounter(visit, figure=figure))
    return lambda: anonymise(figure=figure, by=people["supervisor"])


def merge(people):
    kept, other = (make.make_figure(by=people["author"], name=name) for name in ("Marselina A", "Marselina B"))
    make.make_encounter(in_state(people, VisitStatus.SUBMITTED), figure=other)
    return lambda: merge_figures(kept=kept, merged=other, by=people["supervisor"])


def submit_an_edit(people):
    """A returned visit is corrected, answered and sent: rows, a version, an answer, the access keys, the audit log."""
    visit = in_state(people, VisitStatus.RETURNED)
    make.make_encounter(visit, name="Marselina Contoh")
    visit.remarks.create(kind="returned", reason="Tempatnya?", section="where", written_by=people["supervisor"])
    data = form_data([*form_values(visit, people["author"]), ("answer", "Di balai desa.")])
    data["purpose"] = "Tujuan baru."

    def act():
        post = VisitPost(data, officer=people["author"], visit=visit)
        assert post.is_complete()
        sent = Post(
            pairs=post.pairs,
            content=post.content(),
            revision=visit.revision,
            submit=True,
            is_complete=True,
            from_new=False,
            answer="Di balai desa.",
        )
        assert save_visit(by=people["author"], key=visit.key, post=sent).outcome == "saved"

    return act


def log_a_visit(people):
    posted = complete_post()

    def act():
        data = form_data([(name, each) for name, value in posted.items() for each in _several(value)])
        post = VisitPost(data, officer=people["author"], visit=None)
        assert post.is_complete()
        sent = Post(post.pairs, post.content(), 0, submit=True, is_complete=True, from_new=True)
        assert save_visit(by=people["author"], key=posted["key"], post=sent).outcome == "made"

    return act


def _several(value):
    return value if isinstance(value, list) else [value]


REVIEW = [approve, send_back, reopen, together, withdraw, discard, ask_for_a_correction, take_note]
OTHERS = [submit_an_edit, log_a_visit, grant_a_disclosure, remove_a_name, merge]


@pytest.mark.parametrize("make_act", [*REVIEW, *OTHERS])
def test_killed_between_any_two_statements_nothing_is_half_done(people, make_act):
    act = make_act(people)
    before = everything()
    for statement in range(1, MOST_STATEMENTS):
        lived = run_until(statement, act)
        if lived:
            break
        now = everything()
        changed = {name: (before[name], rows) for name, rows in now.items() if rows != before[name]}
        assert changed == {}, f"killed before statement {statement}"

    assert lived
    assert statement > 5
    assert everything() != before
    assert find_tampering()[1] == ""
