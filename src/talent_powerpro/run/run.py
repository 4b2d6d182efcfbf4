"""One run of the agent: its plan, its stages, the fault that stops it, and its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial

from attrs import evolve, field, mutable

from talent_powerpro.errors import (
    InternalError,
    Interrupted,
    PortalChanged,
    RunFault,
    internal_error,
)
from talent_powerpro.model import EnrolmentId
from talent_powerpro.ports.optional import group_logs_of
from talent_powerpro.records.due import Day
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, Remark, StageName
from talent_powerpro.records.report import HeldRun, RunReport, Stopped, all_of, header_of
from talent_powerpro.records.run_targets import EVERYBODY, RunTargets
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.run.agreeing import no_longer_written
from talent_powerpro.run.call_pool import CallPool
from talent_powerpro.run.context import RunContext, check_portal
from talent_powerpro.run.driving import Driving, at_record
from talent_powerpro.run.listeners import log
from talent_powerpro.run.lost_runs import keep_run_hold, unanswered_lost_runs
from talent_powerpro.run.news import News, mark_new_records
from talent_powerpro.run.planning import Planning
from talent_powerpro.run.quota import CallBudget
from talent_powerpro.run.read_ahead import ReadAhead
from talent_powerpro.run.recovery import recover
from talent_powerpro.run.stage import Stage
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.run.tasks import WorkFound
from talent_powerpro.run.used_answers import remember_used
from talent_powerpro.run.user_updates import remember_sign_ups
from talent_powerpro.run.work import StageWork


@mutable
class Run:
    """One run of the agent, or its plan. Used once."""

    context: RunContext
    run_id: str
    started: datetime
    """Aware, in the RTO's zone. Of a preview, its moment on the later day."""
    made_at: datetime
    """Aware, in the RTO's zone: the moment by the clock."""
    day: Day
    interrupted: Callable[[], bool]
    is_named: bool = False
    """Whether a person named the stage or the records, so that no record waits."""
    remarks: tuple[Remark, ...] = ()
    """Remarks on the run as a whole that are known from its start."""
    targets: RunTargets = EVERYBODY
    only: tuple[EnrolmentId, ...] | None = None
    """The enrolments of *targets*; ``None``: all."""
    pool: CallPool = field(init=False)
    driving: Driving = field(init=False)
    budget: CallBudget = field(init=False)
    cache: TalentCache = field(init=False)
    work: StageWork = field(init=False)
    news: News = field(init=False)
    stages: list[Stage] = field(factory=list)
    """The stages begun so far."""
    _stopped: Stopped | None = None
    _deferred: tuple[Record, ...] = ()
    """Records of an approved plan for which nothing is written any more."""

    def __attrs_post_init__(self) -> None:
        self.pool = CallPool(self.context.width)
        self.driving = Driving(self.context, self.interrupted, self.pool)
        self.budget = self.context.call_budget()
        self.cache = self.context.talent_cache(self.budget)
        self.news = News(self.context.journal, self.day.today)
        of, group_logs = self.context, group_logs_of(self.context.powerpro) is not None
        self.work = StageWork(
            of.rules,
            of.journal,
            self.day,
            of.links,
            of.portal,
            of.last_looks,
            of.tries,
            group_logs,
            of.prefetch(self.cache, self.pool),
            of.choosing(self.cache, self.budget),
            lambda stage: of.waiting(stage, self.started, is_named=self.is_named),
            self.only,
            ReadAhead(self.pool, self.budget),
            of.suspensions,
            of.written_users,
        )

    # --- a plan -------------------------------------------------------------------

    def plan(self, stages: Iterable[StageName], *, remembers: bool = False) -> Plan:
        """Return what `perform` would write now. See `Planning`."""
        plan_of = partial(
            Plan,
            targets=self.targets,
            portal=self.context.portal,
            run_id=self.run_id,
            made_at=self.made_at,
        )
        with self.pool:
            planning = Planning(
                self.driving, self.cache, self.work, self.day, plan_of, remembers=remembers
            )
            return planning.plan(stages)

    # --- a run --------------------------------------------------------------------

    def perform(
        self,
        stages: Sequence[StageName],
        approved: Plan | None,
        released: Collection[str],
        deliver: Callable[[RunReport], object] | None,
    ) -> RunReport:
        """Rehearse and perform each stage, and return the report once it is delivered.

        A fault that stops the run is in the report. Only `PortalChanged`, faults of a state
        that cannot be read at the start, and what *deliver* raises are raised.
        """
        self._check_portal()
        try:
            self._begin(stages)
            with self.pool:
                self._all_stages(stages, approved, released)
        except RunFault as fault:
            # The first fault is the reason. Where a record met one and the store then refused the
            # record's ending, the store's is the second.
            self._stop(self.driving.fault or fault)
        except Exception as unforeseen:
            # In the report and not raised: what was done by then must be reported (decision 15).
            error = at_record(internal_error(unforeseen), self.driving.at)
            self._stop(self.driving.fault or error)
        if self._stopped is None and self.interrupted():
            self._stop(Interrupted("The run was stopped.", remedy="Nothing is lost. Run again."))
        report = self._end(stages)
        if deliver:
            deliver(report)
        return self._marked_as_reported(report)

    def _all_stages(
        self, stages: Sequence[StageName], approved: Plan | None, released: Collection[str]
    ) -> None:
        for number, name in enumerate(stages):
            # Each stage leaves to the later ones as large a part of the calls as it takes itself.
            left = len(stages) - number
            self._stage(name, approved, released, share=(left - 1) / left)
        for stage in self.stages:
            stage.go_on()
            if stage.cut:
                self._stop(stage.cut)
        if approved and self._stopped is None and not self.driving.is_stopping():
            ended = {each.key for stage in self.stages for each in stage.records}
            self._deferred = no_longer_written(
                approved, ended, self.context.powerpro, self.context.suspensions
            )

    def _check_portal(self) -> None:
        # Before anything is begun: in another portal the stored ids are other people.
        try:
            check_portal(self.context.portal, self.context.portal_binding)
        except PortalChanged as changed:
            fault = changed
            self.context.listeners.notify(lambda each: each.run_refused(fault))
            raise

    def _begin(self, stages: Sequence[StageName]) -> None:
        today = self.day.today
        self.context.listeners.notify(lambda each: each.run_started(self.run_id, today))
        # A run that is killed from here on is in the history, without an end.
        self.context.journal.keep_run(
            RunHeader(
                self.run_id,
                self.started,
                tuple(stages),
                targets=self.targets.texts,
                although_not_today=self.targets.although_not_today,
            )
        )
        # Before any work is found: the rules compare units with the agent's own last results.
        if self.context.rules.policy.update_users:
            users, portal = self.context.written_users, self.context.portal
            remember_sign_ups(self.context.journal, users, portal, self.day.today)
        recover(self.context.journal, self.context.powerpro, self.context.evidence)

    def _stage(
        self, name: StageName, approved: Plan | None, released: Collection[str], *, share: float
    ) -> None:
        if self.driving.is_stopping():
            return
        found = self._found(name)
        if not self.stages:  # Only now: what it reads may fail, and due marks come first.
            self.driving.lost, again = unanswered_lost_runs(self.context)
            if again:
                again.do_again(self.context.journal)
                found = self._found(name)
        stage = Stage(
            name,
            self.run_id,
            self.started,
            self.driving,
            self.cache,
            self.budget,
            found,
            self.news,
            approved,
            released,
            share=share,
        )
        self.stages.append(stage)
        for enrolment_id in found.gone:
            self.context.journal.clear_pending(enrolment_id)
        due, lists = len(found.due), stage.lists
        self.context.listeners.notify(lambda each: each.stage_found(name, due, lists))
        stage.run()

    def _found(self, name: StageName) -> WorkFound:
        found = self.work.of(name, self.context.powerpro)
        if found.due:
            # Before anything else can fail: a crash or an outage must not lose the export date,
            # by which alone the guide finds an enrolment due (decision 5).
            self.context.journal.mark_due(found.due)
        return found

    def _stop(self, fault: RunFault) -> None:
        if isinstance(fault, InternalError):
            log.error(fault.message, exc_info=fault.__cause__)
        self._stopped = self._stopped or Stopped.by(fault)

    # --- its end ------------------------------------------------------------------

    def _end(self, stages: Sequence[StageName]) -> RunReport:
        of_stages = (record for stage in self.stages for record in stage.records)
        records = (*of_stages, *self._deferred)
        not_reached = {stage.name: left for stage in self.stages if (left := stage.not_reached())}
        held_run: HeldRun | None = None
        unreadable: tuple[UnreadableRow, ...] = ()
        # A fault from here on stops the run, but the report still lists what was written.
        try:
            records = mark_new_records(records, self.news)
            for stage in self.stages:
                stage.keep_holds()
                stage.mark_unmatched()
            held_run = keep_run_hold(self.driving.lost, self.context, self.news)
            unreadable = self.driving.unreadable.marked(self.news)
            remember_used(self.context.rules.answers, self.context.holds, self.day.today)
        except Exception as fault:
            self._stop(_as_fault(fault))
        report = evolve(
            self._report(stages, records),
            not_reached=not_reached,
            held_run=held_run,
            unreadable=unreadable,
        )
        kept = self._kept(report)
        final = self.context.listeners.run_ended(kept)
        # A listener's fault changes why the run stopped: the header must agree with the report.
        return final if final.stopped == kept.stopped else self._kept(final)

    def _report(self, stages: Sequence[StageName], records: Sequence[Record]) -> RunReport:
        # A record whose only remark an earlier run reported has lost it, and is only counted.
        silent = Counter(each.stage for each in records if each.is_silent)
        unchanged = {each.name: each.unchanged + silent[each.name] for each in self.stages}
        return RunReport(
            run_id=self.run_id,
            started=self.started,
            ended=self._now(),
            today=self.day.today,
            stages=tuple(stages),
            records=tuple(each for each in records if not each.is_silent),
            unchanged={name: number for name, number in unchanged.items() if number},
            lists=all_of(stage.all_lists for stage in self.stages),
            remarks=(*self.remarks, *self.driving.remarks, *self.context.listeners.take_remarks()),
            stopped=self._stopped,
            targets=self.targets.texts,
            although_not_today=self.targets.although_not_today,
        )

    def _kept(self, report: RunReport) -> RunReport:
        """Store the report's header in the journal, and return the report."""
        try:
            self.context.journal.keep_run(header_of(report, self.budget.last_read))
        except Exception as fault:
            self._stop(_as_fault(fault))
            return evolve(report, stopped=report.stopped or self._stopped)
        return report

    def _marked_as_reported(self, report: RunReport) -> RunReport:
        """Mark the run's news as reported, unless something stopped the run, and return the report.

        Last of all: a scheduler acts on exit codes 0 and 1 alone, and a process that ends before
        its report was seen has reported nothing (decision 37).
        """
        if report.stopped:
            return report
        try:
            self.news.mark_reported()
        except Exception as fault:
            self._stop(_as_fault(fault))
            return self._kept(evolve(report, stopped=self._stopped))
        return report

    def _now(self) -> datetime:
        return self.context.clock().astimezone(self.context.rules.zone)


def _as_fault(raised: Exception) -> RunFault:
    """Return an exception of the journal's or the holds' as a fault of the run."""
    return raised if isinstance(raised, RunFault) else internal_error(raised)
