"""A portal from a small TOML file; ``docs/reference/portal-file.md`` describes it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import evolve

from talent_powerpro.errors import SettingsFault
from talent_powerpro.sandbox.api_errors import INVALID_ARGUMENTS
from talent_powerpro.sandbox.portal.checks import portal_faults
from talent_powerpro.sandbox.portal.completion import units_named
from talent_powerpro.sandbox.portal.portal import (
    ClockFormat,
    CourseStatus,
    DateFormat,
    FieldType,
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalEvent,
    PortalField,
    PortalGroup,
    PortalProgress,
    PortalUnit,
    PortalUser,
    Role,
)
from talent_powerpro.sandbox.portal.quirks import LimitAnswer, Quirks, UserStatus
from talent_powerpro.sandbox.portal.toml_table import Table

Row = TypeVar("Row", PortalUser, PortalCourse)


def load_portal(path: str | Path) -> Portal:
    """The portal that a file describes.

    Raises `SettingsFault` with every fault of the file at once, each naming the field,
    its value and what to do.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingsFault(
            f"portal file: {path} cannot be read ({error.strerror}); name another, or none for "
            "the guide's own portal"
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsFault(f"portal file: {path} is not UTF-8; save it as UTF-8") from error
    return _parsed(text, str(path))


def guide_portal() -> Portal:
    """The portal of the guide's own story: course 126, group 77eD6LXHH, next user id 7."""
    resource = files("talent_powerpro.sandbox.portal").joinpath("guide.toml")
    return _parsed(resource.read_text(encoding="utf-8"), "guide.toml")


def _parsed(text: str, source: str) -> Portal:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsFault(f"{source}: {error}; mend the file there") from error
    except RecursionError as error:
        raise SettingsFault(f"{source}: lists within lists too deep; it is no portal") from error
    faults: list[str] = []
    portal = _portal(Table(values, "", faults), faults)
    told = {fault.partition(":")[0] for fault in faults}
    faults += [f for f in portal_faults(portal) if f.partition(":")[0] not in told]
    if faults:
        raise SettingsFault(f"{source}: {fault}" for fault in faults)
    return portal


def _portal(top: Table, faults: list[str]) -> Portal:
    zone = _zone(top, faults)
    course_rows = [_course(row) for row in top.tables("courses")]
    courses = _numbered(course_rows, top.number("next_course_id", _next(course_rows, floor=126)))
    user_rows = [_user(row, zone) for row in top.tables("users")]
    next_user_id = top.number("next_user_id", _next(user_rows, floor=1))
    by_id = {course.id: course for course in courses}
    portal = Portal(
        domain=top.text("domain"),
        zone=zone,
        key=top.secret("key"),
        date_format=top.choice("date_format", DateFormat.DDMMYYYY),
        clock_format=top.choice("clock_format", ClockFormat.HOURS_24),
        calls_per_hour=top.number("calls_per_hour", 2000),
        calls_per_5_seconds=top.number("calls_per_5_seconds", 200),
        enforce_limits=top.flag("enforce_limits", False),
        next_user_id=next_user_id + sum(1 for user in user_rows if not user.id),
        users=_numbered(user_rows, next_user_id),
        courses=courses,
        groups=tuple(_group(row) for row in top.tables("groups")),
        enrolments=tuple(_enrolment(row, zone, by_id) for row in top.tables("enrolments")),
        custom_fields=tuple(_field(row) for row in top.tables("custom_fields")),
        events=tuple(_event(row, zone) for row in top.tables("events")),
        quirks=_quirks(top.table("quirks")),
    )
    top.end()
    return portal


def _zone(top: Table, faults: list[str]) -> ZoneInfo:
    """The zone, or UTC after noting the fault."""
    name = top.text("zone")
    try:
        return ZoneInfo(name)
    # A folder of zones, such as "Australia", is an OSError.
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if not any(fault.startswith("zone: ") for fault in faults):
            faults.append(f"zone: {name!r} is no time zone; write such as Australia/Perth")
        return ZoneInfo("UTC")


def _next(rows: list[Row], *, floor: int) -> int:
    """The id after all that are given."""
    given = (int(row.id) for row in rows if row.id.isascii() and row.id.isdigit())
    return max(floor - 1, *given, 0) + 1


def _numbered(rows: list[Row], first: int) -> tuple[Row, ...]:
    """The rows, those without an id counted up from *first*."""
    numbered = []
    for row in rows:
        numbered.append(row if row.id else evolve(row, id=first))
        first += 0 if row.id else 1
    return tuple(numbered)


def _user(row: Table, zone: ZoneInfo) -> PortalUser:
    user = PortalUser(
        id=row.id("id"),
        login=row.text("login"),
        first_name=row.text("first_name", ""),
        last_name=row.text("last_name", ""),
        email=row.text("email", ""),
        user_type=row.text("user_type", "Learner-Type"),
        status=row.choice("status", UserStatus.ACTIVE),
        restrict_email=row.flag("restrict_email", False),
        created=row.moment("created", zone),
        updated=row.moment("updated", zone),
        deactivation=row.moment("deactivation", zone),
        bio=row.text("bio", "") if "bio" in row else None,
        timezone=row.text("timezone", ""),
        credits=row.text("credits", ""),
        custom_fields=row.texts("custom_fields"),
    )
    row.end()
    return user


def _course(row: Table) -> PortalCourse:
    course = PortalCourse(
        id=row.id("id"),
        name=row.text("name"),
        code=row.text("code", ""),
        description=row.text("description", ""),
        status=row.choice("status", CourseStatus.ACTIVE),
        units=tuple(_unit(unit) for unit in row.tables("units")),
    )
    row.end()
    return course


def _unit(row: Table) -> PortalUnit:
    unit = PortalUnit(id=row.id("id"), name=row.text("name"), type=row.text("type", "Content"))
    row.end()
    return unit


def _group(row: Table) -> PortalGroup:
    group = PortalGroup(
        id=row.id("id"),
        name=row.text("name"),
        key=row.text("key"),
        description=row.text("description", ""),
        courses=row.ids("courses"),
        members=row.ids("members"),
    )
    row.end()
    return group


def _enrolment(row: Table, zone: ZoneInfo, courses: Mapping[str, PortalCourse]) -> PortalEnrolment:
    course_id = row.id("course")
    course = courses.get(course_id)
    enrolment = PortalEnrolment(
        user_id=row.id("user"),
        course_id=course_id,
        role=row.choice("role", Role.LEARNER),
        enrolled=row.moment("enrolled", zone),
        completed=row.moment("completed", zone),
        expires=row.moment("expires", zone),
        progress=tuple(_progress(p, zone, course) for p in row.tables("progress")),
        removed=row.flag("removed", False),
    )
    row.end()
    return enrolment


def _progress(row: Table, zone: ZoneInfo, course: PortalCourse | None) -> PortalProgress:
    """A unit named by its first word gets its id; one that is not known keeps its name."""
    named = row.id("unit")
    units = units_named(course, named) if course else ()
    progress = PortalProgress(
        unit_id=units[0].id if len(units) == 1 else named,
        label=row.text("label", "Completed"),
        at=row.moment("at", zone),
        score=row.text("score", ""),
    )
    row.end()
    return progress


def _field(row: Table) -> PortalField:
    custom_field = PortalField(
        key=row.text("key"),
        name=row.text("name"),
        type=row.choice("type", FieldType.TEXT),
        mandatory=row.flag("mandatory", False),
        dropdown_values=row.text("dropdown_values", ""),
        checkbox_status=row.flag("checkbox_status", False),
    )
    row.end()
    return custom_field


def _event(row: Table, zone: ZoneInfo) -> PortalEvent:
    event = PortalEvent(
        type=row.text("type"),
        at=row.needed_moment("at", zone),
        user_id=row.id("user_id"),
        user_login=row.text("user_login", ""),
        user_email=row.text("user_email", ""),
        user_name=row.text("user_name", ""),
        course_id=row.id("course_id"),
        course_name=row.text("course_name", ""),
        group_id=row.id("group_id"),
        group_name=row.text("group_name", ""),
        unit_id=row.id("unit_id"),
        unit_name=row.text("unit_name", ""),
    )
    row.end()
    return event


def _quirks(row: Table) -> Quirks:
    quirks = Quirks(
        refusal_status=row.number("refusal_status", 400),
        statuses=row.numbers("statuses"),
        missing_field_message=row.text("missing_field_message", INVALID_ARGUMENTS),
        limit_answer=row.choice("limit_answer", LimitAnswer.FORBIDDEN),
        timestamps=row.flag("timestamps", True),
        sections_in_status=row.flag("sections_in_status", False),
        signup_status=row.choice("signup_status", UserStatus.ACTIVE),
        integer_ids=row.flag("integer_ids", False),
        unit_progress_as_list=row.flag("unit_progress_as_list", False),
        deleted_users_block=row.flag("deleted_users_block", False),
    )
    row.end()
    return quirks
