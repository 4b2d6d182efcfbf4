"""The fleet's records on PostgreSQL, as workers write them and schedule by them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from support.fleet.recorded import END, FAULTY, PERTH, execute, in_queue, now, state
from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.dispatcher import Job
from talent_powerpro.fleet.reading import pause, read_fleet
from talent_powerpro.fleet.recording import Recorder
from talent_powerpro.fleet.records import RunEnd
from talent_powerpro.fleet.settings import FleetSettings

pytestmark = pytest.mark.servers


# --- runs -------------------------------------------------------------------------------


def test_a_run_is_recorded_from_its_start_to_its_end(
    settings: FleetSettings, database: FleetDatabase, recorder: Recorder
) -> None:
    due = state(settings).since
    number = recorder.begin(in_queue(settings, due, take=True))
    assert number
    running = state(settings)
    assert running.running
    assert (running.running.number, running.running.due, running.running.exit) == (
        number,
        due,
        None,
    )
    assert (running.last, running.waiting) == (None, False)
    assert running.next_due == due
    recorder.end(number, END)
    ended = state(settings)
    assert ended.last
    assert (ended.last.exit, ended.last.run_id, ended.last.worker) == (1, "R1", "machine:1")
    assert (ended.last.counts, ended.last.needs_person) == (END.counts, END.needs_person)
    assert ended.running is None
    assert ended.last_ended == ended.last_tried == ended.last.ended
    assert ended.next_due
    assert ended.last.ended
    assert ended.last.ended < ended.next_due <= ended.last.ended + timedelta(minutes=10)


def test_a_job_whose_tick_has_passed_begins_no_run(
    settings: FleetSettings, database: FleetDatabase, recorder: Recorder
) -> None:
    job = Job(1, "perth", state(settings).since)
    number = recorder.begin(job)
    assert number
    recorder.end(number, END)
    assert recorder.begin(job) is None  # Another worker put the same tick in the queue.
    assert recorder.begin(evolve(job, due=now(database) + timedelta(minutes=10)))
    assert recorder.begin(Job(2, "nowhere", now(database))) is None


def test_a_run_that_found_the_lock_held_was_tried_and_does_not_count_as_a_run(
    settings: FleetSettings, recorder: Recorder
) -> None:
    number = recorder.begin(Job(1, "perth", state(settings).since))
    assert number
    recorder.end(number, RunEnd(exit=4, message="Another run is using the store."))
    found = state(settings)
    assert found.last
    assert (found.last.exit, found.last_ended) == (4, None)
    assert found.last_tried
    assert found.next_due
    assert found.next_due > found.last_tried
    assert found.late_by(found.next_due) == found.next_due - found.since


def test_a_run_whose_job_is_gone_is_lost_unless_its_end_comes_after_all(
    settings: FleetSettings, recorder: Recorder
) -> None:
    number = recorder.begin(Job(123, "perth", state(settings).since))
    assert number
    recorder.lose()
    lost = state(settings)
    assert lost.last
    assert (lost.last.lost, lost.last.exit, lost.last_tried) == (True, None, None)
    assert lost.next_due == lost.since  # Due as before.
    recorder.end(number, END)
    ended = state(settings)
    assert ended.last
    assert (ended.last.lost, ended.last.exit) == (False, 1)


def test_a_run_whose_job_is_still_taken_is_not_lost(
    settings: FleetSettings, recorder: Recorder
) -> None:
    recorder.begin(in_queue(settings, state(settings).since, take=True))
    recorder.lose()
    assert state(settings).running


def test_texts_that_postgresql_does_not_take_are_escaped(
    settings: FleetSettings, recorder: Recorder
) -> None:
    odd = evolve(PERTH, name="Perth\0", file=Path("rtos/\udcff.toml"), faults=("a\0\ud800",))
    recorder.register([odd])
    found = state(settings)
    assert (found.name, found.faults) == ("Perth\\x00", ("a\\x00\\ud800",))
    assert found.file.endswith("\\udcff.toml")
    number = recorder.begin(Job(1, "perth", found.since))
    assert number
    recorder.end(number, evolve(END, message="One\0\nTwo\ud800"))
    ended = state(settings).last
    assert ended
    assert ended.message == "One\\x00\nTwo\\ud800"


def test_old_records_are_deleted(
    settings: FleetSettings, database: FleetDatabase, recorder: Recorder
) -> None:
    number = recorder.begin(Job(1, "perth", state(settings).since))
    assert number
    recorder.end(number, END)
    recorder.purge(timedelta(days=1))
    assert state(settings).last
    execute(database, "update fleet_runs set ended = now() - interval '2 days'")
    recorder.purge(timedelta(days=1))
    assert state(settings).last is None


# --- RTOs and workers -------------------------------------------------------------------


def test_registered_rtos_are_read_and_those_that_are_gone_are_not(
    settings: FleetSettings, recorder: Recorder
) -> None:
    perth, faulty = state(settings), state(settings, "faulty")
    assert (perth.name, perth.file, perth.every) == (
        "Perth",
        str(Path("rtos/perth.toml")),
        timedelta(minutes=10),
    )
    assert perth.timing.usable
    assert (faulty.faults, faulty.timing.usable) == (FAULTY.faults, False)
    recorder.register([evolve(PERTH, every=60)])
    fleet = read_fleet(settings)
    assert [(each.rto, each.every.seconds) for each in fleet.rtos] == [("perth", 60)]
    assert fleet.rtos[0].since == perth.since
    recorder.register([PERTH, FAULTY])
    assert state(settings, "faulty").since > faulty.since  # It is new again.


def test_what_a_worker_schedules_by(
    settings: FleetSettings, database: FleetDatabase, recorder: Recorder
) -> None:
    recorder.beat(slots=3)
    Recorder(database, "machine:2").beat(slots=4)
    pause(settings, "faulty", "anna")
    moment = recorder.moment({"perth"})
    assert moment.slots == 7
    assert abs(moment.now - now(database)) < timedelta(minutes=10)
    timings = {each.rto: each for each in moment.timings}
    assert (timings["perth"].active, timings["perth"].usable) == (True, True)
    assert (timings["faulty"].active, timings["faulty"].usable) == (False, False)
    assert (timings["perth"].paused, timings["faulty"].paused) == (False, True)
    assert timings["perth"] == state(settings).timing.__class__(
        rto="perth", every=timedelta(minutes=10), since=state(settings).since, active=True
    )
    execute(database, "update fleet_workers set seen = now() - interval '31 s' where slots = 4")
    assert recorder.moment(()).slots == 3
    assert [(each.slots, each.alive) for each in read_fleet(settings).workers] == [
        (3, True),
        (4, False),
    ]
    recorder.leave()
    assert [each.worker for each in read_fleet(settings).workers] == ["machine:2"]
    execute(database, "update fleet_workers set seen = now() - interval '25 h'")
    recorder.leave()
    assert read_fleet(settings).workers == ()
    assert recorder.moment(()).slots == 0
