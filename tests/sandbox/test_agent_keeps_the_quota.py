"""An agent over a portal that enforces both limits is never refused, and writes what it learns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from support.metered import CODE, course, learner, student
from support.sandboxed import KEY, Pace, client_over
from support.the_guide import DONE, PERTH, enrolment
from talent_powerpro import Agent, RecordStatus, RunReport
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import memory_state
from talent_powerpro.errors import FaultKind
from talent_powerpro.model import Enrolment, TalentUserId
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.sandbox import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalProgress,
    PortalUnit,
    PortalUser,
    Request,
    Response,
    Sandbox,
)

NAME = "powerpro.talentlms.com"
NOW = datetime(2022, 6, 20, 6, 58, 56, tzinfo=UTC)


def portal(learners: list[Enrolment], limit: int, done: range = range(0)) -> Portal:
    """A portal that accepts *limit* calls an hour, and 200 in five seconds."""
    return Portal(
        NAME,
        ZoneInfo("Australia/Perth"),
        key=KEY,
        next_user_id=10_000,
        users=tuple(
            PortalUser(c.secondary_id, c.email, c.given_names.title(), "Caster", c.email)
            for c in (each.client for each in learners)
        ),
        courses=(PortalCourse("1", "ICT", units=(PortalUnit("11", f"{CODE} Web", "Content"),)),),
        enrolments=tuple(
            PortalEnrolment(
                each.client.secondary_id,
                "1",
                progress=(PortalProgress("11", "Completed", DONE),)
                if int(each.client.secondary_id) in done
                else (),
            )
            for each in learners
        ),
        calls_per_hour=limit,
        enforce_limits=True,
    )


class Counting(Sandbox):
    """A sandbox that counts its calls, and the answers to calls beyond a limit."""

    def __init__(self, portal: Portal, clock: Callable[[], datetime]) -> None:
        super().__init__(portal, clock=clock)
        # Lists, because threads that add to one number at once lose some.
        self._refused: list[str] = []
        self._answered: list[str] = []

    @property
    def answered(self) -> int:
        return len(self._answered)

    @property
    def refused(self) -> int:
        return len(self._refused)

    def handle(self, request: Request) -> Response:
        answer = super().handle(request)
        if answer.status in (403, 429, 503):
            self._refused.append(request.path)
        if "ratelimit" not in request.path:
            self._answered.append(request.path)
        return answer


class College:
    """An RTO whose agent speaks to the portal as it does over HTTP."""

    def __init__(
        self, everybody: list[Enrolment], there: Portal, *, reserve: float, width: int = 8
    ) -> None:
        self.pace = Pace()
        self.sandbox = Counting(there, clock=lambda: NOW + timedelta(seconds=self.pace.seconds))
        self.powerpro = MemoryPowerPro(everybody)
        self.state: AgentState = memory_state()
        self._reserve, self._width = reserve, width
        assert self.state.links is not None
        self.state.links.remember_links(
            [
                VerifiedLink(each.client.code, TalentUserId(each.client.secondary_id), NAME)
                for each in everybody
                if each.client.secondary_id
            ]
        )

    def agent(self) -> Agent:
        return Agent(
            self.powerpro,
            client_over(self.sandbox, self.pace),
            timezone=PERTH,
            state=self.state,
            clock=lambda: NOW + timedelta(seconds=self.pace.seconds),
            width=self._width,
            reserve=self._reserve,
        )

    def run(self) -> RunReport:
        return self.agent().run()


def test_s4_the_first_run_writes_all_that_the_roster_shows() -> None:
    done = range(8, 121, 8)
    learners = [learner(number, 1) for number in range(1, 121)]
    college = College(learners, portal(learners, 50, done), reserve=0.2)
    written = []
    for _ in range(3):
        report = college.run()
        written.append(sum(each.status is RecordStatus.WRITTEN for each in report.records))
        assert college.sandbox.answered <= 40 * len(written)
        college.pace.seconds += 3600
    assert written == [len(done), 0, 0]
    assert college.sandbox.refused == 0


@pytest.mark.parametrize("reserve", [0.2, 0.5])
def test_new_students_are_created_hour_by_hour_and_the_reserve_is_kept(reserve: float) -> None:
    new = [
        evolve(enrolment(f"N{n}", student(n), course(1)), export_date=NOW.date())
        for n in range(1, 31)
    ]
    college = College(new, portal([], 60), reserve=reserve)
    for _ in range(12):
        report = college.run()
        assert college.sandbox.answered <= 60 * (1 - reserve) * (1 + college.pace.seconds // 3600)
        assert report.stopped is None or report.stopped.kind is FaultKind.QUOTA
        college.pace.seconds += 3600
    assert all(each.provisioning_log for each in college.powerpro.enrolments)
    assert college.sandbox.refused == 0


@pytest.mark.parametrize("width", [1, 8])
def test_both_stages_together_stay_within_the_calls_of_five_seconds(width: int) -> None:
    """With width 1 the clock moves only as far as the pace needs, so one call too many shows."""
    learners = [learner(number, 1) for number in range(1, 101)]
    new = [
        evolve(enrolment(f"N{n}", student(n), course(1)), export_date=NOW.date())
        for n in range(501, 561)
    ]
    there = portal(learners, 2000)
    college = College([*learners, *new], there, reserve=0.2, width=width)
    assert college.run().stopped is None
    # A roster, two pages of users, a sign-up and an enrolment for each; then the progress.
    assert college.sandbox.answered == 1 + 2 + 2 * 60 + 100
    assert all(each.provisioning_log for each in college.powerpro.enrolments)
    assert college.sandbox.refused == 0
    assert college.pace.slept


@pytest.mark.parametrize("minutes", [30, 60])
def test_the_budget_says_what_the_sandbox_then_counts(minutes: int) -> None:
    learners = [learner(number, 1) for number in range(1, 31)]
    college = College(learners, portal(learners, 2000), reserve=0.2)
    assert college.run().stopped is None
    college.pace.seconds += 60 * minutes
    before = college.sandbox.answered
    (found,) = [s for s in college.agent().budget().schedules if s.minutes == minutes]
    assert college.sandbox.answered == before
    counted = []
    for _ in range(24 * 60 // minutes):
        at, before = college.pace.seconds, college.sandbox.answered
        college.run()
        counted.append(college.sandbox.answered - before)
        college.pace.seconds = at + 60 * minutes
    an_hour = 60 // minutes
    assert found.per_run == max(counted)
    assert found.per_hour == max(
        sum(counted[first : first + an_hour]) for first in range(len(counted))
    )
    assert sum(counted) == len(counted) + len(learners)
    assert college.sandbox.refused == 0
