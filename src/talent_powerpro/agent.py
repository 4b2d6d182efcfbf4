"""The integration agent, as a host, a script or the command calls it.

Guide, "Overview": "Both provisioning and resulting fetching occur whenever the
Integration Agent is executed."
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from threading import Event
from types import MappingProxyType

from attrs import evolve, fields

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Enrolment, EnrolmentId
from talent_powerpro.ports.optional import state_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.ports.state import AgentState
from talent_powerpro.ports.talentlms import TalentRepository
from talent_powerpro.records.check import Check
from talent_powerpro.records.due import Day
from talent_powerpro.records.holds import Decision, HoldKey, current_answers
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.reconciled import Reconciled
from talent_powerpro.records.report import RunReport
from talent_powerpro.records.run_targets import EVERYBODY, RunTargets
from talent_powerpro.records.shadow import Shadowed
from talent_powerpro.records.shadow_memory import ShadowMemory
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.rto_choices import RtoChoices
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.saving import NO_SAVING, Saving
from talent_powerpro.run.agent_state import remarks_on, required
from talent_powerpro.run.arguments import check_brakes, later_by, stages_of, zone_of
from talent_powerpro.run.as_if import as_if as with_values
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.listeners import Listeners
from talent_powerpro.run.run import Run
from talent_powerpro.run.targets import find_targets, same_lane
from talent_powerpro.run.used_answers import UsedAnswers
from talent_powerpro.services.budget import Budget, budget_of
from talent_powerpro.services.check import check_of
from talent_powerpro.services.explaining import Explanation, StoredFacts, explained
from talent_powerpro.services.plan_files import check_portal
from talent_powerpro.services.reconcile import reconcile
from talent_powerpro.services.shadow import beside, shadow
from talent_powerpro.views.sync_log import SyncLog


def now_utc() -> datetime:
    """Return the current time in UTC. The default clock of an agent."""
    return datetime.now(UTC)


def plugged_in(plugins: Sequence[object]) -> tuple[RtoChoices, tuple[RunListener, ...]]:
    """Return the choices and the listener of these plugins. Without any, pluggy is not loaded."""
    if not plugins:
        return RtoChoices(), ()
    from talent_powerpro.plugins.deciding import PluginChoices
    from talent_powerpro.plugins.watching import PluginListener

    choices = PluginChoices(plugins)
    return choices, (PluginListener(choices),)


class Agent:
    """The integration agent between one RTO's PowerPro and its TalentLMS.

    *powerpro* and *state* are called only from the thread that calls the agent, *talent* from
    up to *width* threads at once.

    *timezone* is the RTO's own, a `tzinfo` or a name such as ``Australia/Perth``. It decides
    what "today" is and on which date a unit was completed, so it has no default. *plugins* are
    objects with hooks (see `talent_powerpro.plugins.hooks`). *state* is what the agent remembers
    between runs. A part that is ``None`` is taken from *powerpro* where that has a ``state``.
    Otherwise it is kept in memory and lost when the process ends, and each report says so.
    *clock* returns an aware time. *saving* says how runs save calls. *listeners* receive a run's
    events after the sync log and the plugins. *reserve* is the share of TalentLMS's hourly quota
    that a run leaves to other programs, where *talent* knows the quota. *engagement* keeps what
    TalentLMS says of students' work (`Engagement`) in answers that runs read anyway.
    """

    def __init__(
        self,
        powerpro: PowerProRepository,
        talent: TalentRepository,
        *,
        timezone: tzinfo | str,
        policy: Policy = Policy.guide(),  # noqa: B008  # a frozen value
        plugins: Sequence[object] = (),
        state: AgentState | None = None,
        clock: Callable[[], datetime] = now_utc,
        width: int = 8,
        saving: Saving = Saving(),  # noqa: B008  # a frozen value
        listeners: Sequence[RunListener] = (),
        reserve: float = 0.2,
        engagement: bool = False,
    ) -> None:
        zone = zone_of(timezone)
        choices, watching = plugged_in(plugins)
        kept = (state or AgentState()).filled_from(state_of(powerpro))
        self._remarks = remarks_on(kept)  # Before memory fills the parts that are missing.
        own = complete(kept)
        rules = Rules(policy, zone, choices)
        sync_log = SyncLog(required(own.sync_log), required(own.journal), clock)
        self._context = RunContext(
            powerpro=powerpro,
            talent=talent,
            rules=rules,
            journal=required(own.journal),
            holds=required(own.holds),
            portal_binding=required(own.portal),
            lock=required(own.lock),
            evidence=required(own.evidence),
            links=required(own.links),
            last_looks=required(own.last_looks),
            tries=required(own.tries),
            looks=required(own.looks),
            lists=required(own.lists),
            suspensions=required(own.suspensions),
            written_users=required(own.written_users),
            engagement=own.engagement if engagement else None,
            saving=saving,
            clock=clock,
            width=width,
            listeners=Listeners((sync_log, *watching, *listeners)),
            reserve=reserve,
        )
        self._stop = Event()

    def plan(
        self,
        *,
        only: str | None = None,
        date: date | None = None,
        targets: RunTargets = EVERYBODY,
        as_if: Collection[Enrolment] = (),
    ) -> Plan:
        """Return what `run` would write now. Reads both systems, and writes to neither or a log.

        A *date* before today replaces today for the export dates, as for `run`. A later one makes
        a preview: what a run on that day would write, were both systems then as they are now.
        *only* and *targets* are as for `run`. *as_if* are enrolments with another export box or
        date than PowerPro has: the plan is made as if they were so. Takes no lock. Raises
        `RunFault` where a system cannot be used, and `Interrupted` where `stop` was called: part of
        a plan is never returned.
        """
        with self._until_stopped():
            try:
                stages = stages_of(only, self._context.rules.policy)
                run = self._new_run(
                    date, is_named=only is not None, targets=targets, ahead=True, as_if=as_if
                )
                return run.plan(stages)
            finally:
                self._context.listeners.take_remarks()  # Else the next run would report them.

    def run(
        self,
        *,
        only: str | None = None,
        date: date | None = None,
        targets: RunTargets = EVERYBODY,
        release: Collection[str] = (),
        deliver: Callable[[RunReport], object] | None = None,
    ) -> RunReport:
        """Provision what is due, then fetch results. Each stage is rehearsed, then performed.

        Where the policy's ``on_withdrawal`` asks for it, withdrawn enrolments come last. *only* is
        ``provisioning``, ``results`` or ``suspension``. *date* replaces today for the export dates
        alone, and cannot be in the future. *targets* limits the run to the enrolments that it
        names: all others keep their holds and their places in lists and in turns. *release* names
        brakes to switch off for this run. A repeat with nothing changed writes nothing to either
        system.

        *deliver* is called with the report before its news count as reported. What it raises is
        raised, and the news is new again in the next run, as after a run that was stopped.

        A fault that stops the run is in the report's `stopped`. It is raised only where nothing
        was begun: `SettingsFault` (`PortalChanged` is one), `LockHeld`, and `PowerProUnusable`
        where the agent's state cannot be read.
        """
        with self._until_stopped(), self._context.lock.hold("run"):
            stages = stages_of(only, self._context.rules.policy)
            check_brakes(release)
            run = self._new_run(date, is_named=only is not None, targets=targets)
            return run.perform(stages, None, release, deliver)

    def apply(
        self,
        plan: Plan,
        *,
        release: Collection[str] = (),
        deliver: Callable[[RunReport], object] | None = None,
    ) -> RunReport:
        """Run again as *plan* did: its stages, targets and day. Write only what it says.

        Everything is rehearsed afresh. A record that would now be written differently, or that the
        plan does not write, is deferred. *deliver* and faults are as for `run`. Raises
        `SettingsFault` also for a plan of another portal, and for a preview of a day to come.
        """
        with self._until_stopped(), self._context.lock.hold("apply"):
            check_brakes(release)
            check_portal(plan, self._context.portal)
            day = plan.export_day or plan.today
            run = self._new_run(day, is_named=True, targets=plan.targets)
            stages = [
                each for each in plan.stages if each in stages_of(None, run.context.rules.policy)
            ]
            return run.perform(stages, plan, release, deliver)

    def explain(self, enrolment_id: EnrolmentId, *, offline: bool = False) -> Explanation:
        """Return everything about one enrolment, and what a run now would do with it and why.

        Writes nothing and takes no lock. *offline* reads stored facts alone and makes no call to
        TalentLMS. Raises `SettingsFault` for an unknown enrolment, and `RunFault` where a system
        cannot be used.
        """
        run = self._new_run(None, targets=RunTargets(enrolments=(enrolment_id,)))
        context, enrolment = run.context, run.context.powerpro.enrolment(enrolment_id)
        if enrolment is None:  # It was deleted within this moment.
            raise SettingsFault(f"PowerPro has no enrolment {enrolment_id}.")
        facts = StoredFacts(
            context.journal, context.holds, context.looks, context.evidence, context.lists
        )
        stored = facts.explain(enrolment, context.rules, run.day)
        if offline:
            return stored
        targets = RunTargets(enrolments=same_lane(enrolment, context.powerpro))

        def new_run(answers: Mapping[HoldKey, Decision]) -> Run:
            return self._new_run(None, targets=targets, answers=answers)

        with self._until_stopped():
            try:
                return explained(stored, enrolment, new_run)
            finally:
                context.listeners.take_remarks()

    def budget(self) -> Budget:
        """Return what runs need of TalentLMS's quota of calls, by schedule. Uses none of it."""
        run = self._new_run(None)
        return budget_of(run.context, run.started, run.day)

    def check(self, *, progress: Callable[[int, int], object] | None = None) -> Check:
        """Check both systems: settings, courses, groups, units and people. Writes nothing.

        *progress* is called with the calls made and to make, for a bar. Raises `SettingsFault`
        where the PowerPro repository has no `EveryRow`.
        """
        run = self._new_run(None)
        return check_of(run.context, run.started, run.day, progress or (lambda *_: None))

    def reconcile(
        self,
        course_code: str | None = None,
        *,
        progress: Callable[[int, int], object] | None = None,
    ) -> Reconciled:
        """Compare the rosters of both systems, course by course. Writes nothing.

        *course_code* limits it to the Talent course of that PowerPro course. *progress* is called
        with the Talent courses compared and to compare. Raises `SettingsFault` where a repository
        lacks `EveryRow` or `TalentListings`, or no exported course has that code.
        """
        run = self._new_run(None)
        return reconcile(run.context, run.day, course_code, progress or (lambda *_: None))

    def shadow(
        self,
        memory: ShadowMemory = ShadowMemory(),  # noqa: B008  # a frozen value
    ) -> tuple[Shadowed, ShadowMemory]:
        """Compare this agent with another one that is still at work, and rehearse today.

        Writes to neither system and not to the agent's state, and takes no lock. What a rehearsal
        has to remember is returned as a new memory: keep it, and give it to the next call, a day
        later. Raises `RunFault` where a system cannot be used, and `Interrupted` where `stop` was
        called: the memory given stays the right one then.
        """
        from talent_powerpro.adapters.memory.state import memory_state  # slow to load

        with self._until_stopped():
            try:
                context = beside(self._context, memory_state(), memory)

                def new_run(
                    powerpro: PowerProRepository, day: date, only: tuple[EnrolmentId, ...]
                ) -> Run:
                    # No look is used: it was taken of PowerPro as it is, and not as it was before.
                    before = evolve(context, powerpro=powerpro, saving=NO_SAVING)
                    targets = RunTargets(enrolments=only)
                    return self._new_run(day, targets=targets, context=before)

                return shadow(memory, self._new_run(None, context=context), new_run)
            finally:
                self._context.listeners.take_remarks()

    def stop(self) -> None:
        """Stop the current run: the current record is finished, the rest is not reached.

        Safe from any thread or signal handler. Called between two runs, it stops the next one
        at its start.
        """
        self._stop.set()

    @contextmanager
    def _until_stopped(self) -> Iterator[None]:
        """Clear the request to stop when the block ends, so that the next run starts afresh."""
        try:
            yield
        finally:
            self._stop.clear()

    def _new_run(
        self,
        date: date | None,
        *,
        is_named: bool = False,
        targets: RunTargets = EVERYBODY,
        ahead: bool = False,
        as_if: Collection[Enrolment] = (),
        answers: Mapping[HoldKey, Decision] = MappingProxyType({}),
        context: RunContext | None = None,
    ) -> Run:
        context = context or self._context
        if as_if:
            context = evolve(context, powerpro=with_values(as_if, context.powerpro))
        made_at = now = context.clock().astimezone(context.rules.zone)
        today = now.date()  # Taken once: a run that passes midnight keeps its day.
        if date is not None and date > today:
            if not ahead:
                raise SettingsFault(
                    f"date: {date:%d/%m/%Y} is in the future. Use today or an earlier date.",
                    remedy="To see what a run on that day would write: `talent-powerpro plan "
                    f"--date {date:%d/%m/%Y}`.",
                )
            # By a clock of that day, so that everything that depends on the time is as it will be.
            context = evolve(context, clock=later_by(date - today, context.clock, now.tzinfo))
            today, now = date, now + (date - today)
        found = find_targets(targets, context.powerpro)
        # Also read once: a release that is given during the run counts from the next run on.
        given = current_answers(context.holds.answers())
        now_given = {key: each.decision for key, each in given.items()}
        decisions = UsedAnswers({**now_given, **answers})
        rules = evolve(
            context.rules,
            answers=decisions,
            dismissed=frozenset(each.key for each in context.lists.dismissals()),
            outcome_codes=context.outcome_codes(),
        )
        return Run(
            evolve(context, rules=rules),
            # The suffix: a plan and a run, or two agents, may start within one second.
            run_id=f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}",
            started=now,
            made_at=made_at,
            day=Day(
                today,
                today if date is None else date,
                context.rules.policy.export_window,
                any_date=bool(targets.although_not_today),
            ),
            interrupted=self._stop.is_set,
            is_named=is_named or found is not None,
            remarks=self._remarks,
            targets=targets,
            only=found,
        )


def complete(state: AgentState) -> AgentState:
    """Return *state* with its missing parts in memory."""
    if all(getattr(state, part.name) is not None for part in fields(AgentState)):
        return state
    from talent_powerpro.adapters.memory.state import memory_state  # slow to load

    return state.filled_from(memory_state())
