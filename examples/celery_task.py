"""A Celery task that runs the agent every ten minutes, by the schedule of Celery beat.

Here the broker is in memory and tasks are done at once, so that the file runs alone. In production
name your broker instead, and start ``celery worker`` and ``celery beat``.

The task does not retry: what a run did not finish stays due, and the next run does it. It returns
counts and no names, because results go through the broker.
"""

import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from celery import Celery

from talent_powerpro import Agent
from talent_powerpro.adapters.csv import read_folder
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.errors import LockHeld
from talent_powerpro.model import TalentCourse, TalentCourseId, TalentGroupKey
from talent_powerpro.ports import TalentRepository

PERTH = ZoneInfo("Australia/Perth")
NOW = datetime(2022, 6, 2, 14, 58, 56, tzinfo=PERTH)  # in production, leave the clock out
EVERY = 600.0
"""Seconds between two runs."""

app = Celery("powerpro", broker="memory://")
app.conf.task_always_eager = True  # only here: without a worker
app.conf.powerpro_store = "sqlite:///powerpro.db"
app.conf.beat_schedule = {
    # A run that waited longer than this is not worth doing: the next one does its work.
    "talent-powerpro": {"task": "run_agent", "schedule": EVERY, "options": {"expires": EVERY}},
}


def portal() -> TalentRepository:
    """Return a portal in memory. In production: ``TalentLMS(url, key, new_user_password=...)``."""
    talent = MemoryTalent(courses=[TalentCourse(TalentCourseId("126"), "Web")], next_user_id=7)
    talent.put_group(TalentGroupKey("77eD6LXHH"))
    return talent


PORTAL = portal()


class RunStopped(Exception):
    """The run did not reach its end. What it did not come to stays due."""


@app.task(name="run_agent")
def run_agent() -> dict[str, int]:
    """Run once. Opens the store in the worker's own thread or process, and closes it."""
    with SqlPowerPro(app.conf.powerpro_store) as powerpro:
        agent = Agent(powerpro, PORTAL, timezone=PERTH, clock=lambda: NOW)
        try:
            report = agent.run()
        except LockHeld:
            return {"skipped": 1}  # the run before this one is still at work
    if report.stopped:
        raise RunStopped(report.stopped.reason)
    return {"writes": report.wrote, "waiting": len(report.needing_attention)}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{(Path(folder) / 'powerpro.db').as_posix()}"
        with SqlPowerPro.create(store) as powerpro:
            powerpro.take_in(read_folder(Path(__file__).parent, timezone=PERTH))
        app.conf.powerpro_store = store
        print("first run:", run_agent.delay().get())
        print("second run:", run_agent.delay().get())


if __name__ == "__main__":
    main()
