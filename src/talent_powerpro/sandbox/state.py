"""What the sandbox holds: a portal's rows, and the questions that actions ask of them.

Rows are the portal's own frozen values; a change replaces one. Whoever calls holds the
sandbox's lock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from attrs import evolve

from talent_powerpro.errors import SettingsFault
from talent_powerpro.sandbox.completion import settled
from talent_powerpro.sandbox.portal import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalGroup,
    PortalUser,
    Role,
)
from talent_powerpro.sandbox.portal_checks import portal_faults
from talent_powerpro.sandbox.quota import HourlyWindow
from talent_powerpro.sandbox.refusals import (
    NO_COURSE,
    NO_GROUP,
    NO_GROUP_KEY,
    NO_USER,
    USER_GONE,
    ApiError,
    missing,
)

T = TypeVar("T")


class PortalState:
    """The rows by id. Raises `SettingsFault` for a portal that contradicts itself."""

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
        self.enrolments = {
            (e.user_id, e.course_id): settled(
                evolve(e, enrolled=e.enrolled or now), self.courses[e.course_id]
            )
            for e in portal.enrolments
        }
        self.window = HourlyWindow(portal.calls_per_hour)
        self._next_user_id = portal.next_user_id

    def refusal(self, message: str) -> ApiError:
        """An error whose status nobody knows: the portal's quirks say which."""
        return ApiError(self.portal.quirks.refusal_status, message)

    # --- users ------------------------------------------------------------------

    def user(self, user_id: str) -> PortalUser:
        """A deleted one is "no longer available" here, and only here."""
        user = self.users.get(user_id)
        if user is None:
            raise missing(NO_USER)
        if not user.exists:
            raise missing(USER_GONE)
        return user

    def user_by_email(self, email: str) -> PortalUser:
        return self._user_where(lambda user: _same(user.email, email))

    def user_by_login(self, login: str) -> PortalUser:
        return self._user_where(lambda user: _same(user.login, login))

    def has_email(self, email: str) -> bool:
        return any(_same(user.email, email) for user in self.present_users())

    def has_login(self, login: str) -> bool:
        return any(_same(user.login, login) for user in self.present_users())

    def present_users(self) -> tuple[PortalUser, ...]:
        """All that are not deleted, in no particular order."""
        return tuple(user for user in self.users.values() if user.exists)

    def new_user_id(self) -> str:
        """The next user id; each is given once."""
        user_id = str(self._next_user_id)
        self._next_user_id += 1
        return user_id

    def _user_where(self, fits: Callable[[PortalUser], bool]) -> PortalUser:
        user = next((user for user in self.present_users() if fits(user)), None)
        if user is None:
            raise missing(NO_USER)
        return user

    # --- courses, groups ----------------------------------------------------------

    def course(self, course_id: str) -> PortalCourse:
        return _found(self.courses.get(course_id), NO_COURSE)

    def course_by_name(self, name: str) -> PortalCourse:
        named = (course for course in self.courses.values() if course.name == name)
        return _found(next(named, None), NO_COURSE)

    def group(self, group_id: str) -> PortalGroup:
        return _found(self.groups.get(group_id), NO_GROUP)

    def group_by_key(self, key: str) -> PortalGroup:
        keyed = (group for group in self.groups.values() if group.key == key)
        return _found(next(keyed, None), NO_GROUP_KEY)

    # --- who is where -------------------------------------------------------------

    def enrolments_of(self, user: PortalUser) -> tuple[PortalEnrolment, ...]:
        return tuple(e for e in self.enrolments.values() if e.user_id == user.id)

    def enrolments_in(self, course: PortalCourse) -> tuple[PortalEnrolment, ...]:
        """Those of users who are not deleted."""
        return tuple(
            e
            for e in self.enrolments.values()
            if e.course_id == course.id and self.users[e.user_id].exists
        )

    def groups_of(self, user: PortalUser) -> tuple[PortalGroup, ...]:
        return tuple(g for g in self.groups.values() if (user.id, g.id) in self.memberships)

    def members_of(self, group: PortalGroup) -> tuple[PortalUser, ...]:
        return tuple(u for u in self.present_users() if (u.id, group.id) in self.memberships)

    def enrol(self, user: PortalUser, course: PortalCourse, role: Role, *, at: datetime) -> None:
        """Enrol someone who is not in the course yet."""
        self.enrolments[user.id, course.id] = PortalEnrolment(user.id, course.id, role, enrolled=at)

    def join(self, user: PortalUser, group: PortalGroup, *, at: datetime) -> None:
        """Add someone to a group and to the group's courses; where they are in one already,
        that enrolment stays as it is (API sheet, section 9)."""
        self.memberships.add((user.id, group.id))
        for course_id in group.courses:
            if (user.id, course_id) not in self.enrolments:
                self.enrol(user, self.courses[course_id], Role.LEARNER, at=at)


def _same(one: str, other: str) -> bool:
    """E-mails and logins are compared without case; a blank one is nobody's."""
    return bool(one) and one.casefold() == other.casefold()


def _found(thing: T | None, message: str) -> T:
    if thing is None:
        raise missing(message)
    return thing
