"""Table from answers to meanings, row by row of the known facts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.talentlms.decoders import (
    EVERY_CALL,
    activated,
    course,
    courses_of_group,
    enrolled,
    group_with_key,
    grouped,
    progress,
)
from support.talentlms.portal_answers import (
    error,
    said,
)
from talent_powerpro.adapters.talentlms import responses
from talent_powerpro.adapters.talentlms.verdict import Verdict
from talent_powerpro.errors import Duplicate, NoAnswer, Refused, TalentUnusable
from talent_powerpro.model import (
    Absent,
    Ensured,
    NotEnrolled,
)

# Many statuses are unknown, and none of them changes what a message means.
STATUSES = pytest.mark.parametrize("status", [400, 404, 200, 409, 422])

NO_USER = "The requested user does not exist"
NO_COURSE = "The requested course does not exist"
NO_GROUP = "The requested group does not exist"


# --- section 12: messages -----------------------------------------------------------


@STATUSES
def test_row_user_does_not_exist_is_absence_with_the_guides_log_line(status: int) -> None:
    assert responses.user(said(error(NO_USER), status)) == Absent(
        "GET https://powerpro.talentlms.com/api/v1/users/email:jg11@pm.me",
        "invalid_request_error",
        "The requested user does not exist",
        deleted=False,
    )


@STATUSES
def test_row_user_no_longer_available_is_an_absence_that_says_deleted(status: int) -> None:
    answer = responses.user(said(error("The requested user is no longer available"), status))
    assert isinstance(answer, Absent)
    assert answer.deleted


@STATUSES
def test_row_course_does_not_exist_is_absence_for_a_course(status: int) -> None:
    answer = course(said(error(NO_COURSE), status))
    assert isinstance(answer, Absent)
    assert (answer.message, answer.deleted) == (NO_COURSE, False)


@STATUSES
@pytest.mark.parametrize("message", [NO_GROUP, "There is no group with such key"])
def test_row_group_does_not_exist_is_absence_for_a_group(message: str, status: int) -> None:
    """The group was deleted between the list and the look-up."""
    answer = courses_of_group(said(error(message), status))
    assert isinstance(answer, Absent)
    assert answer.message == message


@pytest.mark.parametrize(
    ("call", "message", "reason"),
    [
        pytest.param(enrolled, NO_USER, "unknown-user", id="addusertocourse, no user"),
        pytest.param(enrolled, NO_COURSE, "unknown-course", id="addusertocourse, no course"),
        pytest.param(grouped, NO_USER, "unknown-user", id="addusertogroup, no user"),
        pytest.param(grouped, "There is no group with such key", "unknown-group", id="no such key"),
        pytest.param(
            grouped, "The requested group does not exist", "unknown-group", id="no such group"
        ),
        pytest.param(activated, NO_USER, "unknown-user", id="usersetstatus, no user"),
        pytest.param(
            activated,
            "The requested user is no longer available",
            "deleted-user",
            id="usersetstatus, deleted",
        ),
        pytest.param(
            activated, "Invalid arguments provided", "invalid-arguments", id="usersetstatus"
        ),
        pytest.param(group_with_key, NO_GROUP, "unknown-group", id="a group for the list"),
        pytest.param(courses_of_group, NO_COURSE, "unknown-course", id="a course for a group"),
        pytest.param(progress, NO_USER, "unknown-user", id="status, no user"),
        pytest.param(progress, NO_COURSE, "unknown-course", id="status, no course"),
        pytest.param(
            enrolled, "The requested user is no longer available", "deleted-user", id="deleted"
        ),
        pytest.param(
            responses.created, "InvalidEmail is not a valid email", "invalid-email", id="e-mail"
        ),
        pytest.param(
            responses.created,
            "Password is not strong enough (should have at least (1) upper case letter, at "
            "least (1) lower case letter, at least (1) number, at least (8) characters in length)",
            "weak-password",
            id="password",
        ),
        pytest.param(
            responses.created, "Invalid arguments provided", "invalid-arguments", id="arguments"
        ),
        pytest.param(responses.user, NO_COURSE, "unknown-course", id="a course for a user"),
        pytest.param(course, NO_USER, "unknown-user", id="a user for a course"),
        pytest.param(
            enrolled,
            "The requested user is not enrolled in this course",
            "not-enrolled",
            id="not enrolled, where that makes no sense",
        ),
        pytest.param(
            responses.user,
            "The requested user is already enrolled in this course",
            "already",
            id="already, where that makes no sense",
        ),
    ],
)
def test_row_refused_with_talentlms_own_message(
    call: Callable[[Verdict], object], message: str, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        call(said(error(message), 400))
    assert (refused.value.reason, refused.value.message) == (reason, message)
    assert not isinstance(refused.value, Duplicate)


@STATUSES
def test_row_already_enrolled_is_success(status: int) -> None:
    message = "The requested user is already enrolled in this course"
    assert enrolled(said(error(message), status)) is Ensured.ALREADY


@STATUSES
@pytest.mark.parametrize("group", ["this group", "the group 'Same email, same login, API key'"])
def test_row_already_a_member_is_success_whatever_the_group_is_called(
    group: str, status: int
) -> None:
    message = f"The requested user is already a member of {group}"
    assert grouped(said(error(message), status)) is Ensured.ALREADY


@STATUSES
def test_row_not_enrolled_is_a_value_of_progress(status: int) -> None:
    message = "The requested user is not enrolled in this course"
    assert progress(said(error(message), status)) == NotEnrolled(message)


@STATUSES
@pytest.mark.parametrize(
    "message",
    [
        "A user with the same email address already exists",
        "A user with the same login already exists",
    ],
)
def test_row_same_email_or_login_is_a_duplicate(message: str, status: int) -> None:
    with pytest.raises(Duplicate, match=message):
        responses.created(said(error(message), status))


@pytest.mark.parametrize(
    ("also", "reason"),
    [
        ("A user with the same login already exists", "duplicate"),
        ("Password is not strong enough", "invalid-email"),
    ],
)
def test_a_message_with_two_complaints_about_a_new_user_means_the_graver(
    also: str, reason: str
) -> None:
    """Somebody has the login already; or the client's e-mail is wrong, whatever the password."""
    with pytest.raises(Refused) as refused:
        responses.created(said(error(f"{also}. InvalidEmail is not a valid email"), 400))
    assert refused.value.reason == reason


@STATUSES
def test_row_action_does_not_exist_stops_the_run_and_is_no_absence(status: int) -> None:
    with pytest.raises(TalentUnusable, match="does not know this API call"):
        responses.user(said(error("The requested API action does not exist"), status))


@pytest.mark.parametrize("status", [401, 400, 200])
def test_row_invalid_api_key_stops_the_run(status: int) -> None:
    with pytest.raises(TalentUnusable) as unusable:
        responses.user(said(error("Invalid API Key provided"), status))
    assert unusable.value.reason == "wrong-key"
    assert "Security > Enable API" in unusable.value.remedy


@pytest.mark.parametrize("call", EVERY_CALL)
def test_a_message_the_table_does_not_know_is_refused_with_its_text(
    call: Callable[[Verdict], object],
) -> None:
    with pytest.raises(Refused, match="The plan's user limit has been reached") as refused:
        call(said(error("The plan's user limit has been reached"), 400))
    assert refused.value.reason == "unknown-answer"


def test_case_and_white_space_of_a_message_do_not_count() -> None:
    answer = responses.user(said(error(" the requested User does not  exist\n"), 404))
    assert isinstance(answer, Absent)


@pytest.mark.parametrize(
    "message",
    [
        "The requested user does not exist in this branch",
        "The requested user does not exists",
        "user does not exist",
        "",
    ],
)
def test_only_the_apis_own_sentence_is_absence(message: str) -> None:
    with pytest.raises(Refused):
        responses.user(said(error(message), 404))


@pytest.mark.parametrize(
    "message",
    [
        "The requested user is no longer available in this branch",
        "The requested course does not exist in this branch",
        "There is no group with such key in this branch",
        "The requested group does not exist in this branch",
        "The requested user is not enrolled in this course or its branch",
        "InvalidEmail is not a valid email server",
        "Invalid arguments provided by the branch",
        "The requested API action does not exist in this branch",
    ],
)
def test_a_sentence_that_goes_on_is_one_that_the_table_does_not_know(message: str) -> None:
    with pytest.raises(Refused, match=message) as refused:
        responses.created(said(error(message), 400))
    assert refused.value.reason == "unknown-answer"


def test_refused_carries_the_decoded_error_as_the_guides_log_shows_it() -> None:
    with pytest.raises(Refused) as refused:
        enrolled(said(error(NO_USER), 404))
    assert refused.value.answer == (
        '{ "error": { "type": "invalid_request_error", '
        '"message": "The requested user does not exist" } }'
    )


# --- absence is believed only where nothing contradicts it ---------------------------


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408])
def test_a_portal_in_trouble_is_not_believed_about_absence(status: int) -> None:
    for message in (NO_USER, "The requested user is no longer available"):
        with pytest.raises(NoAnswer):
            responses.user(said(error(message), status))


@pytest.mark.parametrize("call", [courses_of_group, grouped])
def test_a_portal_in_trouble_denies_no_group(call: Callable[[Verdict], object]) -> None:
    with pytest.raises(NoAnswer):
        call(said(error(NO_GROUP), 503))


@pytest.mark.parametrize("status", [401, 403, 302])
def test_a_portal_that_refuses_access_is_not_believed_about_absence(status: int) -> None:
    with pytest.raises(TalentUnusable):
        responses.user(said(error(NO_USER), status))


@pytest.mark.parametrize("status", [200, 400, 404])
def test_an_api_error_denies_nobody(status: int) -> None:
    with pytest.raises(NoAnswer):
        responses.user(said(error(NO_USER, "api_error"), status))
