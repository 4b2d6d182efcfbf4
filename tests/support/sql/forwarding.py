"""A server's port on this machine, which can be cut off as by a restart of the server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread


class Forwarded:
    """A port that leads to a server while it is up."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._ends: list[socket.socket] = []
        self._threads: list[Thread] = []
        self.port = 0
        self.up()

    def up(self) -> None:
        """Lead to the server, at the same port as before."""
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listening.getsockname()[1]
        self._start(self._accept, self._listening)

    def down(self) -> None:
        """End all connections, and refuse new ones."""
        for each in (self._listening, *self._ends):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for each in (self._listening, *self._ends):
            each.close()
        self._ends.clear()
        self._threads.clear()

    def _start(self, target: object, *arguments: socket.socket) -> None:
        assert callable(target)
        thread = Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                server = socket.create_connection(self._server)
                self._ends += (client, server)
                self._start(_pass_on, client, server)
                self._start(_pass_on, server, client)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while received := source.recv(65536):
            target.sendall(received)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


@contextmanager
def forwarded(host: str, port: int) -> Iterator[Forwarded]:
    it = Forwarded(host, port)
    try:
        yield it
    finally:
        it.down()
