"""A run under asyncio: the run works in a thread of its own while the event loop goes on.

PowerPro's repository is opened, used and closed inside that thread, because a database connection
often belongs to one thread. The loop may call only `Agent.stop`.
"""

import asyncio
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from talent_powerpro import Agent, RunReport
from talent_powerpro.adapters.csv import read_folder
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import TalentCourse, TalentCourseId, TalentGroupKey
from talent_powerpro.ports import TalentRepository

PERTH = ZoneInfo("Australia/Perth")
NOW = datetime(2022, 6, 2, 14, 58, 56, tzinfo=PERTH)  # in production, leave the clock out


async def run_agent(store: str, talent: TalentRepository) -> RunReport:
    """Run the agent once. If cancelled, it finishes the current record; the rest stays due."""
    agents: list[Agent] = []

    def in_its_own_thread() -> RunReport:
        with SqlPowerPro(store) as powerpro:
            agent = Agent(powerpro, talent, timezone=PERTH, clock=lambda: NOW)
            agents.append(agent)
            return agent.run()

    running = asyncio.create_task(asyncio.to_thread(in_its_own_thread))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        for agent in agents:
            agent.stop()
        await running  # a thread cannot be cancelled, so wait for it
        raise


async def window() -> int:
    """Stand for the loop's other work: count how often it gets a turn."""
    turns = 0
    try:
        while True:
            await asyncio.sleep(0)
            turns += 1
    except asyncio.CancelledError:
        return turns


def portal() -> MemoryTalent:
    """Return a portal in memory. In production: ``TalentLMS(url, key, new_user_password=...)``."""
    talent = MemoryTalent(courses=[TalentCourse(TalentCourseId("126"), "Web")], next_user_id=7)
    talent.put_group(TalentGroupKey("77eD6LXHH"))
    return talent


def make_store(folder: Path) -> str:
    """Create a store from the import files beside this example."""
    store = f"sqlite:///{(folder / 'powerpro.db').as_posix()}"
    with SqlPowerPro.create(store) as powerpro:
        powerpro.take_in(read_folder(Path(__file__).parent, timezone=PERTH))
    return store


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = await asyncio.to_thread(make_store, Path(folder))
        other = asyncio.create_task(window())
        report = await run_agent(store, portal())
        other.cancel()
        print("provisioned:", *(record.client_name for record in report.of("provisioning")))
        print("the loop went on:", await other > 0)


if __name__ == "__main__":
    asyncio.run(main())
