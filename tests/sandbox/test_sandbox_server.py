"""The sandbox's HTTP/1.1 server, as clients meet it."""

import _thread
import http.client
import json
import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from urllib.parse import urlencode, urlsplit

import pytest

from support.patience import PATIENCE
from support.sandbox.requests import JOANA, NOW, PORTAL, basic
from talent_powerpro.errors import SettingsFault
from talent_powerpro.sandbox import Sandbox, serve, serve_until_interrupted

FORM = {**basic("any"), "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def url(sandbox: Sandbox) -> Iterator[str]:
    with serve(sandbox) as url:
        yield url


@pytest.fixture
def connection(url: str) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    yield connection
    connection.close()


def raw(url: str, text: str) -> bytes:
    """The whole answer to *text*, until the server hangs up."""
    host, _, port = urlsplit(url).netloc.partition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(text.encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(65536), b""))


def authorised(request_line: str, *headers: str) -> str:
    lines = (f"Authorization: {basic('any')['Authorization']}", "Host: localhost", *headers)
    return "\r\n".join((request_line, *lines, "", ""))


def test_the_address_is_on_this_machine_with_a_port_of_its_own(url: str) -> None:
    assert urlsplit(url).hostname == "127.0.0.1"
    assert urlsplit(url).port


def test_one_connection_serves_call_after_call(
    connection: http.client.HTTPConnection, sandbox: Sandbox
) -> None:
    sockets = set()
    for _ in range(3):
        connection.request("GET", "/api/v1/users/id:6", headers=basic("any"))
        response = connection.getresponse()
        assert response.status == 200
        assert response.version == 11
        assert response.headers["Content-Type"] == "application/json"
        assert json.loads(response.read())["id"] == "6"
        sockets.add(connection.sock)
    assert len(sockets) == 1
    assert len(sandbox.calls) == 3


def test_a_learner_finishes_a_unit(
    connection: http.client.HTTPConnection, sandbox: Sandbox
) -> None:
    form = urlencode({"user_id": 6, "course_id": 126, "unit": "ICTWEB304"})
    connection.request("POST", "/sandbox/complete", form, FORM)
    assert json.loads(connection.getresponse().read())["completion_percentage"] == "33"
    assert len(sandbox.enrolments["6", "126"].progress) == 1


@pytest.mark.parametrize(
    ("target", "title"),
    [
        ("//api/v1/users", b"<title>404 Not Found</title>"),
        ("/api/v1//users", b"<title>404 Not Found</title>"),
        ("/api/v1/users/email:jo%40x.au", b"<title>The page you're looking for can't be found"),
    ],
)
def test_paths_arrive_raw(url: str, target: str, title: bytes) -> None:
    answer = raw(url, authorised(f"GET {target} HTTP/1.1", "Connection: close"))
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert title in answer


def test_head_is_answered_without_a_body_and_the_connection_goes_on(
    connection: http.client.HTTPConnection,
) -> None:
    for method in ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"):
        connection.request(method, "/api/v1/users", headers=basic("any"))
        response = connection.getresponse()
        body = response.read()
        assert response.status == 405
        assert response.headers["Allow"] == "GET, POST"
        assert bool(body) == (method != "HEAD")
    connection.request("GET", "/api/v1/siteinfo", headers=basic("any"))
    assert connection.getresponse().status == 200


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Content-Length: 1048577", b"413"),
        ("Content-Length: " + "9" * 5000, b"413"),
        ("Content-Length: -1", b"400"),
        ("Content-Length: many", b"400"),
        ("Transfer-Encoding: chunked", b"411"),
    ],
)
def test_a_body_that_cannot_be_read_ends_the_connection(
    url: str, sandbox: Sandbox, header: str, status: bytes
) -> None:
    answer = raw(url, authorised("POST /api/v1/usersignup HTTP/1.1", header))
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b"Connection: close" in answer
    assert sandbox.calls == ()


def test_an_unknown_method_or_line_is_not_understood(url: str) -> None:
    assert raw(url, authorised("BREW /api/v1/users HTTP/1.1")).startswith(b"HTTP/1.1 501 ")
    assert b"400" in raw(url, "what is this\r\n\r\n")


def test_old_clients_get_their_answer_and_the_end_of_the_connection(url: str) -> None:
    answer = raw(url, authorised("GET /api/v1/siteinfo HTTP/1.0"))
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_half_a_form_is_not_acted_upon(
    url: str, sandbox: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    host, _, port = urlsplit(url).netloc.partition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        head = authorised("POST /api/v1/usersignup HTTP/1.1", "Content-Length: 500")
        connection.sendall((head + urlencode(JOANA)).encode())
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1024) == b""
    assert sandbox.calls == ()
    assert capfd.readouterr().err == ""


def test_a_client_that_hangs_up_leaves_no_traceback(
    url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    host, _, port = urlsplit(url).netloc.partition(":")
    before = set(threading.enumerate())
    get, post = "GET /api/v1/users HTTP/1.1", "POST /api/v1/users HTTP/1.1"
    for head in (authorised(get), authorised(post, "Content-Length: 500")) * 3:
        connection = socket.create_connection((host, int(port)), timeout=PATIENCE)
        # Reset instead of a farewell: what a killed client leaves behind.
        linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        connection.sendall(head.encode())
        connection.close()
    # Connections are taken in turn, so all of theirs have a thread by now.
    assert raw(url, authorised("GET /api/v1/siteinfo HTTP/1.0")).startswith(b"HTTP/1.1 200 ")
    for serving in set(threading.enumerate()) - before:
        serving.join(PATIENCE)
        assert not serving.is_alive()
    assert capfd.readouterr().err == ""


def test_our_own_fault_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    broken = threading.Event()

    def clock() -> datetime:
        if broken.is_set():
            raise RuntimeError("the clock fell off the wall")
        return NOW

    with serve(Sandbox(PORTAL, clock=clock)) as url:
        broken.set()
        assert raw(url, authorised("GET /api/v1/users HTTP/1.1")) == b""
    assert "the clock fell off the wall" in capfd.readouterr().err


def test_many_clients_at_once_create_each_user_once(url: str, sandbox: Sandbox) -> None:
    def sign_up(number: int) -> int:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
        form = {**JOANA, "email": f"u{number % 10}@x.au", "login": f"u{number % 10}"}
        connection.request("POST", "/api/v1/usersignup", urlencode(form), FORM)
        status = connection.getresponse().status
        connection.close()
        return status

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(sign_up, range(30)))
    assert statuses == [200] * 10 + [400] * 20
    assert {f"u{n}" for n in range(10)} <= {user.login for user in sandbox.users.values()}


def again(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/api/v1/siteinfo", headers=basic("any"))
    connection.getresponse().read()


def test_nothing_is_answered_after_the_end_not_even_on_a_kept_connection(
    sandbox: Sandbox,
) -> None:
    with serve(sandbox) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
        again(connection)
    with pytest.raises(ConnectionError):
        again(connection)
    connection.close()
    assert len(sandbox.calls) == 1


def test_a_port_in_use_is_reported_with_the_remedy(url: str, sandbox: Sandbox) -> None:
    port = urlsplit(url).port
    assert port
    with pytest.raises(SettingsFault, match=f"Port {port} is in use. Choose another with --port N"):
        serve_until_interrupted(sandbox, port=port, started=print)
    with (
        pytest.raises(SettingsFault, match="Port 70000 cannot be used"),
        serve(sandbox, port=70000),
    ):
        pass


def test_the_blocking_way_serves_until_it_is_interrupted_and_ends_cleanly(
    sandbox: Sandbox,
) -> None:
    told: list[str] = []
    answers: list[bytes] = []

    def person(url: str) -> None:
        answers.append(raw(url, authorised("GET /api/v1/siteinfo HTTP/1.0")))
        _thread.interrupt_main()  # Ctrl+C

    def started(url: str) -> None:
        told.append(url)
        threading.Thread(target=person, args=(url,)).start()

    serve_until_interrupted(sandbox, started=started)
    assert answers[0].startswith(b"HTTP/1.1 200 ")
    with pytest.raises(ConnectionError):
        raw(told[0], authorised("GET /api/v1/siteinfo HTTP/1.0"))


def test_nothing_is_printed_for_ordinary_calls(
    connection: http.client.HTTPConnection,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    connection.request("GET", "/api/v1/users?email=jo@x.au&password=Passw0rd", headers=basic("k"))
    connection.getresponse().read()
    assert capfd.readouterr() == ("", "")
    assert caplog.messages == ["GET users -> 404"]
