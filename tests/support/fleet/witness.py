"""A witness of what `fleet status` says: it knows the colleges' own records, and no fleet's rules.

A college's SQLite file says when each run began and ended, and who was provisioned. What status
says between two readings of the files must fit what they said before or after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import define, field, frozen
from click.testing import Result

from support.cli.rto import command
from support.fleet.colleges import College, RunSpan

SLACK = timedelta(seconds=3)
"""The time between the end of a run in its store and in the fleet's records, on a busy machine."""
TO_SCHEDULE = timedelta(seconds=5)
"""The time within which a worker looks for RTOs that are due."""


@frozen
class Seen:
    """What a college's store said at one moment."""

    runs: tuple[RunSpan, ...]
    at: datetime

    def last_end(self, before: datetime | None = None) -> datetime | None:
        """The end of the last run that ended, or that ended *before*."""
        ends = [each.ended for each in self.runs if each.ended]
        return max((each for each in ends if not before or each < before), default=None)


@define
class Witness:
    """It compares `fleet status` with the colleges, at as many moments as it is asked to."""

    fleet_file: Path
    colleges: Sequence[College]
    every: timedelta
    late_after: timedelta
    began: datetime = field(factory=lambda: datetime.now(UTC))
    moments: int = 0
    late_seen: set[str] = field(factory=set)
    """The colleges that status ever called late."""
    cut_off: set[str] = field(factory=set)
    """The colleges of which status ever called a run lost.

    A worker that is killed or paused between a run's end and its record cannot record it, or does
    so as it goes on. Until then status says that the run goes on or is lost, and that the college
    is late. It cannot know better, so what it says of their time is not judged.
    """
    untruths: list[str] = field(factory=list)

    def is_answered(self) -> bool:
        """Whether the fleet has a status. It has none before the first worker began."""
        return self._asked().exit_code in (0, 8)

    def _asked(self) -> Result:
        return command("fleet", "status", "--json", "--fleet", str(self.fleet_file), env={})

    def look(self) -> None:
        """Ask for the status once, and judge it."""
        before = [*map(_seen, self.colleges)]
        asked = self._asked()
        after = [*map(_seen, self.colleges)]
        self.moments += 1
        said = json.loads(asked.stdout)["fleet"]
        rtos = {each["rto"]: each for each in said["rtos"]}
        late = [name for name, each in rtos.items() if each["late"]]
        self.late_seen.update(late)
        self._judge(asked.exit_code == (8 if late else 0), f"exit code {asked.exit_code}: {late}")
        self._judge(said["late"] == len(late), f"{said['late']} late, and {late} are named")
        for college, was, now in zip(self.colleges, before, after, strict=True):
            if college.name not in rtos:
                # Workers read the folder as they begin.
                self._judge(now.at - self.began < timedelta(seconds=60), f"no {college.name}")
                continue
            self._judge_rto(rtos[college.name], was, now)

    def _judge(self, true: bool, claim: str) -> None:
        if not true:
            self.untruths.append(f"moment {self.moments}: {claim}")

    def _judge_rto(self, said: dict[str, Any], was: Seen, now: Seen) -> None:
        for true, claim in (
            *self._about_the_last_run(said, was, now),
            *self._about_time(said, was, now),
        ):
            self._judge(true, f"{said['rto']}: {claim}")

    def _about_the_last_run(
        self, said: dict[str, Any], was: Seen, now: Seen
    ) -> Iterable[tuple[bool, str]]:
        last = said["last"]
        if last is None:
            known = said["running"] is not None or not was.last_end(was.at - SLACK)
            yield known, "no run, and one ended long ago"
            return
        if not last["run_id"]:
            yield (
                bool(last["lost"] or last["exit"] == 4),
                f"a run without an id did not begin {last}",
            )
            return
        runs = {each.run_id: each for each in now.runs}
        yield last["run_id"] in runs, f"the store has no run {last['run_id']}"
        if run := runs.get(last["run_id"]):
            yield run.counts == last["counts"], f"it did {last['counts']}, the store {run.counts}"
            later = [e for e in was.runs if e.ended and run.started < e.started]
            fresh = all(e.ended and e.ended > was.at - SLACK for e in later)
            # A worker that is killed after a run's end cannot record it: status says it goes on.
            yield fresh or said["running"] is not None, f"{run.run_id} was not the last run"

    def _about_time(self, said: dict[str, Any], was: Seen, now: Seen) -> Iterator[tuple[bool, str]]:
        if said["last"] and said["last"]["lost"]:
            self.cut_off.add(said["rto"])
        if said["rto"] in self.cut_off:
            return
        waited_least = was.at - (now.last_end() or self.began)
        # An end that is younger may not be in the fleet's records yet.
        waited_most = now.at - (was.last_end(was.at - SLACK) or self.began)
        if said["late"]:
            yield waited_most > self.late_after - SLACK, f"late after {waited_most}"
        else:
            most = self.every + self.late_after + TO_SCHEDULE
            yield waited_least < most, f"not late after {waited_least}"


def _seen(college: College) -> Seen:
    return Seen(college.runs(), datetime.now(UTC))
