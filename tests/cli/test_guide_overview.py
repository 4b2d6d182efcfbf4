"""Guide, "Overview" and "Setting the provision date": when the agent runs and provisions."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.the_guide import PINK, enrolment, finished, outcomes, provisioned, rto, unit
from talent_powerpro.cli.every import Repeating, interval
from talent_powerpro.records.record import StageName


def test_both_stages_occur_whenever_the_agent_is_executed() -> None:
    """ "Both provisioning and resulting fetching occur whenever the Integration Agent is
    executed"."""
    world = rto(provisioned(unit()), enrolment("1002", client=PINK), talent=finished("ICTWEB304"))
    report = world.run()
    assert report.stages == (StageName.PROVISIONING, StageName.RESULTS)
    assert outcomes(report, "provisioning") == {"1002": "provisioned"}
    assert outcomes(report, "results")["1001"] == "written"


@pytest.mark.parametrize("often", ["10m", "1h", "24h"])
def test_it_may_run_every_ten_minutes_every_hour_or_once_a_day(often: str) -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    repeating = Repeating(interval(often), monotonic=lambda: now[0], sleep=sleep)
    ticks = repeating.ticks()
    began = [(next(ticks), now[0])[1] for _ in range(3)]
    assert began == [0, interval(often), 2 * interval(often)]


def test_the_student_is_provisioned_on_the_day_that_is_set_and_on_no_other() -> None:
    """ "the Student is scheduled to be provisioned in Talent LMS on the 2nd of June 2022"."""
    world = rto()
    world.clock.pass_days(-1)
    assert outcomes(world.run()) == {}
    world.clock.pass_days(1)
    assert outcomes(world.run()) == {"1001": "provisioned"}
    late = rto()
    late.clock.pass_days(1)
    assert outcomes(late.run()) == {}
    assert evolve(late.enrolment(), contact_logs=()) == late.enrolment()
