"""Units asked about by a run's own means: its cache, its answers, and nothing written."""

from __future__ import annotations

import pytest

from support.the_guide import booking, finished, provisioned, rto, unit
from talent_powerpro.errors import TalentUnusable
from talent_powerpro.rules.unit_verdicts import Verdict
from talent_powerpro.run.explaining import units_asked


def test_what_the_plan_has_asked_is_not_asked_again_but_for_the_courses_list() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    world.agent().plan()
    once = list(world.talent.script.asked)
    world.talent.script.asked.clear()
    world.agent().explain(booking())
    more = list(world.talent.script.asked)
    for asked in once:
        more.remove(asked)
    assert set(more) <= {"course", "progress"}
    assert world.unit().outcome == ""


def test_a_fault_of_the_system_is_raised() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    agent = world.agent()
    run = agent._new_run(None, is_named=True)
    world.talent.script.raises("progress", TalentUnusable("wrong key"))
    with pytest.raises(TalentUnusable, match="wrong key"):
        units_asked(world.enrolment(), run)
    (found,) = units_asked(world.enrolment(), run)
    assert found.verdict is Verdict.WRITES
