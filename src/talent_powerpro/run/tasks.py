"""Tasks of a stage, in the batches in which they are taken."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from attrs import field, frozen

from talent_powerpro.flows.provisioning import NoLongerDue, Provisioned
from talent_powerpro.flows.results import Fetched
from talent_powerpro.flows.suspension import Returned, Suspended
from talent_powerpro.flows.talent_group import MembershipSettled
from talent_powerpro.flows.user_update import UserUpdated
from talent_powerpro.model import CourseCode, Enrolment, EnrolmentId, plain, talent_number
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.look import Look
from talent_powerpro.records.record import StageName
from talent_powerpro.records.report import Listed, Lists, Student
from talent_powerpro.records.step import Flow

TO_PROVISION = 10
"""Calls: the course, the groups, the user by id and by e-mail; creating, and where that is refused
by e-mail and by login; enrolling, and where the user is too new again; joining the group."""
TO_JOIN = 2
"""Calls: the groups, and joining one."""
TO_UPDATE = 3
"""Calls: the user by id, whoever has the new e-mail, and the update."""
COURSE = "talent-course"
"""What `Tries` calls the tries of Talent courses. Those of enrolments have their stage's name."""
NEVER = datetime.min.replace(tzinfo=UTC)
"""Stands for the last try of what was never tried."""
Ending: TypeAlias = (
    Provisioned | NoLongerDue | MembershipSettled | Fetched | Suspended | Returned | UserUpdated
)


@frozen
class Task:
    """One enrolment to be worked on in one stage."""

    stage: StageName
    enrolment: Enrolment
    start: Callable[[], Flow[Ending]]
    """Starts its flow, which is the same in rehearsal and performance."""
    most_calls: int = 1
    """The largest number of calls to TalentLMS that the flow makes, retries aside."""
    news: bool = False
    """Whether TalentLMS is known to have news of it. Then it comes first in its course."""
    look: Look | None = None
    """The look to remember if its answer leaves nothing to do; ``None``: none is kept."""
    waits: bool = False
    """Whether it waits for a person and ends without a call."""

    @property
    def key(self) -> tuple[StageName, str]:
        return self.stage, self.enrolment.id

    @property
    def persons(self) -> Iterable[Hashable]:
        """Everything that may identify this task's person. Flows of one person run in turn."""
        # Not the client code alone: a person may be entered twice, and two clients with one
        # e-mail must not create a Talent user each.
        client = self.enrolment.client
        yield "client", client.code
        if stored := talent_number(client.secondary_id):
            yield "secondary id", stored
        if email := plain(client.email):
            yield "e-mail", email


def most_calls(tasks: Iterable[Task]) -> int:
    """Return the largest number of calls that *tasks* need, retries aside."""
    return sum(task.most_calls for task in tasks)


@frozen
class Batch:
    """Tasks that are taken together, and the closed enrolments found with them."""

    tasks: tuple[Task, ...] = ()
    closed: tuple[Listed, ...] = ()
    """Enrolments that left the results' scope with completions that have no result yet."""
    seen: tuple[LastLook, ...] = ()
    """What a run remembers of these enrolments, and a plan does not."""
    course: str | None = None
    """The Talent course of all these enrolments; ``None``: they have several, or none."""
    spared: tuple[Look, ...] = ()
    """The looks at enrolments in scope that are not asked about, and end unchanged."""
    students: Mapping[EnrolmentId, tuple[CourseCode, Student]] = field(factory=dict)
    """Those of them whose look names Talent units, by course."""
    looks: tuple[Look, ...] = ()
    """Looks that a run remembers without asking, and a plan does not."""


def none_unread() -> Iterable[EnrolmentId]:
    """Return no ids: every batch was taken."""
    return ()


@frozen
class WorkFound:
    """The work that a stage found."""

    batches: Iterator[Batch]
    """Read from PowerPro as they are taken. No iterable of PowerPro's is open between two."""
    lists: Lists = field(factory=Lists)
    due: tuple[DueMark, ...] = ()
    """The enrolments to provision. They stay due whatever stops the run."""
    gone: tuple[EnrolmentId, ...] = ()
    """Enrolments with a pending group membership that no longer exist."""
    total: int | None = None
    """The number of tasks; ``None``: not known yet."""
    unread: Callable[[], Iterable[EnrolmentId]] = none_unread
    """Returns the enrolments of batches not taken. Called once, after which none is taken."""
    only: Collection[EnrolmentId] | None = None
    """The enrolments that the run is limited to; ``None``: all."""
