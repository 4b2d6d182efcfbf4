"""The fleet's records on PostgreSQL: what workers write, and what people read and change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from attrs import evolve
from psycopg.rows import DictRow

from support.fleet.memory import fleet_settings
from support.patience import PATIENCE
from talent_powerpro.errors import SettingsFault
from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.dispatcher import Job
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.procrastinate import (
    ProcrastinateDispatcher,
    engine_schema,
    engine_version,
)
from talent_powerpro.fleet.reading import WAIT, ask, awaited, pause, read_fleet, resume, state_of
from talent_powerpro.fleet.recording import Recorder
from talent_powerpro.fleet.records import FleetRun, RtoState, RunEnd
from talent_powerpro.fleet.registry import Registration
from talent_powerpro.fleet.settings import FleetSettings
from talent_powerpro.fleet.tables import make_tables

pytestmark = pytest.mark.servers

PERTH = Registration(rto="perth", file=Path("rtos/perth.toml"), name="Perth", every=600)
FAULTY = Registration(rto="faulty", file=Path("rtos/faulty.toml"), faults=("[rto] timezone: no",))
END = RunEnd(exit=1, run_id="R1", counts={"provisioning": {"held": 1}}, needs_person={"held": 1})


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[FleetSettings]:
    with fleet_settings(tmp_path) as made:
        yield made


@pytest.fixture
def database(settings: FleetSettings) -> Iterator[FleetDatabase]:
    with FleetDatabase(settings, sleep=lambda _: None) as opened:
        opened.do(lambda it: make_tables(it, engine_schema(), engine_version()))
        yield opened


@pytest.fixture
def recorder(database: FleetDatabase) -> Recorder:
    made = Recorder(database, "machine:1")
    made.register([PERTH, FAULTY])
    return made


def state(settings: FleetSettings, rto: str = "perth") -> RtoState:
    (found,) = (each for each in read_fleet(settings).rtos if each.rto == rto)
    return found


def in_queue(settings: FleetSettings, due: datetime | None, *, take: bool) -> Job:
    """A job of perth that waits in the queue, or that a worker has taken, whose number is kept."""

    async def main() -> Job:
        async with ProcrastinateDispatcher(settings) as dispatcher:
            await dispatcher.defer("perth", due)
            job = await dispatcher.take() if take else Job(0, "perth", due)
            assert job
            return job

    return asyncio.run(main())


def now(database: FleetDatabase) -> datetime:
    return database.do(lambda it: it.execute("select now()").fetchall())[0]["now"]  # type: ignore[no-any-return]


def execute(database: FleetDatabase, statement: str) -> Any:
    return database.do(lambda it: it.execute(statement.encode()))


# --- runs -----------------------------------------------------------------------------


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


def test_an_rto_with_a_job_that_nobody_has_taken_waits(
    settings: FleetSettings, recorder: Recorder
) -> None:
    assert not state(settings).waiting
    in_queue(settings, state(settings).since, take=False)
    waiting = state(settings)
    assert (waiting.waiting, waiting.running) == (True, None)


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


class Between:
    """A connection that lets something happen right before a statement is executed."""

    def __init__(
        self, connection: psycopg.Connection[DictRow], statement: str, happens: Callable[[], object]
    ) -> None:
        self._connection = connection
        self._statement, self._happens = statement, happens
        self.transaction = connection.transaction

    def execute(self, statement: Any, values: Any = None) -> psycopg.Cursor[DictRow]:
        said = statement.decode() if isinstance(statement, bytes) else statement
        if self._statement in said:
            self._happens()
        return self._connection.execute(statement, values)


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


# --- RTOs and workers -----------------------------------------------------------------


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


# --- what people change ---------------------------------------------------------------


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


# --- the database ---------------------------------------------------------------------


def test_a_database_without_tables_says_how_they_are_made(settings: FleetSettings) -> None:
    for asked in (
        lambda: read_fleet(settings),
        lambda: ask(settings, "perth"),
        lambda: pause(settings, "perth", "anna"),
        lambda: resume(settings, "perth"),
    ):
        with pytest.raises(FleetUnusable, match="has no tables yet") as caught:
            asked()
        assert "fleet worker" in caught.value.remedy


def test_tables_are_made_once_and_those_of_another_version_are_refused(
    settings: FleetSettings, database: FleetDatabase
) -> None:
    database.do(lambda it: make_tables(it, engine_schema(), engine_version()))
    # A database that an earlier release made is refused where this number is another.
    made = execute(database, "select version, engine from fleet_schema").fetchall()
    assert made == [{"version": 1, "engine": engine_version()}]
    execute(database, "update fleet_schema set version = 2")
    with pytest.raises(FleetUnusable, match="made by another version") as caught:
        database.do(lambda it: make_tables(it, engine_schema(), engine_version()))
    with pytest.raises(FleetUnusable, match="made by another version"):
        read_fleet(settings)
    assert caught.value.remedy.startswith("Stop all workers, and give the fleet an empty database")


def test_workers_that_begin_at_once_make_the_tables_once(settings: FleetSettings) -> None:
    def make(connection: object) -> None:
        make_tables(connection, engine_schema(), engine_version())  # type: ignore[arg-type]

    with (
        FleetDatabase(settings) as one,
        FleetDatabase(settings) as other,
        FleetDatabase(settings) as watching,
        ThreadPoolExecutor(1) as threads,
    ):
        (second,) = execute(other, "select pg_backend_pid() as pid").fetchall()
        begun = list[Future[None]]()

        def begin_the_other() -> None:
            begun.append(threads.submit(other.do, make))
            waits = f"select from pg_locks where pid = {second['pid']} and not granted"
            while not begun[0].done() and not execute(watching, waits).fetchall():
                time.sleep(0.01)

        one.do(lambda it: make(Between(it, "create table", begin_the_other)))
        begun[0].result(PATIENCE)
    assert read_fleet(settings).rtos == ()


def test_a_user_who_may_not_create_tables_is_told_so(settings: FleetSettings) -> None:
    elsewhere = settings.section.database.replace("fleet_test_", "no_such_schema_")
    section = evolve(settings.section, database=elsewhere)
    with (
        FleetDatabase(evolve(settings, section=section)) as database,
        pytest.raises(FleetUnusable, match=r"refuses a statement \(InvalidSchemaName\)"),
    ):
        database.do(lambda it: make_tables(it, engine_schema(), engine_version()))


def test_a_lost_connection_is_made_again(settings: FleetSettings, database: FleetDatabase) -> None:
    with FleetDatabase(settings) as other:
        (row,) = execute(other, "select pg_backend_pid() as pid").fetchall()
        execute(database, f"select pg_terminate_backend({row['pid']})")
        assert execute(other, "select 1 as one").fetchall() == [{"one": 1}]


def test_a_server_that_does_not_answer_is_told_without_its_address(
    settings: FleetSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = evolve(settings.section, database="postgresql://somebody@127.0.0.1:1/nothing")
    waits: list[float] = []
    with FleetDatabase(evolve(settings, section=section), sleep=waits.append) as gone:
        with pytest.raises(FleetUnusable, match="does not answer") as caught:
            gone.do(lambda it: it.execute("select 1"))
        assert "somebody" not in str(caught.value)
        with pytest.raises(FleetUnusable):
            gone.surely(lambda it: it.execute("select 1"))
    assert 55 < sum(waits) < 70  # About a minute: PostgreSQL may be restarting.


def test_what_must_be_recorded_is_tried_until_the_server_answers(
    database: FleetDatabase,
) -> None:
    tries = []

    def third_time(connection: object) -> str:
        tries.append(connection)
        if len(tries) < 5:
            raise psycopg.OperationalError
        return "done"

    assert database.surely(third_time) == "done"
