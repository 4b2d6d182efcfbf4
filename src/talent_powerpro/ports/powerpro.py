"""The ports to PowerPro: one required protocol and the optional ones.

A host implements `PowerProRepository` over its own tables. The docstrings are the
contract: what absence looks like, what a repeat does, what a method may raise, and from
which thread it is called.

Every write is an *ensure*: making it twice has the same effect as making it once. Ports
grow by new optional ports, never by new methods.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol, runtime_checkable

from talent_powerpro.model import (
    Client,
    ClientCode,
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
    """PowerPro: clients, courses, enrolments, units and contact logs.

    Called only from the thread that called the agent, so a thread-bound connection is
    safe. Any method may raise `PowerProUnusable`, which stops the run. A method about one
    record may raise `Deferred` or `Failed` for that record, and the run goes on.

    A row that cannot be read, such as a date written day first, must not stop the others: return
    the enrolment with that field blank and with a sentence in `Enrolment.unreadable`. It fails in
    each stage, and the sentence is its message. Never leave it out. A client who cannot be read
    entirely stays in `clients_linked_to` and `clients_with_email`.

    Each write carries the values that were read. Where PowerPro already has the new values,
    the write succeeds and changes nothing. Where it still has the values read, it writes, in
    a transaction of its own. Otherwise a person made an edit in between, and the edit wins:
    the write changes nothing and raises `EditedMeanwhile`.
    """

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        """Enrolments that may be due for provisioning.

        *narrowed_by* names the conditions (`talent_powerpro.rules.conditions`) that the RTO
        has not changed. Enrolments that fail one of these may be left out, and no others.
        Returning more is safe: each condition is tested again.
        """
        ...

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        """Every enrolment that has a provisioning contact log, whatever its state."""
        ...

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        """One enrolment as it is now; ``None`` where it does not exist."""
        ...

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        """Clients whose secondary id is *user_id*, including archived clients.

        Compared as numbers: surrounding blanks and leading zeros do not count.
        """
        ...

    def clients_with_email(self, email: str) -> Sequence[Client]:
        """Clients with that e-mail, including archived clients.

        Compared without case and without white space around it, as `str.strip` trims: a tab, a
        line end or a no-break space does not count either.
        """
        ...

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        """Make sure that the client's Secondary ID is *user_id*; a blank *user_id* clears it.

        The value that was read is ``client.secondary_id``.
        """
        ...

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        """Make sure that the enrolment has a provisioning contact log.

        The contact log is the commit mark. Where the enrolment already has one, nothing is
        added. Raises `EditedMeanwhile` where the enrolment no longer exists.
        """
        ...

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        """Make sure that the unit's outcome, outcome date and short comment are *result*'s.

        The value that was read is ``unit.result``. All three change together. The start date
        never changes.
        """
        ...


@runtime_checkable
class GroupContactLogs(Protocol):
    """Optional port for the contact log of a client who joins the Talent group later.

    Without it, the report and the sync log say so, and PowerPro's contact log does not.
    """

    def add_group_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        """Make sure that the enrolment has this contact log of type "Added to Talent Group".

        Where it has one of that type with the same description, nothing is added. It is no
        provisioning contact log: that one never changes. Raises `EditedMeanwhile` where the
        enrolment no longer exists.
        """
        ...


@runtime_checkable
class ClientEnrolments(Protocol):
    """Optional port for reading the enrolments of one client.

    Asked for each client with a new result: two enrolments may have the same unit. Without it
    the agent looks through `PowerProRepository.provisioned_enrolments` each time.
    """

    def provisioned_enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        """Every enrolment of the client that has a provisioning contact log, whatever its state."""
        ...


@runtime_checkable
class OutcomeTable(Protocol):
    """Optional port for the outcomes that PowerPro accepts.

    With it, an outcome that the policy or a plugin wants to write and PowerPro lacks is found
    before anything is written.
    """

    def outcomes(self) -> Collection[str]:
        """Every outcome that a unit may have. Each text begins with its code."""
        ...


class PowerProSide(PowerProRepository, GroupContactLogs, ClientEnrolments, Protocol):
    """Everything that a flow may call on PowerPro: the repository with optional ports."""

    def enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        """As `FindsEnrolments.enrolments_of`."""
        ...


@runtime_checkable
class LinkedClients(Protocol):
    """Optional port for changing the portal: finds and clears Talent user ids.

    Runs do not use it.
    """

    def clients_with_talent_id(self) -> Sequence[Client]:
        """Every client whose secondary id reads as a Talent user id, including archived ones."""
        ...

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        """As `PowerProRepository.set_secondary_id`."""
        ...


@runtime_checkable
class SharedTalentIds(Protocol):
    """Optional port for finding Talent users of two clients with one query.

    Without it, a run asks `PowerProRepository.clients_linked_to` for each enrolment.
    """

    def shared_talent_ids(self) -> Collection[TalentUserId]:
        """The Talent user ids that more than one client has as secondary id, archived ones too."""
        ...


@runtime_checkable
class ExportDates(Protocol):
    """Optional port for setting and clearing export dates. Runs do not use it."""

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        """As `PowerProRepository.enrolment`."""
        ...

    def enrolments_in(self, course_code: CourseCode) -> Sequence[Enrolment] | None:
        """Every enrolment in a course, whatever its state; ``None`` where no such course exists."""
        ...

    def set_export(self, enrolment: Enrolment, export: bool, export_date: date | None) -> None:
        """Make sure that the enrolment's export box and export date are these.

        The values that were read are ``enrolment.export`` and ``enrolment.export_date``.
        """
        ...


@runtime_checkable
class ResultsByCourse(Protocol):
    """Optional port for reading provisioned enrolments one Talent course at a time.

    Without it the agent reads `PowerProRepository.provisioned_enrolments` once, keeps the ids,
    and reads each enrolment again in its Talent course's turn.
    """

    def provisioned_courses(self) -> Sequence[Course]:
        """Every course that has an enrolment with a provisioning contact log."""
        ...

    def provisioned_enrolments_in(
        self, course_codes: Collection[CourseCode]
    ) -> Iterable[Enrolment]:
        """Every enrolment of these courses that has a provisioning contact log."""
        ...


@runtime_checkable
class GroupCommit(Protocol):
    """Optional port for fewer transactions, where PowerPro's store keeps the agent's state too."""

    def group_commit(self) -> AbstractContextManager[None]:
        """Let writes about ended records wait for the next other write, within the block.

        Those writes are `RunJournal.end` and `SyncLogStore.write`. They may be made in the
        transaction of the next other write, before it and in their order, and are made when the
        block ends at the latest, also where it raises. All other writes are made at once, as
        ever: a contact log is never late. A process that is killed may lose the last endings. The
        next run finds out what was written, see `RunJournal.unfinished`.
        """
        ...
