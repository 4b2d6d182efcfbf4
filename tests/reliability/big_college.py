"""A simulated college over a month, with the truth about who belongs where and finished what.

Staff set export dates day by day, learners finish units hour by hour, and staff close an
enrolment once its results are in. The truth comes from what people did and never from what the
agent wrote. `count` compares both systems with it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import islice
from pathlib import Path
from sqlite3 import connect
from zoneinfo import ZoneInfo

from attrs import Factory, field, frozen, mutable

from reliability.findings import Findings
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import CourseCode, Enrolment, EnrolmentId, outcome_code
from talent_powerpro.ports.import_set import Cell, ImportedRow, ImportSet, Kind
from talent_powerpro.sandbox import (
    Portal,
    PortalCourse,
    PortalGroup,
    PortalUnit,
    PortalUser,
    Sandbox,
)

ZONE = ZoneInfo("Australia/Sydney")
FIRST_DAY = date(2022, 3, 21)
"""Daylight saving ends in Sydney on 03/04/2022, so one day of the month has 25 hours."""

COURSES = 20
UNITS = 3
PATIENCE = 4
"""Days after which staff withdraw a learner who does not finish."""


@frozen
class Course:
    """A PowerPro course and its Talent course; every other one has a Talent group."""

    number: int

    @property
    def code(self) -> CourseCode:
        return CourseCode(f"CRS{self.number:02}")

    @property
    def talent_course_id(self) -> str:
        return str(200 + self.number)

    @property
    def group_key(self) -> str:
        return f"key{self.number:02}" if self.number % 2 else ""

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(f"UNT{self.number:02}{unit}" for unit in range(UNITS))

    def unit_id(self, code: str) -> str:
        return f"{self.talent_course_id}{self.units.index(code)}"


@frozen
class Learner:
    """One client."""

    number: int
    known: bool
    """Whether TalentLMS has a user with the client's e-mail from the start."""
    linked: bool
    """Whether PowerPro has the id of that Talent user."""

    @property
    def code(self) -> str:
        return f"{self.number:06}"

    @property
    def email(self) -> str:
        return f"learner{self.number}@pm.me"

    @property
    def names(self) -> tuple[str, str]:
        """Surname and given name, unique in the college."""
        letters = "".join("abcdefghij"[int(digit)] for digit in self.code)
        return f"Costa{letters}", f"Lisa{letters}"

    @property
    def talent_user(self) -> str:
        """The id of the Talent user that the client has from the start."""
        return str(1000 + self.number) if self.known else ""


@mutable(eq=False)
class Booking:
    """One enrolment, with what people did so far."""

    number: int
    learner: Learner
    course: Course
    export_day: int
    """The day on which it is to be provisioned, counted from 0."""
    paces: tuple[timedelta | None, ...]
    """The time from the learner's start to the end of each unit; ``None``: never finished."""
    began: datetime | None = None
    """When the learner first found the course."""
    finished: dict[str, date] = field(factory=dict)
    """The local date on which each unit was finished, by unit."""
    closed: bool = False

    @property
    def id(self) -> EnrolmentId:
        return EnrolmentId(f"B{self.number:06}")


@mutable
class College:
    """The whole college. One seed always gives the same people, actions and moments."""

    learners: Sequence[Learner]
    bookings: Sequence[Booking]
    courses: Sequence[Course]
    waiting: set[Booking] = field(factory=set)
    """Exported bookings whose learners have not found their Talent course yet."""
    finishing: list[tuple[datetime, int, Booking, str]] = field(factory=list)
    """A heap of the units that learners will finish, soonest first."""
    users: dict[str, str] = field(factory=dict)
    """Talent user ids by e-mail, as TalentLMS has them."""
    by_day: dict[int, list[Booking]] = Factory(dict)

    # --- the start ----------------------------------------------------------------

    def portal(self) -> Portal:
        there = [learner for learner in self.learners if learner.known]
        return Portal(
            domain="powerpro.talentlms.com",
            zone=ZONE,
            next_user_id=500_000,
            users=tuple(
                PortalUser(each.talent_user, each.email, first, last, each.email)
                for each in there
                for last, first in [each.names]
            ),
            courses=tuple(
                PortalCourse(
                    course.talent_course_id,
                    f"Course {course.number}",
                    units=tuple(
                        PortalUnit(course.unit_id(code), f"{code} A unit") for code in course.units
                    ),
                )
                for course in self.courses
            ),
            groups=tuple(
                PortalGroup(str(course.number), f"Group {course.number}", course.group_key)
                for course in self.courses
                if course.group_key
            ),
        )

    def rows(self) -> ImportSet:
        return ImportSet(
            (
                *map(_course_row, self.courses),
                *map(_client_row, self.learners),
                *map(_enrolment_row, self.bookings),
                *(_unit_row(each, code) for each in self.bookings for code in each.course.units),
            )
        )

    # --- what people do -----------------------------------------------------------

    def staff_export(self, powerpro: SqlPowerPro, day: int) -> None:
        """Tick the export box of all bookings to be provisioned today."""
        for booking in self.by_day.get(day, ()):
            enrolment = powerpro.enrolment(booking.id)
            assert enrolment is not None
            powerpro.set_export(enrolment, True, FIRST_DAY + timedelta(days=day))
            self.waiting.add(booking)

    def learners_begin(self, sandbox: Sandbox, now: datetime) -> None:
        """Learners who find their course begin, and will finish later."""
        for user in islice(sandbox.users.values(), len(self.users), None):
            self.users[user.email] = user.id
        there = sandbox.enrolments
        for booking in sorted(self.waiting, key=lambda each: each.number):
            user_id = self.users.get(booking.learner.email, "")
            if (user_id, booking.course.talent_course_id) in there:
                self.waiting.discard(booking)
                booking.began = now
                for code, pace in zip(booking.course.units, booking.paces, strict=True):
                    if pace is not None:
                        heappush(self.finishing, (now + pace, booking.number, booking, code))

    def learners_finish(self, sandbox: Sandbox, now: datetime) -> None:
        """Complete the units finished up to now, some only at the second attempt."""
        while self.finishing and self.finishing[0][0] <= now:
            at, number, booking, code = heappop(self.finishing)
            if booking.closed:
                continue
            user_id = self.users[booking.learner.email]
            course = booking.course
            if number % 20 == 0:
                failed = (user_id, course.talent_course_id, course.unit_id(code), at)
                sandbox.complete(*failed, label="Failed")
            sandbox.complete(user_id, course.talent_course_id, course.unit_id(code), at)
            booking.finished[code] = at.astimezone(ZONE).date()

    def staff_close(self, store: Path, now: datetime) -> None:
        """Complete finished enrolments and withdraw silent learners, once all results are in."""
        today = now.astimezone(ZONE).date()
        with closing(connect(store)) as by_hand, by_hand:
            there = by_hand.execute("SELECT enrolment_id, code FROM units WHERE outcome <> ''")
            results: dict[str, set[str]] = {}
            for booking_id, code in there:
                results.setdefault(booking_id, set()).add(code)
            for booking in self.bookings:
                if booking.closed or booking.began is None:
                    continue
                all_done = len(booking.finished) == UNITS
                gone = now - booking.began > timedelta(days=PATIENCE)
                if (all_done or gone) and booking.finished.keys() == results.get(booking.id, set()):
                    column = "completion_date" if all_done else "withdrawal_date"
                    by_hand.execute(
                        f"UPDATE enrolments SET {column} = ? WHERE id = ?",
                        (today.isoformat(), booking.id),
                    )
                    booking.closed = True


def college(enrolments: int, days: int, seed: int) -> College:
    """Make the bookings, with export dates spread over the days."""
    rng = random.Random(f"{seed} college")
    courses = [Course(number) for number in range(1, COURSES + 1)]
    learners: list[Learner] = []
    bookings: list[Booking] = []
    while len(bookings) < enrolments:
        known = rng.random() < 0.2
        learner = Learner(len(learners), known, known and rng.random() < 0.5)
        learners.append(learner)
        twice = 2 if rng.random() < 0.1 else 1
        for course in rng.sample(courses, min(twice, enrolments - len(bookings))):
            paces = tuple(_pace(rng) for _ in range(UNITS))
            day = rng.randrange(days)
            bookings.append(Booking(len(bookings), learner, course, day, paces))
    by_day: dict[int, list[Booking]] = {}
    for booking in bookings:
        by_day.setdefault(booking.export_day, []).append(booking)
    return College(learners, bookings, courses, by_day=by_day)


def _pace(rng: random.Random) -> timedelta | None:
    """A day and a half at most, to the second; one in fifty is never finished."""
    if rng.random() < 0.02:
        return None
    return timedelta(seconds=rng.randrange(1, int(timedelta(hours=36).total_seconds())))


def moment(day: int, at: time) -> datetime:
    """A local time of a day, counted from 0."""
    return datetime.combine(FIRST_DAY + timedelta(days=day), at, ZONE).astimezone(UTC)


# --- import set -------------------------------------------------------------------


def _row(kind: Kind, key: tuple[str, ...], **cells: Cell) -> ImportedRow:
    return ImportedRow(kind, key, cells)


def _course_row(course: Course) -> ImportedRow:
    return _row(
        Kind.COURSE,
        (course.code,),
        code=course.code,
        name=f"Certificate {course.number}",
        archived=False,
        export_to_talent=True,
        talent_course_id=course.talent_course_id,
        talent_group_key=course.group_key,
    )


def _client_row(learner: Learner) -> ImportedRow:
    surname, given_names = learner.names
    return _row(
        Kind.CLIENT,
        (learner.code,),
        code=learner.code,
        surname=surname,
        given_names=given_names,
        secondary_id=learner.talent_user if learner.linked else "",
        email=learner.email,
    )


def _enrolment_row(booking: Booking) -> ImportedRow:
    return _row(
        Kind.ENROLMENT,
        (booking.id,),
        id=booking.id,
        client_code=booking.learner.code,
        course_code=booking.course.code,
        booking_status="Confirmed",
        export=False,
        export_date=None,
    )


def _unit_row(booking: Booking, code: str) -> ImportedRow:
    return _row(
        Kind.UNIT,
        (booking.id, code, "Unit"),
        enrolment_id=booking.id,
        code=code,
        type="Unit",
        name="A unit",
        start_date=FIRST_DAY - timedelta(days=30),
        outcome="",
    )


# --- comparison with the truth ----------------------------------------------------


def count(college: College, powerpro: SqlPowerPro, sandbox: Sandbox) -> Findings:
    """Count duplicated users, lost students, wrong results and other unwanted facts."""
    enrolments = {
        each.id: each
        for course in college.courses
        for each in powerpro.enrolments_in(course.code) or ()
    }
    duplicated = list(duplicates(college, sandbox))
    lost = [
        sentence
        for booking in college.bookings
        for sentence in [why_lost(booking, enrolments[booking.id], sandbox)]
        if sentence
    ]
    wrong = [
        sentence
        for booking in college.bookings
        for sentence in wrong_results(booking, enrolments[booking.id])
    ]
    others = list(unwanted(college, powerpro, sandbox))
    return Findings(
        len(duplicated), len(lost), len(wrong), len(others), (*duplicated, *lost, *wrong, *others)
    )


def duplicates(college: College, sandbox: Sandbox) -> Iterator[str]:
    """Learners who are two Talent users by name or e-mail."""
    users = sandbox.users.values()
    names = Counter((user.last_name, user.first_name) for user in users)
    emails = Counter(user.email for user in users)
    for learner in college.learners:
        if names[learner.names] > 1 or emails[learner.email] > 1:
            yield f"duplicated: {learner.code}"


def why_lost(booking: Booking, enrolment: Enrolment, sandbox: Sandbox) -> str:
    """What the enrolment lacks; blank: nothing."""
    user = sandbox.users.get(enrolment.client.secondary_id)
    course = booking.course
    lacks = []
    if user is None or user.email != booking.learner.email:
        lacks.append("their own Talent user")
    elif (user.id, course.talent_course_id) not in sandbox.enrolments:
        lacks.append("the Talent course")
    elif course.group_key and (user.id, str(course.number)) not in sandbox.memberships:
        lacks.append("the Talent group")
    if len(enrolment.contact_logs) != 1:
        lacks.append(f"a contact log: there are {len(enrolment.contact_logs)}")
    return f"lost: {booking.id} lacks {', '.join(lacks)}" if lacks else ""


def wrong_results(booking: Booking, enrolment: Enrolment) -> Iterator[str]:
    for unit in enrolment.units:
        done = booking.finished.get(unit.code)
        wanted = ("20", done) if done else ("", None)
        if (outcome_code(unit.outcome), unit.outcome_date) != wanted:
            yield f"wrong: {unit.code} of {booking.id} is {unit.result}, and was finished on {done}"


def unwanted(college: College, powerpro: SqlPowerPro, sandbox: Sandbox) -> Iterable[str]:
    """Unwanted Talent users, enrolments and group members, and leftover state."""
    emails = {learner.email for learner in college.learners}
    yield from (f"a stranger: {u.login}" for u in sandbox.users.values() if u.email not in emails)
    wanted = {(each.learner.email, each.course.talent_course_id) for each in college.bookings}
    groups = {(each.learner.email, str(each.course.number)) for each in college.bookings}
    for user_id, course_id in sandbox.enrolments:
        if (sandbox.users[user_id].email, course_id) not in wanted:
            yield f"user {user_id} does not belong in course {course_id}"
    for user_id, group_id in sandbox.memberships:
        if (sandbox.users[user_id].email, group_id) not in groups:
            yield f"user {user_id} does not belong in group {group_id}"
    yield from (f"a due mark is left: {mark}" for mark in powerpro.journal.due_marks())
    yield from (f"still pending: {each}" for each in powerpro.journal.pending_memberships())
