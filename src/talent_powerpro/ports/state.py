"""The agent's state between runs: `AgentState`, and a port for each part of it.

The docstrings are the contract. All methods are called on the thread that called the agent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol, runtime_checkable

from attrs import frozen

from talent_powerpro.model import ClientCode, EnrolmentId, UnitResult, UnitRowId
from talent_powerpro.ports.memory_side import MemorySide as MemorySide
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.holds import Answer, HoldKey, StandingHold
from talent_powerpro.records.journal import (
    JournalEntry,
    PendingMembership,
    RunHeader,
    SetAside,
    SyncLogLine,
)
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.records.write import Write


@runtime_checkable
class SyncLogStore(Protocol):
    """The store of the E-Learning Sync Log."""

    def write(self, lines: Sequence[SyncLogLine]) -> None:
        """Append the lines in order. All or none."""
        ...


@runtime_checkable
class RunJournal(Protocol):
    """The journal: plans and their endings, due marks, and what was written and reported.

    Each plan is stored here, with old values, before its first write. History, recovery and
    due marks are read from it. Losing the journal makes no result wrong, but the agent then
    forgets the enrolments that an outage left unfinished.
    """

    def mark_due(self, marks: Collection[DueMark]) -> None:
        """Remember enrolments that were found due. A repeat replaces the export date."""
        ...

    def due_marks(self) -> Collection[DueMark]:
        """The enrolments found due and not provisioned since."""
        ...

    def begin(self, entries: Sequence[JournalEntry]) -> None:
        """Store the records of a plan, before any of them is written. All or none.

        A record that was begun before in the same stage of the same run is replaced.
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
        """Add a record's status, and the writes that were made, to its entry.

        A status of ``provisioned`` removes the enrolment's due mark, also where the record was
        never begun. Apart from that, a record that was never begun changes nothing. Where nothing
        was made, entries of earlier runs that planned the same and ended likewise may be dropped.
        """
        ...

    def entries(self, run_id: str | None = None) -> Sequence[JournalEntry]:
        """The records of one run in the order they were begun; ``None`` for all runs."""
        ...

    def unfinished(self) -> Sequence[JournalEntry]:
        """The records that were begun and never ended, oldest first. Their run was cut off."""
        ...

    def remember_result(self, unit_id: UnitRowId, result: UnitResult) -> None:
        """Remember the result that the agent wrote to a unit. It replaces the one before."""
        ...

    def last_results(self, unit_ids: Collection[UnitRowId]) -> Mapping[UnitRowId, UnitResult]:
        """The last result that the agent wrote to each unit. Other units are left out."""
        ...

    def set_pending(self, membership: PendingMembership) -> None:
        """Remember a group membership to retry. It replaces an earlier one of the enrolment."""
        ...

    def clear_pending(self, enrolment_id: EnrolmentId) -> None:
        """Forget the enrolment's pending membership. Without one, nothing changes."""
        ...

    def pending_memberships(self) -> Sequence[PendingMembership]:
        """The memberships to retry, oldest first."""
        ...

    def told(self, topics: Collection[str]) -> frozenset[str]:
        """Return those of *topics* that `tell` has marked as reported. Marks none."""
        ...

    def tell(self, topics: Collection[str], today: date) -> frozenset[str]:
        """Mark topics as reported on a day, and return those that no earlier call marked.

        A topic is an opaque text without personal data (`records.topics`), at most 33 characters
        and an enrolment id. *today* is the RTO's local date. It replaces an earlier day of the
        topic, so that a purge can delete topics that no run has reported for some days. A journal
        that is told the same topics again on the same day should write nothing.
        """
        ...

    def keep_run(self, header: RunHeader) -> None:
        """Store a run's header: when the run starts, without an end, and when it has ended.

        A header with the same id is replaced and keeps its place. The header before it may be
        dropped where `RunHeader.repeats` says so: of a series of idle runs the last is enough.
        """
        ...

    def runs(self, newest: int | None = None) -> Sequence[RunHeader]:
        """The stored headers, oldest first: the *newest* ones, or all for ``None``.

        A header may be missing where `keep_run` allows it.
        """
        ...


@runtime_checkable
class EvidenceStore(Protocol):
    """The evidence of written results, which an auditor may ask for years later."""

    def keep(self, run_id: str, evidence: Mapping[EnrolmentId, Sequence[ResultEvidence]]) -> None:
        """Replace all evidence of these enrolments from one run. All or none.

        The agent calls it before it writes, with what it plans, and again with what it wrote.
        """
        ...

    def of_units(self, unit_ids: Collection[UnitRowId]) -> Sequence[ResultEvidence]:
        """The evidence of these units from all runs, oldest first."""
        ...


@runtime_checkable
class Holds(Protocol):
    """The current holds, and people's answers to holds."""

    def ended(self, enrolment_id: EnrolmentId, stage: str, holds: Collection[StandingHold]) -> None:
        """Replace all holds of an enrolment in a stage. Empty *holds*: it is no longer held."""
        ...

    def standing(self) -> Sequence[StandingHold]:
        """The current holds of all stages, those replaced most recently last."""
        ...

    def answer(self, answer: Answer) -> None:
        """Record an answer. The decision that the latest answer with its key has changes nothing.

        Another decision is recorded after the earlier one and counts from then on.
        """
        ...

    def answers(self) -> Sequence[Answer]:
        """All answers, oldest first, including those whose facts have changed."""
        ...


@runtime_checkable
class AnswersInUse(Protocol):
    """Optional port of a `Holds`: remembers which answers runs still need.

    An answer binds as long as its facts stand, which only a run can tell. With this port, answers
    that no run has needed for some time can be deleted.
    """

    def answers_used(self, keys: Collection[HoldKey], today: date) -> None:
        """Remember that a run needed the current answers with these keys on *today*.

        Called at the end of a run. A repeat on the same day should write nothing.
        """
        ...


@runtime_checkable
class PortalBinding(Protocol):
    """The portal that the stored Talent user ids belong to."""

    def portal(self) -> str:
        """The portal's name; blank where none is remembered yet."""
        ...

    def remember_portal(self, portal: str) -> None:
        """Remember that the stored ids belong to *portal* from now on."""
        ...

    def set_aside(self, ids: Sequence[SetAside]) -> None:
        """Remember ids that are about to be taken off their clients. All or none.

        An id already set aside for the same client and portal changes nothing.
        """
        ...

    def ids_set_aside(self) -> Sequence[SetAside]:
        """All ids set aside, oldest first."""
        ...


@runtime_checkable
class VerifiedLinks(Protocol):
    """The verified links: which Talent user was found to be which client's own.

    Results are fetched only over a verified link. Losing the links makes no result wrong: the
    agent then looks at each Talent user again.
    """

    def remember_links(self, links: Collection[VerifiedLink]) -> None:
        """Remember links, all or none. A link replaces the client's earlier one."""
        ...

    def links_of(self, client_codes: Collection[ClientCode]) -> Mapping[ClientCode, VerifiedLink]:
        """The link of each client. Clients without one are left out."""
        ...


@runtime_checkable
class LastLooks(Protocol):
    """The enrolments seen in scope, and the last looks at those that left it."""

    def remembered(self, enrolment_ids: Collection[EnrolmentId]) -> Mapping[EnrolmentId, LastLook]:
        """What is remembered of these enrolments. Others are left out."""
        ...

    def remember(self, looks: Collection[LastLook]) -> None:
        """Remember these. Each replaces the one before of its enrolment."""
        ...


@runtime_checkable
class RunLock(Protocol):
    """The run lock: one run at a time for an RTO."""

    def hold(self, what: str) -> AbstractContextManager[None]:
        """Hold the lock during the block. *what* names the command or method that holds it.

        Never waits. Raises `LockHeld`, which names the holder, where another process or another
        block of this process holds the lock. The lock is bound to the process or the database
        session, never to a clock, so a process that dies releases it.
        """
        ...


@frozen
class AgentState:
    """Everything that an agent remembers between runs. ``None``: the agent chooses that part.

    It takes the repository's own (``PowerProRepository.state``) or, without one, a part in
    memory that ends with the process.
    """

    journal: RunJournal | None = None
    sync_log: SyncLogStore | None = None
    holds: Holds | None = None
    portal: PortalBinding | None = None
    lock: RunLock | None = None
    evidence: EvidenceStore | None = None
    links: VerifiedLinks | None = None
    last_looks: LastLooks | None = None
