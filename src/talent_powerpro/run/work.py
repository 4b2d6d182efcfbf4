"""The work of a stage: a stream of tasks, and the lists beside them.

Provisioning is one batch, so that all enrolments of one person are seen together. See
`results_work` for the other stage.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import TypeAlias

from attrs import evolve, field, frozen

from talent_powerpro.errors import QuotaReached, RecordFault
from talent_powerpro.flows.provisioning import provision
from talent_powerpro.flows.suspension import give_back
from talent_powerpro.flows.talent_group import retry_membership
from talent_powerpro.flows.user_update import update_user
from talent_powerpro.model import Enrolment, EnrolmentId
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import (
    LastLooks,
    RunJournal,
    Suspensions,
    Tries,
    VerifiedLinks,
    WrittenUsers,
)
from talent_powerpro.records.due import Day, Due, DueMark
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.links import Linkage
from talent_powerpro.records.record import StageName
from talent_powerpro.records.step import Flow
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.records.written_user import WrittenUser
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import select
from talent_powerpro.run.choosing import Choosing
from talent_powerpro.run.linkage import linkages, sign_ups_in_doubt
from talent_powerpro.run.prefetch import Prefetch
from talent_powerpro.run.read_ahead import ReadAhead
from talent_powerpro.run.results_work import ResultsWork, TaskOf
from talent_powerpro.run.scope_work import scope_work
from talent_powerpro.run.suspension_work import (
    SuspensionWork,
    WithdrawalReader,
    active_again,
)
from talent_powerpro.run.targets import limited_to
from talent_powerpro.run.tasks import (
    TO_JOIN,
    TO_PROVISION,
    TO_UPDATE,
    Batch,
    Ending,
    Task,
    WorkFound,
)
from talent_powerpro.run.user_updates import UpdateWork
from talent_powerpro.run.waiting import Waiting, put_off

PROVISIONING = StageName.PROVISIONING
Returning: TypeAlias = tuple[Suspension, Enrolment]
"""A suspended enrolment that is active again."""


def with_enrolments(
    powerpro: PowerProRepository, pending: Iterable[PendingMembership]
) -> Iterator[tuple[PendingMembership, Enrolment | None]]:
    """Yield memberships with their enrolment; ``None``: gone. Unreadable ones stay pending."""
    for each in pending:
        with suppress(RecordFault):
            yield each, powerpro.enrolment(each.enrolment_id)


def without_looks(batch: Batch) -> Batch:
    """Return the batch of a run with targets: its answers are remembered as no look.

    The course's other enrolments were not read, so that completed Talent units cannot be compared
    with all of its codes. The next run asks again.
    """
    return evolve(batch, tasks=tuple(evolve(each, look=None) for each in batch.tasks), looks=())


@frozen
class StageWork:
    """Finds the tasks of a run's stages, for one day and by one RTO's rules."""

    rules: Rules
    journal: RunJournal
    day: Day
    links: VerifiedLinks
    portal: str
    last_looks: LastLooks
    tries: Tries
    group_logs: bool = False
    """Whether PowerPro can add a contact log of a later group membership."""
    prefetch: Prefetch | None = None
    """What is asked for in bulk; ``None``: nothing."""
    choosing: Choosing | None = None
    """Who is asked about in result fetching; ``None``: everybody."""
    waiting: Callable[[StageName], Waiting] | None = None
    """The records that wait for a person, when a stage begins; ``None``: none waits."""
    only: tuple[EnrolmentId, ...] | None = None
    """The enrolments that the run is limited to; ``None``: all."""
    ahead: ReadAhead = field(factory=ReadAhead)
    """How far result fetching reads ahead."""
    suspensions: Suspensions | None = None
    """The enrolments suspended before; ``None``: nobody is suspended."""
    written_users: WrittenUsers | None = None
    """What the agent wrote to Talent users; ``None``: nobody is updated."""

    def of(self, stage: StageName, powerpro: PowerProRepository) -> WorkFound:
        """Return the work of a stage, as PowerPro is at this moment."""
        if stage is StageName.SUSPENSION:
            return self._suspension(powerpro).found()
        if self.only is not None:
            powerpro = limited_to(self.only, powerpro)
        if stage is StageName.PROVISIONING:
            return self._provisioning(powerpro)
        waiting = self.waiting(stage) if self.waiting else None
        results = ResultsWork(
            self.rules,
            self.day,
            self.last_looks,
            self.tries,
            self.known,
            tasks_of(stage, waiting),
            self.prefetch,
            self.choosing,
            self.ahead,
            waiting.enrolment_ids if waiting else (),
        )
        narrow = scope_work(results, powerpro)
        found = narrow.found() if narrow else results.of(powerpro)
        if self.only is None:
            return found
        return evolve(found, only=self.only, batches=map(without_looks, found.batches))

    # --- suspension ---------------------------------------------------------------

    def _suspension(self, powerpro: PowerProRepository) -> SuspensionWork:
        # Not limited to a run's targets: another enrolment of the student may need the course.
        assert self.suspensions is not None
        stage = StageName.SUSPENSION
        return SuspensionWork(
            WithdrawalReader(powerpro, self.last_looks, self.rules, self.day),
            self.suspensions,
            self.known,
            tasks_of(stage, self.waiting(stage) if self.waiting else None),
            self.only,
        )

    def _active_again(self, powerpro: PowerProRepository) -> dict[EnrolmentId, Returning]:
        """The suspended enrolments that are active again, by id."""
        if self.suspensions is None or self.rules.policy.on_withdrawal != OnWithdrawal.SUSPEND:
            return {}
        found = active_again(self.suspensions, powerpro, self.rules, self.day, self.only)
        return {enrolment.id: (suspension, enrolment) for suspension, enrolment in found}

    def _changed(
        self, powerpro: PowerProRepository, but: Collection[EnrolmentId]
    ) -> list[tuple[WrittenUser, Enrolment]]:
        """The Talent users whose client changed in PowerPro, each with an enrolment."""
        if self.written_users is None or not self.rules.policy.update_users:
            return []
        work = UpdateWork(self.rules, self.day, self.portal, self.written_users)
        return list(work.changed(powerpro, but))

    # --- provisioning -------------------------------------------------------------

    def _provisioning(self, powerpro: PowerProRepository) -> WorkFound:
        candidates = powerpro.enrolments_to_provision(self.rules.narrowed_by)
        only, marks = self.only, self.journal.due_marks()
        selected = select(candidates, self.rules, self.day, marks, lists_all=only is not None)
        due: dict[EnrolmentId, Due] = {}
        for found in selected.due:
            due.setdefault(found.enrolment_id, found)  # A host's join may return it twice.
        # Those found unreadable fail in their flows, like the due ones, but are not marked due.
        tried = {found.enrolment_id: found for found in selected.unreadable} | due
        # An enrolment that is due joins its group in its own provisioning.
        returning = self._active_again(powerpro)
        pending = [
            each
            for each in self.journal.pending_memberships()
            if each.enrolment_id not in tried
            and each.enrolment_id not in returning
            and (only is None or each.enrolment_id in only)
        ]
        waiting = list(with_enrolments(powerpro, pending))
        who, in_doubt = [each.enrolment for each in tried.values()], sign_ups_in_doubt(self.journal)
        who += [enrolment for _, enrolment in returning.values()]
        busy = {*tried, *returning, *(each.enrolment_id for each in pending)}
        changed = self._changed(powerpro, busy)
        who += [enrolment for _, enrolment in changed]
        known = linkages(self.links, self.portal, who, in_doubt)
        of = tasks_of(PROVISIONING, self.waiting(PROVISIONING) if self.waiting else None)
        tasks = (
            *(
                of(
                    each.enrolment,
                    partial(provision, each, self.rules, known(each.enrolment)),
                    TO_PROVISION,
                )
                for each in tried.values()
            ),
            *(
                Task(
                    PROVISIONING,
                    there,
                    partial(retry_membership, each, self.rules, logged=self.group_logs),
                    TO_JOIN,
                )
                for each, there in waiting
                if there
            ),
            *(
                Task(
                    PROVISIONING,
                    there,
                    partial(give_back, each, self.rules, self.day, known(there)),
                    len(each.course_ids),
                )
                for each, there in returning.values()
            ),
            *(
                of(
                    there,
                    partial(update_user, there.id, each, self.rules, known(there)),
                    TO_UPDATE,
                )
                for each, there in changed
            ),
        )

        def batches() -> Iterator[Batch]:
            # Not before the enrolments are marked as due: reading may fail.
            if self.prefetch:
                asking = (task for task in tasks if task.enrolment.id in due and not task.waits)
                # Where the quota ends here, the slices say so. The tasks still have to be named.
                with suppress(QuotaReached):
                    self.prefetch.provisioning([task.enrolment for task in asking])
            yield Batch(tasks)

        return WorkFound(
            batches(),
            selected.lists,
            tuple(DueMark(key, each.enrolment.export_date) for key, each in due.items()),
            tuple(each.enrolment_id for each, there in waiting if there is None),
            len(tasks),
            only=only,
        )

    def known(self, enrolments: Iterable[Enrolment]) -> Callable[[Enrolment], Linkage]:
        """Return a function for the link of each enrolment's client. Asks for all at once."""
        return linkages(self.links, self.portal, list(enrolments))


def tasks_of(stage: StageName, waiting: Waiting | None) -> TaskOf:
    """Return a function for the task of an enrolment. A record that waits asks nothing."""

    def task(enrolment: Enrolment, flow: Callable[[], Flow[Ending]], most_calls: int) -> Task:
        fault = waiting.fault_of(enrolment) if waiting else None
        if fault is None:
            return Task(stage, enrolment, flow, most_calls)
        return Task(stage, enrolment, partial(put_off, fault), 0, waits=True)

    return task
