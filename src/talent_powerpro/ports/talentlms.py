"""The ports to TalentLMS: one protocol, and the optional ones.

The docstrings are the contract, as in `talent_powerpro.ports.powerpro`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from talent_powerpro.errors import Refused
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
)


@runtime_checkable
class TalentRepository(Protocol):
    """TalentLMS's side.

    May be called from several threads at once. Any method may raise `NoAnswer` (nothing
    usable came back: never absence), `Refused` (a lasting no) or `TalentUnusable` (the
    run stops). Reads and ensures are repeated by the repository itself before it gives
    up; `create_user` never is.
    """

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        """The user with that id, inactive ones too, with their courses."""
        ...

    def user_by_email(self, email: str) -> TalentUser | Absent:
        """The user with that e-mail (without case), inactive ones too, with their courses."""
        ...

    def user_by_login(self, login: str) -> TalentUser | Absent:
        """The user with that login (without case), inactive ones too, with their courses."""
        ...

    def create_user(self, new: NewTalentUser) -> TalentUser:
        """Create a Talent user. The only call that is not an ensure, and never repeated.

        Raises `Duplicate` when the e-mail or login is taken. After `NoAnswer` the user
        may exist: look before anything else.
        """
        ...

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        """The Talent course with its own list of units, sections included."""
        ...

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        """Make sure that the user is a learner in the course; already enrolled is success."""
        ...

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        """Make sure that the user is in the group; already a member is success."""
        ...

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        """The user's unit completions in the course. `Refused` when user or course is unknown."""
        ...


@runtime_checkable
class TalentActivation(Protocol):
    """TalentLMS's side of making a user active again: for `Policy.inactive_users`.

    Called and raising as `TalentRepository`. An `Agent` uses its Talent repository for it
    where that has the method.
    """

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        """Make sure that the user is active, and can log in."""
        ...


@runtime_checkable
class TalentGroups(Protocol):
    """TalentLMS's side of what a Talent group brings: for plans, and `Policy.group_courses`.

    Called, raising and found as `TalentActivation`.
    """

    def courses_of_group(self, group_key: TalentGroupKey) -> Sequence[TalentCourse] | Absent:
        """The courses that joining the group enrols in, without their units."""
        ...


class NoActivation:
    """`TalentActivation` where a Talent repository offers none."""

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        raise Refused(f"nothing here can activate Talent User {user_id}", reason="not-offered")


class NoGroups:
    """`TalentGroups` where a Talent repository offers none."""

    def courses_of_group(self, _: TalentGroupKey) -> Sequence[TalentCourse] | Absent:
        """Not known."""
        return ()


class TalentSide(TalentRepository, TalentActivation, TalentGroups, Protocol):
    """All that a flow may ask of TalentLMS: the Talent repository with its optional ports."""


@runtime_checkable
class NamedPortal(Protocol):
    """A Talent repository that can say which portal it speaks to. Makes no call."""

    @property
    def portal(self) -> str:
        """The portal's name, such as ``powerpro.talentlms.com``: ids are its own."""
        ...
