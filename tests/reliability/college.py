"""A small college for the kill trials, with every way of being provisioned and results to fetch.

It has twelve clients and thirteen enrolments in three courses. Two courses have a Talent group.
TalentLMS does not know one of these groups, so a membership stays pending. A comment beside each
client says which case it covers.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from attrs import frozen

from talent_powerpro.model import PROVISIONED
from talent_powerpro.ports.import_set import Cell, ImportedRow, ImportSet, Kind
from talent_powerpro.sandbox import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalGroup,
    PortalProgress,
    PortalUnit,
    PortalUser,
    guide_portal,
)

NOW = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
"""The guide's own moment: 02/06/2022 14:58:56 in Perth."""
TODAY = date(2022, 6, 2)
EARLIER = datetime(2022, 5, 2, 4, 0, tzinfo=UTC)
DONE = datetime(2022, 5, 30, 15, 59, 59, tzinfo=UTC)
"""The last second of 30/05/2022 in Perth."""
JUST_DONE = datetime(2022, 5, 30, 16, 0, tzinfo=UTC)
"""A second later: 31/05/2022 in Perth."""

WEB, BAR, COOK = "ICT30120", "SIT20322", "SIT30821"
COURSES = {WEB: ("126", "77eD6LXHH"), BAR: ("127", ""), COOK: ("128", "nobody-has-it")}
"""The Talent course id and Talent group key of each PowerPro course."""
UNITS = {
    WEB: ("ICTWEB304", "ICTWEB305", "ICTWEB306"),
    BAR: ("SITHFAB021", "SITXFSA005"),
    COOK: ("SITHCCC023",),
}


def unit_id(course: str, code: str) -> str:
    """The Talent unit's id."""
    return f"{COURSES[course][0]}{UNITS[course].index(code) + 1:02}"


@frozen
class Student:
    """One client as PowerPro and TalentLMS have them at the start."""

    number: int
    courses: tuple[str, ...]
    secondary_id: str = ""
    talent_user: str = ""
    """The id of the client's existing Talent user; blank: none."""
    talent_courses: tuple[str, ...] = ()
    """The courses in which the Talent user is enrolled already."""
    done: tuple[str, ...] = ()
    """Codes of the units that the client has finished."""
    provisioned: bool = False
    export: bool = True

    @property
    def code(self) -> str:
        return f"{self.number:05}"

    @property
    def names(self) -> tuple[str, str]:
        """Surname and given name, unique in the college."""
        letter = "ABCDEFGHIJKLM"[self.number]
        return f"Costa{letter.lower()}", f"Lisa{letter.lower()}"

    @property
    def email(self) -> str:
        return f"student{self.number}@pm.me"


STUDENTS = (
    Student(1, (WEB, BAR)),  # new, with two enrolments: one Talent user
    Student(2, (WEB,), "DPC000129"),  # another system's id is replaced
    Student(3, (BAR,), talent_user="3"),  # found by e-mail
    Student(4, (WEB,), "4", "4"),  # found by the stored id
    Student(5, (BAR,), "99"),  # no user has the stored id
    Student(6, (WEB,), talent_user="6", talent_courses=(WEB,)),  # in the course already
    Student(7, (WEB,), "7", "7", (WEB,), UNITS[WEB], provisioned=True),  # three results
    Student(8, (BAR,), "8", "8", (BAR,), UNITS[BAR][:1], provisioned=True),  # one of two
    Student(9, (BAR,), talent_user="9", talent_courses=(BAR,), done=UNITS[BAR]),  # both at once
    Student(10, (BAR,), export=False),  # export box not ticked
    Student(11, (COOK,)),  # the group is refused: pending
    Student(12, (WEB,)),  # new
)


def portal() -> Portal:
    """The college's TalentLMS."""
    owner = guide_portal().users[0]
    there = [student for student in STUDENTS if student.talent_user]
    return Portal(
        domain="powerpro.talentlms.com",
        zone=guide_portal().zone,
        next_user_id=20,
        users=(owner, *(_user(student) for student in there)),
        courses=tuple(
            PortalCourse(
                course_id,
                f"Course {course_id}",
                units=tuple(PortalUnit(unit_id(code, u), f"{u} A unit") for u in UNITS[code]),
            )
            for code, (course_id, _) in COURSES.items()
        ),
        groups=(PortalGroup("1", "Geekos", "77eD6LXHH", members=("6",)),),
        enrolments=tuple(
            _place(student, course) for student in there for course in student.talent_courses
        ),
    )


def _user(student: Student) -> PortalUser:
    last, first = student.names
    return PortalUser(student.talent_user, student.email, first, last, student.email)


def _place(student: Student, course: str) -> PortalEnrolment:
    """One unit is finished a second before midnight, the next a second later."""
    course_id, _ = COURSES[course]
    moments = (DONE, JUST_DONE, DONE)
    progress = tuple(
        PortalProgress(unit_id(course, code), at=moment)
        for code, moment in zip(student.done, moments, strict=False)
    )
    return PortalEnrolment(student.talent_user, course_id, enrolled=EARLIER, progress=progress)


def rows() -> ImportSet:
    """The college's PowerPro data as an import set."""
    booked = [(student, course) for student in STUDENTS for course in student.courses]
    return ImportSet(
        (
            *(_course(code) for code in COURSES),
            *(_client(student) for student in STUDENTS),
            *(_enrolment(*each) for each in booked),
            *(_unit(*each, code) for each in booked for code in UNITS[each[1]]),
            *(_contact_log(*each) for each in booked if each[0].provisioned),
        )
    )


def _row(kind: Kind, key: tuple[str, ...], **cells: Cell) -> ImportedRow:
    return ImportedRow(kind, key, cells)


def _course(code: str) -> ImportedRow:
    course_id, group_key = COURSES[code]
    return _row(
        Kind.COURSE,
        (code,),
        code=code,
        name=f"Certificate {code}",
        archived=False,
        export_to_talent=True,
        talent_course_id=course_id,
        talent_group_key=group_key,
    )


def _client(student: Student) -> ImportedRow:
    surname, given_names = student.names
    return _row(
        Kind.CLIENT,
        (student.code,),
        code=student.code,
        surname=surname,
        given_names=given_names,
        secondary_id=student.secondary_id,
        email=student.email,
    )


def enrolment_id(student: Student, course: str) -> str:
    return f"{student.code}-{course}"


def _enrolment(student: Student, course: str) -> ImportedRow:
    booking = enrolment_id(student, course)
    return _row(
        Kind.ENROLMENT,
        (booking,),
        id=booking,
        client_code=student.code,
        course_code=course,
        booking_status="Confirmed",
        export=student.export,
        export_date=TODAY if student.export else None,
    )


def _unit(student: Student, course: str, code: str) -> ImportedRow:
    booking = enrolment_id(student, course)
    return _row(
        Kind.UNIT,
        (booking, code, "Unit"),
        enrolment_id=booking,
        code=code,
        type="Unit",
        name="A unit",
        start_date=date(2022, 5, 16),
        outcome="",
    )


def _contact_log(student: Student, course: str) -> ImportedRow:
    booking = enrolment_id(student, course)
    return _row(
        Kind.CONTACT_LOG,
        (booking, EARLIER.isoformat(), PROVISIONED),
        enrolment_id=booking,
        contact_date=EARLIER,
        contact_type=PROVISIONED,
        created_by="PP-TALENT",
        description=f"Enrolled in Talent Course: {COURSES[course][0]}",
    )
