"""TalentLMS in dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from attrs import asdict, evolve, field, frozen, mutable

from talent_powerpro.errors import Duplicate, Refused
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    CustomField,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    RosterEntry,
    TalentCourse,
    TalentCourseId,
    TalentEnrolment,
    TalentGroupKey,
    TalentRoster,
    TalentUser,
    TalentUserId,
    UnitProgress,
    UserDetails,
    plain,
    same_text,
)

NO_USER = "The requested user does not exist"
NO_COURSE = "The requested course does not exist"
NO_GROUP = "There is no group with such key"


@frozen
class Completion:
    """A learner's progress in one Talent unit."""

    label: str
    completed: datetime | date | None

    @property
    def is_complete(self) -> bool:
        return plain(self.label) in ("completed", "passed") and self.completed is not None


@mutable
class Group:
    """A Talent group. API fact: joining a group also enrols in its courses."""

    key: TalentGroupKey
    courses: tuple[TalentCourseId, ...] = ()
    members: set[TalentUserId] = field(factory=set)


class MemoryTalent:
    """TalentLMS in dictionaries. See `talent_powerpro.ports.talentlms` for what each method means.

    The ``put_...`` methods do what an administrator does, `complete` what a learner does.
    *url* appears only in `Absent` answers and in the portal's name.
    """

    def __init__(
        self,
        *,
        users: Iterable[TalentUser] = (),
        courses: Iterable[TalentCourse] = (),
        next_user_id: int = 1,
        url: str = "https://powerpro.talentlms.com",
    ) -> None:
        self.users: dict[TalentUserId, TalentUser] = {user.id: user for user in users}
        self.courses: dict[TalentCourseId, TalentCourse] = {each.id: each for each in courses}
        self.groups: dict[TalentGroupKey, Group] = {}
        self.fields: list[CustomField] = []
        """The custom fields of a sign-up."""
        self.enrolled: dict[tuple[TalentUserId, TalentCourseId], dict[str, Completion]] = {}
        """Progress by user and course, then by Talent unit id."""
        self.left: dict[tuple[TalentUserId, TalentCourseId], dict[str, Completion]] = {}
        """The progress of users who were taken out of a course."""
        self._next_user_id = next_user_id
        self._url = url

    # --- what an administrator and a learner do -----------------------------------

    def put_user(self, user: TalentUser) -> None:
        self.users[user.id] = user

    def put_course(self, course: TalentCourse) -> None:
        self.courses[course.id] = course

    def put_group(self, key: TalentGroupKey, courses: Iterable[TalentCourseId] = ()) -> None:
        self.groups[key] = Group(key, tuple(courses))

    def put_enrolment(self, user_id: TalentUserId, course_id: TalentCourseId) -> None:
        place = user_id, course_id
        # API fact (inferred): progress is kept for the next enrolment.
        self.enrolled.setdefault(place, self.left.pop(place, {}))

    def complete(
        self,
        user_id: TalentUserId,
        course_id: TalentCourseId,
        unit_id: str,
        completed: datetime | date | None = None,
        *,
        label: str = "Completed",
    ) -> None:
        """Record that the learner finished a unit. *completed* defaults to now."""
        when = datetime.now(UTC) if completed is None else completed
        self.enrolled[user_id, course_id][unit_id] = Completion(label, when)

    # --- TalentRepository ---------------------------------------------------------

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        user = self.users.get(user_id)
        return self._with_courses(user) if user else self._absent(f"users/id:{user_id}")

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return self._found("email", email)

    def user_by_login(self, login: str) -> TalentUser | Absent:
        return self._found("login", login, by="username")

    def create_user(self, new: NewTalentUser) -> TalentUser:
        there = tuple(self.users.values())  # Another thread may create a user meanwhile.
        # API fact: e-mail and login are each unique within a portal.
        for what, text, taken in (
            ("email address", new.email, (user.email for user in there)),
            ("login", new.login, (user.login for user in there)),
        ):
            if any(same_text(text, other) for other in taken):
                raise Duplicate(f"A user with the same {what} already exists")
        user = TalentUser(
            id=TalentUserId(str(self._next_user_id)),
            login=new.login,
            first_name=new.first_name,
            last_name=new.last_name,
            email=new.email,
            user_type="Learner-Type",
        )
        # `setdefault` is one step, so that two threads never give two users one id.
        while self.users.setdefault(user.id, user) is not user:
            self._next_user_id += 1
            user = evolve(user, id=TalentUserId(str(self._next_user_id)))
        self._next_user_id += 1
        if group := self.groups.get(new.group_key):
            self._join(user.id, group)
        return user

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        return self.courses.get(course_id) or self._absent(f"courses/id:{course_id}", NO_COURSE)

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        self._check(user_id, course_id)
        if (user_id, course_id) in self.enrolled:
            return Ensured.ALREADY
        self.put_enrolment(user_id, course_id)
        return Ensured.DONE

    def unenrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        self._check(user_id, course_id)
        place = user_id, course_id
        if place not in self.enrolled:
            return Ensured.ALREADY
        self.left[place] = self.enrolled.pop(place)
        return Ensured.DONE

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        self._check(user_id)
        group = self.groups.get(group_key)
        if group is None:
            raise Refused(NO_GROUP, reason="unknown-group")
        if user_id in group.members:
            return Ensured.ALREADY
        self._join(user_id, group)
        return Ensured.DONE

    def _join(self, user_id: TalentUserId, group: Group) -> None:
        group.members.add(user_id)
        for course_id in group.courses:
            self.put_enrolment(user_id, course_id)

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        self._check(user_id)
        user = self.users[user_id]
        self.users[user_id] = evolve(user, active=True)
        return Ensured.ALREADY if user.active else Ensured.DONE

    def edit_user(self, user: TalentUser, details: UserDetails) -> Ensured:
        self._check(user.id)
        now = self.users[user.id]
        if now.details == details:
            return Ensured.ALREADY
        there = tuple(self.users.values())
        if any(same_text(each.email, details.email) for each in there if each.id != user.id):
            raise Duplicate("A user with the same email address already exists")
        self.users[user.id] = evolve(now, **asdict(details))
        return Ensured.DONE

    def courses_of_group(self, group_key: TalentGroupKey) -> tuple[TalentCourse, ...] | Absent:
        group = self.groups.get(group_key)
        if group is None:
            return self._absent("groups", NO_GROUP)
        return tuple(evolve(self.courses[each], units=()) for each in group.courses)

    def group_keys(self) -> tuple[TalentGroupKey, ...]:
        return tuple(self.groups)

    def custom_fields(self) -> tuple[CustomField, ...]:
        return tuple(self.fields)

    def date_format(self) -> str:
        return "DDMMYYYY"

    def listed_users(self, page_size: int, page_number: int) -> tuple[TalentUser, ...]:
        listed = [evolve(user, enrolments=None) for user in tuple(self.users.values())]
        return tuple(listed[(page_number - 1) * page_size : page_number * page_size])

    def roster(self, course_id: TalentCourseId) -> TalentRoster | Absent:
        course = self.courses.get(course_id)
        if course is None:
            return self._absent(f"courses/id:{course_id}", NO_COURSE)
        places = (
            (user, done) for (user, at), done in tuple(self.enrolled.items()) if at == course_id
        )
        return TalentRoster(course, tuple(_entry(course, user, done) for user, done in places))

    def members(self, group_key: TalentGroupKey) -> frozenset[TalentUserId] | Absent:
        group = self.groups.get(group_key)
        return frozenset(group.members) if group else self._absent("groups", NO_GROUP)

    @property
    def portal(self) -> str:
        """The host of *url*."""
        return urlsplit(self._url).hostname or ""

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        self._check(user_id, course_id)
        reached = self.enrolled.get((user_id, course_id))
        if reached is None:
            return NotEnrolled()
        # As far as is known, TalentLMS lists units that were never opened as "Not attempted".
        nothing = Completion("Not attempted", None)
        return CourseProgress(
            tuple(
                UnitProgress(unit, of.label, of.completed)
                for unit in self.courses[course_id].units
                if not unit.is_section
                for of in [reached.get(unit.id, nothing)]
            )
        )

    def _found(self, field_name: str, text: str, *, by: str = "") -> TalentUser | Absent:
        for user in tuple(self.users.values()):
            if text and same_text(getattr(user, field_name), text):
                return self._with_courses(user)
        return self._absent(f"users/{by or field_name}:{text}")

    def _with_courses(self, user: TalentUser) -> TalentUser:
        # API fact: look-ups list the user's courses; the answer to a sign-up does not.
        courses = (course for who, course in tuple(self.enrolled) if who == user.id)
        return evolve(user, enrolments=tuple(map(TalentEnrolment, courses)))

    def _absent(self, path: str, message: str = NO_USER) -> Absent:
        return Absent(f"GET {self._url}/api/v1/{path}", message=message)

    def _check(self, user_id: TalentUserId, course_id: TalentCourseId | None = None) -> None:
        if user_id not in self.users:
            raise Refused(NO_USER, reason="unknown-user")
        if course_id is not None and course_id not in self.courses:
            raise Refused(NO_COURSE, reason="unknown-course")


def _entry(
    course: TalentCourse, user_id: TalentUserId, reached: Mapping[str, Completion]
) -> RosterEntry:
    lessons = [unit.id for unit in course.units if not unit.is_section]
    done = [each for each in lessons if each in reached and reached[each].is_complete]
    dates = [reached[each].completed for each in done]
    completed = [each for each in dates if isinstance(each, datetime)]
    whole = bool(lessons) and len(done) == len(lessons)
    return RosterEntry(
        user_id,
        percentage=100 if whole else min(99, 100 * len(done) // max(1, len(lessons))),
        completed_at=max(completed, default=None) if whole else None,
    )
