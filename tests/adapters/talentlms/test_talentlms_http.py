"""The client over real HTTP, against a small socket server that misbehaves."""

from __future__ import annotations

import gzip
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Condition, Event, Thread
from typing import Any, TypeAlias

import pytest

from support.patience import PATIENCE
from support.talentlms.http_library import httpx
from support.talentlms.portal_answers import (
    JOANA,
    KEY,
    SEVEN,
    SITE,
    error,
    php_json,
    user,
)
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.errors import NoAnswer, TalentUnusable
from talent_powerpro.model import (
    Absent,
    TalentUser,
)

Say: TypeAlias = Callable[[socket.socket], None]
"""Answers one request over its connection."""


class Server:
    """Server that answers from a list, then repeats the last answer; it notes each request."""

    def __init__(self, *answers: Say) -> None:
        self._answers = list(answers)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads = [Thread(target=self._accept)]
        self._over = Event()
        self._hearing = Condition()
        self.heard: list[bytes] = []
        self.connections = 0
        self.port: int = self._listening.getsockname()[1]
        self._threads[0].start()

    def close(self) -> None:
        self._over.set()
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE),
        ):
            pass  # wakes the one who waits for connections
        for thread in self._threads:
            thread.join()
        self._listening.close()

    def hears(self, number: int) -> bool:
        """Wait for so many requests. A client that has given up may be ahead of them."""
        with self._hearing:
            return self._hearing.wait_for(lambda: len(self.heard) >= number, PATIENCE)

    def _accept(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            if self._over.is_set():
                connection.close()
                return
            self.connections += 1
            thread = Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(PATIENCE)
            while request := _request(connection):
                with self._hearing:
                    self.heard.append(request)
                    self._hearing.notify_all()
                say = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
                say(connection)


def _request(connection: socket.socket) -> bytes:
    """One whole request; empty if the caller hung up."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
        if data.startswith(b"\x16"):  # a greeting in TLS
            return data
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if b"th:" in line]
    while len(body) < int(lengths[0] if lengths else 0):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def says(value: Any, status: int = 200, **headers: str) -> Say:
    return sends(php_json(value), status, **({"content_type": "application/json"} | headers))


def sends(body: bytes, status: int = 200, **headers: str) -> Say:
    given = {"content-length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return raw(f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode() + body)


def raw(data: bytes) -> Say:
    return lambda connection: connection.sendall(data)


def hangs(connection: socket.socket) -> None:
    """Send nothing until the caller hangs up."""
    connection.recv(1)
    connection.close()


half = raw(b"HTTP/1.1 200 OK\r\n")
NEVER_WHOLE = (hangs, half)


def hangs_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def resets(connection: socket.socket) -> None:
    """Close so that the caller gets a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@contextmanager
def talent_over(*answers: Say, **options: Any) -> Iterator[tuple[TalentLMS, Server, list[float]]]:
    """A client over a server with these answers. It times out soon if none comes."""
    server, slept = Server(*answers), list[float]()
    read = 0.01 if answers[0] in NEVER_WHOLE else PATIENCE
    http = httpx.Client(timeout=httpx.Timeout(PATIENCE, read=read), trust_env=False)
    given: dict[str, Any] = {"http": http, "sleep": slept.append, "jitter": lambda: 0.0} | options
    try:
        with http, TalentLMS(f"http://127.0.0.1:{server.port}", KEY, **given) as talent:
            yield talent, server, slept
    finally:
        server.close()


def path_of(request: bytes) -> bytes:
    return request.split(b" ")[1]


@pytest.mark.parametrize(
    ("email", "path"),
    [
        ("jg11@pm.me", b"/api/v1/users/email:jg11@pm.me"),
        ("jo+test@x.au", b"/api/v1/users/?email=jo%2Btest%40x.au"),
        ("h#x?y@x.co", b"/api/v1/users/?email=h%23x%3Fy%40x.co"),
        ("100%@x.au", b"/api/v1/users/?email=100%25%40x.au"),
    ],
)
def test_a_path_goes_over_the_wire_as_it_is_and_a_query_encoded_once(
    email: str, path: bytes
) -> None:
    with talent_over(says(error("The requested user does not exist"), 404)) as (talent, server, _):
        answer = talent.user_by_email(email)
    assert isinstance(answer, Absent)
    assert answer.request == f"GET http://127.0.0.1:{server.port}{path.decode()}"
    assert path_of(server.heard[0]) == path


def test_calls_share_one_connection() -> None:
    with talent_over(says(user())) as (talent, server, _):
        for _ in range(5):
            assert isinstance(talent.user_by_id(SEVEN), TalentUser)
    assert (len(server.heard), server.connections) == (5, 1)


def test_a_client_of_its_own_keeps_no_cookies() -> None:
    with talent_over(says(user(), set_cookie="PHPSESSID=abc; path=/"), http=None) as given:
        talent, server, _ = given
        talent.user_by_id(SEVEN)
        talent.user_by_id(SEVEN)
    assert len(server.heard) == 2
    assert b"cookie" not in b"".join(server.heard).lower()


@pytest.mark.parametrize("fails", [hangs, hangs_up, resets, raw(b"SSH-2.0-no\r\n\r\n")])
def test_a_lost_answer_is_retried_and_then_no_answer(fails: Say) -> None:
    with talent_over(fails) as (talent, server, slept):
        with pytest.raises(NoAnswer):
            talent.user_by_id(SEVEN)
        assert server.hears(4)
    assert len(server.heard) == 4
    assert slept == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("fails", [hangs, hangs_up, resets, half])
def test_a_lost_answer_to_a_sign_up_is_no_answer_at_once(fails: Say) -> None:
    with talent_over(fails) as (talent, server, slept):
        with pytest.raises(NoAnswer):
            talent.create_user(JOANA)
        assert server.hears(1)
    assert len(server.heard) == 1
    assert slept == []


def test_a_packed_answer_is_unpacked() -> None:
    say = sends(gzip.compress(php_json(SITE)), content_encoding="gzip")
    with talent_over(say) as (talent, server, _):
        assert talent.site().users == 1234
    assert b"accept-encoding: gzip\r\n" in server.heard[0].lower()


def test_a_body_cut_short_is_no_answer() -> None:
    whole = php_json(user())
    cut = f"HTTP/1.1 200 OK\r\ncontent-length: {len(whole)}\r\n\r\n".encode() + whole[:-9]

    def cuts(connection: socket.socket) -> None:
        connection.sendall(cut)
        hangs_up(connection)

    with talent_over(cuts) as (talent, _, _), pytest.raises(NoAnswer):
        talent.user_by_id(SEVEN)


def test_an_unreachable_portal_stops_the_run() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    slept: list[float] = []
    with TalentLMS(f"http://127.0.0.1:{port}", KEY, sleep=slept.append) as talent:
        with pytest.raises(TalentUnusable, match="cannot be reached"):
            talent.user_by_id(SEVEN)
        with pytest.raises(TalentUnusable, match="cannot be reached"):
            talent.create_user(JOANA)
    assert len(slept) == 3


def test_a_portal_that_does_not_speak_tls_stops_the_run() -> None:
    with talent_over(sends(b"hello")) as (_, server, _):
        url = f"https://127.0.0.1:{server.port}"
        with TalentLMS(url, KEY, attempts=1) as talent, pytest.raises(TalentUnusable):
            talent.site()


@pytest.mark.parametrize("options", [{}, {"http": None}])
def test_neither_a_given_client_nor_its_own_follows_a_redirect(options: dict[str, Any]) -> None:
    with talent_over(sends(b"", 302, location="/api/v1/siteinfo"), **options) as given:
        talent, server, _ = given
        with pytest.raises(TalentUnusable, match="redirects the call"):
            talent.site()
        assert len(server.heard) == 1
