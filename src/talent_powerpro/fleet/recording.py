"""Records of workers in the fleet's database, and the reads that the schedule needs.

All times are the database's own, so that the clocks of the workers' machines do not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from attrs import frozen
from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Json

from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.dispatcher import SILENCE, Job
from talent_powerpro.fleet.records import RunEnd
from talent_powerpro.fleet.registry import Registration
from talent_powerpro.fleet.scheduling import Timing
from talent_powerpro.model import printable
from talent_powerpro.services.exit_codes import Exit

REGISTER = """
insert into fleet_rtos (rto, name, file, every, faults)
values (%s, %s, %s, %s, %s)
on conflict (rto) do update set present = true, name = excluded.name, file = excluded.file,
    every = excluded.every, faults = excluded.faults,
    since = case when fleet_rtos.present then fleet_rtos.since else now() end
"""

# The job's tick must still be ahead of the last job's end: another worker may have been as quick.
BEGIN = """
with begun as (
    update fleet_rtos set asked = null
    where rto = %(rto)s and paused is null and case
        when %(due)s::timestamptz is null then asked is not null
        else last_tried is null or last_tried < %(due)s::timestamptz
    end
    returning rto
)
insert into fleet_runs (job, rto, worker, due)
select %(job)s, rto, %(worker)s, %(due)s::timestamptz from begun
returning number
"""

END = """
with ended as (
    update fleet_runs set ended = now(), lost = false, exit = %(exit)s, run_id = %(run_id)s,
        counts = %(counts)s, wrote = %(wrote)s, needs_person = %(needs_person)s,
        message = %(message)s, remedy = %(remedy)s
    where number = %(number)s
    returning number, rto
)
update fleet_rtos set last_run = ended.number, last_tried = now(),
    last_ended = case when %(locked)s then last_ended else now() end
from ended where fleet_rtos.rto = ended.rto
"""

# The jobs are read in the same statement. A job that is taken between two would count as lost.
LOSE = """
with lost as (
    update fleet_runs set ended = now(), lost = true
    where ended is null and not exists (
        select from procrastinate_jobs where id = fleet_runs.job and status = 'doing'
    )
    returning number, rto
)
update fleet_rtos set last_run = lost.number from lost where fleet_rtos.rto = lost.rto
"""

TIMINGS = """
select now(), rto, every, since, last_tried, last_ended, asked, paused is not null as paused,
    faults::text = '[]' as usable
from fleet_rtos where present
"""


@frozen
class Moment:
    """What a worker reads to schedule, at one moment of the database."""

    now: datetime
    timings: tuple[Timing, ...]
    slots: int
    """Of all workers that were heard of lately."""


def storable(text: str) -> str:
    """The text as PostgreSQL takes it: of what does not print, only line ends stay as they are."""
    return "\n".join(map(printable, text.split("\n")))


class Recorder:
    """The records of one worker."""

    def __init__(self, database: FleetDatabase, worker: str) -> None:
        self._database = database
        self._worker = worker

    def register(self, rtos: Iterable[Registration]) -> None:
        """Record the RTOs of the folder. All others are no longer of the fleet."""
        rows = [
            (
                each.rto,
                storable(each.name),
                storable(str(each.file)),
                timedelta(seconds=each.every),
                Json([storable(fault) for fault in each.faults]),
            )
            for each in rtos
        ]

        def write(connection: Connection[DictRow]) -> None:
            with connection.transaction():
                connection.cursor().executemany(REGISTER, rows)
                connection.execute(
                    "update fleet_rtos set present = false where present and not rto = any(%s)",
                    ([rto for rto, *_ in rows],),
                )

        self._database.do(write)

    def beat(self, slots: int) -> None:
        """Record that the worker is alive."""
        self._database.do(
            lambda connection: connection.execute(
                "insert into fleet_workers (worker, slots) values (%s, %s) "
                "on conflict (worker) do update set seen = now(), slots = excluded.slots",
                (self._worker, slots),
            )
        )

    def leave(self) -> None:
        """Record that the worker ends."""
        self._database.do(
            lambda connection: connection.execute(
                "delete from fleet_workers where worker = %s or seen < now() - interval '1 day'",
                (self._worker,),
            )
        )

    def moment(self, active: Collection[str]) -> Moment:
        """What the schedule has to know. *active* are the RTOs with a job."""

        def read(connection: Connection[DictRow]) -> Moment:
            rows = connection.execute(TIMINGS).fetchall()
            workers = connection.execute(
                "select now(), coalesce(sum(slots), 0) as slots from fleet_workers "
                "where seen > now() - %s",
                (timedelta(seconds=SILENCE),),
            ).fetchall()[0]
            timings = tuple(
                Timing(active=row["rto"] in active, **{k: v for k, v in row.items() if k != "now"})
                for row in rows
            )
            return Moment(workers["now"], timings, workers["slots"])

        return self._database.do(read)

    def begin(self, job: Job) -> int | None:
        """Record the start of the job's run; ``None``: it is not due any more, or paused."""

        def write(connection: Connection[DictRow]) -> int | None:
            values = {"rto": job.rto, "due": job.due, "job": job.number, "worker": self._worker}
            row = connection.execute(BEGIN, values).fetchone()
            return row["number"] if row else None

        return self._database.surely(write)

    def end(self, number: int, end: RunEnd) -> None:
        """Record the end of a run. A repeat replaces it."""
        values = {
            "number": number,
            "exit": int(end.exit),
            "locked": end.exit == Exit.LOCKED,
            "run_id": end.run_id,
            "counts": Json(end.counts),
            "wrote": end.wrote,
            "needs_person": Json(end.needs_person),
            "message": storable(end.message),
            "remedy": storable(end.remedy),
        }
        self._database.surely(lambda connection: connection.execute(END, values))

    def lose(self) -> None:
        """Record the runs under way as lost whose job is gone from the queue."""
        self._database.do(lambda connection: connection.execute(LOSE))

    def purge(self, keep: timedelta) -> None:
        """Delete the records of runs that ended before that time."""
        self._database.do(
            lambda connection: connection.execute(
                "delete from fleet_runs where ended < now() - %s", (keep,)
            )
        )
