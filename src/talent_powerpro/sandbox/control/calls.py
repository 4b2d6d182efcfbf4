"""Calls that no portal has: what learners and people at the portal do, and faults on demand.

Each answers as JSON, and what it cannot do it says in an error of its own type, so that
nobody takes it for the API's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from attrs import frozen

from talent_powerpro.sandbox.api.actions import ACTIONS
from talent_powerpro.sandbox.api.deletion import undelete
from talent_powerpro.sandbox.api.state import PortalState
from talent_powerpro.sandbox.api_errors import SANDBOX_ERROR, ApiError
from talent_powerpro.sandbox.control.learner import step_asked_for, take_step
from talent_powerpro.sandbox.control.snapshot import portal_now
from talent_powerpro.sandbox.faults.switches import Switches, checked, switch_asked_for
from talent_powerpro.sandbox.http.arguments import Arguments
from talent_powerpro.sandbox.http.messages import Response
from talent_powerpro.sandbox.http.php_json import as_json
from talent_powerpro.sandbox.http.routes import OWN
from talent_powerpro.sandbox.portal.writing import portal_text


@frozen
class OwnCall:
    """What a call of the sandbox's own is given."""

    arguments: Arguments
    state: PortalState
    switches: Switches
    now: datetime


def _complete(call: OwnCall) -> Response:
    return as_json(take_step(call.state, step_asked_for(call.arguments), call.now))


def _undelete(call: OwnCall) -> Response:
    return as_json(undelete(call.state, call.arguments.number("user_id"), call.now))


def _fault(call: OwnCall) -> Response:
    call.switches.set(checked(switch_asked_for(call.arguments), ACTIONS))
    return _switches(call)


def _clear(call: OwnCall) -> Response:
    call.switches.clear()
    return _switches(call)


def _switches(call: OwnCall) -> Response:
    return as_json(
        [
            {"action": on.action, "kind": on.fault.kind.value, "times": on.times}
            for on in call.switches.on
        ]
    )


def _portal(call: OwnCall) -> Response:
    text = portal_text(portal_now(call.state))
    return Response(200, {"Content-Type": "application/toml; charset=utf-8"}, text.encode())


CALLS: Mapping[tuple[str, str], Callable[[OwnCall], Response]] = {
    ("POST", "complete"): _complete,
    ("POST", "undelete"): _undelete,
    ("POST", "fault"): _fault,
    ("POST", "clear-faults"): _clear,
    ("GET", "faults"): _switches,
    ("GET", "portal"): _portal,
}


def own_call(method: str, path: str) -> Callable[[OwnCall], Response]:
    """Raises `ApiError` where there is no such call."""
    name = path.removeprefix(OWN).removesuffix("/")
    known = {called: how for how, called in CALLS}
    if name not in known:
        there = ", ".join(f"{how} {OWN}{called}" for how, called in CALLS)
        raise ApiError(404, f"no such call; there are {there}", SANDBOX_ERROR)
    if known[name] != method:
        raise ApiError(405, f"send {known[name]} {OWN}{name}", SANDBOX_ERROR)
    return CALLS[method, name]
