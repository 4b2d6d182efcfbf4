"""The agent in a process of its own: some runs over one store and one portal, each measured.

Reads a `Job` as JSON, prints a list with the figures of each run. The package that is measured
is the one that this process imports, so an older version can be measured as well.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from urllib.request import urlopen

from attrs import field, frozen

from benchmarks.college import START, ZONE, College
from benchmarks.looks import remember_looks
from benchmarks.store import make_store, url_of
from talent_powerpro import Agent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.talentlms import TalentLMS

KEY, PASSWORD = "8DZQvzDn6YczzPw1EBf4YLhAuGujV", "Welcome2Talent"


@frozen
class Step:
    """One run."""

    at: float = 0.0
    """Seconds after `START`, for the agent and the portal."""
    only: str | None = None
    """The stage; ``None`` for both."""
    completed: int = 0
    """So many learners complete a unit before it."""


@frozen
class Job:
    """Runs of one process, over a store that is made if the file does not exist."""

    college: College
    store: str
    url: str = ""
    """The portal's address. Blank: only make the store."""
    steps: tuple[Step, ...] = (Step(),)
    width: int = 8
    saving: dict[str, Any] = field(factory=dict)
    """Arguments of `Saving`, for a package that has it."""
    keeps_pace: bool = False
    """Whether the client waits for the limit of calls in five seconds."""
    warm: bool = False
    """Whether a store that is made has looks at everybody."""
    agent: str = "agent"
    """``agent``, or ``literal`` for the guide's own loops."""


Runs: TypeAlias = tuple[Callable[[Step], str], Callable[[], int]]
"""One run, which returns why it stopped or a blank; and what is written by now."""


class NoWaiting:
    """A clock that moves only when something waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def client_of(job: Job) -> TalentLMS:
    waits = NoWaiting()
    time_of: dict[str, Any] = {}
    if not job.keeps_pace:
        time_of = {"clock": waits.clock, "sleep": waits.sleep}
    return TalentLMS(job.url, KEY, new_user_password=PASSWORD, **time_of)


def control(job: Job, what: str = "counts") -> dict[str, int]:
    with urlopen(f"{job.url}/benchmark/{what}") as answer:
        counts: dict[str, int] = json.load(answer)
        return counts


def measured(job: Job, step: Step, runs: Runs) -> dict[str, Any]:
    """The figures of one run: calls as the portal counts them, seconds, and what was written."""
    run, written = runs
    control(job, f"clock/{step.at}")
    there, before = written(), control(job, f"complete/{step.completed}")
    began, cpu_began = time.perf_counter(), time.process_time()
    stopped = run(step)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu_began
    after = control(job)
    counted = {name: after[name] - before[name] for name in after}
    done = {"written": written() - there, "stopped": stopped}
    return {**counted, **done, "seconds": seconds, "cpu": cpu}


@contextmanager
def agent_of(job: Job) -> Iterator[Runs]:
    """Runs of the agent."""
    now = [START]
    with SqlPowerPro(url_of(Path(job.store))) as store, closing(client_of(job)) as talent:
        agent = Agent(
            store,
            talent,
            timezone=ZONE,
            clock=lambda: now[0],
            width=job.width,
            **_saving(job.saving),
        )

        def run(step: Step) -> str:
            now[0] = START + timedelta(seconds=step.at)
            stopped = agent.run(only=step.only).stopped
            return stopped.reason if stopped else ""

        yield run, partial(_written, job.store)


def _written(store: str) -> int:
    """How many results and contact logs the store has."""
    with closing(sqlite3.connect(store)) as connection:
        (found,) = connection.execute(
            "SELECT (SELECT count(*) FROM units WHERE outcome != '')"
            " + (SELECT count(*) FROM contact_logs)"
        ).fetchone()
    return int(found)


def _saving(arguments: dict[str, Any]) -> dict[str, Any]:
    if not arguments:
        return {}
    from talent_powerpro.rules.saving import Saving

    return {"saving": Saving(**arguments)}


def main() -> None:
    told = json.load(sys.stdin)
    told["college"] = College(**told["college"])
    told["steps"] = tuple(Step(**each) for each in told["steps"])
    job = Job(**told)
    if job.agent == "agent" and not Path(job.store).exists():
        make_store(job.college, Path(job.store))
        if job.warm:
            remember_looks(job.college, Path(job.store))
    figures = []
    if job.url:
        with _runs_of(job) as runs:
            figures = [measured(job, step, runs) for step in job.steps]
    json.dump(figures, sys.stdout)


def _runs_of(job: Job) -> AbstractContextManager[Runs]:
    if job.agent == "agent":
        return agent_of(job)
    # Only this one needs the folder of tests.
    from benchmarks.literal import literal_of

    return literal_of(job)


if __name__ == "__main__":
    main()
