"""A monitor that is given up: its thread ends, whatever the server does."""

from __future__ import annotations

import socket
import ssl
from http.client import HTTPConnection

from support.monitor_server import slow_monitor
from support.patience import PATIENCE
from talent_powerpro.adapters.monitor import Monitor, MonitorWay
from talent_powerpro.model import Secret


def way(address: str) -> MonitorWay:
    return MonitorWay(Secret(address), None, ssl.create_default_context)


def test_a_monitor_that_sends_a_byte_now_and_then_keeps_no_thread() -> None:
    with slow_monitor() as server:
        server.drips = True
        made = Monitor(way(server.address), patience=0.05)
        made.started()
        assert server.asked.wait(PATIENCE)
        assert made.finish() == "it did not answer within 0.05 seconds"
        assert made.thread is not None
        made.thread.join(PATIENCE)
        assert not made.thread.is_alive()
    assert server.paths == ["/start"]


def test_a_connection_that_is_gone_already_is_given_up_without_a_fault() -> None:
    made = Monitor(way("http://127.0.0.1:9/x"))
    made._connection = HTTPConnection("127.0.0.1", 9)
    made._give_up()
    with socket.socket() as unconnected:
        made._connection.sock = unconnected
        made._give_up()
