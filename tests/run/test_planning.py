"""A plan that the quota cuts says so, and whom it lacks."""

from __future__ import annotations

from typing import Any, cast

import pytest

from support.the_guide import enrolment, many, portal, rto
from talent_powerpro import Plan, RecordStatus
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.errors import FaultKind
from talent_powerpro.records.record import StageName


def plan(limit: int, students: int = 3) -> Plan:
    talent = MeteredTalent(portal(), limit)
    world = rto(*many(students), talent=cast(Any, talent))
    made = world.agent(reserve=0).plan()
    assert talent.refused == 0
    return made


def test_a_plan_within_the_quota_is_complete() -> None:
    made = plan(100)
    assert (made.stopped, made.not_reached) == (None, {})
    assert len(made.writing) == 3


def test_a_plan_that_the_quota_cuts_lacks_those_it_did_not_reach() -> None:
    made = plan(4)  # The course, the groups, and two look-ups.
    assert [each.enrolment_id for each in made.writing] == ["1", "2"]
    assert made.stopped is not None
    assert made.stopped.kind is FaultKind.QUOTA
    assert made.not_reached == {StageName.PROVISIONING: ("3",)}
    assert Plan.from_json(made.to_json()) == made


@pytest.mark.parametrize(("calls", "reason"), [(3, "group-courses-unknown"), (5, "")])
def test_courses_of_a_group_that_the_quota_hides_are_a_remark(calls: int, reason: str) -> None:
    talent = MeteredTalent(portal(), calls)
    made = rto(enrolment(), talent=cast(Any, talent)).agent(reserve=0).plan()
    (record,) = made.records
    assert record.status is RecordStatus.PROVISIONED
    assert [each.reason for each in record.remarks if "group" in each.reason] == (
        [reason] if reason else []
    )
