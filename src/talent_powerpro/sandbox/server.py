"""HTTP/1.1 server of the sandbox, from the standard library. It listens on this machine only."""

from __future__ import annotations

import errno
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, TypeAlias

from talent_powerpro.errors import SettingsFault
from talent_powerpro.sandbox.emulator import Sandbox
from talent_powerpro.sandbox.http.messages import Ending, Request, Response

HOST = "127.0.0.1"

MAX_BODY = 1024 * 1024
"""Bytes of a request's body. A larger one is answered with 413 and not read."""

_POLL = 0.02  # seconds until the server notices that it should stop

Wait: TypeAlias = Callable[[threading.Event, float], bool]
"""Waits a number of seconds for the server's end; True if it came. Tests replace it."""


@contextmanager
def serve(sandbox: Sandbox, *, port: int = 0, wait: Wait = threading.Event.wait) -> Iterator[str]:
    """Serve in a thread until the block ends; yields ``http://127.0.0.1:PORT``.

    Port 0 is any free port. *wait* makes the pauses of late and dripping answers. At the end
    all connections are closed, kept-alive ones too. Raises `SettingsFault` when the port cannot be
    used.
    """
    server = _listening(sandbox, port, wait)
    thread = threading.Thread(target=server.serve_forever, args=(_POLL,), daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.shutdown()
        thread.join()
        server.close()


def serve_until_interrupted(
    sandbox: Sandbox, *, port: int = 0, started: Callable[[str], None]
) -> None:
    """Serve on this thread until KeyboardInterrupt, then stop cleanly.

    *started* is called with the address once the server accepts requests. Raises
    `SettingsFault` when the port cannot be used.
    """
    server = _listening(sandbox, port)
    try:
        started(server.url)
        server.serve_forever(_POLL)
    except KeyboardInterrupt:
        return
    finally:
        server.close()


def _listening(sandbox: Sandbox, port: int, wait: Wait = threading.Event.wait) -> _Server:
    try:
        return _Server(sandbox, port, wait)
    except (OSError, OverflowError) as error:
        in_use = getattr(error, "errno", None) == errno.EADDRINUSE
        state = "is in use" if in_use else f"cannot be used ({error})"
        raise SettingsFault(
            f"Port {port} {state}. Choose another with --port N, or 0 for any free port."
        ) from error


class _Server(ThreadingHTTPServer):
    """HTTP server with its sandbox and its open connections."""

    daemon_threads = True
    request_queue_size = 128
    # On Windows, reuse would let two servers share one port.
    allow_reuse_address = os.name == "posix"

    def __init__(self, sandbox: Sandbox, port: int, wait: Wait) -> None:
        self.sandbox = sandbox
        self._wait = wait
        self._open: set[socket.socket] = set()
        self._reset: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        self._ended = threading.Event()
        """Set at the end, so that handlers that delay an answer stop waiting."""
        super().__init__((HOST, port), _Handler)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}"

    def server_bind(self) -> None:
        # Not HTTPServer's own: it looks the host's name up, which can take seconds.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
            is_reset = request in self._reset
            self._reset.discard(request)
        if is_reset:
            # Closing with a linger time of zero makes the kernel send a reset.
            request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def ends_within(self, seconds: float) -> bool:
        """Wait a number of seconds; True, at once, if the server ends before."""
        return self._wait(self._ended, seconds)

    def reset_later(self, connection: socket.socket) -> None:
        """Reset the connection as soon as its handler is done with it."""
        with self._open_lock:
            self._reset.add(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print an error, unless the client hung up."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def close(self) -> None:
        """Stop listening and close all connections. No request is answered after this."""
        self._ended.set()
        self.server_close()
        with self._open_lock:
            for connection in self._open:
                with suppress(OSError):  # The client may have closed it already.
                    connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    """One connection: passes requests to the sandbox and sends its responses."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def answer(self) -> None:
        """Read one whole request and answer it."""
        refusal = self._refusal()
        if refusal is not None:
            self.close_connection = True
            self._send(refusal)
            return
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        if len(body) < length:
            # The client hung up within the body. Half a form must not take effect.
            self.close_connection = True
            return
        # Not self.path: the standard library removes leading slashes, and a double slash
        # must reach the routes.
        target = self.requestline.split()[1]
        headers = dict(self.headers.items())
        self._play(self.server.sandbox.handle(Request(self.command, target, headers, body)))

    # The standard library's names.
    do_GET = do_POST = do_HEAD = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815

    def _refusal(self) -> Response | None:
        """The answer for a body that cannot be read, or ``None``."""
        if "Transfer-Encoding" in self.headers:
            return _turned_away(411, "Length Required")
        length = self.headers.get("Content-Length", "0").strip()
        if not (length.isascii() and length.isdigit()):
            return _turned_away(400, "Bad Request")
        if len(length) > len(str(MAX_BODY)) or int(length) > MAX_BODY:
            return _turned_away(413, "Content Too Large")
        return None

    def _play(self, response: Response) -> None:
        """Send the answer; a fault may delay it or leave it out."""
        ended = self.server.ends_within(response.delay) if response.delay else False
        if not ended and response.ending not in (Ending.HANG_UP, Ending.RESET):
            self._send(response)
            return
        self.close_connection = True
        if response.ending is Ending.RESET:
            self.server.reset_later(self.connection)

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.ending is Ending.OPEN:
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(response.length))
        self.end_headers()
        if self.command != "HEAD":
            self._send_body(response)

    def _send_body(self, response: Response) -> None:
        """Send the body piece by piece, until the caller hangs up or the server stops."""
        for piece in response.pieces():
            self.wfile.write(piece)
            if response.pause and self.server.ends_within(response.pause):
                break
        if response.ending is not Ending.ANSWER:
            self.close_connection = True

    def version_string(self) -> str:
        return "talent-powerpro-sandbox"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: the request line may contain a password. The sandbox logs its calls."""

    def log_error(self, format: str, *args: Any) -> None:
        """Log nothing: the error is the client's, and the client gets it as the answer."""


def _turned_away(status: int, reason: str) -> Response:
    page = f"<html><body><h1>{status} {reason}</h1></body></html>\n".encode()
    return Response(status, {"Content-Type": "text/html", "Connection": "close"}, page)
