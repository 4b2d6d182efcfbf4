"""Requests to an outside monitor: what is sent, and that nothing the monitor does is raised."""

from __future__ import annotations

import ssl
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import evolve

from support.http_proxy import AUTHORITY, http_proxy
from support.monitor_server import SECRET, MonitorServer, monitor, slow_monitor
from support.patience import PATIENCE
from talent_powerpro.adapters.monitor import (
    Monitor,
    MonitorProxy,
    MonitorWay,
    _connection,
    address_fault,
)
from talent_powerpro.model import Secret

NO_PROXY = Secret("")


def way(address: str, **changes: Any) -> MonitorWay:
    plain = MonitorWay(Secret(address), None, ssl.create_default_context)
    return evolve(plain, **changes)


def a_run(way: MonitorWay, *, well: bool = True) -> str:
    """What a run says of its monitor, once it has ended."""
    made = Monitor(way, patience=PATIENCE)
    made.started()
    made.ended("writes 3\n", well=well)
    return made.finish()


# --- requests ---------------------------------------------------------------------


@pytest.mark.parametrize(("well", "end"), [(True, ""), (False, "/fail")])
def test_the_start_comes_before_the_end_which_has_the_counts(well: bool, end: str) -> None:
    with monitor() as server:
        assert a_run(way(server.address), well=well) == ""
    assert server.paths == ["/start", end]
    assert [body for _, body in server.seen] == ["", "writes 3\n"]


@pytest.mark.parametrize(
    ("written", "paths"),
    [
        ("/", ["/start", "/"]),
        ("", ["/start", "/"]),
        ("/a/b/", ["/a/b/start", "/a/b"]),
        ("?key=1", ["/start?key=1", "/?key=1"]),
        ("/a?key=1&b=2", ["/a/start?key=1&b=2", "/a?key=1&b=2"]),
    ],
)
def test_the_word_is_added_to_the_path(written: str, paths: list[str]) -> None:
    with monitor() as server:
        assert a_run(way(f"http://127.0.0.1:{server.server_port}{written}")) == ""
    assert [path for path, _ in server.seen] == paths


def test_it_says_who_sends_it_and_that_its_body_is_text() -> None:
    with monitor() as server:
        assert a_run(way(server.address)) == ""
    assert [(each["User-Agent"], each["Content-Type"]) for each in server.headers] == [
        ("talent-powerpro", "text/plain"),
        ("talent-powerpro", "text/plain"),
    ]


def test_the_thread_has_a_name_and_ends_with_the_process() -> None:
    made = Monitor(way("http://127.0.0.1:9/x"), patience=PATIENCE)
    made.started()
    assert made.thread is not None
    assert (made.thread.name, made.thread.daemon) == ("monitor", True)
    made.finish()


def test_a_monitor_that_nothing_was_sent_to_is_not_waited_for() -> None:
    assert Monitor(way("http://127.0.0.1:9/x")).finish() == ""


# --- what goes wrong --------------------------------------------------------------


def test_a_redirect_is_not_followed() -> None:
    with monitor() as other, monitor(status=302, location=other.address) as server:
        assert a_run(way(server.address)) == (
            "it redirects (status 302), and redirects are not followed"
        )
    assert server.paths == ["/start", ""]
    assert other.seen == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (204, ""),
        (299, ""),
        (300, "it redirects (status 300), and redirects are not followed"),
        (399, "it redirects (status 399), and redirects are not followed"),
        (400, "it answered with status 400"),
        (404, "it answered with status 404"),
    ],
)
def test_a_status_that_is_no_success_is_said(status: int, said: str) -> None:
    with monitor(status=status) as server:
        assert a_run(way(server.address)) == said


def test_of_two_faults_the_first_is_said() -> None:
    with monitor(status=404) as server:
        server.status_of_ends = 500
        assert a_run(way(server.address)) == "it answered with status 404"


def test_an_address_that_is_none_is_said_by_the_kind_of_error() -> None:
    # Such an address is refused before. Were it not, the run would go on all the same.
    assert a_run(way("http://[127.0.0.1/x")) == "it cannot be reached (ValueError)"


def test_what_is_no_answer_is_said_by_its_kind() -> None:
    with monitor(answers=f"{SECRET}\r\n\r\n".encode()) as server:
        assert a_run(way(server.address)) == "it cannot be reached (BadStatusLine)"


def test_a_monitor_that_is_not_there_is_said_by_the_kind_of_error() -> None:
    assert a_run(way(f"http://127.0.0.1:9/{SECRET}")) == (
        "it cannot be reached (ConnectionRefusedError)"
    )


def test_a_slow_monitor_is_waited_for_no_longer_than_the_patience() -> None:
    with slow_monitor() as server:
        made = Monitor(way(server.address), patience=0.05)
        made.started()
        made.ended("", well=True)
        assert made.finish() == "it did not answer within 0.05 seconds"
        # It ends though the server never answers, and sends nothing more.
        assert made.thread is not None
        made.thread.join(PATIENCE)
        assert not made.thread.is_alive()
    assert server.paths in ([], ["/start"])


def test_each_step_of_a_request_has_a_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talent_powerpro.adapters.monitor.TIME_OUT", 0.05)
    with slow_monitor() as server:
        assert a_run(way(server.address)) == "it did not answer in time"


def test_ctrl_c_ends_the_waiting_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        """A thread for which a person does not wait."""

        def __init__(self, **_: Any) -> None: ...

        def start(self) -> None: ...

        def join(self, _: float) -> None:
            raise KeyboardInterrupt

        def is_alive(self) -> bool:
            return True

    monkeypatch.setattr("talent_powerpro.adapters.monitor.Thread", Interrupted)
    made = Monitor(way("http://127.0.0.1:9/x"))
    made.ended("", well=True)
    assert made.finish() == "it did not answer within 10 seconds"


# --- over https -------------------------------------------------------------------

ELSEWHERE = f"https://powerpro.talentlms.com/ping/{SECRET}"


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=AUTHORITY)


def through(proxy_url: str, login: str = "", scheme: str = "http") -> MonitorProxy:
    return MonitorProxy(scheme, "127.0.0.1", int(proxy_url.rpartition(":")[2]), Secret(login))


def on_this_machine(server: MonitorServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def test_a_proxy_sees_the_host_alone() -> None:
    with monitor() as server, http_proxy(on_this_machine(server)) as proxy:
        to = way(ELSEWHERE, proxy=through(proxy.url, "rto:word"), trust=trusting)
        assert a_run(to) == ""
        assert SECRET.encode() not in proxy.seen
        assert b"CONNECT powerpro.talentlms.com:443" in proxy.seen
        assert b"Proxy-Authorization: Basic cnRvOndvcmQ=" in proxy.seen
    assert server.paths == ["/start", ""]


def test_a_certificate_that_is_not_trusted_is_said() -> None:
    with monitor() as server, http_proxy(on_this_machine(server)) as proxy:
        to = way(ELSEWHERE, proxy=through(proxy.url))
        assert a_run(to) == "its certificate is not trusted"
    assert server.seen == []


def test_another_kind_of_proxy_is_said() -> None:
    to = way(ELSEWHERE, proxy=through("http://127.0.0.1:9", scheme="socks5"))
    assert a_run(to) == "it cannot be reached (UnsuitableProxyError)"


def test_without_a_proxy_the_host_itself_is_called() -> None:
    assert a_run(way("https://127.0.0.1:9/x")) == "it cannot be reached (ConnectionRefusedError)"


def made_for(address: str, proxy: MonitorProxy | None = None) -> HTTPConnection:
    trust = trusting()
    made = _connection(urlsplit(address), way(address, proxy=proxy, trust=lambda: trust))
    assert getattr(made, "_context", trust) is trust
    assert made.timeout == 5.0
    return made


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("http://127.0.0.1/x", "127.0.0.1", 80),
        ("http://localhost:8000/x", "localhost", 8000),
        ("https://monitor.example/x", "monitor.example", 443),
        ("https://monitor.example:8443/x", "monitor.example", 8443),
    ],
)
def test_a_host_is_called_at_its_port_or_the_usual_one(address: str, host: str, port: int) -> None:
    made = made_for(address)
    assert (made.host, made.port) == (host, port)
    assert isinstance(made, HTTPSConnection) == address.startswith("https:")


@pytest.mark.parametrize(("written", "port"), [("", 443), (":8443", 8443)])
def test_a_proxy_is_asked_for_the_hosts_port_and_gets_a_login_if_there_is_one(
    written: str, port: int
) -> None:
    address = f"https://monitor.example{written}/x"
    for login, headers in (
        ("", {}),
        ("rto:word", {"Proxy-Authorization": "Basic cnRvOndvcmQ="}),
    ):
        made = made_for(address, through("http://127.0.0.1:3128", login))
        assert (made.host, made.port) == ("127.0.0.1", 3128)
        tunnel = vars(made)
        assert (tunnel["_tunnel_host"], tunnel["_tunnel_port"]) == ("monitor.example", port)
        assert tunnel["_tunnel_headers"].items() >= headers.items()
        assert ("Proxy-Authorization" in tunnel["_tunnel_headers"]) == bool(login)


# --- the address ------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://monitor.example/ping/1",
        "https://monitor.example:8443/ping/1?a=b",
        "http://127.0.0.1:8000/x",
        "http://localhost/x",
        "http://[::1]:3001/x",
    ],
)
def test_an_address_over_https_or_on_this_machine_is_taken(address: str) -> None:
    assert address_fault(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        f"http://monitor.example/{SECRET}",
        f"http://localhost.example/{SECRET}",
        f"monitor.example/{SECRET}",
        f"https:///{SECRET}",
        f"http:///{SECRET}",
        f"ftp://localhost/{SECRET}",
        f"https://rto:word@monitor.example/{SECRET}",
        f"https://monitor.example/{SECRET}#now",
        f"https://monitor.example/{SECRET} ",
        f"https://monitor.example/{SECRET}\n",
        f"https://monitor.example/é{SECRET}",
        f"https://monitor.example:99999/{SECRET}",
        f"https://[monitor.example/{SECRET}",
        SECRET,
    ],
)
def test_any_other_address_is_a_fault_that_does_not_show_it(address: str) -> None:
    assert address_fault(address) == (
        "the monitor's address (not shown) must begin with https:// (http:// only on this "
        "machine), name a host, and have no user name, blank or #. Copy it from the monitor again"
    )


def test_no_value_shows_the_address() -> None:
    to = way(f"https://monitor.example/{SECRET}")
    assert repr(to) == "MonitorWay(address=Secret('***'), proxy=None)"
    assert SECRET not in f"{to} {Monitor(to)!r}"
