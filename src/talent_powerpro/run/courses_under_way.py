"""Talent courses whose results are under way: what the cache keeps of them, and for how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from talent_powerpro.model import TalentCourseId
from talent_powerpro.records.step import Call, Event
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.run.work import Batch, Task


class CoursesUnderWay:
    """Forgets the progress in a batch's Talent courses once all of its tasks have ended, but
    for the tasks that will ask for it again. So memory grows with one batch, not with all."""

    def __init__(self, cache: TalentCache) -> None:
        self._cache = cache
        self._begun = 0
        self._left: Counter[int] = Counter()
        self._batch_of: dict[str, int] = {}
        self._users: dict[int, dict[TalentCourseId, set[str]]] = {}

    def begin(self, batch: Batch) -> None:
        """The batch's tasks are about to begin."""
        self._begun += 1
        self._left[self._begun] = len(batch.tasks)
        self._users[self._begun] = {}
        self._batch_of |= {task.enrolment.id: self._begun for task in batch.tasks}

    def ended(self, task: Task, events: Iterable[Event], *, asked_again: bool) -> None:
        """A task has ended; *asked_again*: its progress may be asked for once more."""
        number = self._batch_of.pop(task.enrolment.id)
        for event in events:
            if isinstance(event.step, Call) and event.step.action == "progress":
                user_id, course_id = event.step.arguments
                keeping = self._users[number].setdefault(course_id, set())
                if asked_again:
                    keeping.add(user_id)
        self._left[number] -= 1
        if not self._left[number]:
            del self._left[number]
            for course_id, users in self._users.pop(number).items():
                self._cache.forget_progress(course_id, but_of=users)
