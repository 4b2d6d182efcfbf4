"""A generated world with an agent in it, watched, and a clock that a test moves."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from edits import Later
from spies import Seen, SpiedPowerPro, SpiedTalent, named_state, powerpro_state, talent_state
from talent_powerpro import Agent, Policy
from talent_powerpro.journal import MemoryJournal
from talent_powerpro.synclog import MemorySyncLog
from talent_powerpro.writes import Write
from worlds import World


class Played:
    """One world, built anew, with spies below its agent."""

    def __init__(self, world: World, *, width: int = 1, policy: Policy = Policy.guide()) -> None:  # noqa: B008  # a frozen value
        self.now: datetime = world.now
        self.powerpro = world.powerpro()
        self.spied = SpiedPowerPro(self.powerpro)
        self.talent = SpiedTalent(world.talent())
        self.journal = MemoryJournal()
        self.sync_log = MemorySyncLog()
        self.agent = Agent(
            self.spied,
            self.talent,
            timezone=world.zone,
            policy=policy,
            journal=self.journal,
            sync_log=self.sync_log,
            clock=lambda: self.now,
            width=width,
        )

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
        real = self.talent.created
        return Seen(
            write.action,
            write.target if write.action == "create_user" else real.get(write.target, write.target),
            tuple(write.old.items()),
            tuple((name, real.get(text, text)) for name, text in write.new.items()),
        )

    def state(self) -> dict[str, Any]:
        """All that both systems hold."""
        return {
            "PowerPro": powerpro_state(self.powerpro),
            "TalentLMS": talent_state(self.talent.talent),
        }

    def memory(self) -> Any:
        """All that the agent remembers between runs, and its sync log."""
        return deepcopy(vars(self.journal)), list(self.sync_log.lines)

    def named_state(self) -> dict[str, Any]:
        """The same with each Talent user called by their login."""
        return named_state(self.powerpro, self.talent.talent)
