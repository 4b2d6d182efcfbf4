"""Random worlds: a college's PowerPro as import files, and its TalentLMS as a portal file.

What a person is for the guide, their `Kind`, is chosen first, and the rows are made from it. So
the witnesses know what is right without asking the agent's rules.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import field, frozen

from talent_powerpro.sandbox import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalGroup,
    PortalProgress,
    PortalUnit,
    PortalUser,
    UserStatus,
)
from talent_powerpro.sandbox.portal.writing import portal_text

GIVEN = (
    "Joana", "Siobhán", "Thị Lan", "Harpreet", "Noah", "Charlotte", "Mohammed", "Zoë", "José",
    "Anne-Marie", "Ngọc", "Łukasz", "Ayşe", "Mei Ling", "Kwame", "Tjarra", "Oluwaseun", "Björk",
    "Giulia", "Xiu Ying", "Ben", "Priya", "Jean Luc", "Søren",
)  # fmt: skip
SURNAMES = (
    "Gomez", "O'Brien-Smith", "Nguyễn", "Gill", "Brown", "Williams", "Al-Hassan", "de la Cruz",
    "van der Berg", "Tan", "Kowalczyk", "Yılmaz", "Mensah", "Napurrula", "Adeyemi", "D’Souza",
    "Rossi", "Wang", "Smith", "St John", "Müller", "Ødegaard", "McDonald", "Papadopoulos",
)  # fmt: skip
OTHER = ("Wilhelmina", "Featherstonehaugh")
"""The name of a stranger, unlike any client's."""
ZONES = ("Australia/Perth", "Australia/Sydney", "Australia/Adelaide", "Australia/Darwin")
DAYS = (
    *((2022, 6, 2), (2023, 5, 15), (2024, 2, 27), (2022, 10, 10), (2023, 12, 28)),
    # The nights on which clocks change in Sydney and Adelaide.
    *((2022, 10, 1), (2023, 4, 1), (2024, 10, 5), (2025, 4, 5)),
)
COMPETENT = "20 - Competency achieved/pass"
FINAL = (
    "51 - Recognition of prior learning - granted",
    "60 - Credit transfer/national recognition",
    "30 - Competency not achieved/fail",
)
OPEN = ("", "", "", "70 - Continuing activity", "85 - Not yet started")
PROVISIONED = "Enrolment exported to Talent LMS"


class Kind(StrEnum):
    """What TalentLMS and PowerPro have of a client before the first run."""

    NEW = "new"
    FOREIGN = "the secondary id of another system"
    BY_EMAIL = "a Talent user with the same e-mail and name"
    BY_ID = "a Talent user whose id is stored"
    INACTIVE = "an inactive Talent user"
    RELATIVE = "the mailbox of a relative"
    TRAINER = "a trainer's account"
    DELETED = "the id of a deleted Talent user"
    STRANGERS_MAIL = "the e-mail of a stranger"
    STRANGERS_ID = "the id of a stranger"
    ONE_NAME = "one name"
    SHARED = "an e-mail shared with the next client"


HAS_USER = {Kind.BY_EMAIL, Kind.BY_ID, Kind.INACTIVE, Kind.RELATIVE, Kind.TRAINER}
"""Kinds with a Talent user that the guide links."""
CAREFUL_HOLDS = {Kind.RELATIVE, Kind.TRAINER, Kind.DELETED}
NEVER = {Kind.STRANGERS_MAIL, Kind.STRANGERS_ID, Kind.ONE_NAME}
"""Kinds that neither profile may link or create."""


@frozen
class Course:
    code: str
    talent_id: str
    group: str
    """The Talent group key; blank for none."""
    group_exists: bool
    units: tuple[str, ...]

    def unit_id(self, code: str) -> str:
        """The Talent unit of a code."""
        return f"{self.talent_id}{self.units.index(code) + 1:02}"


@frozen
class Client:
    code: str
    kind: Kind
    given: str
    surname: str
    email: str
    secondary_id: str = ""
    user: str = ""
    """The id of the client's own Talent user; blank for none."""


@frozen
class Enrolment:
    id: str
    client: str
    course: str
    export: bool
    export_date: date | None
    booking: str
    withdrawn: date | None
    outcomes: Mapping[str, str]
    """By unit code."""


@frozen
class Completion:
    """A unit that a Talent user completed."""

    user: str
    course: str
    """The Talent course."""
    unit: str
    """The Talent unit's id."""
    at: datetime


@frozen
class World:
    seed: int
    profile: str
    zone: ZoneInfo
    first: date
    """The first day of the schedule."""
    days: int
    """Days of trouble. The calm days come after them."""
    width: int
    courses: tuple[Course, ...]
    clients: tuple[Client, ...]
    enrolments: tuple[Enrolment, ...]
    users: tuple[PortalUser, ...] = field(repr=False)
    completed: tuple[Completion, ...] = field(repr=False)
    """Before the first run."""
    portal_enrolments: tuple[tuple[str, str], ...] = ()

    @property
    def starts(self) -> date:
        """The start date of all units."""
        return self.first - timedelta(days=40)

    @property
    def window(self) -> int:
        """Days after the export date on which an enrolment is still due."""
        return 0 if self.profile == "guide" else 7

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        """A time of a day of the schedule, in the college's zone."""
        moment = datetime.combine(self.first + timedelta(days=day), time(hour, minute), self.zone)
        return moment.astimezone(UTC).astimezone(self.zone)


def world(seed: int) -> World:
    """The world of a seed: always the same."""
    rng = random.Random(f"world {seed}")
    first, days = date(*rng.choice(DAYS)), rng.randint(2, 3)
    courses = tuple(_courses(rng))
    clients = tuple(_clients(rng, round(rng.triangular(30, 100, 32))))
    enrolments = tuple(_enrolments(rng, clients, courses, first, days))
    users = tuple(_users(clients))
    zone = ZoneInfo(rng.choice(ZONES))
    places = tuple(_places(rng, clients, enrolments, courses))
    return World(
        seed=seed,
        profile=rng.choice(("guide", "guide", "careful")),
        zone=zone,
        first=first,
        days=days,
        width=rng.choice((1, 1, 3)),
        courses=courses,
        clients=clients,
        enrolments=enrolments,
        users=users,
        completed=tuple(_completed(rng, places, courses, first)),
        portal_enrolments=places,
    )


def _courses(rng: random.Random) -> Iterator[Course]:
    for number in range(rng.randint(2, 4)):
        talent_id = str(126 + (0 if number == 1 and rng.random() < 0.3 else number))
        group, exists = rng.choice((("", True), (f"key{number}", True), (f"none{number}", False)))
        # Courses that share a Talent course share its units as well.
        units = tuple(f"ICTWEB{talent_id}{letter}" for letter in range(1, rng.choice((2, 3, 4))))
        yield Course(f"PP{number}-A", talent_id, group, exists, units)


def _clients(rng: random.Random, number: int) -> Iterator[Client]:
    kinds = [Kind.NEW] * 10 + [Kind.FOREIGN, Kind.BY_EMAIL, Kind.BY_ID] * 2 + list(Kind)[4:]
    shared = ""
    for index in range(number):
        kind = Kind.SHARED if shared else rng.choice(kinds)
        if kind is Kind.SHARED and index == number - 1 and not shared:
            kind = Kind.NEW
        # Unlike each other even in what two of them share: a number in letters ends each name.
        letters = "".join("abcdefghij"[int(digit)] for digit in f"{index:02}")
        given = f"{rng.choice(GIVEN)}q{letters}"
        surname = f"{rng.choice(SURNAMES)}z{letters}"
        if rng.random() < 0.2:
            given, surname = given.upper(), surname.upper()
        email = shared or _email(rng, index)
        own = str(1000 + index) if kind in HAS_USER | {Kind.DELETED} else ""
        stored = ""
        if kind is Kind.FOREIGN:
            stored = f"DPC{index:06}"
        elif kind in (Kind.BY_ID, Kind.DELETED):
            stored = own
        elif kind is Kind.STRANGERS_ID:
            stored = str(1000 + index)
        if kind is Kind.ONE_NAME:
            given = ""
        shared = email if kind is Kind.SHARED and not shared else ""
        yield Client(f"{2022000000 + index}", kind, given, surname, email, stored, own)


def _email(rng: random.Random, index: int) -> str:
    form = rng.choice(("student{}@pm.example", "Student.{}@PM.example", "s+{}@x-y.example.au"))
    return form.format(index)


def _enrolments(
    rng: random.Random,
    clients: Iterable[Client],
    courses: tuple[Course, ...],
    first: date,
    days: int,
) -> Iterator[Enrolment]:
    for client in clients:
        places = rng.sample(courses, 2 if rng.random() < 0.2 else 1)
        for course in places:
            # From two days before the schedule to the second calm day.
            day = first + timedelta(days=rng.choice((-2, *range(days), *range(days), days + 1)))
            yield Enrolment(
                id=f"E{client.code[-3:]}{course.code[2]}",
                client=client.code,
                course=course.code,
                export=rng.random() < 0.9,
                export_date=day if rng.random() < 0.95 else None,
                booking="Confirmed" if rng.random() < 0.93 else "Tentative",
                withdrawn=first - timedelta(days=3) if rng.random() < 0.04 else None,
                outcomes={
                    code: rng.choice(FINAL) if rng.random() < 0.02 else rng.choice(OPEN)
                    for code in course.units
                },
            )


def _users(clients: Iterable[Client]) -> Iterator[PortalUser]:
    yield PortalUser("1", "owner", "Portal", "Owner", "owner@rto.example", user_type="SuperAdmin")
    for client in clients:
        number = str(1000 + int(client.code[-3:]))
        if client.kind in HAS_USER | {Kind.DELETED}:
            given = "Wilhelmina" if client.kind is Kind.RELATIVE else client.given
            status = {
                Kind.INACTIVE: UserStatus.INACTIVE,
                Kind.DELETED: UserStatus.DELETED,
            }.get(client.kind, UserStatus.ACTIVE)
            kind = "Trainer-Type" if client.kind is Kind.TRAINER else "Learner-Type"
            # A deleted user keeps the address, so nobody could be created with the same.
            former = f"former{number}@x.example"
            email = former if client.kind is Kind.DELETED else client.email
            yield PortalUser(number, email, given, client.surname, email, kind, status)
        elif client.kind is Kind.STRANGERS_MAIL:
            yield PortalUser(number, f"login{number}", *OTHER, client.email)
        elif client.kind is Kind.STRANGERS_ID:
            yield PortalUser(number, f"login{number}", *OTHER, f"other{number}@x.example")


def _places(
    rng: random.Random,
    clients: Iterable[Client],
    enrolments: Iterable[Enrolment],
    courses: Iterable[Course],
) -> Iterator[tuple[str, str]]:
    """Talent users who are in their Talent course before any run, strangers among them."""
    talent = {course.code: course.talent_id for course in courses}
    kinds = {client.code: client.kind for client in clients}
    made = set()
    for each in enrolments:
        kind, user = kinds[each.client], str(1000 + int(each.client[-3:]))
        there = kind in HAS_USER | {Kind.STRANGERS_ID, Kind.STRANGERS_MAIL}
        place = (user, talent[each.course])
        if there and rng.random() < 0.6 and place not in made:
            made.add(place)
            yield place


def _completed(
    rng: random.Random,
    places: Iterable[tuple[str, str]],
    courses: tuple[Course, ...],
    first: date,
) -> Iterator[Completion]:
    units = {course.talent_id: course for course in courses}
    for user, talent_id in places:
        course = units[talent_id]
        for code in course.units:
            if rng.random() < 0.5:
                at = datetime.combine(first, time(rng.randint(0, 23), 59, 59), UTC)
                at -= timedelta(days=rng.randint(2, 20))
                yield Completion(user, talent_id, course.unit_id(code), at)


# --- files ------------------------------------------------------------------------


def write_portal(world: World, file: Path) -> None:
    """Write the world's TalentLMS as a portal file."""
    courses: dict[str, PortalCourse] = {}
    for course in world.courses:
        units = (PortalUnit(course.unit_id(u), f"{u} A unit of study") for u in course.units)
        known = courses.get(course.talent_id)
        more = (*(known.units if known else ()), *units)
        unique = {unit.id: unit for unit in more}
        courses[course.talent_id] = PortalCourse(
            course.talent_id, f"Course {course.talent_id}", units=tuple(unique.values())
        )
    groups = [course.group for course in world.courses if course.group and course.group_exists]
    progress: dict[tuple[str, str], list[PortalProgress]] = {}
    for each in world.completed:
        place = progress.setdefault((each.user, each.course), [])
        place.append(PortalProgress(each.unit, at=each.at))
    text = portal_text(
        Portal(
            "college.talentlms.com",
            world.zone,
            next_user_id=5000,
            calls_per_hour=100_000,
            users=world.users,
            courses=tuple(courses.values()),
            groups=tuple(PortalGroup(str(n), key, key) for n, key in enumerate(groups, 1)),
            enrolments=tuple(
                PortalEnrolment(*place, progress=tuple(progress.get(place, ())))
                for place in world.portal_enrolments
            ),
        )
    )
    file.write_text(text, encoding="utf-8")


def write_files(world: World, folder: Path) -> None:
    """Write the world's PowerPro as import files."""
    folder.mkdir()
    _write(
        folder / "courses.csv",
        (
            {
                "Course Code": each.code,
                "Course Name": f"Certificate {each.code}",
                "Archived": "No",
                "Export to Talent LMS": "Yes",
                "Talent Course ID": each.talent_id,
                "Talent Group Key": each.group,
            }
            for each in world.courses
        ),
    )
    _write(
        folder / "clients.csv",
        (
            {
                "Code": each.code,
                "Surname": each.surname,
                "Given Names": each.given,
                "Secondary ID": each.secondary_id,
                "Email": each.email,
            }
            for each in world.clients
        ),
    )
    _write(
        folder / "enrolments.csv",
        (
            {
                "Enrolment ID": each.id,
                "Client Code": each.client,
                "Course Code": each.course,
                "Booking Status": each.booking,
                "Expected Start Date": world.starts.isoformat(),
                "Withdrawal Date": each.withdrawn.isoformat() if each.withdrawn else "",
                "Talent LMS Export": "Yes" if each.export else "No",
                "Talent LMS Export Date": each.export_date.isoformat() if each.export_date else "",
            }
            for each in world.enrolments
        ),
    )
    _write(
        folder / "units.csv",
        (
            {
                "Enrolment ID": each.id,
                "Unit Code": code,
                "Unit Name": "A unit of study",
                "Start Date": world.starts.isoformat(),
                "Outcome": outcome,
                "Outcome Date": world.starts.isoformat() if outcome in FINAL else "",
            }
            for each in world.enrolments
            for code, outcome in each.outcomes.items()
        ),
    )


def _write(file: Path, rows: Iterable[Mapping[str, str]]) -> None:
    listed = list(rows)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, listed[0])
        writer.writeheader()
        writer.writerows(listed)


def write_settings(world: World, folder: Path, url: str) -> None:
    """Write the world's settings, with the portal at *url*."""
    confirmed = '{{ outcome = "{}", confirmed_by = "P Jones", confirmed_on = "01/02/2022" }}'
    lines = (
        "[rto]",
        f'timezone = "{world.zone.key}"',
        "[talentlms]",
        f'url = "{url}"',
        f"width = {world.width}",
        "[policy]",
        f'profile = "{world.profile}"',
        "[policy.competent_outcomes]",
        *(f'"{each.code}" = {confirmed.format(COMPETENT)}' for each in world.courses),
        "",
    )
    (folder / "talent-powerpro.toml").write_text("\n".join(lines), encoding="utf-8")
