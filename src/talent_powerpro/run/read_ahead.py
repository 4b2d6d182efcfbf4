"""Talent courses that are prepared, and whose rosters are read, ahead of their turn.

So the rosters of several small courses overlap, while one large course at a time is in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Generic, Protocol, TypeVar

from attrs import field, frozen, mutable

from talent_powerpro.model import Enrolment, EnrolmentId
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import Linkage
from talent_powerpro.records.report import Listed
from talent_powerpro.run.call_pool import CallPool
from talent_powerpro.run.choosing import Choosing, Considered
from talent_powerpro.run.quota import NO_LIMIT, RETRIES, CallBudget
from talent_powerpro.run.rosters import Roster
from talent_powerpro.run.tasks import Task, most_calls

C = TypeVar("C")
P = TypeVar("P", bound="Turn")

MOST_ENROLMENTS = 500
"""Enrolments in memory from which on no further course is prepared."""


@frozen
class Load:
    """What a Talent course takes: its enrolments, and the largest number of its calls."""

    enrolments: int = 0
    calls: int = 0


@frozen
class ReadAhead:
    """Decides how far a stage reads ahead, by memory, by the pool and by the quota of calls."""

    pool: CallPool = field(factory=CallPool)
    budget: CallBudget | None = None
    """The quota of calls; ``None``: there is none."""

    def prepares_another(self, ahead: Iterable[Load], under_way: Load) -> bool:
        """Whether another course may be prepared beside those *ahead*."""
        loads = (under_way, *ahead)
        few = sum(each.enrolments for each in loads) < MOST_ENROLMENTS
        return few and len(loads) <= self.pool.width

    def begins_roster(self, ahead: Iterable[Load], under_way: Load) -> bool:
        """Whether the roster of the last course *ahead* may be read now.

        Only where the quota surely lasts for that course and all before it: a roster that no
        enrolment makes use of would be wasted.
        """
        if self.pool.width == 1:
            return False
        left = self.budget.left() if self.budget else NO_LIMIT
        spare = RETRIES * self.pool.width
        return left >= under_way.calls + sum(each.calls for each in ahead) + spare


class Turn(Protocol):
    """A Talent course that is prepared."""

    considered: Considered | None
    """Those whom TalentLMS may be asked about; ``None``: all are asked."""
    roster: Callable[[], Roster | None] | None
    """Waits for the roster; ``None``: it was not begun."""

    @property
    def load(self) -> Load: ...


@mutable
class Prepared:
    """A Talent course whose enrolments were read, and whose roster may be under way."""

    number: str | None
    tasks: Mapping[EnrolmentId, Task]
    """The tasks of those in scope."""
    last: tuple[Task, ...]
    """The tasks of last looks."""
    closed: tuple[Listed, ...]
    seen: tuple[LastLook, ...]
    known: Callable[[Enrolment], Linkage]
    considered: Considered | None
    """Those whom TalentLMS may be asked about; ``None``: all are asked."""
    roster: Callable[[], Roster | None] | None = None
    """Waits for the roster; ``None``: it was not begun."""

    @property
    def load(self) -> Load:
        tasks = (*self.tasks.values(), *self.last)
        return Load(len(tasks), 1 + most_calls(tasks))


@mutable
class Ahead(Generic[P]):
    """The courses prepared in one stage, in the order of their turns."""

    limits: ReadAhead
    choosing: Choosing | None
    _prepared: deque[P] = field(factory=deque)
    _under_way: Load = field(factory=Load)
    """What the course took whose turn came last."""

    def first_of(self, courses: Sequence[C], prepare: Callable[[C], P]) -> P:
        """Return the first of *courses*, prepared, and prepare others as far as the limits say."""
        while len(self._prepared) < len(courses) and self._goes_on():
            self._prepared.append(prepare(courses[len(self._prepared)]))
        self._begin_roster()
        return self._prepared[0]

    def take(self) -> None:
        """Take the first course away: it has its turn now."""
        self._under_way = self._prepared.popleft().load

    def _goes_on(self) -> bool:
        """Whether another course may be prepared: the rosters of those before it have begun."""
        if not self._prepared:
            return True
        return self._begin_roster() and self.limits.prepares_another(self._loads, self._under_way)

    def _begin_roster(self) -> bool:
        """Begin to read the last course's roster, if that may be. Returns whether it has begun."""
        last, choosing = self._prepared[-1], self.choosing
        if last.roster is None and choosing and last.considered:
            if not self.limits.begins_roster(self._loads, self._under_way):
                return False
            last.roster = self.limits.pool.begin(partial(choosing.roster, last.considered))
        return last.roster is not None

    @property
    def _loads(self) -> list[Load]:
        return [each.load for each in self._prepared]
