"""One call over HTTP: what is sent, and what becomes of each kind of answer."""

from __future__ import annotations

import gzip
import logging
import ssl
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from support.http_proxy import AUTHORITY
from support.talentlms.http_library import httpx
from talent_powerpro.adapters.talentlms.meanings import LOST, REDIRECTED, SAID, UNREACHABLE, Meaning
from talent_powerpro.adapters.talentlms.proxies import Proxy
from talent_powerpro.adapters.talentlms.requests import Request
from talent_powerpro.adapters.talentlms.route import NO_ROUTE, Route
from talent_powerpro.adapters.talentlms.transport import (
    Transport,
    _new_http,
    _proxy,
    user_agent,
    usual_authorities,
)
from talent_powerpro.adapters.talentlms.verdict import Verdict
from talent_powerpro.model import Secret

BASE = "https://powerpro.talentlms.com/api/v1/"
READ = Request("users", "users/id:7")
WRITE = Request("usersignup", "usersignup", (("login", "jo & co"), ("password", Secret("s3cret"))))
ASKED = f"GET {BASE}users/id:7"
PROXY = Proxy("http", "proxy", 3128, Secret(""), Secret(""), "HTTPS_PROXY")
AUTHORITY_ONLY = ssl.create_default_context(cafile=AUTHORITY)


class Portal:
    """A portal that answers each request alike, and the transport to it."""

    def __init__(self, answer: Callable[[], httpx.Response]) -> None:
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []
        self.now = 1000.0
        self._answer = answer

    def _answered(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answer()

    def transport(self) -> Transport:
        # A host's own client may follow redirects, and know another way.
        http = httpx.Client(transport=httpx.MockTransport(self._answered), follow_redirects=True)
        return Transport(
            BASE,
            Secret("key"),
            hidden=(),
            http=http,
            route=Route(PROXY, None),
            attempts=1,
            sleep=self.slept.append,
            clock=lambda: self.now,
            jitter=lambda: 0.0,
        )

    def ask(self, request: Request) -> Verdict:
        return self.transport().ask(request)


def raising(error: Exception) -> Callable[[], httpx.Response]:
    def answer() -> httpx.Response:
        raise error

    return answer


# --- what is sent -----------------------------------------------------------------

ALWAYS = {
    "host": "powerpro.talentlms.com",
    "user-agent": user_agent(),
    "accept": "application/json",
    "accept-encoding": "gzip",
    "authorization": "Basic a2V5Og==",
    "connection": "keep-alive",
}


def test_a_read_is_sent_without_a_body() -> None:
    portal = Portal(lambda: httpx.Response(200, json={"id": "7"}))
    assert portal.ask(READ) == Verdict(ASKED, SAID, "status 200, JSON", value={"id": "7"})
    (sent,) = portal.requests
    assert (sent.method, str(sent.url), sent.content) == ("GET", f"{BASE}users/id:7", b"")
    assert dict(sent.headers) == ALWAYS


def test_a_write_is_sent_as_a_form() -> None:
    portal = Portal(lambda: httpx.Response(200, json={}))
    portal.ask(WRITE)
    (sent,) = portal.requests
    form = b"login=jo+%26+co&password=s3cret"
    assert (sent.method, str(sent.url), sent.content) == ("POST", f"{BASE}usersignup", form)
    assert dict(sent.headers) == ALWAYS | {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(form)),
    }


def test_calls_wait_for_the_rate_limit() -> None:
    portal = Portal(lambda: httpx.Response(200, json={}))
    transport = portal.transport()
    for _ in range(191):
        transport.ask(READ)
    assert portal.slept == [5.0]


# --- what comes back --------------------------------------------------------------


def test_a_page_is_known_by_its_type() -> None:
    portal = Portal(lambda: httpx.Response(502, headers={"content-type": "text/html"}, text="Oops"))
    assert portal.ask(READ).seen == "status 502, HTML"
    assert Portal(lambda: httpx.Response(502, content=b"Oops")).ask(READ).seen == (
        "status 502, no JSON"
    )


@pytest.mark.parametrize(
    ("error", "meaning", "seen"),
    [
        (httpx.ReadTimeout("slow"), LOST, "ReadTimeout"),
        (httpx.InvalidURL("odd"), REDIRECTED, "InvalidURL"),
        (httpx.ConnectError("refused"), UNREACHABLE, "ConnectError: refused"),
    ],
)
def test_a_call_without_an_answer_is_named_by_its_error(
    error: Exception, meaning: Meaning, seen: str
) -> None:
    assert Portal(raising(error)).ask(READ) == Verdict(ASKED, meaning, seen)


def test_a_redirect_is_not_followed_even_by_a_client_that_would() -> None:
    portal = Portal(lambda: httpx.Response(302, headers={"location": "https://other.test/"}))
    assert portal.ask(READ).meaning == REDIRECTED
    assert len(portal.requests) == 1


def test_a_compressed_answer_is_unpacked_as_it_arrives() -> None:
    packed = gzip.compress(b'{"id": "7"}')
    headers = {"content-encoding": "gzip"}
    portal = Portal(lambda: httpx.Response(200, headers=headers, content=iter([packed])))
    assert portal.ask(READ).value == {"id": "7"}


@pytest.mark.parametrize(
    ("seconds", "seen", "pulled"),
    [(120.0, "status 200, JSON", 3), (120.5, "incomplete after 120 seconds", 1)],
)
def test_an_answer_that_arrives_too_slowly_is_given_up_at_once(
    seconds: float, seen: str, pulled: int
) -> None:
    arrived: list[bytes] = []

    def slowly() -> Iterator[bytes]:
        portal.now += seconds
        for piece in (b"[1", b", 2", b"]"):
            arrived.append(piece)
            yield piece

    portal = Portal(lambda: httpx.Response(200, content=slowly()))
    assert (portal.ask(READ).seen, len(arrived)) == (seen, pulled)


# --- the transport itself ---------------------------------------------------------


def test_the_library_is_the_given_clients() -> None:
    fork = ModuleType("httpx2")
    transport = Portal(lambda: httpx.Response(200)).transport()
    assert transport._library is httpx
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "httpx2", fork)
        transport._given = type("Client", (), {"__module__": "httpx2"})()
        assert transport._library is fork


def test_it_shows_its_portal_and_logs_nothing_by_itself() -> None:
    assert repr(Portal(lambda: httpx.Response(200)).transport()) == f"Transport({BASE!r})"
    ours = logging.getLogger("talent_powerpro.talentlms")
    assert any(isinstance(each, logging.NullHandler) for each in ours.handlers)


def test_a_host_can_log_each_call_with_its_seconds(caplog: pytest.LogCaptureFixture) -> None:
    def late() -> httpx.Response:
        portal.now += 0.25
        return httpx.Response(200, json={})

    portal = Portal(late)
    with caplog.at_level(logging.DEBUG, logger="talent_powerpro.talentlms"):
        portal.ask(WRITE)
    assert caplog.messages == ["usersignup: status 200, JSON, 0.250 s"]


# --- a client of our own ----------------------------------------------------------


def test_the_usual_authorities_are_read_once_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual_authorities.cache_clear()
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    assert len(usual_authorities().get_ca_certs()) > 1
    assert usual_authorities() is usual_authorities()


@pytest.mark.parametrize("trust", [None, AUTHORITY_ONLY])
def test_our_own_client_has_time_outs_and_trusts_what_its_route_says(
    trust: ssl.SSLContext | None,
) -> None:
    with _new_http(Route(None, trust)) as client:
        given: Any = client
        assert given.timeout.as_dict() == {"connect": 15, "read": 60, "write": 30, "pool": 120}
        assert not client.follow_redirects
        assert not client.trust_env
        assert given._transport._pool._ssl_context is (trust or usual_authorities())


@pytest.mark.parametrize(
    ("scheme", "user", "password", "auth", "trust"),
    [
        ("http", "", "", None, None),
        ("http", "jo", "", ("jo", ""), None),
        ("http", "", "s3cret", ("", "s3cret"), None),
        ("https", "jo", "s3cret", ("jo", "s3cret"), AUTHORITY_ONLY),
    ],
)
def test_a_proxy_gets_its_account_and_over_https_the_trust(
    scheme: str,
    user: str,
    password: str,
    auth: tuple[str, str] | None,
    trust: ssl.SSLContext | None,
) -> None:
    proxy = Proxy(scheme, "proxy", 3128, Secret(user), Secret(password), "HTTPS_PROXY")
    made = _proxy(Route(proxy, AUTHORITY_ONLY))
    assert made is not None
    assert (str(made.url), made.auth, made.ssl_context) == (f"{scheme}://proxy:3128", auth, trust)
    assert _proxy(NO_ROUTE) is None
