"""The work of the suspension stage: withdrawn enrolments, and those that are active again.

Only ids are read of those who were suspended before, so that years of withdrawals cost a run
little.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TypeAlias

from attrs import frozen

from talent_powerpro.errors import RecordFault
from talent_powerpro.flows.suspension import is_ticked, suspend
from talent_powerpro.model import Enrolment, EnrolmentId, TalentUserId, talent_number
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.optional import result_scope_of, withdrawals_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import LastLooks, Suspensions
from talent_powerpro.records.due import Day
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.report import Listed, Lists
from talent_powerpro.records.scope import Scope
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import is_in_scope
from talent_powerpro.rules.withdrawal import (
    courses_needed,
    courses_of,
    gone,
    listed_withdrawn,
    to_suspend,
)
from talent_powerpro.run.client_enrolments import every_enrolment_of
from talent_powerpro.run.results_work import Known, TaskOf
from talent_powerpro.run.tasks import Batch, Task, WorkFound

Seen: TypeAlias = tuple[Enrolment, LastLook | None]
"""An enrolment, with what is remembered of it."""


def nobody(_: Collection[EnrolmentId]) -> Collection[EnrolmentId]:
    """Leave out no enrolment."""
    return ()


@frozen
class WithdrawalReader:
    """Reads the withdrawn enrolments of one RTO on one day."""

    powerpro: PowerProRepository
    last_looks: LastLooks
    rules: Rules
    day: Day

    def withdrawn(
        self,
        but: Callable[[Collection[EnrolmentId]], Collection[EnrolmentId]] = nobody,
        *,
        lately: bool = False,
    ) -> Iterator[Seen]:
        """Yield enrolments that may be withdrawn. *but* returns those of some ids to leave out.

        *lately*: at least those of the last ``missed_days``, and few others.
        """
        port = withdrawals_of(self.powerpro)
        if port is None:
            for some in pieces(self.powerpro.provisioned_enrolments()):
                looks = self.last_looks.remembered([each.id for each in some])
                out = but([each.id for each in some])
                yield from ((each, looks.get(each.id)) for each in some if each.id not in out)
            return
        for found in pieces(port.withdrawn(self.day.today)):
            ids = [key for key, _ in found]
            looks, out = self.last_looks.remembered(ids), but(ids)
            wanted = [
                key
                for key, on in found
                if key not in out and self._is_wanted(on, looks.get(key), lately=lately)
            ]
            for each in read(self.powerpro, wanted):
                yield each, looks.get(each.id)

    def _is_wanted(self, on: date | None, look: LastLook | None, *, lately: bool) -> bool:
        first = self.day.today - timedelta(days=self.rules.policy.missed_days)
        if on is None:
            on = look.left_on if look else None
        # Others left before the agent saw them, and stay as they are.
        return (on is not None and on >= first) or (look is not None and not lately)

    def listed(self) -> Iterator[Listed]:
        """Yield the entries of the list of withdrawn enrolments."""
        for enrolment, look in self.withdrawn(lately=True):
            if gone(enrolment, look, self.rules, self.day) is None:
                continue
            needed = self.needed(enrolment)
            entry = listed_withdrawn(enrolment, look, needed, self.rules, self.day)
            yield from filter(None, [entry])

    def needed(self, enrolment: Enrolment) -> Collection[str]:
        """The Talent courses that other enrolments of the student need."""
        number, codes = talent_number(enrolment.client.secondary_id), {enrolment.client.code: None}
        if number:
            linked = self.powerpro.clients_linked_to(TalentUserId(number))
            codes |= {each.code: None for each in linked}
        others = {
            each.id: each
            for code in codes
            for each in every_enrolment_of(self.powerpro, code)
            if each.id != enrolment.id
        }
        looks = self.last_looks.remembered(list(others))
        pairs = ((each, looks.get(each.id)) for each in others.values())
        return courses_needed(pairs, self.rules, self.day)


def read(powerpro: PowerProRepository, ids: Collection[EnrolmentId]) -> Iterator[Enrolment]:
    """Yield the enrolments with these ids that exist and can be read, in order."""
    if not ids:
        return
    if port := result_scope_of(powerpro):
        found = {each.id: each for each in port.enrolments_with(ids)}
        yield from (found[key] for key in ids if key in found)
        return
    for key in ids:
        try:
            enrolment = powerpro.enrolment(key)
        except RecordFault:
            continue  # A host's store cannot read this one now. The next run tries again.
        if enrolment:
            yield enrolment


@frozen
class SuspensionWork:
    """Finds the tasks of the suspension stage, or the list of withdrawn enrolments."""

    reader: WithdrawalReader
    suspensions: Suspensions
    known: Known
    task: TaskOf
    only: Collection[EnrolmentId] | None = None
    """The enrolments that the run is limited to; ``None``: all."""

    def found(self) -> WorkFound:
        """Return the work, as PowerPro is at this moment."""
        if self.reader.rules.policy.on_withdrawal == OnWithdrawal.REPORT:
            listed = (each for each in self.reader.listed() if self._is_mine(each.enrolment_id))
            lists = Lists(withdrawn=tuple(listed))
            return WorkFound(iter(()), lists, total=0, only=self.only)
        tasks = self.tasks()
        return WorkFound(iter((Batch(tasks),)), total=len(tasks), only=self.only)

    def tasks(self) -> tuple[Task, ...]:
        """Return a task for each withdrawn enrolment that was not suspended before."""
        rules, day = self.reader.rules, self.reader.day
        found = [
            enrolment
            for enrolment, look in self.reader.withdrawn(self._suspended)
            if self._is_mine(enrolment.id)
            and to_suspend(enrolment, look, rules, day)
            and talent_number(enrolment.client.secondary_id)
        ]
        known = self.known(found)
        before = self.suspensions.suspensions_of([each.id for each in found])

        def task(enrolment: Enrolment) -> Task:
            of = partial(
                suspend, enrolment.id, rules, day, before.get(enrolment.id), known(enrolment)
            )
            # The look at the Talent user, and a call for each course.
            return self.task(enrolment, of, 1 + len(courses_of(enrolment)))

        return tuple(map(task, found))

    def _is_mine(self, enrolment_id: str) -> bool:
        return self.only is None or enrolment_id in self.only

    def _suspended(self, ids: Collection[EnrolmentId]) -> Collection[EnrolmentId]:
        known = self.suspensions.suspensions_of(ids)
        return {key for key, each in known.items() if each.whole and each.settled}


def active_again(
    suspensions: Suspensions,
    powerpro: PowerProRepository,
    rules: Rules,
    day: Day,
    only: Collection[EnrolmentId] | None = None,
) -> Iterable[tuple[Suspension, Enrolment]]:
    """Return the suspended enrolments that are active again.

    *only* are the enrolments that the run is limited to; ``None``: all.
    """
    ids = [each for each in suspensions.every_suspended() if only is None or each in only]
    port, conditions = result_scope_of(powerpro), rules.scope_conditions
    for some in pieces(ids):
        inside = some
        if port and conditions is not None:
            outside = set(port.not_in_scope(some, Scope(conditions, day.today)))
            inside = [each for each in some if each not in outside]
        known = suspensions.suspensions_of(inside)
        for enrolment in read(powerpro, inside):
            if enrolment.unreadable:
                continue
            if (
                enrolment.id in known
                and is_ticked(enrolment)
                and is_in_scope(enrolment, rules, day)
            ):
                yield known[enrolment.id], enrolment
