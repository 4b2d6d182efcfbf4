"""A fleet for tests: RTOs in folders, a queue and records in memory, and databases on a server."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from attrs import evolve, field, mutable
from sqlalchemy import make_url

from support.cli.rto import KEY, PASSWORD, Rto, rto
from support.sql.dialect_stores import a_database
from talent_powerpro.config.bootstrap import Connected, open_to_write
from talent_powerpro.fleet.dispatcher import ActiveJob, Dispatcher, Job
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.recording import Moment
from talent_powerpro.fleet.records import RunEnd
from talent_powerpro.fleet.registry import Registration
from talent_powerpro.fleet.scheduling import Timing
from talent_powerpro.fleet.settings import FleetSection, FleetSettings
from talent_powerpro.model import Secret
from talent_powerpro.services.exit_codes import Exit

FILES = 'key_file = "key.txt"\npassword_file = "password.txt"'
START = datetime(2026, 3, 2, tzinfo=UTC)
"""When the records in memory begin."""
DUE = datetime(2022, 6, 2, 3, 0, tzinfo=UTC)
"""On the export date of the guide's student."""
_numbers = count(1)


def fleet_rto(folder: Path, url: str, lines: str = "") -> Rto:
    """The guide's RTO, imported. *lines* are added to its settings."""
    folder.mkdir(parents=True, exist_ok=True)
    made = rto(folder, url, talentlms=FILES)
    for name, secret in (("key.txt", KEY), ("password.txt", PASSWORD)):
        (folder / name).write_text(secret)
        (folder / name).chmod(0o600)
    with made.settings_file.open("a", encoding="utf-8") as settings:
        settings.write(lines)
    return made.imported()


def opened(made: Rto) -> Connected:
    """Its settings, as a worker opens them."""
    return open_to_write(made.settings_file, {})


@contextmanager
def fleet_settings(folder: Path, **others: Any) -> Iterator[FleetSettings]:
    """A fleet with an empty schema of its own on the tests' server."""
    name = f"fleet_test_{os.getpid()}_{next(_numbers)}"
    with a_database("postgresql", name) as url:
        where = make_url(url).set(drivername="postgresql")
        where = where.update_query_dict({"options": f"-csearch_path={name}"})
        password = Secret(where.password or "")
        address = where.set(password=None).render_as_string()
        section = FleetSection(database=address, **others)
        yield FleetSettings(section=section, folder=folder, password=password)


@mutable
class MemoryDispatcher(Dispatcher):
    """A queue in memory, for one worker. *down* makes its next calls fail."""

    waiting: dict[str, Job] = field(factory=dict)
    taken: dict[int, Job] = field(factory=dict)
    others: dict[int, Job] = field(factory=dict)
    """Jobs that other workers have taken."""
    stalled: list[Job] = field(factory=list)
    finished: list[Job] = field(factory=list)
    deferred: list[tuple[str, datetime | None]] = field(factory=list)
    beats: int = 0
    down: int = 0

    async def defer(self, rto: str, due: datetime | None) -> bool:
        self._answer()
        if rto in self.waiting:
            return False
        self.deferred.append((rto, due))
        self.waiting[rto] = Job(next(_numbers), rto, due)
        return True

    async def active(self) -> Mapping[str, ActiveJob]:
        self._answer()
        waiting = {rto: ActiveJob(job.number, False) for rto, job in self.waiting.items()}
        others = {job.rto: ActiveJob(job.number, True) for job in self.others.values()}
        mine = {job.rto: ActiveJob(job.number, True, mine=True) for job in self.taken.values()}
        return waiting | others | mine

    async def take(self) -> Job | None:
        self._answer()
        busy = {job.rto for job in (*self.taken.values(), *self.others.values())}
        free = [job for rto, job in self.waiting.items() if rto not in busy]
        first = sorted(free, key=lambda job: (job.due is not None, job.number))[:1]
        for job in first:
            del self.waiting[job.rto]
            self.taken[job.number] = job
            return job
        return None

    async def finish(self, job: Job) -> None:
        self._answer()
        if self.taken.pop(job.number, None) or self.others.pop(job.number, None):
            self.finished.append(job)

    async def beat(self) -> None:
        self._answer()
        self.beats += 1

    async def end_stalled(self) -> tuple[Job, ...]:
        self._answer()
        stalled, self.stalled = tuple(self.stalled), []
        return stalled

    def _answer(self) -> None:
        if self.down:
            self.down -= 1
            raise FleetUnusable("The fleet's queue does not answer.")


@mutable(slots=False)
class MemoryRecorder:
    """Records in memory, with a clock of their own. Has the methods of `Recorder`."""

    now: datetime = START
    slots: int = 2
    timings: dict[str, Timing] = field(factory=dict)
    registered: dict[str, Registration] = field(factory=dict)
    begun: dict[int, Job] = field(factory=dict)
    ends: dict[int, RunEnd] = field(factory=dict)
    lost: int = 0
    """How often lost runs were looked for."""
    purged: int = 0
    left: bool = False
    down: int = 0

    def register(self, rtos: Iterable[Registration]) -> None:
        self.registered = {each.rto: each for each in rtos}
        for each in self.registered.values():
            every, usable = timedelta(seconds=each.every), not each.faults
            new = Timing(rto=each.rto, every=every, since=self.now)
            known = self.timings.get(each.rto, new)
            self.timings[each.rto] = evolve(known, every=every, usable=usable)

    def beat(self, slots: int) -> None:
        self.slots = slots

    def leave(self) -> None:
        self.left = True

    def moment(self, active: Collection[str]) -> Moment:
        timings = [evolve(each, active=each.rto in active) for each in self.timings.values()]
        return Moment(self.now, tuple(timings), self.slots)

    def begin(self, job: Job) -> int | None:
        if self.down:
            raise FleetUnusable("The fleet's database does not answer.")
        timing = self.timings.get(job.rto)
        if timing and timing.paused:
            return None
        number = next(_numbers)
        self.begun[number] = job
        return number

    def end(self, number: int, end: RunEnd) -> None:
        self.ends[number] = end
        rto = self.begun[number].rto
        if timing := self.timings.get(rto):
            last = timing.last_ended if end.exit == Exit.LOCKED else self.now
            self.timings[rto] = evolve(timing, last_tried=self.now, last_ended=last, asked=None)

    def lose(self) -> None:
        self.lost += 1

    def purge(self, keep: timedelta) -> None:
        self.purged += 1

    def ends_of(self, rto: str) -> list[RunEnd]:
        return [end for number, end in self.ends.items() if self.begun[number].rto == rto]
