"""Authentication, ways to pass arguments, and routes of paths."""

import json
from urllib.parse import quote

import pytest

from support.sandbox.requests import (
    INVALID,
    JOANA,
    NO_USER,
    basic,
    get,
    ok,
    post,
    refused,
    sandbox_with,
    send,
    titled,
)
from talent_powerpro.sandbox import Request, Sandbox

PORTAL_404 = (404, "The page you're looking for can't be found")
SERVER_404 = (404, "404 Not Found")
BALANCER_401 = (401, "401 Unauthorized")


def multipart(fields: dict[str, str]) -> str:
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return "".join(parts) + "--edge--\r\n"


# --- the key ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer abc"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic /w=="},
        basic(""),
        basic("", "password"),
    ],
    ids=["none", "bearer", "no base64", "no text", "empty", "password alone"],
)
def test_without_a_key_the_load_balancer_answers(sandbox: Sandbox, headers: dict[str, str]) -> None:
    for target in ("/api/v1/siteinfo", "/api/v1//users", "/sandbox/complete"):
        response = sandbox.handle(Request("GET", target, headers))
        assert titled(response) == BALANCER_401
        assert b"You need a valid user and password to access this content." in response.body


def test_a_portal_with_a_key_insists_on_it() -> None:
    sandbox = sandbox_with(key="8DZQvzDn6YczzPw1EBf4YLhAuGujV")
    assert refused(get(sandbox, "siteinfo", key="other")) == (401, "Invalid API Key provided")
    assert refused(get(sandbox, "nothing", key="other")) == (401, "Invalid API Key provided")
    ok(get(sandbox, "siteinfo", key="8DZQvzDn6YczzPw1EBf4YLhAuGujV"))


def test_a_portal_without_a_key_takes_any(sandbox: Sandbox) -> None:
    ok(get(sandbox, "siteinfo", key="anything"))


def test_a_password_beside_the_key_is_no_key(sandbox: Sandbox) -> None:
    request = Request("GET", "/api/v1/siteinfo", basic("key", "password"))
    assert refused(sandbox.handle(request)) == (401, "Invalid API Key provided")


def test_header_names_and_the_scheme_are_not_case_sensitive(sandbox: Sandbox) -> None:
    headers = {"AUTHORIZATION": basic("any")["Authorization"].replace("Basic", "bASIC")}
    ok(sandbox.handle(Request("GET", "/api/v1/siteinfo", headers)))


# --- paths ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "users/email%3Ajo@x.au",
        "users/email:jo%40x.au",
        "getuserstatusincourse/user_id%3A7%2Ccourse_id%3A126",
        "getuserstatusincourse/user_id:7%2ccourse_id:126",
        "users/seven",
        "users/id:6,seven",
        "users/id:6/more",
        "",
    ],
)
def test_a_path_that_cannot_be_routed_gets_the_portals_page(sandbox: Sandbox, path: str) -> None:
    response = get(sandbox, path)
    assert titled(response) == PORTAL_404
    assert response.body.startswith(b"<!DOCTYPE html>")
    assert 1450 <= len(response.body) <= 1600


@pytest.mark.parametrize("target", ["/", "/api/v1", "/api/v2/users", "/index", "*", ""])
def test_a_path_outside_the_api_gets_the_portals_page(sandbox: Sandbox, target: str) -> None:
    assert titled(sandbox.handle(Request("GET", target, basic("any")))) == PORTAL_404


@pytest.mark.parametrize(
    "target", ["/api/v1//users", "//api/v1/users", "/api//v1/users/id:6", "/api/v1/users//"]
)
def test_a_double_slash_gets_the_web_servers_page(sandbox: Sandbox, target: str) -> None:
    response = sandbox.handle(Request("GET", target, basic("any")))
    assert titled(response) == SERVER_404
    assert len(response.body) == 195
    assert b"<h1>Not Found</h1>" in response.body
    assert b"The requested URL was not found on this server." in response.body


@pytest.mark.parametrize(
    "path", ["users/id:6", "users/id:6/", "USERS/id:6", "uSers/?id=6", "users?id=6", "users/id:006"]
)
def test_a_trailing_slash_is_harmless_and_action_names_have_no_case(
    sandbox: Sandbox, path: str
) -> None:
    assert ok(get(sandbox, path))["id"] == "6"


def test_an_unknown_action_is_a_json_404(sandbox: Sandbox) -> None:
    message = "The requested API action does not exist"
    assert refused(get(sandbox, "nothing/id:1")) == (404, message)


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_not_allowed_and_change_nothing(sandbox: Sandbox, method: str) -> None:
    target = "/api/v1/addusertogroup/user_id:6,group_key:77eD6LXHH"
    response = sandbox.handle(Request(method, target, basic("any")))
    assert titled(response) == (405, "405 Method Not Allowed")
    assert response.headers["Allow"] == "GET, POST"
    assert ("6", "1") not in sandbox.memberships


def test_an_absolute_target_leads_where_its_path_does(sandbox: Sandbox) -> None:
    target = "http://powerpro.talentlms.com/api/v1/users/id:6?x=http://x"
    assert ok(sandbox.handle(Request("GET", target, basic("any"))))["id"] == "6"


def test_an_error_has_a_type_and_a_message(sandbox: Sandbox) -> None:
    response = get(sandbox, "users/id:99")
    assert response.body == (
        b'{"error":{"type":"invalid_request_error","message":"The requested user does not exist"}}'
    )


# --- arguments --------------------------------------------------------------------


def test_path_arguments_come_in_any_order(sandbox: Sandbox) -> None:
    one = ok(get(sandbox, "getuserstatusincourse/course_id:126,user_id:6"))
    assert one == ok(get(sandbox, "getuserstatusincourse/user_id:6,course_id:126"))


@pytest.mark.parametrize("email", ["jo+test@x.au", "o'neil,jo@x.au", "jo:a/b@x.au", "zoë@x.au"])
def test_the_query_string_and_the_form_are_safe_for_any_character(
    sandbox: Sandbox, email: str
) -> None:
    ok(post(sandbox, "usersignup", **{**JOANA, "email": email}))
    assert ok(get(sandbox, f"users?email={quote(email)}"))["email"] == email
    assert ok(post(sandbox, "users", email=email))["email"] == email


def test_a_plus_is_itself_in_a_path_and_a_blank_in_a_query(sandbox: Sandbox) -> None:
    ok(post(sandbox, "usersignup", **{**JOANA, "email": "jo+test@x.au"}))
    assert ok(get(sandbox, "users/email:jo+test@x.au"))["id"] == "7"
    assert refused(get(sandbox, "users?email=jo+test@x.au")) == (404, NO_USER)


def test_the_path_wins_over_the_query_and_the_query_over_the_body(sandbox: Sandbox) -> None:
    assert ok(post(sandbox, "users/id:1?id=4", id="6"))["id"] == "1"
    assert ok(post(sandbox, "users?id=4", id="6"))["id"] == "4"


def test_multipart_forms_are_accepted(sandbox: Sandbox) -> None:
    fields = {**JOANA, "first_name": "Zoë"}
    kind = "multipart/form-data; boundary=edge"
    ok(send(sandbox, "/api/v1/usersignup", multipart(fields), kind))
    assert sandbox.users["7"].first_name == "Zoë"


def test_multipart_without_its_boundary_is_empty(sandbox: Sandbox) -> None:
    response = send(sandbox, "/api/v1/usersignup", multipart(JOANA), "multipart/form-data")
    assert refused(response) == (400, INVALID)


def test_json_works_for_sign_ups_and_enrolling(sandbox: Sandbox) -> None:
    ok(send(sandbox, "/api/v1/usersignup", json.dumps(JOANA), "application/json; charset=utf-8"))
    enrolment = json.dumps({"user_id": 7, "course_id": "126"})
    ok(send(sandbox, "/api/v1/addusertocourse", enrolment, "application/json"))
    assert ("7", "126") in sandbox.enrolments


def test_json_works_nowhere_else(sandbox: Sandbox) -> None:
    body = json.dumps({"user_id": "6", "group_key": "77eD6LXHH"})
    response = send(sandbox, "/api/v1/addusertogroup", body, "application/json")
    assert refused(response) == (400, INVALID)


@pytest.mark.parametrize(
    "body", ["", "{", "[1]", '"text"', "[" * 100_000, '{"user_id": true}', '{"user_id": [6]}']
)
def test_json_that_is_no_object_of_texts_is_invalid(sandbox: Sandbox, body: str) -> None:
    response = send(sandbox, "/api/v1/addusertocourse", body, "application/json")
    assert refused(response) == (400, INVALID)


def test_null_in_json_counts_as_blank(sandbox: Sandbox) -> None:
    body = json.dumps({**JOANA, "password": None})
    response = send(sandbox, "/api/v1/usersignup", body, "application/json")
    assert refused(response) == (400, INVALID)


# --- what is told -----------------------------------------------------------------


def test_every_call_is_listed_by_method_and_action(sandbox: Sandbox) -> None:
    get(sandbox, "Users/id:6")
    get(sandbox, "ratelimit")
    post(sandbox, "usersignup")
    get(sandbox, "users//")
    sandbox.handle(Request("GET", "/api/v1/siteinfo"))
    sandbox.complete(6, 126, "ICTWEB304")
    assert sandbox.calls == (
        ("GET", "users"),
        ("GET", "ratelimit"),
        ("POST", "usersignup"),
        ("GET", ""),
        ("GET", "siteinfo"),
    )


def test_calls_are_logged_without_their_arguments(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "talent_powerpro.sandbox")
    get(sandbox, "users/email:jg11@pm.me")
    get(sandbox, "8DZQvzDn6YczzPw1EBf4YLhAuGujV")
    assert caplog.messages == ["GET users -> 404", "GET (no such action) -> 404"]


def test_a_request_shows_no_secret() -> None:
    request = Request("POST", "/api/v1/usersignup?password=Passw0rd", basic("key"), b"Passw0rd")
    assert repr(request) == "Request(method='POST', target='/api/v1/usersignup')"


def test_a_portal_shows_no_key_and_a_response_no_login_key() -> None:
    sandbox = sandbox_with(key="8DZQvzDn6YczzPw1EBf4YLhAuGujV")
    assert "8DZQ" not in repr(sandbox.portal)
    assert "login_key" not in repr(get(sandbox_with(), "users"))
