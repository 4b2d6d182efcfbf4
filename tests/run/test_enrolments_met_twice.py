"""A repository that answers with an enrolment more than once, as a join over contact logs does."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pytest
from attrs import evolve

from support.scripted import ScriptedPowerPro
from support.the_guide import (
    JOANA,
    Rto,
    ended,
    enrolment,
    finished,
    outcomes,
    portal,
    provisioned,
    unit,
)
from talent_powerpro.model import Enrolment, EnrolmentId


class Joined(ScriptedPowerPro):
    """Has each enrolment twice."""

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        return [*super().enrolments_to_provision(narrowed_by)] * 2

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        return [*super().provisioned_enrolments()] * 2


@pytest.mark.parametrize("width", [1, 3])
def test_it_is_provisioned_once(width: int) -> None:
    world = Rto(Joined([enrolment(), enrolment("1002", JOANA)]), portal(), width=width)
    assert len(world.agent().plan().writing) == 2
    report = world.run()
    assert ended(report) == ""
    assert outcomes(report) == {"1001": "provisioned", "1002": "provisioned"}
    assert "2 Student(s) to enrol" in world.messages
    assert report.counts("provisioning") == {"provisioned": 2}


@pytest.mark.parametrize("width", [1, 3])
def test_its_results_are_fetched_once(width: int) -> None:
    idle = evolve(provisioned(unit("ICTWEB305")), id=EnrolmentId("1002"))
    world = Rto(Joined([provisioned(unit()), idle]), finished("ICTWEB304"), width=width)
    report = world.run(only="results")
    assert ended(report) == ""
    assert report.counts("results") == {"written": 1, "unchanged": 1}
    assert report.wrote == 1
