"""A generated world with an agent in it, watched, and a clock that a test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from attrs import evolve

from support.edits import Later
from support.spies import (
    Seen,
    SpiedNarrow,
    SpiedPowerPro,
    SpiedTalent,
    named_state,
    powerpro_state,
    seen_of,
    talent_state,
)
from support.worlds import World
from talent_powerpro import Agent, Policy, RunReport
from talent_powerpro.adapters.memory.engagement import MemoryEngagement
from talent_powerpro.adapters.memory.state import (
    MemoryEvidence,
    MemoryHolds,
    MemoryJournal,
    MemoryLastLooks,
    MemoryLooks,
    MemoryPortalBinding,
    MemoryRunLock,
    MemorySyncLog,
    MemoryTries,
    MemoryVerifiedLinks,
)
from talent_powerpro.adapters.memory.suspensions import MemorySuspensions
from talent_powerpro.adapters.memory.written_users import MemoryWrittenUsers
from talent_powerpro.errors import PowerProUnusable, QuotaReached, TalentUnusable
from talent_powerpro.ports import PowerProRepository, TalentRepository
from talent_powerpro.ports.state import AgentState, RunJournal, Suspensions, WrittenUsers
from talent_powerpro.records.write import Write
from talent_powerpro.rules.saving import Saving
from talent_powerpro.testing import Around, Killed, intercepted

T = TypeVar("T")


FORESEEN = {TalentUnusable.reason, PowerProUnusable.reason, QuotaReached.reason}
"""Why a run of these worlds may stop."""


class Net:
    """An `Around` that keeps what a witness objects to, lest it passes for any other fault."""

    def __init__(self) -> None:
        self.caught: list[AssertionError] = []

    def __call__(self, name: str, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except AssertionError as objection:
            self.caught.append(objection)
            raise

    def give_up(self) -> None:
        """Raise what was caught."""
        for objection in self.caught:
            raise objection


def straight(talent: TalentRepository) -> TalentRepository:
    """Nothing between the agent and its TalentLMS."""
    return talent


class Played:
    """One world, built anew, with spies below its agent."""

    def __init__(
        self,
        world: World,
        *,
        width: int = 1,
        policy: Policy = Policy.guide(),  # noqa: B008  # a frozen value
        plugins: Iterable[object] = (),
        saving: Saving = Saving(),  # noqa: B008  # a frozen value
        narrows: bool = False,
    ) -> None:
        self.now: datetime = world.now
        self.powerpro = world.powerpro()
        self.spied = SpiedNarrow(self.powerpro) if narrows else SpiedPowerPro(self.powerpro)
        self.talent = SpiedTalent(world.talent())
        self.journal = MemoryJournal()
        self.sync_log = MemorySyncLog()
        self.links = MemoryVerifiedLinks()
        self.evidence = MemoryEvidence()
        self.looks = MemoryLastLooks()
        self.tries = MemoryTries()
        self.asked = MemoryLooks()
        self.suspensions = MemorySuspensions()
        self.written_users = MemoryWrittenUsers()
        self.engagement = MemoryEngagement()
        self.keeps_engagement = False
        self.saving = saving
        self.zone = world.zone
        self.policy = policy
        self.width = width
        self.cut_off = False
        """Whether the last run did not come to its end."""
        self.plugins = tuple(plugins)
        self.agent = self.new_agent(*self.watched, self.journal)

    @property
    def watched(self) -> tuple[PowerProRepository, TalentRepository]:
        """Both repositories behind their spies."""
        return cast(PowerProRepository, self.spied), cast(TalentRepository, self.talent)

    def new_agent(
        self,
        powerpro: PowerProRepository,
        talent: TalentRepository,
        journal: RunJournal,
        suspensions: Suspensions | None = None,
        written_users: WrittenUsers | None = None,
    ) -> Agent:
        """What a new process makes of what is left."""
        return Agent(
            powerpro,
            talent,
            timezone=self.zone,
            policy=self.policy,
            plugins=self.plugins,
            state=AgentState(
                journal=journal,
                sync_log=self.sync_log,
                holds=MemoryHolds(),
                portal=MemoryPortalBinding(),
                lock=MemoryRunLock(),
                links=self.links,
                evidence=self.evidence,
                last_looks=self.looks,
                tries=self.tries,
                looks=self.asked,
                suspensions=suspensions or self.suspensions,
                written_users=written_users or self.written_users,
                engagement=self.engagement,
            ),
            saving=self.saving,
            engagement=self.keeps_engagement,
            clock=lambda: self.now,
            width=self.width,
        )

    def run(
        self,
        around: Around | None = None,
        *,
        above: Callable[[TalentRepository], TalentRepository] = straight,
    ) -> RunReport | None:
        """One run of a new process, with *around* around each call, and *above* between the
        agent and its TalentLMS; ``None``: it was killed."""
        powerpro, talent = self.watched
        journal: RunJournal = self.journal
        suspensions: Suspensions = self.suspensions
        written: WrittenUsers = self.written_users
        if around is not None:
            powerpro = intercepted(powerpro, around)
            talent = intercepted(talent, around)
            journal = intercepted(journal, around)
            suspensions = intercepted(suspensions, around)
            written = intercepted(written, around)
        net = Net()
        watched = intercepted(powerpro, net), intercepted(above(talent), net)
        agent = self.new_agent(*watched, journal, suspensions, written)
        try:
            report = agent.run()
        except Killed:
            report = None
        self.cut_off = report is None or report.stopped is not None
        net.give_up()
        assert report is None or report.stopped is None or report.stopped.reason in FORESEEN
        return report

    @property
    def today(self) -> date:
        """The RTO's local date."""
        return self.now.astimezone(self.zone).date()

    def last_looks(self) -> int:
        """The number of enrolments that left the scope and were looked at once more today."""
        ids = [each.id for each in self.powerpro.enrolments]
        looks = self.looks.remembered(ids).values()
        return sum(look.looked_on == self.today for look in looks)

    def held_looks(self) -> int:
        """The number of closed enrolments whose Talent user may have been looked up in vain.

        A last look over a link that cannot be verified is held, and tried again by each run.
        """
        closed = [
            each
            for each in self.powerpro.enrolments
            if each.provisioning_log and (each.completion_date or each.withdrawal_date)
        ]
        looks = self.looks.remembered([each.id for each in closed])
        return sum(each.id not in looks or not looks[each.id].looked_on for each in closed)

    def wait(self, later: Later) -> None:
        """Let time pass, and people do what they do."""
        self.now += timedelta(hours=later.hours)
        for edit in later.edits:
            edit(self.powerpro, self.talent.talent)

    def forget(self) -> None:
        """Count and watch from here."""
        for kept in (self.talent, self.spied):
            kept.calls.clear()
            kept.seen.clear()
        self.talent.already.clear()
        self.talent.refused.clear()
        self.talent.created.clear()

    @property
    def seen(self) -> list[Seen]:
        """What was written to either system, PowerPro's first."""
        return [*self.spied.seen, *self.talent.seen]

    def as_seen(self, write: Write) -> Seen:
        """A planned or performed write as the spies see it: no stand-in for a user created."""
        return seen_of(write, self.talent.created)

    def state(self) -> dict[str, Any]:
        """All that both systems hold."""
        return {
            "PowerPro": powerpro_state(self.powerpro),
            "TalentLMS": talent_state(self.talent.talent),
        }

    def memory(self) -> Any:
        """All that the agent remembers between runs, and its sync log."""
        state = (self.journal, self.links, self.suspensions, self.written_users)
        kept = tuple(map(vars, state))
        return deepcopy(kept), list(self.sync_log.lines)

    def named_state(self) -> dict[str, Any]:
        """The same with each Talent user called by their login."""
        return named_state(self.powerpro, self.talent.talent)

    def end_state(self) -> dict[str, Any]:
        """The same without the moments at which contact logs were written."""
        state = self.named_state()
        logs = {
            each: [evolve(log, contact_date=self.now) for log in some]
            for each, some in state["contact logs"].items()
        }
        return state | {"contact logs": logs}
