"""Soak test: a month of runs over thousands of enrolments, in which one call in twenty fails.

    nox -s soak -- --days 30 --runs 6 --enrolments 10000 --failing 0.05 --seed 1

In process: the real agent, the real TalentLMS client over a transport that fails now and then,
the sandbox behind it, and a SQLite store. Time is simulated. `reliability.big_college` acts for
people and holds the truth with which the end is compared.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import httpx
from attrs import frozen, mutable

from reliability.big_college import ZONE, College, college, count, moment
from reliability.figures import Figure, commit, print_now, write
from reliability.findings import Findings
from talent_powerpro import Agent, RunReport
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.ports.state import AgentState
from talent_powerpro.sandbox import Request, Sandbox

LENGTHS, WEIGHTS = (1, 10, 40), (300, 20, 1)
"""Lengths of failure spells in calls, with their weights: one call, a few calls, an outage."""
CALL = timedelta(milliseconds=50)
"""The duration of a call."""
TIME_OUT = timedelta(seconds=60)
CLEAN_RUNS = 2


@mutable
class Clock:
    """A simulated clock that calls and pauses alone advance."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@mutable
class FailingPortal:
    """A transport to the sandbox on which a share of the calls fails."""

    sandbox: Sandbox
    clock: Clock
    rng: random.Random
    failing: float
    calls: int = 0
    failed: int = 0
    still: int = 0
    """The number of further calls of this spell that fail."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        self.clock.now += CALL
        if not self._fails():
            return self._answer(request)
        self.failed += 1
        return self.rng.choice(WAYS)(self, request)

    def _fails(self) -> bool:
        if self.still:
            self.still -= 1
            return True
        if self.rng.random() >= self._spells():
            return False
        (length,) = self.rng.choices(LENGTHS, WEIGHTS)
        self.still = length - 1
        return True

    def _spells(self) -> float:
        """The probability that a spell begins, chosen to reach the share of failing calls."""
        mean = sum(map(int.__mul__, LENGTHS, WEIGHTS)) / sum(WEIGHTS)
        return self.failing / (mean * (1 - self.failing) + self.failing)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        target, headers = request.url.raw_path.decode("ascii"), dict(request.headers)
        asked = Request(request.method, target, headers, request.read())
        answer = self.sandbox.handle(asked)
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)

    # --- the ways in which a call fails -------------------------------------------

    def internal_error(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(500, text="<html><body>500</body></html>")

    def bad_gateway(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(502, text="<html><body>502</body></html>")

    def bad_gateway_after_all(self, request: httpx.Request) -> httpx.Response:
        """The gateway times out, but the portal carries out the request."""
        self._answer(request)
        return self.bad_gateway(request)

    def too_many(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(429, headers={"Retry-After": "2"}, text="{}")

    def reset(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("Connection reset by peer")

    def lost(self, request: httpx.Request) -> httpx.Response:
        self._answer(request)
        raise httpx.RemoteProtocolError("Server disconnected without sending a response")

    def timed_out(self, request: httpx.Request) -> httpx.Response:
        self.clock.now += TIME_OUT
        raise httpx.ReadTimeout("The read operation timed out")

    def timed_out_after_all(self, request: httpx.Request) -> httpx.Response:
        self._answer(request)
        return self.timed_out(request)


WAYS: tuple[Callable[[FailingPortal, httpx.Request], httpx.Response], ...] = (
    FailingPortal.internal_error,
    FailingPortal.bad_gateway,
    FailingPortal.bad_gateway_after_all,
    FailingPortal.too_many,
    FailingPortal.reset,
    FailingPortal.lost,
    FailingPortal.timed_out,
    FailingPortal.timed_out_after_all,
)


@frozen
class Month:
    """The parameters of a soak."""

    days: int
    runs: int
    """Runs a day."""
    enrolments: int
    failing: float
    """The share of calls that fail."""
    seed: int


@frozen
class Played:
    """Both systems at the end of the month, with the truth to compare."""

    people: College
    powerpro: SqlPowerPro
    store: Path
    portal: FailingPortal
    outcomes: Counter[str]
    """Counts of record statuses and of reasons why runs stopped."""

    @property
    def sandbox(self) -> Sandbox:
        return self.portal.sandbox

    def findings(self) -> Findings:
        return count(self.people, self.powerpro, self.sandbox)


@contextmanager
def played(month: Month, folder: Path, tell: Callable[[str], None]) -> Iterator[Played]:
    """Play the whole month and two clean runs after it. *tell* is called for each run."""
    people = college(month.enrolments, month.days, month.seed)
    clock = Clock(moment(0, time_of_day(0, 1)))
    sandbox = Sandbox(people.portal(), clock=clock)
    portal = FailingPortal(sandbox, clock, random.Random(f"{month.seed} portal"), month.failing)
    store = folder / "powerpro.db"
    with SqlPowerPro.create(f"sqlite:///{store.as_posix()}", clock=clock) as powerpro:
        powerpro.take_in(people.rows())
        there = Played(people, powerpro, store, portal, Counter())
        agent = agent_over(powerpro, portal, month.seed)
        for day in range(month.days):
            people.staff_export(powerpro, day)
            for run in range(month.runs):
                told = run_at(starts(day, run, month.runs), agent, there)
                tell(f"day {day + 1}, run {run + 1}: {told}")
        portal.failing, portal.still = 0.0, 0
        for run in range(CLEAN_RUNS):
            told = run_at(starts(month.days, run, CLEAN_RUNS), agent, there)
            tell(f"clean run {run + 1}: {told}")
        yield there


def run_at(at: datetime, agent: Agent, there: Played) -> str:
    """Let people act, then run the agent. Returns how the run ended."""
    clock, people = there.portal.clock, there.people
    clock.now = max(clock.now, at)
    people.staff_close(there.store, clock.now)
    people.learners_finish(there.sandbox, clock.now)
    calls = there.portal.calls
    report = agent.run()
    there.outcomes.update(endings(report))
    people.learners_begin(there.sandbox, clock.now)
    return f"{len(report.records)} records, {there.portal.calls - calls} calls"


def endings(report: RunReport) -> Counter[str]:
    ended = Counter(f"{record.stage} {record.status}" for record in report.records)
    if report.stopped:
        ended[f"stopped: {report.stopped.reason}"] += 1
    return ended


def starts(day: int, run: int, runs: int) -> datetime:
    """Starts evenly spread runs, each half a minute early, so that the last passes midnight."""
    minutes = (run + 1) * 24 * 60 // runs
    half_a_minute_early = timedelta(minutes=minutes, seconds=-30)
    midnight = datetime.combine(moment(day, time_of_day(12)).astimezone(ZONE).date(), time_of_day())
    return (midnight + half_a_minute_early).replace(tzinfo=ZONE).astimezone(UTC)


def agent_over(powerpro: SqlPowerPro, portal: FailingPortal, seed: int) -> Agent:
    talent = TalentLMS(
        "https://powerpro.talentlms.com",
        "8DZQvzDn6YczzPw1EBf4YLhAuGujV",
        new_user_password="Welcome2Talent",
        http=httpx.Client(transport=httpx.MockTransport(portal)),
        sleep=portal.clock.sleep,
        clock=portal.clock.seconds,
        jitter=random.Random(f"{seed} jitter").random,
    )
    return Agent(
        powerpro,
        talent,
        timezone=ZONE,
        state=AgentState(journal=powerpro.journal, sync_log=powerpro.sync_log),
        clock=portal.clock,
    )


def main() -> int:
    options = argparse.ArgumentParser(description="A month of runs while calls fail.")
    options.add_argument("--days", type=int, default=30)
    options.add_argument("--runs", type=int, default=6, help="a day")
    options.add_argument("--enrolments", type=int, default=10_000)
    options.add_argument("--failing", type=float, default=0.05, help="share of the calls")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--write", action="store_true", help="into the reliability page")
    asked = options.parse_args()
    month = Month(asked.days, asked.runs, asked.enrolments, asked.failing, asked.seed)
    began, here = time.monotonic(), commit()
    with (
        tempfile.TemporaryDirectory() as folder,
        played(month, Path(folder), print_now) as there,
    ):
        found, portal = there.findings(), there.portal
    figure = Figure(
        "Soak",
        f"{month.days} days, {month.runs} runs a day, {month.enrolments:,} enrolments, "
        f"{portal.calls:,} calls",
        tried=portal.failed,
        findings=found,
        seed=month.seed,
        seconds=time.monotonic() - began,
        command=f"nox -s soak -- --days {month.days} --runs {month.runs} "
        f"--enrolments {month.enrolments} --failing {month.failing} --seed {month.seed}",
        commit=here,
    )
    print_now("; ".join(f"{count:,} {ending}" for ending, count in there.outcomes.items()))
    print_now("\n".join((figure.row, *found.texts[:100])))
    if asked.write:
        write(figure)
    return 1 if found.texts else 0


if __name__ == "__main__":
    sys.exit(main())
