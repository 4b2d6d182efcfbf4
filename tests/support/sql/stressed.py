"""A store under stress: SQLite fails at a statement of a run, and tests look at the end state."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from attrs import evolve, field, frozen, mutable

from support.sql.dialect_stores import Place
from support.testing.stores_to_prove import fill
from support.the_guide import (
    COURSE,
    COURSE_126,
    DONE,
    GROUP,
    JOANA,
    LEN,
    LOG,
    NAMES,
    PERTH,
    PINK,
    TALENT_COURSE,
    Clock,
    enrolment,
    outcomes,
)
from talent_powerpro import Agent, RunReport
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import (
    Client,
    ClientCode,
    Enrolment,
    EnrolmentId,
    Ensured,
    TalentCourseId,
    TalentUser,
    TalentUserId,
)

T = TypeVar("T")

ANNA = Client(ClientCode("2021000020"), "ALTON", "ANNA", secondary_id="5", email="anna@pm.me")
BO = Client(ClientCode("2021000021"), "BERG", "BO", secondary_id="6", email="bo@pm.me")


def learner(client: Client, number: str, *outcomes: str) -> Enrolment:
    """An enrolment provisioned some time ago, with its units' present outcomes."""
    booked = enrolment(number, client, contact_logs=(LOG,))
    units = zip(booked.units, outcomes, strict=False)
    begun = tuple(evolve(unit, outcome=outcome, short_comment="by hand") for unit, outcome in units)
    return evolve(booked, units=(*begun, *booked.units[len(begun) :]))


ENROLMENTS = (
    enrolment("1001", JOANA),
    enrolment("1002", PINK),
    enrolment("1003", LEN),
    learner(ANNA, "1004"),
    learner(BO, "1005", "70 - Continuing activity"),
)
"""The guide's due students, and two with results to fetch."""


def students_portal() -> MemoryTalent:
    """The guide's portal, with the two students who have finished units there."""
    talent = MemoryTalent(courses=[TALENT_COURSE], next_user_id=7)
    talent.put_group(GROUP)
    for client in (ANNA, BO):
        user_id = TalentUserId(client.secondary_id)
        names = (client.given_names.title(), client.surname.title())
        talent.put_user(TalentUser(user_id, client.email, *names, client.email))
        talent.put_enrolment(user_id, COURSE_126)
        for code in list(NAMES)[:2]:
            talent.complete(user_id, COURSE_126, code, DONE)
    return talent


CONNECT = sqlite3.connect
FULL = ("database or disk is full", sqlite3.SQLITE_FULL)
REFUSALS = (
    FULL,
    ("database is locked", sqlite3.SQLITE_BUSY),
    ("disk I/O error", sqlite3.SQLITE_IOERR),
    ("attempt to write a readonly database", sqlite3.SQLITE_READONLY),
    ("database disk image is malformed", sqlite3.SQLITE_CORRUPT),
)


@mutable
class Stress:
    """Makes SQLite fail at the statements that *fails* picks by number, from 0."""

    fails: Callable[[int], bool] = lambda _: False
    refusal: tuple[str, int] = FULL
    effect: bool = False
    """Whether a picked commit takes place although it is reported as failed."""
    asked: list[str] = field(factory=list)
    """The statements so far, without their values and without empty commits."""

    def asks(self, statement: str, perform: Callable[[], T]) -> T:
        number = len(self.asked)
        self.asked.append(statement)
        refused = self.fails(number)
        if refused and not (self.effect and statement == "COMMIT"):
            raise self.fault()
        answer = perform()
        if refused:
            raise self.fault()
        return answer

    def fault(self) -> sqlite3.OperationalError:
        text, code = self.refusal
        fault = sqlite3.OperationalError(text)
        fault.sqlite_errorcode = code
        return fault

    @contextmanager
    def on(self) -> Iterator[None]:
        """Put every connection that is opened meanwhile under this stress."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(sqlite3, "connect", partial(CONNECT, factory=self.connection()))
            yield

    def connection(self) -> type[sqlite3.Connection]:
        class Stressed(StressedConnection):
            stress = self

        return Stressed


class StressedConnection(sqlite3.Connection):
    """A connection whose statements may fail. A rollback never fails."""

    stress: Stress

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or StressedCursor)

    def execute(self, statement: str, *values: Any) -> Any:
        return self.cursor().execute(statement, *values)

    def commit(self) -> None:
        if self.in_transaction:
            self.stress.asks("COMMIT", super().commit)


class StressedCursor(sqlite3.Cursor):
    @property
    def stress(self) -> Stress:
        connection = self.connection
        assert isinstance(connection, StressedConnection)
        return connection.stress

    def execute(self, statement: str, *values: Any) -> Any:
        return self.stress.asks(statement, partial(super().execute, statement, *values))

    def executemany(self, statement: str, *values: Any) -> Any:
        return self.stress.asks(statement, partial(super().executemany, statement, *values))


@frozen
class Students:
    """A store with the students, and their portal."""

    place: Place
    talent: MemoryTalent = field(factory=students_portal)
    clock: Clock = field(factory=Clock)
    busy_seconds: float = 0.01

    @property
    def path(self) -> Path:
        """The store's file."""
        return Path(self.place.url.removeprefix("sqlite:///"))

    def run(self, *, width: int = 1, **asked: Any) -> RunReport:
        """Make one run as the command does: open the store, run, close it."""
        with SqlPowerPro(
            self.place.url,
            rto=self.place.rto,
            busy_seconds=self.busy_seconds,
            clock=self.clock,
        ) as store:
            return Agent(
                store,
                self.talent,
                timezone=PERTH,
                clock=self.clock,
                width=width,
            ).run(**asked)

    def state(self) -> State:
        """Both systems as they are now, with Talent users named by login."""
        with SqlPowerPro(self.place.url, rto=self.place.rto) as store:
            enrolments = store.enrolments_in(COURSE.code) or ()
            due = {mark.enrolment_id for mark in store.journal.due_marks()}
        login = {user.id: user.login for user in self.talent.users.values()}
        return State(
            enrolments=tuple(map(undated, enrolments)),
            users=sorted(login.values()),
            linked={
                each.client.code: login.get(TalentUserId(each.client.secondary_id), "nobody")
                for each in enrolments
            },
            enrolled={(login[user], course) for user, course in self.talent.enrolled},
            members={login[user] for user in self.talent.groups[GROUP].members},
            due=due,
        )

    @contextmanager
    def copied(self) -> Iterator[Students]:
        """A temporary copy of the store and of its portal."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.path.name
            shutil.copyfile(self.path, path)
            yield Students(in_file(path))


def in_file(path: Path) -> Place:
    return Place(f"sqlite:///{path.as_posix()}")


@frozen
class State:
    """The end state that a run must reach, without values that differ between runs."""

    enrolments: tuple[Enrolment, ...]
    users: list[str]
    linked: dict[str, str]
    enrolled: set[tuple[str, str]]
    members: set[str]
    due: set[EnrolmentId] = field(eq=False)
    """The enrolments that the journal has as due and unfinished. Not compared."""


def undated(enrolment: Enrolment) -> Enrolment:
    """The enrolment without values that a later run changes: times and the Talent user id."""
    logs = (evolve(log, contact_date=LOG.contact_date) for log in enrolment.contact_logs)
    client = evolve(enrolment.client, secondary_id="")
    return evolve(enrolment, client=client, contact_logs=tuple(logs))


def students(path: Path) -> Students:
    """A new store in a file, with the students in it."""
    return students_at(in_file(path))


def students_at(place: Place, *, busy_seconds: float = 0.01) -> Students:
    """A new store with the students in it."""
    SqlPowerPro.create(place.url, rto=place.rto).close()
    fill(place, ENROLMENTS, ())
    return Students(place, busy_seconds=busy_seconds)


class Befallen(MemoryTalent):
    """A portal that disturbs the store at its second enrolment."""

    def __init__(self, there: Students, befalls: Callable[[], object]) -> None:
        self.__dict__ |= vars(there.talent)
        self.enrolments_until = 2
        self.befalls = befalls

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        self.enrolments_until -= 1
        if not self.enrolments_until:
            self.befalls()
        return super().enrol(user_id, course_id)


def run_befallen(there: Students, befalls: Callable[[], object]) -> RunReport:
    return evolve(there, talent=Befallen(there, befalls)).run()


def assert_stopped_after_the_first(report: RunReport, message: str) -> None:
    assert report.stopped is not None
    assert report.stopped.reason == "powerpro-unusable"
    assert message in report.stopped.message
    assert report.stopped.remedy
    first, *later = outcomes(report).values()
    assert first == "provisioned"
    assert set(later) <= {"deferred", "not reached"}
    assert outcomes(report, "results") == {}
