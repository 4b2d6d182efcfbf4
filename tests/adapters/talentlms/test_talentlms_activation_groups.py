"""Making a user active, and what a group brings (API sheet, sections 4.4 and 9)."""

from __future__ import annotations

import pytest

from adapters.talentlms.portal_answers import (
    GROUP,
    PORTAL,
    SEVEN,
    Portal,
    error,
    response,
    said,
)
from talent_powerpro.adapters.talentlms import asking, reading
from talent_powerpro.adapters.talentlms.settings import portal_name
from talent_powerpro.errors import NoAnswer, Refused
from talent_powerpro.model import (
    Absent,
    Ensured,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
)

GROUPS = [
    {"id": "82", "name": "Others", "key": "77ed6lxhh"},
    {"id": "83", "name": "Geekos", "key": " 77eD6LXHH"},
    {"id": "84", "name": "Twice", "key": "77eD6LXHH"},
]
BRINGS = {
    "id": "83",
    "name": "Geekos",
    "users": [],
    "courses": [{"id": "126", "name": "Web &amp; more"}, {"id": 127, "name": "Fruit"}],
}


def test_a_user_is_made_active_by_path() -> None:
    request = asking.activate_user(SEVEN)
    assert (request.action, request.method) == ("usersetstatus", "GET")
    assert request.path == "usersetstatus/user_id:7,status:active"


def test_groups_are_listed_and_one_is_asked_for_by_id() -> None:
    assert (asking.groups().action, asking.groups().path) == ("groups", "groups")
    assert (asking.group("83").action, asking.group("83").path) == ("groups", "groups/id:83")
    with pytest.raises(ValueError, match="is not a Talent id"):
        asking.group("83,x:1")


@pytest.mark.parametrize("status", ["active", "Active "])
def test_an_activation_echoes_the_user_and_the_status(status: str) -> None:
    answer = said({"user_id": "7", "status": status})
    assert reading.activated(answer, user_id=SEVEN) is Ensured.DONE


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ([], "a user's status should be an object, not a list"),
        ({"status": "active"}, "a user's status without a usable user_id"),
        ({"user_id": "8", "status": "active"}, "it is about another user"),
        ({"user_id": "7", "status": "inactive"}, "a user's status that is not active"),
        ({"user_id": "7"}, "a user's status that is not active"),
    ],
)
def test_an_activation_that_does_not_say_so_is_no_answer(answer: object, why: str) -> None:
    with pytest.raises(NoAnswer) as lost:
        reading.activated(said(answer), user_id=SEVEN)
    assert lost.value.message.endswith(f"(status 200, JSON): {why}")


def test_a_user_who_is_not_there_cannot_be_made_active() -> None:
    with pytest.raises(Refused) as refused:
        reading.activated(said(error("The requested user does not exist"), 404), user_id=SEVEN)
    assert refused.value.reason == "unknown-user"


@pytest.mark.parametrize("key", ["77eD6LXHH", " 77eD6LXHH "])
def test_a_group_is_the_first_with_that_key_case_and_all(key: str) -> None:
    assert reading.group_with_key(said(GROUPS), group_key=TalentGroupKey(key)) == "83"


@pytest.mark.parametrize("groups", [GROUPS, [], None])
def test_a_key_that_no_group_has_is_told(groups: object) -> None:
    asked = "GET https://powerpro.talentlms.com/api/v1/users/email:jg11@pm.me"
    answer = said([] if groups is None else groups)
    assert reading.group_with_key(answer, group_key=TalentGroupKey(" zz9 ")) == Absent(
        asked, message="There is no group with the key zz9"
    )


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({}, "groups should be a list, not an object"),
        ([7], "an item of groups should be an object, not a number"),
        ([{"id": "", "key": "77eD6LXHH"}], "a group without a usable id"),
    ],
)
def test_groups_of_a_wrong_shape_are_no_answer(answer: object, why: str) -> None:
    with pytest.raises(NoAnswer) as lost:
        reading.group_with_key(said(answer), group_key=GROUP)
    assert lost.value.message.endswith(f"(status 200, JSON): {why}")


def test_the_courses_of_a_group_have_names_and_no_units() -> None:
    assert reading.courses_of_group(said(BRINGS)) == (
        TalentCourse(TalentCourseId("126"), "Web & more"),
        TalentCourse(TalentCourseId("127"), "Fruit"),
    )


@pytest.mark.parametrize("courses", [[], None, ""])
def test_a_group_may_bring_no_courses(courses: object) -> None:
    assert reading.courses_of_group(said(BRINGS | {"courses": courses})) == ()


def test_a_group_that_was_deleted_meanwhile_is_absent() -> None:
    message = "The requested group does not exist"
    gone = reading.courses_of_group(said(error(message), 404))
    assert isinstance(gone, Absent)
    assert gone.message == message


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ([], "a group should be an object, not a list"),
        (BRINGS | {"courses": {}}, "courses should be a list, not an object"),
        (BRINGS | {"courses": [7]}, "an item of courses should be an object, not a number"),
        (BRINGS | {"courses": [{"name": "x"}]}, "a group's course without a usable id"),
    ],
)
def test_a_group_of_a_wrong_shape_is_no_answer(answer: object, why: str) -> None:
    with pytest.raises(NoAnswer) as lost:
        reading.courses_of_group(said(answer))
    assert lost.value.message.endswith(f"(status 200, JSON): {why}")


# --- the client -------------------------------------------------------------------


def test_the_client_makes_a_user_active() -> None:
    portal = Portal(response({"user_id": "7", "status": "active"}))
    assert portal.talent().activate_user(SEVEN) is Ensured.DONE
    assert portal.requests[0].url == f"{PORTAL}/api/v1/usersetstatus/user_id:7,status:active"


def test_the_client_looks_for_the_group_and_then_for_its_courses() -> None:
    portal = Portal(response(GROUPS), response(BRINGS))
    brought = portal.talent().courses_of_group(GROUP)
    assert not isinstance(brought, Absent)
    assert [course.id for course in brought] == ["126", "127"]
    assert [str(each.url) for each in portal.requests] == [
        f"{PORTAL}/api/v1/groups",
        f"{PORTAL}/api/v1/groups/id:83",
    ]


def test_the_client_asks_no_further_for_a_group_that_is_not_there() -> None:
    portal = Portal(response([]))
    assert isinstance(portal.talent().courses_of_group(GROUP), Absent)
    assert len(portal.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://powerpro.talentlms.com",
        " https://PowerPro.talentlms.com/api/v1/ ",
        "https://powerpro.talentlms.com:8443/",
    ],
)
def test_a_portals_name_is_its_host_however_the_address_is_written(url: str) -> None:
    assert portal_name(url) == "powerpro.talentlms.com"


def test_an_address_without_a_host_names_no_portal() -> None:
    assert portal_name("powerpro") == ""


def test_the_client_names_its_portal() -> None:
    assert Portal(response([])).talent().portal == "powerpro.talentlms.com"


def test_an_id_to_make_active_is_a_number() -> None:
    with pytest.raises(ValueError, match="is not a Talent id"):
        asking.activate_user(TalentUserId("7,x:1"))
