"""The work of a stage: a stream of tasks, and the lists beside them.

Provisioning is one batch, so that all enrolments of one person are seen together. Results come
one Talent course at a time, so that the enrolments of only one course are in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import TypeAlias

from attrs import field, frozen

from talent_powerpro.errors import RecordFault
from talent_powerpro.flows.last_look import look_once_more
from talent_powerpro.flows.provisioning import NoLongerDue, Provisioned, provision
from talent_powerpro.flows.results import Fetched, fetch_results
from talent_powerpro.flows.talent_group import MembershipSettled, retry_membership
from talent_powerpro.model import (
    CourseCode,
    Enrolment,
    EnrolmentId,
    plain,
    talent_number,
)
from talent_powerpro.ports.optional import results_by_course_of
from talent_powerpro.ports.powerpro import PowerProRepository, ResultsByCourse
from talent_powerpro.ports.state import LastLooks, RunJournal, VerifiedLinks
from talent_powerpro.records.due import Day, Due, DueMark
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import Linkage
from talent_powerpro.records.record import StageName
from talent_powerpro.records.report import Listed, Lists
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import select
from talent_powerpro.rules.unit_codes import codes_on
from talent_powerpro.run.linkage import linkages, sign_ups_in_doubt
from talent_powerpro.run.packed_ids import PackedIds
from talent_powerpro.run.watched import Watched, read_again, watched

PROVISIONING = StageName.PROVISIONING
Ending: TypeAlias = Provisioned | NoLongerDue | MembershipSettled | Fetched


@frozen
class Task:
    """One enrolment to be worked on in one stage."""

    stage: StageName
    enrolment: Enrolment
    start: Callable[[], Flow[Ending]]
    """Starts its flow, which is the same in rehearsal and performance."""

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


@frozen
class Batch:
    """Tasks that are taken together, and the closed enrolments found with them."""

    tasks: tuple[Task, ...] = ()
    closed: tuple[Listed, ...] = ()
    """Enrolments that left the results' scope with completions that have no result yet."""
    seen: tuple[LastLook, ...] = ()
    """What a run remembers of these enrolments, and a plan does not."""


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


def with_enrolments(
    powerpro: PowerProRepository, pending: Iterable[PendingMembership]
) -> Iterator[tuple[PendingMembership, Enrolment | None]]:
    """Yield memberships with their enrolment; ``None``: gone. Unreadable ones stay pending."""
    for each in pending:
        with suppress(RecordFault):
            yield each, powerpro.enrolment(each.enrolment_id)


@frozen
class StageWork:
    """Finds the tasks of a run's stages, for one day and by one RTO's rules."""

    rules: Rules
    journal: RunJournal
    day: Day
    links: VerifiedLinks
    portal: str
    last_looks: LastLooks
    group_logs: bool = False
    """Whether PowerPro can add a contact log of a later group membership."""

    def of(self, stage: StageName, powerpro: PowerProRepository) -> WorkFound:
        """Return the work of a stage, as PowerPro is at this moment."""
        if stage is StageName.PROVISIONING:
            return self._provisioning(powerpro)
        by_course = results_by_course_of(powerpro)
        if by_course is None:
            return self._by_ids(powerpro)
        batches = self._by_course(by_course)
        return WorkFound(
            batches,
            unread=lambda: (task.enrolment.id for batch in batches for task in batch.tasks),
        )

    # --- provisioning -------------------------------------------------------------

    def _provisioning(self, powerpro: PowerProRepository) -> WorkFound:
        candidates = powerpro.enrolments_to_provision(self.rules.narrowed_by)
        selected = select(candidates, self.rules, self.day, self.journal.due_marks())
        due: dict[EnrolmentId, Due] = {}
        for found in selected.due:
            due.setdefault(found.enrolment_id, found)  # A host's join may return it twice.
        # Those found unreadable fail in their flows, like the due ones, but are not marked due.
        tried = {found.enrolment_id: found for found in selected.unreadable} | due
        # An enrolment that is due joins its group in its own provisioning.
        pending = [e for e in self.journal.pending_memberships() if e.enrolment_id not in tried]
        waiting = list(with_enrolments(powerpro, pending))
        who, in_doubt = [each.enrolment for each in tried.values()], sign_ups_in_doubt(self.journal)
        known = linkages(self.links, self.portal, who, in_doubt)
        tasks = (
            *(
                Task(
                    PROVISIONING,
                    each.enrolment,
                    partial(provision, each, self.rules, known(each.enrolment)),
                )
                for each in tried.values()
            ),
            *(
                Task(
                    PROVISIONING,
                    there,
                    partial(retry_membership, each, self.rules, logged=self.group_logs),
                )
                for each, there in waiting
                if there
            ),
        )
        return WorkFound(
            iter([Batch(tasks)]),
            selected.lists,
            tuple(DueMark(key, each.enrolment.export_date) for key, each in due.items()),
            tuple(each.enrolment_id for each, there in waiting if there is None),
            len(tasks),
        )

    # --- results ------------------------------------------------------------------

    def _by_course(self, powerpro: ResultsByCourse) -> Iterator[Batch]:
        # By Talent course, since its progress is kept in the cache for the length of a batch.
        # Several PowerPro courses may have one Talent course.
        courses: dict[str | None, list[CourseCode]] = {}
        for course in powerpro.provisioned_courses():
            courses.setdefault(talent_number(course.talent_course_id), []).append(course.code)
        for codes in courses.values():
            yield self._batch(powerpro.provisioned_enrolments_in(codes))

    def _by_ids(self, powerpro: PowerProRepository) -> WorkFound:
        # Each enrolment is read twice: first for its Talent course, then in that course's turn.
        # Keeping them all would take memory for every enrolment ever provisioned (decision 21).
        places: dict[str | None, PackedIds] = {}
        closed: list[Listed] = []
        to_remember: list[LastLook] = []
        for each in self._watch(powerpro.provisioned_enrolments()):
            if each.in_scope or each.due_since:
                number = talent_number(each.enrolment.course.talent_course_id)
                places.setdefault(number, PackedIds()).append(each.enrolment.id)
            else:
                closed += filter(None, [each.listed])
                to_remember += filter(None, [each.seen])
        left = deque(places.values())

        def batches() -> Iterator[Batch]:
            yield Batch(closed=tuple(closed), seen=tuple(to_remember))
            while left:
                yield self._batch(read_again(powerpro, left.popleft()))

        total = sum(map(len, left))
        return WorkFound(batches(), total=total, unread=lambda: chain.from_iterable(left))

    def _batch(self, enrolments: Iterable[Enrolment]) -> Batch:
        asked: dict[EnrolmentId, Watched] = {}
        closed: list[Listed] = []
        to_remember: list[LastLook] = []
        codes: dict[CourseCode, frozenset[str]] = {}
        for each in self._watch(enrolments):
            course = each.enrolment.course.code
            codes[course] = codes.get(course, frozenset()) | codes_on(each.enrolment.units)
            to_remember += filter(None, [each.seen])
            if each.in_scope or each.due_since:
                asked.setdefault(each.enrolment.id, each)
            else:
                closed += filter(None, [each.listed])
        known = linkages(self.links, self.portal, [each.enrolment for each in asked.values()])
        tasks = (
            self._task(each, codes[each.enrolment.course.code], known(each.enrolment))
            for each in asked.values()
        )
        return Batch(tuple(tasks), tuple(closed), tuple(to_remember))

    def _watch(self, enrolments: Iterable[Enrolment]) -> Iterator[Watched]:
        return watched(enrolments, self.last_looks, self.rules, self.day)

    def _task(self, each: Watched, codes: frozenset[str], known: Linkage) -> Task:
        enrolment, rules, day = each.enrolment, self.rules, self.day
        if each.due_since is None:
            flow = partial(fetch_results, enrolment, rules, day, codes, known)
        else:
            flow = partial(look_once_more, enrolment, each.due_since, rules, day, codes, known)
        return Task(StageName.RESULTS, enrolment, flow)
