"""Wraps a flow so that a hold which a person answered with keep ends it without a report."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from attrs import evolve

from talent_powerpro.errors import Held, Kept
from talent_powerpro.flows.results import Fetched
from talent_powerpro.records.step import Flow

T = TypeVar("T")


def with_keeps(flow: Flow[T], keeps: Callable[[Held], bool]) -> Flow[T]:
    """*flow*, which raises `Kept` in place of a hold that *keeps* says was answered so.

    `Rules.weigh` knows the answers to concerns. This is for the holds that flows raise themselves.
    """
    try:
        value = yield from flow
    except Held as hold:
        if any(map(keeps, hold.all)):
            raise Kept(hold.message) from hold
        raise
    if isinstance(value, Fetched):
        held = tuple(each for each in value.held if not keeps(each))
        # mypy: T is Fetched here, and evolve returns the same type.
        return evolve(value, held=held)
    return value
