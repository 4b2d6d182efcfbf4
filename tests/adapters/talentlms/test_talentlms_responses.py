"""Answers to values: loose types, entities, wrong shapes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from support.talentlms.portal_answers import (
    ACTIVATED,
    ENROLLED,
    GROUP,
    GROUP_83,
    GROUPS,
    QUOTA,
    SITE,
    course,
    error,
    new_user,
    said,
    user,
)
from talent_powerpro.adapters.talentlms import Site, responses
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import (
    Absent,
    Ensured,
    Quota,
    RosterEntry,
    TalentCourse,
    TalentCourseId,
    TalentEnrolment,
    TalentGroupKey,
    TalentRoster,
    TalentUnit,
    TalentUser,
    TalentUserId,
)

SEVEN, COURSE_126 = TalentUserId("7"), TalentCourseId("126")


def found(**fields: Any) -> TalentUser:
    read = responses.user(said(user(**fields)))
    assert isinstance(read, TalentUser)
    return read


def missing(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


# --- users ---------------------------------------------------------------


def test_a_found_user_with_courses() -> None:
    answer = user(
        courses=[
            {
                "id": "126",
                "name": "Introduction (001)",
                "role": "learner",
                "completed_on": "",
                "completed_on_timestamp": None,
                "expired_on": "",
                "expired_on_timestamp": None,
            },
            {
                "id": 127,
                "role": "instructor",
                "completed_on_timestamp": "1655078400",
                "expired_on_timestamp": 1655078401,
            },
        ]
    )
    assert responses.user(said(answer)) == TalentUser(
        SEVEN,
        "jg11@pm.me",
        "Joana",
        "Gomez",
        "jg11@pm.me",
        enrolments=(
            TalentEnrolment(COURSE_126, "learner"),
            TalentEnrolment(
                TalentCourseId("127"),
                "instructor",
                completed_at=datetime(2022, 6, 13, 0, 0, tzinfo=UTC),
                expires_at=datetime(2022, 6, 13, 0, 0, 1, tzinfo=UTC),
            ),
        ),
        user_type="Learner-Type",
    )


@pytest.mark.parametrize("talent_id", ["7", 7, "07", " 7 "])
def test_ids_are_texts_or_numbers(talent_id: object) -> None:
    assert found(id=talent_id).id == "7"


@pytest.mark.parametrize("talent_id", [None, "", 0, "0", -7, 7.0, True, "seven", [], [7], {}])
def test_a_user_without_a_usable_id_is_no_answer(talent_id: object) -> None:
    with pytest.raises(NoAnswer, match="a user has no usable id"):
        responses.user(said(user(id=talent_id)))


def test_an_id_asked_for_with_zeros_is_the_same_id() -> None:
    assert isinstance(responses.user(said(user()), user_id=TalentUserId(" 007")), TalentUser)


def test_inactive_users_are_found_and_say_so() -> None:
    assert not found(status="inactive").active
    assert found(status="Active").active


def test_a_status_left_out_counts_as_active() -> None:
    read = responses.user(said(missing(user(), "status")))
    assert isinstance(read, TalentUser)
    assert read.active


def test_a_user_may_have_an_empty_email() -> None:
    assert found(email="").email == ""
    assert found(email=None).email == ""


@pytest.mark.parametrize("courses", [None, ""])
def test_a_blank_list_of_courses_counts_as_missing(courses: object) -> None:
    assert found(courses=courses).enrolments is None


def test_an_empty_list_of_courses_means_no_enrolments() -> None:
    assert found(courses=[]).enrolments == ()


def test_a_sign_ups_answer_has_no_courses() -> None:
    assert responses.created(said(new_user())) == TalentUser(
        SEVEN, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me", user_type="Learner-Type"
    )


def test_a_sign_up_may_answer_inactive() -> None:
    assert not responses.created(said(new_user(status="inactive"))).active


def test_a_login_key_is_in_no_value() -> None:
    assert "autologin" not in repr(found()) + repr(responses.created(said(new_user())))


def test_entities_in_names_are_unescaped() -> None:
    read = found(first_name="Pink &amp; Co", last_name="O&#039;Brien&quot;")
    assert read.name == "Pink & Co O'Brien\""


def test_names_that_only_look_like_entities_stay() -> None:
    assert found(first_name="R&D &copy &x; &notaname;").first_name == "R&D &copy &x; &notaname;"


def test_names_are_trimmed_and_hold_no_control_characters() -> None:
    assert found(first_name="\u00a0Joa\tna\x00\ud800 ").first_name == "Joa na \ufffd"


def test_a_number_in_place_of_a_text_is_read_as_printed() -> None:
    assert found(first_name=7).first_name == "7"


def test_unreadable_times_of_a_users_courses_count_as_none() -> None:
    read = found(courses=[{"id": "126", "completed_on_timestamp": "soon"}])
    assert read.enrolments == (TalentEnrolment(COURSE_126),)


# --- courses ----------------------------------------------------------


def test_a_course_with_its_units_sections_included() -> None:
    assert responses.course(said(course()), course_id=COURSE_126) == TalentCourse(
        COURSE_126,
        "Certificate III in Information Technology",
        units=(
            TalentUnit("3160", "Web", "Section"),
            TalentUnit("3163", "ICTWEB304 Build simple web pages", "Unit"),
        ),
    )


@pytest.mark.parametrize(("told", "active"), [("inactive", False), ("archived", False)])
def test_inactive_and_archived_courses_are_not_active(told: str, active: bool) -> None:
    read = responses.course(said(course(status=told)), course_id=COURSE_126)
    assert isinstance(read, TalentCourse)
    assert read.active is active


def test_names_of_units_are_unescaped_and_trimmed() -> None:
    answer = course(units=[{"id": 1, "name": "\u00a0BSB &amp; more\u00a0", "type": None}])
    read = responses.course(said(answer), course_id=COURSE_126)
    assert isinstance(read, TalentCourse)
    assert read.units == (TalentUnit("1", "BSB & more", ""),)


@pytest.mark.parametrize("units", [[], None, ""])
def test_a_course_may_have_no_units(units: object) -> None:
    read = responses.course(said(course(units=units)), course_id=COURSE_126)
    assert isinstance(read, TalentCourse)
    assert read.units == ()


# --- ensures (sections 7 and 9) ------------------------------------------------------


@pytest.mark.parametrize("answer", [ENROLLED, ENROLLED[0], [{"user_id": 7, "course_id": 126}]])
def test_an_enrolment_is_a_list_of_one_or_the_one(answer: object) -> None:
    read = responses.enrolled(said(answer), user_id=SEVEN, course_id=COURSE_126)
    assert read is Ensured.DONE


# --- activating ------------------------------------------------------------


@pytest.mark.parametrize(
    "answer", [ACTIVATED, {"user_id": 7, "status": "Active "}, ACTIVATED | {"more": []}]
)
def test_activating_echoes_user_and_status(answer: object) -> None:
    assert responses.activated(said(answer), user_id=SEVEN) is Ensured.DONE
    assert responses.activated(said(answer), user_id=TalentUserId("07")) is Ensured.DONE


# --- groups --------------------------------------------------------------


def with_key(answer: object, key: str = GROUP) -> object:
    return responses.group_with_key(said(answer), group_key=TalentGroupKey(key))


@pytest.mark.parametrize("key", [GROUP, f" {GROUP} "])
def test_a_group_is_found_in_the_list_by_its_key(key: str) -> None:
    assert with_key(GROUPS, key) == "83"


def test_the_group_s_id_may_be_a_number_and_its_key_escaped() -> None:
    assert with_key([{"id": 84, "key": "R&amp;D, 100%"}], "R&D, 100%") == "84"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ([], GROUP),
        (GROUPS, "77ED6lxhh"),
        (GROUPS, "77eD6LXH"),
        ([{"id": "84", "key": None}, {"id": "85", "key": ""}, {"id": "86"}], GROUP),
        ([{"id": "84", "key": ""}], " "),
    ],
    ids=["empty list", "other case", "a part of it", "groups without a key", "a blank key"],
)
def test_a_group_that_is_not_in_the_list_is_absent_and_the_key_is_named(
    answer: object, key: str
) -> None:
    """A blank key matches no group, not even one without a key."""
    absent = with_key(answer, key)
    assert isinstance(absent, Absent)
    assert absent.message == f"There is no group with the key {key.strip()}"


def test_a_group_has_its_courses_with_id_and_name() -> None:
    assert responses.courses_of_group(said(GROUP_83), group_id="83") == (
        TalentCourse(COURSE_126, "Certificate III"),
        TalentCourse(TalentCourseId("127"), "R&D"),
    )


@pytest.mark.parametrize("courses", [[], None, ""])
def test_a_group_may_bring_no_courses(courses: object) -> None:
    assert responses.courses_of_group(said(GROUP_83 | {"courses": courses}), group_id="83") == ()


# --- the portal ---------------------------------------------------------


def test_the_site_has_its_date_format_and_counts() -> None:
    assert responses.site(said(SITE)) == Site("DDMMYYYY", users=1234, courses=12, groups=3)
    branches = responses.site(said(SITE | {"total_branches": "5"}))
    assert branches == Site("DDMMYYYY", users=1234, courses=12, groups=3, branches=5)


def test_a_site_without_usable_values_is_still_a_site() -> None:
    assert responses.site(said({"total_users": True, "total_courses": "many"})) == Site("")


def test_the_quota_is_text_and_numbers_and_resets_in_utc() -> None:
    assert responses.quota(said(QUOTA)) == Quota(
        10000, 9986, datetime(2020, 8, 23, 5, 30, 3, tzinfo=UTC)
    )


def test_a_quota_without_usable_values_is_still_a_quota() -> None:
    assert responses.quota(said({"limit": None, "remaining": "?", "reset": "later"})) == Quota()


# --- listings ------------------------------------------------------------


def test_a_page_of_users_has_no_courses() -> None:
    short = missing(user(), "courses", "groups")
    (read,) = responses.users(said([short]))
    assert (read.id, read.enrolments) == (SEVEN, None)
    assert responses.users(said([])) == ()


def test_a_roster_has_the_course_and_its_users() -> None:
    """Recorded: strings for ids and numbers; ``null`` for no date."""
    entry = {
        "id": "7",
        "name": "J. Gomez",
        "role": "",
        "completed_on": "04/06/2022, 10:00:00",
        "completed_on_timestamp": "1654315200",
        "completion_percentage": "100",
        "expired_on": "",
        "expired_on_timestamp": None,
    }
    other = {
        "id": 8,
        "name": "P. Panther",
        "role": "instructor",
        "completion_percentage": "",
        "expired_on_timestamp": 1654315201,
    }
    read = responses.roster(said(course(users=[entry, other])), course_id=COURSE_126)
    assert isinstance(read, TalentRoster)
    assert read.course.id == COURSE_126
    assert read.entries == (
        RosterEntry(SEVEN, percentage=100, completed_at=datetime(2022, 6, 4, 4, 0, tzinfo=UTC)),
        RosterEntry(
            TalentUserId("8"),
            "instructor",
            expires_at=datetime(2022, 6, 4, 4, 0, 1, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize(
    ("listed", "sort"), [(None, "empty"), ("", "an empty text"), (7, "a number")]
)
def test_a_listing_that_is_no_list_is_no_answer(listed: object, sort: str) -> None:
    """Else everybody would seem to have left the course or the group."""
    why = f"users should be a list, not {sort}$"
    with pytest.raises(NoAnswer, match=why):
        responses.roster(said(course(users=listed)), course_id=COURSE_126)
    with pytest.raises(NoAnswer, match=why):
        responses.members(said({"id": "83", "users": listed}), group_id="83")


@pytest.mark.parametrize("answer", ["", {}])
def test_a_page_that_is_no_list_is_no_answer(answer: object) -> None:
    """Else the portal would seem to have no users and no groups."""
    with pytest.raises(NoAnswer, match="users should be a list"):
        responses.users(said(answer))
    with pytest.raises(NoAnswer, match="groups should be a list"):
        responses.group_ids(said(answer))


def test_a_roster_of_a_missing_course_is_absent() -> None:
    verdict = said(error("The requested course does not exist"), 404)
    assert isinstance(responses.roster(verdict, course_id=COURSE_126), Absent)


def test_members_are_the_ids_of_the_groups_users() -> None:
    answer = {"id": "83", "users": [{"id": "7", "name": "J. Gomez"}, {"id": 8, "name": "P."}]}
    both = frozenset({SEVEN, TalentUserId("8")})
    assert responses.members(said(answer), group_id="83") == both
    verdict = said(error("The requested group does not exist"), 404)
    assert isinstance(responses.members(verdict, group_id="83"), Absent)
