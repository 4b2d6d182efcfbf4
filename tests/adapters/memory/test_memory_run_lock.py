"""One run at a time, refused at once, with the holder named."""

from __future__ import annotations

import pytest

from support.the_guide import EXPORT_DATE, outcomes, rto
from talent_powerpro.errors import LockHeld, PortalChanged
from talent_powerpro.records.plan import Plan


@pytest.mark.parametrize("holder", ["run", "import"])
def test_a_run_is_refused_while_another_holds_the_lock_and_nothing_is_begun(holder: str) -> None:
    world = rto()
    with world.lock.hold(holder):
        with pytest.raises(LockHeld, match=f"`{holder}`") as refused:
            world.run()
        with pytest.raises(LockHeld):
            world.agent().apply(Plan(EXPORT_DATE))
    assert refused.value.message == f"This process is already running `{holder}`."
    assert refused.value.remedy == "Wait for it to end, then run again."
    assert world.talent.script.asked == world.powerpro.script.asked == world.messages == []
    assert outcomes(world.run()) == {"1001": "provisioned"}


def test_a_second_run_during_a_run_is_refused() -> None:
    world = rto()
    refused: list[str] = []

    def another() -> None:
        try:
            world.run()
        except LockHeld as fault:
            refused.append(fault.message)

    world.talent.script.does("user_by_email", another)
    assert outcomes(world.run()) == {"1001": "provisioned"}
    assert refused == ["This process is already running `run`."]


def test_a_plan_needs_no_lock() -> None:
    world = rto()
    with world.lock.hold("run"):
        assert world.agent().plan().writing


def test_the_lock_is_free_however_a_run_ended() -> None:
    world = rto()
    world.portal_memory.remember_portal("old.talentlms.com")
    with pytest.raises(PortalChanged):
        world.run()
    world.portal_memory.remember_portal("powerpro.talentlms.com")
    world.powerpro.script.does("set_secondary_id", killed)
    with pytest.raises(KeyboardInterrupt):
        world.run()
    assert outcomes(world.run()) == {"1001": "provisioned"}


def killed() -> None:
    raise KeyboardInterrupt
