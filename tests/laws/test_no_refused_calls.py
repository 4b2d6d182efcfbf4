"""No call is refused by a portal that enforces its calls per hour and in five seconds."""

from __future__ import annotations

from datetime import datetime, timedelta

from benchmarks.college import START, ZONE, College
from benchmarks.portal import TOO_MANY, PortalSize, portal_of
from support.sandboxed import Pace, client_over
from talent_powerpro import Agent
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import FaultKind
from talent_powerpro.sandbox import Request, Response, Sandbox

COLLEGE = College(90, provisioned=False, known=False, group=True, strangers=20)
SIZE = PortalSize(COLLEGE, per_hour=260, per_5_seconds=200)


class Statuses(Sandbox):
    """A sandbox that notes the status of each answer."""

    statuses: tuple[int, ...] = ()

    def handle(self, request: Request) -> Response:
        answer = super().handle(request)
        self.statuses += (answer.status,)
        return answer


def test_runs_keep_both_limits_and_reach_everybody() -> None:
    pace = Pace()  # an answer takes no time

    def now() -> datetime:
        return START + timedelta(seconds=pace.seconds)

    portal = Statuses(portal_of(SIZE), clock=now)
    powerpro = MemoryPowerPro([*map(COLLEGE.enrolment, range(COLLEGE.enrolments))])
    agent = Agent(powerpro, client_over(portal, pace), timezone=ZONE, clock=now, width=1)
    first = agent.run()
    # The hour's calls without the reserve, which are more than fit into five seconds.
    assert first.stopped is not None
    assert first.stopped.kind is FaultKind.QUOTA
    assert len(pace.slept) > 0
    pace.seconds += 3600
    assert agent.run().stopped is None
    assert all(each.provisioning_log for each in powerpro.enrolments)
    assert portal.statuses.count(TOO_MANY) == 0
