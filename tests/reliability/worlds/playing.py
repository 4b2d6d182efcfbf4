"""Plays a world: its schedule of trouble, then calm days, with the witnesses looking on."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from copy import deepcopy
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import define, evolve, field, frozen

from reliability.findings import Findings
from reliability.worlds import witnesses
from reliability.worlds.about_people import edited_rows
from reliability.worlds.about_reports import Told
from reliability.worlds.making import (
    FINAL,
    OPEN,
    Completion,
    Kind,
    World,
    write_files,
    write_portal,
    write_settings,
)
from reliability.worlds.paper import Paper, snapshot
from reliability.worlds.processes import Commands, Ended, PortalProcess, commands, portal_process
from reliability.worlds.schedule import Step, What, schedule
from reliability.worlds.seen import Seen, Tables

SINGLE_FAULTS = (
    *("html-404", "html-401", "html-502", "html-503", "error-body", "redirect", "reset", "lost"),
    *("cut-off", "truncated-json", "empty-body", "null-body", "ids-as-objects"),
    *("lists-for-objects", "wrong-charset", "deep-body"),
)
BEFORE_THE_EFFECT = ("html-502", "html-503", "error-body", "reset")
"""Kinds that can also come after the effect."""
OUTAGES = ("html-503", "html-502", "reset", "html-401", "html-404", "null-body")
ACTIONS = (
    *("users", "users", "usersignup", "usersignup", "courses", "addusertocourse"),
    *("addusertogroup", "groups", "getuserstatusincourse", "siteinfo", "*", "*"),
)
EMAIL_MAY_CHANGE = (Kind.NEW, Kind.FOREIGN, Kind.BY_EMAIL, Kind.BY_ID, Kind.INACTIVE)
CALM = 10_000
"""The number of every step on the calm days: after all others."""
ENDINGS = ("", "-wal", "-shm")
"""The files of a store."""
TABLES = ("courses", "clients", "enrolments", "units", "contact_logs")


@frozen
class Played:
    """A world at its end."""

    seed: int
    findings: Findings
    story: tuple[str, ...]
    counted: Counter[str]
    """Commands, kills, failed calls, edits, and moves and locks of the store."""


@frozen
class Edit:
    """An edit of a row by a person."""

    sql: str
    values: list[Any]
    """The last one is the row's key."""
    on_paper: Callable[[], None]


@frozen
class Trouble:
    """What goes on while a command runs."""

    moments: list[dict[str, Any]] = field(factory=list)
    """What happens at which call, see `portal_process`."""
    disturbed: set[str] = field(factory=set)
    """As `Seen.disturbed`."""
    edits: list[Edit] = field(factory=list)
    jump: tuple[int, datetime] | None = None
    """After so many readings the clock shows another time."""
    limit: int = 0
    """As `Commands.start` has it."""
    outage: str = ""
    """The kind of fault that one action, or every action, meets all the time."""


@frozen
class Backup:
    """A back-up of the store, and what people and reports knew at that time."""

    file: Path
    paper: Paper
    told: Told
    url: str
    """The portal that the store belongs to."""


@define
class College:
    """A world that is being played."""

    world: World
    folder: Path
    portal: PortalProcess
    commands: Commands
    paper: Paper
    url: str
    findings: Findings = field(factory=Findings)
    story: list[str] = field(factory=list)
    counted: Counter[str] = field(factory=Counter)
    told: Told = field(factory=Told)
    """What a run that ended 0 or 1 has reported as held, failed or missed."""
    since: int = 0
    """Calls of the portal's log that were read."""
    made: list[Mapping[str, Any]] = field(factory=list)
    """The sign-ups that made a Talent user."""
    backup: Backup | None = None
    """The last back-up, and what was known when it was made."""
    expected_calls: int = 60

    @property
    def store(self) -> Path:
        return self.folder / "powerpro.db"

    # --- steps ----------------------------------------------------------------------

    def begin(self) -> None:
        """Import the files."""
        write_files(self.world, self.folder / "files")
        write_settings(self.world, self.folder, self.url)
        ended = self.command(("import", str(self.folder / "files")), self.world.at(-3, 9))
        if ended.code:
            self.find(f"the import ended with {ended.code}: {ended.err}")

    def command(self, words: tuple[str, ...], now: datetime) -> Ended:
        """Run a command to its end, with nothing else going on."""
        self.portal.ask("clock", now=now.isoformat())
        self.counted["commands"] += 1
        return self.commands.end(self.commands.start(self.folder, words, now))

    def play(self, step: Step) -> None:
        """Play one step of trouble."""
        rng = step.rng(self.world)
        now = self.world.at(step.day, step.hour, step.minute)
        self.learners(rng, now)
        if step.what in ONE_COMMAND:
            ONE_COMMAND[step.what](self, step, rng, now)
        else:
            self.trouble(step, rng, now)

    def trouble(self, step: Step, rng: random.Random, now: datetime) -> None:
        """A run, or two at once, with everything that the step says going on."""
        trouble = self.trouble_of(step, rng, now)
        if trouble.outage:
            self.portal.ask("fault", action=rng.choice(ACTIONS), kind=trouble.outage, times=10_000)
        if step.what is What.FAULTS or step.with_faults:
            self.set_faults(rng)
            trouble.disturbed.add("portal")
        words, day = run_words(step.only), self.world.first + timedelta(days=step.day)
        if step.what is What.ANOTHER_DAY:
            day -= timedelta(days=rng.randint(1, 3))
            words = (*words, "--date", day.isoformat())
        self.seen(step, words, now, rng, trouble, day)
        shutil.rmtree(self.away, ignore_errors=True)

    def trouble_of(self, step: Step, rng: random.Random, now: datetime) -> Trouble:
        """What goes on in this step, at which call of its run."""
        at, when = rng.randint(1, max(4, self.expected_calls)), rng.choice(("before", "after"))
        place = {"at": at, "when": when, "store": str(self.store)}
        match step.what:
            case What.KILL_AT_CALL:
                return Trouble([{**place, "what": "kill"}], {"killed"})
            case What.STOPPED:
                return Trouble([{**place, "what": "stop"}], {"stopped"})
            case What.EDITS:
                edits = self.choose_edits(rng, step)
                statements = [(each.sql, each.values) for each in edits]
                return Trouble([{**place, "what": "edit", "edits": statements}], edits=edits)
            case What.JUMP:
                return Trouble(jump=(rng.randint(1, 60), now + rng.choice(JUMPS)))
            case What.OUTAGE:
                return Trouble(disturbed={"portal"}, outage=rng.choice(OUTAGES))
        return self.trouble_of_store(step, place)

    def trouble_of_store(self, step: Step, place: Mapping[str, Any]) -> Trouble:
        match step.what:
            case What.FULL:
                # Room for the report, which goes into a file too, and not for all of the run.
                return Trouble(disturbed={"full"}, limit=self.store.stat().st_size + 4096)
            case What.MOVED:
                self.away.mkdir()
                return Trouble([{**place, "what": "move", "to": str(self.away_store)}], {"store"})
            case What.LOCKED:
                return Trouble([{**place, "what": "lock"}], {"store"})
        return Trouble()

    @property
    def away(self) -> Path:
        """The folder to which the store is moved."""
        return self.folder / "away"

    @property
    def away_store(self) -> Path:
        return self.away / self.store.name

    def seen(
        self,
        step: Step | None,
        words: tuple[str, ...],
        now: datetime,
        rng: random.Random,
        trouble: Trouble,
        day: date | None = None,
    ) -> Seen:
        """Run, and let the witnesses look at what came of it."""
        number = step.number if step else CALM
        disturbed, edits = trouble.disturbed, trouble.edits
        what = step.what if step else What.RUN
        before = self.tables()
        self.portal.ask("clock", now=now.isoformat())
        self.portal.ask("moments", moments=json.dumps(trouble.moments))
        started = [self.commands.start(self.folder, words, now, trouble.jump, trouble.limit)]
        if what in (What.TWO, What.TWO_ONE_KILLED):
            started.append(self.commands.start(self.folder, run_words(""), now))
            disturbed.add("two")
        if disturbed & {"killed", "stopped"}:
            self.portal.ask("victim", process=started[0].process)
        if what in (What.KILL_AT_TIME, What.TWO_ONE_KILLED):
            disturbed.add("killed")
            time.sleep(rng.random() * rng.choice((0.05, 0.3, 0.8)))
            os.kill(started[0].process, signal.SIGKILL)
        ended = tuple(self.commands.end(each) for each in started)
        happened = self.portal.ask("moments", moments="[]")
        self.portal.ask("clear-faults")
        self.put_back()
        if "edit" not in happened:
            with closing(sqlite3.connect(self.store)) as store, store:
                for edit in edits:
                    store.execute(edit.sql, edit.values)
        for edit in edits:
            edit.on_paper()
        log = self.portal.ask("log", since=self.since)
        self.since += len(log["calls"])
        after = self.tables()
        found = Seen(
            step=step,
            number=number,
            ended=ended,
            today=now.astimezone(self.world.zone).date(),
            day=day or now.astimezone(self.world.zone).date(),
            before=before,
            after=after,
            calls=tuple(log["calls"]),
            happened=tuple(happened),
            disturbed=disturbed,
            edited_units=[e.values[-1] for e in edits if e.sql.startswith("UPDATE units")],
        )
        self.counted["commands"] += len(ended)
        self.counted["kills"] += sum(each.code == -signal.SIGKILL for each in ended)
        self.counted["edits"] += len(edits)
        self.counted["failed calls"] += sum(call["failed"] for call in log["calls"])
        self.counted["moves and locks"] += sum(each in ("move", "lock") for each in happened)
        self.counted["full disks"] += any(each.code == 3 for each in ended) and trouble.limit > 0
        self.expected_calls = max(4, len(found.calls)) if len(ended) == 1 else self.expected_calls
        self.story.append(told_of(found))
        witnesses.of_step(self, found)
        return found

    # --- what else people and machines do -------------------------------------------

    def learners(self, rng: random.Random, now: datetime) -> None:
        """Learners complete units in the courses that they are in."""
        self.portal.ask("clock", now=now.isoformat())
        places = [tuple(each) for each in self.portal.ask("log", since=self.since)["enrolments"]]
        by_id = {course.talent_id: course for course in self.world.courses}
        for user, talent_id in rng.sample(sorted(places), min(len(places), rng.randint(0, 8))):
            course = by_id[talent_id]
            unit = course.unit_id(rng.choice(course.units))
            # At any hour, so that the local date and the date in UTC differ for many.
            at = now - timedelta(minutes=rng.randint(1, 1500))
            self.portal.ask(
                "complete", user_id=user, course_id=talent_id, unit=unit, at=at.isoformat()
            )
            self.paper.completed.append(Completion(user, talent_id, unit, at))

    def set_faults(self, rng: random.Random) -> None:
        for _ in range(rng.randint(1, 6)):
            kind = rng.choice(SINGLE_FAULTS)
            given: dict[str, object] = {}
            if kind in BEFORE_THE_EFFECT and rng.random() < 0.5:
                given["effect"] = "yes"
            if kind == "error-body":
                given["status"] = rng.choice((200, 400, 404, 429, 500))
                given["type"] = rng.choice(("api_error", "invalid_request_error"))
            times = rng.choice((1, 1, 2, 5, 12))
            self.portal.ask("fault", action=rng.choice(ACTIONS), kind=kind, times=times, **given)

    def choose_edits(self, rng: random.Random, step: Step) -> list[Edit]:
        """Edits of people: addresses, export dates, withdrawals and outcomes."""
        made: list[Edit] = []
        for _ in range(rng.randint(1, 5)):
            made += rng.choice((self.email, self.export_date, self.withdrawal, self.outcome))(
                rng, step
            )
        return made

    def email(self, rng: random.Random, step: Step) -> list[Edit]:
        codes = [
            each.client.code
            for each in self.paper.clients.values()
            if each.client.kind in EMAIL_MAY_CHANGE and not each.answered
        ]
        if not codes:
            return []
        code = rng.choice(codes)
        email = rng.choice((f"changed{step.number}-{rng.randint(1, 999)}@pm.example",) * 4 + ("",))
        sql = "UPDATE clients SET email = ? WHERE code = ?"
        return [Edit(sql, [email, code], lambda: self.paper.set_email(code, email, step.number))]

    def export_date(self, rng: random.Random, step: Step) -> list[Edit]:
        id = rng.choice(list(self.paper.enrolments))
        first = self.world.first
        day = first + timedelta(days=rng.choice((step.day, *range(self.world.days + 2))))
        tick = rng.random() < 0.85
        sql = "UPDATE enrolments SET export = ?, export_date = ? WHERE id = ?"
        return [
            Edit(
                sql,
                [int(tick), day.isoformat(), id],
                lambda: self.paper.set_export(id, tick, day, step.number),
            )
        ]

    def withdrawal(self, rng: random.Random, step: Step) -> list[Edit]:
        id = rng.choice(list(self.paper.enrolments))
        day = self.world.first + timedelta(days=step.day) if rng.random() < 0.8 else None
        sql = "UPDATE enrolments SET withdrawal_date = ? WHERE id = ?"
        return [
            Edit(
                sql,
                [day and day.isoformat(), id],
                lambda: self.paper.set_withdrawn(id, day, step.number),
            )
        ]

    def outcome(self, rng: random.Random, step: Step) -> list[Edit]:
        id, code = rng.choice(list(self.paper.units))
        outcome = rng.choice((*OPEN, *FINAL)) if rng.random() < 0.8 else ""
        day = self.world.first if outcome in FINAL else None
        row = next(
            row["id"]
            for row in self.tables()["units"].values()
            if (row["enrolment_id"], row["code"]) == (id, code)
        )
        sql = "UPDATE units SET outcome = ?, outcome_date = ? WHERE id = ?"
        return [
            Edit(
                sql,
                [outcome, day and day.isoformat(), row],
                lambda: self.paper.set_outcome(id, code, (outcome, day)),
            )
        ]

    def put_back(self) -> None:
        """The store comes back to its place."""
        if not self.away_store.exists():
            return
        if self.store.exists():
            self.find("a command made a new store where the store had been moved away")
        for ending in ENDINGS:
            moved, here = Path(f"{self.away_store}{ending}"), Path(f"{self.store}{ending}")
            here.unlink(missing_ok=True)
            if moved.exists():
                moved.rename(here)

    def tables(self) -> Tables:
        """The rows of PowerPro's own tables."""
        return rows_of(self.store)

    # --- the end --------------------------------------------------------------------

    def calm(self) -> None:
        """Two calm days, on which everything has to come right."""
        self.calm_run(self.world.at(self.world.days, 9))
        now = self.world.at(self.world.days + 1, 9)
        plan = self.command(("plan", "--json"), now)
        witnesses.of_plan(self, plan, self.calm_run(now))
        again = self.calm_run(self.world.at(self.world.days + 1, 13))
        witnesses.of_idle_run(self, again)
        witnesses.of_the_end(self, again)

    def calm_run(self, now: datetime) -> Seen:
        return self.seen(None, run_words("", calm=True), now, random.Random(0), Trouble())

    def find(self, text: str, harm: str = "otherwise_different") -> None:
        """Add a finding to those of one kind of `Findings`."""
        self.findings += Findings(**{harm: 1}, texts=(text,))


def rows_of(file: Path) -> Tables:
    """The rows of PowerPro's own tables in a store's file."""
    with closing(sqlite3.connect(file)) as store:
        store.row_factory = sqlite3.Row
        return snapshot(
            {
                table: [dict(row) for row in store.execute(f"SELECT * FROM {table}")]
                for table in TABLES
            }
        )


def run_words(only: str, *, calm: bool = False) -> tuple[str, ...]:
    stage = ("--only", only) if only else ()
    # A world is small: a few outcomes that are replaced are many of a hundred.
    brake = ("--release", "outcomes_replaced") if calm else ()
    return ("run", "--json", *stage, *brake)


JUMPS = tuple(
    timedelta(hours=hours) for hours in (-49, -25, -10, -1, 1, 2, 10, 15, 25, 49)
)  # fmt: skip


def told_of(seen: Seen) -> str:
    """One line of a world's story."""
    name = f"{seen.number:>5} {seen.step.what}" if seen.step else " calm a run"
    codes = ", ".join(str(each.code) for each in seen.ended)
    words = " ".join(seen.ended[0].words)
    now = f"{seen.ended[0].now:%d/%m/%Y %H:%M}"
    return (
        f"{name} at {now}: `{words}` -> {codes}; {len(seen.calls)} calls"
        f"{'; ' + ', '.join(seen.happened) if seen.happened else ''}"
        f"{'; ' + ', '.join(sorted(seen.disturbed)) if seen.disturbed else ''}"
    )


# --- steps of a single other command -------------------------------------------------


def plan(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    if step.with_faults:
        college.set_faults(rng)
    unchanged(college, step, ("plan", "--json"), now, {0, 3, 7} if step.with_faults else {0, 7, 5})
    college.portal.ask("clear-faults")


def unchanged(
    college: College, step: Step, words: tuple[str, ...], now: datetime, codes: Collection[int]
) -> Ended:
    """Run a command that must leave PowerPro and TalentLMS as they are."""
    before = college.tables()
    ended = college.command(words, now)
    log = college.portal.ask("log", since=college.since)
    college.since += len(log["calls"])
    college.story.append(f"{step.number:>5} {step.what}: `{' '.join(words)}` -> {ended.code}")
    if ended.code not in codes:
        college.find(f"step {step.number}: `{words[0]}` ended with {ended.code}: {ended.err}")
    if college.tables() != before:
        college.find(f"step {step.number}: `{words[0]}` changed PowerPro")
    for call in log["calls"]:
        if call["users"] or call["enrolments"] or call["members"]:
            college.find(f"step {step.number}: `{words[0]}` changed TalentLMS: {call}")
    return ended


def imported(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    unchanged(college, step, ("import", str(college.folder / "files")), now, {0})


def exported(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    folder = str(college.folder / f"export{step.number}")
    unchanged(college, step, ("export", folder), now, {0})


def shown(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    id = rng.choice(list(college.paper.enrolments))
    unchanged(college, step, ("tab", id, "--json"), now, {0})


def purged(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    unchanged(college, step, ("purge", "--days", str(rng.choice((1, 1, 30)))), now, {0})


def backed_up(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    """A backup, which has to have every row and be whole."""
    file = college.folder / f"backup{step.number}.db"
    unchanged(college, step, ("backup", str(file)), now, {0})
    if rows_of(file) != college.tables():
        college.find(f"step {step.number}: the backup has other rows than the store")
    with closing(sqlite3.connect(file)) as store:
        (whole,) = store.execute("PRAGMA integrity_check").fetchone()
    if whole != "ok":
        college.find(f"step {step.number}: the backup is damaged: {whole}")
    paper, told = deepcopy(college.paper), deepcopy(college.told)
    college.backup = Backup(file, paper, told, college.url)


def first_back_up(college: College, first: Step) -> None:
    """A back-up of the imported store, before the first step."""
    before = evolve(first, number=0, what=What.BACKUP)
    backed_up(college, before, random.Random(0), college.world.at(-2, 9))


def restored(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    """The last back-up restored, or a back-up where there is none that fits."""
    last = college.backup
    # Who signed up under an address that the back-up lacks is unknown to it. And it names the
    # portal of its time.
    same = last and all(
        each.emails == college.paper.clients[code].emails
        for code, each in last.paper.clients.items()
    )
    if not (last and same and last.url == college.url):
        backed_up(college, step, rng, now)
        return
    ended = college.command(("restore", str(last.file)), now)
    college.story.append(f"{step.number:>5} {step.what}: `restore` -> {ended.code}")
    if ended.code:
        college.find(f"step {step.number}: restore ended with {ended.code}: {ended.err}")
        return
    if college.tables() != rows_of(last.file):
        college.find(f"step {step.number}: the restored store has other rows than the backup")
    # A copy, since the same back-up may be restored again.
    college.paper.restore(deepcopy(last.paper))
    college.told.go_back_to(last.told)


def forgotten(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    """A client forgotten, whom the exporting system has deleted before."""
    code = rng.choice(list(college.paper.clients))
    before = college.tables()
    ids = {id for id, row in before["enrolments"].items() if row["client_code"] == code}
    for name in ("clients", "enrolments", "units"):
        file = college.folder / "files" / f"{name}.csv"
        head, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.split(",")[0] not in {code, *ids}]
        file.write_text("".join((head, *kept)), encoding="utf-8")
    ended = college.command(("forget", code, "--yes"), now)
    college.story.append(f"{step.number:>5} {step.what}: `forget {code}` -> {ended.code}")
    if ended.code:
        college.find(f"step {step.number}: forget ended with {ended.code}: {ended.err}")
        return
    college.paper.forget(code)
    college.backup = None  # It still has the client.
    for table, rows in before.items():
        stay = {
            key: row
            for key, row in rows.items()
            if code not in (key, row.get("client_code")) and row.get("enrolment_id") not in ids
        }
        if college.tables()[table] != stay:
            college.find(f"step {step.number}: forget left or took other rows of {table}")


def gone(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    """A run while the store is not in its place."""
    before = college.tables()
    college.away.mkdir()
    for ending in ENDINGS:
        if (here := Path(f"{college.store}{ending}")).exists():
            here.rename(college.away / here.name)
    ended = college.command(run_words(step.only), now)
    college.put_back()
    college.away.rmdir()
    college.story.append(f"{step.number:>5} {step.what}: -> {ended.code}")
    if ended.code != 3:
        college.find(f"step {step.number}: a run without a store ended with {ended.code}")
    if college.tables() != before:
        college.find(f"step {step.number}: the store changed while it was away")


def swapped(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    """Runs are refused while the settings name another portal than the ids belong to."""
    report = college.command(("portal", "--json"), now).report
    if not report or not report["remembered"]:
        return
    here = college.url
    names = ("127.0.0.1", "localhost")
    other = here.replace(*names) if names[0] in here else here.replace(names[1], names[0])
    write_settings(college.world, college.folder, other)
    unchanged(college, step, run_words(step.only), now, {2})
    unchanged(college, step, ("plan", "--json"), now, {2})
    if rng.random() < 0.5:
        college.url = other
        unchanged(college, step, ("portal", "--confirm-same"), now, {0})
    else:
        write_settings(college.world, college.folder, here)


def set_export(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    """Set the export date of some clients of a course, as people do in bulk."""
    paper = college.paper
    course = rng.choice(college.world.courses)
    among = [each for each in paper.enrolments.values() if each.enrolment.course == course.code]
    chosen = rng.sample(among, min(len(among), rng.randint(1, 6)))
    if not chosen:
        return
    day = college.world.first + timedelta(days=rng.randint(step.day, college.world.days + 1))
    clients = [word for each in chosen for word in ("--client", each.enrolment.client)]
    ended = college.command(("set-export", course.code, *clients, "--date", day.isoformat()), now)
    college.story.append(f"{step.number:>5} {step.what}: {len(chosen)} -> {ended.code}")
    if ended.code:
        college.find(f"step {step.number}: set-export ended with {ended.code}: {ended.err}")
    else:
        for each in chosen:
            paper.set_export(each.id, True, day, step.number)
        for text in edited_rows(paper, college.tables()):
            college.find(f"step {step.number}: {text}")


def answered(college: College, step: Step, rng: random.Random, now: datetime) -> None:
    """Answer one of the holds, or a remark."""
    report = college.command(("holds", "--json"), now).report
    if report is None:
        college.find(f"step {step.number}: holds printed no JSON")
        return
    open_holds = [(each["id"], each["hold"], True) for each in report["holds"]]
    remarks = [(each["id"], each["remark"], False) for each in report["remarks"]]
    if not (open_holds or remarks):
        return
    id, hold, held = rng.choice([*open_holds, *remarks])
    release = held and hold["releasable"] and rng.random() < 0.6
    both = hold["both"]
    names = [word for code in both[1:] for word in ("--both", both[0], code)] if release else []
    words = ("release" if release else "keep", id, "--why", "decided", "--who", "P", *names)
    ended = college.command(words, now)
    college.story.append(f"{step.number:>5} {step.what}: {words} {hold['reason']} -> {ended.code}")
    if ended.code:
        college.find(f"step {step.number}: `{words[0]}` ended with {ended.code}: {ended.err}")
    for code in {hold["client_code"], *both}:
        client = college.paper.clients[code]
        client.answered = True
        brother = college.paper.brothers.get(code)
        if brother:
            college.paper.clients[brother].answered = True


ONE_COMMAND: Mapping[What, Callable[[College, Step, random.Random, datetime], None]] = {
    What.PLAN: plan,
    What.IMPORT: imported,
    What.EXPORT: exported,
    What.TAB: shown,
    What.PURGE: purged,
    What.BACKUP: backed_up,
    What.RESTORE: restored,
    What.FORGET: forgotten,
    What.GONE: gone,
    What.SWAPPED: swapped,
    What.SET_EXPORT: set_export,
    What.ANSWER: answered,
}


@frozen
class Place:
    """The processes in which worlds are played, one after another."""

    portal: PortalProcess
    commands: Commands


@contextmanager
def place() -> Iterator[Place]:
    """Processes that serve until the block ends."""
    with portal_process() as portal, commands() as started:
        yield Place(portal, started)


def begun(world: World, folder: Path, at: Place) -> College:
    """A world whose files are imported, in the empty *folder*."""
    write_portal(world, folder / "portal.toml")
    at.portal.ask("begin", file=folder / "portal.toml")
    college = College(world, folder, at.portal, at.commands, Paper(world), at.portal.url)
    college.begin()
    return college


def play(world: World, folder: Path, at: Place, *, without: Collection[int] = ()) -> Played:
    """Play a world in the empty *folder*, *without* the steps of these numbers."""
    college = begun(world, folder, at)
    steps = schedule(world)
    if any(step.what is What.RESTORE for step in steps):
        first_back_up(college, steps[0])
    for step in steps:
        if step.number not in without:
            college.play(step)
    college.calm()
    return Played(world.seed, college.findings, tuple(college.story), college.counted)


def shrunk(world: World, folder: Path, at: Place, failed: Played) -> tuple[set[int], Played]:
    """Leave out steps for as long as the world still fails. Returns which, and the last failure."""
    left_out: set[int] = set()
    for step in reversed(schedule(world)):
        with tempfile.TemporaryDirectory(dir=folder) as own:
            played = play(world, Path(own), at, without=left_out | {step.number})
        if played.findings.texts:
            left_out.add(step.number)
            failed = played
    return left_out, failed
