"""What the agent asks of PowerPro and of TalentLMS: two protocols, and the optional ones.

A host implements `PowerProRepository` over its own tables. The docstrings are the
contract: what absence looks like, what a repeat does, what may be raised, from which
thread the call comes.

Every write is an *ensure*: twice equals once. Ports grow by new optional ports, never
by new methods.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Protocol, runtime_checkable

from talent_powerpro.model import (
    Absent,
    Client,
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


# --- optional ports, beside those of what the agent remembers (`memory_ports`) ------


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
class LinkedClients(Protocol):
    """PowerPro's side of a changed portal. No run needs it."""

    def clients_with_talent_id(self) -> Sequence[Client]:
        """Every client whose secondary id reads as a Talent user id, archived ones too."""
        ...

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        """As `PowerProRepository.set_secondary_id`."""
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
