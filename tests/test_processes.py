"""The server's first process: workers that are started again, housekeeping that is let look; real processes."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from cooling.server import FIRST_LOOK, FIRST_PAUSE, LIVED_LONG, LONGEST_PAUSE, NICE, Housekeeping, Worker, listen
from tests.postgres import free_port

pytestmark = pytest.mark.once
DIES = [sys.executable, "-S", "-c", "raise SystemExit(3)"]
LIVES = [sys.executable, "-S", "-c", "import sys; sys.stdin.buffer.read()"]
DEAF = "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


@pytest.fixture
def worker(listening):
    """A place for a worker that runs this command; whatever runs there is ended."""
    made = []

    def worker(command: list[str]) -> Worker:
        made.append(Worker(command, listening))
        return made[-1]

    yield worker
    for each in made:
        if each.process is not None:
            each.process.stdin.close()
            each.process.kill()
            each.process.wait()


def let_die(worker: Worker, now: float) -> None:
    """Start the process at one moment and see it dead at the same."""
    worker.keep_alive(now)
    worker.process.wait()
    worker.process.stdin.close()
    worker.keep_alive(now)


def test_a_worker_that_dies_at_once_is_started_again_after_pauses_that_double(worker, capsys):
    place, now, pauses = worker(DIES), 100.0, []
    for _death in range(10):
        let_die(place, now)
        assert place.process is None
        place.keep_alive(place.not_before - 0.01)
        assert place.process is None
        pauses.append(place.not_before - now)
        now = place.not_before

    wanted = [min(FIRST_PAUSE * 2**times, LONGEST_PAUSE) for times in range(1, 11)]
    assert pauses == pytest.approx(wanted)
    assert capsys.readouterr().err == "A worker process ended (3); another takes its place.\n" * 10


@pytest.mark.parametrize(("lived", "pause"), [(LIVED_LONG - 1, 2 * FIRST_PAUSE), (LIVED_LONG + 1, FIRST_PAUSE)])
def test_one_that_ran_for_a_while_is_started_again_soon(worker, lived, pause):
    place = worker(DIES)
    place.keep_alive(100.0)
    place.process.wait()
    place.process.stdin.close()

    place.keep_alive(100.0 + lived)

    assert place.not_before == pytest.approx(100.0 + lived + pause)


def test_one_that_lives_is_left_alone_and_ends_with_the_pipe(worker):
    place = worker(LIVES)
    for now in (100.0, 101.0, 500.0):
        place.keep_alive(now)
        process = place.process
        assert process.poll() is None
    assert place.started == 100.0

    process.stdin.close()

    assert process.wait(10) == 0


def test_the_socket_is_handed_to_the_worker(worker, listening):
    command = [sys.executable, "-S", "-c", "import os, sys; os.fstat(int(sys.argv[1]))", str(listening.fileno())]
    place = worker(command)
    place.keep_alive(100.0)

    assert place.process.wait(10) == 0


def test_all_are_told_to_end_and_waited_for(worker):
    place = worker(LIVES)
    place.keep_alive(100.0)

    place.tell_to_end()
    place.end(time.monotonic() + 10)

    assert place.process.returncode == -signal.SIGTERM


def test_one_that_does_not_listen_is_killed_when_its_time_is_over(listening, worker):
    place = worker([sys.executable, "-S", "-c", DEAF])
    place.process = subprocess.Popen(place.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    place.process.stdout.readline()  # from here on it is deaf
    began = time.monotonic()

    place.tell_to_end()
    place.end(time.monotonic() + 0.2)

    assert place.process.returncode == -signal.SIGKILL
    assert time.monotonic() - began < 5
    place.process.stdout.close()


def test_an_empty_place_has_nothing_to_end(worker):
    place = worker(DIES)

    place.tell_to_end()
    place.end(time.monotonic())

    assert place.process is None


@pytest.mark.parametrize(("every", "first"), [(5.0, 5.0), (3600.0, FIRST_LOOK)])
def test_the_first_look_of_housekeeping_comes_soon_but_after_the_pages(monkeypatch, every, first):
    monkeypatch.setattr(Housekeeping, "COMMAND", DIES)
    keeping = Housekeeping(every, now=100.0)

    keeping.look(100.0 + first - 0.1)
    assert keeping.process is None
    keeping.look(100.0 + first)
    assert keeping.process is not None
    assert keeping.next == 100.0 + first + every
    keeping.end()


def test_housekeeping_runs_beside_the_pages_and_never_twice_at_once(monkeypatch):
    monkeypatch.setattr(Housekeeping, "COMMAND", [sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    keeping = Housekeeping(10.0, now=0.0)
    keeping.look(10.0)
    first = keeping.process
    try:
        assert os.getpriority(os.PRIO_PROCESS, first.pid) == max(NICE, os.getpriority(os.PRIO_PROCESS, 0))
        keeping.look(500.0)
        assert keeping.process is first

        first.kill()
        first.wait()
        keeping.look(501.0)
        assert keeping.process not in (None, first)
        assert keeping.next == 511.0
    finally:
        first.kill()
        keeping.end()
    assert keeping.process.returncode == -signal.SIGTERM


POLITE = """
import os
os.nice(15)
from cooling.server import Housekeeping
Housekeeping.COMMAND = ("sleep", "60")
keeping = Housekeeping(10.0, now=0.0)
keeping.look(10.0)
print(os.getpriority(os.PRIO_PROCESS, keeping.process.pid) - os.getpriority(os.PRIO_PROCESS, 0))
keeping.end()
"""


def test_housekeeping_is_never_served_before_the_pages_of_a_server_that_is_polite_itself():
    done = subprocess.run([sys.executable, "-c", POLITE], capture_output=True, text=True, timeout=30)

    assert (done.stdout, done.stderr) == ("0\n", "")


def test_the_server_listens_where_it_was_told():
    port = free_port()
    with listen("127.0.0.1", port) as found, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        assert (found.family, client.getpeername()) == (socket.AF_INET, ("127.0.0.1", port))
