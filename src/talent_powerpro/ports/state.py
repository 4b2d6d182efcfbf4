"""The agent's state between runs: `AgentState`, and a port for each part of it.

The docstrings are the contract. All methods are called on the thread that called the agent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol, Self, runtime_checkable

from attrs import evolve, fields, frozen

from talent_powerpro.model import ClientCode, EnrolmentId, UnitRowId
from talent_powerpro.ports.engagement import EngagementStore as EngagementStore
from talent_powerpro.ports.looks import Looks as Looks
from talent_powerpro.ports.memory_side import MemorySide as MemorySide
from talent_powerpro.ports.run_journal import RunJournal as RunJournal
from talent_powerpro.ports.withdrawals import Suspensions as Suspensions
from talent_powerpro.ports.work_lists import WorkLists as WorkLists
from talent_powerpro.ports.written_users import WrittenUsers as WrittenUsers
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.holds import Answer, HoldKey, StandingHold
from talent_powerpro.records.journal import SetAside, SyncLogLine
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import VerifiedLink


@runtime_checkable
class SyncLogStore(Protocol):
    """The store of the E-Learning Sync Log."""

    def write(self, lines: Sequence[SyncLogLine]) -> None:
        """Append the lines in order. All or none."""
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
class UnsettledLooks(Protocol):
    """Optional port of a `LastLooks`: finds what is not settled without reading the rest.

    Settled are enrolments that left the scope, were looked at for the last time (`looked_on`) and
    had no completion then. With this port and `ResultScope`, a run does not read them.
    """

    def seen_in_scope(self) -> Iterable[EnrolmentId]:
        """Those that are remembered as in scope: without a `left_on`. Each once, in any order.

        The iterable may be lazy. Nothing is remembered while it is open.
        """
        ...

    def left_unsettled(self) -> Collection[EnrolmentId]:
        """Those that left, and are still to be looked at or had completions."""
        ...

    def not_seen_in_scope(self, enrolment_ids: Collection[EnrolmentId]) -> Collection[EnrolmentId]:
        """Those of these enrolments that are not remembered as in scope."""
        ...


@runtime_checkable
class Tries(Protocol):
    """When the agent last began to work on each enrolment and Talent course, whatever followed.

    Where a quota of calls does not suffice for all, those tried least recently come first.
    Losing the tries makes no result wrong.
    """

    def tried(self, kind: str, ids: Collection[str]) -> Mapping[str, datetime]:
        """The time of the last try of each id, aware. Those never tried are left out.

        *kind* is a stage's name, for enrolments, or ``talent-course``.
        """
        ...

    def mark(self, kind: str, ids: Collection[str], at: datetime) -> None:
        """Remember that these were tried at that time. It replaces the time before."""
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
    looks: Looks | None = None
    tries: Tries | None = None
    lists: WorkLists | None = None
    suspensions: Suspensions | None = None
    written_users: WrittenUsers | None = None
    engagement: EngagementStore | None = None

    def filled_from(self, others: AgentState) -> Self:
        """Return this state with its missing parts taken from *others*."""
        lacking = {
            part.name: getattr(others, part.name)
            for part in fields(AgentState)
            if getattr(self, part.name) is None
        }
        return evolve(self, **lacking)
