"""What stands between the agent and a repository: each call passes through one function.

So a fault is put into any repository, a host's own or the shipped ones, without a subclass:
what happens around a call is an `Around`; `Script` and `CrashAt` are two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from talent_powerpro.model import (
    Absent,
    Client,
    ContactLog,
    CourseProgress,
    Enrolment,
    EnrolmentId,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    Unit,
    UnitResult,
    UnitRowId,
)
from talent_powerpro.ports import (
    NamedPortal,
    PowerProRepository,
    TalentActivation,
    TalentGroups,
    TalentRepository,
)
from talent_powerpro.ports.state import DueMark, JournalEntry, PendingMembership, RunJournal
from talent_powerpro.run.talent_cache import Unoffered

T = TypeVar("T")


class Around(Protocol):
    """What happens around each call of a repository."""

    def __call__(self, name: str, ask: Callable[[], T]) -> T:
        """Make the call named *name* by *ask*, at most once, and answer with what it answers.

        To raise before *ask* is a call that never arrived; to raise behind it, an answer that
        was lost. Around a `TalentRepository`, called from several threads at once.
        """
        ...


class InterceptedPowerPro:
    """A PowerProRepository, each call of which goes through *around*."""

    def __init__(self, powerpro: PowerProRepository, around: Around) -> None:
        self._powerpro = powerpro
        self._around = around

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        return self._around(
            "enrolments_to_provision", lambda: self._powerpro.enrolments_to_provision(narrowed_by)
        )

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        return self._around("provisioned_enrolments", self._powerpro.provisioned_enrolments)

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        return self._around("enrolment", lambda: self._powerpro.enrolment(enrolment_id))

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        return self._around("clients_linked_to", lambda: self._powerpro.clients_linked_to(user_id))

    def clients_with_email(self, email: str) -> Sequence[Client]:
        return self._around("clients_with_email", lambda: self._powerpro.clients_with_email(email))

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        self._around("set_secondary_id", lambda: self._powerpro.set_secondary_id(client, user_id))

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        self._around("add_contact_log", lambda: self._powerpro.add_contact_log(enrolment, log))

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        self._around("set_result", lambda: self._powerpro.set_result(unit, result))


class InterceptedTalent:
    """A TalentRepository, each call of which goes through *around*. For several threads, where
    *talent* and *around* are. Of TalentLMS's optional ports it offers what *talent* does."""

    def __init__(self, talent: TalentRepository, around: Around) -> None:
        self._talent = talent
        self._activation = talent if isinstance(talent, TalentActivation) else Unoffered()
        self._groups = talent if isinstance(talent, TalentGroups) else Unoffered()
        self._around = around

    @property
    def portal(self) -> str:
        return self._talent.portal if isinstance(self._talent, NamedPortal) else ""

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        return self._around("activate_user", lambda: self._activation.activate_user(user_id))

    def courses_of_group(self, group_key: TalentGroupKey) -> Sequence[TalentCourse] | Absent:
        return self._around("courses_of_group", lambda: self._groups.courses_of_group(group_key))

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        return self._around("user_by_id", lambda: self._talent.user_by_id(user_id))

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return self._around("user_by_email", lambda: self._talent.user_by_email(email))

    def user_by_login(self, login: str) -> TalentUser | Absent:
        return self._around("user_by_login", lambda: self._talent.user_by_login(login))

    def create_user(self, new: NewTalentUser) -> TalentUser:
        return self._around("create_user", lambda: self._talent.create_user(new))

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        return self._around("course", lambda: self._talent.course(course_id))

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        return self._around("enrol", lambda: self._talent.enrol(user_id, course_id))

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        return self._around("add_to_group", lambda: self._talent.add_to_group(user_id, group_key))

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        return self._around("progress", lambda: self._talent.progress(user_id, course_id))


class InterceptedJournal:
    """A RunJournal, each call of which goes through *around*."""

    def __init__(self, journal: RunJournal, around: Around) -> None:
        self._journal = journal
        self._around = around

    def mark_due(self, marks: Collection[DueMark]) -> None:
        self._around("mark_due", lambda: self._journal.mark_due(marks))

    def due_marks(self) -> Collection[DueMark]:
        return self._around("due_marks", self._journal.due_marks)

    def begin(self, entries: Sequence[JournalEntry]) -> None:
        self._around("begin", lambda: self._journal.begin(entries))

    def end(self, run_id: str, stage: str, enrolment_id: EnrolmentId, outcome: str) -> None:
        self._around("end", lambda: self._journal.end(run_id, stage, enrolment_id, outcome))

    def unfinished(self) -> Sequence[JournalEntry]:
        return self._around("unfinished", self._journal.unfinished)

    def remember_result(self, unit_id: UnitRowId, result: UnitResult) -> None:
        self._around("remember_result", lambda: self._journal.remember_result(unit_id, result))

    def last_result(self, unit_id: UnitRowId) -> UnitResult | None:
        return self._around("last_result", lambda: self._journal.last_result(unit_id))

    def set_pending(self, membership: PendingMembership) -> None:
        self._around("set_pending", lambda: self._journal.set_pending(membership))

    def clear_pending(self, enrolment_id: EnrolmentId) -> None:
        self._around("clear_pending", lambda: self._journal.clear_pending(enrolment_id))

    def pending_memberships(self) -> Sequence[PendingMembership]:
        return self._around("pending_memberships", self._journal.pending_memberships)

    def tell(self, topics: Collection[str], today: date) -> frozenset[str]:
        return self._around("tell", lambda: self._journal.tell(topics, today))
