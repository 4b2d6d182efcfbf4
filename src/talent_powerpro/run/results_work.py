"""The work of result fetching: one Talent course at a time, and in it those worth asking about.

So the enrolments of few courses are in memory, and one roster answers for all of a course. Rosters
of the next courses may be read meanwhile (decision 60).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import TypeAlias

from attrs import evolve, frozen

from talent_powerpro.flows.last_look import look_once_more
from talent_powerpro.flows.results import Fetched, fetch_results
from talent_powerpro.model import Client, CourseCode, Enrolment, EnrolmentId, talent_number
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.optional import results_by_course_of
from talent_powerpro.ports.powerpro import PowerProRepository, ResultsByCourse
from talent_powerpro.ports.state import LastLooks, Tries
from talent_powerpro.records.due import Day
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import Linkage
from talent_powerpro.records.report import Listed
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.policy import RepeatedUnits
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import is_in_scope
from talent_powerpro.rules.unit_codes import codes_on
from talent_powerpro.rules.worth_asking import row_of
from talent_powerpro.run.choosing import Choosing, Considered
from talent_powerpro.run.packed_ids import PackedIds
from talent_powerpro.run.prefetch import Prefetch
from talent_powerpro.run.read_ahead import Ahead, Prepared, ReadAhead
from talent_powerpro.run.tasks import COURSE, NEVER, Batch, Ending, Task, WorkFound
from talent_powerpro.run.unmatched import student_of
from talent_powerpro.run.watched import Watched, read_again, watched

Known: TypeAlias = Callable[[Iterable[Enrolment]], Callable[[Enrolment], Linkage]]
"""Makes the function for the link of each enrolment's client, with one query for all."""
TaskOf: TypeAlias = Callable[[Enrolment, Callable[[], Flow[Ending]], int], Task]
"""Makes the task of an enrolment from its flow and the calls that it makes at most."""


def least_recently_tried(tries: Tries, courses: Iterable[str | None]) -> list[str | None]:
    """Sort Talent courses by their last try. Those never tried come first."""
    numbers = list(courses)
    tried = tries.tried(COURSE, [each for each in numbers if each])
    return sorted(numbers, key=lambda number: tried.get(number or "", NEVER))


Course: TypeAlias = tuple[str | None, Callable[[], Iterable[Enrolment]]]
"""A Talent course's number, and a function that reads its provisioned enrolments."""


@frozen
class ResultsWork:
    """Finds the tasks of result fetching. See `scope_work` for repositories that narrow."""

    rules: Rules
    day: Day
    last_looks: LastLooks
    tries: Tries
    known: Known
    task: TaskOf
    prefetch: Prefetch | None
    choosing: Choosing | None
    limits: ReadAhead
    waiting: Collection[EnrolmentId] = ()
    """The enrolments that may wait for a person."""

    def of(self, powerpro: PowerProRepository) -> WorkFound:
        """Return the work, as PowerPro is at this moment."""
        by_course = results_by_course_of(powerpro)
        return self._by_course(by_course, powerpro) if by_course else self._by_ids(powerpro)

    def _by_course(self, by_course: ResultsByCourse, powerpro: PowerProRepository) -> WorkFound:
        # By Talent course, since its progress is kept in the cache for the length of a batch.
        # Several PowerPro courses may have one Talent course.
        courses: dict[str | None, list[CourseCode]] = {}
        for course in by_course.provisioned_courses():
            courses.setdefault(talent_number(course.talent_course_id), []).append(course.code)
        left = deque[Course](
            (number, partial(by_course.provisioned_enrolments_in, courses[number]))
            for number in self.least_recently_tried(courses)
        )

        def unread() -> Iterator[EnrolmentId]:
            while left:
                _, read = left.popleft()
                yield from (each.id for each in read() if is_in_scope(each, self.rules, self.day))

        return WorkFound(self._batches(left, powerpro), unread=unread)

    def _by_ids(self, powerpro: PowerProRepository) -> WorkFound:
        # Each enrolment is read twice: first for its Talent course, then in that course's turn.
        # Keeping them all would take memory for every enrolment ever provisioned (decision 21).
        places: dict[str | None, PackedIds] = {}
        closed: list[Listed] = []
        to_remember: list[LastLook] = []
        for each in self.watch(powerpro.provisioned_enrolments()):
            if each.in_scope or each.due_since:
                number = talent_number(each.enrolment.course.talent_course_id)
                places.setdefault(number, PackedIds()).append(each.enrolment.id)
            else:
                closed += filter(None, [each.listed])
                to_remember += filter(None, [each.seen])
        left = deque[Course](
            (number, partial(read_again, powerpro, places[number], powerpro.provisioned_enrolments))
            for number in self.least_recently_tried(places)
        )
        before = Batch(closed=tuple(closed), seen=tuple(to_remember))
        return WorkFound(
            chain((before,), self._batches(left, powerpro)),
            total=sum(map(len, places.values())),
            unread=lambda: chain.from_iterable(places[number] for number, _ in left),
        )

    def least_recently_tried(self, courses: Iterable[str | None]) -> list[str | None]:
        """Sort Talent courses by their last try."""
        return least_recently_tried(self.tries, courses)

    # --- one Talent course --------------------------------------------------------

    def _batches(self, left: deque[Course], powerpro: PowerProRepository) -> Iterator[Batch]:
        """Yield the batch of each course, in order. A course stays in *left* until then."""
        if self.choosing:
            self.choosing.courses = len(left)
        ahead = Ahead[Prepared](self.limits, self.choosing)
        while left:
            first = ahead.first_of(left, lambda course: self._prepared(*course, powerpro))
            batch = [self._batch(first, powerpro)]
            del first
            left.popleft()  # Only now: reading a roster may end the stage.
            ahead.take()
            yield batch.pop()  # Popped, so that it is not kept while the next one is made.

    def _prepared(
        self,
        number: str | None,
        read: Callable[[], Iterable[Enrolment]],
        powerpro: PowerProRepository,
    ) -> Prepared:
        asked: dict[EnrolmentId, Watched] = {}
        closed: list[Listed] = []
        to_remember: list[LastLook] = []
        codes: dict[CourseCode, frozenset[str]] = {}
        for each in self.watch(read()):
            course = each.enrolment.course.code
            codes[course] = codes.get(course, frozenset()) | codes_on(each.enrolment.units)
            to_remember += filter(None, [each.seen])
            if each.in_scope or each.due_since:
                asked.setdefault(each.enrolment.id, each)
            else:
                closed += filter(None, [each.listed])
        known = self.known(each.enrolment for each in asked.values())
        tasks = {
            key: self.task_of(each, codes[each.enrolment.course.code], known(each.enrolment))
            for key, each in asked.items()
        }
        in_scope = {key: task for key, task in tasks.items() if asked[key].in_scope}
        # A record that waits needs no roster.
        others = (task.enrolment for task in in_scope.values() if not task.waits)
        return Prepared(
            number,
            in_scope,
            tuple(task for key, task in tasks.items() if key not in in_scope),
            tuple(closed),
            tuple(to_remember),
            known,
            self._considered(others, powerpro),
        )

    def _considered(
        self, enrolments: Iterable[Enrolment], powerpro: PowerProRepository
    ) -> Considered | None:
        if self.choosing is None:
            return None
        rows = {each.id: row_of(each, self.choosing.basis) for each in enrolments}
        return self.choosing.considered(rows, powerpro)

    def _batch(self, prepared: Prepared, powerpro: PowerProRepository) -> Batch:
        chosen = self._chosen(prepared)
        self.prefetch_links(chosen.tasks, prepared.known, lambda: self._without_link(powerpro))
        return evolve(
            chosen,
            tasks=(*chosen.tasks, *prepared.last),
            closed=prepared.closed,
            seen=prepared.seen,
            course=prepared.number,
        )

    def _chosen(self, prepared: Prepared) -> Batch:
        """Return the tasks that TalentLMS is asked about, and who is spared."""
        every, considered = prepared.tasks, prepared.considered
        if self.choosing is None or considered is None:
            return Batch(tuple(every.values()))
        waiting = [task for task in every.values() if task.waits]
        roster = prepared.roster() if prepared.roster else self.choosing.roster(considered)
        asked, spared, looks = self.choosing.among(considered, roster)
        chosen = (
            evolve(every[each.enrolment_id], look=each.look, news=each.news) for each in asked
        )
        named = (every[each.enrolment_id].enrolment for each in spared if each.unmatched)
        students = {each.id: (each.course.code, student_of(each)) for each in named}
        return Batch(
            (*chosen, *waiting), spared=tuple(spared), students=students, looks=tuple(looks)
        )

    def watch(self, enrolments: Iterable[Enrolment]) -> Iterator[Watched]:
        """Yield the provisioned ones with what is remembered of them."""
        return watched(enrolments, self.last_looks, self.rules, self.day)

    def task_of(self, each: Watched, codes: frozenset[str], known: Linkage) -> Task:
        """Return the task of an enrolment in scope, or of its last look."""
        enrolment, rules, day = each.enrolment, self.rules, self.day
        flow: Callable[[], Flow[Fetched]]
        if each.due_since is None:
            flow = partial(fetch_results, enrolment, rules, day, codes, known)
        else:
            flow = partial(look_once_more, enrolment, each.due_since, rules, day, codes, known)
        return self.task(enrolment, flow, self.most_calls(known))

    def most_calls(self, known: Linkage | None = None) -> int:
        """The progress, the look at a user without a link, and the course's list of units.

        ``None``: the link was not looked up.
        """
        needs_units = self.rules.policy.repeated_units == RepeatedUnits.ALL
        return 1 + (known is None or known.stored is None) + needs_units

    # --- links --------------------------------------------------------------------

    def prefetch_links(
        self,
        tasks: Iterable[Task],
        known: Callable[[Enrolment], Linkage],
        all_lacking: Callable[[], Iterable[Client]],
    ) -> None:
        """Read the Talent users of many clients without a verified link at once.

        *all_lacking* returns those clients in all courses.
        """
        if self.prefetch is None:
            return
        asking = (task.enrolment for task in tasks if not task.waits)
        lacking = {each.client.code for each in asking if not known(each).to_client(each.client)}
        self.prefetch.links(len(lacking), all_lacking)

    def _without_link(self, powerpro: PowerProRepository) -> Iterator[Client]:
        """Yield the clients of all enrolments in scope whose link is not verified."""
        for some in pieces(powerpro.provisioned_enrolments()):
            known, rules, day = self.known(some), self.rules, self.day
            lacking = (each for each in some if not known(each).to_client(each.client))
            yield from (each.client for each in lacking if is_in_scope(each, rules, day))
