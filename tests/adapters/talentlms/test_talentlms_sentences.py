"""Messages for people about answers and requests that cannot be used, word for word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from support.talentlms.decoders import (
    activated,
    course,
    courses_of_group,
    enrolled,
    group_with_key,
    grouped,
    progress,
)
from support.talentlms.portal_answers import (
    ACTIVATED,
    ASKED,
    ENROLLED,
    GROUP_83,
    GROUPED,
    GROUPS,
    JOANA,
    error,
    json_answer,
    said,
    status,
    unit,
    user,
    verdict,
)
from support.talentlms.portal_answers import course as a_course
from talent_powerpro.adapters.talentlms import check_url, requests, responses
from talent_powerpro.adapters.talentlms.json_shapes import moment
from talent_powerpro.adapters.talentlms.verdict import Answer, Verdict, understood
from talent_powerpro.errors import NoAnswer, Refused, TalentUnusable
from talent_powerpro.model import (
    Secret,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
)

SEVEN, COURSE_126 = TalentUserId("7"), TalentCourseId("126")
NO_ID = {"id": None}


# --- answers of a wrong shape -----------------------------------------------------


@pytest.mark.parametrize(
    ("read", "value", "why"),
    [
        (responses.user, [], "a user should be an object, not a list"),
        (responses.user, "x", "a user should be an object, not a text"),
        (responses.user, True, "a user should be an object, not true or false"),
        (responses.user, 7, "a user should be an object, not a number"),
        # It could be the portal's only user instead of the one looked up.
        (responses.user, [user()], "a user should be an object, not a list"),
        (responses.user, {}, "a user has no usable id"),
        (responses.user, user(first_name={}), "first_name should be a text, not an object"),
        (responses.user, user(first_name=[]), "first_name should be a text, not a list"),
        (responses.user, user(first_name=True), "first_name should be a text, not true or false"),
        (responses.user, user(courses={"126": {}}), "courses should be a list, not an object"),
        (
            responses.user,
            user(courses=[None]),
            "an item of courses should be an object, not empty",
        ),
        (responses.user, user(courses=[{"name": "C"}]), "a user's course has no usable id"),
        (responses.created, [], "a user should be an object, not a list"),
        (responses.created, user(id=""), "a user has no usable id"),
        (course, [], "a course should be an object, not a list"),
        (course, a_course(id=""), "a course has no usable id"),
        (course, a_course(id="127"), "the answer is about another course"),
        (course, a_course(units={}), "units should be a list, not an object"),
        (course, a_course(units=[7]), "an item of units should be an object, not a number"),
        (course, a_course(units=[NO_ID]), "a unit has no usable id"),
        (enrolled, [], "an enrolment should be an object, not a list"),
        (enrolled, [*ENROLLED, *ENROLLED], "an enrolment should be an object, not a list"),
        (enrolled, {"user_id": "7"}, "an enrolment has no usable course_id"),
        (enrolled, ["x"], "an enrolment should be an object, not a text"),
        (enrolled, [ENROLLED[0] | {"user_id": ""}], "an enrolment has no usable user_id"),
        (enrolled, [ENROLLED[0] | {"course_id": ""}], "an enrolment has no usable course_id"),
        (enrolled, [ENROLLED[0] | {"user_id": "8"}], "the answer is about another user"),
        (enrolled, [ENROLLED[0] | {"course_id": "8"}], "the answer is about another course"),
        (grouped, [], "a membership should be an object, not a list"),
        (grouped, GROUPED | {"user_id": ""}, "a membership has no usable user_id"),
        (grouped, GROUPED | {"user_id": "8"}, "the answer is about another user"),
        (activated, [], "a user's status should be an object, not a list"),
        (activated, {"status": "active"}, "a user's status has no usable user_id"),
        (activated, ACTIVATED | {"user_id": "8"}, "the answer is about another user"),
        (activated, ACTIVATED | {"status": "inactive"}, "the user's status is not active"),
        (activated, {"user_id": "7"}, "the user's status is not active"),
        (activated, ACTIVATED | {"status": True}, "status should be a text, not true or false"),
        (group_with_key, {}, "groups should be a list, not an object"),
        (group_with_key, "", "groups should be a list, not an empty text"),
        (group_with_key, [7], "an item of groups should be an object, not a number"),
        (group_with_key, [GROUPS[1] | NO_ID], "a group has no usable id"),
        (group_with_key, [GROUPS[1] | {"key": ["x"]}], "key should be a text, not a list"),
        (courses_of_group, [], "a group should be an object, not a list"),
        (courses_of_group, GROUP_83 | NO_ID, "a group has no usable id"),
        (courses_of_group, GROUP_83 | {"id": "84"}, "the answer is about another group"),
        (courses_of_group, {"id": "83"}, "the group has no list of courses"),
        (courses_of_group, GROUP_83 | {"courses": {}}, "courses should be a list, not an object"),
        (
            courses_of_group,
            GROUP_83 | {"courses": [7]},
            "an item of courses should be an object, not a number",
        ),
        (courses_of_group, GROUP_83 | {"courses": [NO_ID]}, "a group's course has no usable id"),
        (progress, [], "a course status should be an object, not a list"),
        (progress, {}, "the course status has no list of units"),
        (progress, status(units={}), "units should be a list, not an object"),
        (progress, status(unit(id="")), "a unit has no usable id"),
        (
            progress,
            status(unit(completed_on_timestamp=[])),
            "completed_on_timestamp should be a text, not a list",
        ),
        (responses.site, [], "the portal's settings should be an object, not a list"),
        (responses.quota, [], "the rate limit should be an object, not a list"),
    ],
)
def test_a_wrong_shape_is_reported_without_the_answers_values(
    read: Callable[[Verdict], object], value: object, why: str
) -> None:
    with pytest.raises(NoAnswer) as lost:
        read(said(value))
    assert lost.value.message == (
        f"TalentLMS sent an answer that cannot be used: {ASKED} (status 200, JSON): {why}"
    )
    assert lost.value.remedy == (
        "The next run tries again. If it fails again, report it with the run id."
    )


def test_an_error_is_shown_with_its_letters_as_they_are() -> None:
    with pytest.raises(Refused) as refused:
        responses.user(said(error('No "José"'), 400))
    assert refused.value.answer == (
        '{ "error": { "type": "invalid_request_error", "message": "No \\"José\\"" } }'
    )


def test_a_verdict_without_an_answer_has_no_value() -> None:
    assert said(error("Full"), 400).value is None
    assert said({"id": "7"}, 500).value is None


def test_a_page_is_one_with_white_space_before_it() -> None:
    with pytest.raises(TalentUnusable, match="web page"):
        responses.user(verdict(Answer(404, "", b"\r\n <html></html>")))


@pytest.mark.parametrize(
    ("secret", "echoed"),
    [
        ("abW", "YWJX"),
        ("s/k 1", "s%2Fk%201"),
        ("s/k 1", "s%2Fk+1"),
        ("s/k 1", "cy9rIDE6"),
        ("half \udce9", "half%20%3F"),
        ("half \udce9", "half+%3F"),
        ("half \udce9", "aGFsZiA/"),
        ('say "a/b"', 'say \\"a\\/b\\"'),
        ("Key/é", "Key%2F%C3%A9"),
        ("Key/é", "Key%2f%c3%a9"),
        ("a < b", "a &lt; b"),
        ("??>", "Pz8+"),
        ("??>", "Pz8-"),
        ("???", "Pz8/"),
        ("???", "Pz8_"),
    ],
)
def test_a_secret_is_masked_whole_and_one_of_half_characters_too(secret: str, echoed: str) -> None:
    read = understood(
        json_answer(error(f"key {echoed} end"), 400), asked=ASKED, hidden=[Secret(secret)]
    )
    assert read.message == "key *** end"


# --- dates ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stamp", "why"),
    [
        ("soon", "not a timestamp"),
        ("-1", "not a timestamp"),
        ("9" * 18, "not a timestamp of this era"),
    ],
)
def test_a_timestamp_that_is_no_time_is_reported(stamp: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}$"):
        moment(stamp)


# --- requests that are not sent ---------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (requests.user_by_email, "email"),
        (requests.user_by_login, "login"),
        (lambda text: requests.add_to_group(SEVEN, TalentGroupKey(text)), "Talent Group Key"),
    ],
)
def test_a_text_that_is_not_sent_is_reported_by_its_name(
    ask: Callable[[str], object], name: str
) -> None:
    with pytest.raises(ValueError, match=rf"^the {name} is blank, so it cannot be looked up$"):
        ask(" ")
    with pytest.raises(Refused) as refused:
        ask("x" * 1001)
    assert refused.value.reason == "not-sendable"
    assert refused.value.message == (
        f"The {name} '{'x' * 40}' cannot be sent to TalentLMS: "
        "it has a broken character or more than 1000 characters"
    )
    assert refused.value.remedy == "Type the field again in PowerPro."


def test_an_unsendable_password_is_reported_without_showing_it() -> None:
    with pytest.raises(Refused) as refused:
        requests.create_user(JOANA, password=Secret("Abcdefg1\udce9"))
    assert refused.value.message == (
        "The password (not shown) cannot be sent to TalentLMS: "
        "it has a broken character or more than 1000 characters"
    )
    assert refused.value.remedy == "Set TALENTLMS_NEW_USER_PASSWORD again."


@pytest.mark.parametrize("half", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_no_half_character_is_sent(half: int) -> None:
    with pytest.raises(Refused, match="cannot be sent"):
        requests.user_by_login(f"jo{chr(half)}")


@pytest.mark.parametrize("whole", ["\ud7ff", "\ue000", "\U00010000"])
def test_characters_beside_the_halves_are_sent(whole: str) -> None:
    assert requests.user_by_login(whole).path.startswith("users/?username=%")


def test_a_text_of_a_thousand_characters_is_still_sent() -> None:
    assert requests.user_by_login("x" * 1000).path == f"users/username:{'x' * 1000}"


def test_a_custom_field_with_a_wrong_name_is_reported() -> None:
    odd = evolve(JOANA, custom_fields=(("user_type", "SuperAdmin"),))
    with pytest.raises(Refused) as refused:
        requests.create_user(odd, password=Secret("x"))
    assert refused.value.reason == "custom-field"
    assert refused.value.message == "'user_type' is not the name of a TalentLMS custom field"
    assert refused.value.remedy == ("Name custom fields as TalentLMS does, such as custom_field_1.")


# --- bodies and addresses ---------------------------------------------------------


EXAMPLE = "Write one such as https://powerpro.talentlms.com."


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "https://user:pw@powerpro.talentlms.com",
            "TalentLMS url (not shown) is not a portal address: it must not contain a user name, "
            f"key or password. {EXAMPLE}",
        ),
        (
            "https://powerpro.talentlms.com/#secret",
            "TalentLMS url 'https://powerpro.talentlms.com/' is not a portal address: it must not "
            f"contain ? or #. {EXAMPLE}",
        ),
        (
            f"https://powerpro.talentlms.com/{'x' * 100}",
            f"TalentLMS url 'https://powerpro.talentlms.com/{'x' * 69}' is not a portal address: "
            f"it must end with the host name or /api/v1. {EXAMPLE}",
        ),
    ],
)
def test_a_faulty_address_is_reported_as_far_as_it_can_be_shown(url: str, told: str) -> None:
    assert check_url(url) == (told,)
