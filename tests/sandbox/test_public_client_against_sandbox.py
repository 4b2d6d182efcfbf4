"""The sandbox, used by a TalentLMS client that we did not write.

`talentlms` 1.0.1 was written for live portals. It would fail here if the sandbox only answered
what our own adapter expects. Its exceptions prove the error messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import talentlms
from attrs import evolve

from talent_powerpro.sandbox import (
    FaultKind,
    PortalField,
    Sandbox,
    UserStatus,
    guide_portal,
    serve,
)

KEY = "8DZQvzDn6YczzPw1EBf4YLhAuGujVA"
JOANA = {
    "first_name": "Joana",
    "last_name": "Gomez",
    "email": "jg11@pm.me",
    "login": "jg11",
    "password": "Passw0rd",
}


@pytest.fixture
def sandbox() -> Sandbox:
    mobile = PortalField("custom_field_1", "Mobile")
    return Sandbox(evolve(guide_portal(), key=KEY, custom_fields=(mobile,)))


@pytest.fixture
def url(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve(sandbox) as url:
        yield url


@pytest.fixture
def lms(url: str) -> Any:
    return talentlms.api(urlsplit(url).netloc, KEY, ssl=False)


def test_a_user_is_signed_up_and_found_in_each_way(lms: Any) -> None:
    new = lms.user_signup(JOANA)
    assert (new["id"], new["status"]) == (7, "active")
    for search in (7, "7", "jg11@pm.me", "jg11"):
        found = lms.users(search)
        assert (found["id"], found["first_name"], found["courses"]) == ("7", "Joana", [])
    assert [user["login"] for user in lms.users()] == ["owner", "jg11"]


@pytest.mark.parametrize("search", [99, "nobody@pm.me", "nobody"])
def test_an_unknown_user_does_not_exist(lms: Any, search: int | str) -> None:
    with pytest.raises(talentlms.UserDoesNotExistError):
        lms.users(search)


@pytest.mark.parametrize("change", [{"email": "other@pm.me"}, {"login": "other"}])
def test_a_user_exists_already(lms: Any, change: dict[str, str]) -> None:
    lms.user_signup(JOANA)
    with pytest.raises(talentlms.UserAlreadyExistsError):
        lms.user_signup({**JOANA, **change})


def test_a_weak_password_is_weak(lms: Any) -> None:
    with pytest.raises(talentlms.WeakPasswordError):
        lms.user_signup({**JOANA, "password": "test"})


def test_a_missing_login_is_an_invalid_argument(lms: Any) -> None:
    with pytest.raises(talentlms.InvalidArgumentsError):
        lms.user_signup({**JOANA, "login": ""})


def test_a_user_is_edited_switched_off_and_deleted(lms: Any, sandbox: Sandbox) -> None:
    lms.user_signup(JOANA)
    assert lms.edit_user(7, {"last_name": "Costa"})["last_name"] == "Costa"
    assert lms.user_set_status(7, "inactive") == {"user_id": "7", "status": "inactive"}
    assert lms.users(7)["status"] == "inactive"
    done = {"message": "Operation completed successfully"}
    assert lms.delete_user(7, deleted_by_user_id=1) == done
    assert sandbox.users["7"].status is UserStatus.DELETED
    with pytest.raises(talentlms.TalentLMSError, match="no longer available"):
        lms.users(7)
    assert lms.delete_user(7, permanent=True) == done
    assert "7" not in sandbox.users


def test_a_course_from_enrolment_to_completion(lms: Any, sandbox: Sandbox) -> None:
    lms.user_signup(JOANA)
    assert lms.add_user_to_course(7, 126) == [
        {"user_id": "7", "course_id": "126", "role": "learner"}
    ]
    with pytest.raises(talentlms.UserAlreadyEnrolledError):
        lms.add_user_to_course(7, 126)
    units = [unit["id"] for unit in lms.courses(126)["units"]]
    for unit in units:
        sandbox.complete(7, 126, unit)
    status = lms.get_user_status_in_course(7, 126)
    assert (status["completion_status"], status["completion_percentage"]) == ("Completed", "100")
    assert [unit["completion_status"] for unit in status["units"]] == ["Completed"] * 3
    assert lms.reset_user_progress(7, 126)["message"] == "Operation completed successfully"
    assert lms.get_user_status_in_course(7, 126)["completion_percentage"] == "0"
    removed = lms.remove_user_from_course(7, 126)
    assert removed["course_name"] == "Certificate III in Information Technology"
    with pytest.raises(talentlms.UserNotEnrolledError):
        lms.get_user_status_in_course(7, 126)


def test_courses_groups_and_the_portal_itself(lms: Any) -> None:
    assert [course["code"] for course in lms.courses()] == ["ICT30120-A"]
    assert [group["key"] for group in lms.groups()] == ["77eD6LXHH"]
    assert lms.groups("1")["users"] == []
    assert lms.siteinfo()["date_format"] == "DDMMYYYY"
    before = lms.ratelimit()["remaining"]
    lms.siteinfo()
    assert lms.ratelimit()["remaining"] == before - 1


def test_custom_fields_by_name_and_the_timeline(lms: Any) -> None:
    fields = lms.get_user_custom_registration_fields()
    assert fields["Mobile"]["key"] == "custom_field_1"
    lms.user_signup(JOANA)
    (event,) = lms.get_timeline("user_register_user")
    assert (event["user_id"], event["user_fullname"]) == ("7", "Joana Gomez")


def test_an_action_that_the_sandbox_does_not_have_is_the_apis_own_answer(lms: Any) -> None:
    with pytest.raises(talentlms.InvalidRequestError):
        lms.branches()


def test_a_wrong_key_is_refused(url: str) -> None:
    stranger = talentlms.api(urlsplit(url).netloc, "x" * 30, ssl=False)
    with pytest.raises(talentlms.TalentLMSError, match="Invalid API Key provided"):
        stranger.siteinfo()


def test_an_encoded_comma_in_a_path_is_a_web_page_as_on_live_portals(lms: Any) -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        lms.users("gomez, joana")


def test_it_knows_an_error_by_the_body_alone_and_accepts_a_null_body(
    lms: Any, sandbox: Sandbox
) -> None:
    sandbox.fault("siteinfo", FaultKind.ERROR_BODY, message="Invalid arguments provided")
    with pytest.raises(talentlms.InvalidArgumentsError):
        lms.siteinfo()
    sandbox.fault("siteinfo", FaultKind.NULL_BODY)
    assert lms.siteinfo() is None
