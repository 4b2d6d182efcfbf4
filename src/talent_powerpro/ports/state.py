"""The agent's state between runs: a port for each part of it, and `AgentState`, the whole.

The docstrings are the contract, as in `talent_powerpro.ports.powerpro`; all of these are
called on the agent's own thread.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol, runtime_checkable

from attrs import frozen

from talent_powerpro.model import EnrolmentId, UnitResult, UnitRowId
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.holds import Release, StandingHold
from talent_powerpro.records.journal import (
    JournalEntry,
    PendingMembership,
    RunHeader,
    SetAside,
    SyncLogLine,
)
from talent_powerpro.records.write import Write


@runtime_checkable
class SyncLogStore(Protocol):
    """The store of the E-Learning Sync Log. Called on the agent's own thread."""

    def write(self, lines: Sequence[SyncLogLine]) -> None:
        """Append the lines, in order, together."""
        ...


@runtime_checkable
class RunJournal(Protocol):
    """The agent's memory between runs. Called on the agent's own thread.

    The plan is stored here, with old values, before the first write: history, recovery
    and what stays due are read from it. A journal that forgets makes no result wrong;
    it makes the agent forget whom an outage left behind.
    """

    def mark_due(self, marks: Collection[DueMark]) -> None:
        """Remember that these were found due. A repeat replaces the export date."""
        ...

    def due_marks(self) -> Collection[DueMark]:
        """Enrolments found due and not provisioned since."""
        ...

    def begin(self, entries: Sequence[JournalEntry]) -> None:
        """Store the records of a plan, before any of them is written. All or none.

        One that was begun before in the same stage of the same run is replaced.
        """
        ...

    def end(
        self,
        run_id: str,
        stage: str,
        enrolment_id: EnrolmentId,
        status: str,
        made: Sequence[Write],
    ) -> None:
        """Add a record's status and the writes that were made to what was planned.

        ``provisioned`` takes the enrolment's due mark away. A record that was never begun has
        nothing to add to; its due mark goes all the same.
        """
        ...

    def entries(self, run_id: str | None = None) -> Sequence[JournalEntry]:
        """The records of a run, in the order in which they were begun; ``None``: of all runs."""
        ...

    def unfinished(self) -> Sequence[JournalEntry]:
        """Records that were begun and never ended, oldest first: their run was cut off."""
        ...

    def remember_result(self, unit_id: UnitRowId, result: UnitResult) -> None:
        """Remember what the agent wrote to a unit, replacing what it wrote before."""
        ...

    def last_results(self, unit_ids: Collection[UnitRowId]) -> Mapping[UnitRowId, UnitResult]:
        """The agent's last result of each of these units; those it never wrote are left out."""
        ...

    def set_pending(self, membership: PendingMembership) -> None:
        """Remember a group membership to be tried again: one for each enrolment, the latest."""
        ...

    def clear_pending(self, enrolment_id: EnrolmentId) -> None:
        """Forget that enrolment's. One that is not there changes nothing."""
        ...

    def pending_memberships(self) -> Sequence[PendingMembership]:
        """The memberships still to be tried, oldest first."""
        ...

    def tell(self, topics: Collection[str], today: date) -> frozenset[str]:
        """The topics that no earlier run reported. From now on all of them count as reported."""
        ...

    def keep_run(self, header: RunHeader) -> None:
        """Keep a run's header: at its start without an end, and once more when it has ended.

        One with the same id is replaced, and keeps its place.
        """
        ...

    def runs(self, newest: int | None = None) -> Sequence[RunHeader]:
        """The headers kept, oldest first; only the *newest* so many, or all."""
        ...


class MemorySide(Protocol):
    """All that a flow may ask of the agent's memory: two methods of `RunJournal`."""

    def last_results(self, unit_ids: Collection[UnitRowId]) -> Mapping[UnitRowId, UnitResult]:
        """As `RunJournal.last_results`."""
        ...

    def set_pending(self, membership: PendingMembership) -> None:
        """As `RunJournal.set_pending`."""
        ...


@runtime_checkable
class Holds(Protocol):
    """Holds that stand, and those that a person released. Called on the agent's own thread."""

    def ended(self, enrolment_id: EnrolmentId, stage: str, holds: Collection[StandingHold]) -> None:
        """These, and no others, are the holds of that enrolment in that stage now; none: it is
        held no longer."""
        ...

    def standing(self) -> Sequence[StandingHold]:
        """The holds of all stages, in the order in which they were given last."""
        ...

    def release(self, release: Release) -> None:
        """Record a release. A second one with the same key changes nothing."""
        ...

    def releases(self) -> Sequence[Release]:
        """All of them, oldest first; those whose evidence has changed too."""
        ...


@runtime_checkable
class PortalBinding(Protocol):
    """The portal that the stored Talent user ids are of. Called on the agent's own thread."""

    def portal(self) -> str:
        """The portal's name; blank: none is remembered yet."""
        ...

    def remember_portal(self, portal: str) -> None:
        """Remember that the stored ids are that portal's from now on."""
        ...

    def set_aside(self, ids: Sequence[SetAside]) -> None:
        """Remember ids that are about to be taken off their clients. All or none; one that
        is there already, of that client and portal, changes nothing."""
        ...

    def ids_set_aside(self) -> Sequence[SetAside]:
        """All of them, oldest first."""
        ...


@runtime_checkable
class RunLock(Protocol):
    """One run at a time for an RTO. Called on the agent's own thread."""

    def hold(self, what: str) -> AbstractContextManager[None]:
        """Hold the lock for as long as the block lasts; *what* names the command or method.

        Refused at once, never waited for: raises `LockHeld`, which names the holder, where
        anybody else holds it, another block of this same process included. Bound to the
        process or the database session, never to a clock: a process that dies has let go of it.
        """
        ...


@frozen
class AgentState:
    """All that an agent remembers. ``None``: that part is left to the agent.

    It then takes the repository's own (``PowerProRepository.state``), or one in memory that
    ends with the process.
    """

    journal: RunJournal | None = None
    sync_log: SyncLogStore | None = None
    holds: Holds | None = None
    portal: PortalBinding | None = None
    lock: RunLock | None = None
