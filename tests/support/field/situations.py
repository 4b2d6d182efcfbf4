"""Situations of an RTO, played by the real command against the sandbox over HTTP.

A `Row` says who is in PowerPro, who is in TalentLMS, what people do, and the right answer under
each profile. `play` imports the files, takes the steps, and returns what was `Seen`.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import patch
from zoneinfo import ZoneInfo

from attrs import evolve, field, fields, frozen
from click.testing import Result
from typing_extensions import override

from support.cli.rto import Rto, rto
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.cli.commands.run import run_once
from talent_powerpro.config.bootstrap import open_agent
from talent_powerpro.sandbox import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalGroup,
    PortalProgress,
    PortalUnit,
    PortalUser,
    Quirks,
    Request,
    Response,
    Role,
    Sandbox,
    UserStatus,
    serve,
)

PERTH = ZoneInfo("Australia/Perth")
TODAY = "06/06/2022"
PROFILES = ("guide", "careful")
UNITS = {"901": "ICTWEB304 Build simple web pages", "902": "ICTWEB305 Images"}
TWENTY = "20 - Competency achieved/pass"
STAMP = "[Talent Integration Agent]"
PROVISIONED_ON = "02/06/2022 14:59"


def day(text: str) -> datetime:
    """Ten o'clock in Perth on a day such as ``06/06/2022``, or the time that is given with it."""
    given = text if ":" in text else f"{text} 10:00"
    return datetime.strptime(given, "%d/%m/%Y %H:%M").replace(tzinfo=PERTH)


# --- what is in PowerPro ----------------------------------------------------------


@frozen
class Unit:
    """A row of units.csv."""

    code: str = "ICTWEB304"
    outcome: str = ""
    outcome_date: str = ""
    start: str = "01/06/2022"
    comment: str = ""
    type: str = "Unit"


@frozen
class Student:
    """A client with one enrolment. A further enrolment is another value with the same code."""

    code: str = "C1"
    given: str = "Ben"
    surname: str = "Jones"
    email: str | None = None
    """``None`` for an address made of the code."""
    secondary_id: str = ""
    preferred: str = ""
    course: str = "ICT1"
    talent_course: str = "126"
    group: str = ""
    enrolment: str = ""
    """Blank for ``E`` and the client's code."""
    due: str = TODAY
    """The export date; blank for an unticked export box."""
    booking: str = "Confirmed"
    provisioned: bool = False
    """True: another agent has provisioned the enrolment, and its contact log is imported."""
    logged_course: str = ""
    """The Talent course of that contact log; blank for *talent_course*."""
    dates: Mapping[str, str] = field(factory=dict)
    """Further dates of the enrolment by heading, such as ``{"Withdrawal Date": "05/06/2022"}``."""
    units: tuple[Unit, ...] = (Unit(),)
    course_exported: bool = True
    course_archived: bool = False
    fields: Mapping[str, str] = field(factory=dict)
    """Further cells of the client by heading."""

    @property
    def enrolment_id(self) -> str:
        return self.enrolment or f"E{self.code}"

    @property
    def address(self) -> str:
        return f"{self.code.lower()}@x.example" if self.email is None else self.email


def tables(students: tuple[Student, ...]) -> Mapping[str, list[dict[str, str]]]:
    """The rows of the import files, by file name."""
    clients: dict[str, dict[str, str]] = {}
    courses: dict[str, dict[str, str]] = {}
    enrolments, units, logs = [], [], []
    for each in students:
        clients.setdefault(each.code, _client(each))
        courses.setdefault(
            each.course,
            {
                "Course Code": each.course,
                "Course Name": f"Course {each.course}",
                "Archived": "Yes" if each.course_archived else "No",
                "Export to Talent LMS": "Yes" if each.course_exported else "No",
                "Talent Course ID": each.talent_course,
                "Talent Group Key": each.group,
            },
        )
        enrolments.append(
            {
                "Enrolment ID": each.enrolment_id,
                "Client Code": each.code,
                "Course Code": each.course,
                "Booking Status": each.booking,
                "Talent LMS Export": "Yes" if each.due else "No",
                "Talent LMS Export Date": each.due,
                **each.dates,
            }
        )
        units += [_unit(each, unit) for unit in each.units]
        if each.provisioned:
            course = each.logged_course or each.talent_course
            logs.append(
                {
                    "Enrolment ID": each.enrolment_id,
                    "Contact Date": PROVISIONED_ON,
                    "Contact Type": "Enrolment exported to Talent LMS",
                    "Created By": "PP-TALENT",
                    "Description": f"Enrolled in Talent Course: {course}",
                }
            )
    return {
        "clients": list(clients.values()),
        "courses": list(courses.values()),
        "enrolments": enrolments,
        "units": units or [dict.fromkeys(_unit(students[0], Unit()), "")],
        "contact_logs": logs,
    }


def _client(each: Student) -> dict[str, str]:
    return {
        "Code": each.code,
        "Surname": each.surname,
        "Given Names": each.given,
        "Preferred Name": each.preferred,
        "Secondary ID": each.secondary_id,
        "Email": each.address,
        **each.fields,
    }


def _unit(student: Student, unit: Unit) -> dict[str, str]:
    return {
        "Enrolment ID": student.enrolment_id,
        "Unit Code": unit.code,
        "Unit Name": "",
        "Type": unit.type,
        "Start Date": unit.start,
        "Outcome": unit.outcome,
        "Outcome Date": unit.outcome_date,
        "Short Comment": unit.comment,
    }


def write_files(folder: Path, students: tuple[Student, ...]) -> Path:
    """The folder with the import files of these students."""
    files = folder / "files"
    files.mkdir(exist_ok=True)
    for name, rows in tables(students).items():
        if not rows:
            continue
        titles = list(dict.fromkeys(title for row in rows for title in row))
        with (files / f"{name}.csv").open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, titles, restval="")
            writer.writeheader()
            writer.writerows(row for row in rows if any(row.values()))
    return files


# --- what is in TalentLMS ---------------------------------------------------------

Done: TypeAlias = "str | tuple[str, str]"
"""The day of a completion, or a label with a day that may be blank."""


@frozen
class User:
    """A Talent user, with the courses they are in and the units they completed."""

    id: str = "5"
    first: str = "Ben"
    last: str = "Jones"
    email: str = "c1@x.example"
    login: str = ""
    done: Mapping[str, Done] = field(factory=dict)
    """By the unit's id."""
    courses: tuple[str, ...] = ()
    """Courses beside those of *done*."""
    type: str = "Learner-Type"
    status: UserStatus = UserStatus.ACTIVE
    role: Role = Role.LEARNER
    expires: str = ""


@frozen
class Course:
    """A Talent course with its units by id."""

    id: str = "126"
    units: Mapping[str, str] = field(factory=lambda: dict(UNITS))


def _progress(unit: str, done: Done) -> PortalProgress:
    label, when = ("Completed", done) if isinstance(done, str) else done
    return PortalProgress(unit, label, day(when) if when else None)


def portal_of(row: Row) -> Portal:
    """The portal that the row describes."""
    homes = {unit: course.id for course in row.courses for unit in course.units}
    enrolments = [
        PortalEnrolment(
            user.id,
            course,
            role=user.role,
            expires=day(user.expires) if user.expires else None,
            progress=tuple(_progress(u, d) for u, d in user.done.items() if homes[u] == course),
        )
        for user in row.users
        for course in dict.fromkeys((*user.courses, *(homes[unit] for unit in user.done)))
    ]
    return Portal(
        "rto.talentlms.com",
        PERTH,
        users=tuple(
            PortalUser(
                user.id,
                user.login or user.email or f"user{user.id}",
                user.first,
                user.last,
                user.email,
                user_type=user.type,
                status=user.status,
            )
            for user in row.users
        ),
        courses=tuple(
            PortalCourse(
                course.id,
                f"Course {course.id}",
                units=tuple(PortalUnit(unit, name) for unit, name in course.units.items()),
            )
            for course in row.courses
        ),
        groups=tuple(PortalGroup(str(n), key, key) for n, key in enumerate(row.groups, 1)),
        enrolments=tuple(enrolments),
        next_user_id=101,
        quirks=row.quirks,
    )


Answering: TypeAlias = Callable[[Request, Callable[[], Response]], Response]
"""Answers a request; calling the second argument has the portal answer it."""


def breaking(*texts: str) -> Callable[[], Answering]:
    """Calls whose address has one of the texts answer 500."""

    def answer(request: Request, portal: Callable[[], Response]) -> Response:
        if any(text in request.target for text in texts):
            return Response(500, {"Content-Type": "text/html"}, b"<html>Server error</html>")
        return portal()

    return lambda: answer


def changing(action: str, change: Callable[[Any], None]) -> Callable[[], Answering]:
    """The JSON of one action's answers is changed."""

    def answer(request: Request, portal: Callable[[], Response]) -> Response:
        given = portal()
        if action not in request.path or given.status != 200:
            return given
        body = json.loads(given.body)
        change(body)
        return evolve(given, body=json.dumps(body).encode())

    return lambda: answer


class FieldPortal(Sandbox):
    """A sandbox whose answers a row may change, and whose clock stands still."""

    def __init__(self, row: Row) -> None:
        self.now = day(TODAY)
        self.answering = row.answering() if row.answering else None
        super().__init__(portal_of(row), clock=lambda: self.now)

    @override
    def handle(self, request: Request) -> Response:
        if self.answering is None:
            return super().handle(request)
        return self.answering(request, lambda: super(FieldPortal, self).handle(request))


# --- what people do ---------------------------------------------------------------


@frozen
class Playing:
    """A situation under way."""

    world: Rto
    portal: FieldPortal

    @property
    def users_by_email(self) -> dict[str, str]:
        return {user.email: user.id for user in self.portal.users.values()}


Step: TypeAlias = Callable[[Playing], object]


def runs(on: str = TODAY) -> Step:
    """The agent runs on that day."""

    def step(playing: Playing) -> Result:
        playing.portal.now = day(on)
        return playing.world.command("run", "--json")

    return step


RUN = runs()


def edits(statement: str, *values: object) -> Step:
    """A person edits PowerPro."""

    def step(playing: Playing) -> None:
        with closing(sqlite3.connect(playing.world.store)) as hand, hand:
            hand.execute(statement, values)

    return step


def completes(email: str, unit: str, on: str, *, course: str = "126") -> Step:
    """A student completes a unit in TalentLMS."""
    return lambda playing: playing.portal.complete(
        playing.users_by_email[email], course, unit, day(on)
    )


def in_talent(change: Callable[[FieldPortal], object]) -> Step:
    """Somebody changes TalentLMS."""
    return lambda playing: change(playing.portal)


def answers(decision: str, *words: str) -> Step:
    """A person answers every hold, or else every remark, with release or keep."""

    def step(playing: Playing) -> None:
        found = json.loads(playing.world.command("holds", "--json").stdout)
        waiting = [each["id"] for each in found["holds"] or found["remarks"]]
        done = playing.world.command(decision, *waiting, "--why", "looked at", *words)
        assert done.exit_code == 0, done.output

    return step


# --- the row and its right answer -------------------------------------------------


@frozen
class Right:
    """The right end of a row. All fields but *reasons*, *said* and *unsaid* are exact."""

    people: Mapping[str, str] = field(factory=dict)
    """The provisioning status of the last run by client; unchanged ones are left out."""
    results: Mapping[str, str] = field(factory=dict)
    """The result status of the last run by enrolment; unchanged ones are left out."""
    written: Mapping[str, str] = field(factory=dict)
    """Outcome code and date of each unit that differs from the imported row."""
    ids: Mapping[str, str] = field(factory=dict)
    """The Secondary ID of each client whose Secondary ID differs from the imported one."""
    created: int = 0
    """The number of new Talent users."""
    exit: int = 0
    """Of the last run."""
    blocks: int | None = None
    """The number of blocks in the last run's report; ``None`` if it does not matter."""
    reasons: tuple[str, ...] = ()
    """Reasons that the last run gives, in holds, remarks or lists."""
    said: tuple[str, ...] = ()
    """Texts in the last run's report."""
    unsaid: tuple[str, ...] = ()
    """Texts and reasons that the last run's report lacks."""


@frozen
class Row:
    """One situation. *careful* is left out where both profiles end alike."""

    name: str
    guide: Right
    careful: Right | None = None
    students: tuple[Student, ...] = (Student(),)
    users: tuple[User, ...] = ()
    courses: tuple[Course, ...] = (Course(),)
    groups: tuple[str, ...] = ()
    steps: tuple[Step, ...] = (RUN,)
    policy: str = ""
    tables: str = ""
    """Further settings, such as ``[policy.unit_aliases]`` with its lines."""
    confirmed: bool = True
    """Whether the course is named in ``competent_outcomes``."""
    answering: Callable[[], Answering] | None = None
    """Makes what changes the portal's answers."""
    quirks: Quirks = field(factory=Quirks)

    def right(self, profile: str) -> Right:
        return self.guide if profile == "guide" or self.careful is None else self.careful


def settings_of(row: Row, profile: str) -> str:
    """The lines of the settings under ``[policy]``."""
    confirmed = [f'{course} = "{TWENTY}"' for course in {each.course for each in row.students}]
    return "\n".join(
        [
            f'profile = "{profile}"',
            row.policy,
            *(["[policy.competent_outcomes]", *confirmed] if row.confirmed else []),
            row.tables,
        ]
    )


@contextmanager
def frozen_clock(portal: FieldPortal) -> Iterator[None]:
    """The command has the portal's clock, and makes each call once."""
    now = {"clock": lambda: portal.now}
    with (
        # Default arguments, so that the command itself needs no option for a clock.
        patch.dict(run_once.__kwdefaults__ or {}, now),
        patch.dict(open_agent.__wrapped__.__kwdefaults__, now),  # type: ignore[attr-defined]
        patch.dict(TalentLMS.__init__.__kwdefaults__ or {}, {"attempts": 1}),
    ):
        yield


@contextmanager
def started(row: Row, profile: str, folder: Path) -> Iterator[Playing]:
    """The RTO with its files imported and its portal served, on a day that stands still."""
    portal = FieldPortal(row)
    with serve(portal) as url, frozen_clock(portal):
        # One call at a time, so that new users get their ids in the order of the import.
        world = rto(folder, url, talentlms="width = 1", policy=settings_of(row, profile))
        imported = world.command("import", str(write_files(folder, row.students)))
        assert imported.exit_code == 0, imported.output
        yield Playing(world, portal)


def play(row: Row, profile: str, folder: Path) -> Seen:
    """Play a row and return what its last run showed and left."""
    with started(row, profile, folder) as playing:
        before = Store.of(playing.world)
        users = len(playing.portal.users)
        last = [step(playing) for step in row.steps]
        after = Store.of(playing.world)
        created = len(playing.portal.users) - users
    (*_, run) = [each for each in last if isinstance(each, Result)]
    assert run.stdout, run.output
    return Seen(run, json.loads(run.stdout), before, after, created)


@frozen
class Store:
    """The results and Secondary IDs that a store has."""

    results: Mapping[str, tuple[str, str]]
    ids: Mapping[str, str]

    @classmethod
    def of(cls, world: Rto) -> Store:
        with closing(sqlite3.connect(world.store)) as opened:
            units = opened.execute(
                "SELECT enrolment_id, code, start_date, outcome, outcome_date FROM units"
            ).fetchall()
            ids = opened.execute("SELECT code, secondary_id FROM clients").fetchall()
        found: dict[str, tuple[str, str]] = {}
        for enrolment, code, start, outcome, outcome_date in units:
            key = f"{enrolment} {code}".replace("\u200b", "")
            found[f"{key} {start}" if key in found else key] = (outcome, outcome_date or "")
        return cls(found, dict(ids))


@frozen
class Seen:
    """What the last run of a situation showed, and what is different in PowerPro."""

    run: Result
    report: Mapping[str, Any]
    before: Store
    after: Store
    created: int

    def statuses(self, stage: str, key: str) -> dict[str, str]:
        records = [each for each in self.report["records"] if each["stage"] == stage]
        return {each[key]: each["status"] for each in records if each["status"] != "unchanged"}

    @property
    def written(self) -> dict[str, str]:
        return {
            key: f"{outcome.split(' ')[0]} {_as_shown(when)}".strip()
            for key, (outcome, when) in self.after.results.items()
            if (outcome, when) != self.before.results.get(key)
        }

    def right(self, right: Right) -> Right:
        """What was seen in the form of the right answer, with the reasons and texts it names."""
        reasons, text = set(_reasons(self.report)), json.dumps(self.report, ensure_ascii=False)
        return Right(
            people=self.statuses("provisioning", "client_code"),
            results=self.statuses("results", "enrolment_id"),
            written=self.written,
            ids={
                code: given
                for code, given in self.after.ids.items()
                if given != self.before.ids.get(code)
            },
            created=self.created,
            exit=self.run.exit_code,
            blocks=None if right.blocks is None else len(self.report["blocks"]),
            reasons=tuple(each for each in right.reasons if each in reasons),
            said=tuple(each for each in right.said if each in text),
            unsaid=tuple(each for each in right.unsaid if each not in text),
        )

    @property
    def told(self) -> str:
        """The reasons and messages of the last run, to show with a row that ends wrong."""
        return "\n".join(sorted(_messages(self.report)))


def _as_shown(when: str) -> str:
    return datetime.fromisoformat(when).strftime("%d/%m/%Y") if when else ""


def _reasons(value: Any) -> Iterator[str]:
    for each in _objects(value):
        yield from [each["reason"]] if isinstance(each.get("reason"), str) else []
        yield from each["reasons"] if isinstance(each.get("reasons"), list) else []


def _messages(value: Any) -> Iterator[str]:
    for each in _objects(value):
        if each.get("message"):
            yield f"{each.get('reason')}: {each['message']}"


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _objects(each)


def check(row: Row, profile: str, folder: Path) -> None:
    """Play a row and compare its end with the right answer."""
    right = row.right(profile)
    seen = play(row, profile, folder)
    found = seen.right(right)
    wrong = {
        each.name: f"{getattr(found, each.name)}, not {getattr(right, each.name)}"
        for each in fields(Right)
        if getattr(found, each.name) != getattr(right, each.name)
    }
    assert wrong == {}, f"{wrong}\n{seen.told}"
