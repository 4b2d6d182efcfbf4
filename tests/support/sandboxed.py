"""The real client over a sandbox, in process or over a socket. No test waits.

In process the clock moves only when something waits. Faults that bytes cannot show are played as
httpx would meet them on a socket: late answers and dripping bodies move the client's clock.
Over a socket a late answer never comes, and the client gives up once the sandbox has acted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event, local
from typing import Any

import httpx

from support.patience import PATIENCE
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.adapters.talentlms.certificates import trusting_nobody
from talent_powerpro.adapters.talentlms.transport import TIME_OUTS
from talent_powerpro.sandbox import Ending, Request, Response, Sandbox, serve

PORTAL = "https://powerpro.talentlms.com"
KEY = "8DZQvzDn6YczzPw1EBf4YLhAuGujV"
PASSWORD = "Welcome2Talent"
READ: float = TIME_OUTS["read"]
"""Seconds that the client waits for the next piece of an answer."""


WHOLE = 120.0
"""Seconds that it waits for a whole answer."""


class Pace:
    """Clock that moves only when something waits."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        """The client's own pauses between its calls."""

    def clock(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def wait(self, seconds: float) -> None:
        """Wait for the next piece of an answer; raises as httpx does if it takes too long."""
        self.seconds += min(seconds, READ)
        if seconds > READ:
            raise httpx.ReadTimeout("The read operation timed out")


def client_over(sandbox: Sandbox, pace: Pace | None = None, **options: Any) -> TalentLMS:
    """The real client; the sandbox answers every request in process."""
    pace = pace or Pace()

    def handle(request: httpx.Request) -> httpx.Response:
        answer = sandbox.handle(
            Request(
                request.method,
                request.url.raw_path.decode("ascii"),
                dict(request.headers),
                request.read(),
            )
        )
        pace.wait(answer.delay)
        if answer.ending is Ending.HANG_UP:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
        if answer.ending is Ending.RESET:
            raise httpx.ReadError("[Errno 104] Connection reset by peer")
        return httpx.Response(
            answer.status, headers=dict(answer.headers), stream=Arriving(answer, pace)
        )

    given: dict[str, Any] = {
        "http": httpx.Client(transport=httpx.MockTransport(handle)),
        **_timed(pace),
        "clock": pace.clock,
    }
    return TalentLMS(PORTAL, KEY, **(given | options))


@contextmanager
def client_at(sandbox: Sandbox, pace: Pace | None = None, **options: Any) -> Iterator[TalentLMS]:
    """The real client over a socket, one call at a time. Seconds pass in *pace* alone.

    A late answer never comes: the client's time-out is over as soon as the sandbox has acted on
    the call, and not before, however slow the machine is.
    """
    pace = pace or Pace()
    served = _Acting(sandbox, pace)
    hooks = {"request": [served.time_out]}
    given: dict[str, Any] = {**_timed(pace), "clock": pace.clock}
    with (
        serve(served, wait=served.wait) as url,
        httpx.Client(
            timeout=PATIENCE, trust_env=False, verify=trusting_nobody(), event_hooks=hooks
        ) as http,
        TalentLMS(url, KEY, **(given | {"http": http} | options)) as talent,
    ):
        yield talent


class _Acting(Sandbox):
    """A sandbox as it is served: what it does about a call, and how long that takes in a `Pace`."""

    def __init__(self, sandbox: Sandbox, pace: Pace) -> None:
        # Not Sandbox's own: the portal is that of the one that is served.
        self._served = sandbox
        self._pace = pace
        self._late: SimpleQueue[bool] = SimpleQueue()
        self._here = local()  # a connection has a thread of its own

    def handle(self, request: Request) -> Response:
        answer = self._served.handle(request)
        self._here.drips, self._here.took = answer.pause > 0, 0.0
        self._late.put(answer.delay > 0)
        return answer

    def time_out(self, request: httpx.Request) -> None:
        """Decide on the request's time-out once it is known whether the answer is late."""

        def trace(event: str, _: object) -> None:
            if event == "http11.receive_response_headers.started":
                late = self._late.get(timeout=PATIENCE)
                request.extensions["timeout"]["read"] = 0.001 if late else PATIENCE

        request.extensions["trace"] = trace

    def wait(self, ended: Event, seconds: float) -> bool:
        """A late answer waits for the server's end. So does a dripping one after so long that
        the client gives up; else it would take the next call's time as well."""
        if not self._here.drips or self._here.took > WHOLE:
            return ended.wait()
        self._here.took += seconds
        self._pace.seconds += seconds
        return ended.is_set()


def _timed(pace: Pace) -> dict[str, Any]:
    return {"new_user_password": PASSWORD, "sleep": pace.sleep, "jitter": lambda: 0.0}


class Arriving(httpx.SyncByteStream):
    """A body that arrives in pieces."""

    def __init__(self, answer: Response, pace: Pace) -> None:
        self._answer = answer
        self._pace = pace

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._answer.pieces():
            yield piece
            self._pace.wait(self._answer.pause)
        if self._answer.ending is Ending.CUT_OFF:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete body")
