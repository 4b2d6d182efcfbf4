"""What the transport wants of an HTTP client, and the library that the client comes from.

httpx and its maintained fork httpx2 have the same names and classes of their own. Errors
and authentication have to be those of the library that the client at hand is made of, and
the other one need not be installed: so they are taken from where the client was defined.
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
        self, method: str, url: str, *, headers: dict[str, str], content: bytes | None
    ) -> Any:
        """A request, not sent yet."""

    def send(self, request: Any, *, auth: Any, follow_redirects: bool, stream: bool) -> Any:
        """Its response; with *stream*, the body is still to be read."""

    def close(self) -> None:
        """Give the connections back."""


def library_of(client: HttpClient, *, otherwise: ModuleType) -> ModuleType:
    """The library whose client this is, subclasses too; *otherwise* for anything else."""
    for kind in type(client).__mro__:
        name = kind.__module__.partition(".")[0]
        if name in LIBRARIES:
            return sys.modules[name]
    return otherwise


def unsent(library: ModuleType) -> tuple[type[Exception], ...]:
    """The library's errors of a call that never left this machine."""
    return (library.ConnectError, library.ConnectTimeout, library.ProxyError)


def astray(library: ModuleType) -> tuple[type[Exception], ...]:
    """The library's errors of an answer that sends to an address which is none.

    It reads the address of every redirect, followed or not. The second is what host names
    fail with.
    """
    return (library.InvalidURL, UnicodeError)


def pieces(response: Any) -> Iterable[bytes]:
    """The body as it comes, still packed; in one, where a transport has it all already."""
    return (response.content,) if response.is_stream_consumed else response.iter_raw()


def packing(response: Any) -> str:
    """How the pieces are packed; httpx unpacks what it had read already."""
    return "" if response.is_stream_consumed else response.headers.get("content-encoding", "")


def is_about_trust(fault: BaseException) -> bool:
    """Whether the certificate was refused; httpx keeps that as the cause of a cause."""
    cause: BaseException | None = fault
    while cause and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    return cause is not None
