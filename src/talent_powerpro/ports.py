"""What the agent asks of PowerPro and of TalentLMS: two protocols, and the optional ones.

A host implements `PowerProRepository` over its own tables. The docstrings are the
contract: what absence looks like, what a repeat does, what may be raised, from which
thread the call comes.

Every write is an *ensure*: twice equals once. Ports grow by new optional ports, never
by new methods.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from hashlib import sha256
from typing import Protocol, runtime_checkable

from attrs import frozen

from talent_powerpro.model import (
    Absent,
    Client,
    ClientCode,
    ContactLog,
    CourseCode,
    CourseProgress,
    Enrolment,
    EnrolmentId,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    Unit,
    UnitResult,
    UnitRowId,
)


@runtime_checkable
class PowerProRepository(Protocol):
    """PowerPro's side: clients, courses, enrolments, units and contact logs.

    Called only from the thread that called the agent, so a thread-bound connection is
    safe. Each method may raise `PowerProUnusable`, which stops the run.

    Each write carries what was read. Already as wanted: success, nothing written.
    Still as read: written, in a transaction of its own. Otherwise: `EditedMeanwhile`,
    nothing written, and the person's edit wins.
    """

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        """Enrolments that may be due for provisioning.

        *narrowed_by* names conditions (`talent_powerpro.conditions`) that nobody has
        changed: enrolments that fail one of these may be left out. More may be
        returned, never fewer; each condition is tested again.
        """
        ...

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        """Every enrolment that has a provisioning contact log, whatever its state."""
        ...

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        """One enrolment as it is now; ``None``: there is no such enrolment."""
        ...

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        """Clients whose secondary id is that Talent user's, archived ones too.

        Compared as numbers are read: surrounding blanks and leading zeros do not count.
        """
        ...

    def clients_with_email(self, email: str) -> Sequence[Client]:
        """Clients with that e-mail, archived ones too, compared trimmed and without case."""
        ...

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        """Make sure that the client's Secondary ID is *user_id*; a blank one clears it.

        What was read: ``client.secondary_id``.
        """
        ...

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        """Make sure that the enrolment has a provisioning contact log.

        It is the commit mark: where the enrolment has one already, nothing is added.
        `EditedMeanwhile` where the enrolment itself is no longer there.
        """
        ...

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        """Make sure that the unit's outcome, outcome date and short comment are *result*'s.

        What was read: ``unit.result``. All three change together; no start date ever does.
        """
        ...


@runtime_checkable
class TalentRepository(Protocol):
    """TalentLMS's side.

    May be called from several threads at once. Any method may raise `NoAnswer` (nothing
    usable came back: never absence), `Refused` (a lasting no) or `TalentUnusable` (the
    run stops). Reads and ensures are repeated by the repository itself before it gives
    up; `create_user` never is.
    """

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        """The user with that id, inactive ones too, with their courses."""
        ...

    def user_by_email(self, email: str) -> TalentUser | Absent:
        """The user with that e-mail (without case), inactive ones too, with their courses."""
        ...

    def user_by_login(self, login: str) -> TalentUser | Absent:
        """The user with that login (without case), inactive ones too, with their courses."""
        ...

    def create_user(self, new: NewTalentUser) -> TalentUser:
        """Create a Talent user. The only call that is not an ensure, and never repeated.

        Raises `Duplicate` when the e-mail or login is taken. After `NoAnswer` the user
        may exist: look before anything else.
        """
        ...

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        """The Talent course with its own list of units, sections included."""
        ...

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        """Make sure that the user is a learner in the course; already enrolled is success."""
        ...

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        """Make sure that the user is in the group; already a member is success."""
        ...

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        """The user's unit completions in the course. `Refused` when user or course is unknown."""
        ...


# --- optional ports: keywords of `Agent` with an in-memory default, or for one task -


@runtime_checkable
class TalentActivation(Protocol):
    """TalentLMS's side of making a user active again: for `Policy.inactive_users`.

    Called and raising as `TalentRepository`. An `Agent` uses its Talent repository for it
    where that has the method.
    """

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        """Make sure that the user is active, and can log in."""
        ...


@runtime_checkable
class TalentGroups(Protocol):
    """TalentLMS's side of what a Talent group brings: for plans, and `Policy.group_courses`.

    Called, raising and found as `TalentActivation`.
    """

    def courses_of_group(self, group_key: TalentGroupKey) -> Sequence[TalentCourse] | Absent:
        """The courses that joining the group enrols in; their units are not told."""
        ...


class TalentSide(TalentRepository, TalentActivation, TalentGroups, Protocol):
    """All that a flow may ask of TalentLMS. The agent makes it of the ports it was given."""


@runtime_checkable
class NamedPortal(Protocol):
    """A Talent repository that can say which portal it speaks to. Asks nobody."""

    @property
    def portal(self) -> str:
        """The portal's name, such as ``powerpro.talentlms.com``: ids are its own."""
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


@runtime_checkable
class LinkedClients(Protocol):
    """PowerPro's side of a changed portal. No run needs it."""

    def clients_with_talent_id(self) -> Sequence[Client]:
        """Every client whose secondary id reads as a Talent user id, archived ones too."""
        ...

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        """As `PowerProRepository.set_secondary_id`."""
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
class PortalMemory(Protocol):
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
class HoldReleases(Protocol):
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


@runtime_checkable
class ExportDates(Protocol):
    """PowerPro's side of setting and clearing export dates. No run needs it."""

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        """As `PowerProRepository.enrolment`."""
        ...

    def enrolments_in(self, course_code: CourseCode) -> Sequence[Enrolment] | None:
        """Every enrolment in a course, whatever its state; ``None``: there is no such course."""
        ...

    def set_export(self, enrolment: Enrolment, export: bool, export_date: date | None) -> None:
        """Make sure that the enrolment's export box and export date are these.

        What was read: ``enrolment.export`` and ``enrolment.export_date``.
        """
        ...


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
