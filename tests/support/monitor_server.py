"""A real monitor over HTTP on this machine, which notes what it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from support.patience import PATIENCE

SECRET = "5f0a81e2-Ping-Nobody-Is-To-See"
"""The last part of the path, by which anybody could report a run."""


class MonitorServer(ThreadingHTTPServer):
    """A monitor that has been started. Each request is in `seen`: its path, and its body."""

    daemon_threads = True

    def __init__(self, *, status: int = 200, location: str = "", answers: bytes = b"") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = status
        self.status_of_ends = status
        self.location = location
        self.answers = answers
        """Said in place of an answer, where it is not blank."""
        self.drips = False
        """Whether a byte is sent now and then until it may answer."""
        self.asked = Event()
        """Set at the first request."""
        self.may_answer = Event()
        self.may_answer.set()
        self.seen: list[tuple[str, str]] = []
        self.headers: list[Message] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ping/{SECRET}"

    @property
    def paths(self) -> list[str]:
        """What was requested, without the address that is in the settings."""
        return [path.removeprefix(f"/ping/{SECRET}") for path, _ in self.seen]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client that gave up is no fault of the server."""


class Handler(BaseHTTPRequestHandler):
    server: MonitorServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, body.decode()))
        self.server.headers.append(self.headers)
        self.server.asked.set()
        with suppress(OSError):
            while self.server.drips and not self.server.may_answer.wait(0.01):
                self.wfile.write(b"a")
        self.server.may_answer.wait(PATIENCE)
        with suppress(OSError):
            if self.server.answers:
                self.wfile.write(self.server.answers)
                return
            is_start = self.path.endswith("/start")
            self.send_response(self.server.status if is_start else self.server.status_of_ends)
            if self.server.location:
                self.send_header("Location", self.server.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing on standard error."""


@contextmanager
def monitor(
    *, status: int = 200, location: str = "", answers: bytes = b""
) -> Iterator[MonitorServer]:
    """A monitor that answers so, until the end of the block."""
    server = MonitorServer(status=status, location=location, answers=answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.may_answer.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def slow_monitor() -> Iterator[MonitorServer]:
    """A monitor that takes requests and answers none before the end of the block."""
    with monitor() as server:
        server.may_answer.clear()
        yield server
