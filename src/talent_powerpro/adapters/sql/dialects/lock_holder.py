"""The holder of a run lock, as it is recorded for messages."""

from __future__ import annotations

import json
import os
import socket
from datetime import datetime
from typing import Self

from attrs import frozen


@frozen
class Holder:
    """The holder of a lock, as the lock's owner recorded it."""

    process: int
    host: str
    since: datetime
    """Aware."""
    what: str

    @classmethod
    def this_process(cls, what: str, since: datetime) -> Self:
        """This process as a holder."""
        return cls(os.getpid(), socket.gethostname(), since, what)

    def as_text(self) -> str:
        return json.dumps(
            {
                "process": self.process,
                "host": self.host,
                "since": self.since.isoformat(),
                "what": self.what,
            }
        )

    @property
    def in_words(self) -> str:
        """The holder for a message. The time is in this machine's zone, the reader's own."""
        ours = (self.process, self.host) == (os.getpid(), socket.gethostname())
        place = "this same process" if ours else f"process {self.process} on {self.host}"
        return f"`{self.what}` ({place}, since {self.since.astimezone():%d/%m/%Y %H:%M})"


def holder_of(text: str) -> Holder | None:
    """The holder that `Holder.as_text` made *text* from; ``None`` if it cannot be read."""
    try:
        found = json.loads(text)
        since = datetime.fromisoformat(found["since"]).astimezone()
        return Holder(int(found["process"]), _plain(found["host"]), since, _plain(found["what"]))
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError):
        return None


def _plain(text: object) -> str:
    """A text that is safe for a terminal. Any program can have written it."""
    return "".join(letter for letter in str(text) if letter.isprintable())[:80]
