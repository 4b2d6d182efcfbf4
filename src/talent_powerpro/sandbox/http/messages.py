"""One HTTP request and one HTTP response, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto

from attrs import field, frozen


def _path_of(target: str) -> str:
    """A target for showing: a query string may hold a password."""
    return repr(target.partition("?")[0])


@frozen
class Request:
    """One HTTP request as it stands on the wire. Its repr shows no secret."""

    method: str
    target: str = field(repr=_path_of)
    """The *raw* request target, query string included: nothing decoded, nothing tidied."""
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str:
        """A header's value, its name compared without case; ``""`` when it is not there."""
        wanted = name.casefold()
        return next((v for k, v in self.headers.items() if k.casefold() == wanted), "")

    @property
    def path(self) -> str:
        """The raw path of the target. An absolute target (``http://host/path``) has one too."""
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
    """How a call ends for the caller."""

    ANSWER = auto()
    """With the response."""
    OPEN = auto()
    """With a body without a length: it ends when the connection does."""
    CUT_OFF = auto()
    """Within the body: the connection is closed before as much came as was promised."""
    HANG_UP = auto()
    """The connection is closed without an answer."""
    RESET = auto()
    """The connection is reset, the harsher way to be left without an answer."""


_PIECE = 1024 * 1024


@frozen
class Response:
    """One HTTP response. ``Content-Length`` and ``Date`` are left to whoever sends it."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    """Not shown: an answer with users holds login keys."""
    delay: float = 0.0
    """Seconds that whoever sends it lets the caller wait first."""
    ending: Ending = Ending.ANSWER
    """Whether there is an answer at all. Without one the status is 0, so that nobody who
    calls in process takes it for one."""
    padding: int = 0
    """So many blanks follow the body: more than anybody wants to hold at once."""
    pause: float = 0.0
    """Seconds between a byte of the body and the next; zero: it comes at once."""

    @property
    def length(self) -> int:
        """Bytes of the body as they are promised, the padding included."""
        return len(self.body) + self.padding + (self.ending is Ending.CUT_OFF)

    def pieces(self) -> Iterator[bytes]:
        """The body as it goes out: bounded pieces, the padding last. It does not wait itself."""
        step = 1 if self.pause else max(1, len(self.body))
        yield from (self.body[at : at + step] for at in range(0, len(self.body), step))
        for sent in range(0, self.padding, _PIECE):
            yield b" " * min(_PIECE, self.padding - sent)


def unanswered(ending: Ending) -> Response:
    """What becomes of a call whose connection is lost."""
    return Response(0, {}, b"", ending=ending)
