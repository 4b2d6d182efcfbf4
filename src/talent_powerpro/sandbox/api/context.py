"""The context of one call: its arguments, the portal's state and the present."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, TypeAlias

from attrs import frozen

from talent_powerpro.sandbox.api.state import PortalState
from talent_powerpro.sandbox.http.arguments import Arguments
from talent_powerpro.sandbox.portal.portal import Portal


class ApiCall(NamedTuple):
    """One call that was made: compares equal to ``("GET", "users")``."""

    method: str
    action: str
    """In lower case; ``""`` when the path led nowhere."""


@frozen
class ApiContext:
    """One call of an action: its arguments, what it may look at and change, and when it is."""

    arguments: Arguments
    state: PortalState
    now: datetime

    @property
    def portal(self) -> Portal:
        return self.state.portal


Answer: TypeAlias = dict[str, object] | list[dict[str, object]]
Action: TypeAlias = Callable[[ApiContext], Answer]
"""Answers with what is to become JSON; raises `ApiError`, and has changed nothing then."""
