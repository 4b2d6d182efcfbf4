"""Checks of an agent's state, which is put together from a host's parts and others."""

from __future__ import annotations

from typing import TypeVar

from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.record import Remark

T = TypeVar("T")


def required(part: T | None) -> T:
    """Return a part of a state that was filled from `memory_state`, which has every part."""
    assert part is not None
    return part


def remarks_on(state: AgentState) -> tuple[Remark, ...]:
    """Return the remark for each report where the journal or the lock ends with the process."""
    if state.journal is not None and state.lock is not None:
        return ()
    return (
        Remark(
            "state-in-memory",
            "The agent keeps its state in memory only. Due marks and the run lock are lost when "
            "this process ends.",
        ),
    )
