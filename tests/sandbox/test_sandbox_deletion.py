"""Action `deleteuser`, and the way back."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.sandbox.requests import (
    INVALID,
    JOANA,
    MAY,
    NO_USER,
    PORTAL,
    get,
    ok,
    post,
    refused,
    sandbox_with,
    send,
)
from talent_powerpro.sandbox import ApiError, PortalUser, Quirks, Sandbox, UserStatus

DONE = {"message": "Operation completed successfully"}
GONE = "The requested user is no longer available"
PINK = {**JOANA, "email": "pink@powerpro.example", "login": "pink.p"}


@pytest.mark.parametrize("how", [{}, {"permanent": "no"}, {"deleted_by_user_id": "1"}])
def test_a_deleted_user_is_no_longer_available_by_any_name(
    sandbox: Sandbox, how: dict[str, str]
) -> None:
    assert ok(post(sandbox, "deleteuser", user_id="6", **how)) == DONE
    assert refused(get(sandbox, "users/id:6")) == (404, GONE)
    assert refused(get(sandbox, "users/email:pink@powerpro.example")) == (404, GONE)
    assert refused(get(sandbox, "users/username:pink.p")) == (404, GONE)
    assert refused(post(sandbox, "deleteuser", user_id="6")) == (404, GONE)
    assert ok(get(sandbox, "courses/id:126"))["users"] == []


def test_a_permanently_deleted_user_has_never_been(sandbox: Sandbox) -> None:
    ok(get(sandbox, "removeuserfromcourse/user_id:6,course_id:126"))
    ok(post(sandbox, "addusertocourse", user_id="6", course_id="127"))
    assert ok(post(sandbox, "deleteuser", user_id="6", permanent="yes")) == DONE
    assert refused(get(sandbox, "users/id:6")) == (404, NO_USER)
    assert "6" not in sandbox.users
    assert sandbox.memberships == set()
    assert sandbox.enrolments == {}
    assert "6" not in {enrolment.user_id for enrolment in sandbox.snapshot().enrolments}


def test_a_deleted_user_can_still_be_deleted_permanently(sandbox: Sandbox) -> None:
    assert ok(post(sandbox, "deleteuser", user_id="3", permanent="yes")) == DONE
    assert "3" not in sandbox.users


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"user_id": "6", "permanent": "maybe"}, (400, INVALID)),
        ({"user_id": "6", "deleted_by_user_id": "x"}, (400, INVALID)),
        ({"user_id": "6", "deleted_by_user_id": "99"}, (404, NO_USER)),
        ({"user_id": "99", "permanent": "yes"}, (404, NO_USER)),
        ({}, (400, INVALID)),
    ],
)
def test_a_refused_deletion_deletes_nobody(
    sandbox: Sandbox, form: dict[str, str], answer: tuple[int, str]
) -> None:
    assert refused(post(sandbox, "deleteuser", **form)) == answer
    assert sandbox.users == Sandbox(PORTAL, clock=lambda: sandbox.users["1"].created or MAY).users


def test_an_undeleted_user_is_back_with_courses_and_groups(sandbox: Sandbox) -> None:
    post(sandbox, "deleteuser", user_id="6")
    sandbox.undelete(6)
    back = ok(get(sandbox, "users/id:6"))
    assert back["status"] == "active"
    assert [course["id"] for course in back["courses"]] == ["126"]
    assert [group["id"] for group in back["groups"]] == ["2"]
    sandbox.undelete(6)
    types = [event.type for event in sandbox.events]
    assert types == ["user_delete_user", "user_undelete_user"]


def test_undeleting_over_http(sandbox: Sandbox) -> None:
    kind = "application/x-www-form-urlencoded"
    assert ok(send(sandbox, "/sandbox/undelete", "user_id=3", kind)) == {
        "user_id": "3",
        "status": "active",
    }
    assert refused(send(sandbox, "/sandbox/undelete", "user_id=99", kind)) == (404, NO_USER)


def test_a_portal_may_hide_deleted_users_and_free_their_email_and_login() -> None:
    sandbox = sandbox_with(quirks=Quirks(deleted_users_hidden=True))
    post(sandbox, "deleteuser", user_id="6")
    assert refused(get(sandbox, "users/id:6")) == (404, GONE)
    assert refused(get(sandbox, "users/email:pink@powerpro.example")) == (404, NO_USER)
    assert refused(get(sandbox, "users/username:pink.p")) == (404, NO_USER)
    assert ok(post(sandbox, "usersignup", **PINK))["id"] == 7


def test_a_user_wins_over_a_deleted_one_of_the_same_name(sandbox: Sandbox) -> None:
    sandbox.users["3"] = evolve(sandbox.users["3"], email="pink@powerpro.example")
    assert ok(get(sandbox, "users/email:pink@powerpro.example"))["id"] == "6"


def test_a_deleted_user_whose_email_is_used_again_cannot_be_restored() -> None:
    sandbox = sandbox_with(quirks=Quirks(deleted_users_hidden=True))
    post(sandbox, "deleteuser", user_id="6")
    ok(post(sandbox, "usersignup", **PINK))
    with pytest.raises(ApiError, match="same email"):
        sandbox.undelete(6)
    assert sandbox.users["6"].status is UserStatus.DELETED


def test_a_deleted_users_email_and_login_stay_theirs(sandbox: Sandbox) -> None:
    post(sandbox, "deleteuser", user_id="6")
    assert refused(post(sandbox, "usersignup", **PINK))[1].startswith("A user with the same email")
    response = post(sandbox, "usersignup", **{**JOANA, "login": "PINK.P"})
    assert refused(response)[1].startswith("A user with the same login")
    sandbox.undelete(6)
    assert sandbox.users["6"].exists


def test_deleted_users_keep_their_ids(sandbox: Sandbox) -> None:
    post(sandbox, "deleteuser", user_id="6", permanent="yes")
    assert ok(post(sandbox, "usersignup", **PINK))["id"] == 7
    assert isinstance(sandbox.users["7"], PortalUser)
