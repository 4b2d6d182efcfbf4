"""The sandbox itself: a request in, a response out, whichever way they travel."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from talent_powerpro.sandbox import pages
from talent_powerpro.sandbox.actions import ACTIONS
from talent_powerpro.sandbox.arguments import of_request
from talent_powerpro.sandbox.asked import Asked
from talent_powerpro.sandbox.credentials import key_of, opens
from talent_powerpro.sandbox.exchange import Request, Response
from talent_powerpro.sandbox.learner import FAULT, Step, step_asked_for, take_step
from talent_powerpro.sandbox.php_json import encode, without_timestamps
from talent_powerpro.sandbox.portal import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalGroup,
    PortalUser,
)
from talent_powerpro.sandbox.refusals import INVALID_KEY, NO_ACTION, ApiError, missing
from talent_powerpro.sandbox.routes import API, OWN, Nowhere, Route, route
from talent_powerpro.sandbox.state import PortalState

logger = logging.getLogger(__name__)


class ApiCall(NamedTuple):
    """One call that was made: compares equal to ``("GET", "users")``."""

    method: str
    action: str
    """In lower case; ``""`` when the path led nowhere."""


def _now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """A TalentLMS of one's own: one portal, held in memory.

    May be used from several threads at once. *clock* returns the present as an aware
    datetime. The rows are there to be looked at, and in a test to be replaced:
    ``sandbox.users["7"] = attrs.evolve(sandbox.users["7"], email="")``.
    """

    def __init__(self, portal: Portal, *, clock: Callable[[], datetime] = _now) -> None:
        """Raises `SettingsFault` for a portal that contradicts itself, all faults at once."""
        self._clock = clock
        self._state = PortalState(portal, clock())
        self._calls: list[ApiCall] = []
        self._lock = threading.Lock()

    @property
    def portal(self) -> Portal:
        """The portal as it was when the sandbox started."""
        return self._state.portal

    @property
    def users(self) -> dict[str, PortalUser]:
        """By user id, deleted ones too."""
        return self._state.users

    @property
    def courses(self) -> dict[str, PortalCourse]:
        """By course id."""
        return self._state.courses

    @property
    def groups(self) -> dict[str, PortalGroup]:
        """By group id."""
        return self._state.groups

    @property
    def enrolments(self) -> dict[tuple[str, str], PortalEnrolment]:
        """By user id and course id."""
        return self._state.enrolments

    @property
    def memberships(self) -> set[tuple[str, str]]:
        """Pairs of user id and group id."""
        return self._state.memberships

    @property
    def calls(self) -> tuple[ApiCall, ...]:
        """Every call of the API so far, refused ones and `ratelimit` too, oldest first."""
        return tuple(self._calls)

    def handle(self, request: Request) -> Response:
        """Answer one request. Everything that a portal would answer is an answer, never raised."""
        with self._lock:
            return self._own(request) if request.path.startswith(OWN) else self._api(request)

    def complete(
        self,
        user_id: str | int,
        course_id: str | int,
        unit: str | int,
        at: datetime | None = None,
        label: str = "Completed",
    ) -> None:
        """Make a learner's progress: *unit* is a unit's id or the first word of its name.

        *at* is aware; ``None`` is now, and no date for the labels Not attempted,
        In progress and Pending. A repeat replaces what was there. Raises `ApiError`
        when there is no such user, course or unit, or no such enrolment.
        """
        step = Step(str(user_id), str(course_id), str(unit), label, at)
        with self._lock:
            take_step(self._state, step, self._clock())

    # --- the API --------------------------------------------------------------------

    def _api(self, request: Request) -> Response:
        """The way in, outermost first: load balancer, web server, the portal's routes, its key."""
        where = route(request.path)
        call = ApiCall(request.method, "" if isinstance(where, Nowhere) else where.action)
        self._calls.append(call)
        response = self._let_in(request, where)
        # Only names that are known: a path may hold anything, and the log is for people.
        known = call.action if call.action in ACTIONS else "(no such action)"
        logger.info("%s %s -> %d", call.method, known, response.status)
        return response

    def _let_in(self, request: Request, where: Route | Nowhere) -> Response:
        if request.method not in {"GET", "POST"}:
            return pages.method_405("GET, POST")
        key = key_of(request)
        if not key and request.path.startswith(API):
            return pages.load_balancer_401()
        if isinstance(where, Nowhere):
            return where.page()
        return self._json(lambda: self._act(request, where, key))

    def _act(self, request: Request, where: Route, key: str) -> object:
        """The API's own order of checks: key, action, then the action's (sheet, section 15)."""
        self._check_key(key)
        now, row = self._clock(), ACTIONS.get(where.action)
        if row is None or row.is_counted:
            self._state.window.count(now)
        if row is None or request.method not in row.methods:
            raise missing(NO_ACTION)
        arguments = of_request(request, where.arguments, takes_json=row.takes_json)
        answer = row.answer(Asked(arguments, self._state, now))
        return answer if self.portal.quirks.timestamps else without_timestamps(answer)

    # --- the sandbox's own call -------------------------------------------------------

    def _own(self, request: Request) -> Response:
        key = key_of(request)
        if not key:
            return pages.load_balancer_401()
        return self._json(lambda: self._step(request, key))

    def _step(self, request: Request, key: str) -> object:
        self._check_key(key)
        if request.path.removesuffix("/") != OWN + "complete":
            raise ApiError(404, f"no such call; there is POST {OWN}complete", FAULT)
        if request.method != "POST":
            raise ApiError(405, f"send POST {OWN}complete, with a form", FAULT)
        step = step_asked_for(of_request(request, {}, takes_json=True))
        return take_step(self._state, step, self._clock())

    def _check_key(self, key: str) -> None:
        if not opens(key, self.portal.key):
            raise ApiError(401, INVALID_KEY)

    @staticmethod
    def _json(answer: Callable[[], object]) -> Response:
        """An answer as JSON, an `ApiError` as well."""
        try:
            status, body = 200, answer()
        except ApiError as error:
            status, body = error.status, error.answer
        return Response(status, {"Content-Type": "application/json"}, encode(body))
