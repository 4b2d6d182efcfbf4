"""Faults on demand: what a call meets instead of its answer (API sheet, section 15).

A switch is for one action and so many calls. Some faults come before the portal has done
anything, some after: then the call took effect, and only its answer is spoiled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import StrEnum

from attrs import evolve, field, frozen

from talent_powerpro.sandbox import pages
from talent_powerpro.sandbox.arguments import Arguments
from talent_powerpro.sandbox.exchange import Ending, Response, unanswered
from talent_powerpro.sandbox.php_json import as_json
from talent_powerpro.sandbox.refusals import SANDBOX_ERROR, ApiError

ANY = "*"
"""In place of an action: whatever is called next."""


class FaultKind(StrEnum):
    """What goes wrong."""

    HTML_404 = "html-404"
    """The portal's own page. The call took no effect."""
    HTML_401 = "html-401"
    """The load balancer's page. No effect."""
    HTML_502 = "html-502"
    """The load balancer's page. No effect."""
    HTML_503 = "html-503"
    """The load balancer's page. No effect."""
    ERROR_BODY = "error-body"
    """A JSON error, with status 200 unless told otherwise. No effect."""
    RESET = "reset"
    """The connection is reset before the portal did anything. No effect."""
    LOST = "lost"
    """The call takes effect; then the connection is closed without an answer."""
    HANG = "hang"
    """The call takes effect; its answer comes after so many seconds."""
    EMPTY_BODY = "empty-body"
    """The call takes effect; the answer's body is empty."""
    NULL_BODY = "null-body"
    """The call takes effect; the answer's body is ``null``."""
    TRUNCATED_JSON = "truncated-json"
    """The call takes effect; half of the answer's body is missing."""


@frozen
class Fault:
    """One fault, with whatever its kind can be told."""

    kind: FaultKind
    seconds: float = 90.0
    """Of `FaultKind.HANG`."""
    message: str = "Internal error"
    """Of `FaultKind.ERROR_BODY`."""
    type: str = "invalid_request_error"
    """The error's type, of `FaultKind.ERROR_BODY`: this, or ``api_error``."""
    status: int = 200
    """Of `FaultKind.ERROR_BODY`."""

    @property
    def before(self) -> Response | None:
        """The answer that is given before anything is done; ``None``: the call goes on."""
        answer = _BEFORE.get(self.kind)
        return answer(self) if answer else None

    def after(self, response: Response) -> Response:
        """What becomes of the answer of a call that went on."""
        return _AFTER[self.kind](self, response)


def _error_body(fault: Fault) -> Response:
    return as_json(ApiError(fault.status, fault.message, fault.type).answer, fault.status)


_BEFORE: Mapping[FaultKind, Callable[[Fault], Response]] = {
    FaultKind.HTML_404: lambda _: pages.portal_404(),
    FaultKind.HTML_401: lambda _: pages.load_balancer_401(),
    FaultKind.HTML_502: lambda _: pages.bad_gateway_502(),
    FaultKind.HTML_503: lambda _: pages.service_unavailable_503(),
    FaultKind.ERROR_BODY: _error_body,
    FaultKind.RESET: lambda _: unanswered(Ending.RESET),
}
_AFTER: Mapping[FaultKind, Callable[[Fault, Response], Response]] = {
    FaultKind.LOST: lambda _, __: unanswered(Ending.HANG_UP),
    FaultKind.HANG: lambda fault, answer: evolve(answer, delay=fault.seconds),
    FaultKind.EMPTY_BODY: lambda _, answer: evolve(answer, body=b""),
    FaultKind.NULL_BODY: lambda _, answer: evolve(answer, body=b"null"),
    FaultKind.TRUNCATED_JSON: lambda _, answer: evolve(
        answer, body=answer.body[: len(answer.body) // 2]
    ),
}


@frozen
class Switch:
    """A fault for an action's next calls."""

    action: str
    fault: Fault
    times: int = field(default=1)


class Switches:
    """Those that are on, in the order they were set: an action's calls meet them in turn."""

    def __init__(self) -> None:
        self._on: list[Switch] = []

    def set(self, switch: Switch) -> None:
        self._on.append(switch)

    def clear(self) -> None:
        self._on.clear()

    def next_for(self, action: str) -> Fault | None:
        """The fault that a call of *action* meets; ``None``: none. Used up by asking."""
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
    """The switch, if it can be played. Raises `ApiError`, naming field, value and remedy."""
    fault = switch.fault
    rules = (
        (
            switch.action == ANY or switch.action in actions,
            f"action: {switch.action!r} is no action here; send {ANY} for any, or one of "
            + ", ".join(actions),
        ),
        (switch.times >= 1, f"times: {switch.times} is too few; send 1 or more"),
        (
            math.isfinite(fault.seconds) and fault.seconds >= 0,
            f"seconds: {fault.seconds} cannot be waited; send 0 or more",
        ),
        (200 <= fault.status <= 599, f"status: {fault.status} is none; send one such as 500"),
    )
    faults = [told for fine, told in rules if not fine]
    if faults:
        raise ApiError(400, "; ".join(faults), SANDBOX_ERROR)
    return switch


def switch_asked_for(arguments: Arguments) -> Switch:
    """The switch that a form describes. Raises `ApiError`, naming field, value and remedy."""
    sent = {name: value.strip() for name, value in arguments.items() if value.strip()}
    kinds = [kind.value for kind in FaultKind]
    if "action" not in sent or sent.get("kind") not in kinds:
        raise ApiError(
            400,
            f"action, kind: sent {sent.get('action', '')!r} and {sent.get('kind', '')!r}; send an "
            f"action and one of {', '.join(kinds)}",
            SANDBOX_ERROR,
        )
    least = Fault(FaultKind(sent["kind"]))
    fault = evolve(
        least,
        seconds=_number(sent, "seconds", least.seconds),
        message=sent.get("message", least.message),
        type=sent.get("type", least.type),
        status=int(_number(sent, "status", least.status)),
    )
    return Switch(sent["action"].lower(), fault, int(_number(sent, "times", 1)))


def _number(sent: Mapping[str, str], name: str, default: float) -> float:
    try:
        number = float(sent.get(name, default))
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    raise ApiError(400, f"{name}: {sent[name]!r} is no number; send digits", SANDBOX_ERROR)
