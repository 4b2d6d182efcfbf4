"""Requests to an outside monitor: what is sent, and that nothing the monitor does is raised."""

from __future__ import annotations

import ssl
from typing import Any

import pytest
from attrs import evolve

from support.http_proxy import AUTHORITY, http_proxy
from support.monitor_server import SECRET, MonitorServer, monitor, slow_monitor
from support.patience import PATIENCE
from talent_powerpro.adapters.monitor import (
    Monitor,
    MonitorProxy,
    MonitorWay,
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
        ("/a?key=1&b=2", ["/a/start?key=1&b=2", "/a?key=1&b=2"]),
    ],
)
def test_the_word_is_added_to_the_path(written: str, paths: list[str]) -> None:
    with monitor() as server:
        assert a_run(way(f"http://127.0.0.1:{server.server_port}{written}")) == ""
    assert [path for path, _ in server.seen] == paths


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


def test_a_refusal_is_said_with_its_status() -> None:
    with monitor(status=404) as server:
        assert a_run(way(server.address)) == "it answered with status 404"


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
    fault = address_fault(address)
    assert fault
    assert SECRET not in fault
    assert "monitor.example" not in fault


def test_no_value_shows_the_address() -> None:
    to = way(f"https://monitor.example/{SECRET}")
    assert SECRET not in f"{to!r} {to} {Monitor(to)!r}"
