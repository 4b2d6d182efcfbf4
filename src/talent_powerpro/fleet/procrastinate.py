"""The dispatcher over Procrastinate, a queue in PostgreSQL.

Its worker class is not used: it takes no more jobs once one of its tasks fails, as when
PostgreSQL restarts, until the last of its running jobs has ended. Here each call is one
statement, over a pool that connects again by itself, and the fleet's worker repeats it.

Traps of the engine that this module knows: a retry of a job that has a queueing lock blocks its
queue for good where another such job waits, so jobs have no retry, and a stalled one ends as
failed. A deferral of several jobs fails as a whole where one of them is there already, so each is
deferred alone. Nothing of the fleet's own upkeep is a job, so it never waits behind a full queue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from procrastinate import App, PsycopgConnector, exceptions, jobs
from procrastinate.schema import SchemaManager
from psycopg import Error as PsycopgError
from psycopg import errors
from typing_extensions import override

from talent_powerpro.fleet.database import CONNECT_SECONDS, CONNECTING
from talent_powerpro.fleet.dispatcher import SILENCE, ActiveJob, Dispatcher, Job
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.settings import FleetSettings

TASK = "talent_powerpro.fleet.run"
QUEUE = "rtos"
ASKED, SCHEDULED = 10, 0
"""Priorities. A person's wish goes before the schedule."""

ACTIVE = """
select id, lock as rto, status = 'doing' as doing, worker_id
from procrastinate_jobs where status in ('todo', 'doing') and queue_name = 'rtos'
order by status = 'doing'
"""

KEPT_WORKERS = 7 * 24 * 3600
"""Seconds after which a silent worker's row is deleted."""


def engine_schema() -> str:
    """The SQL that makes the engine's tables."""
    return SchemaManager.get_schema()


def engine_version() -> str:
    """The newest change of the engine's tables that the installed Procrastinate knows."""
    changes = Path(SchemaManager.get_migrations_path()).glob("*.sql")
    return max(each.stem for each in changes)


class ProcrastinateDispatcher(Dispatcher):
    """A `Dispatcher` for one worker. Used in one event loop, in an ``async with`` statement."""

    def __init__(self, settings: FleetSettings) -> None:
        secret = settings.password.reveal()
        self._connector = PsycopgConnector(
            conninfo=settings.database,
            kwargs={**CONNECTING, **({"password": secret} if secret else {})},
            min_size=1,
            max_size=4,
            timeout=float(CONNECT_SECONDS),
        )
        self._app = App(connector=self._connector)
        self._jobs = self._app.job_manager
        self._worker: int | None = None

    async def __aenter__(self) -> Self:
        with _translated():
            await self._connector.open_async()
            await self._jobs.prune_stalled_workers(KEPT_WORKERS)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            with suppress(FleetUnusable), _translated():
                if self._worker is not None:
                    await self._jobs.unregister_worker(self._worker)
        finally:
            await self._connector.close_async()

    @override
    async def defer(self, rto: str, due: datetime | None) -> bool:
        deferrer = self._app.configure_task(
            TASK,
            lock=rto,
            queueing_lock=rto,
            queue=QUEUE,
            priority=SCHEDULED if due else ASKED,
        )
        with _translated():
            try:
                await deferrer.defer_async(due=due.isoformat() if due else None)
            except exceptions.AlreadyEnqueued:
                return False
        return True

    @override
    async def active(self) -> Mapping[str, ActiveJob]:
        with _translated():
            rows = await self._connector.execute_query_all_async(ACTIVE)
        return {
            row["rto"]: ActiveJob(
                row["id"], row["doing"], mine=row["doing"] and row["worker_id"] == self._worker
            )
            for row in rows
        }

    @override
    async def take(self) -> Job | None:
        with _translated():
            try:
                found = await self._jobs.fetch_job([QUEUE], await self._worker_id())
            except exceptions.ConnectorException as error:
                if isinstance(error.__cause__, errors.ForeignKeyViolation):
                    self._worker = None  # It was silent for days, and is registered anew.
                raise
        return _job(found) if found else None

    @override
    async def finish(self, job: Job) -> None:
        await self._finish(job, jobs.Status.SUCCEEDED)

    @override
    async def beat(self) -> None:
        with _translated():
            await self._jobs.update_heartbeat(await self._worker_id())

    @override
    async def end_stalled(self) -> tuple[Job, ...]:
        with _translated():
            stalled = await self._jobs.get_stalled_jobs(
                queue=QUEUE, seconds_since_heartbeat=SILENCE
            )
        found = tuple(_job(each) for each in stalled)
        for each in found:
            await self._finish(each, jobs.Status.FAILED)
        return found

    async def _finish(self, job: Job, status: jobs.Status) -> None:
        with _translated():
            try:
                await self._jobs.finish_job_by_id_async(job.number, status, delete_job=True)
            except exceptions.ConnectorException as error:
                # Another worker took this one for dead, and has ended its job.
                if not isinstance(error.__cause__, errors.RaiseException):
                    raise

    async def _worker_id(self) -> int:
        if self._worker is None:
            self._worker = await self._jobs.register_worker()
        return self._worker


def _job(found: jobs.Job) -> Job:
    due = found.task_kwargs["due"]
    assert found.id is not None
    assert found.lock is not None
    return Job(found.id, found.lock, datetime.fromisoformat(str(due)) if due else None)


@contextmanager
def _translated() -> Iterator[None]:
    """Raise the engine's faults in the block as `FleetUnusable`, without its texts."""
    try:
        yield
    except (exceptions.ConnectorException, PsycopgError) as error:
        raise FleetUnusable(
            f"The fleet's queue does not answer ({type(error).__name__}).",
            remedy="Check [fleet] database and its password, and that PostgreSQL runs.",
        ) from None
