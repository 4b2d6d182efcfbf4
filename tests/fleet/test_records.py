"""What the fleet's database keeps of a run: values by name, and nothing that is not known yet."""

from __future__ import annotations

from inspect import Parameter, signature

import pytest
from attrs import asdict

from support.fleet.states import NOW
from talent_powerpro.fleet.records import FleetRun, FleetState, RtoState, RunEnd, WorkerState


def test_a_run_that_has_begun_has_nothing_of_an_end_yet() -> None:
    begun = FleetRun(number=7, rto="perth", worker="north:1201", due=None, started=NOW)
    assert asdict(begun) == {
        "number": 7,
        "rto": "perth",
        "worker": "north:1201",
        "due": None,
        "started": NOW,
        "ended": None,
        "exit": None,
        "lost": False,
        "run_id": "",
        "counts": {},
        "wrote": 0,
        "needs_person": {},
        "message": "",
        "remedy": "",
    }


def test_a_run_that_could_not_begin_has_no_id_and_has_counted_and_written_nothing() -> None:
    assert asdict(RunEnd(exit=3, message="why")) == {
        "exit": 3,
        "run_id": "",
        "counts": {},
        "wrote": 0,
        "needs_person": {},
        "message": "why",
        "remedy": "",
    }


@pytest.mark.parametrize("kind", [FleetRun, RunEnd, RtoState, WorkerState, FleetState])
def test_no_two_texts_or_times_can_change_places(kind: type) -> None:
    """Each value is given by its name."""
    given = signature(kind).parameters.values()
    assert {each.kind for each in given} == {Parameter.KEYWORD_ONLY}
