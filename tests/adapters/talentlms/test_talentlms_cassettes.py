"""The adapter over recorded answers: nothing is sent, and no portal is running."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from vcr.errors import CannotOverwriteExistingCassetteException

from support.talentlms.http_library import httpx
from support.talentlms.portal_answers import KEY, LOGIN_KEY, PASSWORD, PORTAL, SEVEN
from support.talentlms.tape import CALLS, FOLDER, PINK, answers, leaks, player
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.errors import Duplicate, Refused
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    Ensured,
    NotEnrolled,
    TalentCourse,
    TalentEnrolment,
    TalentUser,
)

CASSETTES = sorted(FOLDER.glob("*.yaml"))
SECRETS = (KEY, PASSWORD)


def replayed(action: str) -> tuple[Any, ...]:
    """What an action's recorded calls bring."""
    with player().use_cassette(FOLDER / f"{action}.yaml") as cassette, httpx.Client() as http:
        brought = answers(TalentLMS(PORTAL, KEY, http=http, attempts=1), action, PINK)
    assert cassette.all_played
    return brought


def test_there_is_one_for_each_action_and_no_other() -> None:
    assert {cassette.stem for cassette in CASSETTES} == set(CALLS)


@pytest.mark.parametrize("cassette", CASSETTES, ids=lambda path: path.stem)
def test_each_says_that_it_is_from_the_sandbox(cassette: Any) -> None:
    first = cassette.read_text(encoding="utf-8").partition("\n")[0]
    assert first == "# Recorded from the sandbox of talent-powerpro, not from a live portal."


def test_users_are_found_in_three_ways_or_absent() -> None:
    *found, absent = replayed("users")
    pink = TalentUser(
        PINK.user_id,
        PINK.login,
        "Pink",
        "Panther",
        PINK.email,
        enrolments=(TalentEnrolment(PINK.course_id),),
        user_type="Learner-Type",
    )
    assert found == [pink] * 3
    assert absent == Absent(f"GET {PORTAL}/api/v1/users/id:999999")


def test_a_new_user_and_the_same_again() -> None:
    new, again = replayed("usersignup")
    assert (new.id, new.email, new.enrolments) == (SEVEN, "jg11@pm.me", None)
    assert isinstance(again, Duplicate)


def test_a_course_with_its_units_or_none() -> None:
    course, absent = replayed("courses")
    assert isinstance(course, TalentCourse)
    assert [unit.name.split()[0] for unit in course.units] == [
        "ICTWEB304",
        "ICTWEB305",
        "ICTWEB306",
    ]
    assert isinstance(absent, Absent)


@pytest.mark.parametrize("action", ["addusertocourse", "addusertogroup"])
def test_an_ensure_is_done_then_done_already_and_refused_for_what_is_not_there(
    action: str,
) -> None:
    done, already, refused = replayed(action)
    assert (done, already) == (Ensured.DONE, Ensured.ALREADY)
    assert isinstance(refused, Refused)


def test_activating_may_be_repeated_and_an_unknown_user_is_refused() -> None:
    done, again, refused = replayed("usersetstatus")
    assert (done, again) == (Ensured.DONE, Ensured.DONE)
    assert isinstance(refused, Refused)


def test_a_group_brings_its_courses_or_there_is_none() -> None:
    brought, absent = replayed("groups")
    assert [(each.id, each.name) for each in brought] == [
        (PINK.course_id, "Certificate III in Information Technology")
    ]
    assert isinstance(absent, Absent)


def test_progress_of_an_enrolled_an_unenrolled_and_an_unknown_user() -> None:
    progress, not_enrolled, nobody = replayed("getuserstatusincourse")
    assert isinstance(progress, CourseProgress)
    assert [(unit.label, unit.completed) for unit in progress.units] == [
        ("Completed", datetime(2022, 6, 1, 2, tzinfo=UTC)),
        ("Not attempted", None),
        ("Not attempted", None),
    ]
    assert isinstance(not_enrolled, NotEnrolled)
    assert isinstance(nobody, Refused)


def test_the_portal_itself() -> None:
    (site,), (quota,) = replayed("siteinfo"), replayed("ratelimit")
    assert (site.date_format, site.users) == ("DDMMYYYY", 2)
    assert (quota.limit, quota.remaining) == (2000, 2000)


def test_what_was_not_recorded_is_not_sent() -> None:
    path = FOLDER / "siteinfo.yaml"
    with player().use_cassette(path), httpx.Client() as http:
        talent = TalentLMS(PORTAL, KEY, http=http)
        with pytest.raises(CannotOverwriteExistingCassetteException):
            talent.quota()


# --- secrets ----------------------------------------------------------------------------


@pytest.mark.parametrize("cassette", CASSETTES, ids=lambda path: path.stem)
def test_no_cassette_holds_a_secret(cassette: Any) -> None:
    assert leaks(cassette.read_text(encoding="utf-8"), SECRETS) == ()


def test_the_password_was_posted_and_is_filtered() -> None:
    text = (FOLDER / "usersignup.yaml").read_text(encoding="utf-8")
    assert text.count("password=FILTERED") == 2
    assert text.count('"login_key":"FILTERED"') == 1


PAIR = base64.b64encode(f"{KEY}:".encode()).decode()


@pytest.mark.parametrize(
    "told",
    [
        KEY,
        KEY.lower(),
        PAIR,
        base64.b64encode(f"x{PASSWORD}y".encode()).decode(),
        base64.b64encode(f"xx{PASSWORD}".encode()).decode(),
        PASSWORD,
        quote(PASSWORD),
        quote_plus(PASSWORD),
        PASSWORD.replace(" ", "\n    ", 1),
        LOGIN_KEY,
        LOGIN_KEY.replace("/", "\\/"),
        "password=Other1234",
    ],
)
def test_a_cassette_that_holds_one_in_any_spelling_is_refused(told: str) -> None:
    good = (FOLDER / "siteinfo.yaml").read_text(encoding="utf-8")
    assert leaks(good, SECRETS) == ()
    bad = good.replace("DDMMYYYY", told)
    assert bad != good
    found = leaks(bad, SECRETS)
    assert found
    assert not any(secret in word for word in found for secret in (*SECRETS, LOGIN_KEY))


@pytest.mark.parametrize("header", ["authorization", "Cookie", "set-cookie", "Proxy-Authorization"])
def test_a_cassette_with_a_header_that_carries_secrets_is_refused(header: str) -> None:
    good = (FOLDER / "siteinfo.yaml").read_text(encoding="utf-8")
    bad = good.replace("content-type:", f"{header}:")
    assert leaks(bad, ()) != ()


def test_a_secret_that_yaml_folded_or_packed_is_found() -> None:
    packed = base64.b64encode(f"\xff{'x' * 40}{KEY}".encode("latin-1")).decode()
    folded = f'"{KEY[:9]}\\\n        {KEY[9:]}"'
    for body in (folded, f"!!binary |\n        {packed[:50]}\n        {packed[50:]}"):
        text = f"interactions:\n- response:\n    body: {body}\nversion: 1\n"
        assert KEY not in "".join(text.split())
        assert leaks(text, SECRETS)
