"""The work of result fetching over a repository that leaves out closed enrolments.

Of each Talent course narrow rows are read. Whole enrolments are read only where TalentLMS is asked
about them, or where they left the scope and something is still to be done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import chain
from typing import TypeAlias

from attrs import evolve, field, frozen, mutable

from talent_powerpro.model import Client, CourseCode, Enrolment, EnrolmentId, talent_number
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.optional import result_scope_of, unsettled_looks_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.result_scope import ResultScope
from talent_powerpro.ports.state import UnsettledLooks
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.look import Look
from talent_powerpro.records.report import Listed, Student
from talent_powerpro.records.scope import Scope, ScopeRow
from talent_powerpro.rules.worth_asking import row_in, row_of
from talent_powerpro.run.choosing import Asked, Considered
from talent_powerpro.run.packed_ids import PackedIds
from talent_powerpro.run.read_ahead import Ahead, Load
from talent_powerpro.run.results_work import ResultsWork
from talent_powerpro.run.rosters import Roster
from talent_powerpro.run.scope_tasks import Tasks, in_scope
from talent_powerpro.run.tasks import Batch, Task, WorkFound

Rows: TypeAlias = Mapping[EnrolmentId, ScopeRow]
"""The narrow rows of one Talent course, in PowerPro's order."""


def scope_work(work: ResultsWork, powerpro: PowerProRepository) -> ScopeWork | None:
    """Return the work over narrow rows; ``None`` where each enrolment has to be read whole."""
    port, unsettled = result_scope_of(powerpro), unsettled_looks_of(work.last_looks)
    conditions = work.rules.scope_conditions
    if port is None or unsettled is None or conditions is None:
        return None
    return ScopeWork(work, powerpro, port, unsettled, Scope(conditions, work.day.today))


@mutable
class PreparedRows:
    """A Talent course whose narrow rows were read, and whose roster may be under way."""

    number: str | None
    rows: Rows
    tasks: Tasks
    """The tasks made so far, of those that were read whole before the roster."""
    others: tuple[Task, ...]
    """The tasks of records that wait, and of last looks."""
    closed: tuple[Listed, ...]
    seen: tuple[LastLook, ...]
    considered: Considered | None
    """Those whom TalentLMS may be asked about; ``None``: all are asked."""
    load: Load
    roster: Callable[[], Roster | None] | None = None
    """Waits for the roster; ``None``: it was not begun."""


@frozen
class ScopeWork:
    """Finds the tasks of result fetching from narrow rows. Used once."""

    work: ResultsWork
    powerpro: PowerProRepository
    port: ResultScope
    unsettled: UnsettledLooks
    scope: Scope
    courses: dict[str | None, dict[CourseCode, str]] = field(factory=dict)
    """By Talent course, the PowerPro courses that have it, each with its Talent Course ID."""
    left: dict[str | None, PackedIds] = field(factory=dict)
    """By Talent course, the enrolments that left the scope and are looked at for the last time."""

    def found(self) -> WorkFound:
        """Return the work, as PowerPro is at this moment."""
        for course in self.port.courses_in_scope(self.scope):
            number = talent_number(course.talent_course_id)
            self.courses.setdefault(number, {})[course.code] = course.talent_course_id
        first = self._outside()
        numbers = dict.fromkeys((*self.courses, *self.left))
        left = deque(self.work.least_recently_tried(numbers))

        def unread() -> Iterator[EnrolmentId]:
            while left:
                number = left.popleft()
                yield from chain(self._rows(number), self.left.get(number, ()))

        return WorkFound(chain((first,), self._batches(left)), unread=unread)

    def _batches(self, left: deque[str | None]) -> Iterator[Batch]:
        """Yield the batch of each Talent course, in order. A course stays in *left* until then."""
        if self.work.choosing:
            self.work.choosing.courses = len(left)
        ahead = Ahead[PreparedRows](self.work.limits, self.work.choosing)
        while left:
            first = ahead.first_of(left, self._prepared)
            batch = [self._batch(first)]
            del first
            left.popleft()  # Only now: reading a roster may end the stage.
            ahead.take()
            yield batch.pop()  # Popped, so that it is not kept while the next one is made.

    # --- those that left the scope ------------------------------------------------

    def _outside(self) -> Batch:
        """Look through those that left the scope and are not settled."""
        closed: list[Listed] = []
        to_remember: list[LastLook] = []
        there = self.port.enrolments_with(list(dict.fromkeys(self._unsettled())))
        for each in self.work.watch(there):
            if each.due_since or each.enrolment.unreadable:
                number = talent_number(each.enrolment.course.talent_course_id)
                self.left.setdefault(number, PackedIds()).append(each.enrolment.id)
            elif not each.in_scope:
                closed += filter(None, [each.listed])
                to_remember += filter(None, [each.seen])
        return Batch(closed=tuple(closed), seen=tuple(to_remember))

    def _unsettled(self) -> Iterator[EnrolmentId]:
        for some in pieces(self.unsettled.seen_in_scope()):
            yield from self.port.not_in_scope(some, self.scope)
        yield from self.unsettled.left_unsettled()
        # Closed lately, and never seen in scope.
        yesterday = self.scope.today - timedelta(days=1)
        first = self.scope.today - timedelta(days=self.work.rules.policy.missed_days)
        for some in pieces(self.port.closed_between(first, yesterday)):
            known = self.work.last_looks.remembered(some)
            yield from (each for each in some if each not in known)

    # --- one Talent course --------------------------------------------------------

    def _rows(self, number: str | None) -> Rows:
        codes = self.courses.get(number, {})
        rows = self.port.rows_in_scope(codes, self.scope) if codes else ()
        return {row.enrolment_id: row for row in rows}

    def _prepared(self, number: str | None) -> PreparedRows:
        rows, tasks = self._rows(number), Tasks(self.work, self.port)
        early = self._whole(
            key for key, row in rows.items() if row.unreadable or key in self.work.waiting
        )
        tasks.add(in_scope(each) for each in early.values())
        # A record that waits needs no roster.
        waiting = [task for key in early if (task := tasks.made[key]).waits]
        seen = self._new_in_scope(rows)
        closed, last = self._last_looks(number, tasks, seen)
        most = self.work.most_calls()
        return PreparedRows(
            number,
            rows,
            tasks,
            (*waiting, *last),
            tuple(closed),
            tuple(seen),
            self._considered(number, rows, early, waiting),
            Load(len(rows) + len(last), 1 + len(rows) * most + sum(t.most_calls for t in last)),
        )

    def _batch(self, prepared: PreparedRows) -> Batch:
        choosing, considered = self.work.choosing, prepared.considered
        rows, tasks = prepared.rows, prepared.tasks
        asked, spared, looks = [Asked(key) for key in rows], list[Look](), list[Look]()
        if choosing and considered:
            roster = prepared.roster() if prepared.roster else choosing.roster(considered)
            asked, spared, looks = choosing.among(considered, roster)
        ids = (each.enrolment_id for each in asked if each.enrolment_id not in tasks.made)
        tasks.add(in_scope(each) for each in self._whole(ids).values())
        others = {task.enrolment.id for task in prepared.others}
        chosen = [
            evolve(task, look=each.look, news=each.news)
            for each in asked
            if (task := tasks.made.get(each.enrolment_id)) and each.enrolment_id not in others
        ]
        if chosen:
            known = self.work.known(task.enrolment for task in chosen)
            self.work.prefetch_links(chosen, known, self._without_link)
        return Batch(
            (*chosen, *prepared.others),
            prepared.closed,
            prepared.seen,
            prepared.number,
            tuple(spared),
            {
                look.enrolment_id: named(rows[look.enrolment_id])
                for look in spared
                if look.unmatched
            },
            tuple(looks),
        )

    def _new_in_scope(self, rows: Rows) -> list[LastLook]:
        readable = [key for key, row in rows.items() if not row.unreadable]
        return [LastLook(each) for each in self.unsettled.not_seen_in_scope(readable)]

    def _whole(self, ids: Iterable[EnrolmentId]) -> Mapping[EnrolmentId, Enrolment]:
        wanted = list(ids)
        found = {each.id: each for each in self.port.enrolments_with(wanted)} if wanted else {}
        return {key: found[key] for key in wanted if key in found}

    def _considered(
        self,
        number: str | None,
        rows: Rows,
        early: Mapping[EnrolmentId, Enrolment],
        waiting: Iterable[Task],
    ) -> Considered | None:
        choosing, codes = self.work.choosing, self.courses.get(number, {})
        if choosing is None:
            return None
        basis, wait = choosing.basis, {task.enrolment.id for task in waiting}
        return choosing.considered(
            {
                key: row_of(early[key], basis)
                if key in early
                else row_in(row, codes[row.course_code], basis)
                for key, row in rows.items()
                if key not in wait
            },
            self.powerpro,
        )

    def _last_looks(
        self, number: str | None, tasks: Tasks, to_remember: list[LastLook]
    ) -> tuple[list[Listed], list[Task]]:
        """Return the entries and tasks of those that left the scope of the Talent course."""
        ids = self.left.get(number)
        if not ids:
            return [], []
        there = list(self.work.watch(self._whole(ids).values()))
        due = [each for each in there if each.due_since or each.enrolment.unreadable]
        to_remember += (each.seen for each in there if each.seen and not each.in_scope)
        closed = [each.listed for each in there if each.listed and not each.due_since]
        fresh = [each for each in due if each.enrolment.id not in tasks.made]
        tasks.add(fresh)
        return closed, [tasks.made[each.enrolment.id] for each in fresh]

    def _without_link(self) -> Iterator[Client]:
        """Yield the clients of all enrolments in scope whose link is not verified."""
        for number in self.courses:
            for some in pieces(self._rows(number)):
                there = list(self.port.enrolments_with(some))
                known = self.work.known(there)
                yield from (e.client for e in there if not known(e).to_client(e.client))


def named(row: ScopeRow) -> tuple[CourseCode, Student]:
    """The course and the student of a row, for a list."""
    return row.course_code, Student(row.enrolment_id, row.client_code, row.client_name)
