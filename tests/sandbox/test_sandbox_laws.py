"""Laws of the sandbox for any request and any portal."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from support.laws.examples import law
from support.sandbox.requests import JOANA, PERTH, basic, get, ok, post, sandbox_with
from talent_powerpro.sandbox import (
    ClockFormat,
    DateFormat,
    PortalCourse,
    PortalEnrolment,
    PortalUnit,
    PortalUser,
    Request,
)
from talent_powerpro.sandbox.api.actions import ACTIONS

lawful = law(50)

words = st.sampled_from(
    [
        *ACTIONS,
        *[
            "/",
            "//",
            ":",
            ",",
            "?",
            "=",
            "&",
            "%",
            "%40",
            "id",
            "email",
            "user_id",
            "course_id",
            "group_key",
            "page_size",
            "unit",
            "at",
        ],
        *["sandbox/complete", "6", "126", "FRUIT", "X1"],
    ]
)
texts = st.lists(words | st.text(max_size=5), max_size=12).map("".join)
targets = st.builds(str.__add__, st.sampled_from(["/api/v1/", "/sandbox/", "/", ""]), texts)
kinds = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "application/json",
        "multipart/form-data; boundary=edge",
        'multipart/form-data; boundary="',
        "text/\u00eb\n\nx",
        "",
    ]
)
keys = st.sampled_from([{}, basic("any"), basic("any", "x")]) | st.binary(max_size=9).map(
    lambda raw: {"Authorization": "Basic " + base64.b64encode(raw).decode()}
)


@lawful
@given(
    st.sampled_from(["GET", "POST", "HEAD", "get"]),
    targets,
    keys,
    kinds,
    st.binary(max_size=30) | texts.map(str.encode),
)
def test_every_request_is_answered(
    method: str, target: str, key: dict[str, str], kind: str, body: bytes
) -> None:
    headers = {**key, "Content-Type": kind}
    response = sandbox_with().handle(Request(method, target, headers, body))
    assert response.status in {200, 400, 401, 404, 405}
    assert response.body


@lawful
@given(st.from_regex(r"[^@\s]{1,9}@[^@\s]{1,9}\.[^@\s]{1,3}", fullmatch=True))
def test_a_signed_up_user_is_found_by_email(email: str) -> None:
    sandbox = sandbox_with()
    ok(post(sandbox, "usersignup", **{**JOANA, "email": email}))
    assert ok(get(sandbox, "users?" + urlencode({"email": email})))["email"] == email


@lawful
@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis wants naive bounds
    st.sampled_from([PERTH, ZoneInfo("Australia/Sydney"), ZoneInfo("Europe/London")]),
    st.sampled_from(DateFormat),
    st.sampled_from(ClockFormat),
)
def test_a_dates_text_and_its_timestamp_are_one_moment(
    moment: datetime, zone: ZoneInfo, date_format: DateFormat, clock_format: ClockFormat
) -> None:
    sandbox = sandbox_with(
        zone=zone,
        date_format=date_format,
        clock_format=clock_format,
        users=(PortalUser(1, "owner", created=moment),),
        groups=(),
        enrolments=(),
    )
    user = ok(get(sandbox, "users/id:1"))
    days = {"DDMMYYYY": "%d/%m/%Y", "MMDDYYYY": "%m/%d/%Y", "YYYYMMDD": "%Y/%m/%d"}
    times = {"24h": "%H:%M:%S", "12h": "%I:%M:%S %p"}
    layout = f"{days[date_format]}, {times[clock_format]}"
    stamp = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        seconds=int(user["last_updated_timestamp"])
    )
    assert stamp == moment.replace(microsecond=0)
    assert user["last_updated"] == stamp.astimezone(zone).strftime(layout)


@lawful
@given(st.lists(st.integers(1, 6), max_size=12), st.integers(1, 6))
def test_a_course_is_complete_when_each_unit_is_and_only_then(
    completed: list[int], count: int
) -> None:
    course = PortalCourse(
        126, "C", units=tuple(PortalUnit(n, f"U{n}") for n in range(1, count + 1))
    )
    sandbox = sandbox_with(courses=(course,), groups=(), enrolments=(PortalEnrolment(6, 126),))
    done = {number for number in completed if number <= count}
    for number in completed:
        if number <= count:
            sandbox.complete(6, 126, number)
    status = ok(get(sandbox, "getuserstatusincourse/course_id:126,user_id:6"))
    assert (status["completion_percentage"] == "100") == (len(done) == count)
    assert bool(status["completed_on"]) == (len(done) == count)
