"""Kill trials: the real command is killed at a chosen call, restarted, and must end the same.

    nox -s kills -- --number 300 --seed 1

The command works over HTTP against the sandbox and in a SQLite file, or in a database of a server
(``--store postgresql``). An undisturbed run counts
the calls: requests to the portal and writes to the store. Then the command is killed before or
after a request, or before, within or after a write, and started again. The serving side kills at
a request, so that it is certain whether the request was carried out. Not on Windows, which has
no SIGKILL.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import TypeVar

from attrs import evolve, frozen

from reliability.college import COURSES, NOW, portal, rows
from reliability.figures import Figure, commit, print_now, write
from reliability.findings import Facts, Findings, differences
from support.cli.rto import SECRETS, rto
from support.patience import PATIENCE
from support.sql.dialect_stores import DIALECTS, Place, new_place
from support.testing.stores_to_prove import fill
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.cli.exits import Exit
from talent_powerpro.model import Client, CourseCode
from talent_powerpro.sandbox import Ending, Request, Response, Sandbox, serve

T = TypeVar("T")

COMMAND = Path(__file__).parent / "command_to_kill.py"
HTTP, STORE = "http", "store"
MOMENTS = {HTTP: ("before", "after"), STORE: ("before", "within", "after")}


@frozen
class Kill:
    """The point at which the command is killed: before, within or after a call, counted from 1."""

    side: str
    number: int
    moment: str


@frozen
class Trial:
    """One trial: the command is killed at each point and restarted, and finally left alone."""

    width: int
    kills: tuple[Kill, ...] = ()
    days_between: int = 0
    """The number of days until the restart."""


@frozen
class Played:
    """The end of a trial."""

    trial: Trial
    facts: Facts
    killed: int
    """The number of actual kills. Concurrent calls vary in number, so a kill may be missed."""
    requests: tuple[str, ...]
    """The actions of the last start's requests."""
    writes: tuple[str, ...]
    """The names of the last start's writes."""


class DeadlySandbox(Sandbox):
    """The college's portal, which can kill the process that calls it."""

    def __init__(self) -> None:
        super().__init__(portal(), clock=lambda: NOW)
        self._aim = Lock()
        self._number = 0
        self._kill: Kill | None = None
        self._victim: subprocess.Popen[bytes] | None = None

    def start(
        self, kill: Kill | None, start: Callable[[], subprocess.Popen[bytes]]
    ) -> subprocess.Popen[bytes]:
        """Register the process that will make the calls, and that *kill* ends."""
        with self._aim:
            self._number, self._kill = 0, kill
            self._victim = start()
            return self._victim

    def handle(self, request: Request) -> Response:
        with self._aim:
            self._number += 1
            number = self._number
        if self._dies_at(Kill(HTTP, number, "before")):
            return Response(0, {}, b"", ending=Ending.HANG_UP)
        answer = super().handle(request)
        self._dies_at(Kill(HTTP, number, "after"))
        return answer

    def _dies_at(self, moment: Kill) -> bool:
        if self._victim is None or moment != self._kill:
            return False
        self._victim.kill()
        self._victim.wait()
        return True


# --- one trial --------------------------------------------------------------------


def make_store(file: Path) -> None:
    """The college's PowerPro as a store, before any run."""
    with SqlPowerPro.create(f"sqlite:///{file.as_posix()}") as powerpro:
        powerpro.take_in(rows())


def new_store(store: Path, folder: Path, dialect: str) -> Place:
    """A copy of *store*: in the empty *folder*, or on the dialect's server."""
    if dialect == "sqlite":
        shutil.copy(store, folder / "powerpro.db")
        return Place(f"sqlite:///{(folder / 'powerpro.db').as_posix()}")
    copy_store(store, place := new_place(dialect, folder))
    return place


def copy_store(store: Path, place: Place) -> None:
    """Copy PowerPro's data of a file, with the ids that the store gave units, to a server."""
    with SqlPowerPro(f"sqlite:///{store.as_posix()}") as powerpro:
        enrolments, clients = tuple(powerpro.every_enrolment()), powerpro.every_client()
    SqlPowerPro.create(place.url, rto=place.rto).close()
    fill(place, enrolments, clients)


def play(trial: Trial, store: Path, folder: Path, dialect: str = "sqlite") -> Played:
    """Copy *store*; run, kill and restart. Returns the end."""
    place = new_store(store, folder, dialect)
    sandbox = DeadlySandbox()
    killed, days = 0, 0
    with serve(sandbox) as url:
        rto(folder, url, talentlms=f"width = {trial.width}")
        for kill in trial.kills:
            if not run(sandbox, folder, kill, days, place):
                break
            killed, days = killed + 1, trial.days_between
        else:
            before = len(sandbox.calls)
            run(sandbox, folder, None, days, place)
            requests = tuple(call.action for call in sandbox.calls[before:])
            return Played(trial, facts(place, sandbox), killed, requests, traced(folder))
    return Played(trial, facts(place, sandbox), killed, (), ())


def run(sandbox: DeadlySandbox, folder: Path, kill: Kill | None, days: int, place: Place) -> bool:
    """Run the command to its end. Returns whether it was killed."""
    while True:
        code, output = ended(sandbox, folder, kill, days, place)
        # A server takes a moment to notice that the one before was killed.
        if code != Exit.LOCKED:
            break
    if code not in (0, 1, -signal.SIGKILL):
        raise RuntimeError(f"the command ended with {code}: {output}")
    return code == -signal.SIGKILL


def ended(
    sandbox: DeadlySandbox, folder: Path, kill: Kill | None, days: int, place: Place
) -> tuple[int, str]:
    """Run the command to its end. Returns its exit code and what it said."""
    on_a_server = bool(place.rto)
    environment = {
        **os.environ,
        **SECRETS,
        "KILLS_NOW": (NOW + timedelta(days=days)).isoformat(),
        "KILLS_TRACE": str(folder / "trace"),
        "KILLS_AT": f"{kill.number} {kill.moment}" if kill and kill.side == STORE else "",
        "KILLS_STORE": place.url if on_a_server else "",
        "KILLS_RTO": place.rto,
    }
    (folder / "trace").unlink(missing_ok=True)
    words = ("run", "--settings", str(folder / "talent-powerpro.toml"))
    with (folder / "said").open("wb") as said:
        process = sandbox.start(
            kill,
            lambda: subprocess.Popen(
                [sys.executable, str(COMMAND), *words], env=environment, stdout=said, stderr=said
            ),
        )
        code = process.wait(PATIENCE)
    return code, (folder / "said").read_text(encoding="utf-8")


def traced(folder: Path) -> tuple[str, ...]:
    return tuple((folder / "trace").read_text(encoding="utf-8").split())


def facts(place: Place, sandbox: Sandbox) -> Facts:
    """The facts in both systems, without dates of contact logs. Talent users are named by login,
    because their ids depend on who is created first."""
    login = {user.id: user.login for user in sandbox.users.values()}
    with SqlPowerPro(place.url, rto=place.rto) as powerpro:
        journal = powerpro.journal
        booked = [e for code in COURSES for e in powerpro.enrolments_in(CourseCode(code)) or ()]
        units = [unit for each in booked for unit in each.units]
        return {
            "links": Counter(
                {
                    (e.client.code, login.get(e.client.secondary_id, e.client.secondary_id))
                    for e in booked
                }
            ),
            "clients": Counter({(e.client.code, unlinked(e.client)) for e in booked}),
            "enrolments": Counter(
                (e.id, evolve(e, client=unlinked(e.client), contact_logs=(), units=()))
                for e in booked
            ),
            "contact logs": Counter(
                (e.id, evolve(log, contact_date=NOW)) for e in booked for log in e.contact_logs
            ),
            "units": Counter((unit.id, unit) for unit in units),
            "results remembered": Counter(
                journal.last_results([each.id for each in units]).items()
            ),
            "due marks": Counter((mark.enrolment_id, mark) for mark in journal.due_marks()),
            "pending": Counter(
                (each.enrolment_id, login[each.user_id], each.group_key)
                for each in journal.pending_memberships()
            ),
            "talent users": Counter(
                (u.first_name, u.last_name, u.login, u.email, u.status)
                for u in sandbox.users.values()
            ),
            "talent enrolments": Counter(
                (login[user], course, each.role, each.progress)
                for (user, course), each in sandbox.enrolments.items()
            ),
            "members": Counter((login[user], group) for user, group in sandbox.memberships),
            "timeline": Counter(
                (each.user_login, each.type, each.course_id, each.group_id)
                for each in sandbox.events
            ),
        }


def unlinked(client: Client) -> Client:
    return evolve(client, secondary_id="")


# --- which trials -----------------------------------------------------------------


@frozen
class Kinds:
    """The number of trials of each kind."""

    once: int
    twice: int = 0
    """Trials with a second kill after the restart."""
    over_midnight: int = 0
    """Trials restarted on the next day, killed after the due marks were stored."""

    @classmethod
    def of(cls, number: int) -> Kinds:
        """*number* trials: of ten, one is killed twice and one is restarted on the next day."""
        return cls(number - 2 * (number // 10), number // 10, number // 10)

    @property
    def number(self) -> int:
        return self.once + self.twice + self.over_midnight


def trials(undisturbed: Played, kinds: Kinds, rng: random.Random) -> Iterator[Trial]:
    """Trials of this width, with kills spread over all calls of the undisturbed run."""
    everywhere = kills_of(undisturbed)
    width = undisturbed.trial.width
    for each in spread(everywhere, kinds.once, rng):
        yield Trial(width, (each,))
    # The second start has less to do, so it is more certain to reach an early call.
    early = [kill for kill in everywhere if kill.number <= 10]
    for each in spread(everywhere, kinds.twice, rng):
        yield Trial(width, (each, rng.choice(early)))
    due = due_from(undisturbed)
    later = [kill for kill in everywhere if kill.number >= due[kill.side]]
    for each in spread(later, kinds.over_midnight, rng):
        yield Trial(width, (each,), days_between=1)


def kills_of(undisturbed: Played) -> list[Kill]:
    """Every possible kill: each moment of each call."""
    calls = {HTTP: undisturbed.requests, STORE: undisturbed.writes}
    return [
        Kill(side, number, moment)
        for side, made in calls.items()
        for number in range(1, len(made) + 1)
        for moment in MOMENTS[side]
    ]


def due_from(undisturbed: Played) -> dict[str, int]:
    """The first call after which the journal has the due marks."""
    asking = (n for n, a in enumerate(undisturbed.requests, 1) if a in ("courses", "users"))
    return {HTTP: next(asking), STORE: undisturbed.writes.index("mark_due") + 2}


def spread(among: Sequence[T], number: int, rng: random.Random) -> Iterator[T]:
    """*number* items, one from each of as many equal parts."""
    for part in range(number):
        yield among[int((part + rng.random()) * len(among) / number)]


# --- all of them ------------------------------------------------------------------


@frozen
class Tried:
    """The results of many trials."""

    kills: int
    findings: Findings


def try_all(
    kinds: Kinds,
    *,
    seed: int,
    width: int,
    folder: Path,
    tell: Callable[[str], None],
    dialect: str = "sqlite",
) -> Tried:
    """Play the trials of one width. *tell* is called with progress and findings."""
    rng = random.Random(f"{seed} {width}")
    store = folder / "college.db"
    make_store(store)

    def played(trial: Trial) -> Played:
        with tempfile.TemporaryDirectory(dir=folder) as own:
            return play(trial, store, Path(own), dialect)

    undisturbed = played(Trial(width))
    kills, found = 0, Findings()
    for done, trial in enumerate(trials(undisturbed, kinds, rng), 1):
        ended = played(trial)
        harm = differences(undisturbed.facts, ended.facts)
        if harm.texts:
            tell(f"{trial}: " + "; ".join(harm.texts))
        kills, found = kills + ended.killed, found + harm
        if done % 10 == 0:
            tell(f"width {width}: {done} of {kinds.number} trials, {kills} kills")
    return Tried(kills, found)


def main() -> int:
    options = argparse.ArgumentParser(description="Kill the command, and see how it ends.")
    options.add_argument("--number", type=int, default=300, help="how many trials")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--store", choices=DIALECTS, default="sqlite")
    options.add_argument("--write", action="store_true", help="into the reliability page")
    asked = options.parse_args()
    began, here = time.monotonic(), commit()
    with tempfile.TemporaryDirectory() as folder:
        tried = []
        for width, number in ((1, asked.number - asked.number // 2), (3, asked.number // 2)):
            place = Path(folder) / str(width)
            place.mkdir()
            kinds = Kinds.of(number)
            each = try_all(
                kinds,
                seed=asked.seed,
                width=width,
                folder=place,
                tell=print_now,
                dialect=asked.store,
            )
            tried.append(each)
    found = sum((each.findings for each in tried), Findings())
    figure = Figure(
        "Kills",
        "the command killed at a call, and restarted; over HTTP, in a SQLite file",
        tried=sum(each.kills for each in tried),
        findings=found,
        seed=asked.seed,
        seconds=time.monotonic() - began,
        command=f"nox -s kills -- --number {asked.number} --seed {asked.seed}",
        commit=here,
    )
    print_now(figure.row)
    if asked.write:
        write(figure)
    return 1 if found.texts else 0


if __name__ == "__main__":
    sys.exit(main())
