"""Validation of a whole portal: one sentence for each fault, with its remedy.

Entries are counted from one: ``users[2].email`` is the second user's e-mail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import TypeVar

from talent_powerpro.sandbox.api_errors import UNSETTLED
from talent_powerpro.sandbox.portal.choices import UserStatus
from talent_powerpro.sandbox.portal.event_types import MESSAGES
from talent_powerpro.sandbox.portal.moments import in_reach
from talent_powerpro.sandbox.portal.portal import CUSTOM_FIELD, Portal, PortalEnrolment

T = TypeVar("T")

_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")

Named = Iterable[tuple[str, str]]
"""Pairs of a value's place and the value."""


def portal_faults(portal: Portal) -> tuple[str, ...]:
    """All faults of a portal at once; empty where the sandbox can use it."""
    checks: tuple[Callable[[Portal], Iterator[str]], ...] = (
        _own_settings,
        _quirks,
        _custom_fields,
        _events,
        _ids,
        _names,
        _groups,
        _enrolments,
        _moments,
    )
    return tuple(chain.from_iterable(check(portal) for check in checks))


def _own_settings(portal: Portal) -> Iterator[str]:
    key = portal.key
    if not _DOMAIN.fullmatch(portal.domain):
        example = "write one such as powerpro.talentlms.com"
        yield f"domain: {portal.domain!r} is not a host name; {example}"
    # The sentence does not show the key: it is a secret.
    if key is not None and (not key.isprintable() or not key or set(key) & {" ", ":"}):
        yield "key: this key cannot be sent; use printable text without spaces or colons"
    if portal.calls_per_hour < 1:
        yield f"calls_per_hour: {portal.calls_per_hour} is too few; use 1 or more"
    if portal.calls_per_5_seconds < 1:
        yield f"calls_per_5_seconds: {portal.calls_per_5_seconds} is too few; use 1 or more"


def _quirks(portal: Portal) -> Iterator[str]:
    quirks = portal.quirks
    if quirks.refusal_status not in {200, 400, 404}:
        yield f"quirks.refusal_status: use 200, 400 or 404, not {quirks.refusal_status}"
    if quirks.signup_status is UserStatus.DELETED:
        yield "quirks.signup_status: a new user cannot be 'deleted'; use active or inactive"
    for name, status in quirks.statuses.items():
        if name not in UNSETTLED:
            known = ", ".join(UNSETTLED)
            yield f"quirks.statuses.{name}: is not a known refusal; use one of {known}"
        elif not 200 <= status <= 599:
            yield f"quirks.statuses.{name}: {status} is not an HTTP status; use one such as 404"


def _custom_fields(portal: Portal) -> Iterator[str]:
    for place, defined in (
        ("custom_fields", portal.custom_fields),
        ("course_fields", portal.course_fields),
    ):
        keys = [(f"{place}[{n}].key", row.key) for n, row in _counted(defined)]
        yield from _repeated(keys)
        for field, key in keys:
            if not CUSTOM_FIELD.fullmatch(key):
                yield f"{field}: {key!r} {_NO_CUSTOM_FIELD}"
    given = [
        *((f"users[{n}]", user.custom_fields) for n, user in _counted(portal.users)),
        *((f"courses[{n}]", course.custom_fields) for n, course in _counted(portal.courses)),
    ]
    for place, values in given:
        for key in values:
            if not CUSTOM_FIELD.fullmatch(key):
                yield f"{place}.custom_fields.{key}: this {_NO_CUSTOM_FIELD}"


_NO_CUSTOM_FIELD = "is not a custom field; use custom_field_1 to custom_field_20"


def _events(portal: Portal) -> Iterator[str]:
    for n, event in _counted(portal.events):
        if event.type not in MESSAGES:
            yield (
                f"events[{n}].type: {event.type!r} is not an event type; "
                f"use one of {', '.join(MESSAGES)}"
            )


def _ids(portal: Portal) -> Iterator[str]:
    users = [(f"users[{n}].id", user.id) for n, user in _counted(portal.users)]
    courses = [(f"courses[{n}].id", course.id) for n, course in _counted(portal.courses)]
    groups = [(f"groups[{n}].id", group.id) for n, group in _counted(portal.groups)]
    units = [
        (f"courses[{n}].units[{m}].id", unit.id)
        for n, course in _counted(portal.courses)
        for m, unit in _counted(course.units)
    ]
    for ids in (users, courses, groups, units):
        yield from _not_numbers(ids)
        yield from _repeated(ids)
    highest = max((int(id) for _, id in users if _is_number(id)), default=0)
    if portal.next_user_id <= highest:
        yield (
            f"next_user_id: {portal.next_user_id} is not above the highest user id; "
            f"use {highest + 1} or more"
        )


def _names(portal: Portal) -> Iterator[str]:
    """Faults of logins, e-mails and course names; a deleted user's are free again."""
    present = [(n, user) for n, user in _counted(portal.users) if user.exists]
    logins = [(f"users[{n}].login", user.login.casefold()) for n, user in present]
    emails = [(f"users[{n}].email", user.email.casefold()) for n, user in present if user.email]
    yield from _blank(logins)
    yield from _repeated(logins)
    yield from _repeated(emails)
    yield from _blank((f"courses[{n}].name", c.name) for n, c in _counted(portal.courses))


def _groups(portal: Portal) -> Iterator[str]:
    keys = [(f"groups[{n}].key", group.key) for n, group in _counted(portal.groups)]
    yield from _blank(keys)
    yield from _repeated(keys)
    users, courses = {u.id for u in portal.users}, {c.id for c in portal.courses}
    for n, group in _counted(portal.groups):
        yield from _unknown(((f"groups[{n}].courses", id) for id in group.courses), courses)
        yield from _unknown(((f"groups[{n}].members", id) for id in group.members), users)


def _enrolments(portal: Portal) -> Iterator[str]:
    users, courses = {u.id for u in portal.users}, {c.id: c for c in portal.courses}
    seen: dict[tuple[str, str], int] = {}
    for n, enrolment in _counted(portal.enrolments):
        place = f"enrolments[{n}]"
        yield from _unknown([(f"{place}.user", enrolment.user_id)], users)
        yield from _unknown([(f"{place}.course", enrolment.course_id)], courses)
        first = seen.setdefault((enrolment.user_id, enrolment.course_id), n)
        if first != n:
            yield (
                f"{place}: user {enrolment.user_id} is already in course {enrolment.course_id} "
                f"(enrolments[{first}]); keep one of the two"
            )
        course = courses.get(enrolment.course_id)
        if course:
            yield from _progress(place, enrolment, {unit.id for unit in course.lessons})


def _progress(place: str, enrolment: PortalEnrolment, units: Collection[str]) -> Iterator[str]:
    named = [(f"{place}.progress[{n}].unit", p.unit_id) for n, p in _counted(enrolment.progress)]
    yield from _repeated(named)
    for field, unit in named:
        if unit not in units:
            yield (
                f"{field}: {unit!r} is not a unit of course {enrolment.course_id}; name a unit by "
                "its id, or by a first word that only one unit has"
            )


def _moments(portal: Portal) -> Iterator[str]:
    """Faults of dates: one without an offset would be read in this machine's own zone."""
    moments: list[tuple[str, datetime | None]] = []
    for n, user in _counted(portal.users):
        moments += [
            (f"users[{n}].created", user.created),
            (f"users[{n}].updated", user.updated),
            (f"users[{n}].deactivation", user.deactivation),
        ]
    moments += [(f"events[{n}].at", event.at) for n, event in _counted(portal.events)]
    for n, enrolment in _counted(portal.enrolments):
        place = f"enrolments[{n}]"
        moments += [
            (f"{place}.enrolled", enrolment.enrolled),
            (f"{place}.completed", enrolment.completed),
            (f"{place}.expires", enrolment.expires),
            *((f"{place}.progress[{m}].at", p.at) for m, p in _counted(enrolment.progress)),
        ]
    for field, moment in moments:
        if moment is not None and moment.tzinfo is None:
            yield f"{field}: {moment.isoformat()} has no UTC offset; add a time zone"
        elif moment is not None and not in_reach(moment):
            yield f"{field}: {moment.isoformat()} is out of range; use the years 1900 to 9000"


def _counted(rows: Iterable[T]) -> Iterator[tuple[int, T]]:
    return enumerate(rows, start=1)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and not text.startswith("0")


def _not_numbers(ids: Named) -> Iterator[str]:
    for field, id in ids:
        if not _is_number(id):
            yield f"{field}: {id!r} is not a number above zero; write digits only"


def _blank(values: Named) -> Iterator[str]:
    for field, value in values:
        if not value.strip():
            yield f"{field}: is blank; fill it in"


def _repeated(values: Named) -> Iterator[str]:
    """Faults of values that occur twice. Blank ones are left to the other checks."""
    seen: dict[str, str] = {}
    for field, value in values:
        first = seen.setdefault(value, field)
        if value and first != field:
            yield f"{field}: {value!r} is already used by {first}; use another value"


def _unknown(references: Named, known: Collection[str]) -> Iterator[str]:
    for field, id in references:
        if id not in known:
            yield f"{field}: there is no {id!r} in this portal; add it, or remove it here"
