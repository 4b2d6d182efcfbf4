"""The optional port for rows of the agent's state that cannot be read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol, runtime_checkable

from talent_powerpro.records.unreadable import UnreadableRow


@runtime_checkable
class UnreadableState(Protocol):
    """Optional port of a journal whose state may hold rows that cannot be read.

    Every part of the state leaves such a row out of what it returns, and the agent asks for it
    here. A part without this port raises `PowerProUnusable`, which stops the run.
    """

    def take_unreadable(self) -> Collection[UnreadableRow]:
        """The rows of the whole state that were left out since the last call, each once."""
        ...
