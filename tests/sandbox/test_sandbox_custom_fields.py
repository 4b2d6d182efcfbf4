"""Custom registration fields."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.sandbox.requests import INVALID, JOANA, PORTAL, get, ok, post, refused, sandbox_with
from talent_powerpro.sandbox import FieldType, PortalField, Quirks, Sandbox

FIELDS = (
    PortalField("custom_field_1", "Mobile", mandatory=True),
    PortalField("custom_field_2", "Campus", FieldType.DROPDOWN, dropdown_values="1;2;[3]"),
    PortalField("custom_field_3", "Newsletter", FieldType.CHECKBOX, checkbox_status=True),
    PortalField("custom_field_4", "Consent", FieldType.CHECKBOX),
    PortalField("custom_field_5", "Born", FieldType.DATE),
)


def test_a_portal_without_any_answers_with_an_empty_list(sandbox: Sandbox) -> None:
    assert ok(get(sandbox, "getcustomregistrationfields")) == []


def test_each_field_is_answered_in_the_manuals_words() -> None:
    told = ok(get(sandbox_with(custom_fields=FIELDS), "getcustomregistrationfields"))
    assert list(told[0]) == [
        "key",
        "type",
        "name",
        "mandatory",
        "visible_on_reports",
        "dropdown_values",
        "checkbox_status",
        "selective_availability",
        "branch",
        "main_domain_availability",
        "previous_key",
        "order",
    ]
    assert [(f["key"], f["type"], f["mandatory"], f["order"]) for f in told] == [
        ("custom_field_1", "text", "yes", 1),
        ("custom_field_2", "dropdown", "no", 2),
        ("custom_field_3", "checkbox", "no", 3),
        ("custom_field_4", "checkbox", "no", 4),
        ("custom_field_5", "date", "no", 5),
    ]
    assert [f["dropdown_values"] for f in told] == ["", "1;2;[3]", "", "", ""]
    assert [f["checkbox_status"] for f in told] == ["off", "off", "on", "off", "off"]


def test_courses_have_custom_fields_of_their_own(sandbox: Sandbox) -> None:
    assert ok(get(sandbox, "getcustomcoursefields")) == []
    courses = tuple(
        evolve(course, custom_fields={"custom_field_2": "3"}) if course.id == "126" else course
        for course in PORTAL.courses
    )
    sandbox = sandbox_with(course_fields=FIELDS[1:3], courses=courses)
    told = ok(get(sandbox, "getcustomcoursefields"))
    assert [(f["key"], f["name"]) for f in told] == [
        ("custom_field_2", "Campus"),
        ("custom_field_3", "Newsletter"),
    ]
    shown = {"custom_field_2": "3", "custom_field_3": "on"}
    assert ok(get(sandbox, "courses/id:126")).items() >= shown.items()
    others = [course for course in ok(get(sandbox, "courses")) if course["id"] != "126"]
    assert {course["custom_field_2"] for course in others} == {""}
    assert ok(post(sandbox, "usersignup", **JOANA))["id"] == 7, "the fields of users are others"


@pytest.mark.parametrize("sent", [{}, {"custom_field_1": ""}, {"custom_field_2": "3"}])
def test_a_sign_up_without_a_mandatory_field_is_refused(sent: dict[str, str]) -> None:
    sandbox = sandbox_with(custom_fields=FIELDS)
    assert refused(post(sandbox, "usersignup", **JOANA, **sent)) == (400, INVALID)
    assert "7" not in sandbox.users


def test_the_message_and_status_of_a_missing_field_are_quirks() -> None:
    quirks = Quirks(missing_field_message="{} is required {0}", statuses={"missing_field": 200})
    sandbox = sandbox_with(custom_fields=FIELDS, quirks=quirks)
    assert refused(post(sandbox, "usersignup", **JOANA)) == (200, "Mobile is required {0}")


def test_a_single_space_satisfies_it_as_the_vendors_own_plug_in_does() -> None:
    sandbox = sandbox_with(custom_fields=FIELDS)
    new = ok(post(sandbox, "usersignup", **JOANA, custom_field_1=" ", custom_field_3="off"))
    assert {name: new[name] for name in new if name.startswith("custom")} == {
        "custom_field_1": " ",
        "custom_field_2": "",
        "custom_field_3": "off",
        "custom_field_4": "off",
        "custom_field_5": "",
    }


def test_users_from_before_show_the_fields_as_never_given() -> None:
    sandbox = sandbox_with(custom_fields=FIELDS)
    user = ok(get(sandbox, "users/id:6"))
    assert (user["custom_field_1"], user["custom_field_3"]) == ("", "on")
