"""The performance of a stage's records: the journal, the evidence and how each record ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext

from attrs import field, mutable

from talent_powerpro.errors import QuotaReached, RunFault
from talent_powerpro.flows.assumed_memberships import with_assumed_pending
from talent_powerpro.flows.drivers import Ended, Sides
from talent_powerpro.flows.keeps import with_keeps
from talent_powerpro.flows.provisioning import Provisioned
from talent_powerpro.flows.results import Fetched
from talent_powerpro.flows.suspension import Returned, Suspended
from talent_powerpro.flows.talent_group import MembershipSettled
from talent_powerpro.flows.user_update import UserUpdated
from talent_powerpro.flows.vetoes import with_vetoes
from talent_powerpro.model import ClientCode, EnrolmentId, TalentGroupKey, TalentUserId
from talent_powerpro.ports.optional import group_commit_of
from talent_powerpro.records.journal import JournalEntry
from talent_powerpro.records.links import VerifiedLink, links_of
from talent_powerpro.records.record import Record, StageName
from talent_powerpro.records.step import Event, Flow
from talent_powerpro.run.driving import Driving
from talent_powerpro.run.endings import record_of_ended
from talent_powerpro.run.evidence import keep_evidence
from talent_powerpro.run.rehearsing import Rehearsed, Rehearsing
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.run.tasks import Ending, Task
from talent_powerpro.run.unconfirmed import assumed_in, confirmed
from talent_powerpro.run.user_updates import signed_up_in


@mutable
class Performing:
    """Performs what was rehearsed in one stage, slice by slice, and keeps the ended records."""

    name: StageName
    run_id: str
    driving: Driving
    cache: TalentCache
    rehearsing: Rehearsing
    ended: dict[str, Record] = field(factory=dict)
    """By enrolment, the ended records with something to report."""
    unchanged: int = 0
    """The number of other records that have ended here."""
    wrote: int = 0
    """The number of records that were written."""
    _links: dict[ClientCode, VerifiedLink] = field(factory=dict)
    """The verified links of performed records that are not stored yet."""
    _pending: Collection[EnrolmentId] = ()
    """The enrolments whose group membership is pending until they have joined."""
    _unconfirmed: list[Ended[Task, Ending]] = field(factory=list)
    """The endings with an assumed group membership, which are not stored yet."""
    _performed: int = 0
    """The number of tasks whose performance has begun."""

    def perform(self, rehearsed: Sequence[Rehearsed]) -> QuotaReached | None:
        """End all that was rehearsed. What the quota cuts off is not ended, and the fault returned.

        What needs no more calls is performed in any case. Raises `RunFault` where the run has to
        stop.
        """
        performing = [each for each in rehearsed if each.needs_performance]
        # Before the first write, as the journal: a run killed after a write has its evidence too.
        self._keep_evidence({each.record.enrolment_id: each.value for each in performing})
        self._begin([each.record for each in performing])
        self._settle(each for each in rehearsed if not each.needs_performance)
        try:
            cut = self._performed_unless_cut(performing)
            failed = self.cache.confirm_memberships()
        except Exception:
            # The records were performed all the same. Their memberships stay pending.
            self._end_unconfirmed(None)
            raise
        self._end_unconfirmed(failed)
        if self.driving.fault:
            raise self.driving.fault
        return cut

    def _performed_unless_cut(self, performing: Sequence[Rehearsed]) -> QuotaReached | None:
        try:
            self._perform([each.task for each in performing])
        except QuotaReached as cut:
            self.driving.go_on()
            left = self.rehearsing.left
            free = [each.task for each in performing if not each.calls]
            self._perform([task for task in free if task.enrolment.id in left])
            return cut
        return None

    def _begin(self, records: Sequence[Record]) -> None:
        """Store the plan with its old values in the journal, for recovery and history."""
        # The portal is remembered only now, with the first write: a mistyped address that no
        # portal answered must not count as the RTO's portal (decision 13).
        if records and self.driving.context.portal:
            self.driving.context.portal_binding.remember_portal(self.driving.context.portal)
        self.driving.context.journal.begin(
            [JournalEntry(self.run_id, self.name, r.enrolment_id, r.writes) for r in records]
        )

    def _settle(self, rehearsed: Iterable[Rehearsed]) -> None:
        """End the records that have nothing to perform."""
        links = self.rehearsing.links
        for each in rehearsed:
            links |= {link.client_code: link for link in links_of(each.events)}
            self._keep(each.record)
            if self.rehearsing.remembering:
                self.rehearsing.remembering.ended(each.task, each.record, each.value, each.events)
            self.rehearsing.engagement.ended(each.record.enrolment_id, each.value)
            self._notify(each.record, each.events, performed=False)
        self._remember_links(tuple(links.values()))
        links.clear()

    def _perform(self, tasks: Sequence[Task]) -> None:
        """Run the same flows over the real pair. Raises `RunFault` where the run has to stop."""
        context = self.driving.context
        sides = context.sides(self.cache)
        if self.name is StageName.PROVISIONING and tasks:
            memberships = context.journal.pending_memberships()
            self._pending = {each.enrolment_id for each in memberships}

        def start(task: Task) -> tuple[Flow[Ending], Sides]:
            # Plugins are not asked again; the writes they vetoed in the rehearsal are refused.
            vetoed = self.rehearsing.vetoed.get(task.enrolment.id, [])
            flow = with_vetoes(
                task.start(), lambda write: next((f for w, f in vetoed if w == write), None)
            )
            rules, enrolment_id = self.driving.context.rules, task.enrolment.id
            flow = with_assumed_pending(flow, enrolment_id, self.cache.is_assumed)
            return with_keeps(flow, lambda hold: rules.keeps(enrolment_id, hold)), sides

        before, self._performed = self._performed, self._performed + len(tasks)
        total = self._performed
        with self._group_commit():
            for ended in self.driving.ended([tasks], start, "performing", total, before):
                record = record_of_ended(ended)
                if isinstance(ended.fault, QuotaReached) and not record.writes:
                    continue  # As if it had not begun.
                self._keep(record)  # First: whatever fails from here on, it was performed.
                if assumed_in(ended):
                    self._unconfirmed.append(ended)
                    continue
                with self.driving.stopping_at(ended.record):
                    self._store(record, ended)

    def _end_unconfirmed(
        self, failed: Mapping[tuple[TalentUserId, TalentGroupKey], str] | None
    ) -> None:
        """End the records whose group memberships were assumed, as their groups' members show."""
        waiting, self._unconfirmed = self._unconfirmed, []
        if not waiting:
            return
        self._pending = {each.record.enrolment.id for each in waiting}
        now = self.driving.context.clock()
        with self._group_commit():
            for each in waiting:
                ended = confirmed(each, failed, now)
                record = record_of_ended(ended)
                self.ended[record.enrolment_id] = record
                with self.driving.stopping_at(ended.record):
                    self._store(record, ended)

    @contextmanager
    def _group_commit(self) -> Iterator[None]:
        """Store the endings of the block's records with few transactions."""
        offered = group_commit_of(self.driving.context.powerpro)
        with offered.group_commit() if offered else nullcontext():
            try:
                yield
            finally:
                # Together, also after a fault. A killed run loses them, and the users are looked
                # at again.
                links, self._links = tuple(self._links.values()), {}
                self._remember_links(links)

    def _store(self, record: Record, ended: Ended[Task, Ending]) -> None:
        # Before `end`: a run killed between the two leaves the record to `recover`.
        self._remember(ended, record)
        if not isinstance(ended.fault, RunFault):
            # A record that the run's fault cut off stays unfinished in the journal, so that the
            # next run finds the results it had already written (`recover`).
            self.driving.context.journal.end(
                self.run_id, self.name, record.enrolment_id, record.status, record.writes
            )
        self._notify(record, ended.events, performed=True)

    def _remember(self, ended: Ended[Task, Ending], record: Record) -> None:
        """Store what later runs need to know of this ending."""
        enrolment_id = ended.record.enrolment.id
        self._links |= {link.client_code: link for link in links_of(ended.events)}
        self.rehearsing.engagement.ended(enrolment_id, ended.value)
        if self.rehearsing.remembering:
            self.rehearsing.remembering.ended(ended.record, record, ended.value, ended.events)
        # What the run's fault cut off is left to `recover`.
        if not isinstance(ended.fault, RunFault):
            self._keep_evidence({enrolment_id: ended.value})
        if self.driving.context.rules.policy.update_users:
            signed_up = list(signed_up_in(ended.events, self.driving.context.portal))
            self.driving.context.written_users.remember_written(signed_up)
        self._remember_value(enrolment_id, ended.value)

    def _remember_value(self, enrolment_id: EnrolmentId, value: Ending | None) -> None:
        journal = self.driving.context.journal
        match value:
            case Fetched(written=written):
                for each in written:
                    journal.remember_result(each.unit.id, each.result)
            case MembershipSettled():
                journal.clear_pending(enrolment_id)
            case Suspended() | Returned():
                self._remember_suspension(value)
            case UserUpdated(remembered=remembered) if remembered:
                self.driving.context.written_users.remember_written([remembered])
            case Provisioned(group=group) if group is None or not group.refusal:
                if enrolment_id in self._pending:
                    journal.clear_pending(enrolment_id)

    def _remember_suspension(self, value: Suspended | Returned) -> None:
        suspensions = self.driving.context.suspensions
        match value:
            case Suspended(suspension=suspension) if suspension:
                suspensions.remember_suspended([suspension])
            case Returned(enrolment_id=enrolment_id, forgotten=True):
                suspensions.forget_suspended([enrolment_id])

    def _keep_evidence(self, endings: Mapping[EnrolmentId, Ending | None]) -> None:
        if self.name is StageName.RESULTS:
            context = self.driving.context
            keep_evidence(context.evidence, self.run_id, context.clock(), endings)

    def _remember_links(self, links: Collection[VerifiedLink]) -> None:
        if links:
            self.driving.context.links.remember_links(links)

    def _keep(self, record: Record) -> None:
        self.rehearsing.left.pop(record.enrolment_id, None)
        self.rehearsing.written_to.add(record.client_code)
        self.wrote += bool(record.writes)
        if record.is_silent:
            self.unchanged += 1
        else:
            self.ended[record.enrolment_id] = record

    def _notify(self, record: Record, events: Sequence[Event], *, performed: bool) -> None:
        self.driving.context.listeners.notify(
            lambda each: each.record_ended(record, events, performed=performed)
        )
