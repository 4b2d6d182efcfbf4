"""HTTP requests and responses as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto

from attrs import field, frozen


def _path_of(target: str) -> str:
    """A target for the repr, without its query string, which may contain a password."""
    return repr(target.partition("?")[0])


@frozen
class Request:
    """One HTTP request as it was sent. Its repr shows no secret."""

    method: str
    target: str = field(repr=_path_of)
    """The *raw* request target with its query string: nothing is decoded or normalised."""
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str:
        """A header's value; ``""`` where it is missing. Names are compared without case."""
        wanted = name.casefold()
        return next((v for k, v in self.headers.items() if k.casefold() == wanted), "")

    @property
    def path(self) -> str:
        """The raw path of the target, also of an absolute target (``http://host/path``)."""
        path = self.target.partition("?")[0]
        scheme, mark, rest = path.partition("://")
        if mark and scheme.casefold() in {"http", "https"}:
            return "/" + rest.partition("/")[2]
        return path

    @property
    def query(self) -> str:
        """The raw query string, without its question mark."""
        return self.target.partition("?")[2]


class Ending(Enum):
    """Way in which a call ends for the caller."""

    ANSWER = auto()
    """The whole response arrives."""
    OPEN = auto()
    """The body has no length; it ends with the connection."""
    CUT_OFF = auto()
    """The connection is closed in the body, before its promised length."""
    HANG_UP = auto()
    """The connection is closed without an answer."""
    RESET = auto()
    """The connection is reset, without an answer."""


_PIECE = 1024 * 1024


@frozen
class Response:
    """One HTTP response. The server that sends it adds ``Content-Length`` and ``Date``."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    """Not in the repr: an answer about users contains login keys."""
    delay: float = 0.0
    """Seconds that the server waits before it sends the response."""
    ending: Ending = Ending.ANSWER
    """How the call ends. Without an answer the status is 0, so that a caller in process does
    not take the response for one."""
    padding: int = 0
    """Number of blanks after the body; too many to hold in memory."""
    pause: float = 0.0
    """Seconds between two bytes of the body; zero sends it at once."""

    @property
    def length(self) -> int:
        """Promised length of the body in bytes, padding included."""
        return len(self.body) + self.padding + (self.ending is Ending.CUT_OFF)

    def pieces(self) -> Iterator[bytes]:
        """The body in pieces of limited size, padding last. The server makes the pauses."""
        step = 1 if self.pause else max(1, len(self.body))
        yield from (self.body[at : at + step] for at in range(0, len(self.body), step))
        for sent in range(0, self.padding, _PIECE):
            yield b" " * min(_PIECE, self.padding - sent)


def unanswered(ending: Ending) -> Response:
    """The response of a call that gets no answer."""
    return Response(0, {}, b"", ending=ending)
