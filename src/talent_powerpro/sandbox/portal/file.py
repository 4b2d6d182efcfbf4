"""Loader of portal files in TOML, which ``docs/reference/portal-file.md`` describes."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import TypeVar

from attrs import evolve, fields

from talent_powerpro.errors import SettingsFault
from talent_powerpro.plain_files import read_plain
from talent_powerpro.sandbox.portal.checks import portal_faults
from talent_powerpro.sandbox.portal.completion import units_named
from talent_powerpro.sandbox.portal.portal import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalUser,
)
from talent_powerpro.sandbox.portal.reader import PortalFile, Reader, zone_or_utc

Row = TypeVar("Row", PortalUser, PortalCourse)


def load_portal(path: str | Path) -> Portal:
    """Load the portal that a file describes.

    Raises `SettingsFault` with all faults of the file at once. Each names the field, its value
    and what to do.
    """
    try:
        text = read_plain(Path(path)).decode("utf-8-sig")
    except OSError as error:
        raise SettingsFault(
            f"portal file: {path} cannot be read ({error.strerror}); name another file, or none "
            "to use the guide's portal"
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsFault(f"portal file: {path} is not UTF-8; save it as UTF-8") from error
    return _parsed(text, str(path))


def guide_portal() -> Portal:
    """The portal of the guide's examples: course 126, group 77eD6LXHH, next user id 7."""
    resource = files("talent_powerpro.sandbox.portal").joinpath("guide.toml")
    return _parsed(resource.read_text(encoding="utf-8"), "guide.toml")


def _parsed(text: str, source: str) -> Portal:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsFault(f"{source}: {error}; correct the file there") from error
    except RecursionError as error:
        raise SettingsFault(
            f"{source}: its lists are nested too deeply; this is not a portal file"
        ) from error
    reader = Reader(zone_or_utc(values.get("zone")))
    file = reader.row(PortalFile, values)
    portal = _completed(file, values.keys() - reader.faults.keys())
    faults = [f"{place}: {fault}" for place, fault in reader.faults.items()]
    faults += [f for f in portal_faults(portal) if f.partition(":")[0] not in reader.faults]
    if faults:
        raise SettingsFault(f"{source}: {fault}" for fault in faults)
    return portal


def _completed(file: PortalFile, given: Collection[str]) -> Portal:
    """The portal with the ids that its file left out, and with each unit named by its id."""
    next_course_id, next_user_id = file.next_course_id, file.next_user_id
    if "next_course_id" not in given:
        next_course_id = _next(file.courses, floor=126)
    if "next_user_id" not in given:
        next_user_id = _next(file.users, floor=1)
    courses = _numbered(file.courses, next_course_id)
    by_id = {course.id: course for course in courses}
    values = {field.name: getattr(file, field.name) for field in fields(Portal)}
    return evolve(
        Portal(**values),
        next_user_id=next_user_id + sum(1 for user in file.users if not user.id),
        users=_numbered(file.users, next_user_id),
        courses=courses,
        enrolments=tuple(_with_unit_ids(e, by_id.get(e.course_id)) for e in file.enrolments),
    )


def _next(rows: Iterable[Row], *, floor: int) -> int:
    """The first id above all given ones."""
    given = (int(row.id) for row in rows if row.id.isascii() and row.id.isdigit())
    return max(floor - 1, *given, 0) + 1


def _numbered(rows: Iterable[Row], first: int) -> tuple[Row, ...]:
    """The rows, those without an id numbered from *first*."""
    ids = count(first)
    return tuple(row if row.id else evolve(row, id=next(ids)) for row in rows)


def _with_unit_ids(enrolment: PortalEnrolment, course: PortalCourse | None) -> PortalEnrolment:
    """The enrolment with units named by id; an unknown unit stays for the portal's checks."""
    if course is None:
        return enrolment
    progress = []
    for row in enrolment.progress:
        units = units_named(course, row.unit_id)
        progress.append(evolve(row, unit_id=units[0].id) if len(units) == 1 else row)
    return evolve(enrolment, progress=tuple(progress))
