"""Laws 1, 2, 4 and 6 on a sample with the real client over the sandbox, in process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from adapters.memory.test_memory_against_sandbox import ended, held_by, portals
from support.disturbances import Disturbance, Disturbed, disturbances
from support.laws.examples import POLICIES, SAMPLE
from support.laws.witnesses import place_of
from support.sandboxed import client_over
from support.spies import SpiedPowerPro
from support.worlds import World
from talent_powerpro import Agent, Policy
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.ports.state import AgentState
from talent_powerpro.sandbox import Portal, Sandbox
from talent_powerpro.testing import (
    Around,
    CrashAt,
    Killed,
    intercepted,
)

PORTALS = portals()

TROUBLED = st.lists(disturbances(), min_size=1, max_size=2)


class Rto:
    """One RTO whose TalentLMS is a sandbox."""

    def __init__(self, both: tuple[World, Portal], policy: Policy) -> None:
        world, portal = both
        self.world = world
        self.policy = policy
        self.now: datetime = world.now
        self.sandbox = Sandbox(portal, clock=lambda: self.now)
        self.powerpro = PowerProOverHttp(world.powerpro(), self.sandbox)
        self.journal = MemoryJournal()

    def run(self, around: Around) -> None:
        """One run of a new process, with a client of its own."""
        agent = Agent(
            intercepted(cast(PowerProRepository, self.powerpro), around),
            intercepted(client_over(self.sandbox), around),
            state=AgentState(journal=intercepted(self.journal, around)),
            timezone=self.world.zone,
            policy=self.policy,
            clock=lambda: self.now,
        )
        try:
            agent.run()
        except Killed:
            return

    def state(self) -> dict[str, Any]:
        """Both systems, without the moments at which contact logs were written."""
        state = ended(self.powerpro.powerpro, held_by(self.sandbox))
        logs = {
            each: [evolve(log, contact_date=self.now) for log in some]
            for each, some in state["contact logs"].items()
        }
        return state | {"contact logs": logs}


class PowerProOverHttp(SpiedPowerPro):
    """Checks at each contact log that its Talent enrolment exists."""

    def __init__(self, powerpro: MemoryPowerPro, sandbox: Sandbox) -> None:
        super().__init__(powerpro)
        self.sandbox = sandbox
        self.lacking: list[str] = []

    @override
    def around(self, action: str, arguments: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        if action == "add_contact_log":
            enrolment = self.enrolment_now(arguments[0].id)
            if place_of(enrolment) not in self.sandbox.enrolments:
                self.lacking.append(enrolment.id)
        return super().around(action, arguments, ask)


@SAMPLE
@given(both=PORTALS, policy=POLICIES, call=st.integers(0, 1000), after=st.booleans())
def test_killed_at_any_call_and_run_again_it_ends_as_if_never_killed(
    both: tuple[World, Portal], policy: Policy, call: int, after: bool
) -> None:
    """Law 1: after a crash before or after any call and another run, the end state is the same."""
    undisturbed, killed = (Rto(both, policy) for _ in range(2))
    counted = CrashAt()
    undisturbed.run(counted)
    killed.run(CrashAt(1 + call % counted.calls, after=after))
    killed.run(CrashAt())
    assert killed.state() == undisturbed.state()


@SAMPLE
@given(both=PORTALS, policy=POLICIES)
def test_run_again_with_nothing_changed_both_systems_stay_as_they_are(
    both: tuple[World, Portal], policy: Policy
) -> None:
    """Law 2: clients, enrolments, units, contact logs and TalentLMS stay as they are."""
    rto = Rto(both, policy)
    rto.run(CrashAt())
    before = rto.state()
    rto.run(CrashAt())
    assert rto.state() == before


@SAMPLE
@given(both=PORTALS, policy=POLICIES, troubled=TROUBLED)
def test_one_client_gets_one_talent_user_and_no_contact_log_lacks_its_talent_enrolment(
    both: tuple[World, Portal], policy: Policy, troubled: list[Disturbance]
) -> None:
    """Laws 4 and 6: one client, at most one Talent user, and one Talent user, at most one client;
    at the moment it is written, a contact log's Talent enrolment exists."""
    rto = Rto(both, policy)
    before = set(rto.sandbox.users)
    for trouble in troubled:
        rto.run(Disturbed(trouble))
    rto.run(CrashAt())
    created = [user for user in rto.sandbox.users.values() if user.id not in before]
    links = [each for each in rto.powerpro.seen if each.action == "set_secondary_id"]
    assert not several([user.email.lower() for user in created])
    assert not several([each.target for each in links])
    assert not several([str(each.new) for each in links])
    assert rto.powerpro.lacking == []


def several(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
