"""What a run finds to do: the tasks of each stage, and the lists beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from talent_powerpro.model import EnrolmentId
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.ports.state import DueMark, RunJournal
from talent_powerpro.records.record import StageName
from talent_powerpro.records.report import Lists
from talent_powerpro.rules.conditions import Day
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import result_scope, select
from talent_powerpro.run.endings import Task, membership_task, provisioning_tasks, result_tasks


@frozen
class WorkFound:
    """What a stage found to do."""

    tasks: tuple[Task, ...]
    lists: Lists
    due: tuple[DueMark, ...] = ()
    """The enrolments to be provisioned: whatever stops the run, they stay due."""
    gone: tuple[EnrolmentId, ...] = ()
    """Enrolments that wait for their group and are no longer there."""


@frozen
class StageWork:
    """How a run finds its tasks, on one day, by one RTO's rules."""

    rules: Rules
    journal: RunJournal
    clock: Callable[[], datetime]
    day: Day

    def of(self, stage: StageName, powerpro: PowerProRepository) -> WorkFound:
        """What a stage finds, as *powerpro* is at that moment."""
        if stage is StageName.RESULTS:
            return self._results(powerpro)
        return self._provisioning(powerpro)

    def _provisioning(self, powerpro: PowerProRepository) -> WorkFound:
        candidates = powerpro.enrolments_to_provision(self.rules.narrowed_by)
        selected = select(candidates, self.rules, self.day, self.journal.due_marks())
        due = {each.enrolment.id: each.enrolment.export_date for each in selected.due}
        # Enrolments that are due anyway join their group as they are provisioned.
        pending = [e for e in self.journal.pending_memberships() if e.enrolment_id not in due]
        waiting = [(each, powerpro.enrolment(each.enrolment_id)) for each in pending]
        return WorkFound(
            (
                *provisioning_tasks(selected.due, self.rules, self.clock, self.journal),
                *(membership_task(each, there) for each, there in waiting if there),
            ),
            selected.lists,
            tuple(DueMark(*mark) for mark in due.items()),
            tuple(each.enrolment_id for each, there in waiting if there is None),
        )

    def _results(self, powerpro: PowerProRepository) -> WorkFound:
        scope = result_scope(powerpro.provisioned_enrolments(), self.rules, self.day)
        tasks = result_tasks(scope.in_scope, self.rules, self.day, self.journal)
        return WorkFound(tasks, scope.lists)
