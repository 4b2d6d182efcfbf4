"""A worker: a process that stays, schedules the fleet's runs and makes those it takes.

Any number of workers share one queue. Each reads the schedule and fills the queue with what is due
first, and no further than there are slots. The queue only triggers a run: the run's own lock
keeps two of one RTO apart, however late a worker that was paused goes on.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from talent_powerpro.errors import LockHeld, SettingsFault
from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.dispatcher import HEARTBEAT, Dispatcher, Job
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.recording import Recorder
from talent_powerpro.fleet.records import RunEnd
from talent_powerpro.fleet.registry import Registry
from talent_powerpro.fleet.resident import Resident, Residents
from talent_powerpro.fleet.scheduling import chosen, due_at
from talent_powerpro.fleet.settings import FleetSettings
from talent_powerpro.services.exit_codes import Exit

log = logging.getLogger("talent_powerpro.fleet")
log.addHandler(logging.NullHandler())

T = TypeVar("T")

TICK = 1.0
"""Seconds between two looks at the schedule."""
POLL = 0.5
"""Seconds between two looks at an empty queue."""
REFRESH = 5.0
"""Seconds between two looks at the folder of settings files."""
PURGE = 3600.0
BACKOFF = (1.0, 2.0, 5.0, 10.0)
"""Seconds of waiting while the fleet's database does not answer; the last one repeats."""


def worker_name() -> str:
    """The name of this process among the workers: ``machine:pid``."""
    return f"{socket.gethostname()}:{os.getpid()}"


class Worker:
    """One worker. `main` works until `stop` is called."""

    def __init__(
        self,
        settings: FleetSettings,
        dispatcher: Dispatcher,
        database: FleetDatabase,
        registry: Registry,
        name: str,
    ) -> None:
        self._settings = settings
        self._dispatcher = dispatcher
        self._recorder = Recorder(database, name)
        self._registry = registry
        self._residents = Residents(settings.section.keep_open)
        self._slots = asyncio.Semaphore(settings.section.slots)
        self._running: set[asyncio.Task[None]] = set()
        self._ending = asyncio.Event()
        self._started = datetime.now(UTC)

    def stop(self) -> None:
        """Finish the current records, and end. To be called in the worker's event loop."""
        self._ending.set()
        self._residents.stop()

    async def main(self) -> None:
        """Work until `stop` is called. Waits for a database that does not answer."""
        upkeep = [
            self._repeated(self._beat, HEARTBEAT),
            self._repeated(self._refresh, REFRESH),
            self._repeated(self._schedule, TICK),
            self._repeated(self._purge, PURGE),
            self._take_jobs(),
        ]
        # A fault that is not the database's ends the worker, and with it all of these.
        async with asyncio.TaskGroup() as group:
            for each in upkeep:
                group.create_task(each)
        while self._running:
            await asyncio.wait(self._running)
        self._residents.close()
        with suppress(FleetUnusable):
            await asyncio.to_thread(self._recorder.leave)

    # --- upkeep -------------------------------------------------------------------------

    async def _repeated(
        self, work: Callable[[], Coroutine[Any, Any, None]], seconds: float
    ) -> None:
        while not self._ending.is_set():
            await self._tried(work)
            await self._pause(seconds)

    async def _tried(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
        """Do *work*, again and again while the fleet's database does not answer.

        ``None`` also if `stop` was called meanwhile.
        """
        tries = 0
        while not self._ending.is_set():
            try:
                return await work()
            except FleetUnusable as fault:
                log.warning("%s %s", fault.message, fault.remedy)
                await self._pause(BACKOFF[min(tries, len(BACKOFF) - 1)])
                tries += 1
        return None

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)

    async def _beat(self) -> None:
        await self._dispatcher.beat()
        slots = self._settings.section.slots
        await asyncio.to_thread(self._recorder.beat, self._started, slots)

    async def _refresh(self) -> None:
        try:
            changed = await asyncio.to_thread(self._registry.refresh)
        except SettingsFault as fault:
            log.error("%s", fault.message)
            return
        if changed:
            rtos = self._registry.rtos.values()
            for each in rtos:
                for fault_text in each.faults:
                    log.error("%s: %s", each.rto, fault_text)
            await asyncio.to_thread(self._recorder.register, rtos)

    async def _schedule(self) -> None:
        for job in await self._dispatcher.end_stalled():
            log.warning("%s: its worker is gone; the run is due again", job.rto)
        active = await self._dispatcher.active()
        await asyncio.to_thread(
            self._recorder.lose, [each.number for each in active.values() if each.taken]
        )
        moment = await asyncio.to_thread(self._recorder.moment, active.keys())
        # As many wait as run, so that a slot is never empty between two looks.
        for each in chosen(moment.timings, moment.now, 2 * moment.slots - len(active)):
            await self._dispatcher.defer(each.rto, None if each.asked else due_at(each))

    async def _purge(self) -> None:
        await asyncio.to_thread(self._recorder.purge, self._settings.section.keep_runs)

    # --- jobs ---------------------------------------------------------------------------

    async def _take_jobs(self) -> None:
        while not self._ending.is_set():
            await self._slots.acquire()
            job = await self._tried(self._dispatcher.take)
            if job is None:
                self._slots.release()
                await self._pause(POLL)
                continue
            task = asyncio.create_task(self._do(job))
            self._running.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._slots.release()
        if not task.cancelled() and (fault := task.exception()):
            log.error("A job ended with an internal error", exc_info=fault)

    async def _do(self, job: Job) -> None:
        try:
            number = await asyncio.to_thread(self._recorder.begin, job)
            if number is not None:
                await self._run(job, number)
        finally:
            await self._finished(job)

    async def _finished(self, job: Job) -> None:
        with suppress(FleetUnusable):  # Then it stalls, and a worker ends it.
            await self._dispatcher.finish(job)

    async def _run(self, job: Job, number: int) -> None:
        def report_end(end: RunEnd) -> None:
            self._recorder.end(number, end)

        began = time.monotonic()
        try:
            resident = self._resident(job.rto)
        except (LockHeld, SettingsFault) as fault:
            code = Exit.LOCKED if isinstance(fault, LockHeld) else Exit.SETTINGS
            end = RunEnd(exit=code, message=fault.message, remedy=fault.remedy)
            await asyncio.to_thread(report_end, end)
        else:
            try:
                end = await asyncio.wrap_future(resident.run(report_end))
            finally:
                self._residents.give_back(resident)
        if end.exit >= Exit.SETTINGS:
            self._registry.forget(job.rto)
        seconds = time.monotonic() - began
        log.info("%s: exit %d after %.1f s. %s", job.rto, end.exit, seconds, end.message)

    def _resident(self, rto: str) -> Resident:
        known = self._registry.rtos.get(rto)
        if known is None:
            raise SettingsFault(f"The worker has no settings file of {rto}.")
        if known.opened is None:
            raise SettingsFault(known.faults)
        return self._residents.take(rto, known.opened)
