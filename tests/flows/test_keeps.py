"""Holds that flows raise themselves, answered with keep."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from talent_powerpro.errors import Held, Kept
from talent_powerpro.flows.keeps import with_keeps
from talent_powerpro.flows.results import Fetched
from talent_powerpro.records.step import Flow, Note

KEPT, OTHER = Held("kept", reason="vetoed"), Held("other", reason="vetoed")


def is_kept(hold: Held) -> bool:
    return hold is KEPT


def ending(value: object = None, fault: Held | None = None) -> Flow[object]:
    yield Note("enrolling", ("Joana", "126", ""))
    if fault:
        raise fault
    return value


def value_of(flow: Flow[object]) -> object:
    assert isinstance(flow, Generator)
    assert isinstance(next(flow), Note)  # Its steps are those of the flow itself.
    with pytest.raises(StopIteration) as stop:
        next(flow)
    return stop.value.value


def test_a_kept_hold_ends_the_flow_without_a_hold() -> None:
    several = Held("several", reason="x")
    several.others = (KEPT,)
    for fault in (KEPT, several):
        flow = with_keeps(ending(fault=fault), is_kept)
        next(flow)
        with pytest.raises(Kept):
            next(flow)


def test_any_other_hold_is_raised_as_it_is() -> None:
    flow = with_keeps(ending(fault=OTHER), is_kept)
    next(flow)
    with pytest.raises(Held) as hold:
        next(flow)
    assert hold.value is OTHER


def test_kept_holds_of_single_results_are_left_out() -> None:
    fetched = value_of(with_keeps(ending(Fetched(held=(KEPT, OTHER))), is_kept))
    assert fetched == Fetched(held=(OTHER,))
    assert value_of(with_keeps(ending("else"), is_kept)) == "else"
