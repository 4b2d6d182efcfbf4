"""Requests, each in a form that TalentLMS is known to accept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from support.talentlms.portal_answers import PASSWORD, PORTAL
from talent_powerpro.adapters.talentlms import requests
from talent_powerpro.adapters.talentlms.requests import Request
from talent_powerpro.errors import Refused
from talent_powerpro.model import (
    ClientCode,
    NewTalentUser,
    Secret,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    UserDetails,
)

USER, COURSE = TalentUserId("7"), TalentCourseId("126")


JOANA = NewTalentUser(
    client_code=ClientCode("2021000017"),
    login="jg11@pm.me",
    first_name="Joana",
    last_name="Gomez",
    email="jg11@pm.me",
)


@pytest.mark.parametrize(
    ("ask", "method", "path"),
    [
        (lambda: requests.user_by_id(TalentUserId(" 007 ")), "GET", "users/id:7"),
        (
            lambda: requests.user_by_email(" Jo.Gomez@PM.me "),
            "GET",
            "users/email:jo.gomez@pm.me",
        ),
        (lambda: requests.user_by_login("Joana.G"), "GET", "users/username:Joana.G"),
        (lambda: requests.user_by_login("joana g"), "GET", "users/?username=joana%20g"),
        (lambda: requests.course(COURSE), "GET", "courses/id:126"),
        (lambda: requests.enrol(USER, COURSE), "POST", "addusertocourse"),
        (
            lambda: requests.unenrol(USER, COURSE),
            "GET",
            "removeuserfromcourse/user_id:7,course_id:126",
        ),
        (
            lambda: requests.add_to_group(USER, TalentGroupKey("geeks & co.@x")),
            "GET",
            "addusertogroup/?user_id=7&group_key=geeks%20%26%20co.%40x",
        ),
        (
            lambda: requests.activate_user(TalentUserId(" 007 ")),
            "GET",
            "usersetstatus/user_id:7,status:active",
        ),
        (lambda: requests.groups(), "GET", "groups"),
        (lambda: requests.group("83"), "GET", "groups/id:83"),
        (
            lambda: requests.progress(USER, COURSE),
            "GET",
            "getuserstatusincourse/course_id:126,user_id:7",
        ),
        (lambda: requests.site(), "GET", "siteinfo"),
        (lambda: requests.quota(), "GET", "ratelimit"),
    ],
)
def test_a_read_or_ensure_has_its_path_and_action_and_may_be_repeated(
    ask: Callable[[], Request], method: str, path: str
) -> None:
    """A log line shows the action alone."""
    request = ask()
    assert (request.method, request.path, request.once) == (method, path, False)
    assert request.action == path.partition("/")[0]


def test_enrolling_posts_a_form_as_a_learner() -> None:
    assert requests.enrol(USER, COURSE).body() == b"user_id=7&course_id=126&role=learner"


@pytest.mark.parametrize("wrong", ["", "0", "DPC000129", "7/../siteinfo", "7,status:x", "٧"])
def test_an_id_that_is_no_number_is_never_asked_for(wrong: str) -> None:
    """API fact: no call looks a group up by its key, so no key is in the address."""
    for ask in (requests.user_by_id, requests.activate_user, requests.group):
        with pytest.raises(ValueError, match="is not a Talent id"):
            ask(TalentUserId(wrong))


def test_a_plain_email_goes_by_path_and_reads_as_in_the_guides_log() -> None:
    request = requests.user_by_email("jg11@pm.me")
    assert request.path == "users/email:jg11@pm.me"
    assert request.shown(f"{PORTAL}/api/v1/") == f"GET {PORTAL}/api/v1/users/email:jg11@pm.me"


@pytest.mark.parametrize(
    ("email", "query"),
    [
        ("jo+test@x.au", "jo%2Btest%40x.au"),
        ("o'brien@x.au", "o%27brien%40x.au"),
        ("a,b@x.au", "a%2Cb%40x.au"),
        ("h#x@x.co", "h%23x%40x.co"),
        ("q?x&id=1@x.co", "q%3Fx%26id%3D1%40x.co"),
        ("../siteinfo", "..%2Fsiteinfo"),
        ("josé@x.au", "jos%C3%A9%40x.au"),
        ("100%@x.au", "100%25%40x.au"),
        ("a:b@x.au", "a%3Ab%40x.au"),
        ("jo gomez@x.au", "jo%20gomez%40x.au"),
    ],
)
def test_any_other_email_goes_by_query_string_encoded(email: str, query: str) -> None:
    """API fact (recorded): an encoded path gets an HTML 404; and a `+` must arrive as a plus."""
    assert requests.user_by_email(email).path == f"users/?email={query}"


def test_an_update_posts_what_differs_and_never_the_login() -> None:
    user = TalentUser(USER, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me")
    request = requests.edit_user(user, UserDetails("Joana", "Lee", "lee@pm.me"))
    assert (request.method, request.path) == ("POST", "edituser")
    assert request.body() == b"user_id=7&last_name=Lee&email=lee%40pm.me"
    assert not request.once
    with pytest.raises(Refused, match="The last_name "):
        requests.edit_user(user, UserDetails("Joana", "\ud800", "lee@pm.me"))


def test_a_group_is_joined_by_its_key() -> None:
    request = requests.add_to_group(USER, TalentGroupKey(" 77eD6LXHH "))
    assert (request.method, request.path) == (
        "GET",
        "addusertogroup/user_id:7,group_key:77eD6LXHH",
    )


def test_signing_up_posts_a_form_with_the_email_as_typed_and_happens_once() -> None:
    request = requests.create_user(evolve(JOANA, email=" JG11@pm.me "), password=Secret(PASSWORD))
    assert (request.method, request.path, request.once) == ("POST", "usersignup", True)
    assert request.action == "usersignup"
    assert request.body() == (
        b"first_name=Joana&last_name=Gomez&email=JG11%40pm.me&login=jg11%40pm.me"
        b"&password=Pink+panther+%26+1%2B1"
    )


def test_the_client_code_is_not_sent_to_talentlms() -> None:
    request = requests.create_user(JOANA, password=Secret(PASSWORD))
    assert b"2021000017" not in request.body()


def test_custom_fields_are_sent_but_for_empty_ones() -> None:
    """API fact (reported): some calls refuse an empty optional parameter; a space is a value."""
    fields = (("custom_field_1", "0412 345 678"), ("custom_field_2", ""), ("custom_field_3", " "))
    body = requests.create_user(
        evolve(JOANA, custom_fields=fields), password=Secret(PASSWORD)
    ).body()
    assert b"custom_field_1=0412+345+678" in body
    assert b"custom_field_2" not in body
    assert b"custom_field_3=+" in body


def test_a_name_that_no_form_can_carry_is_refused() -> None:
    with pytest.raises(Refused, match="last_name"):
        requests.create_user(evolve(JOANA, last_name="Gom\udce9z"), password=Secret(PASSWORD))


def test_a_request_shows_no_password() -> None:
    request = requests.create_user(JOANA, password=Secret(PASSWORD))
    assert PASSWORD not in repr(request)
    assert [secret.reveal() for secret in request.secrets] == [PASSWORD]


def test_a_sign_up_may_name_the_group_by_its_id() -> None:
    """API fact (documented): it takes the group's id, not its key."""
    form = dict(requests.create_user(JOANA, password=Secret(PASSWORD), group_id="83").form)
    assert form["group_id"] == "83"
    assert "group_id" not in dict(requests.create_user(JOANA, password=Secret(PASSWORD)).form)
