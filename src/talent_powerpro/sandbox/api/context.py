"""Context of one call: its arguments, the portal's state and the present."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, TypeAlias

from attrs import frozen

from talent_powerpro.sandbox.api.state import PortalState
from talent_powerpro.sandbox.http.arguments import Arguments
from talent_powerpro.sandbox.portal.portal import Portal


class ApiCall(NamedTuple):
    """Call that was made. Equal to a pair such as ``("GET", "users")``."""

    method: str
    action: str
    """In lower case; ``""`` where the path leads to no action."""


@frozen
class ApiContext:
    """Context of one action's call: its arguments, the state it may change, and the present."""

    arguments: Arguments
    state: PortalState
    now: datetime

    @property
    def portal(self) -> Portal:
        return self.state.portal


Answer: TypeAlias = dict[str, object] | list[dict[str, object]]
Action: TypeAlias = Callable[[ApiContext], Answer]
"""Function of an action. It returns the answer, or raises `ApiError` and changes nothing."""
