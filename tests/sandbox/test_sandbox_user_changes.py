"""Actions `edituser` and `usersetstatus`."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

import pytest

from support.sandbox.requests import INVALID, NOW, PERTH, get, ok, post, refused, sandbox_with
from talent_powerpro.sandbox import ClockFormat, DateFormat, Sandbox, UserStatus


def test_a_status_is_set_and_echoed_and_last_updated_moves(sandbox: Sandbox) -> None:
    before = ok(get(sandbox, "users/id:6"))["last_updated_timestamp"]
    answer = ok(get(sandbox, "usersetstatus/user_id:6,status:inactive"))
    assert answer == {"user_id": "6", "status": "inactive"}
    after = ok(get(sandbox, "users/id:6"))
    assert (after["status"], after["last_updated"]) == ("inactive", "02/06/2022, 14:58:59")
    assert int(after["last_updated_timestamp"]) > int(before)
    assert ok(get(sandbox, "usersetstatus/user_id:6,status:active"))["status"] == "active"


@pytest.mark.parametrize("status", ["deleted", "Active", "", " "])
def test_only_two_statuses_can_be_set(sandbox: Sandbox, status: str) -> None:
    response = get(sandbox, f"usersetstatus?user_id=6&status={quote_plus(status)}")
    assert refused(response) == (400, INVALID)
    assert sandbox.users["6"].status is UserStatus.ACTIVE


def test_an_edit_changes_what_was_sent_and_nothing_else(sandbox: Sandbox) -> None:
    answer = ok(post(sandbox, "edituser", user_id="6", first_name="Rose", custom_field_2="x"))
    assert (answer["id"], answer["last_updated_timestamp"]) == ("6", 1654153139)
    assert (answer["first_name"], answer["last_name"]) == ("Rose", "Panther")
    assert (answer["deactivation_date"], answer["custom_field_2"]) == ("", "x")
    assert "courses" not in answer
    assert ok(get(sandbox, "users/id:6"))["first_name"] == "Rose"


def test_all_that_can_be_edited_is(sandbox: Sandbox) -> None:
    form = {
        "email": "rose@powerpro.example",
        "login": "rose",
        "last_name": "P",
        "password": "Passw0rd",
        "bio": "Rather pink",
        "timezone": "8b",
        "credits": "12",
        "restrict_email": "on",
        "deactivation_date": "31/12/2022, 10:00:00",
    }
    answer = ok(post(sandbox, "edituser", user_id="6", **form))
    del form["password"], form["timezone"]
    assert {name: answer[name] for name in form} == {**form, "restrict_email": "1"}
    assert answer["timezone"] == "(GMT +08:00) Perth"
    assert "Passw0rd" not in repr(sandbox.users["6"])


def test_a_users_own_zone_changes_the_label_and_no_date(sandbox: Sandbox) -> None:
    answer = ok(post(sandbox, "edituser", user_id="6", timezone="10"))
    assert answer["timezone"] == "(GMT +10:00) Sydney"
    assert answer["last_updated"] == "02/06/2022, 14:58:59"
    assert "Perth" in ok(post(sandbox, "edituser", user_id="6", timezone="77"))["timezone"]


def test_keeping_ones_own_email_and_login_is_no_duplicate(sandbox: Sandbox) -> None:
    form = {"email": "pink@powerpro.example", "login": "PINK.P"}
    assert ok(post(sandbox, "edituser", user_id="6", **form))["login"] == "PINK.P"


def test_an_empty_email_stays_empty_unless_it_is_edited(sandbox: Sandbox) -> None:
    assert ok(post(sandbox, "edituser", user_id="5", first_name="Lisa"))["email"] == ""


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"email": "len@powerpro.example"}, "A user with the same email address already exists"),
        ({"login": "LEN"}, "A user with the same login already exists"),
        ({"email": "InvalidEmail"}, "InvalidEmail is not a valid email"),
        ({"password": "test"}, "Password is not strong enough (should have"),
        ({"first_name": " "}, INVALID),
        ({"password": ""}, INVALID),
        ({"credits": "many"}, INVALID),
        ({"restrict_email": "yes"}, INVALID),
        ({"deactivation_date": "12/31/2022, 10:00:00"}, INVALID),
        ({"deactivation_date": "31/12/2022, 25:00:00"}, INVALID),
        ({"deactivation_date": "31/12/2022, 10:00:00 PM"}, INVALID),
        ({"deactivation_date": "tomorrow"}, INVALID),
    ],
)
def test_an_edit_that_is_refused_changes_nothing(
    sandbox: Sandbox, form: dict[str, str], message: str
) -> None:
    before = sandbox.users["6"]
    status, told = refused(post(sandbox, "edituser", user_id="6", last_name="Other", **form))
    assert status == 400
    assert told.startswith(message)
    assert sandbox.users["6"] == before


@pytest.mark.parametrize(
    ("date_format", "clock_format", "text", "moment"),
    [
        ("DDMMYYYY", "24h", "31/12/2022", datetime(2022, 12, 31, 23, 59, 59, tzinfo=PERTH)),
        ("MMDDYYYY", "24h", "12/31/2022, 00:30:00", datetime(2022, 12, 31, 0, 30, tzinfo=PERTH)),
        ("YYYYMMDD", "12h", "2022/12/31, 12:30:00 am", datetime(2022, 12, 30, 16, 30, tzinfo=UTC)),
        ("YYYYMMDD", "12h", "2022/12/31, 12:30:00 PM", datetime(2022, 12, 31, 4, 30, tzinfo=UTC)),
        ("YYYYMMDD", "12h", "2022/12/31, 09:30:00 PM", datetime(2022, 12, 31, 13, 30, tzinfo=UTC)),
    ],
)
def test_a_deactivation_date_is_in_the_portals_own_format(
    date_format: str, clock_format: str, text: str, moment: datetime
) -> None:
    sandbox = sandbox_with(
        date_format=DateFormat(date_format), clock_format=ClockFormat(clock_format)
    )
    ok(post(sandbox, "edituser", user_id="6", deactivation_date=text))
    assert sandbox.users["6"].deactivation == moment
    assert ok(post(sandbox, "edituser", user_id="6", first_name="Rose"))["deactivation_date"]
    assert ok(post(sandbox, "edituser", user_id="6", deactivation_date=""))[
        "deactivation_date"
    ] == ("")


def test_a_last_day_beyond_the_calendar_is_invalid() -> None:
    sandbox = sandbox_with(zone=ZoneInfo("UTC"))
    response = post(sandbox, "edituser", user_id="6", deactivation_date="31/12/10000")
    assert refused(response) == (400, INVALID)


def test_only_active_users_take_a_deactivation_date(sandbox: Sandbox) -> None:
    response = post(sandbox, "edituser", user_id="4", deactivation_date="31/12/2022")
    assert refused(response) == (400, INVALID)
    assert ok(post(sandbox, "edituser", user_id="4", deactivation_date=""))["id"] == "4"


def test_edits_are_in_the_timeline(sandbox: Sandbox) -> None:
    post(sandbox, "edituser", user_id="6", first_name="Rose")
    get(sandbox, "usersetstatus/user_id:6,status:inactive")
    assert [(e.type, e.user_name, e.at) for e in sandbox.events] == [
        ("user_property_change", "Rose Panther", NOW)
    ] * 2
