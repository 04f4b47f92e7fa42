"""The process that tells phones: `python -m visits.device.push_worker`, kept alive by cooling.server where PUSH_KEY is.

It looks into the outbox every few seconds, so that what is committed is told and nothing else.
"""

from __future__ import annotations

import logging
import os
import time

from cooling.ending import end_with_the_server

LOOKS_EVERY = 2.0
LOOKS_FOR_PROMISES_EVERY = 60.0
NICE = 5


def main() -> None:
    """Send what waits, until told to end."""
    end_with_the_server()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooling.settings")
    import django

    django.setup()
    # After Django is there: pages come before messages.
    os.nice(NICE)
    serve()


def serve() -> None:
    """Look into the outbox again and again, and once a minute whether promises are due."""
    from django.db import DatabaseError, connection
    from django.utils import timezone

    from visits.device.push_sending import queue_due, send_next

    logger, promises_at = logging.getLogger("visits.push"), 0.0
    while True:
        try:
            if time.monotonic() - promises_at > LOOKS_FOR_PROMISES_EVERY or not promises_at:
                promises_at = time.monotonic()
                queue_due(timezone.now())
            while send_next(timezone.now()):
                pass
        except DatabaseError:
            # It was away, or busy: what waits is still there.
            logger.warning("the outbox of messages could not be read", exc_info=True)
        # A worker that waits holds no connection.
        connection.close()
        time.sleep(LOOKS_EVERY)


if __name__ == "__main__":
    main()
