"""Requests to an outside monitor, which notices when they stop.

They are sent with the standard library: httpx logs the address of each request, and here the
address is the secret.
"""

from __future__ import annotations

import socket
import ssl
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing, suppress
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import SimpleQueue
from threading import Thread
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from attrs import field, frozen

from talent_powerpro.model import Secret

PATIENCE = 10.0
"""Seconds that a run waits at its end, at the most, for all of its requests."""

TIME_OUT = 5.0
"""Seconds for each step of a request: to connect, to send, to receive."""

OK, REDIRECT, FAULT = 200, 300, 400


class Signal(StrEnum):
    """The three things that a monitor learns. The value is added to the address's path."""

    START = "/start"
    SUCCESS = ""
    FAILURE = "/fail"


@frozen
class MonitorProxy:
    """The proxy on the way to the monitor."""

    scheme: str
    host: str
    port: int
    login: Secret
    """User name and password as ``user:password``; blank: none."""


@frozen
class MonitorWay:
    """The address of a monitor, and the way to it. Makes no request."""

    address: Secret
    proxy: MonitorProxy | None
    trust: Callable[[], ssl.SSLContext] = field(repr=False)
    """The trusted certificate authorities, read at the first request."""


_Request: TypeAlias = tuple[Signal, str]


class Monitor:
    """Sends one run's requests, in their order, on a thread of its own.

    Nothing that goes wrong is raised. Used once: `started`, `ended`, then `finish`.
    """

    def __init__(self, way: MonitorWay, *, patience: float | None = None) -> None:
        self._way = way
        self._patience = PATIENCE if patience is None else patience
        self._requests: SimpleQueue[_Request | None] = SimpleQueue()
        self.thread: Thread | None = None
        """The thread that sends; ``None``: nothing was sent yet."""
        self._connection: HTTPConnection | None = None
        self._given_up = False
        self._fault = ""

    def started(self) -> None:
        """Send the start. Returns at once."""
        self._send(Signal.START, "")

    def ended(self, counts: str, *, well: bool) -> None:
        """Send the success or the failure, after the start. Returns at once.

        *counts* is the request's body. It must name nobody.
        """
        self._send(Signal.SUCCESS if well else Signal.FAILURE, counts)

    def _send(self, signal: Signal, counts: str) -> None:
        self._requests.put((signal, counts))
        if self.thread is None:
            # A daemon: a look-up of a name cannot be stopped, and must not keep the process alive.
            self.thread = Thread(target=self._work, name="monitor", daemon=True)
            self.thread.start()

    def finish(self) -> str:
        """Wait for the requests, within the patience. Return what went wrong first, or a blank.

        Ctrl+C ends the waiting, and nothing else.
        """
        if self.thread is None:
            return ""
        self._requests.put(None)
        with suppress(KeyboardInterrupt):
            self.thread.join(self._patience)
        if self.thread.is_alive():
            self._give_up()
            return f"it did not answer within {self._patience:g} seconds"
        return self._fault

    def _give_up(self) -> None:
        """Make the thread end: a server that sends a byte now and then would keep it for ever."""
        self._given_up = True
        sock = self._connection.sock if self._connection else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _work(self) -> None:
        while (request := self._requests.get()) is not None and not self._given_up:
            fault = self._fault_of(*request)
            self._fault = self._fault or fault

    def _fault_of(self, signal: Signal, counts: str) -> str:
        """Make one request, and return what went wrong; blank: nothing."""
        try:
            return _meaning(self._status(signal, counts))
        except TimeoutError:
            return "it did not answer in time"
        except ssl.SSLCertVerificationError:
            return "its certificate is not trusted"
        except (OSError, HTTPException, ValueError) as fault:
            # Never the text: it can contain the address.
            return f"it cannot be reached ({type(fault).__name__})"

    def _status(self, signal: Signal, counts: str) -> int:
        parts = urlsplit(self._way.address.reveal())
        with closing(_connection(parts, self._way)) as self._connection:
            path = parts.path.rstrip("/") + signal or "/"
            self._connection.request(
                "POST",
                f"{path}?{parts.query}" if parts.query else path,
                body=counts.encode(),
                headers={"User-Agent": "talent-powerpro", "Content-Type": "text/plain"},
            )
            # The body stays unread. It has no meaning, and no end that is certain.
            return self._connection.getresponse().status


def _connection(parts: SplitResult, way: MonitorWay) -> HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "http":
        return HTTPConnection(host, parts.port, timeout=TIME_OUT)
    trust = way.trust()
    if (proxy := way.proxy) is None:
        return HTTPSConnection(host, parts.port, timeout=TIME_OUT, context=trust)
    if proxy.scheme != "http":
        raise UnsuitableProxyError
    made = HTTPSConnection(proxy.host, proxy.port, timeout=TIME_OUT, context=trust)
    login = proxy.login.reveal()
    encoded = b64encode(login.encode()).decode("ascii")
    headers = {"Proxy-Authorization": f"Basic {encoded}"} if login else {}
    made.set_tunnel(host, parts.port, headers=headers)
    return made


class UnsuitableProxyError(OSError):
    """The proxy is no ``http://`` proxy, and the standard library knows no other kind."""


def _meaning(status: int) -> str:
    """What a status says that is no success; blank for a success."""
    if OK <= status < REDIRECT:
        return ""
    if REDIRECT <= status < FAULT:
        # Followed, it would give the secret path to an address that nobody set.
        return f"it redirects (status {status}), and redirects are not followed"
    return f"it answered with status {status}"


def address_fault(text: str) -> str:
    """What is wrong with a monitor's address, as a sentence that does not show it; or blank."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # Raises ValueError where it is no number.
    except ValueError:
        return _FAULT
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    secure = parts.scheme == "https" or (parts.scheme == "http" and here)
    plain = text.isascii() and text.isprintable() and " " not in text
    usable = plain and parts.hostname and "@" not in parts.netloc and not parts.fragment
    return "" if secure and usable else _FAULT


_FAULT = (
    "the monitor's address (not shown) must begin with https:// (http:// only on this machine), "
    "name a host, and have no user name, blank or #. Copy it from the monitor again"
)
