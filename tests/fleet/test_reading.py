"""The fleet's records on PostgreSQL, as people read and change them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from support.fleet.recorded import END, PERTH, Between, in_queue, state
from talent_powerpro.errors import SettingsFault
from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.dispatcher import Job
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.reading import WAIT, ask, awaited, pause, read_fleet, resume, state_of
from talent_powerpro.fleet.recording import Recorder
from talent_powerpro.fleet.records import FleetRun
from talent_powerpro.fleet.settings import FleetSettings

pytestmark = pytest.mark.servers


def test_the_fleet_is_read_as_it_was_at_one_moment(
    settings: FleetSettings, recorder: Recorder
) -> None:
    number = recorder.begin(in_queue(settings, state(settings).since, take=True))
    assert number
    before = read_fleet(settings)

    def end() -> None:
        assert number
        recorder.end(number, END)
        recorder.register([PERTH])
        recorder.beat(slots=3)

    with FleetDatabase(settings) as other:
        read = other.do(
            lambda it: state_of(
                Between(it, "from fleet_runs", end),  # type: ignore[arg-type]  # what is used of it
                settings,
            )
        )
    assert evolve(read, now=before.now) == before
    after = read_fleet(settings)
    assert before.now < read.now < after.now
    assert [(each.rto, each.running) for each in after.rtos] == [("perth", None)]
    assert len(after.workers) == 1


def test_an_rto_with_a_job_that_nobody_has_taken_waits(
    settings: FleetSettings, recorder: Recorder
) -> None:
    assert not state(settings).waiting
    in_queue(settings, state(settings).since, take=False)
    waiting = state(settings)
    assert (waiting.waiting, waiting.running) == (True, None)


# --- what people change -----------------------------------------------------------------


def test_a_paused_rto_begins_no_run_and_is_not_late(
    settings: FleetSettings, recorder: Recorder
) -> None:
    job = Job(1, "perth", state(settings).since)
    assert pause(settings, "perth", "anna")
    assert not pause(settings, "perth", "ben")
    paused = state(settings)
    assert (paused.paused_by, paused.next_due) == ("anna", None)
    assert recorder.begin(job) is None
    assert paused.late_by(paused.since + timedelta(days=1)) == timedelta(0)
    with pytest.raises(SettingsFault, match=r"perth is paused\.") as caught:
        ask(settings, "perth")
    assert caught.value.remedy == "Resume it with: talent-powerpro fleet resume perth"
    assert resume(settings, "perth")
    assert not resume(settings, "perth")
    assert state(settings).since > paused.since


def test_a_person_asks_for_a_run_and_waits_for_its_end(
    settings: FleetSettings, recorder: Recorder
) -> None:
    recorder.beat(slots=1)
    assert ask(settings, "perth") == 0  # It had no run.
    first = recorder.begin(Job(1, "perth", state(settings).since))
    assert first
    recorder.end(first, END)
    assert ask(settings, "perth") == first
    asked = state(settings)
    assert asked.asked
    assert asked.next_due == asked.asked
    assert ask(settings, "perth") == first
    assert state(settings).asked == asked.asked  # Asked twice is asked once.

    def run(seconds: float) -> None:
        assert seconds == WAIT
        number = recorder.begin(Job(2, "perth", None))
        assert number
        assert state(settings).asked is None
        recorder.end(number, evolve(END, exit=0))

    found = awaited(settings, "perth", first, sleep=run)
    assert isinstance(found, FleetRun)
    assert (found.exit, found.due) == (0, None)
    assert recorder.begin(Job(3, "perth", None)) is None  # Nobody asked again.


def test_a_run_is_not_asked_of_a_faulty_or_unknown_rto_nor_without_a_worker(
    settings: FleetSettings, recorder: Recorder
) -> None:
    with pytest.raises(FleetUnusable, match=r"No worker of the fleet is at work\.") as caught:
        ask(settings, "perth")
    assert caught.value.remedy == "Start one with `talent-powerpro fleet worker`."
    recorder.beat(slots=1)
    with pytest.raises(SettingsFault, match=r"faulty: \[rto\] timezone: no"):
        ask(settings, "faulty")
    for change in (ask, resume):
        with pytest.raises(SettingsFault, match=r"has no RTO 'nowhere'. It has: faulty, perth\."):
            change(settings, "nowhere")
    recorder.register([])
    with pytest.raises(SettingsFault, match=r"has no RTO 'perth'. It has: none\."):
        resume(settings, "perth")
