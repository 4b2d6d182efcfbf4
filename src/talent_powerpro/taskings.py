"""What a run finds to do: the tasks of each stage, and the lists beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from attrs import frozen

from talent_powerpro import synclog
from talent_powerpro.conditions import Day
from talent_powerpro.ports import DueMark, PowerProRepository, RunJournal
from talent_powerpro.record import StageName
from talent_powerpro.report import Lists
from talent_powerpro.rules import Rules
from talent_powerpro.selection import result_scope, select
from talent_powerpro.stages import Task, membership_tasks, provisioning_tasks, result_tasks


@frozen
class Taskings:
    """How a run finds its tasks, on one day, by one RTO's rules."""

    rules: Rules
    journal: RunJournal
    clock: Callable[[], datetime]
    day: Day

    def of(self, stage: StageName, powerpro: PowerProRepository) -> tuple[tuple[Task, ...], Lists]:
        """The tasks of a stage, as *powerpro* is at that moment."""
        if stage is StageName.RESULTS:
            scope = result_scope(powerpro.provisioned_enrolments(), self.rules, self.day)
            return result_tasks(scope.in_scope, self.rules, self.day, self.journal), scope.lists
        candidates = powerpro.enrolments_to_provision(self.rules.narrowed_by)
        selected = select(candidates, self.rules, self.day, self.journal.due_marks())
        tasks = provisioning_tasks(selected.due, self.rules, self.clock, self.journal)
        return (*tasks, *self._memberships(tasks, powerpro)), selected.lists

    def _memberships(self, tasks: Sequence[Task], powerpro: PowerProRepository) -> tuple[Task, ...]:
        """Enrolments that are due anyway join their group as they are provisioned."""
        due = {task.enrolment.id for task in tasks}
        pending = self.journal.pending_memberships()
        return membership_tasks((e for e in pending if e.enrolment_id not in due), powerpro)

    def found(self, stage: StageName, tasks: Sequence[Task]) -> Iterator[str]:
        """Remember who was found due, and say how many: whatever stops the run, they stay due."""
        if stage is StageName.PROVISIONING:
            due = [task.enrolment for task in tasks if not task.enrolment.provisioning_log]
            self.journal.mark_due([DueMark(each.id, each.export_date) for each in due])
            yield synclog.students_to_enrol(len(due))
