"""A cache in front of the Talent repository, for one run.

API fact: TalentLMS counts calls per hour, for the whole portal. So each answer is kept for
the run, and an ensure that is known to be true makes no call. Flows do not know of the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from threading import Lock
from typing import TypeVar

from attrs import asdict, evolve

from talent_powerpro.errors import NoAnswer, Refused
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
)
from talent_powerpro.ports.talentlms import (
    NoActivation,
    NoGroupKeys,
    NoGroups,
    NoSuspension,
    NoUpdates,
    TalentActivation,
    TalentGroupKeys,
    TalentGroups,
    TalentListings,
    TalentRepository,
    TalentSuspension,
    TalentUpdates,
)
from talent_powerpro.run.creating import Creating
from talent_powerpro.run.one_at_a_time import OneAtATime
from talent_powerpro.run.rosters import Roster, asked_keys, asked_members, asked_roster, places_in
from talent_powerpro.run.sign_ups import SignUps

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class TalentCache:
    """The answers of *talent*, kept for one run. Thread-safe.

    Two threads with the same question make one call. After *refusals_in_a_row* identical
    refusals to create a user that no value of the records explains, no more users are created: the
    plan's user limit or a weak pre-set password refuses every later user too.
    """

    def __init__(
        self,
        talent: TalentRepository,
        *,
        activation: TalentActivation | None = None,
        suspension: TalentSuspension | None = None,
        updates: TalentUpdates | None = None,
        groups: TalentGroups | None = None,
        group_keys: TalentGroupKeys | None = None,
        listings: TalentListings | None = None,
        refusals_in_a_row: int = 3,
        group_at_signup: bool = False,
    ) -> None:
        self._talent = talent
        self._activation = activation or NoActivation()
        self._suspension = suspension or NoSuspension()
        self._updates = updates or NoUpdates()
        self._of_groups = groups or NoGroups()
        self._of_keys = group_keys or NoGroupKeys()
        self.listings = listings
        """Where many users can be read with one call; ``None`` if they cannot."""
        self._group_keys: dict[str, Sequence[TalentGroupKey] | NoAnswer | Refused] = {}
        self._brought: dict[TalentGroupKey, Sequence[TalentCourse] | Absent] = {}
        self._users: dict[tuple[str, str], TalentUser | Absent] = {}
        self._courses: dict[TalentCourseId, TalentCourse | Absent] = {}
        self._progress: dict[TalentCourseId, dict[TalentUserId, CourseProgress | NotEnrolled]] = {}
        self._enrolled: set[tuple[TalentUserId, TalentCourseId]] = set()
        self._members: set[tuple[TalentUserId, TalentGroupKey]] = set()
        self._made: set[tuple[TalentUserId, TalentCourseId]] = set()
        self._rosters: dict[TalentCourseId, Roster | None] = {}
        self._listed: set[TalentUserId] = set()
        self._creating = Creating(refusals_in_a_row)
        self._signups = SignUps(talent, listings, group_at_signup=group_at_signup)
        self._one_at_a_time = OneAtATime()
        self._lock = Lock()

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        return self._user("id", user_id, lambda: self._talent.user_by_id(user_id))

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return self._user("email", email, lambda: self._talent.user_by_email(email))

    def user_by_login(self, login: str) -> TalentUser | Absent:
        return self._user("login", login, lambda: self._talent.user_by_login(login))

    def create_user(self, new: NewTalentUser) -> TalentUser:
        """Create a user as `TalentRepository.create_user` does.

        Raises `Deferred` once creating was stopped for this run, and for a login whose create
        had no answer in this run: that user may exist, and must not be created twice.
        """
        self._creating.check(new)
        try:
            user = self._signups.create_user(new)
        except (NoAnswer, Refused) as fault:
            # The user may exist after all. Without the cached "absent", the flow's next look-up
            # calls TalentLMS.
            self._users.pop(("email", plain(new.email)), None)
            self._users.pop(("login", plain(new.login)), None)
            self._creating.failed(new, fault)
            raise
        self._creating.succeeded()
        self._learn(user)
        return user

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        return self._ask(self._courses, course_id, lambda: self._talent.course(course_id))

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        if self.is_enrolled(user_id, course_id):
            return Ensured.ALREADY
        ensured = self._talent.enrol(user_id, course_id)
        self._enrolled.add((user_id, course_id))
        if ensured is Ensured.DONE:
            self._made.add((user_id, course_id))
        # The kept answer may be "not enrolled", from before.
        self._progress.get(course_id, {}).pop(user_id, None)
        return ensured

    def edit_user(self, user: TalentUser, details: UserDetails) -> Ensured:
        ensured = self._updates.edit_user(user, details)
        known = self._users.get(("id", plain(user.id)))
        self._users.pop(("email", plain(user.email)), None)
        if isinstance(known, TalentUser):
            self._learn(evolve(known, **asdict(details)))
        return ensured

    def unenrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        if self.is_outside(user_id, course_id):
            return Ensured.ALREADY
        ensured = self._suspension.unenrol(user_id, course_id)
        self._forget_place(user_id, course_id)
        return ensured

    def _forget_place(self, user_id: TalentUserId, course_id: TalentCourseId) -> None:
        """Forget that the user was in the course, wherever an answer said so."""
        for places in (self._enrolled, self._made):
            places.discard((user_id, course_id))
        if roster := self._rosters.get(course_id):
            self._rosters[course_id] = {key: each for key, each in roster.items() if key != user_id}
        for by, user in list(self._users.items()):
            if isinstance(user, TalentUser) and user.id == user_id and user.enrolments:
                left = (each for each in user.enrolments if each.course_id != course_id)
                self._users[by] = evolve(user, enrolments=tuple(left))
        self._progress.get(course_id, {}).pop(user_id, None)

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        if self.is_member(user_id, group_key):
            return Ensured.ALREADY
        ensured = self._signups.add_to_group(user_id, group_key)
        self._members.add((user_id, group_key))
        return ensured

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        with self._lock:
            of_course = self._progress.setdefault(course_id, {})
        return self._ask(of_course, user_id, lambda: self._talent.progress(user_id, course_id))

    def forget_progress(self, course_id: TalentCourseId, *, but_of: Collection[str]) -> None:
        """Forget the course's progress, except of the users *but_of*."""
        with self._lock:
            known = self._progress.get(course_id, {})
            self._progress[course_id] = {each: known[each] for each in known if each in but_of}

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        found = self._users.get(("id", plain(user_id)))
        if isinstance(found, TalentUser) and found.active:
            return Ensured.ALREADY
        ensured = self._activation.activate_user(user_id)
        # The same user is kept by id, by login and by e-mail.
        for by, user in list(self._users.items()):
            if isinstance(user, TalentUser) and user.id == user_id:
                self._users[by] = evolve(user, active=True)
        return ensured

    def courses_of_group(self, group_key: TalentGroupKey) -> Sequence[TalentCourse] | Absent:
        return self._ask(
            self._brought, group_key, lambda: self._of_groups.courses_of_group(group_key)
        )

    def group_keys(self) -> Sequence[TalentGroupKey]:
        """As `TalentGroupKeys.group_keys`. A list that cannot be had is asked for once a run."""
        answer = self._ask(self._group_keys, "", lambda: asked_keys(self._of_keys))
        if isinstance(answer, NoAnswer | Refused):
            raise answer
        return answer

    # --- what one call teaches of many users --------------------------------------

    def roster(self, course_id: TalentCourseId) -> Roster | None:
        """The entries of a Talent course's roster by user; ``None`` where it cannot be had.

        Asked for once a run. It teaches the course and who is enrolled in it.
        """
        return self._ask(self._rosters, course_id, lambda: self._learn_roster(course_id))

    def _learn_roster(self, course_id: TalentCourseId) -> Roster | None:
        course, roster = asked_roster(self.listings, course_id)
        if course is not None:
            self._courses[course_id] = course
        return roster

    def knows_roster(self, course_id: TalentCourseId) -> bool:
        """Whether `roster` answers without a call."""
        return self.listings is None or course_id in self._rosters

    def forget_roster(self, course_id: TalentCourseId) -> None:
        """Forget the entries of a roster, and who was found to be enrolled by it alone."""
        self._rosters.pop(course_id, None)

    def teach_users(self, users: Iterable[TalentUser]) -> None:
        """Take in users of a listing. What is known of them already stays."""
        for user in users:
            self._listed.add(user.id)
            for by, text in (("id", user.id), ("login", user.login), ("email", user.email)):
                if text:
                    self._users.setdefault((by, plain(text)), user)

    def teach_absent(self, email: str, absent: Absent) -> None:
        """Take in that a whole listing has nobody with this e-mail."""
        self._users.setdefault(("email", plain(email)), absent)

    def teach_members(self, group_key: TalentGroupKey) -> None:
        """Ask who is in the group, so that nobody joins it twice. A failure teaches nothing."""
        members = asked_members(self.listings, group_key)
        self._members |= {(user_id, group_key) for user_id in members}

    def confirm_memberships(self) -> Mapping[tuple[TalentUserId, TalentGroupKey], str]:
        """As `SignUps.confirm`. Its failures are no longer known as members."""
        failed = self._signups.confirm()
        self._members -= failed.keys()
        return failed

    # --- what is known without asking ---------------------------------------------

    def made_here(self, user_id: TalentUserId, course_id: TalentCourseId) -> bool:
        """Whether this run enrolled the user, so that there is no progress to ask for."""
        return (user_id, course_id) in self._made

    def is_enrolled(self, user_id: TalentUserId, course_id: TalentCourseId) -> bool:
        """Whether the user is known to be in the course. False means: not known."""
        listed = self._rosters.get(course_id) or ()
        return user_id in listed or (user_id, course_id) in self._enrolled

    def is_outside(self, user_id: TalentUserId, course_id: TalentCourseId) -> bool:
        """Whether the user is known not to be in the course. False means: not known."""
        user = self._users.get(("id", plain(user_id)))
        # API fact (recorded): a listing leaves a user's courses out.
        if not isinstance(user, TalentUser) or user.enrolments is None or user_id in self._listed:
            return False
        return user.enrolment_in(course_id) is None and not self.is_enrolled(user_id, course_id)

    def is_member(self, user_id: TalentUserId, group_key: TalentGroupKey) -> bool:
        """Whether the user is known to be in the group. False means: not known."""
        # API fact: look-ups list a user's groups by id, not by key. A membership is known only
        # after joining.
        return (user_id, group_key) in self._members

    def is_assumed(self, user_id: TalentUserId, group_key: TalentGroupKey) -> bool:
        """As `SignUps.is_assumed`."""
        return self._signups.is_assumed(user_id, group_key)

    def _user(
        self, by: str, text: str, ask: Callable[[], TalentUser | Absent]
    ) -> TalentUser | Absent:
        answer = self._ask(self._users, (by, plain(text)), ask)
        if isinstance(answer, Absent):
            return answer
        if answer.id in self._listed and answer.enrolments is None:
            # A listing leaves a user's courses out. The rosters that were read have them.
            # A copy: another thread may be reading the next roster.
            return evolve(answer, enrolments=places_in(dict(self._rosters), answer.id))
        self._learn(answer)
        return answer

    def _ask(self, known: dict[K, T], key: K, ask: Callable[[], T]) -> T:
        with self._one_at_a_time.of((id(known), key)):
            if key not in known:
                known[key] = ask()
            return known[key]

    def _learn(self, user: TalentUser) -> None:
        self._users["id", plain(user.id)] = user
        self._users["login", plain(user.login)] = user
        if user.email:
            self._users["email", plain(user.email)] = user
        # API fact: look-ups list the user's courses, so these enrolments need no call.
        self._enrolled |= {(user.id, place.course_id) for place in user.enrolments or ()}
