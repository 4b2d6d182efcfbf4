"""Optional port for deleting what the agent remembers and no longer needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from talent_powerpro.ports.state import AgentState


@frozen
class Cut:
    """Moments before which records are deleted. All are aware."""

    sync_log: datetime
    idle_runs: datetime
    journal: datetime
    looks: datetime
    evidence: datetime
    keep_runs: tuple[str, ...] = ()
    """Ids of runs of which nothing is deleted, because a current hold is about them."""


class DeletesOldRecords(Protocol):
    """A store that can delete the agent's old records."""

    @property
    def state(self) -> AgentState:
        """The agent's state in the store."""
        ...

    def purge(self, cut: Cut, *, is_idle: Callable[[Sequence[str]], bool]) -> Mapping[str, int]:
        """Delete what *cut* says, so that no byte of it is left in the store's files.

        *is_idle* says of the sync log lines of one run whether the run was idle. Returns the
        number of rows deleted, by what they were. A repeat deletes nothing more.
        """
        ...
