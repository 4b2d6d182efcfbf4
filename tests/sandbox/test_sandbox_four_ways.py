"""Arguments: each action accepts them in each of the four ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import urlencode

import pytest
from attrs import evolve

from support.sandbox.requests import JOANA, MAY, PORTAL, basic, ok, refused, send
from talent_powerpro.sandbox import (
    PortalEnrolment,
    PortalField,
    PortalProgress,
    Request,
    Response,
    Sandbox,
)
from talent_powerpro.sandbox.api.actions import ACTIONS

Form: TypeAlias = Mapping[str, str]


def by_path(sandbox: Sandbox, action: str, form: Form) -> Response:
    arguments = ",".join(f"{name}:{value}" for name, value in form.items())
    return sandbox.handle(Request("GET", f"/api/v1/{action}/{arguments}", basic("any")))


def by_query(sandbox: Sandbox, action: str, form: Form) -> Response:
    return sandbox.handle(Request("GET", f"/api/v1/{action}/?{urlencode(form)}", basic("any")))


def by_form(sandbox: Sandbox, action: str, form: Form) -> Response:
    kind = "application/x-www-form-urlencoded"
    return send(sandbox, f"/api/v1/{action}", urlencode(form), kind)


def by_multipart(sandbox: Sandbox, action: str, form: Form) -> Response:
    parts = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.items()
    )
    kind = "multipart/form-data; boundary=edge"
    return send(sandbox, f"/api/v1/{action}", f"{parts}--edge--\r\n", kind)


CALLS: Mapping[str, Form] = {
    "users": {"id": "6"},
    "usersignup": JOANA,
    "edituser": {"user_id": "6", "first_name": "Rose"},
    "usersetstatus": {"user_id": "6", "status": "inactive"},
    "deleteuser": {"user_id": "6", "permanent": "no"},
    "getcustomregistrationfields": {},
    "getcustomcoursefields": {},
    "addusertocourse": {"user_id": "6", "course_id": "127"},
    "removeuserfromcourse": {"user_id": "6", "course_id": "126"},
    "getuserstatusincourse": {"user_id": "6", "course_id": "126"},
    "getusersprogressinunits": {"user_id": "6", "unit_id": "1001"},
    "resetuserprogress": {"user_id": "6", "course_id": "126"},
    "courses": {"id": "126"},
    "groups": {"id": "1"},
    "addusertogroup": {"user_id": "6", "group_key": "77eD6LXHH"},
    "removeuserfromgroup": {"user_id": "6", "group_id": "2"},
    "gettimeline": {"event_type": "user_register_user"},
    "siteinfo": {},
    "ratelimit": {},
}
POSTED = {"usersignup", "edituser", "deleteuser", "addusertocourse"}


def fresh() -> Sandbox:
    place = PortalEnrolment(6, 126, enrolled=MAY, progress=(PortalProgress(1001, at=MAY),))
    fields = (PortalField("custom_field_1", "Mobile"),)
    return Sandbox(evolve(PORTAL, enrolments=(place,), custom_fields=fields), clock=lambda: MAY)


def plainly(response: Response) -> object:
    """The answer without its login keys."""
    answer = ok(response)
    for user in answer if isinstance(answer, list) else [answer]:
        user.pop("login_key", None)
    return answer


def test_every_action_is_called_here() -> None:
    assert set(CALLS) == set(ACTIONS)


@pytest.mark.parametrize("action", sorted(set(CALLS) - POSTED))
def test_an_action_documented_as_get_accepts_every_form(action: str) -> None:
    ways = (by_path, by_query, by_form, by_multipart)
    answers = [plainly(way(fresh(), action, CALLS[action])) for way in ways]
    assert answers == [answers[0]] * 4


@pytest.mark.parametrize("action", sorted(POSTED))
def test_a_post_action_accepts_both_sorts_of_form_and_no_get(action: str) -> None:
    form = CALLS[action]
    assert plainly(by_multipart(fresh(), action, form)) == plainly(by_form(fresh(), action, form))
    for way in (by_path, by_query):
        assert refused(way(fresh(), action, form)) == (
            404,
            "The requested API action does not exist",
        )


@pytest.mark.parametrize("action", ["deleteuser", "edituser"])
def test_actions_that_no_client_sends_json_to_refuse_json(action: str) -> None:
    sandbox = fresh()
    body = json.dumps(CALLS[action])
    response = send(sandbox, f"/api/v1/{action}", body, "application/json")
    assert refused(response) == (400, "Invalid arguments provided")
    assert sandbox.users["6"] == PORTAL.users[1]


@pytest.mark.parametrize("action", [name for name, form in CALLS.items() if "user_id" in form])
def test_without_its_arguments_and_of_a_stranger(action: str) -> None:
    form = {**CALLS[action], "user_id": "99"}
    assert refused(by_form(fresh(), action, form)) == (404, "The requested user does not exist")
    form["user_id"] = "DPC000129"
    assert refused(by_form(fresh(), action, form)) == (400, "Invalid arguments provided")
