"""The integration agent, as a host, a script or the command calls it.

Guide, "Overview": "Both provisioning and resulting fetching occur whenever the
Integration Agent is executed."
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from threading import Event
from typing import TypeVar
from zoneinfo import ZoneInfo

from attrs import evolve, fields

from talent_powerpro.errors import SettingsFault
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.watching import PluginListener
from talent_powerpro.ports.optional import state_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.ports.state import AgentState
from talent_powerpro.ports.talentlms import TalentRepository
from talent_powerpro.records.due import Day
from talent_powerpro.records.holds import current_answers
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Remark, StageName
from talent_powerpro.records.report import RunReport
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.rules import Rules
from talent_powerpro.run.brakes import BRAKES
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.listeners import Listeners
from talent_powerpro.run.run import Run
from talent_powerpro.run.used_answers import UsedAnswers
from talent_powerpro.views.sync_log import SyncLog

BOTH = tuple(StageName)
T = TypeVar("T")


def now_utc() -> datetime:
    """Return the current time in UTC. The default clock of an agent."""
    return datetime.now(UTC)


class Agent:
    """The integration agent between one RTO's PowerPro and its TalentLMS.

    *powerpro* and *state* are called only from the thread that calls the agent, *talent* from
    up to *width* threads at once.

    *timezone* is the RTO's own, a `tzinfo` or a name such as ``Australia/Perth``. It decides
    what "today" is and on which date a unit was completed, so it has no default. *plugins* are
    objects with hooks (see `talent_powerpro.plugins.hooks`). *state* is what the agent remembers
    between runs. A part that is ``None`` is taken from *powerpro* where that has a ``state``.
    Otherwise it is kept in memory and lost when the process ends, and each report says so.
    *clock* returns an aware time. *listeners* receive a run's events after the sync log and
    the plugins.
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
        width: int = 1,
        listeners: Sequence[RunListener] = (),
    ) -> None:
        zone = zone_of(timezone)
        choices = PluginChoices(plugins)
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
            clock=clock,
            width=width,
            listeners=Listeners((sync_log, PluginListener(choices), *listeners)),
        )
        self._stop = Event()

    def plan(self, *, only: str | None = None, date: date | None = None) -> Plan:
        """Return what `run` would write now. Reads both systems, and writes to neither or a log.

        Takes no lock. Raises `RunFault` where a system cannot be used, and `Interrupted` where
        `stop` was called: part of a plan is never returned.
        """
        with self._until_stopped():
            try:
                return self._new_run(date).plan(stages_of(only))
            finally:
                self._context.listeners.take_remarks()  # Else the next run would report them.

    def run(
        self,
        *,
        only: str | None = None,
        date: date | None = None,
        release: Collection[str] = (),
        deliver: Callable[[RunReport], object] | None = None,
    ) -> RunReport:
        """Provision what is due, then fetch results. Each stage is rehearsed, then performed.

        *only* is ``provisioning`` or ``results``. *date* replaces today for the export dates
        alone, and cannot be in the future. *release* names brakes to switch off for this run.
        A repeat with nothing changed writes nothing to either system.

        *deliver* is called with the report before its news count as reported. What it raises is
        raised, and the news is new again in the next run, as after a run that was stopped.

        A fault that stops the run is in the report's `stopped`. It is raised only where nothing
        was begun: `SettingsFault` (`PortalChanged` is one), `LockHeld`, and `PowerProUnusable`
        where the agent's state cannot be read.
        """
        with self._until_stopped(), self._context.lock.hold("run"):
            stages = stages_of(only)
            check_brakes(release)
            return self._new_run(date).perform(stages, None, release, deliver)

    def apply(
        self,
        plan: Plan,
        *,
        release: Collection[str] = (),
        deliver: Callable[[RunReport], object] | None = None,
    ) -> RunReport:
        """Run, but write only what *plan* says.

        A record that would now be written differently is held. A record that is not in *plan* is
        not reached. *deliver* and faults are as for `run`.
        """
        with self._until_stopped(), self._context.lock.hold("apply"):
            check_brakes(release)
            return self._new_run(None).perform(BOTH, plan, release, deliver)

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

    def _new_run(self, date: date | None) -> Run:
        context = self._context
        now = context.clock().astimezone(context.rules.zone)
        today = now.date()  # Taken once: a run that passes midnight keeps its day.
        if date is not None and date > today:
            raise SettingsFault(
                f"date: {date:%d/%m/%Y} is in the future. Use today or an earlier date."
            )
        # Also read once: a release that is given during the run counts from the next run on.
        answers = current_answers(context.holds.answers())
        decisions = UsedAnswers({key: answer.decision for key, answer in answers.items()})
        rules = evolve(context.rules, answers=decisions, outcome_codes=context.outcome_codes())
        return Run(
            evolve(context, rules=rules),
            # The suffix: a plan and a run, or two agents, may start within one second.
            run_id=f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}",
            started=now,
            day=Day(today, today if date is None else date, context.rules.policy.export_window),
            interrupted=self._stop.is_set,
            remarks=self._remarks,
        )


# --- arguments, checked before anything is begun ----------------------------------


def zone_of(timezone: tzinfo | str) -> tzinfo:
    """Return the RTO's zone. Raises `SettingsFault` for a name that is no time zone's."""
    if isinstance(timezone, tzinfo):
        return timezone
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as fault:
        raise SettingsFault(
            f"timezone: {timezone!r} is not a time zone. Use a name such as Australia/Perth."
        ) from fault


def stages_of(only: str | None) -> tuple[StageName, ...]:
    """Return the stages to run: both for ``None``. Raises `SettingsFault` for an unknown name."""
    if only is None:
        return BOTH
    try:
        return (StageName(only),)
    except ValueError:
        known = " or ".join(BOTH)
        raise SettingsFault(f"only: {only!r} is not a stage. Use {known}.") from None


def check_brakes(names: Collection[str]) -> None:
    """Raise `SettingsFault` for names that are not brakes."""
    unknown = [name for name in names if name not in BRAKES]
    if unknown:
        known = ", ".join(BRAKES)
        raise SettingsFault(f"release: {name!r} is not a brake. Use {known}." for name in unknown)


# --- the agent's state -------------------------------------------------------------


def complete(state: AgentState) -> AgentState:
    """Return *state* with its missing parts in memory."""
    if all(getattr(state, part.name) is not None for part in fields(AgentState)):
        return state
    from talent_powerpro.adapters.memory.state import memory_state  # slow to load

    return state.filled_from(memory_state())


def required(part: T | None) -> T:
    """Return a part of a `complete` state."""
    assert part is not None
    return part


def remarks_on(state: AgentState) -> tuple[Remark, ...]:
    """Return the remark for each report where the journal or the lock ends with the process."""
    if state.journal is not None and state.lock is not None:
        return ()
    return (
        Remark(
            "state-in-memory",
            "The agent keeps its state in memory only. Due marks and the run lock are lost when "
            "this process ends.",
        ),
    )
