"""Hypothesis strategies for the model: values as they occur, and as they may occur.

What is usual is drawn most and is what shrinking ends in; what is odd but allowed is drawn
too: letters beyond ASCII, blanks, typed ids that are none. Every text is printable, since
adapters tidy theirs; every moment is aware and a whole second, since stores keep no less.

>>> from hypothesis import find
>>> from talent_powerpro.testing import strategies
>>> find(strategies.clients(), lambda client: client.email != "").email
'jg11@pm.me'
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TypeVar

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

T = TypeVar("T")

_LETTERS = "aeiou'- çéñößžΩЖ乔安日"


def _often(usual: T, other: SearchStrategy[T]) -> SearchStrategy[T]:
    """The usual one half of the time."""
    return st.one_of(st.just(usual), other)


def texts(*, longest: int = 20) -> SearchStrategy[str]:
    """One printable line, maybe blank, trimmed, of letters of several scripts."""
    return st.text(_LETTERS, max_size=longest).map(lambda text: " ".join(text.split()))


def names() -> SearchStrategy[str]:
    """A person's names, in capitals, in display form, or of another script; never blank."""
    return _often("JOANA", st.sampled_from(("Joana", "Lisa Maria", "O'Neill-Gómez", "乔安娜")))


def emails() -> SearchStrategy[str]:
    """A well-formed e-mail address in ASCII, in any case; never blank."""
    words = st.text("abcxyzAZ019", min_size=1, max_size=8)
    odd = st.builds(
        "{}{}{}@pm.{}".format, words, st.sampled_from((".", "+", "_", "")), words, words
    )
    return _often("jg11@pm.me", odd)


def dates() -> SearchStrategy[date]:
    """A day between 2015 and 2035."""
    return _often(date(2022, 6, 2), st.dates(date(2015, 1, 1), date(2035, 12, 31)))


def moments() -> SearchStrategy[datetime]:
    """An aware moment in UTC between 2015 and 2035, a whole second."""
    seconds = st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31))  # noqa: DTZ001 - the zone comes next
    usual = datetime(2022, 6, 2, 6, 59, tzinfo=UTC)
    return _often(usual, seconds.map(lambda at: at.replace(microsecond=0, tzinfo=UTC)))


def talent_ids() -> SearchStrategy[str]:
    """A Talent id as TalentLMS gives them: digits above zero, no leading zero."""
    return st.integers(1, 99_999).map(str)


def typed_talent_ids() -> SearchStrategy[str]:
    """A Talent id as people type them: with blanks or zeros before it, or none at all."""
    odd = ("", " 7 ", "007", "0", "DPC000129", "7a", "-7", "７")
    return st.one_of(talent_ids(), st.sampled_from(odd))


def unit_codes() -> SearchStrategy[str]:
    """The code of a unit or module."""
    return st.sampled_from(("ICTWEB304", "ICTWEB305", "ictweb306", "BSBWHS311-A", "Ü101"))


def outcomes() -> SearchStrategy[str]:
    """An outcome as PowerPro shows it; blank is not set."""
    return st.sampled_from(
        (
            "",
            "20 - Competency achieved/pass",
            "40 - Withdrawn/discontinued",
            "51 - Recognition of prior learning granted",
            "70 - Continuing activity",
            "85 - Not yet started",
        )
    )


# --- PowerPro ---------------------------------------------------------------------


def clients(codes: SearchStrategy[str] | None = None) -> SearchStrategy[Client]:
    """A client. *codes*: their client codes, ten digits otherwise, leading zeros included."""
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
        date_of_birth=st.none() | dates(),
        mobile=st.sampled_from(("", "0412 345 678")),
        email=st.one_of(emails(), st.sampled_from(("", "jg11 at pm.me", " JG11@pm.me "))),
    )


def courses(codes: SearchStrategy[str] | None = None) -> SearchStrategy[Course]:
    """A PowerPro course. *codes*: their codes, such as ``ICT30120-A`` otherwise."""
    return st.builds(
        Course,
        code=(st.sampled_from(("ICT30120-A", "ICT30120-B")) if codes is None else codes).map(
            CourseCode
        ),
        name=texts(longest=40),
        archived=_often(False, st.booleans()),
        export_to_talent=_often(True, st.booleans()),
        talent_course_id=typed_talent_ids(),
        talent_group_key=st.sampled_from(("", "77eD6LXHH", " FRUIT ")),
    )


def unit_results() -> SearchStrategy[UnitResult]:
    """The three fields of a result, with the agent's stamp or without."""
    comments = st.one_of(st.just(STAMP), texts(), texts().map(f"{STAMP} {{}}".format))
    return st.builds(UnitResult, outcomes(), st.none() | dates(), comments)


@st.composite
def units(draw: DrawFn, enrolment_id: str = "1001", number: int = 1) -> Unit:
    """A unit or module of that enrolment; *number* makes its id one of a kind there."""
    result = draw(unit_results())
    return Unit(
        UnitRowId(f"{enrolment_id}-{number}"),
        EnrolmentId(enrolment_id),
        draw(unit_codes()),
        name=draw(texts()),
        type=draw(st.sampled_from(UnitType)),
        start_date=draw(st.none() | dates()),
        outcome=result.outcome,
        outcome_date=result.outcome_date,
        short_comment=result.short_comment,
    )


def contact_logs() -> SearchStrategy[ContactLog]:
    """A contact log: half of them mark their enrolment as provisioned, some in another case."""
    return st.builds(
        ContactLog,
        client_name=names(),
        course_name=texts(),
        contact_date=moments(),
        contact_type=_often(
            PROVISIONED, st.sampled_from((PROVISIONED.upper(), "Phone call", "Email"))
        ),
        created_by=st.sampled_from(("PP-TALENT", "PP-CA")),
        description=texts(longest=40),
    )


@st.composite
def enrolments(
    draw: DrawFn,
    enrolment_id: str = "1001",
    *,
    client: SearchStrategy[Client] | None = None,
    course: SearchStrategy[Course] | None = None,
) -> Enrolment:
    """One enrolment with up to three units and up to two contact logs, oldest first."""
    logs = draw(st.lists(contact_logs(), max_size=2, unique_by=lambda log: log.contact_date))
    return Enrolment(
        EnrolmentId(enrolment_id),
        draw(clients() if client is None else client),
        draw(courses() if course is None else course),
        booking_status=draw(_often("Confirmed", st.sampled_from(("", "Tentative", "confirmed ")))),
        enrolment_date=draw(st.none() | dates()),
        expected_start_date=draw(st.none() | dates()),
        expected_end_date=draw(st.none() | dates()),
        deferment_date=draw(_often(None, dates())),
        extension_date=draw(_often(None, dates())),
        withdrawal_date=draw(_often(None, dates())),
        completion_date=draw(_often(None, dates())),
        export=draw(_often(True, st.booleans())),
        export_date=draw(st.none() | dates()),
        contact_logs=tuple(sorted(logs, key=lambda log: log.contact_date)),
        units=tuple(draw(units(enrolment_id, number)) for number in range(draw(st.integers(0, 3)))),
    )


@st.composite
def stored_enrolments(draw: DrawFn, *, most: int = 4) -> tuple[Enrolment, ...]:
    """Up to *most* enrolments of one store: ids differ, clients and courses are shared."""
    people = [draw(clients(st.just(f"202100000{n}"))) for n in range(2)]
    taught = [draw(courses(st.just(f"ICT30120-{letter}"))) for letter in "AB"]
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
    """A Talent user, their e-mail as login; some are inactive, some in one course."""
    places = st.builds(TalentEnrolment, talent_ids().map(TalentCourseId))
    people = st.builds(
        TalentUser,
        id=(talent_ids() if ids is None else ids).map(TalentUserId),
        login=st.just(""),
        first_name=names(),
        last_name=names(),
        email=emails(),
        active=_often(True, st.booleans()),
        enrolments=st.none() | st.lists(places, max_size=1).map(tuple),
    )
    return people.map(lambda user: evolve(user, login=user.email))


def new_talent_users() -> SearchStrategy[NewTalentUser]:
    """What a Talent user is created with: the e-mail as login, the portal's own password."""

    def of(client: Client, email: str) -> NewTalentUser:
        return NewTalentUser(client.code, email, client.given_names, client.surname, email)

    return st.builds(of, clients(), emails())


def talent_group_keys() -> SearchStrategy[TalentGroupKey]:
    """A group's key, as a portal makes them or as people set them."""
    return _often("77eD6LXHH", st.from_regex(r"[A-Za-z0-9_]{3,12}", fullmatch=True)).map(
        TalentGroupKey
    )


def talent_units(ids: SearchStrategy[str] | None = None) -> SearchStrategy[TalentUnit]:
    """One item of a Talent course: a code and a title as RTOs name them, or any name."""
    titles = ("ICTWEB304 Build simple web pages", "Health & safety <1>", "ICTWEB305: Images")
    return st.builds(
        TalentUnit,
        id=talent_ids() if ids is None else ids,
        name=_often(titles[0], st.one_of(st.sampled_from(titles), texts())),
        type=_often("Content", st.sampled_from(("Test", "SCORM | xAPI | cmi5", "Section", ""))),
    )


def talent_courses(ids: SearchStrategy[str] | None = None) -> SearchStrategy[TalentCourse]:
    """A Talent course with up to four items; their ids differ."""
    items = st.lists(talent_units(), max_size=4, unique_by=lambda item: item.id)
    return st.builds(
        TalentCourse,
        id=(talent_ids() if ids is None else ids).map(TalentCourseId),
        name=texts().map("Certificate III {}".format).map(str.strip),
        active=_often(True, st.booleans()),
        units=items.map(tuple),
    )


def unit_progress(item: SearchStrategy[TalentUnit] | None = None) -> SearchStrategy[UnitProgress]:
    """How far someone is in one item: any label with a moment, a bare date or none."""
    labels = ("Completed", "Passed", "Not attempted", "In progress", "Failed", "Pending")
    return st.builds(
        UnitProgress,
        talent_units() if item is None else item,
        st.sampled_from(labels),
        st.one_of(moments(), dates(), st.none()),
    )


def course_progress() -> SearchStrategy[CourseProgress]:
    """How far someone is in a Talent course of up to four items."""
    items = st.lists(unit_progress(), max_size=4, unique_by=lambda each: each.unit.id)
    return st.builds(CourseProgress, items.map(tuple))
