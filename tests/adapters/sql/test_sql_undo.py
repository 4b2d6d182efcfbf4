"""A run undone over the SQL store: what nobody touched is restored, and the next run is quiet."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from support.sql.guide_rows import client, course, enrolment, make, unit
from talent_powerpro import Agent
from talent_powerpro.adapters.memory.talent import Completion, MemoryTalent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import (
    Enrolment,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUnit,
)
from talent_powerpro.services.history import history
from talent_powerpro.services.holds import waiting
from talent_powerpro.services.undo import undo

PERTH = ZoneInfo("Australia/Perth")
DAY = datetime(2026, 11, 27, 7, tzinfo=UTC)


def test_undo_restores_what_nobody_touched_and_the_run_after_it_writes_nothing(
    tmp_path: Path,
) -> None:
    now = DAY
    talent = MemoryTalent(
        courses=[TalentCourse(TalentCourseId("126"), "C", units=(TalentUnit("1", "ICTWEB304"),))],
        next_user_id=100,
    )
    talent.put_group(TalentGroupKey("77eD6LXHH"), [])
    rows = (
        course(),
        client(secondary_id="DPC000129"),
        enrolment("E1", export_date=DAY.date()),
        unit(booking="E1", start_date=date(2026, 11, 1)),
    )
    with closing(make(tmp_path / "powerpro.db", *rows)) as store:
        agent = Agent(store, talent, timezone=PERTH, clock=lambda: now)
        first = agent.run()
        talent.enrolled[next(iter(talent.enrolled))]["1"] = Completion("Completed", now)
        now += timedelta(days=1)
        second = agent.run()
        assert (first.counts("provisioning"), second.wrote) == ({"provisioned": 1}, 1)

        now += timedelta(days=1)
        for report in (second, first):
            with store.lock.hold("undo"):
                done = undo(report.run_id, store, store.state, now=now, zone=PERTH)
            assert (done.left, bool(done.undone)) == (0, True)
        found = enrolment_of(store)
        assert found.provisioning_log is None
        assert found.client.secondary_id == "DPC000129"
        assert [each.outcome for each in found.units] == [""]
        assert len(found.contact_logs) == 2

        for _ in range(2):
            after = agent.run()
            assert after.wrote == 0
            assert enrolment_of(store) == found
        assert [hold.reason for hold in waiting(store.holds)] == ["undone", "undone"]
        assert [run.header.stages[0] for run in history(store, store.state) if run.header] == [
            "undo",
            "undo",
            "provisioning",
            "provisioning",
        ]


def enrolment_of(store: SqlPowerPro) -> Enrolment:
    (found,) = store.enrolments_of(next(iter(store.client_codes())))
    return found
