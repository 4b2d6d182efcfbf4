"""State of the sandbox: a portal's rows by id, with the queries and changes of the actions.

Rows are the portal's own frozen values; a change replaces one. The caller holds the sandbox's
lock.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from attrs import evolve

from talent_powerpro.errors import SettingsFault
from talent_powerpro.sandbox.api.limits import Limits
from talent_powerpro.sandbox.api_errors import (
    NO_COURSE,
    NO_GROUP,
    NO_GROUP_KEY,
    NO_UNIT,
    NO_USER,
    NOT_ENROLLED,
    USER_GONE,
    ApiError,
    Unsettled,
    missing,
)
from talent_powerpro.sandbox.portal.checks import portal_faults
from talent_powerpro.sandbox.portal.choices import Role
from talent_powerpro.sandbox.portal.completion import settled
from talent_powerpro.sandbox.portal.portal import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalEvent,
    PortalGroup,
    PortalUnit,
    PortalUser,
)

T = TypeVar("T")


class PortalState:
    """Rows of a portal by id. Raises `SettingsFault` for a portal that contradicts itself."""

    def __init__(self, portal: Portal, now: datetime) -> None:
        faults = portal_faults(portal)
        if faults:
            raise SettingsFault(faults)
        self.portal = portal
        self.started = now
        self.users = {u.id: evolve(u, created=u.created or now) for u in portal.users}
        self.courses = {course.id: course for course in portal.courses}
        self.groups = {group.id: group for group in portal.groups}
        self.memberships = {(user, group.id) for group in portal.groups for user in group.members}
        placed = {
            (e.user_id, e.course_id): settled(
                evolve(e, enrolled=e.enrolled or now), self.courses[e.course_id]
            )
            for e in portal.enrolments
        }
        self.enrolments = {pair: e for pair, e in placed.items() if not e.removed}
        self.removed = {pair: e for pair, e in placed.items() if e.removed}
        """Removed enrolments, kept for their progress."""
        self.events = list(portal.events)
        """The timeline, oldest first."""
        self.limits = Limits(portal)
        self.next_user_id = portal.next_user_id
        self._login_keys: dict[str, str] = {}

    def refusal(self, refused: Unsettled, *details: str) -> ApiError:
        """The error for a refusal of unknown status, with the status that the quirks choose."""
        quirks = self.portal.quirks
        status = quirks.statuses.get(refused.name, refused.status or quirks.refusal_status)
        return ApiError(status, refused.message.format(*details))

    # --- users ------------------------------------------------------------------

    def user(self, user_id: str) -> PortalUser:
        """The user with that id; a deleted one is refused as "no longer available"."""
        user = self.users.get(user_id)
        if user is None:
            raise missing(NO_USER)
        if not user.exists:
            raise self.refusal(USER_GONE)
        return user

    def user_by_email(self, email: str) -> PortalUser:
        """The user with that e-mail, compared without case; `ApiError` where there is none."""
        return self._user_where(lambda user: _same(user.email, email))

    def user_by_login(self, login: str) -> PortalUser:
        """The user with that login, compared without case; `ApiError` where there is none."""
        return self._user_where(lambda user: _same(user.login, login))

    def has_email(self, email: str, *, but: str = "") -> bool:
        """Whether a user other than *but* (an id) has the e-mail."""
        return any(_same(u.email, email) for u in self._in_the_way() if u.id != but)

    def has_login(self, login: str, *, but: str = "") -> bool:
        """Whether a user other than *but* (an id) has the login."""
        return any(_same(u.login, login) for u in self._in_the_way() if u.id != but)

    def present_users(self) -> tuple[PortalUser, ...]:
        """All users who are not deleted, in no particular order."""
        return tuple(user for user in self.users.values() if user.exists)

    def login_key(self, user: PortalUser, now: datetime) -> str:
        """The user's key, which logs in as them. API fact (recorded): one key for each user."""
        key = f"{secrets.token_hex(10)}{int(now.timestamp())}{user.id}"
        return self._login_keys.setdefault(user.id, key)

    def new_user_id(self) -> str:
        """The next user id. Each id is used once."""
        user_id = str(self.next_user_id)
        self.next_user_id += 1
        return user_id

    def forget(self, user: PortalUser) -> None:
        """Remove a user with memberships and enrolments; only the timeline keeps them."""
        del self.users[user.id]
        self._login_keys.pop(user.id, None)
        self.memberships = {m for m in self.memberships if m[0] != user.id}
        for rows in (self.enrolments, self.removed):
            for pair in [pair for pair in rows if pair[0] == user.id]:
                del rows[pair]

    def _in_the_way(self) -> tuple[PortalUser, ...]:
        """The users whose e-mail and login no other user may have."""
        # API fact: whether a deleted user's are free again is unknown, so a quirk decides.
        hidden = self.portal.quirks.deleted_users_hidden
        return self.present_users() if hidden else tuple(self.users.values())

    def _user_where(self, fits: Callable[[PortalUser], bool]) -> PortalUser:
        found = [user for user in self._in_the_way() if fits(user)]
        # A portal file may give a deleted user's e-mail to another user.
        user = min(found, key=lambda user: not user.exists, default=None)
        if user is None:
            raise missing(NO_USER)
        if not user.exists:
            raise self.refusal(USER_GONE)
        return user

    # --- courses, groups ----------------------------------------------------------

    def course(self, course_id: str) -> PortalCourse:
        """The course with that id; `ApiError` where there is none."""
        return _found(self.courses.get(course_id), NO_COURSE)

    def course_by_name(self, name: str) -> PortalCourse:
        named = (course for course in self.courses.values() if course.name == name)
        return _found(next(named, None), NO_COURSE)

    def unit(self, unit_id: str) -> tuple[PortalCourse, PortalUnit]:
        """The unit with that id, with its course."""
        all_units = ((c, unit) for c in self.courses.values() for unit in c.units)
        return _found(next((pair for pair in all_units if pair[1].id == unit_id), None), NO_UNIT)

    def group(self, group_id: str) -> PortalGroup:
        return _found(self.groups.get(group_id), NO_GROUP)

    def group_by_key(self, key: str) -> PortalGroup:
        """The group with that key, compared with case; `ApiError` where there is none."""
        keyed = (group for group in self.groups.values() if group.key == key)
        found = next(keyed, None)
        if found is None:
            raise self.refusal(NO_GROUP_KEY)
        return found

    # --- who is where -------------------------------------------------------------

    def enrolments_of(self, user: PortalUser) -> tuple[PortalEnrolment, ...]:
        return tuple(e for e in self.enrolments.values() if e.user_id == user.id)

    def enrolments_in(self, course: PortalCourse) -> tuple[PortalEnrolment, ...]:
        """The enrolments in a course of users who are not deleted."""
        return tuple(
            e
            for e in self.enrolments.values()
            if e.course_id == course.id and self.users[e.user_id].exists
        )

    def groups_of(self, user: PortalUser) -> tuple[PortalGroup, ...]:
        return tuple(g for g in self.groups.values() if (user.id, g.id) in self.memberships)

    def members_of(self, group: PortalGroup) -> tuple[PortalUser, ...]:
        return tuple(u for u in self.present_users() if (u.id, group.id) in self.memberships)

    def enrolment(self, user: PortalUser, course: PortalCourse) -> PortalEnrolment:
        """The user's enrolment in a course; `ApiError` where they are not in it."""
        found = self.enrolments.get((user.id, course.id))
        if found is None:
            raise self.refusal(NOT_ENROLLED)
        return found

    def enrol(self, user: PortalUser, course: PortalCourse, role: Role, *, at: datetime) -> None:
        """Enrol a user who is not in the course. Earlier progress comes back (inferred)."""
        past = self.removed.pop((user.id, course.id), PortalEnrolment(user.id, course.id))
        back = evolve(past, role=role, enrolled=at, removed=False)
        self.enrolments[user.id, course.id] = back
        self.add_event("course_add_user", user, at, course=course)

    def unenrol(self, user: PortalUser, course: PortalCourse, *, at: datetime) -> None:
        """Take a user out of a course. `ApiError` where they are not in it."""
        past = evolve(self.enrolment(user, course), removed=True)
        del self.enrolments[user.id, course.id]
        self.removed[user.id, course.id] = past
        self.add_event("course_remove_user", user, at, course=course)

    def join(self, user: PortalUser, group: PortalGroup, *, at: datetime) -> None:
        """Add a user to a group and to its courses; existing enrolments stay as they are."""
        self.memberships.add((user.id, group.id))
        self.add_event("group_add_user", user, at, group=group)
        for course_id in group.courses:
            if (user.id, course_id) not in self.enrolments:
                self.enrol(user, self.courses[course_id], Role.LEARNER, at=at)

    # --- the timeline ---------------------------------------------------------------

    def add_event(
        self,
        type: str,
        user: PortalUser,
        at: datetime,
        *,
        course: PortalCourse | None = None,
        group: PortalGroup | None = None,
        unit: PortalUnit | None = None,
    ) -> None:
        """Add an entry about a user, and the course, group or unit that it happened in."""
        event = PortalEvent(type, at, user.id, user.login, user.email, user.full_name)
        if course is not None:
            event = evolve(event, course_id=course.id, course_name=course.name)
        if group is not None:
            event = evolve(event, group_id=group.id, group_name=group.name)
        if unit is not None:
            event = evolve(event, unit_id=unit.id, unit_name=unit.name)
        self.events.append(event)


def _same(one: str, other: str) -> bool:
    """Whether two e-mails or logins are equal without case; a blank equals nothing."""
    return bool(one) and one.casefold() == other.casefold()


def _found(thing: T | None, message: str) -> T:
    if thing is None:
        raise missing(message)
    return thing
