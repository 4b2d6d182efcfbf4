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
from typing import TypeVar
from zoneinfo import ZoneInfo

from attrs import evolve, fields

from talent_powerpro.adapters.memory.state import memory_state
from talent_powerpro.errors import SettingsFault
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.watching import PluginListener
from talent_powerpro.ports.optional import state_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.ports.state import AgentState
from talent_powerpro.ports.talentlms import TalentRepository
from talent_powerpro.records.due import Day
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Remark, StageName
from talent_powerpro.records.report import RunReport
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.rules import Rules
from talent_powerpro.run.brakes import BRAKES
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.listeners import Listeners
from talent_powerpro.run.run import Run
from talent_powerpro.views.sync_log import SyncLog

BOTH = tuple(StageName)
T = TypeVar("T")


def now_utc() -> datetime:
    """The clock of an agent that was given none."""
    return datetime.now(UTC)


class Agent:
    """The integration agent between one RTO's PowerPro and its TalentLMS.

    Everything of PowerPro's and of the agent's memory is called from the thread that calls
    the agent; *talent* from up to *width* threads.

    *timezone* is the RTO's own, a `tzinfo` or a name such as ``Australia/Perth``: it decides
    what "today" is, and on which date a unit was completed. There is no default to be wrong.
    *plugins* are objects with hooks (see `talent_powerpro.plugins.hooks`). *state* is what the
    agent remembers between runs. Any part of it that is left ``None`` is *powerpro*'s own, where
    that has a ``state``; otherwise it is in memory, ends with the process, and each report
    says so. *clock* answers with an aware time. *listeners* hear what a run does, after the
    sync log and the plugins.
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
        kept = filled(state or AgentState(), state_of(powerpro))
        own = filled(kept, memory_state())
        self._remarks = remarks_on(kept)
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
            clock=clock,
            width=width,
            listeners=Listeners((sync_log, PluginListener(choices), *listeners)),
        )
        self._stop = Event()

    def plan(self, *, only: str | None = None, date: date | None = None) -> Plan:
        """Plan what `run` would write now. Reads both systems, writes to neither, nor to any log.

        Raises `RunFault` where a system cannot be used, and `Interrupted` once stopped: half a
        plan is none. Needs no lock.
        """
        with self._until_stopped():
            try:
                return self._new_run(date).plan(stages_of(only))
            finally:
                self._context.listeners.take_remarks()  # Else the next run would report them.

    def run(
        self, *, only: str | None = None, date: date | None = None, release: Collection[str] = ()
    ) -> RunReport:
        """Provision, then fetch results: all that is due, each stage rehearsed, then performed.

        *only* is ``provisioning`` or ``results``; *date* replaces today for the export dates
        alone, and is never a day to come; *release* names brakes that do not hold this run.
        A repeat with nothing changed writes nothing to either system. A fault of the whole
        run is in the report's `stopped`; only where nothing was begun it is raised:
        `SettingsFault` (`PortalChanged` is one), `LockHeld`, and `PowerProUnusable` where what
        the agent remembers cannot be read.
        """
        with self._until_stopped(), self._context.lock.hold("run"):
            stages = stages_of(only)
            check_brakes(release)
            return self._new_run(date).perform(stages, None, release)

    def apply(self, plan: Plan, *, release: Collection[str] = ()) -> RunReport:
        """Run, but write only what *plan* says: a record that would be written otherwise by now
        is held, one that is not in it is not reached. Raises as `run` does."""
        with self._until_stopped(), self._context.lock.hold("apply"):
            check_brakes(release)
            return self._new_run(None).perform(BOTH, plan, release)

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

    def _new_run(self, date: date | None) -> Run:
        context = self._context
        now = context.clock().astimezone(context.rules.zone)
        today = now.date()
        if date is not None and date > today:
            raise SettingsFault(
                f"date: {date:%d/%m/%Y} is still to come; name today or a day that has passed"
            )
        released = frozenset(each.key for each in context.holds.releases())
        return Run(
            evolve(context, rules=evolve(context.rules, released=released)),
            run_id=f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}",
            started=now,
            day=Day(today, today if date is None else date, context.rules.policy.export_window),
            interrupted=self._stop.is_set,
            remarks=self._remarks,
        )


# --- what callers ask for, checked before anything is begun -----------------------


def zone_of(timezone: tzinfo | str) -> tzinfo:
    """The RTO's zone; `SettingsFault` when there is none of that name."""
    if isinstance(timezone, tzinfo):
        return timezone
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as fault:
        raise SettingsFault(
            f"timezone: {timezone!r} is no time zone; write one such as Australia/Perth"
        ) from fault


def stages_of(only: str | None) -> tuple[StageName, ...]:
    """The stages asked for; ``None``: both."""
    if only is None:
        return BOTH
    try:
        return (StageName(only),)
    except ValueError:
        raise SettingsFault(f"only: {only!r} is none of {', '.join(BOTH)}") from None


def check_brakes(names: Collection[str]) -> None:
    """`SettingsFault` for a name that is no brake."""
    unknown = [name for name in names if name not in BRAKES]
    if unknown:
        raise SettingsFault(f"release: {name!r} is none of {', '.join(BRAKES)}" for name in unknown)


# --- the agent's state -------------------------------------------------------------


def filled(state: AgentState, others: AgentState) -> AgentState:
    """*state*, what it leaves out taken from *others*."""
    lacking = {
        part.name: getattr(others, part.name)
        for part in fields(AgentState)
        if getattr(state, part.name) is None
    }
    return evolve(state, **lacking)


def required(part: T | None) -> T:
    """A part of a state that was filled from `memory_state`, which leaves none out."""
    assert part is not None
    return part


def remarks_on(state: AgentState) -> tuple[Remark, ...]:
    """A remark in each report where journal or lock would end with the process."""
    if state.journal is not None and state.lock is not None:
        return ()
    return (
        Remark(
            "state-in-memory",
            "what the agent remembers is in memory alone: due marks and the run lock end with "
            "this process",
        ),
    )
