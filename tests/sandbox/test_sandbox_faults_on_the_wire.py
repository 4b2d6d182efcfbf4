"""Faults of the connection, as a client meets them over a socket."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest

from support.patience import PATIENCE
from support.sandbox.requests import JOANA, basic
from talent_powerpro.sandbox import FaultKind, Sandbox, serve

MB = 1024 * 1024
FORM = {**basic("any"), "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def url(sandbox: Sandbox) -> Iterator[str]:
    with serve(sandbox) as url:
        yield url


@pytest.fixture
def connection(url: str) -> Iterator[http.client.HTTPConnection]:
    connection = connected(url)
    yield connection
    connection.close()


class Waits:
    """How long the server lets callers wait, and that it began to; no second passes."""

    def __init__(self, *, until_the_end: bool = False) -> None:
        self.seconds: list[float] = []
        self.begun = threading.Event()
        self._until_the_end = until_the_end

    def __call__(self, ended: threading.Event, seconds: float) -> bool:
        self.seconds.append(seconds)
        self.begun.set()
        return ended.wait() if self._until_the_end else ended.is_set()


def connected(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)


def sign_up(connection: http.client.HTTPConnection) -> int:
    connection.request("POST", "/api/v1/usersignup", urlencode(JOANA), FORM)
    response = connection.getresponse()
    response.read()
    return response.status


def test_a_hanging_call_is_answered_when_its_time_is_up(sandbox: Sandbox) -> None:
    sandbox.fault("usersignup", FaultKind.HANG, seconds=90)
    waits = Waits()
    with serve(sandbox, wait=waits) as url:
        connection = connected(url)
        assert sign_up(connection) == 200
        connection.close()
    assert waits.seconds == [90]


def test_a_hanging_sign_up_blocks_no_other_call_and_creates_the_user(
    sandbox: Sandbox,
) -> None:
    sandbox.fault("usersignup", FaultKind.HANG)
    waits = Waits(until_the_end=True)
    with serve(sandbox, wait=waits) as url:
        impatient, other = connected(url), connected(url)
        impatient.request("POST", "/api/v1/usersignup", urlencode(JOANA), FORM)
        assert waits.begun.wait(PATIENCE)
        assert impatient.sock
        impatient.sock.settimeout(0.001)  # no answer comes before the end
        with pytest.raises(TimeoutError):
            impatient.getresponse()
        other.request("GET", "/api/v1/users/email:jg11@pm.me", headers=basic("any"))
        assert other.getresponse().status == 200
        impatient.close()
        other.close()


def test_the_sandbox_stops_without_waiting_for_hanging_calls(sandbox: Sandbox) -> None:
    sandbox.fault("siteinfo", FaultKind.HANG)
    waits = Waits(until_the_end=True)
    with serve(sandbox, wait=waits) as url:
        connection = connected(url)
        connection.request("GET", "/api/v1/siteinfo", headers=basic("any"))
        assert waits.begun.wait(PATIENCE)
    with pytest.raises(ConnectionError):
        connection.getresponse()
    connection.close()


def ask(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
    connection.request("GET", "/api/v1/siteinfo", headers=basic("any"))
    return connection.getresponse()


def test_a_call_that_hangs_without_effect_gets_no_answer(
    connection: http.client.HTTPConnection, sandbox: Sandbox
) -> None:
    sandbox.fault("usersignup", FaultKind.HANG, seconds=0.01, effect=False)
    with pytest.raises(http.client.RemoteDisconnected):
        sign_up(connection)
    assert "7" not in sandbox.users


@pytest.mark.parametrize(
    ("kind", "fault"), [("reset", ConnectionResetError), ("lost", http.client.RemoteDisconnected)]
)
@pytest.mark.parametrize("effect", [True, False])
def test_a_connection_is_lost_after_the_effect_or_before(
    connection: http.client.HTTPConnection,
    sandbox: Sandbox,
    capfd: pytest.CaptureFixture[str],
    kind: str,
    fault: type[Exception],
    effect: bool,
) -> None:
    sandbox.fault("usersignup", kind, effect=effect)
    with pytest.raises(ConnectionResetError) as raised:
        sign_up(connection)
    assert raised.type is fault
    assert ("7" in sandbox.users) is effect
    connection.close()
    assert sign_up(connection) == (400 if effect else 200)
    assert capfd.readouterr().err == ""


def test_a_body_is_cut_off_and_the_connection_ends(
    connection: http.client.HTTPConnection, sandbox: Sandbox
) -> None:
    sandbox.fault("siteinfo", "cut-off")
    response = ask(connection)
    with pytest.raises(http.client.IncompleteRead):
        response.read()
    with pytest.raises(http.client.RemoteDisconnected):
        ask(connection)


def test_a_body_drips_in_and_the_connection_goes_on(sandbox: Sandbox) -> None:
    waits = Waits()
    with serve(sandbox, wait=waits) as url:
        connection = connected(url)
        whole = ask(connection).read()
        sandbox.fault("siteinfo", "drip", seconds=0.25)
        assert ask(connection).read() == whole
        assert ask(connection).read() == whole
        connection.close()
    assert waits.seconds == [0.25] * len(whole)


def test_a_huge_body_is_as_long_as_its_length_says(
    connection: http.client.HTTPConnection, sandbox: Sandbox
) -> None:
    whole = ask(connection).read()
    sandbox.fault("siteinfo", "huge-body")
    response = ask(connection)
    assert response.length == len(whole) + 64 * MB
    assert response.read(len(whole)) == whole
    left = 0
    while piece := response.read(MB):
        assert piece.isspace()
        left += len(piece)
    assert left == 64 * MB
    assert ask(connection).read() == whole


def test_an_endless_body_goes_on_until_somebody_hangs_up(
    connection: http.client.HTTPConnection, sandbox: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    sandbox.fault("siteinfo", "endless-body")
    response = ask(connection)
    assert (response.length, response.headers["Connection"]) == (None, "close")
    assert sum(len(response.read(MB)) for _ in range(40)) == 40 * MB
    response.close()
    connection.close()
    assert ask(connection).status == 200
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("kind", ["drip", "endless-body"])
def test_the_end_of_the_sandbox_waits_for_no_body_either(sandbox: Sandbox, kind: str) -> None:
    sandbox.fault("siteinfo", kind)
    with serve(sandbox, wait=Waits(until_the_end=True)) as url:
        connection = connected(url)
        response = ask(connection)
        assert response.read(1) == b"{"
    response.close()
    connection.close()


@pytest.mark.parametrize("kind", ["empty-body", "html-503", "gzip-bomb"])
def test_spoiled_answers_arrive_and_the_connection_goes_on(
    connection: http.client.HTTPConnection, sandbox: Sandbox, kind: str
) -> None:
    sandbox.fault("siteinfo", kind)
    for expected in (503 if kind == "html-503" else 200, 200):
        connection.request("GET", "/api/v1/siteinfo", headers=basic("any"))
        response = connection.getresponse()
        assert response.status == expected
        response.read()
