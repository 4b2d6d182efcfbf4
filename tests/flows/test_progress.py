"""Whom to ask for the progress, and in which Talent course. More in ``test_results``."""

from __future__ import annotations

import pytest

from support.by_hand import answered
from support.the_guide import finished, provisioned, rules, unit
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.flows.progress import asked_progress, unreachable
from talent_powerpro.records.links import UNKNOWN
from talent_powerpro.rules.policy import Policy, RepeatedUnits


@pytest.mark.parametrize("repeated", list(RepeatedUnits))
def test_the_courses_own_list_is_asked_where_the_policy_needs_it(repeated: RepeatedUnits) -> None:
    enrolment = provisioned(unit())
    flow = asked_progress(enrolment, rules(Policy(repeated_units=repeated)), UNKNOWN)
    _, found = answered(flow, finished("ICTWEB304"), MemoryPowerPro([enrolment]))
    assert len(found.progress.units) == 3
    assert bool(found.listed) is (repeated is RepeatedUnits.ALL)


def test_results_that_cannot_be_fetched_are_a_failure() -> None:
    assert unreachable("why", "what to do").reason == "results-unreachable"
