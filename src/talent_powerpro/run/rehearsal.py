"""A rehearsal: a pair of repositories over the real pair that writes nothing.

Reads pass through; writes are remembered, and later reads of the same rehearsal see
them. So a flow that is rehearsed and one that is performed are the same flow, and what
the rehearsal would have written is the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

from attrs import evolve, field, frozen

from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import (
    Absent,
    Client,
    ClientCode,
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
    plain,
    stand_in,
    talent_number,
)
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.run.talent_cache import TalentCache

K = TypeVar("K")
V = TypeVar("V")


@frozen
class Remembered:
    """What a rehearsal would have written so far."""

    linked: dict[ClientCode, Client] = field(factory=dict)
    """Clients with the secondary id they would have by now."""
    contact_logs: dict[EnrolmentId, ContactLog] = field(factory=dict)
    results: dict[UnitRowId, UnitResult] = field(factory=dict)
    users: dict[tuple[str, str], TalentUser] = field(factory=dict)
    """By ``("id", ...)``, ``("email", ...)`` and ``("login", ...)``."""
    activated: dict[TalentUserId, None] = field(factory=dict)
    enrolled: dict[tuple[TalentUserId, TalentCourseId], None] = field(factory=dict)
    members: dict[tuple[TalentUserId, TalentGroupKey], None] = field(factory=dict)


@frozen
class Rehearsal:
    """One rehearsal over a pair of repositories. What it remembers lives as long as it."""

    powerpro: PowerProRepository
    talent: TalentCache
    remembered: Remembered = field(factory=Remembered)

    def part(self) -> RecordRehearsal:
        """The pair of repositories for one record."""
        return RecordRehearsal(self.powerpro, self.talent, self.remembered)


class UndoList:
    """What one record would have written; it can be taken back together."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def remember(self, memory: dict[K, V], key: K, value: V) -> None:
        if key in memory:
            before = memory[key]
            self._undo.append(lambda: memory.update({key: before}))
        else:
            self._undo.append(lambda: memory.pop(key))
        memory[key] = value

    def take_back(self) -> None:
        while self._undo:
            self._undo.pop()()


class RecordRehearsal:
    """One record's part in a rehearsal."""

    def __init__(
        self, powerpro: PowerProRepository, talent: TalentCache, remembered: Remembered
    ) -> None:
        self._notes = UndoList()
        self.powerpro = RehearsedPowerPro(powerpro, remembered, self._notes)
        self.talent = RehearsedTalent(talent, remembered, self._notes)

    def take_back(self) -> None:
        """Forget this record's writes: it ended in a fault, and nothing is half-done."""
        self._notes.take_back()


class RehearsedPowerPro:
    """PowerPro as it would be by now. See `PowerProRepository` for what each method means."""

    def __init__(
        self,
        powerpro: PowerProRepository,
        remembered: Remembered,
        notes: UndoList,
    ) -> None:
        self._powerpro = powerpro
        self._remembered = remembered
        self._notes = notes

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        return map(self._seen, self._powerpro.enrolments_to_provision(narrowed_by))

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        yielded = set()
        for enrolment in self._powerpro.provisioned_enrolments():
            yielded.add(enrolment.id)
            yield self._seen(enrolment)
        for enrolment_id in [new for new in self._remembered.contact_logs if new not in yielded]:
            added = self.enrolment(enrolment_id)
            # A Talent user who is still to be created has completed nothing.
            if added and ("id", plain(added.client.secondary_id)) not in self._remembered.users:
                yield added

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        enrolment = self._powerpro.enrolment(enrolment_id)
        return enrolment and self._seen(enrolment)

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        linked = self._remembered.linked
        stored = (c for c in self._powerpro.clients_linked_to(user_id) if c.code not in linked)
        wanted = talent_number(user_id) or user_id
        return (*stored, *(c for c in linked.values() if c.secondary_id == wanted))

    def clients_with_email(self, email: str) -> Sequence[Client]:
        return tuple(map(self._seen_client, self._powerpro.clients_with_email(email)))

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        now = self._remembered.linked.get(client.code, client)
        if now.secondary_id == user_id:
            return
        if now.secondary_id != client.secondary_id:
            raise EditedMeanwhile(f"the Secondary ID of {client.code} is {now.secondary_id} now")
        self._notes.remember(
            self._remembered.linked, client.code, evolve(client, secondary_id=user_id)
        )

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        now = self.enrolment(enrolment.id)
        if now and now.provisioning_log is None:
            self._notes.remember(self._remembered.contact_logs, enrolment.id, log)

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        self._notes.remember(self._remembered.results, unit.id, result)

    def _seen(self, enrolment: Enrolment) -> Enrolment:
        log = self._remembered.contact_logs.get(enrolment.id)
        return evolve(
            enrolment,
            client=self._seen_client(enrolment.client),
            contact_logs=(*enrolment.contact_logs, log) if log else enrolment.contact_logs,
            units=tuple(map(self._seen_unit, enrolment.units)),
        )

    def _seen_client(self, client: Client) -> Client:
        return self._remembered.linked.get(client.code, client)

    def _seen_unit(self, unit: Unit) -> Unit:
        result = self._remembered.results.get(unit.id)
        if result is None:
            return unit
        return evolve(
            unit,
            outcome=result.outcome,
            outcome_date=result.outcome_date,
            short_comment=result.short_comment,
        )


class RehearsedTalent:
    """TalentLMS as it would be by now. See `TalentRepository` for what each method means."""

    def __init__(
        self,
        talent: TalentCache,
        remembered: Remembered,
        notes: UndoList,
    ) -> None:
        self._talent = talent
        self._remembered = remembered
        self._notes = notes

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
            enrolments=(),
        )
        for by, text in (("id", user.id), ("email", user.email), ("login", user.login)):
            self._notes.remember(self._remembered.users, (by, plain(text)), user)
        return user

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        return self._talent.course(course_id)

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        if user_id in self._remembered.activated:
            return Ensured.ALREADY
        self._notes.remember(self._remembered.activated, user_id, None)
        return Ensured.DONE

    def courses_of_group(self, group_key: TalentGroupKey) -> Sequence[TalentCourse] | Absent:
        return self._talent.courses_of_group(group_key)

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        place = user_id, course_id
        if place in self._remembered.enrolled or self._talent.is_enrolled(*place):
            return Ensured.ALREADY
        self._notes.remember(self._remembered.enrolled, place, None)
        return Ensured.DONE

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        membership = user_id, group_key
        if membership in self._remembered.members or self._talent.is_member(*membership):
            return Ensured.ALREADY
        self._notes.remember(self._remembered.members, membership, None)
        return Ensured.DONE

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        if (user_id, course_id) in self._remembered.enrolled:
            return CourseProgress()
        return self._talent.progress(user_id, course_id)

    def _seen(self, user: TalentUser | Absent) -> TalentUser | Absent:
        if isinstance(user, TalentUser) and user.id in self._remembered.activated:
            return evolve(user, active=True)
        return user

    def _created(self, by: str, text: str) -> TalentUser | None:
        return self._remembered.users.get((by, plain(text)))
