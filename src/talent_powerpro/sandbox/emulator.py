"""Simulator of one portal in memory: answers requests with responses."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from talent_powerpro.sandbox.api.actions import ACTIONS
from talent_powerpro.sandbox.api.context import ApiCall, ApiContext
from talent_powerpro.sandbox.api.deletion import undelete
from talent_powerpro.sandbox.api.state import PortalState
from talent_powerpro.sandbox.api_errors import INVALID_KEY, NO_ACTION, ApiError, missing
from talent_powerpro.sandbox.control.calls import ControlCall, control_call
from talent_powerpro.sandbox.control.learner import Step, take_step
from talent_powerpro.sandbox.control.snapshot import portal_now
from talent_powerpro.sandbox.faults.kinds import Fault, FaultKind
from talent_powerpro.sandbox.faults.switches import Switch, Switches, checked
from talent_powerpro.sandbox.http import pages
from talent_powerpro.sandbox.http.arguments import of_request
from talent_powerpro.sandbox.http.credentials import key_of, opens
from talent_powerpro.sandbox.http.messages import Request, Response
from talent_powerpro.sandbox.http.php_json import (
    answer_or_error,
    as_json,
    with_integer_ids,
    without_timestamps,
)
from talent_powerpro.sandbox.http.routes import API, CONTROL, Nowhere, Route, route
from talent_powerpro.sandbox.portal.portal import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalEvent,
    PortalGroup,
    PortalUser,
)
from talent_powerpro.sandbox.portal.writing import portal_text

logger = logging.getLogger(__name__)

_now = partial(datetime.now, UTC)


class Sandbox:
    """TalentLMS simulator with one portal, in memory. Safe for many threads.

    *clock* returns the present as an aware datetime. The rows are there to look at, and tests
    may replace them: ``sandbox.users["7"] = attrs.evolve(sandbox.users["7"], email="")``.
    """

    def __init__(self, portal: Portal, *, clock: Callable[[], datetime] = _now) -> None:
        """Raises `SettingsFault` with all faults of a portal that contradicts itself."""
        self._clock = clock
        self._state = PortalState(portal, clock())
        self._switches = Switches()
        self._calls: list[ApiCall] = []
        self._lock = threading.Lock()

    @property
    def portal(self) -> Portal:
        """The portal as the sandbox started with it."""
        return self._state.portal

    @property
    def users(self) -> dict[str, PortalUser]:
        """Users by id, deleted ones included."""
        return self._state.users

    @property
    def courses(self) -> dict[str, PortalCourse]:
        """Courses by id."""
        return self._state.courses

    @property
    def groups(self) -> dict[str, PortalGroup]:
        """Groups by id."""
        return self._state.groups

    @property
    def enrolments(self) -> dict[tuple[str, str], PortalEnrolment]:
        """Enrolments by user id and course id."""
        return self._state.enrolments

    @property
    def memberships(self) -> set[tuple[str, str]]:
        """Pairs of user id and group id."""
        return self._state.memberships

    @property
    def calls(self) -> tuple[ApiCall, ...]:
        """All API calls so far, refused ones and `ratelimit` included, oldest first."""
        return tuple(self._calls)

    @property
    def events(self) -> tuple[PortalEvent, ...]:
        """The timeline, oldest first."""
        return tuple(self._state.events)

    def handle(self, request: Request) -> Response:
        """Answer one request. A refusal is an answer too; nothing is raised.

        The response also has the faults that bytes cannot show: in its `Response.ending` (with
        status 0 where there is no answer), delay, pause and padding. `serve` plays them.
        """
        with self._lock:
            answer = self._control if request.path.startswith(CONTROL) else self._api
            return answer(request)

    def complete(
        self,
        user_id: str | int,
        course_id: str | int,
        unit: str | int,
        at: datetime | None = None,
        label: str = "Completed",
        score: str | int = "",
    ) -> None:
        """Set a learner's progress in a unit, named by its id or the first word of its name.

        *at* is aware. ``None`` means now, or no date for the labels Not attempted, In progress
        and Pending. A repeat replaces the earlier progress. Raises `ApiError` where the user,
        the course, the unit or the enrolment does not exist.
        """
        step = Step(str(user_id), str(course_id), str(unit), label, at, str(score))
        with self._lock:
            take_step(self._state, step, self._clock())

    def undelete(self, user_id: str | int) -> None:
        """Restore a deleted user, as an administrator can in TalentLMS's web interface.

        Raises `ApiError` where the user does not exist, or another user has the e-mail or login.
        """
        with self._lock:
            undelete(self._state, str(user_id), self._clock())

    def fault(
        self,
        action: str,
        kind: FaultKind | str,
        *,
        times: int = 1,
        seconds: float | None = None,
        message: str = "Internal error",
        type: str = "invalid_request_error",
        status: int | None = None,
        retry_after: str | int = "",
        location: str = "https://elsewhere.example/",
        effect: bool | None = None,
    ) -> None:
        """Let the next calls of an action meet a fault; ``"*"`` means calls of any action.

        Several faults of one action take effect in the order they were set. The sandbox's
        reference page describes the other arguments; ``None`` is the kind's own default. Raises
        `ApiError` for a fault that cannot be played, ValueError for an unknown *kind*.
        """
        fault = Fault(
            FaultKind(kind),
            seconds=seconds,
            message=message,
            type=type,
            status=status,
            retry_after=str(retry_after),
            location=location,
            effect=effect,
        )
        with self._lock:
            self._switches.set(checked(Switch(action.lower(), fault, times), ACTIONS))

    def clear_faults(self) -> None:
        """Clear all faults that are set."""
        with self._lock:
            self._switches.clear()

    def snapshot(self) -> Portal:
        """The portal as it is now, without the counted calls and the faults that are set."""
        with self._lock:
            return portal_now(self._state)

    def save(self, path: str | Path) -> None:
        """Write a `snapshot` as a portal file, the API key included. Replaces an existing file.

        Raises OSError, and `ApiError` without the extra `sandbox`.
        """
        Path(path).write_text(portal_text(self.snapshot()), encoding="utf-8", newline="\n")

    # --- the API --------------------------------------------------------------------

    def _api(self, request: Request) -> Response:
        where = route(request.path)
        call = ApiCall(request.method, "" if isinstance(where, Nowhere) else where.action)
        self._calls.append(call)
        fault = self._switches.next_for(call.action)
        answer = partial(self._let_in, request, where)
        response = fault.met_by(answer) if fault else answer()
        # Only known names are logged: a path may contain anything, a password included.
        known = call.action if call.action in ACTIONS else "(no such action)"
        logger.info("%s %s -> %d", call.method, known, response.status)
        return response

    def _let_in(self, request: Request, where: Route | Nowhere) -> Response:
        """Answer from the outside in: load balancer, web server, the portal's routes, the API."""
        if request.method not in {"GET", "POST"}:
            return pages.method_405("GET, POST")
        key = key_of(request)
        if not key and request.path.startswith(API):
            return pages.load_balancer_401()
        if isinstance(where, Nowhere):
            return where.page()
        return answer_or_error(lambda: self._act(request, where, key))

    def _act(self, request: Request, where: Route, key: str) -> Response:
        """Check key, limits and action, then run the action. The order of real portals is
        unknown; this one is our choice."""
        self._check_key(key)
        now, row = self._clock(), ACTIONS.get(where.action)
        refusal = self._state.limits.count(now) if row is None or row.is_counted else None
        if refusal is not None:
            return refusal
        if row is None or request.method not in row.methods:
            raise missing(NO_ACTION)
        arguments = of_request(request, where.arguments, takes_json=row.takes_json)
        return as_json(self._as_here(row.answer(ApiContext(arguments, self._state, now))))

    def _as_here(self, answer: object) -> object:
        """The answer with this portal's quirks."""
        quirks = self.portal.quirks
        answer = answer if quirks.timestamps else without_timestamps(answer)
        return with_integer_ids(answer) if quirks.integer_ids else answer

    # --- control calls ----------------------------------------------------------------

    def _control(self, request: Request) -> Response:
        key = key_of(request)
        if not key:
            return pages.load_balancer_401()
        return answer_or_error(lambda: self._control_answer(request, key))

    def _control_answer(self, request: Request, key: str) -> Response:
        self._check_key(key)
        call = control_call(request.method, request.path)
        arguments = of_request(request, {}, takes_json=True)
        return call(ControlCall(arguments, self._state, self._switches, self._clock()))

    def _check_key(self, key: str) -> None:
        if not opens(key, self.portal.key):
            raise ApiError(401, INVALID_KEY)
