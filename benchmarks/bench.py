"""What a case is measured with: whose runs, at which scale, and the stores made so far."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from attrs import asdict, define, field

from benchmarks.agent_process import Job, Step
from benchmarks.college import College
from benchmarks.idle_process import IdleJob
from benchmarks.portal import PortalSize
from benchmarks.processes import OWN, answer_of, portal

STORE = "powerpro.db"


class NotMeasured(Exception):
    """The version that is measured cannot do it; the message says why."""


@define
class Bench:
    """Whose runs are measured, and at which share of the full sizes."""

    folder: Path
    """For stores; empty at first."""
    scale: float = 1.0
    source: Path = OWN
    """The folder to import the package from."""
    literal: bool = False
    """Whether the guide's own loops are measured in place of the agent."""
    _numbers: count[int] = field(factory=count)

    def n(self, size: int) -> int:
        """A size of the full benchmark, scaled; at least one."""
        return max(1, round(size * self.scale))

    @property
    def saves(self) -> bool:
        """Whether the agent has a memory that saves calls."""
        there = (self.source / "talent_powerpro" / "rules" / "saving.py").exists()
        return there and not self.literal

    def runs(
        self,
        college: College,
        steps: Sequence[Step] = (Step(),),
        *,
        warm: bool = False,
        portal_size: dict[str, Any] | None = None,
        **job: Any,
    ) -> list[dict[str, Any]]:
        """The figures of runs over a new store. *warm*: an earlier run has looked at everybody."""
        size = PortalSize(college, **portal_size or {})
        store = self._copy(college, warm=warm and self.saves)
        with portal(size) as url:
            whose = "literal" if self.literal else "agent"
            told = Job(college, str(store), url, tuple(steps), agent=whose, **job)
            return list(answer_of("benchmarks.agent_process", asdict(told), self.source))

    def idle(self, college: College, what: str) -> dict[str, float]:
        """The figures of an `IdleJob`, over a store that an earlier one has made."""
        made = self._made(college, "idle")
        if not made.exists():
            made.parent.mkdir()
            self._idle(college, made, "make")
            if self.saves:
                self._idle(college, made, "run")  # looks at everybody
        return self._idle(college, made, what)

    def fleet(self, college: College, rtos: int, **job: Any) -> dict[str, float]:
        """The figures of a `FleetJob`."""
        if not (self.source / "talent_powerpro" / "fleet").exists():
            raise NotMeasured("no such command")
        folder = self.folder / f"fleet{next(self._numbers)}"
        folder.mkdir()
        # As a value alone: the process needs the extra `fleet`, and other cases do not.
        told = {"college": asdict(college), "folder": str(folder), "rtos": rtos, **job}
        figures = dict(answer_of("benchmarks.fleet_process", told, self.source))
        shutil.rmtree(folder)
        return figures

    def _idle(self, college: College, store: Path, what: str) -> dict[str, float]:
        job = IdleJob(college, str(store), what)
        return dict(answer_of("benchmarks.idle_process", asdict(job), self.source))

    def _copy(self, college: College, *, warm: bool) -> Path:
        """A copy of the college's store, in a new folder."""
        new = self.folder / f"copy{next(self._numbers)}"
        if self.literal:
            return new / STORE  # it has none
        made = self._made(college, "warm" if warm else "cold")
        if not made.exists():
            made.parent.mkdir()
            if warm:
                with portal(PortalSize(college)) as url:
                    self._make(Job(college, str(made), url, warm=True))
            else:
                self._make(Job(college, str(made)))
        shutil.copytree(made.parent, new)
        return new / STORE

    def _make(self, job: Job) -> None:
        answer_of("benchmarks.agent_process", asdict(job), self.source)

    def _made(self, college: College, how: str) -> Path:
        key = json.dumps([asdict(college), how, str(self.source)])
        return self.folder / sha256(key.encode()).hexdigest()[:12] / STORE
