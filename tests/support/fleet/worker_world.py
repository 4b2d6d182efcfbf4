"""A worker at work, with a queue and records in memory, and portals for its RTOs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Event

from support.fleet.memory import DUE, MemoryDispatcher, MemoryRecorder, fleet_rto
from support.patience import PATIENCE
from talent_powerpro.fleet.registry import Registry
from talent_powerpro.fleet.settings import FleetSection
from talent_powerpro.fleet.worker import Rhythm, Worker
from talent_powerpro.sandbox import Portal, Request, Response, Sandbox

AT_ONCE = Rhythm(
    schedule=0.01,
    empty_queue=0.01,
    head_start=0.01,
    folder=0.01,
    old_records=0.01,
    heartbeat=0.01,
    without_database=(0.01,),
)


class World:
    """A worker at work. `until` waits for something to happen; then the worker is stopped."""

    def __init__(
        self, rtos: Path, slots: int = 2, keep_open: int = 10, rhythm: Rhythm = AT_ONCE
    ) -> None:
        self._rhythm = rhythm
        self.dispatcher = MemoryDispatcher()
        self.recorder = MemoryRecorder()
        self.registry = Registry(rtos)
        self._section = FleetSection(
            database="postgresql://fleet@127.0.0.1/fleet", slots=slots, keep_open=keep_open
        )

    def work(
        self,
        until: Callable[[World], Awaitable[None]],
        then: Callable[[World], Awaitable[None]] | None = None,
    ) -> None:
        """Wait *until* something has happened, stop the worker, and wait for what happens *then*
        before it ends."""

        async def main() -> None:
            worker = Worker(
                self._section,
                self.dispatcher,
                self.recorder,  # type: ignore[arg-type]  # the methods of a Recorder
                self.registry,
                self._rhythm,
                lambda: DUE,
            )
            working = asyncio.create_task(worker.main())
            try:
                await asyncio.wait_for(until(self), PATIENCE)
            finally:
                worker.stop()
                if then:
                    await asyncio.wait_for(then(self), PATIENCE)
                await asyncio.wait_for(working, PATIENCE)

        asyncio.run(main())

    async def more_ends(self, rto: str, than: int) -> None:
        await self.happens(lambda: len(self.recorder.ends_of(rto)) > than)

    async def happens(self, what: Callable[[], object]) -> None:
        while not what():
            await asyncio.sleep(0.01)


class Hanging(Sandbox):
    """A portal that answers nothing before it may."""

    def __init__(self, portal: Portal) -> None:
        super().__init__(portal)
        self.may_answer = Event()
        self.asked: list[Request] = []

    def handle(self, request: Request) -> Response:
        self.asked.append(request)
        self.may_answer.wait(PATIENCE)
        return super().handle(request)


def rtos_of(folder: Path, url: str, *names: str) -> Path:
    for name in names:
        fleet_rto(folder / name, url)
    return folder
