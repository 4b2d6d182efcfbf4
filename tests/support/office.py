"""An RTO after a week of runs, for the office's page and the host's windows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    JOANA,
    PERTH,
    Rto,
    careful,
    enrolment,
    portal,
    rto,
)
from talent_powerpro.errors import TalentUnusable
from talent_powerpro.model import (
    Client,
    ClientCode,
    Course,
    CourseCode,
    Enrolment,
    TalentCourse,
    TalentCourseId,
    TalentUnit,
    TalentUser,
    TalentUserId,
    UnitRowId,
)
from talent_powerpro.rules.saving import Saving
from talent_powerpro.services.office_report import OfficeReport, office_report

FIRST = date(2022, 6, 8)
LAST = date(2022, 6, 14)
EARLIER = date(2022, 5, 24)
OUTAGE = TalentUnusable(
    "TalentLMS cannot be reached: the connection timed out.",
    remedy="Check the network and the portal's address.",
)
NOW = datetime(2022, 6, 14, 16, 20, tzinfo=PERTH)

BUSINESS = Course(
    CourseCode("BSB40120-C"),
    "Certificate IV - Business",
    export_to_talent=True,
    talent_course_id="131",
)
GONE = Course(
    CourseCode("CHC33021-B"),
    "Certificate III - Individual Support",
    export_to_talent=True,
    talent_course_id="999",
)
TALENT_BUSINESS = TalentCourse(
    TalentCourseId("131"),
    "Certificate IV in Business",
    units=tuple(
        TalentUnit(code, name, "Unit")
        for code, name in (
            ("BSBCRT411", "BSBCRT411 Apply critical thinking to work practices"),
            ("BSBTEC404", "BSBTEC404 Use digital technologies to collaborate"),
            ("BSBWHS499", "BSBWHS499 Superseded safety unit"),
        )
    ),
)


def client(number: int, given: str, surname: str, email: str = "") -> Client:
    code = ClientCode(f"20210000{number}")
    address = email or f"{given.split()[0].lower()}.{number}@students.example"
    return Client(code, surname, given, email=address)


def business(number: str, whom: Client, **changes: Any) -> Enrolment:
    made = enrolment(number, whom, BUSINESS, **changes)
    codes = {"BSBCRT411": "Apply critical thinking", "BSBTEC404": "Use digital technologies"}
    units = tuple(
        evolve(made.units[0], id=UnitRowId(f"{number}-{code}"), code=code, name=name)
        for code, name in codes.items()
    )
    return evolve(made, units=units)


def students() -> tuple[Enrolment, ...]:
    """Students with export dates of that week, some with data that needs a person."""
    day = FIRST
    before = "70 - Continuing enrolment"
    pink = enrolment("1002", client(18, "PINK", "PANTHER"), export_date=day)
    client(24, "فاطمة", "الزهراء", "fatima@students.example")
    units = (*pink.units[:2], evolve(pink.units[2], outcome=before, outcome_date=EARLIER))
    return (
        enrolment("1001", JOANA, export_date=day),
        evolve(pink, units=units),
        enrolment("1003", client(19, "LEN", "CASTER"), export_date=day + timedelta(days=1)),
        business("1004", client(20, "LISA", "COSTA"), export_date=day + timedelta(days=1)),
        business("1005", client(21, "Mei Lin", "Wong"), export_date=day + timedelta(days=2)),
        business("1006", client(22, "Zoë", "Núñez de la Cruz"), export_date=day),
        # The portal has another person with this address.
        enrolment(
            "1007",
            client(23, "NOAH", "BROWN", "family@students.example"),
            export_date=day + timedelta(days=3),
        ),
        business(
            "1008", client(24, "فاطمة", "الزهراء", "fatima@students.example"), export_date=day
        ),
        enrolment("1009", client(25, "ARTHUR", "NGATA"), GONE, export_date=LAST),
        enrolment("1010", client(26, "IVY", "O'BRIEN"), export_date=FIRST - timedelta(days=12)),
        business("1011", client(27, "SAM", "KELLY"), export_date=None),
        enrolment("1012", client(28, "RUTH", "ADEYEMI"), export_date=LAST + timedelta(days=1)),
        business("1014", client(30, "GEORGE", "PAPAS"), export_date=EARLIER),
        enrolment("1013", client(29, "TOM", "WALSH"), export_date=LAST + timedelta(days=1)),
    )


COMPLETED = (
    (1, "1001", "ICTWEB304"),
    (2, "1001", "ICTWEB305"),
    (2, "1002", "ICTWEB304"),
    (2, "1006", "BSBCRT411"),
    (4, "1003", "ICTWEB304"),
    (5, "1004", "BSBCRT411"),
    (5, "1005", "BSBCRT411"),
    (5, "1006", "BSBTEC404"),
    (5, "1008", "BSBCRT411"),
    (5, "1002", "ICTWEB306"),
    (6, "1001", "ICTWEB306"),
    (6, "1006", "BSBWHS499"),
)
"""What students completed: the day after `FIRST`, the enrolment, and the Talent unit."""


def office() -> Rto:
    """The RTO at `NOW`, after two runs on each day of the week.

    One student was enrolled weeks before. TalentLMS was out of reach in one run.
    """
    family = TalentUser(
        TalentUserId("3"), "family@students.example", "Grace", "Tran", "family@students.example"
    )
    talent = portal(users=[family])
    talent.put_course(TALENT_BUSINESS)
    policy = evolve(
        careful(),
        competent_outcomes={str(COURSE.code): COMPETENT, str(BUSINESS.code): COMPETENT},
    )
    made = rto(*students(), talent=talent, policy=policy, saving=Saving())
    made.clock.now = datetime.combine(EARLIER, time(9), PERTH)
    made.run()
    for number in range((LAST - FIRST).days + 1):
        on = FIRST + timedelta(days=number)
        for at in (time(9, 0, 2), time(15, 30, 1)):
            made.clock.now = datetime.combine(on, at, PERTH)
            complete(made, number, made.clock.now - timedelta(hours=1))
            if (number, at.hour) == (3, 9):
                made.talent.script.raises("roster", OUTAGE)
            made.run()
    made.clock.now = NOW
    return made


def complete(made: Rto, day: int, at: datetime) -> None:
    """Let the students complete their Talent units of that day."""
    for on, number, unit in COMPLETED:
        found = made.enrolment(number)
        user = TalentUserId(found.client.secondary_id)
        course = TalentCourseId(found.course.talent_course_id)
        if on == day and unit not in made.talent.enrolled.get((user, course), {}):
            made.talent.complete(user, course, unit, at)


def report_of(made: Rto, **asked: Any) -> OfficeReport:
    """The office's report of the RTO, now."""
    given: dict[str, Any] = {
        "rto": "Perth Business College",
        "portal": "https://powerpro.talentlms.com",
        "sync_log": made.log.lines,
    }
    return office_report(made.reader(), now=made.clock.now, **{**given, **asked})
