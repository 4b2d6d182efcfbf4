"""The ports to TalentLMS: one required protocol and the optional ones.

The docstrings are the contract, as in `talent_powerpro.ports.powerpro`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol, runtime_checkable

from talent_powerpro.errors import Refused
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    CustomField,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    Quota,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentRoster,
    TalentUser,
    TalentUserId,
    UserDetails,
)


@runtime_checkable
class TalentRepository(Protocol):
    """TalentLMS: users, courses, enrolments, groups and progress.

    May be called from several threads at once. Any method may raise `NoAnswer` (no usable
    answer, which never means absent), `Refused` (a permanent no) or `TalentUnusable` (the
    run stops). The repository itself retries reads and ensures before it gives up; it
    never retries `create_user`.
    """

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        """The user with that id and their courses. Inactive users count."""
        ...

    def user_by_email(self, email: str) -> TalentUser | Absent:
        """The user with that e-mail, compared without case, and their courses.

        Inactive users count.
        """
        ...

    def user_by_login(self, login: str) -> TalentUser | Absent:
        """The user with that login, compared without case, and their courses.

        Inactive users count.
        """
        ...

    def create_user(self, new: NewTalentUser) -> TalentUser:
        """Create a Talent user. The only write that is not an ensure, so it is never retried.

        Raises `Duplicate` where the e-mail or login is taken. After `NoAnswer` the user may
        exist: look for them before doing anything else.
        """
        ...

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        """The Talent course with its list of units, including sections."""
        ...

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        """Make sure that the user is a learner in the course. Already enrolled is success."""
        ...

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        """Make sure that the user is in the group. Already a member is success."""
        ...

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        """The user's unit completions in the course. `Refused` where user or course is unknown."""
        ...


@runtime_checkable
class TalentActivation(Protocol):
    """Optional port for reactivating users, used by `Policy.inactive_users`.

    Called as `TalentRepository` is, and may raise the same. The agent uses it where its Talent
    repository has the method.
    """

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        """Make sure that the user is active and can log in."""
        ...


@runtime_checkable
class TalentSuspension(Protocol):
    """Optional port for taking users out of courses, used by `Policy.on_withdrawal`.

    Called, found and raising as `TalentActivation`.
    """

    def unenrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        """Make sure that the user is not in the course. Not in it already is success.

        TalentLMS keeps the user's progress: enrolled again, they go on where they were.
        """
        ...


@runtime_checkable
class TalentUpdates(Protocol):
    """Optional port for changing users, used by `Policy.update_users`.

    Called, found and raising as `TalentActivation`.
    """

    def edit_user(self, user: TalentUser, details: UserDetails) -> Ensured:
        """Make sure that the user's names and e-mail are these. The login never changes.

        *user* is the user as they were read: what does not differ is not sent. Raises `Duplicate`
        where another user has the e-mail.
        """
        ...


@runtime_checkable
class TalentGroups(Protocol):
    """Optional port for reading a group's courses, used by plans and `Policy.group_courses`.

    Called, found and raising as `TalentActivation`.
    """

    def courses_of_group(self, group_key: TalentGroupKey) -> Sequence[TalentCourse] | Absent:
        """The courses that members of the group are enrolled in, without their units."""
        ...


@runtime_checkable
class TalentGroupKeys(Protocol):
    """Optional port for listing the keys of all groups, so that a wrong key is found early.

    Called, found and raising as `TalentActivation`.
    """

    def group_keys(self) -> Sequence[TalentGroupKey]:
        """The keys of all groups of the portal, as TalentLMS spells them."""
        ...


@runtime_checkable
class TalentListings(Protocol):
    """Optional port for reading many users with one call, so that runs make fewer calls.

    Called, found and raising as `TalentActivation`. Each method makes one call to TalentLMS, which
    is what a run compares with single look-ups. The agent works without this port, and then asks
    for each user and each student's progress.
    """

    def listed_users(self, page_size: int, page_number: int) -> Sequence[TalentUser]:
        """One page of all users, inactive ones too, in any order. The first page is number 1.

        TalentLMS may send fewer than *page_size*. A page after the last one is empty. The users
        come without their courses. A deleted user is left out.
        """
        ...

    def roster(self, course_id: TalentCourseId) -> TalentRoster | Absent:
        """The Talent course, as `TalentRepository.course`, and everybody enrolled in it."""
        ...

    def members(self, group_key: TalentGroupKey) -> Collection[TalentUserId] | Absent:
        """The ids of all members of the group.

        May make a second call where `TalentGroupKeys.group_keys` was not called before.
        """


class TalentQuota(Protocol):
    """Optional port for the portal's quota of calls, so that a run stops before it is used up.

    Called, found and raising as `TalentActivation`. Without it the agent knows no limit.
    """

    def quota(self) -> Quota:
        """The quota now. This call is not counted by TalentLMS."""
        ...


@runtime_checkable
class PortalSettings(Protocol):
    """Optional port for the portal's own settings, which a check of the RTO reads.

    Called, found and raising as `TalentActivation`. Runs do not use it.
    """

    def custom_fields(self) -> Sequence[CustomField]:
        """The custom fields of a sign-up, in the portal's order."""
        ...

    def date_format(self) -> str:
        """The order of day, month and year in the portal's texts, such as ``DDMMYYYY``."""
        ...


class NoActivation:
    """Stands in for `TalentActivation` where a Talent repository has none."""

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        raise Refused(
            f"This Talent repository cannot activate Talent user {user_id}.", reason="not-offered"
        )


class NoSuspension:
    """Stands in for `TalentSuspension` where a Talent repository has none."""

    def unenrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        raise Refused(
            f"This Talent repository cannot take Talent user {user_id} out of Talent course "
            f"{course_id}.",
            reason="not-offered",
        )


class NoUpdates:
    """Stands in for `TalentUpdates` where a Talent repository has none."""

    def edit_user(self, user: TalentUser, details: UserDetails) -> Ensured:
        del details
        raise Refused(
            f"This Talent repository cannot change Talent user {user.id}.", reason="not-offered"
        )


class NoGroups:
    """Stands in for `TalentGroups` where a Talent repository has none."""

    def courses_of_group(self, _: TalentGroupKey) -> Sequence[TalentCourse] | Absent:
        """Return no courses, because none are known."""
        return ()


class NoGroupKeys:
    """Stands in for `TalentGroupKeys` where a Talent repository has none."""

    def group_keys(self) -> Sequence[TalentGroupKey]:
        raise Refused("This Talent repository cannot list the groups.", reason="not-offered")


class TalentSide(
    TalentRepository,
    TalentActivation,
    TalentSuspension,
    TalentUpdates,
    TalentGroups,
    TalentGroupKeys,
    Protocol,
):
    """Everything that a flow may call on TalentLMS: the Talent repository with optional ports."""


@runtime_checkable
class NamedPortal(Protocol):
    """Optional port of a Talent repository that knows its portal's name. Makes no call."""

    @property
    def portal(self) -> str:
        """The portal's host name, such as ``powerpro.talentlms.com``.

        Talent ids belong to one portal: the same id is another person in another portal.
        """
        ...
