"""PowerPro's data: clients, courses, enrolments, units and contact logs.

Dates are the RTO's own local dates. Absent dates are ``None``, absent texts are ``""``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from attrs import evolve, frozen

from talent_powerpro.model.text import same_text

ClientCode = NewType("ClientCode", str)
"""PowerPro's Client > Code/ID. A text, because leading zeros matter."""

CourseCode = NewType("CourseCode", str)
"""The code of a PowerPro course/group, unique in PowerPro."""

EnrolmentId = NewType("EnrolmentId", str)
"""PowerPro's own id of one enrolment (booking)."""

UnitRowId = NewType("UnitRowId", str)
"""PowerPro's own id of one unit or module row on one enrolment. Opaque."""

STAMP = "[Talent Integration Agent]"
"""The mark that the agent puts in a unit's short comment (guide: "result fetching stamp")."""

PROVISIONED = "Enrolment exported to Talent LMS"
"""The contact type that marks an enrolment as provisioned, no matter who wrote the log."""
ADDED_TO_GROUP = "Added to Talent Group"
"""The contact type of a log that the user joined the Talent group after provisioning."""

UNDONE = "Enrolment export to Talent LMS undone"
"""The contact type of a log that undoes a provisioning contact log with the same description."""


@frozen
class Client:
    """A student, with the fields of PowerPro's Client window."""

    code: ClientCode
    surname: str
    given_names: str
    preferred_name: str = ""
    usi: str = ""
    secondary_id: str = ""
    """Client > Secondary ID as stored: a Talent user id, another system's id, or blank."""
    date_of_birth: date | None = None
    mobile: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """Given names and surname as stored. The contact log shows them as Client Name."""
        return f"{self.given_names} {self.surname}".strip()


@frozen
class Course:
    """A PowerPro course/group with the fields of its E-Learning (Talent LMS) tab."""

    code: CourseCode
    name: str
    archived: bool = False
    export_to_talent: bool = False
    """The "Export to Talent LMS" box."""
    talent_course_id: str = ""
    """The Talent Course ID as typed. A condition checks that it is a number."""
    talent_group_key: str = ""
    """The Talent Group Key as typed; blank means no group."""


class UnitType(StrEnum):
    """The type of a row of an enrolment's Units of Study."""

    UNIT = "Unit"
    MODULE = "Module"


@frozen
class Unit:
    """A unit of competency or a module on one enrolment, with its outcome as read."""

    id: UnitRowId
    enrolment_id: EnrolmentId
    code: str
    name: str = ""
    type: UnitType = UnitType.UNIT
    start_date: date | None = None
    outcome: str = ""
    """As PowerPro shows it, such as ``20 - Competency achieved/pass``; blank if not set."""
    outcome_date: date | None = None
    short_comment: str = ""

    @property
    def fetched_by_agent(self) -> bool:
        """True if the result has the agent's stamp, which PowerPro shows as a tooltip."""
        # The stamp comes first: a person may have written their own comment behind it.
        return self.short_comment.lstrip().startswith(STAMP)

    @property
    def result(self) -> UnitResult:
        """The three fields of a result, as read."""
        return UnitResult(self.outcome, self.outcome_date, self.short_comment)

    def with_result(self, result: UnitResult) -> Unit:
        """A copy of the unit with *result* in it, as PowerPro would then return it."""
        return evolve(
            self,
            outcome=result.outcome,
            outcome_date=result.outcome_date,
            short_comment=result.short_comment,
        )


@frozen
class UnitResult:
    """The three fields of a unit that result fetching writes, always together."""

    outcome: str
    outcome_date: date | None
    short_comment: str


@frozen
class ContactLog:
    """An entry of PowerPro's contact log, with the fields of the guide's picture."""

    client_name: str
    course_name: str
    contact_date: datetime
    """Aware; shown in the RTO's zone as ``dd/mm/yyyy HH:MM``."""
    contact_type: str = PROVISIONED
    created_by: str = "PP-TALENT"
    assigned_to: str = ""
    follow_up: str = ""
    status: str = "Closed"
    priority_flag: str = "<No flag>"
    description: str = ""

    @property
    def follow_up_shown(self) -> str:
        """The follow-up as PowerPro's list of contact logs shows it."""
        return self.follow_up.strip() or "No Follow up required"

    @property
    def tells_of_group(self) -> bool:
        """True if this log says that the user joined the Talent group after provisioning."""
        return same_text(self.contact_type, ADDED_TO_GROUP)

    @property
    def tells_of_undo(self) -> bool:
        """True if this log says that a provisioning contact log counts no more."""
        return same_text(self.contact_type, UNDONE)

    @property
    def marks_provisioned(self) -> bool:
        """True if this is a provisioning contact log."""
        # The contact type alone decides. Another agent, or a person, may have provisioned the
        # enrolment, and provisioning it again would write a second log.
        return same_text(self.contact_type, PROVISIONED)


@frozen
class Enrolment:
    """One client in one course/group (a booking), with every field that the rules need."""

    id: EnrolmentId
    client: Client
    course: Course
    booking_status: str = ""
    enrolment_date: date | None = None
    expected_start_date: date | None = None
    expected_end_date: date | None = None
    deferment_date: date | None = None
    extension_date: date | None = None
    withdrawal_date: date | None = None
    completion_date: date | None = None
    export: bool = False
    """The enrolment's own export box."""
    export_date: date | None = None
    contact_logs: tuple[ContactLog, ...] = ()
    """Its contact logs, oldest first: at least the provisioning ones."""
    units: tuple[Unit, ...] = ()
    """Its units and modules, in PowerPro's order."""
    active: bool | None = None
    """The host's own status. ``None`` means that withdrawal and completion dates decide."""
    unreadable: tuple[str, ...] = ()
    """What of it cannot be read, one sentence each: table, row, column and value. Those fields are
    blank here, so nothing is decided on such an enrolment. It fails in each stage."""

    @property
    def provisioning_log(self) -> ContactLog | None:
        """The newest provisioning contact log that counts; ``None`` if not yet provisioned."""
        # The newest, because its description names the Talent course of the last provisioning.
        return max(counting(self.contact_logs), key=lambda log: log.contact_date, default=None)


def counting(logs: Iterable[ContactLog]) -> tuple[ContactLog, ...]:
    """The provisioning contact logs that no later log undoes, in their order.

    An undone log stays in PowerPro. Each log of type `UNDONE` takes away the oldest provisioning
    contact log with its description. So a provisioning after the undo counts, whatever the clock.
    """
    every = tuple(logs)
    if not every:
        return ()  # as of most enrolments that are looked at
    undone = Counter(log.description for log in every if log.tells_of_undo)
    count: list[ContactLog] = []
    for log in every:
        if not log.marks_provisioned:
            continue
        if undone[log.description]:
            undone[log.description] -= 1
        else:
            count.append(log)
    return tuple(count)
