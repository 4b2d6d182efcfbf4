"""Removal from a course or group, progress reset, and progress in a unit."""

from __future__ import annotations

import pytest

from support.sandbox.requests import INVALID, MAY, NO_COURSE, get, ok, post, refused, sandbox_with
from talent_powerpro.sandbox import Quirks, Sandbox

NOT_ENROLLED = "The requested user is not enrolled in this course"
NO_UNIT = "The requested unit does not exist"


def test_out_of_a_course(sandbox: Sandbox) -> None:
    assert ok(get(sandbox, "removeuserfromcourse/user_id:6,course_id:126")) == {
        "user_id": "6",
        "course_id": "126",
        "course_name": "Certificate III in Information Technology",
    }
    assert ("6", "126") not in sandbox.enrolments
    status = get(sandbox, "getuserstatusincourse/user_id:6,course_id:126")
    assert refused(status) == (400, NOT_ENROLLED)
    again = get(sandbox, "removeuserfromcourse/user_id:6,course_id:126")
    assert refused(again) == (400, NOT_ENROLLED)


def test_a_new_enrolment_gets_the_earlier_progress_back(sandbox: Sandbox) -> None:
    sandbox.complete(6, 126, "ICTWEB304", MAY)
    get(sandbox, "removeuserfromcourse/user_id:6,course_id:126")
    ok(post(sandbox, "addusertocourse", user_id="6", course_id="126"))
    status = ok(get(sandbox, "getuserstatusincourse/user_id:6,course_id:126"))
    assert status["completion_percentage"] == "33"
    assert status["enrolled_on"] == "02/06/2022, 14:58:59"


@pytest.mark.parametrize("action", ["removeuserfromcourse", "resetuserprogress"])
def test_an_unknown_course_is_refused(sandbox: Sandbox, action: str) -> None:
    assert refused(get(sandbox, f"{action}/user_id:6,course_id:9")) == (404, NO_COURSE)
    assert refused(get(sandbox, f"{action}/user_id:6")) == (400, INVALID)


def test_out_of_a_group_by_its_id_and_the_courses_stay(sandbox: Sandbox) -> None:
    ok(get(sandbox, "addusertogroup/user_id:1,group_key:FRUIT"))
    assert ok(get(sandbox, "removeuserfromgroup/user_id:1,group_id:2")) == {
        "user_id": "1",
        "group_id": "2",
        "group_name": "Fruit &amp; more",
    }
    assert ("1", "2") not in sandbox.memberships
    assert ("1", "127") in sandbox.enrolments
    assert refused(get(sandbox, "removeuserfromgroup/user_id:1,group_id:2")) == (
        400,
        "The requested user is not a member of this group",
    )
    assert refused(get(sandbox, "removeuserfromgroup/user_id:1,group_id:9")) == (
        404,
        "The requested group does not exist",
    )
    response = get(sandbox, "removeuserfromgroup/user_id:1,group_key:FRUIT")
    assert refused(response) == (400, INVALID)


def test_progress_reset_is_not_attempted_without_dates(sandbox: Sandbox) -> None:
    for unit in ("ICTWEB304", "ICTWEB305", "ICTWEB306"):
        sandbox.complete(6, 126, unit, MAY)
    answer = ok(get(sandbox, "resetuserprogress/user_id:6,course_id:126,remove_certification:yes"))
    assert answer == {"message": "Operation completed successfully"}
    status = ok(get(sandbox, "getuserstatusincourse/user_id:6,course_id:126"))
    assert (status["completion_percentage"], status["completed_on"]) == ("0", "")
    assert {unit["completion_status"] for unit in status["units"]} == {"Not attempted"}


def test_a_reset_needs_an_enrolment_and_yes_or_no(sandbox: Sandbox) -> None:
    response = get(sandbox, "resetuserprogress/user_id:6,course_id:127")
    assert refused(response) == (400, NOT_ENROLLED)
    response = get(sandbox, "resetuserprogress/user_id:6,course_id:126,remove_certification:1")
    assert refused(response) == (400, INVALID)


def test_progress_in_a_unit_lists_the_users_who_tried_it(sandbox: Sandbox) -> None:
    ok(post(sandbox, "addusertocourse", user_id="1", course_id="126"))
    assert ok(get(sandbox, "getusersprogressinunits/unit_id:1002")) == []
    sandbox.complete(6, 126, 1002, MAY, "Passed", 95)
    assert ok(get(sandbox, "getusersprogressinunits/unit_id:1002")) == [
        {"user_id": "6", "status": "Passed", "score": "95"}
    ]


def test_progress_in_a_unit_of_one_is_a_bare_object(sandbox: Sandbox) -> None:
    asked = "getusersprogressinunits/unit_id:1002,user_id:6"
    assert ok(get(sandbox, asked)) == {"user_id": "6", "status": "Not attempted", "score": 0}
    sandbox.complete(6, 126, 1002, MAY, score=100)
    assert ok(get(sandbox, asked)) == {"user_id": "6", "status": "Completed", "score": "100"}
    status = ok(get(sandbox, "getuserstatusincourse/user_id:6,course_id:126"))
    assert [unit["score"] for unit in status["units"]] == ["", "100", ""]


def test_or_a_list_of_one_as_the_manual_has_it() -> None:
    sandbox = sandbox_with(quirks=Quirks(unit_progress_as_list=True))
    answer = ok(get(sandbox, "getusersprogressinunits/unit_id:1002,user_id:6"))
    assert answer == [{"user_id": "6", "status": "Not attempted", "score": 0}]


def test_a_user_outside_the_course_has_attempted_nothing(sandbox: Sandbox) -> None:
    answer = ok(get(sandbox, "getusersprogressinunits/unit_id:1002,user_id:1"))
    assert answer["status"] == "Not attempted"


def test_an_unknown_unit_is_refused(sandbox: Sandbox) -> None:
    for narrowed in ("", ",user_id:6"):
        response = get(sandbox, f"getusersprogressinunits/unit_id:9{narrowed}")
        assert refused(response) == (404, NO_UNIT)
