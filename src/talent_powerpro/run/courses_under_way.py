"""Batches of results in progress: when the cache may forget the progress of a Talent course."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import count

from talent_powerpro.model import TalentCourseId
from talent_powerpro.records.step import Call, Event
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.run.tasks import Batch, Task


class CoursesUnderWay:
    """Clears a batch's course progress from the cache once all tasks of the batch have ended.

    Progress that the performance reads again stays. Memory grows with one batch, not with all.
    """

    def __init__(self, cache: TalentCache) -> None:
        self._cache = cache
        self._numbers = count()
        self._left: Counter[int] = Counter()
        self._batch_of: dict[str, int] = {}
        self._users: dict[int, dict[TalentCourseId, set[str]]] = {}

    def begin(self, batch: Batch) -> None:
        """Record that the batch's tasks are about to start."""
        number = next(self._numbers)
        self._left[number] = len(batch.tasks)
        self._users[number] = {}
        self._batch_of |= {task.enrolment.id: number for task in batch.tasks}

    def ended(self, task: Task, events: Iterable[Event], *, needed_again: bool) -> None:
        """Record that a task has ended. *needed_again*: its progress may be read once more."""
        number = self._batch_of.pop(task.enrolment.id)
        for event in events:
            if isinstance(event.step, Call) and event.step.action == "progress":
                user_id, course_id = event.step.arguments
                keeping = self._users[number].setdefault(course_id, set())
                if needed_again:
                    keeping.add(user_id)
        # Counted by batch: where flows overlap, the next batch begins before this one has ended.
        self._left[number] -= 1
        if not self._left[number]:
            del self._left[number]
            for course_id, users in self._users.pop(number).items():
                self._cache.forget_progress(course_id, but_of=users)
