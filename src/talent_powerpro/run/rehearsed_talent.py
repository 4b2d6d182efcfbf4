"""TalentLMS in a rehearsal: the cache with the rehearsal's own writes applied."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import asdict, evolve

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
    UserDetails,
    plain,
    stand_in,
)
from talent_powerpro.run.remembered import Remembered, UndoList
from talent_powerpro.run.talent_cache import TalentCache


class RehearsedTalent:
    """TalentLMS with the rehearsal's writes applied. See `TalentRepository` for each method.

    Where only the write itself would show whether TalentLMS accepts it, the rehearsal assumes
    that it does (decision 10).
    """

    def __init__(
        self,
        talent: TalentCache,
        remembered: Remembered,
        undo: UndoList,
    ) -> None:
        self._talent = talent
        self._remembered = remembered
        self._undo = undo

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        return self._created("id", user_id) or self._seen(self._talent.user_by_id(user_id))

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return self._created("email", email) or self._seen(self._talent.user_by_email(email))

    def user_by_login(self, login: str) -> TalentUser | Absent:
        return self._created("login", login) or self._seen(self._talent.user_by_login(login))

    def create_user(self, new: NewTalentUser) -> TalentUser:
        user = TalentUser(
            id=stand_in(new.client_code),
            login=new.login,
            first_name=new.first_name,
            last_name=new.last_name,
            email=new.email,
        )
        # Every later look-up finds the stand-in, so that two enrolments of one new client plan
        # one create, and of two clients with one e-mail the second is held.
        for by, text in (("id", user.id), ("email", user.email), ("login", user.login)):
            self._undo.remember(self._remembered.users, (by, plain(text)), user)
        return user

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        return self._talent.course(course_id)

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        if user_id in self._remembered.activated:
            return Ensured.ALREADY
        self._undo.remember(self._remembered.activated, user_id, None)
        return Ensured.DONE

    def edit_user(self, user: TalentUser, details: UserDetails) -> Ensured:
        if user.details == details:
            return Ensured.ALREADY
        self._undo.remember(self._remembered.edited, user.id, details)
        return Ensured.DONE

    def courses_of_group(self, group_key: TalentGroupKey) -> Sequence[TalentCourse] | Absent:
        return self._talent.courses_of_group(group_key)

    def group_keys(self) -> Sequence[TalentGroupKey]:
        return self._talent.group_keys()

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        place = user_id, course_id
        if self._remembered.enrolled.get(place, self._talent.is_enrolled(*place)):
            return Ensured.ALREADY
        self._undo.remember(self._remembered.enrolled, place, True)
        return Ensured.DONE

    def unenrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        place = user_id, course_id
        if not self._remembered.enrolled.get(place, not self._talent.is_outside(*place)):
            return Ensured.ALREADY
        self._undo.remember(self._remembered.enrolled, place, False)
        return Ensured.DONE

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        # Reading the members would cost a call for each group, and joining is safe to repeat: a
        # membership that is not known is planned.
        membership = user_id, group_key
        if membership in self._remembered.members or self._talent.is_member(*membership):
            return Ensured.ALREADY
        self._undo.remember(self._remembered.members, membership, None)
        return Ensured.DONE

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        planned = self._remembered.enrolled.get((user_id, course_id))
        if planned is not None:
            # Only planned: TalentLMS would answer otherwise.
            return CourseProgress() if planned else NotEnrolled()
        return self._talent.progress(user_id, course_id)

    def _seen(self, user: TalentUser | Absent) -> TalentUser | Absent:
        if not isinstance(user, TalentUser):
            return user
        if user.id in self._remembered.activated:
            user = evolve(user, active=True)
        if details := self._remembered.edited.get(user.id):
            user = evolve(user, **asdict(details))
        if user.enrolments:
            is_in = self._remembered.enrolled
            kept = (each for each in user.enrolments if is_in.get((user.id, each.course_id), True))
            user = evolve(user, enrolments=tuple(kept))
        return user

    def _created(self, by: str, text: str) -> TalentUser | None:
        return self._remembered.users.get((by, plain(text)))
