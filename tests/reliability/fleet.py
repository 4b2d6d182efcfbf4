"""A fleet in trouble: workers killed and paused, PostgreSQL restarted, portals that are ill.

    nox -s fleet -- --rtos 200 --seed 1

Each RTO has a sandbox portal and ten students who are due. Two worker processes run them, with a
PostgreSQL of the trial's own. One worker is killed with SIGKILL at chosen sign-ups, before or after
the portal acts, and starts again. The other is paused with SIGSTOP within a sign-up, for longer
than every time-out, and goes on where it was. PostgreSQL is restarted once. One portal never
answers, one answers 500 to everything, one has another key. All the while `fleet status` is asked,
and compared with what the stores say.

In the end both systems say who was provisioned, and the stores say when each run began and ended.
Not on Windows, which has neither signal, and only where PostgreSQL's programs are installed.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Lock, Timer

from attrs import define, field, frozen

from reliability.figures import Figure, commit, print_now, write
from reliability.findings import Findings
from support.fleet.colleges import (
    STUDENTS,
    College,
    Health,
    colleges,
    overlaps,
)
from support.fleet.postgresql import Server, own_postgresql
from support.fleet.witness import Witness
from support.fleet.workers import SupervisedWorker, await_that, supervised
from support.patience import PATIENCE
from talent_powerpro.sandbox import Request

SICK = (Health.HANGING, Health.FAILING, Health.WRONG_KEY)
EVERY = 10
"""Seconds from one run of an RTO to the next: the shortest that the settings take."""
LATE_AFTER = 1
"""Minutes."""
MOMENTS = 50
"""The least number of moments at which `fleet status` is judged."""

TOLD = 10
"""Moments between two lines of progress."""

FLEET = """\
[fleet]
database = "{database}"
slots = {slots}
late_after = "{late_after}m"
"""


@frozen(kw_only=True)
class Trial:
    """What is done to a fleet."""

    rtos: int
    seed: int
    kills: int = 2
    """How often the first worker is killed."""
    paused_for: float = 33.0
    """Seconds for which the second one is paused. A silent worker is given up after 30."""
    every: int = EVERY
    slots: int = 4


@frozen
class Played:
    """The end of a trial."""

    killed: int
    cut_off: int
    """Runs that began and never ended: their worker was killed."""
    moments: int
    runs: int
    provisioned: int
    late: frozenset[str]
    """The colleges that were late at some moment."""
    codes: tuple[int, ...]
    """The exit codes of the workers' last processes."""
    findings: Findings

    @property
    def faults(self) -> int:
        """Kills, the pause, the restart, and the ill portals."""
        return self.killed + 2 + len(SICK)


@define
class SignUps:
    """Counts the fleet's sign-ups, and does something at some of them."""

    do: dict[tuple[int, str], Callable[[], bool]]
    """What to do at which sign-up, before or after the portal acts. False: again at the next."""
    _number: int = 0
    _lock: Lock = field(factory=Lock)

    def __call__(self, request: Request, moment: str) -> None:
        if not request.path.lower().endswith("/usersignup"):
            return
        with self._lock:
            self._number += moment == "before"
            # The moment after a sign-up may come once others began.
            for key in [each for each in self.do if each <= (self._number, moment)]:
                if key[1] == moment and self.do[key]():
                    del self.do[key]


def play(trial: Trial, folder: Path, tell: Callable[[str], object] = lambda _: None) -> Played:
    """Play the trial in the empty *folder*."""
    rng = random.Random(trial.seed)
    healthy = trial.rtos - len(SICK)
    chosen = sorted(rng.sample(range(5, healthy * STUDENTS * 2 // 5), trial.kills + 1))
    pausing = rng.randrange(trial.kills + 1)
    moments = [(number, rng.choice(("before", "after"))) for number in chosen]
    sign_ups = SignUps({})
    with (
        own_postgresql() as server,
        colleges(folder, trial.rtos, every=f"{trial.every}s", sick=SICK, at_call=sign_ups) as made,
        at_work(trial, folder, server) as (fleet_file, workers),
    ):
        pause = Pause(workers[1], trial.paused_for)
        for place, moment in enumerate(moments):
            sign_ups.do[moment] = pause if place == pausing else killing(workers[0])
        late_after = timedelta(minutes=LATE_AFTER)
        witness = Witness(fleet_file, made, timedelta(seconds=trial.every), late_after)
        go_through(trial, witness, pause, server, sign_ups, tell)
        codes = tuple(worker.end() for worker in workers)
        killed = sum(each == -signal.SIGKILL for each in workers[0].codes)
    return judged(made, witness, killed, codes)


@contextmanager
def at_work(
    trial: Trial, folder: Path, server: Server, workers: int = 2
) -> Iterator[tuple[Path, tuple[SupervisedWorker, ...]]]:
    """The fleet's file, and its workers."""
    fleet_file = folder / "fleet.toml"
    text = FLEET.format(database=server.url, slots=trial.slots, late_after=LATE_AFTER)
    fleet_file.write_text(text, encoding="utf-8")
    with supervised(fleet_file, workers, folder) as started:
        yield fleet_file, started


def killing(worker: SupervisedWorker) -> Callable[[], bool]:
    return lambda: worker.send(signal.SIGKILL)


class Pause:
    """Pauses a worker, once, and lets it go on."""

    def __init__(self, worker: SupervisedWorker, seconds: float) -> None:
        self._worker = worker
        self._seconds = seconds
        self.is_half_over, self.is_over = Event(), Event()

    def __call__(self) -> bool:
        if not self._worker.send(signal.SIGSTOP):
            return False
        for part, event in ((0.5, self.is_half_over), (1.0, self.is_over)):
            timer = Timer(self._seconds * part, event.set)
            timer.daemon = True
            timer.start()
        return True

    def end(self) -> None:
        self._worker.send(signal.SIGCONT)


def go_through(
    trial: Trial,
    witness: Witness,
    pause: Pause,
    server: Server,
    sign_ups: SignUps,
    tell: Callable[[str], object],
) -> None:
    """Ask for the status again and again, until everything has happened and everybody is in."""
    await_that(witness.is_answered)
    to_do = [(pause.is_half_over, server.restart), (pause.is_over, pause.end)]

    def is_over() -> bool:
        witness.look()
        while to_do and to_do[0][0].is_set():
            to_do.pop(0)[1]()
        waiting = [each for each in witness.colleges if not is_done(each)]
        if witness.moments % TOLD == 0:
            tell(f"{len(waiting)} RTOs are not done after {witness.moments} moments")
        return not (to_do or sign_ups.do or waiting) and witness.moments >= MOMENTS

    # Who is not done by then is found lost.
    await_that(is_over, PATIENCE + 4 * trial.rtos)


def is_done(college: College) -> bool:
    """Whether all is as it should be in the end. An ill portal never is."""
    return college.health is not Health.HEALTHY or college.provisioned() == STUDENTS


def judged(
    made: Sequence[College], witness: Witness, killed: int, codes: tuple[int, ...]
) -> Played:
    healthy = [each for each in made if each.health is Health.HEALTHY]
    harm = sum((each.findings() for each in healthy), Findings())
    others = [*(text for each in made for text in overlaps(each)), *witness.untruths]
    runs = [run for each in made for run in each.runs()]
    return Played(
        killed,
        sum(each.ended is None for each in runs),
        witness.moments,
        len(runs),
        sum(each.provisioned() for each in healthy),
        frozenset(witness.late_seen),
        codes,
        harm + Findings(otherwise_different=len(others), texts=tuple(others)),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rtos", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="update the page on reliability")
    asked = parser.parse_args()
    began, here = time.monotonic(), commit()
    # Past the time-outs of the calls to TalentLMS too.
    trial = Trial(rtos=asked.rtos, seed=asked.seed, kills=8, paused_for=130, every=30, slots=8)
    with tempfile.TemporaryDirectory() as folder:
        played = play(trial, Path(folder), print_now)
    figure = Figure(
        "Fleet",
        f"{trial.rtos} RTOs with {STUDENTS} students due each, 2 workers, one killed and one "
        f"paused, PostgreSQL restarted, {len(SICK)} portals ill; {played.runs:,} runs, "
        f"`fleet status` right at {played.moments} moments",
        tried=played.faults,
        findings=played.findings,
        seed=trial.seed,
        seconds=time.monotonic() - began,
        command=f"nox -s fleet -- --rtos {trial.rtos} --seed {trial.seed}",
        commit=here,
    )
    for text in played.findings.texts:
        print_now(text)
    print_now(figure.row)
    if asked.write:
        write(figure)
    return 1 if played.findings.texts else 0


if __name__ == "__main__":
    sys.exit(main())
