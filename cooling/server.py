"""The server's first process: one listening socket, and the worker processes that share it.

`python -m cooling.server HOST PORT WORKERS SECONDS [push]`. It serves nothing itself: it starts a worker again that
died, however that happened, lets housekeeping look every so many seconds whether it is due, keeps the process alive
that tells phones where `push` is said, and ends all of them with itself.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time

from cooling.ending import end_on_signal

LOOKS_EVERY = 0.2
# A worker that dies at once is started again after a pause, which doubles from the first to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0
LIVED_LONG = 30.0
# After a start pages come first.
FIRST_LOOK = 60.0
NICE = 10
# So long may answers still be sent after the server was told to end.
ENDS_WITHIN = 10.0


class Worker:
    """One place for a worker process, filled again whenever it is empty."""

    def __init__(self, command: list[str], listening: socket.socket | None = None):
        self.command, self.listening = command, listening
        self.process: subprocess.Popen | None = None
        self.started = self.not_before = 0.0
        self.pause = FIRST_PAUSE

    def keep_alive(self, now: float) -> None:
        """Start the process where there is none, and note where it has died."""
        if self.process is None:
            if now >= self.not_before:
                self._start(now)
        elif self.process.poll() is not None:
            print(f"A worker process ended ({self.process.returncode}); another takes its place.", file=sys.stderr)
            # One that ran for a while died of something rare; one that never ran would only fill the log.
            self.pause = FIRST_PAUSE if now - self.started > LIVED_LONG else min(2 * self.pause, LONGEST_PAUSE)
            self.not_before, self.process = now + self.pause, None

    def _start(self, now: float) -> None:
        # The pipe is never written to: a worker that finds it closed knows that this process is gone.
        passed = [self.listening.fileno()] if self.listening else []
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, pass_fds=passed)
        self.started = now

    def tell_to_end(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def end(self, by: float) -> None:
        """Wait for the process until then, and kill it after."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, by - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Housekeeping:
    """Lets a process of its own end what is past its time, whenever that may be due."""

    COMMAND = (sys.executable, "manage.py", "housekeeping", "--when-due")

    def __init__(self, every: float, now: float):
        self.every, self.next = every, now + min(every, FIRST_LOOK)
        self.process: subprocess.Popen | None = None

    def look(self, now: float) -> None:
        """Whether it is due the process finds out, in the database: another server may have done it."""
        if self.process is not None and self.process.poll() is not None:
            self.process = None
        if self.process is None and now >= self.next:
            self.next = now + self.every
            self.process = subprocess.Popen(self.COMMAND)
            # Beside people who wait for a page. It may have ended already, where nothing was due.
            with contextlib.suppress(ProcessLookupError):
                # Of a server that is polite itself even less than that.
                own = os.getpriority(os.PRIO_PROCESS, 0)
                os.setpriority(os.PRIO_PROCESS, self.process.pid, max(NICE, own))

    def end(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()


def listen(host: str, port: int) -> socket.socket:
    """The socket that every worker accepts from."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # After a stretch without signal many phones come at once.
    return socket.create_server((host, port), family=family, backlog=1024)


PUSH = [sys.executable, "-m", "visits.device.push_worker"]


def main(host: str, port: str, number: str, looks_every: str, *more: str) -> None:
    """Keep the workers alive and let housekeeping look, until told to end."""
    end_on_signal()
    listening = listen(host, int(port))
    command = [sys.executable, "-m", "cooling.worker", str(listening.fileno())]
    housekeeping = Housekeeping(float(looks_every), time.monotonic())
    workers = [Worker(command, listening) for _number in range(int(number))]
    if "push" in more:
        workers.append(Worker(PUSH))
    try:
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                for worker in workers:
                    worker.keep_alive(time.monotonic())
                housekeeping.look(time.monotonic())
                # Looked at instead of waited for: a signal of a child may be lost where several end at once.
                time.sleep(LOOKS_EVERY)
    finally:
        for worker in workers:
            # All first, then waited for together: they finish their answers at the same time.
            worker.tell_to_end()
        housekeeping.end()
        by = time.monotonic() + ENDS_WITHIN
        for worker in workers:
            worker.end(by)


if __name__ == "__main__":
    main(*sys.argv[1:])
