"""The ports to PowerPro: one protocol, and the optional ones.

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
    Client,
    ContactLog,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
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

        *narrowed_by* names conditions (`talent_powerpro.rules.conditions`) that nobody has
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


@runtime_checkable
class ResultsByCourse(Protocol):
    """PowerPro's side of fetching results one Talent course at a time.

    Without it the agent reads `PowerProRepository.provisioned_enrolments` once, keeps the ids,
    and reads each enrolment again when its Talent course comes.
    """

    def provisioned_courses(self) -> Sequence[Course]:
        """Every course that has an enrolment with a provisioning contact log."""
        ...

    def provisioned_enrolments_in(
        self, course_codes: Collection[CourseCode]
    ) -> Iterable[Enrolment]:
        """Every enrolment of these courses that has a provisioning contact log."""
        ...
