"""TalentLMS's data: users, their enrolments, units, and users to create."""

from __future__ import annotations

from attrs import asdict, evolve

from support.the_guide import COURSE_126, JOANA, JOANA_7
from talent_powerpro.model import (
    Absent,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    Secret,
    TalentCourseId,
    TalentEnrolment,
    TalentGroupKey,
    TalentUnit,
    TalentUser,
    TalentUserId,
    stand_in,
)
from talent_powerpro.model.talentlms import shown_id


def test_a_talent_users_place_in_a_course_is_known_or_not() -> None:
    place, another = TalentEnrolment(COURSE_126), TalentEnrolment(TalentCourseId("127"))
    assert evolve(JOANA_7, enrolments=(another, place)).enrolment_in(COURSE_126) == place
    assert evolve(JOANA_7, enrolments=(another,)).enrolment_in(COURSE_126) is None
    assert evolve(JOANA_7, enrolments=()).enrolment_in(COURSE_126) is None
    assert JOANA_7.enrolment_in(COURSE_126) is None
    assert JOANA_7.name == "Joana Gomez"


def test_a_user_who_is_yet_to_be_created_is_shown_in_words() -> None:
    assert shown_id(stand_in("2021000017")) == "to be created for client 2021000017"
    assert shown_id(JOANA_7.id) == "7"


def test_a_section_is_recognised_by_its_type() -> None:
    assert TalentUnit("1", "ICTWEB304", "section ").is_section
    assert not TalentUnit("1", "ICTWEB304", "Unit").is_section


NEW = NewTalentUser(JOANA.code, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me")


def test_a_new_users_password_is_neither_compared_nor_shown() -> None:
    other = evolve(NEW, password=Secret("Hush-1234"))
    assert other == NEW
    assert repr(other) == repr(NEW)


def test_a_new_user_is_the_same_whichever_group_is_joined_with_the_sign_up() -> None:
    assert NEW.group_key == ""
    assert evolve(NEW, group_key=TalentGroupKey("web")) == NEW


def test_a_user_whose_type_is_not_known_is_no_staff() -> None:
    user = TalentUser(TalentUserId("7"), "jg11", "Joana", "Gomez", "jg11@pm.me")
    assert (user.user_type, user.enrolments, user.active) == ("", None, True)
    assert not user.is_staff


def test_a_stand_in_names_the_client_and_reads_as_no_talent_id() -> None:
    assert stand_in(JOANA.code) == "new:2021000017"


def test_an_answer_that_nothing_was_to_do_or_to_find_reads_as_talentlms_says_it() -> None:
    assert NotEnrolled().message == "The requested user is not enrolled in this course"
    assert list(Ensured) == ["done", "already"]


def test_absence_keeps_the_request_and_the_answer_for_the_sync_log() -> None:
    absent = Absent("GET https://powerpro.talentlms.com/api/v1/users/id:7")
    assert asdict(absent) == {
        "request": "GET https://powerpro.talentlms.com/api/v1/users/id:7",
        "error_type": "invalid_request_error",
        "message": "The requested user does not exist",
        "deleted": False,
    }
