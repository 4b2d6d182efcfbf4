"""Action `gettimeline`."""

from __future__ import annotations

from typing import Any

import pytest

from support.sandbox.requests import (
    INVALID,
    JOANA,
    MAY,
    PORTAL,
    Clock,
    get,
    ok,
    post,
    refused,
    sandbox_with,
)
from talent_powerpro.sandbox import PortalCourse, PortalEvent, PortalUnit, Sandbox
from talent_powerpro.sandbox.portal.event_types import MESSAGES


def timeline(sandbox: Sandbox, event: str, *narrowed: str) -> list[dict[str, Any]]:
    answer = ok(get(sandbox, "gettimeline/" + ",".join((f"event_type:{event}", *narrowed))))
    assert isinstance(answer, list)
    return answer


def test_an_entry_says_who_and_what_and_when(sandbox: Sandbox) -> None:
    post(sandbox, "addusertocourse", user_id="6", course_id="127")
    assert timeline(sandbox, "course_add_user") == [
        {
            "action": "course_add_user",
            "message": "Pink Panther was added to course apples &amp; &quot;pears&quot; "
            "&lt;&#039;&gt;",
            "timestamp": "02/06/2022, 14:58:59",
            "unix_timestamp": "1654153139",
            "user_id": "6",
            "user_username": "Pink.P",
            "user_email": "Pink@powerpro.example",
            "user_fullname": "Pink Panther",
            "object_id": "127",
            "object_name": "apples &amp; &quot;pears&quot; &lt;&#039;&gt;",
            "secondary_object_id": "-",
            "secondary_object_name": "-",
            "event_counter": "1",
        }
    ]


def test_nothing_happened_yet(sandbox: Sandbox) -> None:
    assert timeline(sandbox, "course_completion") == []


def test_every_change_leaves_an_entry(sandbox: Sandbox) -> None:
    post(sandbox, "usersignup", **JOANA)
    post(sandbox, "addusertocourse", user_id="7", course_id="126")
    get(sandbox, "addusertogroup/user_id:7,group_key:FRUIT")
    get(sandbox, "removeuserfromgroup/user_id:7,group_id:2")
    get(sandbox, "resetuserprogress/user_id:7,course_id:126")
    get(sandbox, "removeuserfromcourse/user_id:7,course_id:126")
    get(sandbox, "usersetstatus/user_id:7,status:inactive")
    post(sandbox, "deleteuser", user_id="7")
    sandbox.undelete(7)
    assert [(e.type, e.course_id, e.group_id) for e in sandbox.events] == [
        ("user_register_user", "", ""),
        ("course_add_user", "126", ""),
        ("group_add_user", "", "2"),
        ("course_add_user", "127", ""),
        ("course_add_user", "128", ""),
        ("group_remove_user", "", "2"),
        ("course_reset_user_progress", "126", ""),
        ("course_remove_user", "126", ""),
        ("user_property_change", "", ""),
        ("user_delete_user", "", ""),
        ("user_undelete_user", "", ""),
    ]


def test_a_refused_call_leaves_none(sandbox: Sandbox) -> None:
    post(sandbox, "addusertocourse", user_id="6", course_id="126")
    get(sandbox, "addusertogroup/user_id:6,group_key:FRUIT")
    assert sandbox.events == ()


@pytest.mark.parametrize(
    ("type", "label", "event"),
    [
        ("Test", "Passed", "unitprogress_test_completion"),
        ("Test", "Failed", "unitprogress_test_failed"),
        ("Test", "Not passed", "unitprogress_test_failed"),
        ("Survey", "Completed", "unitprogress_survey_completion"),
        ("Assignment", "Completed", "unitprogress_assignment_graded"),
        ("Assignment", "Failed", None),
        ("Content", "Completed", None),
        ("SCORM | xAPI | cmi5", "Completed", None),
        ("Test", "In progress", None),
    ],
)
def test_units_have_events_by_their_type(type: str, label: str, event: str | None) -> None:
    units = (PortalUnit(1001, "X1 one", type), PortalUnit(1002, "X2 two"))
    sandbox = sandbox_with(courses=(PortalCourse(126, "C", units=units),), groups=())
    sandbox.complete(6, 126, 1001, MAY, label)
    assert [entry.type for entry in sandbox.events] == ([event] if event else [])
    if event:
        (told,) = timeline(sandbox, event)
        assert (told["object_id"], told["secondary_object_id"]) == ("1001", "126")
        assert told["unix_timestamp"] == "1652662800"


def test_a_course_is_completed_once(sandbox: Sandbox) -> None:
    for _ in range(2):
        for unit in ("ICTWEB304", "ICTWEB305", "ICTWEB306"):
            sandbox.complete(6, 126, unit, MAY)
    assert len(timeline(sandbox, "course_completion")) == 1


def test_it_is_narrowed_by_user_course_group_or_unit(sandbox: Sandbox) -> None:
    for user in ("1", "6"):
        post(sandbox, "addusertocourse", user_id=user, course_id="127")
    get(sandbox, "addusertogroup/user_id:6,group_key:77eD6LXHH")
    assert len(timeline(sandbox, "course_add_user")) == 2
    assert [e["user_id"] for e in timeline(sandbox, "course_add_user", "user_id:6")] == ["6"]
    assert len(timeline(sandbox, "course_add_user", "course_id:127")) == 2
    assert timeline(sandbox, "course_add_user", "course_id:126") == []
    assert len(timeline(sandbox, "group_add_user", "group_id:1", "user_id:6")) == 1
    assert timeline(sandbox, "group_add_user", "branch_id:1") == []
    assert timeline(sandbox, "course_add_user", "unit_id:1001") == []


def test_it_has_the_newest_200_newest_first() -> None:
    clock = Clock()
    sandbox = Sandbox(PORTAL, clock=clock)
    for _ in range(201):
        clock.forward(seconds=1)
        post(sandbox, "edituser", user_id="6", first_name="Rose")
    told = timeline(sandbox, "user_property_change")
    assert len(told) == 200
    assert int(told[0]["unix_timestamp"]) == 1654153139 + 201
    assert int(told[-1]["unix_timestamp"]) == 1654153139 + 2


def test_it_takes_each_event_type_of_the_manual(sandbox: Sandbox) -> None:
    assert len(MESSAGES) == 51
    for kind in MESSAGES:
        assert timeline(sandbox, kind) == []


@pytest.mark.parametrize("arguments", ["", "event_type:", "event_type:party", "user_id:6"])
def test_without_a_known_type_it_is_invalid(sandbox: Sandbox, arguments: str) -> None:
    assert refused(get(sandbox, f"gettimeline/{arguments}")) == (400, INVALID)


def test_a_user_who_has_no_name_goes_by_the_login() -> None:
    event = PortalEvent("user_register_user", MAY, 5, "blank@powerpro.example")
    (told,) = timeline(sandbox_with(events=(event,)), "user_register_user")
    assert told["message"] == "blank@powerpro.example was added"
