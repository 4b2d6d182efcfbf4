"""The guide's own loops as an agent to compare with: the oracle of the tests, over HTTP.

It needs the folder of tests on the path, as ``PYTHONPATH=tests``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from benchmarks.agent_process import Job, Runs, Step, client_of
from benchmarks.college import FIRST_USER, START, ZONE
from support.oracle import Oracle
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import NoAnswer, RunFault


@contextmanager
def literal_of(job: Job) -> Iterator[Runs]:
    """Runs of the literal algorithm: one call after the other, and nothing is remembered."""
    college = job.college
    powerpro = MemoryPowerPro([*map(college.enrolment, range(college.enrolments))])
    with closing(client_of(job)) as talent:
        # With links as the guide's letter has them: comparing each client with all others would
        # take the oracle longer than its calls.
        oracle = Oracle(powerpro, talent, ZoneInfo(ZONE), links=True)
        if college.verified and college.known:
            oracle.verified |= {
                college.client(number).code: str(FIRST_USER + number)
                for number in range(college.enrolments)
            }

        def run(step: Step) -> str:
            try:
                _perform(oracle, step.only, START + timedelta(seconds=step.at))
            except (RunFault, NoAnswer) as fault:  # it does not go on after a refusal
                return fault.reason
            return ""

        yield run, partial(_written, powerpro)


def _perform(oracle: Oracle, only: str | None, now: datetime) -> None:
    today = now.astimezone(oracle.zone).date()
    oracle.courses.clear()
    oracle.keys = None
    if only != "results":
        oracle.provision_all(today, now)
    if only != "provisioning":
        oracle.fetch_all(today)


def _written(powerpro: MemoryPowerPro) -> int:
    """How many results and contact logs there are."""
    return sum(
        len(each.contact_logs) + len([unit for unit in each.units if unit.outcome])
        for each in powerpro.enrolments
    )
