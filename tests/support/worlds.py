"""Hypothesis strategies for small worlds: a PowerPro and a TalentLMS that may disagree.

Every text, date and number comes from a small pool, so that things meet: clients share
e-mails, stored ids belong to somebody else, codes repeat. What is usual comes first and
is drawn most, so most enrolments of a world are due and most learners have progress.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from attrs import evolve, frozen
from hypothesis import strategies as st

from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.adapters.memory.talent import Completion
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

T = TypeVar("T")

PERTH, SYDNEY = ZoneInfo("Australia/Perth"), ZoneInfo("Australia/Sydney")
AFTERNOON = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
"""The guide's own moment: 02/06/2022 14:58:56 in Perth."""
ALMOST_MIDNIGHT = datetime(2022, 6, 2, 15, 59, 59, tzinfo=UTC)
"""Still 02/06/2022 in Perth, 03/06/2022 already in Sydney."""

NEXT_USER_ID = 100
"""TalentLMS counts upwards: no stored id is that of a user still to be created."""


@frozen
class World:
    """Both systems at one moment, as values; `powerpro` and `talent` build them anew."""

    now: datetime
    zone: ZoneInfo
    clients: tuple[Client, ...]
    """All of them; the last one has no enrolment."""
    enrolments: tuple[Enrolment, ...]
    users: tuple[TalentUser, ...]
    courses: tuple[TalentCourse, ...]
    groups: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    """Key, the ids of the courses that it brings, the ids of its members."""
    progress: tuple[tuple[str, str, tuple[tuple[str, Completion], ...]], ...]
    """User id, course id, and per Talent unit id what was reached."""

    def powerpro(self) -> MemoryPowerPro:
        return MemoryPowerPro(self.enrolments, clients=self.clients)

    def talent(self) -> MemoryTalent:
        talent = MemoryTalent(users=self.users, courses=self.courses, next_user_id=NEXT_USER_ID)
        for key, courses, members in self.groups:
            talent.put_group(TalentGroupKey(key), map(TalentCourseId, courses))
            talent.groups[TalentGroupKey(key)].members |= set(map(TalentUserId, members))
        for user_id, course_id, reached in self.progress:
            talent.enrolled[TalentUserId(user_id), TalentCourseId(course_id)] = dict(reached)
        return talent


@lru_cache(maxsize=4096, typed=True)
def _one_of(*values: Any) -> st.SearchStrategy[Any]:
    # Hypothesis checks each strategy that it has not met before, which takes longer than to draw
    # from it. Typed, because False equals 0.
    return st.sampled_from(values)


def often(usual: T, *others: T) -> st.SearchStrategy[T]:
    """The usual one about as often as all the others together, and what shrinking ends in."""
    return _one_of(*(usual,) * len(others), *others)


def mostly(usual: T, *others: T) -> st.SearchStrategy[T]:
    """The usual one fifteen times out of sixteen: of many such fields, some are unusual."""
    return _one_of(*(usual,) * 15 * len(others), *others)


# --- PowerPro's side --------------------------------------------------------------

NAMES = (
    ("GOMEZ", "JOANA", "JOANA"),
    ("Panther", "Pink", "Pinkie"),
    ("CASTER", "Len", ""),
    ("Costa", "Lisa Maria", "Lis"),
    ("Sukarno", "", ""),
)
"""Surname, given names, preferred name."""

EMAILS = ("jg11@pm.me", "pink@panther.example", "len@caster.example", "JG11@pm.me ")
NO_EMAILS = ("", "jg11 at pm.me", "jg11@pm")

USER_IDS = ("4", "5", "6", "5")
"""Of the Talent users that the clients have, where they have one."""

SECONDARY_IDS = ("", "", "", "DPC000129", "4", "5", "6", "05", "99", "0", "\uff15", "5.0")
"""Blank, another system's, a Talent user's, one with a leading zero, a deleted user's, two that
are no ids (a nought and a five of another script), and one that a spreadsheet changed."""

COURSE_IDS = ("127", "126", " 0126 ", "128", "999", "", "0", "ICT30120")
"""Two courses, one typed untidily, an inactive one, a missing one, and three non-ids."""

GROUP_KEYS = ("77eD6LXHH", "", " 77eD6LXHH ", "FRUIT", "nobody's")

DATES = tuple(date(2022, 6, day) for day in (1, 2, 3))

CODES = ("ICTWEB304", "ictweb305", "ICTWEB306", "BSBWHS311-A")

OUTCOMES = (
    "70 - Continuing activity",
    "85 - Not yet started",
    "20 - Competency achieved/pass",
    "20 - competent",
    "40 - Withdrawn/discontinued",
    "51 - Recognition of prior learning granted",
    "60 - Credit transfer",
)

COMMENTS = (
    "",
    "seen by the trainer",
    "[Talent Integration Agent]",
    "[Talent Integration Agent] ok",
)


@st.composite
def clients(draw: st.DrawFn, number: int) -> Client:
    surname, given_names, preferred_name = draw(mostly(NAMES[number], *NAMES))
    return Client(
        code=ClientCode(f"{number:05}"),
        surname=surname,
        given_names=given_names,
        preferred_name=preferred_name,
        secondary_id=draw(often(USER_IDS[number], USER_IDS[number], *SECONDARY_IDS)),
        email=draw(mostly(EMAILS[number], *EMAILS, *NO_EMAILS)),
    )


@st.composite
def courses(draw: st.DrawFn, number: int) -> Course:
    return Course(
        code=CourseCode(f"ICT-{number}"),
        name="Certificate III - Information Technology",
        archived=draw(mostly(False, True)),
        export_to_talent=draw(mostly(True, False)),
        talent_course_id=draw(often(*[("126", "127")[number]] * 12, *COURSE_IDS)),
        talent_group_key=draw(_one_of(*GROUP_KEYS)),
    )


LOG = ContactLog(
    client_name="JOANA GOMEZ",
    course_name="Certificate III - Information Technology",
    contact_date=datetime(2022, 5, 2, 4, 0, tzinfo=UTC),
    description="Enrolled in Talent Course: 126 Joana Gomez added to Talent Group 77eD6LXHH ...",
)
CONTACT_LOGS = (
    (evolve(LOG, description="moved by hand", contact_type="ENROLMENT exported to  Talent LMS"),),
    (evolve(LOG, description="Enrolled in Talent Course: 0127", created_by="PP-CA"),),
    (evolve(LOG, contact_type="Phone call"),),
    (evolve(LOG, contact_date=AFTERNOON), evolve(LOG, description="Enrolled in Talent Course: 9")),
)


@st.composite
def units(draw: st.DrawFn, enrolment: str, number: int) -> Unit:
    return Unit(
        id=UnitRowId(f"{enrolment}/{number}"),
        enrolment_id=EnrolmentId(enrolment),
        code=draw(often(CODES[number], *CODES, CODES[0], CODES[0])),
        type=draw(often(UnitType.UNIT, UnitType.MODULE)),
        start_date=date(2022, 5, 16),
        outcome=draw(often("", *OUTCOMES)),
        outcome_date=draw(often(None, date(2022, 5, 19), date(2022, 5, 20))),
        short_comment=draw(_one_of(*COMMENTS)),
    )


@st.composite
def enrolments(
    draw: st.DrawFn, number: int, of: tuple[Client, ...], into: tuple[Course, ...]
) -> Enrolment:
    key = f"E{number}"
    return Enrolment(
        id=EnrolmentId(key),
        client=draw(st.sampled_from(of)),
        course=draw(st.sampled_from(into)),
        booking_status=draw(mostly("Confirmed", " confirmed", "Tentative")),
        deferment_date=draw(mostly(None, DATES[0])),
        withdrawal_date=draw(mostly(None, *DATES)),
        completion_date=draw(mostly(None, *DATES)),
        export=draw(mostly(True, False)),
        export_date=draw(mostly(DATES[1], DATES[0], DATES[2], None)),
        contact_logs=draw(often((), (LOG,), *CONTACT_LOGS)),
        units=tuple(draw(units(key, i)) for i in range(draw(_one_of(2, 3, 1, 0)))),
        active=draw(mostly(None, True, False)),
    )


# --- TalentLMS's side -------------------------------------------------------------

UNIT_NAMES = (
    "ICTWEB304 Build simple web pages",
    "ictweb305: Produce digital images for the web",
    "(ICTWEB306) Develop web presence using social media",
    "ICTWEB304 \N{EN DASH} assessment",
    "[BSBWHS311-A]: Assist with safety & health",
    "ICTWEB306\N{NO-BREAK SPACE}Social media, again",
    "Welcome! Before ICTWEB304",
)

LABELS = ("Completed", "Completed", "Passed", "passed", "Failed", "Nearly there")

MOMENTS: tuple[datetime | date | None, ...] = (
    datetime(2022, 5, 19, 15, 59, 59, tzinfo=UTC),  # the last second of 19 May in Perth
    datetime(2022, 5, 19, 16, 0, tzinfo=UTC),  # the first one of 20 May there
    datetime(2022, 5, 19, 14, 0, tzinfo=UTC),  # the first one of 20 May in Sydney
    date(2022, 5, 20),
    datetime(2021, 2, 28, 3, 0, tzinfo=UTC),
    None,
)


@st.composite
def talent_courses(draw: st.DrawFn, course_id: str, *, active: bool = True) -> TalentCourse:
    names = [draw(often(UNIT_NAMES[number], *UNIT_NAMES)) for number in range(3)]
    return TalentCourse(
        TalentCourseId(course_id),
        f"Course {course_id}",
        active,
        tuple(
            TalentUnit(f"{course_id}{number}", name, draw(mostly("Content", "Test", "Section")))
            for number, name in enumerate(names)
        ),
    )


@st.composite
def talent_users(draw: st.DrawFn, people: tuple[Client, ...]) -> tuple[TalentUser, ...]:
    """For about half of the clients one that is more or less theirs.

    No two have one e-mail or login: TalentLMS would refuse it.
    """
    users: list[TalentUser] = []
    taken: set[str] = set()
    for user_id, client in zip(USER_IDS[:3], people, strict=False):
        own = (client.surname, client.given_names, client.preferred_name)
        last_name, first_name, called = draw(often(own, own, *NAMES))
        address = draw(often(client.email.strip(), "info@rto.example", "rto@rto.example"))
        login = draw(often(address, f"user{user_id}"))
        email = draw(mostly(address, "")) if login == address else address
        texts = {text.casefold() for text in (address, login)}
        if draw(often(True, True, False)) and "" not in texts and not taken & texts:
            taken |= texts
            names = (draw(often(first_name, called)).title(), last_name.title())
            active = draw(mostly(True, False))
            staff = draw(mostly("Learner-Type", "SuperAdmin", ""))
            users.append(
                TalentUser(TalentUserId(user_id), login, *names, email, active, user_type=staff)
            )
    return tuple(users)


@st.composite
def progresses(
    draw: st.DrawFn, user: TalentUser, course: TalentCourse
) -> tuple[str, str, tuple[tuple[str, Completion], ...]]:
    reached = tuple(
        (unit.id, draw(completions()))
        for unit in course.units
        if not unit.is_section and draw(often(True, True, False))
    )
    return user.id, course.id, reached


@cache
def completions() -> st.SearchStrategy[Completion]:
    return st.builds(Completion, often(*LABELS), often(*MOMENTS))


# --- both -------------------------------------------------------------------------


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to three clients with up to four enrolments in one or two courses."""
    people = tuple(draw(clients(number)) for number in range(draw(st.integers(2, 4))))
    booked = tuple(draw(courses(number)) for number in range(draw(st.integers(1, 2))))
    users = draw(talent_users(people))
    taught = (
        draw(talent_courses("126")),
        draw(talent_courses("127")),
        draw(talent_courses("128", active=False)),
    )
    return World(
        now=draw(_one_of(AFTERNOON, ALMOST_MIDNIGHT)),
        zone=draw(_one_of(PERTH, SYDNEY)),
        clients=people,
        enrolments=tuple(
            draw(enrolments(number, people[:-1], booked))
            for number in range(draw(st.integers(1, 4)))
        ),
        users=users,
        courses=taught,
        groups=(
            ("77eD6LXHH", (), tuple(u.id for u in users if draw(often(False, True)))),
            ("FRUIT", ("127",), ()),
        ),
        progress=tuple(
            draw(progresses(user, course))
            for user in users
            for course in taught
            if draw(often(True, True, False))
        ),
    )


# --- learners under way -----------------------------------------------------------

DONE_ON = tuple(datetime(2022, 5, day, 3, tzinfo=UTC) for day in (18, 19, 20))


@cache
def done() -> st.SearchStrategy[Completion]:
    """Complete beyond doubt, on one of three days."""
    return st.builds(Completion, st.just("Completed"), st.sampled_from(DONE_ON))


@st.composite
def worlds_of_learners(draw: st.DrawFn) -> World:
    """Up to two clients who are provisioned and have finished units: their results are due."""
    people = tuple(
        Client(ClientCode(f"{number:05}"), *NAMES[number], secondary_id=user_id, email=email)
        for number, (user_id, email) in enumerate(zip(USER_IDS[:2], EMAILS[:2], strict=True))
    )
    course = Course(CourseCode("ICT-0"), "ICT", export_to_talent=True, talent_course_id="126")
    content = tuple(
        TalentUnit(f"126{number}", f"{code} {code}") for number, code in enumerate(CODES[:3])
    )
    return World(
        now=AFTERNOON,
        zone=draw(_one_of(PERTH, SYDNEY)),
        clients=people,
        enrolments=tuple(
            Enrolment(
                EnrolmentId(f"E{number}"),
                client,
                course,
                booking_status="Confirmed",
                contact_logs=(LOG,),
                units=tuple(
                    evolve(draw(units(f"E{number}", row)), code=code)
                    for row, code in enumerate(CODES[: draw(st.integers(1, 3))])
                ),
            )
            for number, client in enumerate(people[: draw(st.integers(1, 2))])
        ),
        users=tuple(
            TalentUser(
                TalentUserId(client.secondary_id),
                client.email,
                client.given_names,
                client.surname,
                client.email,
            )
            for client in people
        ),
        courses=(TalentCourse(TalentCourseId("126"), "ICT", units=content),),
        groups=(),
        progress=tuple(
            (client.secondary_id, "126", tuple((unit.id, draw(done())) for unit in content))
            for client in people
        ),
    )


@st.composite
def worlds_of_classmates(draw: st.DrawFn) -> World:
    """Three clients with up to four provisioned enrolments, most of them in one Talent course:
    its roster answers for all, and a look is remembered of each."""
    people = tuple(
        Client(ClientCode(f"{number:05}"), *NAMES[number], secondary_id=user_id, email=email)
        for number, (user_id, email) in enumerate(zip(USER_IDS[:3], EMAILS[:3], strict=True))
    )
    booked = tuple(
        Course(
            CourseCode(f"ICT-{number}"),
            "ICT",
            export_to_talent=True,
            talent_course_id=draw(often(*("126",) * 3, "127")),
        )
        for number in range(2)
    )
    taught = tuple(
        TalentCourse(
            TalentCourseId(course_id),
            course_id,
            units=tuple(
                TalentUnit(f"{course_id}{number}", draw(mostly(UNIT_NAMES[number], *UNIT_NAMES)))
                for number in range(3)
            ),
        )
        for course_id in ("126", "127")
    )
    users = tuple(
        TalentUser(
            TalentUserId(client.secondary_id),
            client.email,
            client.given_names or client.surname,
            client.surname,
            client.email,
        )
        for client in people
    )
    number_of = draw(st.integers(2, 4))
    return World(
        now=draw(_one_of(AFTERNOON, ALMOST_MIDNIGHT)),
        zone=draw(_one_of(PERTH, SYDNEY)),
        clients=people,
        enrolments=tuple(
            Enrolment(
                EnrolmentId(f"E{number}"),
                people[number % len(people)],
                draw(often(*(booked[0],) * 3, booked[1])),
                booking_status="Confirmed",
                contact_logs=(LOG,),
                units=tuple(
                    evolve(draw(units(f"E{number}", row)), code=draw(mostly(code, *CODES)))
                    for row, code in enumerate(CODES[:3])
                ),
            )
            for number in range(number_of)
        ),
        users=users,
        courses=taught,
        groups=(("77eD6LXHH", (), ()),),
        progress=tuple(
            (user.id, course.id, tuple((unit.id, draw(done())) for unit in some))
            for user in users
            for course in taught
            for some in [course.units[: draw(st.integers(1, 3))]]
        ),
    )


# --- newcomers --------------------------------------------------------------------


def worlds_of_namesakes() -> st.SearchStrategy[World]:
    """The agent signs everybody up by an e-mail of their own, and a stranger has another."""
    return worlds().map(_of_namesakes)


def _of_namesakes(world: World) -> World:
    newcomer = _of_a_newcomer(world)
    clients = [
        evolve(each, secondary_id="", email=f"client{number}@pm.me")
        for number, each in enumerate(world.clients)
    ]
    by_code = {each.code: each for each in clients}
    return evolve(
        newcomer,
        clients=tuple(clients),
        enrolments=tuple(
            evolve(made, client=by_code[was.client.code])
            for made, was in zip(newcomer.enrolments, world.enrolments, strict=True)
        ),
        users=(TalentUser(TalentUserId("900"), "jo", "Jo", "Stranger", "jo@home.example"),),
    )


def worlds_of_newcomers() -> st.SearchStrategy[World]:
    """One client, in TalentLMS yet to be, and all their enrolments are due."""
    return worlds().map(_of_a_newcomer)


def _of_a_newcomer(world: World) -> World:
    today = world.now.astimezone(world.zone).date()
    client = evolve(world.clients[0], secondary_id="", email=EMAILS[0])
    others = tuple(evolve(each, secondary_id="", email="") for each in world.clients[1:])
    course = Course(CourseCode("ICT-0"), "ICT", export_to_talent=True, talent_course_id="126")
    return evolve(
        world,
        clients=(client, *others),
        enrolments=tuple(
            Enrolment(
                each.id,
                client,
                course,
                booking_status="Confirmed",
                export=True,
                export_date=today,
                units=each.units,
            )
            for each in world.enrolments
        ),
        users=(),
        groups=(),
        progress=(),
    )
