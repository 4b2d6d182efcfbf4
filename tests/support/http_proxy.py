"""A real HTTP proxy on this machine, which notes all that it is sent.

It takes plain requests and CONNECT. A tunnel leads to one portal, whatever host was asked for:
the proxy decrypts it, with the certificate in ``tests/support/tls``, as proxies of companies and
virus scanners do.
"""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from support.patience import PATIENCE

TLS = Path(__file__).parent / "tls"
AUTHORITY = TLS / "authority.pem"
"""The authority of the certificate that the proxy shows. No machine trusts it."""
NOBODY = TLS / "nobody.pem"
"""An authority that has signed nothing. Who trusts it alone trusts nobody, and has read little."""
_CERTIFICATE = TLS / "portal.pem"
"""For powerpro.talentlms.com, with its key. It opens nothing."""

PAGE = b"<html><body>The requested user does not exist</body></html>"
"""What a proxy may say in TalentLMS's place."""


def answer(status: int, body: bytes = PAGE, kind: str = "text/html") -> bytes:
    """An answer by the proxy itself."""
    head = f"HTTP/1.1 {status} Proxy\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class HttpProxy:
    """A proxy that has been started. *portal* is the address that tunnels lead to.

    *answers* is said to each request and each CONNECT, where it is not blank; then there is no
    tunnel. Plain requests are never passed on.
    """

    def __init__(self, portal: str = "", *, answers: bytes = b"") -> None:
        self._portal = urlsplit(portal)
        self._answers = answers
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads = [Thread(target=self._accept)]
        self._over = False
        self.seen = b""
        """All bytes that came, without what went through a tunnel."""
        self.carried = b""
        """What went through tunnels to the portal, decrypted."""
        self.port: int = self._listening.getsockname()[1]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def with_login(self, login: str) -> str:
        """The address with a user name and password, such as ``rto:secret``."""
        return f"http://{login}@127.0.0.1:{self.port}"

    def close(self) -> None:
        self._over = True
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), PATIENCE):
            pass  # wakes the thread that waits for connections
        for thread in self._threads:
            thread.join()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            if self._over:
                connection.close()
                return
            thread = Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(PATIENCE)
            while head := self._head(connection):
                if head.startswith(b"CONNECT ") and not self._answers:
                    connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                    self._tunnel(connection)
                    return
                connection.sendall(self._answers or answer(502))

    def _head(self, connection: socket.socket) -> bytes:
        """A request up to its blank line; empty if the caller hung up, or speaks TLS."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                return b""
            data += piece
            self.seen += piece
            if data.startswith(b"\x16"):
                return b""
        return data

    def _tunnel(self, connection: socket.socket) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(_CERTIFICATE)
        where = (self._portal.hostname or "", self._portal.port or 80)
        with (
            context.wrap_socket(connection, server_side=True) as caller,
            socket.create_connection(where, PATIENCE) as portal,
        ):
            while True:
                ready = [caller] if caller.pending() else select.select([caller, portal], [], [])[0]
                for each in ready:
                    data = each.recv(65536)
                    if not data:
                        return
                    if each is caller:
                        self.carried += data
                    (portal if each is caller else caller).sendall(data)


@contextmanager
def http_proxy(portal: str = "", *, answers: bytes = b"") -> Iterator[HttpProxy]:
    """A proxy until the block ends."""
    proxy = HttpProxy(portal, answers=answers)
    try:
        yield proxy
    finally:
        proxy.close()
