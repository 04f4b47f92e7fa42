"""How requests are received: whole, within limits of size and time, before a thread takes them.

One thread of a worker process reads from all connections (waitress). What arrives slowly costs a connection and
a little memory, never a page; what is past a limit is refused before more of it is kept.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http.cookie import parse_cookie
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from cooling.multipart import TextPartsOnly, boundary_of
from cooling.refusals import Refusal
from cooling.upload_pass import is_shown

MB = 1024 * 1024
LARGEST_HEADER = 64 * 1024
# Kept in memory of one body or one answer; the rest lies in a file without a name.
IN_MEMORY = 128 * 1024
# Nothing at all for so long: an idle connection, or a client that is gone.
SILENT_FOR = 120
# A client that does not read the refusal it was sent is waited for so long.
LINGERS_FOR = 30.0
VISIT_FORM = re.compile(r"/visits/(new|[0-9a-fA-F-]{36}/edit)/")
ENTRIES, HANDOVER = "/device/entries/", "/device/handover/"


@dataclass(frozen=True)
class Limits:
    """How large a body may be, in bytes, and how slow, in seconds and bytes a second."""

    signed_out: int
    words: int
    files: int
    most: int
    rate: int
    grace: int
    longest: int
    header: int

    @classmethod
    def of_settings(cls) -> Limits:
        return cls(
            signed_out=settings.BODY_LIMIT_SIGNED_OUT * MB,
            words=settings.BODY_LIMIT * MB,
            files=settings.BODY_LIMIT_FILES * MB,
            most=settings.BODY_LIMIT_MOST * MB,
            rate=settings.BODY_RATE,
            grace=settings.BODY_GRACE,
            longest=settings.BODY_TIME,
            header=settings.HEAD_TIME,
        )

    def largest(self, path: str, content_type: str, *, signed_in: bool) -> int:
        if not signed_in:
            return self.signed_out
        if path == HANDOVER:
            return self.most
        return self.files if path == ENTRIES or content_type.startswith("multipart/") else self.words

    def is_late(self, seconds: float, received: int, *, head_read: bool) -> bool:
        """Whether a request that began so long ago should have brought more by now."""
        if not head_read:
            return seconds > self.header
        # A slow village line is let through; what trickles to hold a place is not.
        return seconds > self.longest or (seconds > self.grace and received < self.rate * seconds)


class Request(HTTPRequestParser):
    """One request while it arrives."""

    limits: Limits
    # Files of a form that were thrown away so that its words could be kept.
    files_left_out = False

    def __init__(self, adj: Adjustments):
        super().__init__(adj)
        self.began, self.largest = time.monotonic(), 0

    def received(self, data: bytes) -> int:
        head_was_read = self.headers_finished
        try:
            consumed = super().received(data)
        except OSError:
            # Too much for this moment's disk.
            return self.refuse(507, data)
        if self.error or self.empty:
            return consumed
        if self.headers_finished and not head_was_read:
            return consumed if self._is_admitted() else self.refuse(413, data)
        if self.body_rcv is not None and len(self.body_rcv) > self.largest:
            return self.refuse(413, data)
        if self.completed and self.files_left_out:
            # The application reads as much as is said here, and would wait for files that were thrown away.
            self.headers["CONTENT_LENGTH"] = str(len(self.body_rcv))
        return consumed

    def _is_admitted(self) -> bool:
        """Decide by the head alone how much may follow it."""
        if self.body_rcv is None:
            return True
        content_type = self.headers.get("CONTENT_TYPE", "")
        # The pass, not the session: this thread serves every connection and may not wait for the database.
        signed_in = is_shown(parse_cookie(self.headers.get("COOKIE", "")))
        self.largest = self.limits.largest(self.path, content_type.lower(), signed_in=signed_in)
        if self.content_length <= self.largest:
            return True
        boundary = boundary_of(content_type)
        if not (signed_in and boundary and VISIT_FORM.fullmatch(self.path)) or self.content_length > self.limits.most:
            return False
        # The photos of this form are too large together: its words are kept all the same.
        self.files_left_out, self.largest = True, self.limits.words
        self.body_rcv = TextPartsReceiver(self.content_length, self.body_rcv.getbuf(), TextPartsOnly(boundary))
        return True

    def refuse(self, status: int, data: bytes = b"") -> int:
        """Answer instead of going on to receive; all of `data` is taken for read."""
        self.error = Refusal(status, headers=self.headers)
        self.completed, self.expect_continue = True, False
        return len(data)

    def is_late(self, now: float) -> bool:
        return self.limits.is_late(now - self.began, self.body_bytes_received, head_read=self.headers_finished)


class TextPartsReceiver(FixedStreamReceiver):
    """Receives a form and keeps of it what is not a file."""

    def __init__(self, length: int, buffer, words: TextPartsOnly):
        super().__init__(length, buffer)
        self.words = words

    def received(self, data: bytes) -> int:
        taken = data[: self.remain]
        self.remain -= len(taken)
        self.completed = self.remain < 1
        kept = self.words.feed(taken)
        if kept:
            self.buf.append(kept)
        return len(taken)


class Task(WSGITask):
    """A request that has been received whole, handed to the application."""

    def get_environment(self) -> dict:
        environ = super().get_environment()
        if self.request.files_left_out:
            environ["cooling.files_left_out"] = True
        return environ


class Connection(HTTPChannel):
    """One client's connection; it looks at the clock while a request arrives, and ends politely."""

    parser_class, task_class = Request, Task
    lingers_until = 0.0

    def received(self, data: bytes) -> bool:
        # What still comes after a refusal is read, or the client would never see the refusal, and kept nowhere.
        return False if self.lingers_until else super().received(data)

    def handle_write(self) -> None:
        if not self.close_when_flushed:
            super().handle_write()
            return
        self.close_when_flushed = False
        super().handle_write()
        if self.total_outbufs_len:
            self.close_when_flushed = True
        elif self.connected:
            self._linger()

    def _linger(self) -> None:
        """Say that nothing more comes, and give the client time to read what was said."""
        self.lingers_until = time.monotonic() + LINGERS_FOR
        try:
            # Closed at once with bytes unread, the system would send a reset, and the browser would show no refusal.
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()

    def look_at_clock(self, now: float) -> None:
        """Refuse what takes too long to arrive, and leave a client that reads nothing any more."""
        if self.lingers_until:
            self.will_close = self.will_close or now > self.lingers_until
            return
        # waitress itself waits for ever while an answer is still to be sent.
        if self.total_outbufs_len and time.time() - self.last_activity > SILENT_FOR:
            self.will_close = True
            return
        with self.requests_lock:
            # While another request of the connection is answered, this one waits for us, not we for it.
            if self.request is not None and not self.requests and self.request.is_late(now):
                self.request.refuse(408)
                self.requests.append(self.request)
                self.request = None
                self.server.add_task(self)


class Server(TcpWSGIServer):
    """Accepts connections from a socket that other processes share."""

    channel_class = Connection

    @classmethod
    def on(cls, listening: socket.socket, application: Callable, adj: Adjustments) -> Server:
        # waitress makes the parsers itself and passes nothing along: the class holds the limits.
        Request.limits = Limits.of_settings()
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(adj.threads)
        about = (listening.family, listening.type, listening.proto, listening.getsockname())
        return cls(application, {}, True, listening, dispatcher=dispatcher, adj=adj, sockinfo=about, bind_socket=False)

    def maintenance(self, now: float) -> None:
        for connection in list(self.active_channels.values()):
            connection.look_at_clock(time.monotonic())
        super().maintenance(now)


def adjustments(listening: socket.socket, *, threads: int, connections: int) -> Adjustments:
    """What waitress is told; limits of bodies are ours."""
    return Adjustments(
        sockets=[listening],
        threads=threads,
        connection_limit=connections,
        # select() ends at descriptor 1023.
        asyncore_use_poll=True,
        recv_bytes=64 * 1024,
        inbuf_overflow=IN_MEMORY,
        outbuf_overflow=IN_MEMORY,
        max_request_header_size=LARGEST_HEADER,
        channel_timeout=SILENT_FOR,
        cleanup_interval=1,
        log_socket_errors=False,
        # No name and version of the server for whoever looks for a known hole.
        ident=None,
        # The settings say what is believed of a proxy; under DEBUG these headers are what gives one away.
        clear_untrusted_proxy_headers=False,
    )
