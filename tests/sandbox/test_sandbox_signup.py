"""Action `usersignup`."""

import pytest

from support.sandbox.requests import (
    INVALID,
    JOANA,
    NO_USER,
    NOW,
    get,
    ok,
    post,
    refused,
    sandbox_with,
)
from talent_powerpro.sandbox import Quirks, Sandbox, UserStatus

SAME_EMAIL = "A user with the same email address already exists"
SAME_LOGIN = "A user with the same login already exists"
WEAK = (
    "Password is not strong enough (should have at least (1) upper case letter, at least (1) "
    "lower case letter, at least (1) number, at least (8) characters in length)"
)


def joana(**changes: str) -> dict[str, str]:
    return {**JOANA, **changes}


def test_the_answer_is_the_short_user_with_integers_and_without_a_deactivation_date(
    sandbox: Sandbox,
) -> None:
    answer = ok(post(sandbox, "usersignup", **JOANA))
    listed = ok(get(sandbox, "users"))[-1]
    assert answer["id"] == 7
    assert answer["last_updated_timestamp"] == int(NOW.timestamp())
    assert answer["created_on"] == answer["last_updated"] == "02/06/2022, 14:58:59"
    assert answer["status"] == "active"
    assert list(answer) == [name for name in listed if name != "deactivation_date"]


def test_the_new_user_is_found_with_an_id_as_a_string_and_ids_count_up(sandbox: Sandbox) -> None:
    ok(post(sandbox, "usersignup", **JOANA))
    assert ok(get(sandbox, "users/email:jg11@pm.me"))["id"] == "7"
    assert ok(post(sandbox, "usersignup", **joana(email="b@x.au", login="b")))["id"] == 8


def test_email_and_names_are_stored_as_sent(sandbox: Sandbox) -> None:
    ok(post(sandbox, "usersignup", **joana(email="JG11@pm.me", first_name=" Joana")))
    assert sandbox.users["7"].email == "JG11@pm.me"
    assert sandbox.users["7"].first_name == " Joana"


def test_the_password_is_kept_nowhere(sandbox: Sandbox) -> None:
    ok(post(sandbox, "usersignup", **JOANA))
    assert "Passw0rd" not in repr(sandbox.users)


@pytest.mark.parametrize("name", list(JOANA))
def test_missing_or_blank_arguments_are_invalid(sandbox: Sandbox, name: str) -> None:
    without = {key: value for key, value in JOANA.items() if key != name}
    assert refused(post(sandbox, "usersignup", **without)) == (400, INVALID)
    assert refused(post(sandbox, "usersignup", **{**JOANA, name: ""})) == (400, INVALID)
    assert "7" not in sandbox.users


@pytest.mark.parametrize("email", ["InvalidEmail", "a b@x.au", "a@b@x.au", "a@x", "@x.au"])
def test_an_email_must_look_like_one(sandbox: Sandbox, email: str) -> None:
    answer = refused(post(sandbox, "usersignup", **joana(email=email)))
    assert answer == (400, f"{email} is not a valid email")


@pytest.mark.parametrize("password", ["Passw0r", "passw0rd", "PASSW0RD", "Password", "test"])
def test_a_weak_password_is_refused_with_the_rule(sandbox: Sandbox, password: str) -> None:
    assert refused(post(sandbox, "usersignup", **joana(password=password))) == (400, WEAK)


def test_email_and_login_are_unique_without_case(sandbox: Sandbox) -> None:
    email, login = "PINK@powerpro.example", "PINK.p"
    assert refused(post(sandbox, "usersignup", **joana(email=email))) == (400, SAME_EMAIL)
    assert refused(post(sandbox, "usersignup", **joana(login=login))) == (400, SAME_LOGIN)
    both = joana(email=email, login=login)
    assert refused(post(sandbox, "usersignup", **both)) == (400, SAME_EMAIL)
    ok(post(sandbox, "usersignup", **JOANA))
    assert refused(post(sandbox, "usersignup", **JOANA)) == (400, SAME_EMAIL)


def test_an_address_used_as_login_by_a_user_without_email_is_a_login_taken(
    sandbox: Sandbox,
) -> None:
    address = "blank@powerpro.example"
    answer = refused(post(sandbox, "usersignup", **joana(email=address, login=address)))
    assert answer == (400, SAME_LOGIN)


def test_a_portal_may_take_any_password() -> None:
    sandbox = sandbox_with(quirks=Quirks(password_rule=False))
    assert ok(post(sandbox, "usersignup", **joana(password="test")))["id"] == 7


def test_a_portal_that_verifies_sign_ups_answers_inactive() -> None:
    sandbox = sandbox_with(quirks=Quirks(signup_status=UserStatus.INACTIVE))
    assert ok(post(sandbox, "usersignup", **JOANA))["status"] == "inactive"


def test_custom_fields_are_kept_and_shown_after_the_login_key(sandbox: Sandbox) -> None:
    fields = {"custom_field_10": " ", "custom_field_2": "0412", "custom_field_21": "no"}
    ok(post(sandbox, "usersignup", **JOANA, **fields))
    found = ok(get(sandbox, "users/id:7"))
    start = list(found).index("login_key")
    assert list(found)[start + 1 : start + 4] == ["custom_field_2", "custom_field_10", "courses"]
    assert (found["custom_field_2"], found["custom_field_10"]) == ("0412", " ")


def test_a_group_id_joins_the_group_and_its_courses(sandbox: Sandbox) -> None:
    ok(post(sandbox, "usersignup", **JOANA, group_id="2"))
    assert ("7", "2") in sandbox.memberships
    assert {("7", "127"), ("7", "128")} <= set(sandbox.enrolments)


@pytest.mark.parametrize(
    ("name", "value", "answer"),
    [
        ("group_id", "9", (404, "The requested group does not exist")),
        ("group_id", "FRUIT", (400, INVALID)),
        ("branch_id", "1", (404, "The requested branch does not exist")),
        ("branch_id", "", (400, INVALID)),
        ("restrict_email", "yes", (400, INVALID)),
        ("restrict_email", "", (400, INVALID)),
        ("user_type", "", (400, INVALID)),
    ],
)
def test_optional_arguments_are_checked(
    sandbox: Sandbox, name: str, value: str, answer: tuple[int, str]
) -> None:
    assert refused(post(sandbox, "usersignup", **JOANA, **{name: value})) == answer
    assert refused(get(sandbox, "users/email:jg11@pm.me")) == (404, NO_USER)


def test_user_type_and_restricted_email_are_taken(sandbox: Sandbox) -> None:
    optional = {"user_type": "Trainer-Type", "restrict_email": "on"}
    answer = ok(post(sandbox, "usersignup", **JOANA, **optional))
    assert (answer["user_type"], answer["restrict_email"]) == ("Trainer-Type", "1")
    other = joana(email="b@x.au", login="b")
    assert ok(post(sandbox, "usersignup", **other, restrict_email="off"))["restrict_email"] == "0"
