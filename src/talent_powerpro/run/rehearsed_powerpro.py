"""PowerPro in a rehearsal: the real PowerPro with the rehearsal's own writes applied."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import cast

from attrs import evolve

from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import (
    Client,
    ClientCode,
    ContactLog,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentUserId,
    Unit,
    UnitResult,
    plain,
)
from talent_powerpro.ports import PowerProRepository, ResultsByCourse
from talent_powerpro.ports.optional import result_scope_of, results_by_course_of
from talent_powerpro.ports.result_scope import ResultScope
from talent_powerpro.ports.withdrawals import Withdrawals, WithdrawnOn
from talent_powerpro.records.scope import Scope, ScopeRow, scope_row
from talent_powerpro.run.client_enrolments import client_enrolments, every_enrolment_of
from talent_powerpro.run.remembered import Remembered, UndoList


class RehearsedPowerPro:
    """PowerPro with the rehearsal's writes applied. See `PowerProRepository` for each method."""

    def __init__(
        self,
        powerpro: PowerProRepository,
        remembered: Remembered,
        undo: UndoList,
        found: Enrolment | None = None,
    ) -> None:
        """*found* is the record's enrolment as it is stored; ``None``: it is read when needed."""
        self._powerpro = powerpro
        self._remembered = remembered
        self._undo = undo
        self._found = found

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        return map(self._seen, self._powerpro.enrolments_to_provision(narrowed_by))

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        # A plan covers both stages: what its first stage would provision has results to fetch.
        added_here = dict(self._remembered.contact_logs)
        for enrolment in self._powerpro.provisioned_enrolments():
            added_here.pop(enrolment.id, None)
            yield self._seen(enrolment)
        yield from self._added(added_here)

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        # Kept: a record asks for its own enrolment more than once.
        if self._found is None or self._found.id != enrolment_id:
            self._found = self._powerpro.enrolment(enrolment_id)
        return self._found and self._seen(self._found)

    def provisioned_enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        # Without those that the rehearsal itself provisions: they have no result to share yet.
        return tuple(map(self._seen, client_enrolments(self._powerpro, client_code)))

    def enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        return tuple(map(self._seen, every_enrolment_of(self._powerpro, client_code)))

    @property
    def withdrawn(self) -> Callable[[date], Iterable[WithdrawnOn]]:
        """As `Withdrawals.withdrawn`; ``AttributeError`` where PowerPro lacks that port."""
        # A rehearsal withdraws nobody.
        return cast(Withdrawals, self._powerpro).withdrawn

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        linked = self._remembered.linked
        # A client linked in this rehearsal counts by the planned id alone, not by the stored one.
        stored = (c for c in self._powerpro.clients_linked_to(user_id) if c.code not in linked)
        planned = (linked[code] for code in self._remembered.linked_to.get(user_id, ()))
        return (*stored, *(client for client in planned if client.secondary_id == user_id))

    def clients_with_email(self, email: str) -> Sequence[Client]:
        return tuple(map(self._seen_client, self._powerpro.clients_with_email(email)))

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        now = self._remembered.linked.get(client.code, client)
        if now.secondary_id == user_id:
            return
        if now.secondary_id != client.secondary_id:
            raise EditedMeanwhile(
                f"The Secondary ID of client {client.code} is now {now.secondary_id!r}."
            )
        planned = evolve(client, secondary_id=user_id)
        self._undo.remember(self._remembered.linked, client.code, planned)
        of_user = self._remembered.linked_to.setdefault(user_id, {})
        self._undo.remember(of_user, client.code, planned)

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        if self._seen(enrolment).provisioning_log is None:
            self._undo.remember(self._remembered.contact_logs, enrolment.id, log)

    def add_group_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        """Do nothing: no later read of a rehearsal looks for that log."""

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        self._undo.remember(self._remembered.results, unit.id, result)

    def _added(self, enrolment_ids: Iterable[EnrolmentId]) -> Iterator[Enrolment]:
        for enrolment_id in enrolment_ids:
            added = self.enrolment(enrolment_id)
            # A Talent user who is still to be created has no results, and no id to ask for.
            if added and ("id", plain(added.client.secondary_id)) not in self._remembered.users:
                yield added

    @cached_property
    def _added_here(self) -> tuple[Enrolment, ...]:
        """The enrolments that the rehearsal has provisioned."""
        # Kept after the first read, which is in the results stage: that stage adds none.
        return tuple(self._added(self._remembered.contact_logs))

    def _seen(self, enrolment: Enrolment) -> Enrolment:
        log = self._remembered.contact_logs.get(enrolment.id)
        # An enrolment of a plan's own stage may have been seen before.
        logs = () if log is None or log in enrolment.contact_logs else (log,)
        client = self._seen_client(enrolment.client)
        changed = {unit.id for unit in enrolment.units if unit.id in self._remembered.results}
        if not logs and client is enrolment.client and not changed:
            return enrolment  # The usual case, spared the copy: few enrolments are written to.
        return evolve(
            enrolment,
            client=client,
            contact_logs=(*enrolment.contact_logs, *logs),
            units=tuple(map(self._seen_unit, enrolment.units)),
        )

    def _seen_client(self, client: Client) -> Client:
        return self._remembered.linked.get(client.code, client)

    def _seen_unit(self, unit: Unit) -> Unit:
        result = self._remembered.results.get(unit.id)
        return unit.with_result(result) if result else unit


class RehearsedByCourse(RehearsedPowerPro):
    """`RehearsedPowerPro` over a repository that reads by course. See `ResultsByCourse`."""

    @property
    def _by_course(self) -> ResultsByCourse:
        return cast(ResultsByCourse, self._powerpro)

    def provisioned_courses(self) -> Sequence[Course]:
        added = {each.course.code: each.course for each in self._added_here}
        stored = {each.code: each for each in self._by_course.provisioned_courses()}
        return tuple((added | stored).values())

    def provisioned_enrolments_in(
        self, course_codes: Collection[CourseCode]
    ) -> Iterable[Enrolment]:
        stored = set[EnrolmentId]()
        for enrolment in self._by_course.provisioned_enrolments_in(course_codes):
            stored.add(enrolment.id)
            yield self._seen(enrolment)
        for added in self._added_here:
            if added.course.code in course_codes and added.id not in stored:
                yield added


class RehearsedScope(RehearsedPowerPro):
    """`RehearsedPowerPro` over a repository that narrows. See `ResultScope`."""

    @property
    def _scope(self) -> ResultScope:
        return cast(ResultScope, self._powerpro)

    def courses_in_scope(self, scope: Scope) -> Sequence[Course]:
        added = {each.course.code: each.course for each in self._added_in(scope)}
        stored = {each.code: each for each in self._scope.courses_in_scope(scope)}
        return tuple((added | stored).values())

    def rows_in_scope(
        self, course_codes: Collection[CourseCode], scope: Scope
    ) -> Iterable[ScopeRow]:
        linked, stored = self._remembered.linked, set[EnrolmentId]()
        # Results of this rehearsal do not count: each course's rows are read before it has any.
        for row in self._scope.rows_in_scope(course_codes, scope):
            stored.add(row.enrolment_id)
            client = linked.get(row.client_code)
            yield evolve(row, secondary_id=client.secondary_id) if client else row
        for added in self._added_in(scope):
            if added.course.code in course_codes and added.id not in stored:
                yield scope_row(added)

    def not_in_scope(
        self, enrolment_ids: Collection[EnrolmentId], scope: Scope
    ) -> Collection[EnrolmentId]:
        added = {each.id for each in self._added_in(scope)}
        there = self._scope.not_in_scope(enrolment_ids, scope)
        return [each for each in there if each not in added]

    def closed_between(self, first: date, last: date) -> Iterable[EnrolmentId]:
        return self._scope.closed_between(first, last)

    def enrolments_with(self, enrolment_ids: Collection[EnrolmentId]) -> Iterable[Enrolment]:
        return map(self._seen, self._scope.enrolments_with(enrolment_ids))

    def unit_codes_in(
        self, course_codes: Collection[CourseCode]
    ) -> Mapping[CourseCode, Collection[str]]:
        found = dict(self._scope.unit_codes_in(course_codes))
        for added in self._added_here:
            if (code := added.course.code) in course_codes:
                found[code] = {*found.get(code, ()), *(unit.code for unit in added.units)}
        return found

    def _added_in(self, scope: Scope) -> Iterable[Enrolment]:
        return (each for each in self._added_here if scope.includes(each))


class RehearsedBoth(RehearsedScope, RehearsedByCourse):
    """`RehearsedPowerPro` over a repository that narrows and reads by course."""


def rehearsed_powerpro(
    powerpro: PowerProRepository,
    remembered: Remembered,
    undo: UndoList,
    found: Enrolment | None = None,
) -> RehearsedPowerPro:
    """Return PowerPro in a rehearsal, which narrows or reads by course where *powerpro* does."""
    scope, by_course = result_scope_of(powerpro), results_by_course_of(powerpro)
    if scope and by_course:
        return RehearsedBoth(powerpro, remembered, undo, found)
    if scope:
        return RehearsedScope(powerpro, remembered, undo, found)
    if by_course:
        return RehearsedByCourse(powerpro, remembered, undo, found)
    return RehearsedPowerPro(powerpro, remembered, undo, found)
