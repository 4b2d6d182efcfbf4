"""The agent: what a host, a script or the command calls.

Guide, "Overview": "Both provisioning and resulting fetching occur whenever the
Integration Agent is executed."
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from threading import Event

from attrs import evolve

from talent_powerpro.adapters.memory.journal import MemoryJournal
from talent_powerpro.adapters.memory.run_lock import MemoryRunLock
from talent_powerpro.errors import (
    InternalError,
    Interrupted,
    PortalChanged,
    PowerProUnusable,
    RunFault,
    SettingsFault,
)
from talent_powerpro.flows.drivers import internal_error
from talent_powerpro.plugins.hooks import Plugins
from talent_powerpro.plugins.watching import Watchers, log
from talent_powerpro.ports import (
    PowerProRepository,
    TalentActivation,
    TalentGroups,
    TalentRepository,
)
from talent_powerpro.ports.state import (
    Holds,
    PortalBinding,
    RunJournal,
    RunLock,
    SyncLogStore,
)
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, StageName
from talent_powerpro.records.report import Lists, RunReport, Stopped, all_of
from talent_powerpro.rules.conditions import Day
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.rules import Rules
from talent_powerpro.run.asked import BOTH, check_brakes, stages_of, zone_of
from talent_powerpro.run.context import RunContext, Watch
from talent_powerpro.run.news import mark_new_lists, mark_new_records
from talent_powerpro.run.recovery import recover
from talent_powerpro.run.rehearsal import Rehearsal
from talent_powerpro.run.stage import Running, at_record
from talent_powerpro.run.work import StageWork
from talent_powerpro.services.holds import MemoryHolds, keep_standing
from talent_powerpro.services.portal import MemoryPortalBinding, check_portal
from talent_powerpro.views import sync_log as lines


def now_utc() -> datetime:
    """The clock of an agent that was given none."""
    return datetime.now(UTC)


def unwatched(stage: StageName, phase: str, done: int, total: int) -> None:
    """The watcher of an agent that was given none."""


class Agent:
    """The integration agent between one RTO's PowerPro and its TalentLMS.

    Everything of PowerPro's and of the agent's memory is called from the thread that calls
    the agent; *talent* from up to *width* threads. *lock* lets one run at a time go on.

    *timezone* is the RTO's own, a `tzinfo` or a name such as ``Australia/Perth``: it decides
    what "today" is, and on which date a unit was completed. There is no default to be wrong.
    *plugins* are objects with hooks (see `talent_powerpro.plugins`).
    *clock* answers with an aware time. What the agent remembers (*journal*, *sync_log*,
    *releases*, *portal_memory*) and *lock* default to ones that live as long as the process,
    *activation* and *groups* to *talent* where it has their methods.
    """

    def __init__(
        self,
        powerpro: PowerProRepository,
        talent: TalentRepository,
        *,
        timezone: tzinfo | str,
        policy: Policy = Policy.guide(),  # noqa: B008  # a frozen value
        plugins: Sequence[object] = (),
        journal: RunJournal | None = None,
        sync_log: SyncLogStore | None = None,
        lock: RunLock | None = None,
        releases: Holds | None = None,
        portal_memory: PortalBinding | None = None,
        activation: TalentActivation | None = None,
        groups: TalentGroups | None = None,
        clock: Callable[[], datetime] = now_utc,
        width: int = 1,
        watch: Watch = unwatched,
    ) -> None:
        zone = zone_of(timezone)
        offered = Plugins(plugins)
        if activation is None and isinstance(talent, TalentActivation):
            activation = talent
        if groups is None and isinstance(talent, TalentGroups):
            groups = talent
        self._around = RunContext(
            powerpro=powerpro,
            talent=talent,
            activation=activation,
            groups=groups,
            rules=Rules(policy, zone, offered),
            journal=MemoryJournal() if journal is None else journal,
            sync_log=lines.MemorySyncLog() if sync_log is None else sync_log,
            lock=MemoryRunLock() if lock is None else lock,
            releases=MemoryHolds() if releases is None else releases,
            portal_memory=MemoryPortalBinding() if portal_memory is None else portal_memory,
            clock=clock,
            width=width,
            watch=watch,
            watchers=Watchers(offered),
        )
        self._stop = Event()

    def plan(self, *, only: str | None = None, date: date | None = None) -> Plan:
        """What `run` would write now. Reads both systems, writes to neither, nor to any log.

        Raises `RunFault` where a system cannot be used, and `Interrupted` once stopped: half a
        plan is none. Needs no lock.
        """
        with self._until_stopped():
            check_portal(self._around.portal, self._around.portal_memory)
            running, tasks = self._running(date)
            rehearsal = Rehearsal(self._around.powerpro, running.known)
            records: list[Record] = []
            for stage in stages_of(only):
                found = tasks.of(stage, rehearsal.part().powerpro)
                records += map(running.named_groups, running.rehearse(found.tasks, rehearsal))
            if running.is_stopping():
                raise Interrupted("the plan was stopped", remedy="Make it again")
            return Plan(tasks.day.today, tuple(records))

    def run(
        self, *, only: str | None = None, date: date | None = None, release: Collection[str] = ()
    ) -> RunReport:
        """Provision, then fetch results: all that is due, each stage rehearsed, then performed.

        *only* is ``provisioning`` or ``results``; *date* replaces today for the export dates
        alone, and is never a day to come; *release* names brakes that do not hold this run.
        A repeat with nothing changed writes nothing to either system. A fault of the whole
        run is told in the report's `stopped`; only where nothing was begun it is raised:
        `SettingsFault` (`PortalChanged` is one), `LockHeld`, and `PowerProUnusable` where what
        the agent remembers cannot be read.
        """
        with self._until_stopped(), self._around.lock.hold("run"):
            return self._run(stages_of(only), date, None, release)

    def apply(self, plan: Plan, *, release: Collection[str] = ()) -> RunReport:
        """Run, but write only what *plan* says: a record that would be written otherwise by now
        is held, one that is not in it is not reached. Raises as `run` does."""
        with self._until_stopped(), self._around.lock.hold("apply"):
            return self._run(BOTH, None, plan, release)

    def stop(self) -> None:
        """End the run under way: the record in hand is finished, the rest is not reached.

        From any thread or signal handler. Between two runs, it ends the next at its start.
        """
        self._stop.set()

    @contextmanager
    def _until_stopped(self) -> Iterator[None]:
        """However it ends, the next begins afresh."""
        try:
            yield
        finally:
            self._stop.clear()

    # --- one run ------------------------------------------------------------------

    def _running(self, date: date | None) -> tuple[Running, StageWork]:
        around, now = self._around, self._now()
        today = now.date()
        if date is not None and date > today:
            raise SettingsFault(
                f"date: {date:%d/%m/%Y} is still to come; name today or a day that has passed"
            )
        policy = around.rules.policy
        day = Day(today, today if date is None else date, policy.export_window)
        run_id = f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
        released = frozenset(each.key for each in around.releases.releases())
        around = evolve(around, rules=evolve(around.rules, released=released))
        running = Running(around, run_id, today, self._stop.is_set)
        return running, StageWork(around.rules, around.journal, around.clock, day)

    def _run(
        self,
        stages: Sequence[StageName],
        date: date | None,
        approved: Plan | None,
        release: Collection[str],
    ) -> RunReport:
        check_brakes(release)
        started = self._now()
        running, tasks = self._running(date)
        lists: list[Lists] = []
        stopped = None
        self._check_portal(running)
        self._around.watchers.tell("run_started", run_id=running.run_id, today=running.today)
        try:
            running.log([lines.STARTED])
            recover(self._around.journal, self._around.powerpro)
            for stage in stages:
                self._stage(stage, running, tasks, lists, approved, release)
        except RunFault as fault:
            # What a record met first, where the store then would not take its ending.
            stopped = self._stopped(running, running.fault or fault)
        except Exception as unforeseen:
            stopped = self._stopped(running, at_record(internal_error(unforeseen), running.at))
        if stopped is None and self._stop.is_set():
            stopped = Stopped(
                Interrupted.reason, "the run was stopped", "Run again: nothing is lost"
            )
        unlogged = self._log_last(running, lines.ENDED)
        stopped = stopped or unlogged
        report = self._report(running, started, stages, lists, stopped)
        self._around.watchers.tell("run_finished", report=report)
        return evolve(report, remarks=report.remarks + self._around.watchers.take_faults())

    def _check_portal(self, running: Running) -> None:
        """Nothing is begun before TalentLMS's ids are known to be its own."""
        try:
            check_portal(self._around.portal, self._around.portal_memory)
        except PortalChanged as fault:
            running.log([lines.STARTED, lines.stopped(fault), lines.ENDED])
            raise

    def _stopped(self, running: Running, fault: RunFault) -> Stopped:
        self._log_last(running, lines.stopped(fault))
        if isinstance(fault, InternalError):
            log.error(fault.message, exc_info=fault.__cause__)
        return Stopped(fault.reason, fault.message, fault.remedy)

    def _stage(
        self,
        stage: StageName,
        running: Running,
        tasks: StageWork,
        lists: list[Lists],
        approved: Plan | None,
        release: Collection[str],
    ) -> None:
        if running.is_stopping():
            return
        found = tasks.of(stage, self._around.powerpro)
        lists.append(mark_new_lists(found.lists, self._around.journal, running.today))
        if stage is StageName.PROVISIONING:
            self._around.journal.mark_due(found.due)
            for enrolment_id in found.gone:
                self._around.journal.clear_pending(enrolment_id)
            running.log([lines.students_to_enrol(len(found.due))])
        running.log(lines.missed(each) for each in lists[-1].missed if each.new)
        running.run_stage(found.tasks, approved, release)

    def _log_last(self, running: Running, message: str) -> Stopped | None:
        """Why a last line could not be written; ``None``: it was."""
        try:
            running.log([message])
        except PowerProUnusable as fault:
            return Stopped(fault.reason, fault.message, fault.remedy)
        return None

    def _report(
        self,
        running: Running,
        started: datetime,
        stages: Sequence[StageName],
        lists: Sequence[Lists],
        stopped: Stopped | None,
    ) -> RunReport:
        records = tuple(running.records.values())
        try:
            records = mark_new_records(records, self._around.journal, running.today)
            for stage in stages:
                ended = [each for each in records if each.stage == stage]
                keep_standing(stage, ended, self._around.releases, whole=stopped is None)
        except PowerProUnusable as fault:
            stopped = stopped or Stopped(fault.reason, fault.message, fault.remedy)
        return RunReport(
            run_id=running.run_id,
            started=started,
            ended=self._now(),
            today=running.today,
            stages=tuple(stages),
            records=records,
            lists=all_of(lists),
            remarks=self._around.watchers.take_faults(),
            stopped=stopped,
        )

    def _now(self) -> datetime:
        return self._around.clock().astimezone(self._around.rules.zone)
