"""How the server's processes end: when they are told to, and with the server that started them."""

from __future__ import annotations

import os
import signal
import sys
import threading


def end_on_signal() -> None:
    """Let SIGTERM and SIGINT end this process in order."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)


def end_with_the_server() -> None:
    """End this process in order, also when the pipe from the server that started it closes."""
    end_on_signal()
    # A daemon: it blocks for ever, and must not keep the process alive.
    threading.Thread(target=_wait_for_the_pipe, daemon=True).start()


def _stop(*_told) -> None:
    raise SystemExit(0)


def _wait_for_the_pipe() -> None:
    sys.stdin.buffer.read()
    # By signal, so that the main thread ends as it would by hand; this thread cannot raise there.
    os.kill(os.getpid(), signal.SIGTERM)
