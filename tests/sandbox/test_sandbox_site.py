"""Actions `siteinfo` and `ratelimit`, and the portal's dates."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from support.sandbox.requests import NOW, Clock, get, ok, sandbox_with
from talent_powerpro.sandbox import (
    ClockFormat,
    DateFormat,
    PortalUser,
    Quirks,
    Sandbox,
    UserStatus,
    guide_portal,
)


def test_siteinfo_has_the_recorded_types(sandbox: Sandbox) -> None:
    assert ok(get(sandbox, "siteinfo")) == {
        "total_users": "4",
        "total_courses": "3",
        "total_categories": "0",
        "total_groups": "2",
        "total_branches": "0",
        "monthly_active_users": 3,
        "signup_method": "direct",
        "signup_type": "direct",
        "verification": "",
        "paypal_email": "",
        "domain_map": "",
        "date_format": "DDMMYYYY",
        "limits": {"maximum_brances": -1},
    }


def test_siteinfo_has_verification_and_date_format() -> None:
    quirks = Quirks(signup_status=UserStatus.INACTIVE)
    site = ok(get(sandbox_with(quirks=quirks, date_format=DateFormat.YYYYMMDD), "siteinfo"))
    assert site["signup_method"] == site["verification"] == "email"
    assert site["date_format"] == "YYYYMMDD"


def test_ratelimit_counts_calls_but_not_itself(sandbox: Sandbox) -> None:
    fresh = ok(get(sandbox, "ratelimit"))
    assert fresh["limit"] == "2000"
    assert fresh["remaining"] == 2000
    assert fresh["reset"] == str(int(NOW.timestamp()) + 3600)
    assert fresh["formatted_reset"] == "02/06/2022, 15:58"
    get(sandbox, "users")
    get(sandbox, "nothing")
    assert ok(get(sandbox, "ratelimit"))["remaining"] == 1998


def test_a_call_with_a_wrong_key_or_path_is_not_counted() -> None:
    sandbox = sandbox_with(key="right")
    get(sandbox, "users", key="wrong")
    get(sandbox, "users//", key="right")
    assert ok(get(sandbox, "ratelimit", key="right"))["remaining"] == 2000


def test_the_window_is_fixed_and_starts_again_after_an_hour(sandbox: Sandbox, clock: Clock) -> None:
    get(sandbox, "users")
    clock.forward(minutes=59)
    first = ok(get(sandbox, "ratelimit"))
    assert (first["remaining"], first["reset"]) == (1999, str(int(NOW.timestamp()) + 3600))
    clock.forward(minutes=1)
    second = ok(get(sandbox, "ratelimit"))
    assert (second["remaining"], second["reset"]) == (2000, str(int(NOW.timestamp()) + 7200))


@pytest.mark.parametrize(
    ("date_format", "clock_format", "text", "reset"),
    [
        ("DDMMYYYY", "24h", "31/12/2025, 23:59:59", "01/01/2026, 00:59"),
        ("MMDDYYYY", "24h", "12/31/2025, 23:59:59", "01/01/2026, 00:59"),
        ("YYYYMMDD", "24h", "2025/12/31, 23:59:59", "2026/01/01, 00:59"),
        ("DDMMYYYY", "12h", "31/12/2025, 11:59:59 PM", "01/01/2026, 12:59 AM"),
        ("MMDDYYYY", "12h", "12/31/2025, 11:59:59 PM", "01/01/2026, 12:59 AM"),
    ],
)
def test_dates_are_printed_in_the_portals_format(
    date_format: str, clock_format: str, text: str, reset: str
) -> None:
    now = datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC)
    portal = sandbox_with(
        date_format=DateFormat(date_format), clock_format=ClockFormat(clock_format)
    ).portal
    sandbox = Sandbox(portal, clock=Clock(now))
    user = ok(get(sandbox, "users/id:1"))
    assert user["created_on"] == text
    assert user["last_updated_timestamp"] == str(int(now.timestamp()))
    assert ok(get(sandbox, "ratelimit"))["formatted_reset"] == reset


@pytest.mark.parametrize(
    ("hour", "text"), [(0, "12:05:09 AM"), (9, "09:05:09 AM"), (12, "12:05:09 PM")]
)
def test_the_twelve_hour_clock_knows_noon_and_midnight(hour: int, text: str) -> None:
    utc = ZoneInfo("UTC")
    created = datetime(2022, 6, 2, hour, 5, 9, tzinfo=utc)
    users = (PortalUser(1, "owner", created=created),)
    sandbox = sandbox_with(
        users=users, enrolments=(), groups=(), zone=utc, clock_format=ClockFormat.HOURS_12
    )
    assert ok(get(sandbox, "users/id:1"))["created_on"] == f"02/06/2022, {text}"


def test_the_clock_is_the_machines_own_when_none_is_given() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    reset = int(ok(get(Sandbox(guide_portal()), "ratelimit"))["reset"])
    assert before.timestamp() + 3600 <= reset <= datetime.now(UTC).timestamp() + 3600
