"""A nightly report: one run, a page for the office, and one line and a code for the scheduler.

The page goes to ``office.html`` in the current folder, and needs the extra `html`. The commands
``run`` and ``report --html`` do the same from settings.
"""

import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from talent_powerpro import Agent, Policy, RunReport
from talent_powerpro.adapters.csv import read_folder
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import TalentCourse, TalentCourseId, TalentGroupKey
from talent_powerpro.ports import TalentRepository
from talent_powerpro.records.due import Day
from talent_powerpro.rules.rules import Rules
from talent_powerpro.services.office_report import MOST_LINES, office_report
from talent_powerpro.services.work_lists import WorkListReader
from talent_powerpro.views.html_report import office_page

PERTH = ZoneInfo("Australia/Perth")
NOW = datetime(2022, 6, 2, 22, 0, tzinfo=PERTH)  # in production: the clock's own time


def exit_code(report: RunReport) -> int:
    """3: the run was stopped. 1: something is new for a person. 0: nothing is."""
    if report.stopped:
        return 3
    new = report.has_new_entries or any(each.new for each in report.needing_attention)
    return int(new)


def nightly(powerpro: SqlPowerPro, talent: TalentRepository, page: Path, now: datetime) -> int:
    """Run once, write the page, and return the code for the scheduler."""
    policy = Policy.guide()
    report = Agent(powerpro, talent, timezone=PERTH, policy=policy, clock=lambda: now).run()
    rules, today = Rules(policy, PERTH), now.date()
    lists = WorkListReader(powerpro, powerpro.state, rules, Day(today, today, policy.export_window))
    lines = powerpro.sync_log.lines(newest=MOST_LINES + 1)
    office = office_report(lists, now=now, days=1, sync_log=lines, rto="Perth Business College")
    page.write_text(office_page(office), encoding="utf-8")
    waiting = len(report.needing_attention)
    print(f"{report.wrote} writes, {waiting} records waiting: see {page}")
    return exit_code(report)


def portal() -> MemoryTalent:
    """Return a portal in memory. In production: ``TalentLMS(url, key, new_user_password=...)``."""
    talent = MemoryTalent(courses=[TalentCourse(TalentCourseId("126"), "Web")], next_user_id=7)
    talent.put_group(TalentGroupKey("77eD6LXHH"))
    return talent


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{(Path(folder) / 'powerpro.db').as_posix()}"
        with SqlPowerPro.create(url) as powerpro:
            powerpro.take_in(read_folder(Path(__file__).parent, timezone=PERTH))
            code = nightly(powerpro, portal(), Path("office.html"), NOW)
    print("exit code:", code)  # in production: sys.exit(code)


if __name__ == "__main__":
    main()
