"""The journal with due marks of rehearsals beside another agent, which the store never sees."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.due import DueMark


def with_due_marks(journal: RunJournal, marks: Collection[DueMark]) -> RunJournal:
    """Return *journal* with these due marks beside its own. Only reads may be asked."""
    return cast(RunJournal, _WithDueMarks(journal, marks)) if marks else journal


class _WithDueMarks:
    def __init__(self, journal: RunJournal, marks: Collection[DueMark]) -> None:
        self._journal = journal
        self._marks = marks

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    def due_marks(self) -> Sequence[DueMark]:
        own = self._journal.due_marks()
        there = {each.enrolment_id for each in own}
        return (*own, *(each for each in self._marks if each.enrolment_id not in there))
