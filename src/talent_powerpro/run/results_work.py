"""The work of result fetching: one Talent course at a time, and in it those worth asking about.

So the enrolments of only one course are in memory, and one roster answers for all of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import TypeAlias

from attrs import evolve, frozen

from talent_powerpro.flows.last_look import look_once_more
from talent_powerpro.flows.results import Fetched, fetch_results
from talent_powerpro.model import Client, CourseCode, Enrolment, EnrolmentId, talent_number
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
from talent_powerpro.run.choosing import Choosing
from talent_powerpro.run.packed_ids import PackedIds
from talent_powerpro.run.prefetch import Prefetch
from talent_powerpro.run.tasks import COURSE, NEVER, Batch, Ending, Task, WorkFound
from talent_powerpro.run.watched import AT_ONCE, Watched, read_again, watched

Known: TypeAlias = Callable[[Iterable[Enrolment]], Callable[[Enrolment], Linkage]]
"""Makes the function for the link of each enrolment's client, with one query for all."""
TaskOf: TypeAlias = Callable[[Enrolment, Callable[[], Flow[Ending]], int], Task]
"""Makes the task of an enrolment from its flow and the calls that it makes at most."""


@frozen
class ResultsWork:
    """Finds the tasks of result fetching."""

    rules: Rules
    day: Day
    last_looks: LastLooks
    tries: Tries
    known: Known
    task: TaskOf
    prefetch: Prefetch | None
    choosing: Choosing | None

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
        left = deque(self._least_recently_tried(courses))

        def batches() -> Iterator[Batch]:
            while left:
                there = by_course.provisioned_enrolments_in(courses[left[0]])
                batch = self._batch(left[0], there, powerpro)
                left.popleft()  # Only now: reading a roster may end the stage.
                yield batch

        def unread() -> Iterator[EnrolmentId]:
            while left:
                there = by_course.provisioned_enrolments_in(courses[left.popleft()])
                yield from (each.id for each in there if is_in_scope(each, self.rules, self.day))

        return WorkFound(batches(), unread=unread)

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
                number, ids = left[0]
                again = read_again(powerpro, ids, powerpro.provisioned_enrolments)
                batch = self._batch(number, again, powerpro)
                left.popleft()  # As above.
                yield batch

        return WorkFound(
            batches(),
            total=sum(len(ids) for _, ids in left),
            unread=lambda: chain.from_iterable(ids for _, ids in left),
        )

    def _least_recently_tried(self, courses: Iterable[str | None]) -> list[str | None]:
        numbers = list(courses)
        tried = self.tries.tried(COURSE, [each for each in numbers if each])
        return sorted(numbers, key=lambda number: tried.get(number or "", NEVER))

    # --- one Talent course --------------------------------------------------------

    def _batch(
        self, number: str | None, enrolments: Iterable[Enrolment], powerpro: PowerProRepository
    ) -> Batch:
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
        known = self.known(each.enrolment for each in asked.values())
        tasks = {
            key: self._task(each, codes[each.enrolment.course.code], known(each.enrolment))
            for key, each in asked.items()
        }
        in_scope = (task for key, task in tasks.items() if asked[key].in_scope)
        chosen = self._chosen(in_scope, powerpro)
        self._prefetch_links(chosen.tasks, known, powerpro)
        last = (task for key, task in tasks.items() if not asked[key].in_scope)
        return evolve(
            chosen,
            tasks=(*chosen.tasks, *last),
            closed=tuple(closed),
            seen=tuple(to_remember),
            course=number,
        )

    def _chosen(self, tasks: Iterable[Task], powerpro: PowerProRepository) -> Batch:
        """Return the tasks that TalentLMS is asked about, and who is spared."""
        every = {task.enrolment.id: task for task in tasks}
        if self.choosing is None:
            return Batch(tuple(every.values()))
        # A record that waits needs no roster.
        waiting = [task for task in every.values() if task.waits]
        others = [task.enrolment for task in every.values() if not task.waits]
        asked, spared, looks = self.choosing.among(others, powerpro)
        chosen = (
            evolve(every[each.enrolment.id], look=each.look, news=each.news) for each in asked
        )
        return Batch((*chosen, *waiting), spared=tuple(spared), looks=tuple(looks))

    def _watch(self, enrolments: Iterable[Enrolment]) -> Iterator[Watched]:
        return watched(enrolments, self.last_looks, self.rules, self.day)

    def _task(self, each: Watched, codes: frozenset[str], known: Linkage) -> Task:
        enrolment, rules, day = each.enrolment, self.rules, self.day
        flow: Callable[[], Flow[Fetched]]
        if each.due_since is None:
            flow = partial(fetch_results, enrolment, rules, day, codes, known)
        else:
            flow = partial(look_once_more, enrolment, each.due_since, rules, day, codes, known)
        return self.task(enrolment, flow, self._most_calls(known))

    def _most_calls(self, known: Linkage) -> int:
        """The progress, the look at a user without a link, and the course's list of units."""
        needs_units = self.rules.policy.repeated_units == RepeatedUnits.ALL
        return 1 + (known.stored is None) + needs_units

    # --- links --------------------------------------------------------------------

    def _prefetch_links(
        self,
        tasks: Iterable[Task],
        known: Callable[[Enrolment], Linkage],
        powerpro: PowerProRepository,
    ) -> None:
        """Read the Talent users of many clients without a verified link at once."""
        if self.prefetch is None:
            return
        asking = (task.enrolment for task in tasks if not task.waits)
        lacking = {each.client.code for each in asking if not known(each).to_client(each.client)}
        self.prefetch.links(len(lacking), lambda: self._without_link(powerpro))

    def _without_link(self, powerpro: PowerProRepository) -> Iterator[Client]:
        """Yield the clients of all enrolments in scope whose link is not verified."""
        rest = iter(powerpro.provisioned_enrolments())
        while some := list(islice(rest, AT_ONCE)):
            known, rules, day = self.known(some), self.rules, self.day
            lacking = (each for each in some if not known(each).to_client(each.client))
            yield from (each.client for each in lacking if is_in_scope(each, rules, day))
