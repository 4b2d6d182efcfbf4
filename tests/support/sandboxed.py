"""The real client over a sandbox: in process, or over a socket. Nobody waits for long.

In process no second passes by itself, and faults that bytes do not show are played as a
socket would let httpx meet them: late answers and dripping bodies move the client's clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.adapters.talentlms.transport import TIME_OUTS
from talent_powerpro.sandbox import Ending, Request, Response, Sandbox, serve

PORTAL = "https://powerpro.talentlms.com"
KEY = "8DZQvzDn6YczzPw1EBf4YLhAuGujV"
PASSWORD = "Welcome2Talent"
READ: float = TIME_OUTS.read or 0.0
"""Seconds that the client waits for the next piece of an answer."""


class Pace:
    """Seconds that pass only where somebody waits."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        """What the client itself waited, between its calls."""

    def clock(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def wait(self, seconds: float) -> None:
        """For the next piece of an answer; raises as httpx does once that takes too long."""
        self.seconds += min(seconds, READ)
        if seconds > READ:
            raise httpx.ReadTimeout("The read operation timed out")


def client_over(sandbox: Sandbox, pace: Pace | None = None, **options: Any) -> TalentLMS:
    """The real client, its every request answered by the sandbox in process."""
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
def client_at(
    sandbox: Sandbox, pace: Pace | None = None, *, read: float = 5.0, **options: Any
) -> Iterator[TalentLMS]:
    """The real client over a socket. *read* seconds is as long as it waits for anything; between
    its calls it waits only in *pace*."""
    with (
        serve(sandbox) as url,
        httpx.Client(timeout=httpx.Timeout(5.0, read=read), trust_env=False) as http,
        TalentLMS(url, KEY, **({"http": http} | _timed(pace or Pace()) | options)) as talent,
    ):
        yield talent


def _timed(pace: Pace) -> dict[str, Any]:
    return {"new_user_password": PASSWORD, "sleep": pace.sleep, "jitter": lambda: 0.0}


class Ticking:
    """A clock on which a second passes whenever somebody looks."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += 1.0
        return self.seconds


class Arriving(httpx.SyncByteStream):
    """A body on its way."""

    def __init__(self, answer: Response, pace: Pace) -> None:
        self._answer = answer
        self._pace = pace

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._answer.pieces():
            yield piece
            self._pace.wait(self._answer.pause)
        if self._answer.ending is Ending.CUT_OFF:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete body")
