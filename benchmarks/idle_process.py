"""An idle results stage in a process of its own: its CPU seconds and its peak memory.

The portal is in the same process and answers without HTTP, so that what is measured is the
agent and its store: how many calls there are is measured apart. Reads an `IdleJob` as JSON.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import time
from pathlib import Path

from attrs import frozen

from benchmarks.college import START, ZONE, College
from benchmarks.idle_college import IdlePortal
from benchmarks.looks import remember_looks
from benchmarks.store import make_store, url_of

TABLES = ("courses", "clients", "enrolments", "units", "contact_logs")


@frozen
class IdleJob:
    """One thing to do with a college's store."""

    college: College
    store: str
    what: str
    """``make`` the store, ``run`` the results stage, or ``read`` all rows of PowerPro's tables
    through sqlite3."""


def main() -> None:
    told = json.load(sys.stdin)
    job = IdleJob(College(**told.pop("college")), **told)
    does = {"make": _make, "run": _run, "read": _read}
    began = time.process_time()
    calls = does[job.what](job)
    figures = {
        "cpu": time.process_time() - began,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,  # MB; kB on Linux
        "calls": calls,
    }
    json.dump(figures, sys.stdout)


def _make(job: IdleJob) -> int:
    make_store(job.college, Path(job.store))
    remember_looks(job.college, Path(job.store))
    return 0


def _read(job: IdleJob) -> int:
    """Read each row, and keep none."""
    connection = sqlite3.connect(job.store)
    for table in TABLES:
        for _ in connection.execute(f"SELECT * FROM {table}"):
            pass
    connection.close()
    return 0


def _run(job: IdleJob) -> int:
    """One results stage; the number of calls it made."""
    from talent_powerpro import Agent
    from talent_powerpro.adapters.sql import SqlPowerPro

    portal = IdlePortal(job.college)
    with SqlPowerPro(url_of(Path(job.store))) as store:
        report = Agent(store, portal, timezone=ZONE, clock=lambda: START).run(only="results")
    assert report.stopped is None, report.stopped
    return portal.asked + portal.rosters


if __name__ == "__main__":
    main()
