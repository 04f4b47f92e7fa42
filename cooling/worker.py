"""One worker process of the server: `python -m cooling.worker SOCKET`, started by cooling.server.

Its main thread receives requests whole (cooling.receiving) and sends answers; threads make the pages (cooling.wsgi).
"""

from __future__ import annotations

import logging
import resource
import socket
import sys

from cooling.ending import end_with_the_server

# Behind the few threads that make pages: whoever waits for one, and streamed answers while they are made.
THREADS = 64
# Each takes a descriptor, and up to two more for what overflows to disk.
MOST_CONNECTIONS = 2000


def main(descriptor: int) -> None:
    """Serve the socket of this descriptor until told to end."""
    end_with_the_server()
    _allow_many_files()
    # After the limit of descriptors and the signals: loading Django takes seconds.
    from cooling.receiving import Server, adjustments
    from cooling.wsgi import application  # reads the settings and sets up the logging

    logging.getLogger("waitress").setLevel(logging.WARNING)
    # It warns whenever a request waits for a thread, which is what the line is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    listening = socket.socket(fileno=descriptor)
    # All workers wake for one connection; those that come too late must not wait for the next.
    listening.setblocking(False)
    Server.on(listening, application, adjustments(listening, threads=THREADS, connections=MOST_CONNECTIONS)).run()


def _allow_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 3 * MOST_CONNECTIONS + 500
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
