"""Hypothesis strategies for the values of the model.

Usual values are drawn most often, and examples shrink to them. Unusual but allowed values are
drawn too: letters beyond ASCII, blanks, typed ids that are not Talent ids. Every text is
printable, because adapters clean texts. Every moment is aware and a whole second, because some
stores keep no fractions.

>>> from hypothesis import find
>>> from talent_powerpro.testing import strategies
>>> find(strategies.clients(), lambda client: client.email != "").email
'jg11@pm.me'
"""

from __future__ import annotations

from datetime import date
from functools import cache

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from talent_powerpro.model import (
    PROVISIONED,
    STAMP,
    Client,
    ClientCode,
    ContactLog,
    Course,
    CourseCode,
    CourseProgress,
    Enrolment,
    EnrolmentId,
    NewTalentUser,
    TalentCourse,
    TalentCourseId,
    TalentEnrolment,
    TalentGroupKey,
    TalentUnit,
    TalentUser,
    TalentUserId,
    Unit,
    UnitProgress,
    UnitResult,
    UnitRowId,
    UnitType,
)
from talent_powerpro.testing.field_strategies import (
    dates,
    dates_or_none,
    emails,
    moments,
    names,
    often,
    outcomes,
    talent_ids,
    texts,
    typed_talent_ids,
    unit_codes,
)

__all__ = [
    "clients",
    "contact_logs",
    "course_progress",
    "courses",
    "dates",
    "emails",
    "enrolments",
    "moments",
    "names",
    "new_talent_users",
    "outcomes",
    "stored_enrolments",
    "talent_courses",
    "talent_group_keys",
    "talent_ids",
    "talent_units",
    "talent_users",
    "texts",
    "typed_talent_ids",
    "unit_codes",
    "unit_progress",
    "unit_results",
    "units",
]


# --- PowerPro ---------------------------------------------------------------------


def clients(codes: SearchStrategy[str] | None = None) -> SearchStrategy[Client]:
    """A client. *codes* draws the code; by default ten digits, perhaps with leading zeros."""
    return st.builds(
        Client,
        code=(st.from_regex(r"[0-9]{10}", fullmatch=True) if codes is None else codes).map(
            ClientCode
        ),
        surname=names(),
        given_names=names(),
        preferred_name=st.sampled_from(("", "Jo")),
        usi=st.sampled_from(("", "3AW88YH9U5")),
        secondary_id=typed_talent_ids(),
        date_of_birth=dates_or_none(),
        mobile=st.sampled_from(("", "0412 345 678")),
        email=st.one_of(emails(), st.sampled_from(("", "jg11 at pm.me", " JG11@pm.me "))),
    )


def courses(codes: SearchStrategy[str] | None = None) -> SearchStrategy[Course]:
    """A PowerPro course. *codes* draws the code; by default one such as ``ICT30120-A``."""
    return st.builds(
        Course,
        code=(st.sampled_from(("ICT30120-A", "ICT30120-B")) if codes is None else codes).map(
            CourseCode
        ),
        name=texts(longest=40),
        archived=often(False, st.booleans()),
        export_to_talent=often(True, st.booleans()),
        talent_course_id=typed_talent_ids(),
        talent_group_key=st.sampled_from(("", "77eD6LXHH", " FRUIT ")),
    )


@cache
def unit_results() -> SearchStrategy[UnitResult]:
    """The three fields of a result, with or without the agent's stamp."""
    comments = st.one_of(st.just(STAMP), texts(), texts().map(f"{STAMP} {{}}".format))
    return st.builds(UnitResult, outcomes(), dates_or_none(), comments)


@st.composite
def units(draw: DrawFn, enrolment_id: str = "1001", number: int = 1) -> Unit:
    """A unit or module of that enrolment. *number* makes its id unique there."""
    result = draw(unit_results())
    return Unit(
        UnitRowId(f"{enrolment_id}-{number}"),
        EnrolmentId(enrolment_id),
        draw(unit_codes()),
        name=draw(texts()),
        type=draw(st.sampled_from(UnitType)),
        start_date=draw(dates_or_none()),
        outcome=result.outcome,
        outcome_date=result.outcome_date,
        short_comment=result.short_comment,
    )


@cache
def contact_logs() -> SearchStrategy[ContactLog]:
    """A contact log. At least half are provisioning contact logs, some in another case."""
    return st.builds(
        ContactLog,
        client_name=names(),
        course_name=texts(),
        contact_date=moments(),
        contact_type=often(
            PROVISIONED, st.sampled_from((PROVISIONED.upper(), "Phone call", "Email"))
        ),
        created_by=st.sampled_from(("PP-TALENT", "PP-CA")),
        description=texts(longest=40),
    )


@cache
def _two_logs() -> SearchStrategy[list[ContactLog]]:
    return st.lists(contact_logs(), max_size=2, unique_by=lambda log: log.contact_date)


@cache
def _any_client() -> SearchStrategy[Client]:
    return clients()


@cache
def _any_course() -> SearchStrategy[Course]:
    return courses()


@cache
def _booking_statuses() -> SearchStrategy[str]:
    return often("Confirmed", st.sampled_from(("", "Tentative", "confirmed ")))


@cache
def _rare_dates() -> SearchStrategy[date | None]:
    return often(None, dates())


@cache
def _usual_ticks() -> SearchStrategy[bool]:
    return often(True, st.booleans())


@st.composite
def enrolments(
    draw: DrawFn,
    enrolment_id: str = "1001",
    *,
    client: SearchStrategy[Client] | None = None,
    course: SearchStrategy[Course] | None = None,
) -> Enrolment:
    """One enrolment with up to three units and up to two contact logs, oldest first."""
    logs = draw(_two_logs())
    return Enrolment(
        EnrolmentId(enrolment_id),
        draw(_any_client() if client is None else client),
        draw(_any_course() if course is None else course),
        booking_status=draw(_booking_statuses()),
        enrolment_date=draw(dates_or_none()),
        expected_start_date=draw(dates_or_none()),
        expected_end_date=draw(dates_or_none()),
        deferment_date=draw(_rare_dates()),
        extension_date=draw(_rare_dates()),
        withdrawal_date=draw(_rare_dates()),
        completion_date=draw(_rare_dates()),
        export=draw(_usual_ticks()),
        export_date=draw(dates_or_none()),
        contact_logs=tuple(sorted(logs, key=lambda log: log.contact_date)),
        units=tuple(draw(units(enrolment_id, number)) for number in range(draw(st.integers(0, 3)))),
    )


@cache
def _clients_of_a_store() -> tuple[SearchStrategy[Client], ...]:
    return tuple(clients(st.just(f"202100000{n}")) for n in range(2))


@cache
def _courses_of_a_store() -> tuple[SearchStrategy[Course], ...]:
    return tuple(courses(st.just(f"ICT30120-{letter}")) for letter in "AB")


@st.composite
def stored_enrolments(draw: DrawFn, *, most: int = 4) -> tuple[Enrolment, ...]:
    """Up to *most* enrolments of one store, with different ids and shared clients and courses."""
    people = [draw(each) for each in _clients_of_a_store()]
    taught = [draw(each) for each in _courses_of_a_store()]
    return tuple(
        draw(
            enrolments(
                str(1001 + n), client=st.sampled_from(people), course=st.sampled_from(taught)
            )
        )
        for n in range(draw(st.integers(0, most)))
    )


# --- TalentLMS --------------------------------------------------------------------


def talent_users(
    ids: SearchStrategy[str] | None = None,
) -> SearchStrategy[TalentUser]:
    """A Talent user whose login is the e-mail. Some are inactive, some are in one course."""
    places = st.builds(TalentEnrolment, talent_ids().map(TalentCourseId))
    people = st.builds(
        TalentUser,
        id=(talent_ids() if ids is None else ids).map(TalentUserId),
        login=st.just(""),
        first_name=names(),
        last_name=names(),
        email=emails(),
        active=often(True, st.booleans()),
        enrolments=st.none() | st.lists(places, max_size=1).map(tuple),
    )
    return people.map(lambda user: evolve(user, login=user.email))


@cache
def new_talent_users() -> SearchStrategy[NewTalentUser]:
    """The data of a Talent user to create: the e-mail is the login, and no password is set."""

    def of(client: Client, email: str) -> NewTalentUser:
        return NewTalentUser(client.code, email, client.given_names, client.surname, email)

    return st.builds(of, clients(), emails())


@cache
def talent_group_keys() -> SearchStrategy[TalentGroupKey]:
    """A group key, as a portal generates it or as people set it."""
    return often("77eD6LXHH", st.from_regex(r"[A-Za-z0-9_]{3,12}", fullmatch=True)).map(
        TalentGroupKey
    )


def talent_units(ids: SearchStrategy[str] | None = None) -> SearchStrategy[TalentUnit]:
    """A Talent unit. Its name is a code and a title, as RTOs write it, or any text."""
    titles = ("ICTWEB304 Build simple web pages", "Health & safety <1>", "ICTWEB305: Images")
    return st.builds(
        TalentUnit,
        id=talent_ids() if ids is None else ids,
        name=often(titles[0], st.one_of(st.sampled_from(titles), texts())),
        type=often("Content", st.sampled_from(("Test", "SCORM | xAPI | cmi5", "Section", ""))),
    )


def talent_courses(ids: SearchStrategy[str] | None = None) -> SearchStrategy[TalentCourse]:
    """A Talent course with up to four units with different ids."""
    items = st.lists(talent_units(), max_size=4, unique_by=lambda item: item.id)
    return st.builds(
        TalentCourse,
        id=(talent_ids() if ids is None else ids).map(TalentCourseId),
        name=texts().map("Certificate III {}".format).map(str.strip),
        active=often(True, st.booleans()),
        units=items.map(tuple),
    )


def unit_progress(item: SearchStrategy[TalentUnit] | None = None) -> SearchStrategy[UnitProgress]:
    """Progress in one Talent unit: any label, with a moment, a bare date or neither."""
    labels = ("Completed", "Passed", "Not attempted", "In progress", "Failed", "Pending")
    return st.builds(
        UnitProgress,
        talent_units() if item is None else item,
        st.sampled_from(labels),
        st.one_of(moments(), dates(), st.none()),
    )


@cache
def course_progress() -> SearchStrategy[CourseProgress]:
    """Progress in a Talent course of up to four units."""
    items = st.lists(unit_progress(), max_size=4, unique_by=lambda each: each.unit.id)
    return st.builds(CourseProgress, items.map(tuple))
