"""A college of any size in memory, and a TalentLMS that counts its calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, cast

from attrs import evolve, field, mutable

from support.the_guide import COURSE, LOG, NAMES, PERTH, STARTED, enrolment, talent_unit
from talent_powerpro import Agent, Plan, Policy, RunReport
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent, MeteredTalent
from talent_powerpro.adapters.memory.state import memory_state
from talent_powerpro.model import (
    Client,
    ClientCode,
    Course,
    CourseCode,
    Enrolment,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.ports.state import AgentState
from talent_powerpro.ports.talentlms import TalentListings, TalentRepository, TalentSide
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.rules.saving import Saving

CALLS = frozenset(
    name
    for port in (TalentRepository, TalentSide, TalentListings)
    for name in dir(port)
    if not name.startswith("_")
)


class CountedTalent:
    """Counts the calls of each method. Everything else is the repository's."""

    def __init__(self, talent: MemoryTalent) -> None:
        self.talent = talent
        self.calls: Counter[str] = Counter()
        self._lock = Lock()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.talent, name)
        if name not in CALLS:
            return found

        def counted(*arguments: Any) -> Any:
            with self._lock:
                self.calls[name] += 1
            return found(*arguments)

        return counted


def course(number: int) -> Course:
    """PowerPro course number 0, 1, 2 ... with Talent course 126, 127, 128 ..."""
    return evolve(COURSE, code=CourseCode(f"ICT-{number}"), talent_course_id=str(126 + number))


def client(number: int, *, linked: bool = True) -> Client:
    """Client number 0, 1, 2 ... with Talent user 1000, 1001, 1002 ..."""
    stored = str(1000 + number) if linked else ""
    email = f"len{number}@pm.me"
    return Client(ClientCode(f"C{number}"), "CASTER", "LEN", secondary_id=stored, email=email)


def user(number: int) -> TalentUser:
    email = f"len{number}@pm.me"
    return TalentUser(TalentUserId(str(1000 + number)), email, "Len", "Caster", email)


@mutable
class CountedCollege:
    """An RTO whose agent keeps its memory between runs, and whose calls are counted."""

    powerpro: MemoryPowerPro
    talent: CountedTalent
    policy: Policy = field(factory=Policy.guide)
    saving: Saving = field(factory=Saving)
    state: AgentState = field(factory=memory_state)
    now: datetime = STARTED
    width: int = 1
    limit: int | None = None
    """The calls that the portal accepts in an hour; ``None``: it does not limit them."""

    def run(self, *stages: str) -> RunReport:
        """One run, or one of the stage that is named."""
        return self.agent().run(only=stages[0] if stages else None)

    def plan(self) -> Plan:
        return self.agent().plan()

    def agent(self) -> Agent:
        return Agent(
            self.powerpro,
            self._portal(),
            timezone=PERTH,
            policy=self.policy,
            state=self.state,
            saving=self.saving,
            clock=lambda: self.now,
            width=self.width,
        )

    def _portal(self) -> TalentRepository:
        counted = cast(TalentRepository, self.talent)
        if self.limit is None:
            return counted
        return cast(TalentRepository, MeteredTalent(counted, self.limit, lambda: self.now))

    def calls(self, *stages: str) -> int:
        """The number of calls that one run makes."""
        self.talent.calls.clear()
        report = self.run(*stages)
        assert report.stopped is None, report.stopped
        return sum(self.talent.calls.values())

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


def portal(users: Iterable[TalentUser], courses: int, group: bool = True) -> CountedTalent:
    units = tuple(map(talent_unit, NAMES))
    talent = MemoryTalent(
        users=users,
        courses=[
            TalentCourse(TalentCourseId(str(126 + number)), f"Course {number}", units=units)
            for number in range(courses)
        ],
        next_user_id=100_000,
    )
    if group:
        talent.put_group(TalentGroupKey(COURSE.talent_group_key))
    return CountedTalent(talent)


def results_college(
    enrolments: int, courses: int, *, verified: bool = True, strangers: int = 0
) -> CountedCollege:
    """Provisioned students, spread evenly over courses, none of whom has completed anything."""
    booked = [
        evolve(
            enrolment(str(number), client(number), course(number % courses)), contact_logs=(LOG,)
        )
        for number in range(enrolments)
    ]
    booked = [_in_its_course(each) for each in booked]
    users = [user(number) for number in range(enrolments + strangers)]
    college = CountedCollege(IndexedPowerPro(booked), portal(users, courses))
    for each in booked:
        college.talent.talent.put_enrolment(
            TalentUserId(each.client.secondary_id), TalentCourseId(each.course.talent_course_id)
        )
    if verified:
        links = [
            VerifiedLink(
                each.client.code,
                TalentUserId(each.client.secondary_id),
                "powerpro.talentlms.com",
            )
            for each in booked
        ]
        assert college.state.links is not None
        college.state.links.remember_links(links)
    return college


def _in_its_course(each: Enrolment) -> Enrolment:
    log = evolve(LOG, description=f"Enrolled in Talent Course: {each.course.talent_course_id}")
    return evolve(each, contact_logs=(log,))


class IndexedPowerPro(MemoryPowerPro):
    """Finds the clients of a Talent user without looking at all: the colleges here are large."""

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        number = int(user_id) - 1000 if user_id.isdigit() else -1
        found = self.clients.get(ClientCode(f"C{number}"))
        return (found,) if found and found.secondary_id == user_id else ()

    def clients_with_email(self, email: str) -> Sequence[Client]:
        found = self.clients.get(ClientCode(f"C{email.removeprefix('len').split('@')[0]}"))
        return (found,) if found else ()


def provisioning_college(
    students: int, *, known: bool, strangers: int = 0, policy: Policy | None = None
) -> CountedCollege:
    """Students who are due in one course with a group. *known*: they have a Talent user."""
    booked = [
        enrolment(str(number), client(number, linked=known), course(0))
        for number in range(students)
    ]
    first = 0 if known else students
    users = [user(number) for number in range(first, students + strangers)]
    return CountedCollege(IndexedPowerPro(booked), portal(users, 2), policy or Policy.guide())
