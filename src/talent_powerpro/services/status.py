"""The status of one RTO: its last run, what comes next, and what waits for a person.

No call is made to TalentLMS.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta

from attrs import evolve, field, frozen

from talent_powerpro.counting import Steps, untold
from talent_powerpro.errors import FaultKind
from talent_powerpro.model import Enrolment
from talent_powerpro.records.due import Day
from talent_powerpro.records.journal import UNDO, RunHeader
from talent_powerpro.records.json import NOT_WHEN_EMPTY
from talent_powerpro.records.work_lists import ListName, StandingFailure
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import select
from talent_powerpro.run.agent_state import required
from talent_powerpro.services.holds import waiting
from talent_powerpro.services.work_lists import ListRow, WorkListReader


@frozen
class NextDate:
    """The next export date, and how many enrolments it will make due."""

    on: date
    enrolments: int


@frozen
class Status:
    """What an RTO asks first: is the agent alive, when does it act next, and what do I do."""

    last_run: RunHeader | None
    """The run that began last; ``None``: none yet. Without an end it is under way or was killed."""
    last_end: datetime | None
    """When a run last reached its end. Aware; ``None``: never."""
    due: int
    """Enrolments that the next run will try to provision."""
    next_date: NextDate | None
    """The next export date after today; ``None``: no enrolment has one."""
    held: int
    """Holds that nobody has answered."""
    failed: tuple[StandingFailure, ...]
    """Records whose data a person has to correct."""
    missed: int
    no_export_date: int
    closed: int
    unmatched: int
    not_started: int
    quota_limit: int | None
    """TalentLMS's calls in an hour, as last read; ``None``: unknown."""
    quota_left: int | None
    """Those left when the last run ended. ``None``: unknown."""
    withdrawn: int = field(default=0, metadata=NOT_WHEN_EMPTY)
    """Where the policy's ``on_withdrawal`` is ``report``."""


def status_of(
    lists: WorkListReader,
    rows: Mapping[ListName, Collection[ListRow]] | None = None,
    *,
    progress: Callable[[int, int], object] = untold,
) -> Status:
    """Return the status of the RTO on the day of *lists*.

    *rows* are the rows of all lists, where they were read already. ``None``: they are read here.
    *progress* is called with the reads of all enrolments done and to do.
    """
    steps = Steps((0 if rows else len(ListName)) + 2, progress)
    found = rows or {name: steps.did(lists.rows(name)) for name in ListName}
    no_export_date = steps.did(lists.no_export_date())
    journal = required(lists.state.journal)
    runs = [each for each in journal.runs() if UNDO not in each.stages]
    due, next_date = steps.did(_coming(lists))
    read = next((each for each in reversed(runs) if each.quota_left is not None), None)
    holds = [each for each in waiting(required(lists.state.holds)) if each.held]
    return Status(
        last_run=runs[-1] if runs else None,
        last_end=next((each.ended for each in reversed(runs) if _reached_its_end(each)), None),
        due=due,
        next_date=next_date,
        held=len(holds),
        failed=tuple(required(lists.state.lists).failures()),
        missed=len(found[ListName.MISSED]),
        no_export_date=len(no_export_date),
        closed=len(found[ListName.CLOSED]),
        unmatched=len(found[ListName.UNMATCHED]),
        not_started=len(found[ListName.NOT_STARTED]),
        quota_limit=read.quota_limit if read else None,
        quota_left=read.quota_left if read else None,
        withdrawn=len(found[ListName.WITHDRAWN]),
    )


def is_alive(status: Status, within: timedelta, now: datetime) -> bool:
    """Whether a run reached its end within that time before *now*."""
    return status.last_end is not None and now - status.last_end <= within


def _reached_its_end(header: RunHeader) -> bool:
    # A run that the quota ended has written what it learnt, and the next one goes on. One that a
    # person limited to some enrolments says nothing about the schedule.
    in_time = header.ended is not None and header.stopped in ("", FaultKind.QUOTA)
    return in_time and not header.targets


def _coming(lists: WorkListReader) -> tuple[int, NextDate | None]:
    """The number of enrolments due now, and the next export date with its number."""
    rules, day = lists.rules, lists.day
    candidates = tuple(lists.powerpro.enrolments_to_provision(rules.narrowed_by))
    marks = required(lists.state.journal).due_marks()
    due = {each.enrolment_id for each in select(candidates, rules, day, marks).due}
    later: dict[date, set[str]] = {}
    for each in candidates:
        if each.id not in due and (on := _due_on(each, rules, day)):
            later.setdefault(on, set()).add(each.id)
    if not later:
        return len(due), None
    first = min(later)
    return len(due), NextDate(first, len(later[first]))


def _due_on(enrolment: Enrolment, rules: Rules, day: Day) -> date | None:
    """The export date to come that will make the enrolment due; ``None``: there is none."""
    on = enrolment.export_date
    if on is None or on <= day.today or enrolment.unreadable:
        return None
    selected = select([enrolment], rules, evolve(day, today=on, export_day=on), ())
    return on if selected.due else None
