"""The work of a stage: a stream of tasks, and the lists beside them.

Provisioning is one batch, so that all enrolments of one person are seen together. Results come
one Talent course at a time, so that the enrolments of only one course are in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain

from attrs import frozen

from talent_powerpro.errors import RecordFault
from talent_powerpro.flows.last_look import look_once_more
from talent_powerpro.flows.provisioning import provision
from talent_powerpro.flows.results import fetch_results
from talent_powerpro.flows.talent_group import retry_membership
from talent_powerpro.model import CourseCode, Enrolment, EnrolmentId, talent_number
from talent_powerpro.ports.optional import results_by_course_of
from talent_powerpro.ports.powerpro import PowerProRepository, ResultsByCourse
from talent_powerpro.ports.state import LastLooks, RunJournal, Tries, VerifiedLinks
from talent_powerpro.records.due import Day, Due, DueMark
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import Linkage
from talent_powerpro.records.record import StageName
from talent_powerpro.records.report import Listed
from talent_powerpro.rules.policy import RepeatedUnits
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import select
from talent_powerpro.rules.unit_codes import codes_on
from talent_powerpro.run.packed_ids import PackedIds
from talent_powerpro.run.tasks import (
    COURSE,
    NEVER,
    TO_JOIN,
    TO_PROVISION,
    Batch,
    Task,
    WorkFound,
)
from talent_powerpro.run.watched import Watched, read_again, watched

PROVISIONING = StageName.PROVISIONING


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
    tries: Tries
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
        # An enrolment that is due joins its group in its own provisioning.
        pending = [e for e in self.journal.pending_memberships() if e.enrolment_id not in due]
        waiting = list(with_enrolments(powerpro, pending))
        known = self._known(each.enrolment for each in due.values())
        tasks = (
            *(
                Task(
                    PROVISIONING,
                    each.enrolment,
                    partial(provision, each, self.rules, known(each.enrolment)),
                    TO_PROVISION,
                )
                for each in due.values()
            ),
            *(
                Task(
                    PROVISIONING,
                    there,
                    partial(retry_membership, each, self.rules, logged=self.group_logs),
                    TO_JOIN,
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
        for number in self._least_recently_tried(courses):
            yield self._batch(number, powerpro.provisioned_enrolments_in(courses[number]))

    def _least_recently_tried(self, courses: Iterable[str | None]) -> list[str | None]:
        numbers = list(courses)
        tried = self.tries.tried(COURSE, [each for each in numbers if each])
        return sorted(numbers, key=lambda number: tried.get(number or "", NEVER))

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
        left = deque((each, places[each]) for each in self._least_recently_tried(places))

        def batches() -> Iterator[Batch]:
            yield Batch(closed=tuple(closed), seen=tuple(to_remember))
            while left:
                number, ids = left.popleft()
                yield self._batch(number, read_again(powerpro, ids))

        return WorkFound(
            batches(),
            total=sum(len(ids) for _, ids in left),
            unread=lambda: chain.from_iterable(ids for _, ids in left),
        )

    def _batch(self, number: str | None, enrolments: Iterable[Enrolment]) -> Batch:
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
        known = self._known(each.enrolment for each in asked.values())
        tasks = (
            self._task(each, codes[each.enrolment.course.code], known(each.enrolment))
            for each in asked.values()
        )
        return Batch(tuple(tasks), tuple(closed), tuple(to_remember), number)

    def _watch(self, enrolments: Iterable[Enrolment]) -> Iterator[Watched]:
        return watched(enrolments, self.last_looks, self.rules, self.day)

    def _task(self, each: Watched, codes: frozenset[str], known: Linkage) -> Task:
        enrolment, rules, day = each.enrolment, self.rules, self.day
        if each.due_since is None:
            flow = partial(fetch_results, enrolment, rules, day, codes, known)
        else:
            flow = partial(look_once_more, enrolment, each.due_since, rules, day, codes, known)
        return Task(StageName.RESULTS, enrolment, flow, self._most_calls(known))

    def _most_calls(self, known: Linkage) -> int:
        """The progress, the look at a user without a link, and the course's list of units."""
        needs_units = self.rules.policy.repeated_units == RepeatedUnits.ALL
        return 1 + (known.stored is None) + needs_units

    def _known(self, enrolments: Iterable[Enrolment]) -> Callable[[Enrolment], Linkage]:
        """Return a function for the link of each enrolment's client. Asks for all at once."""
        codes = {each.client.code for each in enrolments}
        stored = self.links.links_of(codes) if codes else {}
        return lambda each: Linkage(self.portal, stored.get(each.client.code))
