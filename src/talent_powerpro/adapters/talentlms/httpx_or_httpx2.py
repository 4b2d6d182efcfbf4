"""HTTP client protocol, and the library (httpx or httpx2) that a client comes from.

httpx and its maintained fork httpx2 have classes with the same names, but each its own.
Errors and authentication must be those of the client's own library, and the other one may not
be installed, so they are taken from the module that defines the client.
"""

from __future__ import annotations

import ssl
import sys
from collections.abc import Iterable
from types import ModuleType
from typing import Any, Protocol

LIBRARIES = ("httpx", "httpx2")


class HttpClient(Protocol):
    """An `httpx.Client`, an `httpx2.Client`, or what behaves like one."""

    def build_request(
        self, method: str, url: str, *, headers: dict[str, str], content: bytes
    ) -> Any:
        """Make a request without sending it."""

    def send(self, request: Any, *, auth: Any, follow_redirects: bool, stream: bool) -> Any:
        """Send a request and return its response; with *stream*, its body is unread."""

    def close(self) -> None:
        """Close the connections."""


def library_of(client: HttpClient, *, otherwise: ModuleType) -> ModuleType:
    """The library of a client, found through its base classes; *otherwise* for other clients."""
    for kind in type(client).__mro__:
        name = kind.__module__.partition(".")[0]
        if name in LIBRARIES:
            return sys.modules[name]
    return otherwise


def unsent(library: ModuleType) -> tuple[type[Exception], ...]:
    """The library's errors of a call that was never sent."""
    return (library.ConnectError, library.ConnectTimeout, library.ProxyError)


def bad_redirect(library: ModuleType) -> tuple[type[Exception], ...]:
    """The library's errors for a redirect to an invalid address.

    The library parses the address of every redirect, even one that it does not follow. A broken
    host name raises UnicodeError.
    """
    return (library.InvalidURL, UnicodeError)


def pieces(response: Any) -> Iterable[bytes]:
    """The body's pieces as they arrive, still compressed; one piece if all is read already."""
    return (response.content,) if response.is_stream_consumed else response.iter_raw()


def packing(response: Any) -> str:
    """The compression of `pieces`; none if all is read already, since httpx unpacked it then."""
    return "" if response.is_stream_consumed else response.headers.get("content-encoding", "")


def is_about_trust(fault: BaseException) -> bool:
    """Whether the certificate was refused. httpx wraps that error, so all causes are searched."""
    cause: BaseException | None = fault
    while cause and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    return cause is not None
