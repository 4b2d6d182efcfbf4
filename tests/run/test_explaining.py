"""Units asked about by a run's own means: its cache, its answers, and nothing written."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.the_guide import JOANA, JOANA_7, booking, careful, finished, provisioned, rto, unit
from talent_powerpro.adapters.memory.state import MemoryVerifiedLinks
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


def test_where_nothing_can_be_asked_each_unit_says_why_and_what_to_do() -> None:
    world = rto(provisioned(unit(), client=JOANA), talent=finished("ICTWEB304"))
    agent = world.agent()
    (found,) = units_asked(world.enrolment(), agent._new_run(None, is_named=True))
    (record,) = agent.run(only="results").of("results")
    assert record.remedy
    assert (found.verdict, found.message) == (
        Verdict.NOT_ASKED,
        f"{record.message} {record.remedy}",
    )


def test_a_verified_link_is_not_looked_at_again() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"), links=MemoryVerifiedLinks())
    agent = world.agent()
    agent.run(only="results")
    world.talent.script.asked.clear()
    units_asked(world.enrolment(), agent._new_run(None, is_named=True))
    assert "user_by_id" not in world.talent.script.asked


def test_of_several_holds_each_says_why_and_what_to_do() -> None:
    talent = finished("ICTWEB304")
    talent.put_user(evolve(JOANA_7, first_name="Kim", last_name="Lee", user_type="Admin-Type"))
    world = rto(provisioned(unit()), talent=talent, policy=careful())
    (record,) = world.run(only="results").of("results")
    assert len(record.holds) == 2
    (found,) = units_asked(world.enrolment(), world.agent()._new_run(None, is_named=True))
    assert found.message == " ".join(f"{each.message} {each.remedy}" for each in record.holds)
