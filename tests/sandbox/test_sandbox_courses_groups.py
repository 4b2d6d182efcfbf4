"""Actions on courses and groups, and the courses that a group brings."""

import pytest
from attrs import evolve

from support.sandbox.requests import (
    INVALID,
    MAY,
    NO_COURSE,
    NO_USER,
    PORTAL,
    get,
    ok,
    post,
    refused,
    sandbox_with,
)
from talent_powerpro.sandbox import CourseStatus, Sandbox

MEMBER = "The requested user is already a member of this group"
NO_KEY = "There is no group with such key"


# --- courses ------------------------------------------------------------------------


def test_courses_have_no_code_in_their_name_and_are_listed_without_their_lists(
    sandbox: Sandbox,
) -> None:
    """Empty is null in some fields and blank in others."""
    course = {
        "id": "126",
        "name": "Certificate III in Information Technology",
        "code": "ICT30120-A",
        "category_id": None,
        "description": "",
        "price": "&#36;0.00",
        "status": "active",
        "creation_date": "02/06/2022, 14:58:59",
        "hide_from_catalog": "0",
        "time_limit": "0",
        "level": None,
        "shared": "0",
        "certification": None,
        "certification_duration": None,
    }
    others = {"last_update_on", "creator_id", "start_datetime", "expiration_datetime"}
    others |= {"shared_url", "avatar", "big_avatar"}
    listed = ok(get(sandbox, "courses"))
    assert [each["id"] for each in listed] == list(sandbox.courses) == ["126", "127", "128"]
    assert listed[1]["name"] == "apples &amp; &quot;pears&quot; &lt;&#039;&gt;"
    assert set(listed[0]) == {*course, *others}
    lists = {"rules": ["All units must be completed"], "prerequisites": []}
    lists |= {"prerequisite_rule_sets": []}
    found = ok(get(sandbox, "courses/id:126"))
    assert list(found)[-5:] == ["users", "units", *lists]
    assert found.items() >= {**listed[0], **course, **lists}.items()
    assert ok(get(sandbox, "courses?id=126")) == found


@pytest.mark.parametrize("status", list(CourseStatus))
def test_a_courses_status_is_answered(status: CourseStatus) -> None:
    changed = tuple(evolve(course, status=status) for course in PORTAL.courses)
    assert ok(get(sandbox_with(courses=changed), "courses/id:126"))["status"] == status.value


def test_units_come_in_course_order_and_a_section_has_no_address(sandbox: Sandbox) -> None:
    section, unit, test, _ = ok(get(sandbox, "courses/id:126"))["units"]
    assert section == {
        "id": "1000",
        "type": "Section",
        "name": "Getting started",
        "delay_time": "0",
        "aggregated_delay_time": "0",
        "formatted_aggregated_delay_time": "0m",
    }
    assert unit == {
        "id": "1001",
        "type": "Content",
        "name": "ICTWEB304 Build simple web pages",
        "url": "https://powerpro.talentlms.com/unit/apiview/id:1001",
    }
    assert test["name"] == "ICTWEB305: Produce digital images &amp; &#039;more&#039;"


def test_the_roster_has_short_names_percentages_and_no_status_word(sandbox: Sandbox) -> None:
    sandbox.complete(6, 126, "ICTWEB304", MAY)
    ok(post(sandbox, "addusertocourse", user_id="4", course_id="126"))
    ok(post(sandbox, "addusertocourse", user_id="5", course_id="126"))
    pink, len_, costa = ok(get(sandbox, "courses/id:126"))["users"]
    assert pink == {
        "id": "6",
        "name": "P. Panther",
        "role": "learner",
        "enrolled_on": "16/05/2022, 09:00:00",
        "enrolled_on_timestamp": str(int(MAY.timestamp())),
        "completed_on": "",
        "completed_on_timestamp": None,
        "completion_percentage": "33",
        "expired_on": "",
        "expired_on_timestamp": None,
        "total_time": "0s",
        "total_time_seconds": 0,
    }
    assert (len_["name"], len_["total_time"]) == ("L. Caster", None)
    assert costa["name"] == "Costa"


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("courses/id:999", (404, NO_COURSE)),
        ("courses/id:ICT30120", (400, INVALID)),
        ("courses/id:", (400, INVALID)),
        ("groups/id:9", (404, "The requested group does not exist")),
        ("groups/id:FRUIT", (400, INVALID)),
    ],
)
def test_unknown_courses_and_groups(sandbox: Sandbox, path: str, answer: tuple[int, str]) -> None:
    assert refused(get(sandbox, path)) == answer


# --- groups -------------------------------------------------------------------------


def test_all_groups_with_their_keys_and_without_lists(sandbox: Sandbox) -> None:
    geekos, fruit = ok(get(sandbox, "groups"))
    assert sandbox.groups["2"].key == "FRUIT"
    assert list(geekos.items()) == [
        ("id", "1"),
        ("name", "Geekos"),
        ("description", "All the best geeks are here. Are you?"),
        ("key", "77eD6LXHH"),
        ("price", "&#36;0.00"),
        ("owner_id", "1"),
        ("belongs_to_branch", None),
        ("max_redemptions", None),
        ("redemptions_sofar", None),
    ]
    assert fruit["name"] == "Fruit &amp; more"


def test_one_group_with_its_users_and_courses(sandbox: Sandbox) -> None:
    group = ok(get(sandbox, "groups/id:2"))
    assert list(group)[-2:] == ["users", "courses"]
    assert group["users"] == [{"id": "6", "name": "P. Panther"}]
    assert group["courses"] == [
        {"id": "127", "name": "apples &amp; &quot;pears&quot; &lt;&#039;&gt;"},
        {"id": "128", "name": "Bananas"},
    ]
    assert ok(get(sandbox, "groups?id=1"))["users"] == []


def test_being_added_to_a_group_answers_with_the_groups_id_and_name(sandbox: Sandbox) -> None:
    answer = ok(get(sandbox, "addusertogroup/user_id:6,group_key:77eD6LXHH"))
    assert answer == {"user_id": "6", "group_id": "1", "group_name": "Geekos"}
    assert ("6", "1") in sandbox.memberships
    assert set(sandbox.enrolments) == {("6", "126")}


def test_a_group_brings_its_courses(sandbox: Sandbox) -> None:
    ok(post(sandbox, "addusertocourse", user_id="4", course_id="127"))
    earlier = sandbox.enrolments["4", "127"]
    answer = ok(post(sandbox, "addusertogroup", user_id="4", group_key="FRUIT"))
    assert answer["group_name"] == "Fruit &amp; more"
    assert sandbox.enrolments["4", "127"] is earlier
    assert ("4", "128") in sandbox.enrolments
    form = {"user_id": "4", "course_id": "128"}
    message = "The requested user is already enrolled in this course"
    assert refused(post(sandbox, "addusertocourse", **form)) == (400, message)


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("user_id:6", (400, INVALID)),
        ("group_key:FRUIT", (400, INVALID)),
        ("user_id:x,group_key:FRUIT", (400, INVALID)),
        ("user_id:99,group_key:NONE", (404, NO_USER)),
        ("user_id:3,group_key:FRUIT", (404, "The requested user is no longer available")),
        ("user_id:6,group_key:NONE", (404, NO_KEY)),
        ("user_id:6,group_key:fruit", (404, NO_KEY)),
        ("user_id:6,group_key:2", (404, NO_KEY)),
        ("user_id:6,group_key:FRUIT", (400, MEMBER)),
    ],
)
def test_joining_is_refused_in_the_order_of_checks_and_keys_have_case(
    sandbox: Sandbox, arguments: str, answer: tuple[int, str]
) -> None:
    assert refused(get(sandbox, f"addusertogroup/{arguments}")) == answer
    assert sandbox.memberships == {("6", "2")}
