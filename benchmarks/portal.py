"""The portal: a sandbox in a process of its own, with latency, that counts its calls.

Reads a `PortalSize` as one line of JSON, prints its address, and ends when its standard input
does. Beside the API, it answers ``GET /benchmark/counts``, and changes by
``/benchmark/clock/SECONDS`` (after `START`) and ``/benchmark/complete/NUMBER``.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from benchmarks.college import (
    FIRST_COURSE,
    FIRST_USER,
    GROUP,
    PROVISIONED_AT,
    START,
    ZONE,
    College,
    email_of,
    talent_name,
    unit_code,
)
from talent_powerpro.sandbox import (
    LimitAnswer,
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalGroup,
    PortalUnit,
    PortalUser,
    Quirks,
    Request,
    Response,
    Sandbox,
    serve,
)

CONTROL = "/benchmark/"
GROUP_ID = "5"
TOO_MANY = 429
NO_LIMIT = 10_000_000


@frozen
class PortalSize:
    """A college's portal, as it is started."""

    college: College
    latency: float = 0.0
    """Seconds until each answer."""
    per_hour: int = NO_LIMIT
    per_5_seconds: int = NO_LIMIT
    completed: int = 0
    """So many learners have completed one unit."""


class CountingSandbox(Sandbox):
    """A sandbox that counts calls and refusals, and answers late."""

    def __init__(self, size: PortalSize) -> None:
        self._college, self._latency = size.college, size.latency
        self._offset, self._began = timedelta(), time.monotonic()
        self._counted: Counter[str] = Counter()
        self._counting = Lock()
        super().__init__(portal_of(size), clock=self._now)
        self._complete(size.completed)

    def _now(self) -> datetime:
        return START + self._offset + timedelta(seconds=time.monotonic() - self._began)

    def handle(self, request: Request) -> Response:
        if request.path.startswith(CONTROL):
            return self._controlled(*request.path.removeprefix(CONTROL).split("/"))
        response = super().handle(request)
        action = request.path.split("/")[3].lower()
        with self._counting:
            if response.status == TOO_MANY:
                self._counted["refused"] += 1
            elif action != "ratelimit":  # TalentLMS does not count it
                self._counted["calls"] += 1
        return evolve(response, delay=self._latency)

    def _controlled(self, what: str, value: str = "0") -> Response:
        if what == "clock":
            self._offset = timedelta(seconds=float(value))
        if what == "complete":
            self._complete(int(value))
        answer = {name: self._counted[name] for name in ("calls", "refused")}
        return Response(200, {"Content-Type": "application/json"}, json.dumps(answer).encode())

    def _complete(self, learners: int) -> None:
        """Let so many learners complete their first unit."""
        for number in self._college.some(learners) if learners else ():
            course = FIRST_COURSE + number % self._college.courses
            self.complete(FIRST_USER + number, course, unit_code(0), START - timedelta(hours=1))


def portal_of(size: PortalSize) -> Portal:
    college = size.college
    first = 0 if college.known else college.enrolments
    learners = range(college.enrolments if college.known and college.enrolled else 0)
    return Portal(
        domain="powerpro.talentlms.com",
        zone=ZoneInfo(ZONE),
        calls_per_hour=size.per_hour,
        calls_per_5_seconds=size.per_5_seconds,
        enforce_limits=True,
        quirks=Quirks(limit_answer=LimitAnswer.TOO_MANY),
        next_user_id=FIRST_USER + college.enrolments + college.strangers + 1,
        users=tuple(map(_user, range(first, college.enrolments + college.strangers))),
        courses=tuple(_course(number, college.units) for number in range(college.courses)),
        groups=(
            PortalGroup(
                GROUP_ID,
                "Group",
                GROUP,
                members=tuple(str(FIRST_USER + number) for number in learners if college.group),
            ),
        ),
        enrolments=tuple(
            PortalEnrolment(
                FIRST_USER + number,
                FIRST_COURSE + number % college.courses,
                enrolled=PROVISIONED_AT,
            )
            for number in learners
        ),
    )


def _user(number: int) -> PortalUser:
    email = email_of(number)
    return PortalUser(FIRST_USER + number, email, f"Given{number}", f"Surname{number}", email)


def _course(number: int, units: int) -> PortalCourse:
    course = FIRST_COURSE + number
    return PortalCourse(
        course,
        f"Course {course}",
        units=tuple(PortalUnit(f"{course}{row:02}", talent_name(row)) for row in range(units)),
    )


def main() -> None:
    size = json.loads(sys.stdin.readline())
    size["college"] = College(**size["college"])
    with serve(CountingSandbox(PortalSize(**size))) as url:
        print(url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
