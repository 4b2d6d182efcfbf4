"""A worker: a process that stays, schedules the fleet's runs, and makes those that it takes.

Any number of workers share one queue. Each reads the schedule and fills the queue with what is due
first, and no further than there are slots. The queue only triggers a run: the run's own lock
keeps two of one RTO apart, however late a worker that was paused goes on.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from attrs import frozen

from talent_powerpro.errors import LockHeld, SettingsFault
from talent_powerpro.fleet.dispatcher import HEARTBEAT, ActiveJob, Dispatcher, Job
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.log import log, one_line
from talent_powerpro.fleet.recording import Recorder
from talent_powerpro.fleet.records import RunEnd
from talent_powerpro.fleet.registry import Registry
from talent_powerpro.fleet.resident import Resident, Residents
from talent_powerpro.fleet.scheduling import chosen, due_at
from talent_powerpro.fleet.settings import FleetSection
from talent_powerpro.services.exit_codes import Exit

T = TypeVar("T")


@frozen(kw_only=True)
class Rhythm:
    """Seconds between a worker's looks at things."""

    schedule: float = 2.0
    empty_queue: float = 0.5
    head_start: float = 0.1
    """What each run gets before the next begins, unless it ends. Two that compute at once take
    turns at the interpreter, which costs a third more; most idle runs end in this time."""
    folder: float = 5.0
    old_records: float = 3600.0
    heartbeat: float = HEARTBEAT
    without_database: tuple[float, ...] = (1.0, 2.0, 5.0, 10.0)
    """While the fleet's database does not answer. The last one repeats."""


def worker_name() -> str:
    """The name of this process among the workers: ``machine:pid``."""
    return f"{socket.gethostname()}:{os.getpid()}"


class Worker:
    """One worker. `main` works until `stop` is called. *clock* is that of the runs."""

    def __init__(
        self,
        section: FleetSection,
        dispatcher: Dispatcher,
        recorder: Recorder,
        registry: Registry,
        rhythm: Rhythm = Rhythm(),  # a frozen value
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._section = section
        self._dispatcher = dispatcher
        self._recorder = recorder
        self._registry = registry
        self._rhythm = rhythm
        self._residents = Residents(section.keep_open, clock)
        self._slots = asyncio.Semaphore(section.slots)
        self._running: dict[asyncio.Task[None], Job] = {}
        self._strays: set[int] = set()
        self._unrecorded: set[str] = set()
        """RTOs that changed since the fleet's database last heard of them."""
        self._refreshing = asyncio.Lock()
        self._ending = asyncio.Event()

    def stop(self) -> None:
        """Finish the current records, and end. To be called in the worker's event loop."""
        self._ending.set()
        self._slots.release()  # Wakes who waits for a free slot.
        self._residents.stop()

    async def main(self) -> None:
        """Work until `stop` is called. Waits for a database that does not answer."""
        await self._tried(self._beat)
        await self._tried(self._refresh)  # Before the first job is taken.
        rhythm = self._rhythm
        upkeep = [
            self._repeated(self._beat, rhythm.heartbeat),
            self._repeated(self._refresh, rhythm.folder),
            self._repeated(self._schedule, rhythm.schedule),
            self._repeated(self._purge, rhythm.old_records),
            self._take_jobs(),
        ]
        # A fault that is not the database's ends the worker, and with it all of these.
        async with asyncio.TaskGroup() as group:
            for each in upkeep:
                group.create_task(each)
        while self._running:
            await asyncio.wait(self._running, timeout=rhythm.heartbeat)
            # Still alive: else the others would take its runs for lost.
            with suppress(FleetUnusable):
                await self._beat()
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
        tries, pauses = 0, self._rhythm.without_database
        while not self._ending.is_set():
            try:
                return await work()
            except FleetUnusable as fault:
                log.warning("%s %s", fault.message, fault.remedy)
                await self._pause(pauses[min(tries, len(pauses) - 1)])
                tries += 1
        return None

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)

    async def _beat(self) -> None:
        await self._dispatcher.beat()
        await asyncio.to_thread(self._recorder.beat, self._section.slots)

    async def _refresh(self) -> None:
        async with self._refreshing:
            try:
                changed = await asyncio.to_thread(self._registry.refresh)
            except SettingsFault as fault:
                log.error("%s", fault.message)
                return
            rtos = self._registry.rtos
            for rto in sorted(changed & rtos.keys()):
                for text in rtos[rto].faults:
                    log.error("%s: %s", rto, one_line(text))
                for text in rtos[rto].warnings:
                    log.warning("%s: %s", rto, one_line(text))
            self._unrecorded |= changed
            if self._unrecorded:
                await asyncio.to_thread(self._recorder.register, rtos.values())
                self._unrecorded.clear()

    async def _schedule(self) -> None:
        for job in await self._dispatcher.end_stalled():
            log.warning("%s: its worker is gone; the run is due again", job.rto)
        active = await self._dispatcher.active()
        await self._end_strays(active)
        await asyncio.to_thread(self._recorder.lose)
        moment = await asyncio.to_thread(self._recorder.moment, active.keys())
        # As many wait as run, so that no slot is empty until the next look.
        for each in chosen(moment.timings, moment.now, 2 * moment.slots - len(active)):
            await self._dispatcher.defer(each.rto, None if each.asked else due_at(each))

    async def _end_strays(self, active: Mapping[str, ActiveJob]) -> None:
        """End jobs that are this worker's in the queue, but that it does not know.

        Its database was restarted after it gave a job, and before the answer arrived. Such a job
        would block its RTO as long as this worker lives. One that is unknown for the first time may
        just be arriving.
        """
        known = {job.number for job in self._running.values()}
        mine = {each.number: rto for rto, each in active.items() if each.mine}
        unknown = mine.keys() - known
        for number in unknown & self._strays:
            await self._dispatcher.finish(Job(number, mine[number], None))
        self._strays = unknown - self._strays

    async def _purge(self) -> None:
        await asyncio.to_thread(self._recorder.purge, self._section.keep_runs)

    # --- jobs ---------------------------------------------------------------------------

    async def _take_jobs(self) -> None:
        while not self._ending.is_set():
            await self._slots.acquire()
            job = await self._tried(self._dispatcher.take)
            if job is None:
                self._slots.release()
                await self._pause(self._rhythm.empty_queue)
                continue
            task = asyncio.create_task(self._do(job))
            self._running[task] = job
            task.add_done_callback(self._done)
            await asyncio.wait((task,), timeout=self._rhythm.head_start)

    def _done(self, task: asyncio.Task[None]) -> None:
        job = self._running.pop(task)
        self._slots.release()
        if fault := task.exception():
            log.error("%s: internal error (%s)", job.rto, type(fault).__name__, exc_info=fault)

    async def _do(self, job: Job) -> None:
        try:
            number = await asyncio.to_thread(self._recorder.begin, job)
            if number is not None:
                await self._run(job, number)
        except FleetUnusable as fault:
            # What the run wrote is in the RTO's own journal. Here it counts as lost.
            log.warning("%s: the run is not recorded. %s", job.rto, fault.message)
        finally:
            await self._finish(job)

    async def _finish(self, job: Job) -> None:
        async def finish() -> None:
            await self._dispatcher.finish(job)

        if self._ending.is_set():
            with suppress(FleetUnusable):  # Then it stalls, and another worker ends it.
                await finish()
        else:
            await self._tried(finish)

    async def _run(self, job: Job, number: int) -> None:
        def report_end(end: RunEnd) -> None:
            self._recorder.end(number, end)

        began = time.monotonic()
        try:
            resident = await self._resident(job.rto)
        except (LockHeld, SettingsFault) as fault:
            code = Exit.LOCKED if isinstance(fault, LockHeld) else Exit.SETTINGS
            end = RunEnd(exit=code, message=fault.message)
            await asyncio.to_thread(report_end, end)
        else:
            try:
                end = await asyncio.wrap_future(resident.run(report_end))
            finally:
                self._residents.give_back(resident)
        if end.exit >= Exit.SETTINGS:
            # A secret may have changed where no file's time shows it.
            self._registry.forget(job.rto)
        seconds = time.monotonic() - began
        said = one_line(f"exit {end.exit:d} after {seconds:.1f} s. {end.message}")
        log.info("%s: %s", job.rto, said.rstrip())

    async def _resident(self, rto: str) -> Resident:
        if rto not in self._registry.rtos:
            await self._refresh()  # Another worker saw the new file first.
        known = self._registry.rtos.get(rto)
        if known is None:
            raise SettingsFault(f"The worker has no settings file of {rto}.")
        if known.opened is None:
            raise SettingsFault(known.faults)
        return self._residents.take(rto, known.opened)
