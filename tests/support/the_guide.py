"""The guide's own RTO: Joana Gomez, her course and her portal, as builders for the tests.

Client 2021000017 is enrolled in ICT30120-A, which is Talent course 126 with the group
77eD6LXHH. Her Secondary ID still is another system's, DPC000129. Next Talent id: 7.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve, field, mutable

from support.scripted import ScriptedPowerPro, ScriptedTalent
from talent_powerpro import Agent, Policy, Record, RunReport
from talent_powerpro.adapters.memory.engagement import MemoryEngagement
from talent_powerpro.adapters.memory.state import (
    MemoryEvidence,
    MemoryHolds,
    MemoryJournal,
    MemoryLastLooks,
    MemoryLooks,
    MemoryPortalBinding,
    MemoryRunLock,
    MemorySyncLog,
    MemoryVerifiedLinks,
    memory_state,
)
from talent_powerpro.adapters.memory.suspensions import MemorySuspensions
from talent_powerpro.adapters.memory.work_lists import MemoryWorkLists
from talent_powerpro.adapters.memory.written_users import MemoryWrittenUsers
from talent_powerpro.model import (
    Client,
    ClientCode,
    ContactLog,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUnit,
    TalentUser,
    TalentUserId,
    Unit,
    UnitRowId,
    UnitType,
)
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.due import Day
from talent_powerpro.records.record import RecordStatus, StageName
from talent_powerpro.records.report import Listed
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.saving import NO_SAVING, Saving
from talent_powerpro.services.work_lists import WorkListReader

PERTH = ZoneInfo("Australia/Perth")
EXPORT_DATE = date(2022, 6, 2)
STARTED = datetime(2022, 6, 2, 14, 58, 56, tzinfo=PERTH)
TODAY = Day(EXPORT_DATE, EXPORT_DATE)
START_DATE = date(2022, 5, 16)
DONE = datetime(2022, 6, 13, 11, tzinfo=PERTH)
COMPETENT = "20 - Competency achieved/pass"
STAMP = "[Talent Integration Agent]"
UNFINISHED = (
    *("", "In progress", "Not attempted", "Not started", "Incomplete", "Failed", "Not passed"),
    "Pending",
)
"""Talent's labels of a unit that is not completed, as far as they are known."""
DESCRIPTION = "Enrolled in Talent Course: 126 Joana Gomez added to Talent Group 77eD6LXHH ..."

COURSE_126 = TalentCourseId("126")
GROUP = TalentGroupKey("77eD6LXHH")
USER_7 = TalentUserId("7")
NAMES = {
    "ICTWEB304": "Build simple web pages",
    "ICTWEB305": "Produce digital images for the web",
    "ICTWEB306": "Develop web presence using social media",
}

JOANA = Client(
    ClientCode("2021000017"),
    "GOMEZ",
    "JOANA",
    "JOANA",
    secondary_id="DPC000129",
    date_of_birth=date(2000, 12, 12),
    email="jg11@pm.me",
)
PINK = Client(ClientCode("2021000018"), "PANTHER", "PINK", "PINKIE", email="pink@pm.me")
LEN = Client(ClientCode("2021000019"), "CASTER", "LEN", email="len@pm.me")
COURSE = Course(
    CourseCode("ICT30120-A"),
    "Certificate III - Information Technology",
    export_to_talent=True,
    talent_course_id="126",
    talent_group_key="77eD6LXHH",
)
LOG = ContactLog(
    "JOANA GOMEZ",
    "Certificate III - Information Technology",
    datetime(2022, 6, 2, 14, 59, tzinfo=PERTH),
    description=DESCRIPTION,
)
JOANA_7 = TalentUser(USER_7, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me")


def booking(text: str = "1001") -> EnrolmentId:
    return EnrolmentId(text)


def unit(code: str = "ICTWEB304", row: str = "", **changes: Any) -> Unit:
    """A unit of Joana's; *row* tells rows with one code apart."""
    plain = Unit(
        UnitRowId(row or code), booking(), code, NAMES.get(code, ""), start_date=START_DATE
    )
    return evolve(plain, **changes)


def module(code: str, row: str = "", **changes: Any) -> Unit:
    return unit(code, row, type=UnitType.MODULE, **changes)


def enrolment(
    number: str = "1001", client: Client = JOANA, course: Course = COURSE, **changes: Any
) -> Enrolment:
    """An enrolment that is due on the guide's day."""
    due = Enrolment(
        booking(number),
        client,
        course,
        booking_status="Confirmed",
        enrolment_date=START_DATE,
        export=True,
        export_date=EXPORT_DATE,
        units=tuple(
            evolve(unit(code), id=UnitRowId(f"{number}-{code}"), enrolment_id=booking(number))
            for code in NAMES
        ),
    )
    return evolve(due, **changes)


def provisioned(*units: Unit, client: Client | None = None, **changes: Any) -> Enrolment:
    """Joana's enrolment as it is once it has been provisioned, with these units."""
    linked = evolve(JOANA, secondary_id="7") if client is None else client
    return evolve(enrolment(client=linked, contact_logs=(LOG,), units=units), **changes)


def talent_unit(code: str, name: str = "", number: str = "", kind: str = "Unit") -> TalentUnit:
    return TalentUnit(number or code, f"{code} {name or NAMES.get(code, '')}".strip(), kind)


TALENT_COURSE = TalentCourse(
    COURSE_126, "Certificate III in Information Technology", units=tuple(map(talent_unit, NAMES))
)
MOVED = provisioned(unit(), course=evolve(COURSE, talent_course_id="127"))
"""Provisioned in Talent course 126, before the Talent Course ID was changed."""
NEW_COURSE = evolve(TALENT_COURSE, id=TalentCourseId("127"))
"""The Talent course that it names now."""


def portal(
    kind: type[ScriptedTalent] = ScriptedTalent, users: Iterable[TalentUser] = (), **changes: Any
) -> ScriptedTalent:
    """The guide's portal; *changes* are the Talent course's."""
    talent = kind(users=users, courses=[evolve(TALENT_COURSE, **changes)], next_user_id=7)
    talent.put_group(GROUP)
    return talent


def portal_with_joana(
    kind: type[ScriptedTalent] = ScriptedTalent, **changes: Any
) -> ScriptedTalent:
    """The portal after Joana's provisioning."""
    talent = portal(kind, users=[JOANA_7], **changes)
    talent.put_enrolment(USER_7, COURSE_126)
    talent.groups[GROUP].members.add(USER_7)
    return talent


def finished(*codes: str, talent: ScriptedTalent | None = None) -> ScriptedTalent:
    """The portal where Joana has finished these units."""
    there = talent or portal_with_joana()
    for code in codes:
        there.complete(USER_7, COURSE_126, code, DONE)
    return there


def careful(**changes: Any) -> Policy:
    """The profile `careful`, where the RTO has said that completed means competent here."""
    confirmed = {str(COURSE.code): COMPETENT}
    return evolve(Policy.careful(), competent_outcomes=confirmed, **changes)


def rules(policy: Policy | None = None) -> Rules:
    return Rules(policy or Policy.guide(), PERTH)


@mutable
class Clock:
    """A clock that a test sets."""

    now: datetime = STARTED

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int = 1) -> None:
        self.now += timedelta(days=days)


@mutable
class Rto:
    """The RTO and its portal, with the agent's memory between runs."""

    powerpro: ScriptedPowerPro
    talent: ScriptedTalent = field(factory=portal)
    policy: Policy = field(factory=Policy.guide)
    journal: MemoryJournal = field(factory=MemoryJournal)
    log: MemorySyncLog = field(factory=MemorySyncLog)
    releases: MemoryHolds = field(factory=MemoryHolds)
    portal_memory: MemoryPortalBinding = field(factory=MemoryPortalBinding)
    lock: MemoryRunLock = field(factory=MemoryRunLock)
    evidence: MemoryEvidence = field(factory=MemoryEvidence)
    looks: MemoryLastLooks = field(factory=MemoryLastLooks)
    asked: MemoryLooks = field(factory=MemoryLooks)
    lists: MemoryWorkLists = field(factory=MemoryWorkLists)
    suspensions: MemorySuspensions = field(factory=MemorySuspensions)
    written_users: MemoryWrittenUsers = field(factory=MemoryWrittenUsers)
    engagement: MemoryEngagement = field(factory=MemoryEngagement)
    links: MemoryVerifiedLinks | None = None
    """``None``: new ones for each agent, so that each run looks at each Talent user."""
    clock: Clock = field(factory=Clock)
    width: int = 1
    saving: Saving = NO_SAVING
    """Off: these tests script single calls. `support.counted` has an RTO that saves calls."""

    @property
    def state(self) -> AgentState:
        return AgentState(
            self.journal,
            self.log,
            self.releases,
            self.portal_memory,
            self.lock,
            self.evidence,
            last_looks=self.looks,
            looks=self.asked,
            lists=self.lists,
            suspensions=self.suspensions,
            written_users=self.written_users,
            engagement=self.engagement,
            links=self.links,
        )

    def agent(self, **changes: Any) -> Agent:
        return Agent(
            self.powerpro,
            self.talent,
            timezone=PERTH,
            policy=self.policy,
            state=self.state,
            clock=self.clock,
            width=self.width,
            **{"saving": self.saving, **changes},
        )

    def reader(self) -> WorkListReader:
        """The lists that people work through, now."""
        today = self.clock.now.astimezone(PERTH).date()
        state = self.state.filled_from(memory_state())
        day = Day(today, today, self.policy.export_window)
        return WorkListReader(self.powerpro, state, rules(self.policy), day)

    def run(self, **asked: Any) -> RunReport:
        return self.agent().run(**asked)

    @property
    def messages(self) -> list[str]:
        return [line.message for line in self.log.lines]

    def enrolment(self, number: str = "1001") -> Enrolment:
        found = self.powerpro.enrolment(booking(number))
        assert found is not None
        return found

    def unit(self, code: str = "ICTWEB304") -> Unit:
        (found,) = (each for each in self.enrolment().units if each.code == code)
        return found


def rto(*enrolments: Enrolment, talent: ScriptedTalent | None = None, **rest: Any) -> Rto:
    """Joana's RTO, or the one with these enrolments."""
    powerpro = ScriptedPowerPro(enrolments or [enrolment()])
    return Rto(powerpro, portal() if talent is None else talent, **rest)


def only(records: Iterable[Record]) -> Record:
    (record,) = records
    return record


def numbers(entries: Iterable[Listed]) -> list[str]:
    """The enrolments that a list names."""
    return [entry.enrolment_id for entry in entries]


def outcomes(report: RunReport, stage: str = "provisioning") -> dict[str, str]:
    """What became of each enrolment in a stage that the report names."""
    left = report.not_reached.get(StageName(stage), ())
    named = [(record.enrolment_id, record.status) for record in report.of(stage)]
    return dict([*named, *((each, RecordStatus.NOT_REACHED) for each in left)])


def ended(report: RunReport) -> str:
    """Why the run stopped; blank: it did not."""
    return report.stopped.reason if report.stopped else ""


def many(count: int, **changes: Any) -> tuple[Enrolment, ...]:
    """So many students, each with an enrolment that is due."""
    return tuple(
        enrolment(
            str(number),
            Client(ClientCode(f"C{number}"), "CASTER", "LEN", email=f"len{number}@pm.me"),
            **changes,
        )
        for number in range(1, count + 1)
    )
