"""Saving and loading: a saved portal loads as the same portal."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.laws.examples import law
from support.sandbox.requests import JOANA, MAY, PERTH, PORTAL, Clock, basic, get, ok, post
from talent_powerpro.errors import SettingsFault
from talent_powerpro.sandbox import (
    ApiError,
    ClockFormat,
    CourseStatus,
    DateFormat,
    FieldType,
    LimitAnswer,
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalEvent,
    PortalField,
    PortalGroup,
    PortalProgress,
    PortalUnit,
    PortalUser,
    Quirks,
    Request,
    Role,
    Sandbox,
    UserStatus,
    guide_portal,
    load_portal,
)
from talent_powerpro.sandbox.api_errors import UNSETTLED
from talent_powerpro.sandbox.portal.event_types import MESSAGES

V = TypeVar("V")


def saved_and_loaded(sandbox: Sandbox) -> Portal:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "portal.toml"
        sandbox.save(path)
        return load_portal(path)


moments = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001 - Hypothesis wants naive bounds
    datetime(2080, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, PERTH]),
)
texts = st.text(max_size=8) | st.sampled_from(
    ['"', "\\", "a\r\nb\t", "\x7f\x00", "#=[]", "é\u2028"]
)
names = texts.filter(lambda text: bool(text.strip()))
some = st.integers(0, 3)


def maybe(strategy: st.SearchStrategy[V]) -> st.SearchStrategy[V | None]:
    return st.none() | strategy


def numbered(
    count: int, **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Up to that many rows, with ids from 1."""
    rows = [st.fixed_dictionaries({"id": st.just(n + 1), **fields}) for n in range(count)]
    return st.tuples(*rows).map(list)


custom_keys = st.sampled_from([f"custom_field_{n}" for n in (1, 2, 20)])
quirks = st.builds(
    Quirks,
    refusal_status=st.sampled_from([200, 400, 404]),
    timestamps=st.booleans(),
    sections_in_status=st.booleans(),
    signup_status=st.sampled_from([UserStatus.ACTIVE, UserStatus.INACTIVE]),
    statuses=st.dictionaries(st.sampled_from(sorted(UNSETTLED)), st.integers(200, 599), max_size=2),
    missing_field_message=texts,
    limit_answer=st.sampled_from(LimitAnswer),
    integer_ids=st.booleans(),
    unit_progress_as_list=st.booleans(),
    deleted_users_hidden=st.booleans(),
    password_rule=st.booleans(),
)


@st.composite
def portals(draw: st.DrawFn) -> Portal:
    """Portals with rows of every kind."""
    users = tuple(
        PortalUser(**row, login=f"login {row['id']}", email=f"{row['id']}@x.au")
        for row in draw(
            numbered(
                draw(some),
                first_name=texts,
                last_name=texts,
                user_type=names,
                status=st.sampled_from(UserStatus),
                restrict_email=st.booleans(),
                created=maybe(moments),
                updated=maybe(moments),
                deactivation=maybe(moments),
                bio=maybe(texts),
                timezone=st.sampled_from(["", "8b", "77"]),
                credits=st.sampled_from(["", "0", "12"]),
                custom_fields=st.dictionaries(custom_keys, texts, max_size=2),
            )
        )
    )
    courses = tuple(
        PortalCourse(
            **row,
            units=(PortalUnit(2 * row["id"], "A a"), PortalUnit(2 * row["id"] + 1, "2 b", "Test")),
        )
        for row in draw(
            numbered(
                draw(some),
                name=names,
                code=texts,
                description=texts,
                status=st.sampled_from(CourseStatus),
                custom_fields=st.dictionaries(custom_keys, texts, max_size=2),
            )
        )
    )
    user_ids, course_ids = [u.id for u in users], [c.id for c in courses]
    groups = tuple(
        PortalGroup(
            row["id"],
            row["name"],
            f"key{row['id']}",
            row["description"],
            courses=tuple(row["courses"]),
            members=tuple(row["members"]),
        )
        for row in draw(
            numbered(
                draw(some),
                name=texts,
                description=texts,
                courses=st.lists(st.sampled_from(course_ids), unique=True)
                if courses
                else st.just([]),
                members=st.lists(st.sampled_from(user_ids), unique=True) if users else st.just([]),
            )
        )
    )
    pairs = [(u, c) for u in user_ids for c in course_ids]
    enrolments = tuple(
        draw(
            st.builds(
                PortalEnrolment,
                st.just(user),
                st.just(course),
                role=st.sampled_from(Role),
                enrolled=maybe(moments),
                completed=maybe(moments),
                expires=maybe(moments),
                progress=progress_in(int(course)),
                removed=st.booleans(),
            )
        )
        for user, course in (
            draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4)) if pairs else []
        )
    )
    return draw(
        st.builds(
            Portal,
            domain=st.sampled_from(["x.talentlms.com", "localhost"]),
            zone=st.just(PERTH),
            key=maybe(st.sampled_from(["8DZQvzDn6YczzPw1EBf4YLhAuGujV", '"\\'])),
            date_format=st.sampled_from(DateFormat),
            clock_format=st.sampled_from(ClockFormat),
            calls_per_hour=st.integers(1, 9),
            calls_per_5_seconds=st.integers(1, 9),
            enforce_limits=st.booleans(),
            next_user_id=st.integers(4, 9),
            users=st.just(users),
            courses=st.just(courses),
            groups=st.just(groups),
            enrolments=st.just(enrolments),
            custom_fields=st.lists(custom_fields, max_size=2, unique_by=lambda f: f.key).map(tuple),
            course_fields=st.lists(custom_fields, max_size=2, unique_by=lambda f: f.key).map(tuple),
            events=st.lists(events, max_size=2).map(tuple),
            quirks=quirks,
        )
    )


def progress_in(course: int) -> st.SearchStrategy[tuple[PortalProgress, ...]]:
    units = st.sampled_from([2 * course, 2 * course + 1])
    one = st.builds(PortalProgress, units, names, maybe(moments), texts)
    return st.lists(one, max_size=2, unique_by=lambda p: p.unit_id).map(tuple)


custom_fields = st.builds(
    PortalField, custom_keys, texts, st.sampled_from(FieldType), st.booleans(), texts, st.booleans()
)
events = st.builds(
    PortalEvent,
    st.sampled_from(sorted(MESSAGES)),
    moments,
    st.sampled_from(["1", "99"]),
    texts,
    texts,
    texts,
    st.sampled_from(["", "1"]),
    texts,
    st.sampled_from(["", "1"]),
    texts,
    st.sampled_from(["", "2"]),
    texts,
)


@law()
@given(portals())
def test_a_portal_saved_and_loaded_is_the_same_portal(portal: Portal) -> None:
    sandbox = Sandbox(portal, clock=Clock())
    again = saved_and_loaded(sandbox)
    assert again == sandbox.snapshot()
    assert Sandbox(again, clock=Clock(MAY)).snapshot() == again


steps = st.lists(
    st.sampled_from(
        [
            ("usersignup", JOANA),
            ("usersignup", {**JOANA, "email": "l@x.au", "login": "l", "custom_field_1": "é\n"}),
            ("edituser", {"user_id": "6", "bio": '"x"', "deactivation_date": "31/12/2022"}),
            ("usersetstatus", {"user_id": "6", "status": "inactive"}),
            ("addusertocourse", {"user_id": "6", "course_id": "127"}),
            ("addusertogroup", {"user_id": "1", "group_key": "FRUIT"}),
            ("removeuserfromgroup", {"user_id": "6", "group_id": "2"}),
            ("removeuserfromcourse", {"user_id": "6", "course_id": "126"}),
            ("addusertocourse", {"user_id": "6", "course_id": "126"}),
            ("resetuserprogress", {"user_id": "6", "course_id": "126"}),
            ("deleteuser", {"user_id": "6"}),
            ("deleteuser", {"user_id": "4", "permanent": "yes"}),
        ]
    ),
    max_size=8,
)


@law(20)
@given(steps, steps)
def test_a_loaded_portal_goes_on_where_the_saved_one_was(
    before: list[tuple[str, dict[str, str]]], after: list[tuple[str, dict[str, str]]]
) -> None:
    sandbox = Sandbox(PORTAL, clock=Clock())
    sandbox.complete(6, 126, "ICTWEB304", MAY, score=90)
    for action, form in before:
        post(sandbox, action, **form)
    loaded = Sandbox(saved_and_loaded(sandbox), clock=Clock())
    for action, form in after:
        ours, theirs = post(sandbox, action, **form), post(loaded, action, **form)
        assert ours.status == theirs.status
    assert loaded.snapshot() == sandbox.snapshot()


def test_the_guides_portal_is_saved_in_a_few_lines(tmp_path: Path) -> None:
    sandbox = Sandbox(guide_portal(), clock=Clock())
    path = tmp_path / "saved.toml"
    sandbox.save(str(path))
    text = path.read_text(encoding="utf-8")
    assert load_portal(path) == sandbox.snapshot() == sandbox.portal
    assert text.startswith('domain = "powerpro.talentlms.com"\nzone = "Australia/Perth"\n')
    assert text.count("\n") < 30


def test_the_portal_as_it_is_now_can_be_fetched(sandbox: Sandbox, tmp_path: Path) -> None:
    ok(post(sandbox, "usersignup", **JOANA))
    response = sandbox.handle(Request("GET", "/sandbox/portal", basic("any")))
    assert (response.status, response.headers["Content-Type"]) == (
        200,
        "application/toml; charset=utf-8",
    )
    path = tmp_path / "fetched.toml"
    path.write_bytes(response.body)
    assert load_portal(path) == sandbox.snapshot()
    assert ok(get(Sandbox(load_portal(path)), "users/email:jg11@pm.me"))["id"] == "7"


def test_without_the_extra_saving_names_it(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tomli_w", None)
    with pytest.raises(ApiError, match=r"talent-powerpro\[sandbox\]"):
        sandbox.save(tmp_path / "portal.toml")
    response = sandbox.handle(Request("GET", "/sandbox/portal", basic("any")))
    assert response.status == 501
    assert b"talent-powerpro[sandbox]" in response.body


def test_a_text_with_half_characters_can_be_saved(sandbox: Sandbox) -> None:
    body = json.dumps({**JOANA, "first_name": "\ud800"}).encode()
    headers = {**basic("any"), "Content-Type": "application/json"}
    ok(sandbox.handle(Request("POST", "/api/v1/usersignup", headers, body)))
    assert saved_and_loaded(sandbox) == sandbox.snapshot()


def test_faults_and_counted_calls_are_not_the_portals(sandbox: Sandbox) -> None:
    get(sandbox, "siteinfo")
    sandbox.fault("siteinfo", "html-502")
    loaded = Sandbox(saved_and_loaded(sandbox), clock=Clock())
    assert ok(get(loaded, "ratelimit"))["remaining"] == 2000
    ok(get(loaded, "siteinfo"))


def test_moments_are_the_same_in_whatever_zone_they_were_given() -> None:
    here, there = PortalUser(1, "a", created=MAY), PortalUser(1, "a", created=MAY.astimezone(UTC))
    assert here == there
    assert repr(here) == repr(there)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"calls_per_5_seconds": 0}, "calls_per_5_seconds: 0 is too few; use 1 or more"),
        (
            {"quirks": Quirks(statuses={"rain": 400})},
            "quirks.statuses.rain: is not a known refusal; u",
        ),
        ({"quirks": Quirks(statuses={"same_email": 99})}, "quirks.statuses.same_email: 99 is not "),
        (
            {"custom_fields": (PortalField("mobile", "M"),)},
            "custom_fields[1].key: 'mobile' is not a custom field",
        ),
        (
            {"custom_fields": (PortalField("custom_field_1", "M"),) * 2},
            "custom_fields[2].key: 'custom_field_1' is already used by custom_fields[1].key",
        ),
        (
            {"course_fields": (PortalField("place", "P"),)},
            "course_fields[1].key: 'place' is not a custom field",
        ),
        (
            {"courses": (PortalCourse(126, "a", custom_fields={"place": "1"}),)},
            "courses[1].custom_fields.place: this is not a custom field; ",
        ),
        (
            {"users": (PortalUser(1, "a", custom_fields={"mobile": "1"}),)},
            "users[1].custom_fields.mobile: this is not a custom field; "
            "use custom_field_1 to custom_field_20",
        ),
        (
            {"events": (PortalEvent("party", MAY, 1),)},
            "events[1].type: 'party' is not an event type; use ",
        ),
        (
            {"events": (PortalEvent("course_add_user", datetime(2022, 5, 16), 1),)},  # noqa: DTZ001
            "events[1].at: 2022-05-16T00:00:00 has no UTC offset; add a time zone",
        ),
        (
            {"users": (PortalUser(1, "a", deactivation=datetime(1, 1, 1, tzinfo=PERTH)),)},
            "users[1].deactivation: 0001-01-01T00:00:00+07:43:24 is out of range; use the years",
        ),
    ],
)
def test_a_contradictory_portal_is_reported(changes: dict[str, Any], fault: str) -> None:
    least = evolve(PORTAL, groups=(), enrolments=())
    with pytest.raises(SettingsFault) as raised:
        Sandbox(evolve(least, **changes))
    assert any(told.startswith(fault) for told in raised.value.faults), raised.value.faults


def test_an_event_without_a_time_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "portal.toml"
    path.write_text(
        'domain = "x.au"\nzone = "Australia/Perth"\n[quirks]\nstatuses = {same_email = "x"}\n'
        '[[events]]\ntype = "course_add_user"\nuser_id = 1\n'
        '[[users]]\nlogin = "a"\ncustom_fields = {custom_field_1 = 5}\n',
        encoding="utf-8",
    )
    with pytest.raises(SettingsFault) as raised:
        load_portal(path)
    assert [fault.removeprefix(f"{path}: ") for fault in raised.value.faults] == [
        "users[1].custom_fields.custom_field_1: write a text in quotation marks, not 5",
        "events[1].at: is missing; add it",
        "quirks.statuses.same_email: write a whole number, not 'x'",
    ]
