"""Fault switches: let the next calls of an action meet a fault. Set in code or over HTTP.

`faults.kinds` describes the faults.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import evolve, field, frozen

from talent_powerpro.sandbox.api_errors import SANDBOX_ERROR, ApiError
from talent_powerpro.sandbox.faults.kinds import KINDS, Fault, FaultKind
from talent_powerpro.sandbox.http.arguments import Arguments

ANY = "*"
"""Stands for any action."""


@frozen
class Switch:
    """A fault, and the number of an action's next calls that meet it."""

    action: str
    fault: Fault
    times: int = field(default=1)


class Switches:
    """The switches that are on, in the order they were set. An action's calls meet them in turn."""

    def __init__(self) -> None:
        self._on: list[Switch] = []

    def set(self, switch: Switch) -> None:
        self._on.append(switch)

    def clear(self) -> None:
        self._on.clear()

    def next_for(self, action: str) -> Fault | None:
        """The fault for the next call of *action*, or ``None``. Lowers the switch's count."""
        for place, switch in enumerate(self._on):
            if switch.action in (action, ANY):
                left = evolve(switch, times=switch.times - 1)
                self._on[place : place + 1] = [left] if left.times else []
                return switch.fault
        return None

    @property
    def on(self) -> tuple[Switch, ...]:
        return tuple(self._on)


def checked(switch: Switch, actions: Mapping[str, object]) -> Switch:
    """The switch, if the sandbox can play it. Raises `ApiError` with field, value and remedy."""
    faults = [fault for fine, fault in _rules(switch, actions) if not fine]
    if faults:
        raise ApiError(400, "; ".join(faults), SANDBOX_ERROR)
    return switch


def _rules(switch: Switch, actions: Mapping[str, object]) -> Iterator[tuple[bool, str]]:
    """Conditions of a switch, each with the message for a switch that fails it."""
    fault = switch.fault
    seconds, statuses = fault.seconds or 0, _statuses(fault.kind)
    yield (
        switch.action == ANY or switch.action in actions,
        f"action: {switch.action!r} is not an action of the sandbox; send {ANY} for any action, "
        "or one of " + ", ".join(actions),
    )
    yield switch.times >= 1, f"times: {switch.times} is too few; send 1 or more"
    yield (
        math.isfinite(seconds) and seconds >= 0,
        f"seconds: {fault.seconds} is not a waiting time; send 0 or more",
    )
    yield (
        fault.status is None or fault.status in statuses,
        f"status: {fault.status} is not a status of {fault.kind}; "
        f"send {statuses[0]} to {statuses[-1]}",
    )
    for name, text in (("retry_after", fault.retry_after), ("location", fault.location)):
        yield (
            text.isascii() and (text.isprintable() or not text),
            f"{name}: {text!r} cannot be sent in a header; send printable ASCII",
        )
    yield (
        fault.takes_effect or not KINDS[fault.kind].needs_answer,
        f"effect: {fault.kind} damages the portal's own answer, so the call always takes effect; "
        "leave effect out",
    )


def _statuses(kind: FaultKind) -> range:
    return range(300, 400) if kind is FaultKind.REDIRECT else range(200, 600)


def switch_from_form(arguments: Arguments) -> Switch:
    """The switch that a form describes. Raises `ApiError` with field, value and remedy."""
    sent = {name: value.strip() for name, value in arguments.items() if value.strip()}
    kinds = [kind.value for kind in FaultKind]
    if "action" not in sent or sent.get("kind") not in kinds:
        raise ApiError(
            400,
            f"action, kind: {sent.get('action', '')!r} and {sent.get('kind', '')!r} were sent; "
            f"send an action and one of {', '.join(kinds)}",
            SANDBOX_ERROR,
        )
    settings: dict[str, Any] = {
        name: read(name, sent[name]) for name, read in _SETTINGS.items() if name in sent
    }
    fault = evolve(Fault(FaultKind(sent["kind"])), **settings)
    times = _whole("times", sent.get("times", "1"))
    return Switch(sent["action"].lower(), fault, times)


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    raise ApiError(400, f"{name}: {text!r} is not a number; send digits", SANDBOX_ERROR)


def _whole(name: str, text: str) -> int:
    return int(_number(name, text))


def _yes_or_no(name: str, text: str) -> bool:
    if text.lower() in ("yes", "no"):
        return text.lower() == "yes"
    raise ApiError(400, f"{name}: {text!r} is neither yes nor no; send yes or no", SANDBOX_ERROR)


_SETTINGS: Mapping[str, Callable[[str, str], object]] = {
    "seconds": _number,
    "message": lambda _, text: text,
    "type": lambda _, text: text,
    "status": _whole,
    "retry_after": lambda _, text: text,
    "location": lambda _, text: text,
    "effect": _yes_or_no,
}
"""Readers of a fault's settings in a form, by name."""
