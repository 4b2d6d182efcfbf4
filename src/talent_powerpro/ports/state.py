"""What the agent remembers between runs: optional ports, each a keyword of `Agent`.

Each has a default that lives as long as the process. The docstrings are the contract, as in
`talent_powerpro.ports`; all of these are called on the agent's own thread.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from hashlib import sha256
from typing import Protocol, runtime_checkable

from attrs import frozen

from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    EnrolmentId,
    TalentGroupKey,
    TalentUserId,
    UnitResult,
    UnitRowId,
)


@frozen
class SyncLogLine:
    """One line of the E-Learning Sync Log."""

    at: datetime
    """Aware; shown in the RTO's zone."""
    message: str
    """One printable line: no control character, no secret."""


@runtime_checkable
class SyncLogStore(Protocol):
    """Where the E-Learning Sync Log is kept. Called on the agent's own thread."""

    def write(self, lines: Sequence[SyncLogLine]) -> None:
        """Append the lines, in order, together."""
        ...


@frozen
class DueMark:
    """An enrolment that a run found due, with the export date it was due under."""

    enrolment_id: EnrolmentId
    export_date: date | None


@frozen
class PendingMembership:
    """A Talent group that a provisioned enrolment's user could not be added to yet."""

    enrolment_id: EnrolmentId
    user_id: TalentUserId
    group_key: TalentGroupKey


@frozen
class JournalEntry:
    """One record of a plan, stored before its first write; *outcome* is added at its end."""

    run_id: str
    stage: str
    enrolment_id: EnrolmentId
    writes: tuple[dict[str, str], ...]
    """What is to be written, old values beside new ones, as plain texts."""
    outcome: str = ""
    """``""`` until the record has ended."""


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

    def end(self, run_id: str, stage: str, enrolment_id: EnrolmentId, outcome: str) -> None:
        """Add a record's outcome. ``provisioned`` takes its due mark away.

        A record that was never begun has no outcome to add; its due mark goes all the same.
        """
        ...

    def unfinished(self) -> Sequence[JournalEntry]:
        """Records that were begun and never ended, oldest first: their run was cut off."""
        ...

    def remember_result(self, unit_id: UnitRowId, result: UnitResult) -> None:
        """Remember what the agent wrote to a unit, replacing what it wrote before."""
        ...

    def last_result(self, unit_id: UnitRowId) -> UnitResult | None:
        """What the agent last wrote to that unit; ``None``: it never has."""
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
        """Which of these were not told before; all of them count as told from now on."""
        ...


def hold_id(enrolment_id: str, reason: str, evidence: str) -> str:
    """What people call a hold by: short, and the same for as long as all three are."""
    told = "\n".join((enrolment_id, reason, evidence))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:8]


@frozen
class StandingHold:
    """A hold that nobody has decided yet, as the last run found it."""

    stage: str
    enrolment_id: EnrolmentId
    client_code: ClientCode
    client_name: str
    course_code: CourseCode
    reason: str
    evidence: str
    """The hold's sentence, with every value that it rests on."""
    remedy: str = ""
    releasable: bool = False

    @property
    def id(self) -> str:
        """See `hold_id`."""
        return hold_id(self.enrolment_id, self.reason, self.evidence)


@frozen
class Release:
    """A person's decision to let one hold of one enrolment pass, while its evidence stands."""

    enrolment_id: EnrolmentId
    reason: str
    evidence: str
    who: str
    why: str
    at: datetime
    """Aware."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is bound to. Where any of the three is another, the hold stands."""
        return self.enrolment_id, self.reason, self.evidence


@runtime_checkable
class Holds(Protocol):
    """Holds that stand, and those that a person released. Called on the agent's own thread."""

    def stand(self, stage: str, holds: Collection[StandingHold]) -> None:
        """These, and no others, are the holds of that stage now."""
        ...

    def standing(self) -> Sequence[StandingHold]:
        """The holds of all stages, in the order in which they were given."""
        ...

    def release(self, release: Release) -> None:
        """Record a release. A second one with the same key changes nothing."""
        ...

    def releases(self) -> Sequence[Release]:
        """All of them, oldest first; those whose evidence has changed too."""
        ...


@frozen
class SetAside:
    """A Talent user id of an earlier portal, taken off its client."""

    client_code: ClientCode
    user_id: TalentUserId
    portal: str
    """The portal that it is of."""
    at: datetime


@runtime_checkable
class PortalBinding(Protocol):
    """Which portal the stored Talent user ids are of. Called on the agent's own thread."""

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
        """Hold the lock for as long as the block lasts; *what* tells who holds it.

        Refused at once, never waited for: raises `LockHeld`, which names the holder, where
        anybody else holds it, another block of this same process included. Bound to the
        process or the database session, never to a clock: whoever dies has let go of it.
        """
        ...
