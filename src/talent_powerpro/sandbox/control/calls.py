"""Control calls of the sandbox, which no portal has: progress, undeleting, faults, saving.

Their errors have a type of their own, so that nobody takes one for an error of the API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from attrs import frozen

from talent_powerpro.sandbox.api.actions import ACTIONS
from talent_powerpro.sandbox.api.deletion import undelete
from talent_powerpro.sandbox.api.state import PortalState
from talent_powerpro.sandbox.api_errors import SANDBOX_ERROR, ApiError
from talent_powerpro.sandbox.control.learner import step_from_form, take_step
from talent_powerpro.sandbox.control.snapshot import portal_now
from talent_powerpro.sandbox.faults.switches import Switches, checked, switch_from_form
from talent_powerpro.sandbox.http.arguments import Arguments
from talent_powerpro.sandbox.http.messages import Response
from talent_powerpro.sandbox.http.php_json import as_json
from talent_powerpro.sandbox.http.routes import CONTROL
from talent_powerpro.sandbox.portal.writing import portal_text


@frozen
class ControlCall:
    """Context of one control call: its arguments, and the state and switches it may change."""

    arguments: Arguments
    state: PortalState
    switches: Switches
    now: datetime


def _complete(call: ControlCall) -> Response:
    return as_json(take_step(call.state, step_from_form(call.arguments), call.now))


def _undelete(call: ControlCall) -> Response:
    return as_json(undelete(call.state, call.arguments.number("user_id"), call.now))


def _fault(call: ControlCall) -> Response:
    call.switches.set(checked(switch_from_form(call.arguments), ACTIONS))
    return _switches(call)


def _clear(call: ControlCall) -> Response:
    call.switches.clear()
    return _switches(call)


def _switches(call: ControlCall) -> Response:
    return as_json(
        [
            {"action": on.action, "kind": on.fault.kind.value, "times": on.times}
            for on in call.switches.on
        ]
    )


def _portal(call: ControlCall) -> Response:
    text = portal_text(portal_now(call.state))
    return Response(200, {"Content-Type": "application/toml; charset=utf-8"}, text.encode())


CALLS: Mapping[tuple[str, str], Callable[[ControlCall], Response]] = {
    ("POST", "complete"): _complete,
    ("POST", "undelete"): _undelete,
    ("POST", "fault"): _fault,
    ("POST", "clear-faults"): _clear,
    ("GET", "faults"): _switches,
    ("GET", "portal"): _portal,
}


def control_call(method: str, path: str) -> Callable[[ControlCall], Response]:
    """The function of a control call. Raises `ApiError` where there is no such call."""
    name = path.removeprefix(CONTROL).removesuffix("/")
    known = {called: how for how, called in CALLS}
    if name not in known:
        there = ", ".join(f"{how} {CONTROL}{called}" for how, called in CALLS)
        raise ApiError(404, f"there is no such control call; use one of {there}", SANDBOX_ERROR)
    if known[name] != method:
        raise ApiError(405, f"wrong method; use {known[name]} {CONTROL}{name}", SANDBOX_ERROR)
    return CALLS[method, name]
