"""PowerPro in dictionaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

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
    counting,
    same_text,
    talent_number,
)
from talent_powerpro.ports.forgetting import Person
from talent_powerpro.ports.withdrawals import WithdrawnOn
from talent_powerpro.records.scope import Scope, ScopeRow, scope_row

AGAIN = "Nothing to do. The next run tries again."


class MemoryPowerPro:
    """PowerPro in dictionaries. See `PowerProRepository` for what each method means.

    The ``put_...`` methods do what a person does: add a row, or edit the row with that key.
    """

    def __init__(self, enrolments: Iterable[Enrolment] = (), *, clients: Iterable[Client] = ()):
        self.clients: dict[ClientCode, Client] = {}
        """All clients, including archived ones, who may have no enrolment."""
        self.courses: dict[CourseCode, Course] = {}
        self._enrolments: dict[EnrolmentId, Enrolment] = {}
        for client in clients:
            self.put_client(client)
        for enrolment in enrolments:
            self.put_enrolment(enrolment)

    # --- what a person does -------------------------------------------------------

    def put_client(self, client: Client) -> None:
        self.clients[client.code] = client

    def put_course(self, course: Course) -> None:
        self.courses[course.code] = course

    def put_enrolment(self, enrolment: Enrolment) -> None:
        """Add or edit an enrolment, its units and contact logs, its client and its course."""
        self.put_client(enrolment.client)
        self.put_course(enrolment.course)
        self._enrolments[enrolment.id] = enrolment

    def put_unit(self, unit: Unit) -> None:
        """Edit a unit of an enrolment that was added before."""
        enrolment = self._enrolments[unit.enrolment_id]
        units = tuple(unit if each.id == unit.id else each for each in enrolment.units)
        self._enrolments[enrolment.id] = evolve(enrolment, units=units)

    @property
    def enrolments(self) -> tuple[Enrolment, ...]:
        """Every enrolment as it is now, in the order of adding."""
        return tuple(map(self._now, self._enrolments.values()))

    # --- PowerProRepository -------------------------------------------------------

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        return tuple(
            enrolment
            for enrolment in self.enrolments
            if not ("enrolment-exported" in narrowed_by and not enrolment.export)
            and not ("not-yet-provisioned" in narrowed_by and enrolment.provisioning_log)
        )

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        return tuple(enrolment for enrolment in self.enrolments if enrolment.provisioning_log)

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        stored = self._enrolments.get(enrolment_id)
        return self._now(stored) if stored else None

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        number = talent_number(user_id)
        return tuple(
            client
            for client in self.clients.values()
            if number and talent_number(client.secondary_id) == number
        )

    def clients_with_email(self, email: str) -> Sequence[Client]:
        return tuple(client for client in self.clients.values() if same_text(client.email, email))

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        now = self.clients.get(client.code)
        if now is None:
            raise _gone(f"Client {client.code}")
        if now.secondary_id == user_id:
            return
        if now.secondary_id != client.secondary_id:
            raise EditedMeanwhile(
                f"The Secondary ID of client {client.code} was read as {client.secondary_id!r} "
                f"and is now {now.secondary_id!r}.",
                remedy=AGAIN,
            )
        self.clients[client.code] = evolve(now, secondary_id=user_id)

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        now = self._enrolments.get(enrolment.id)
        if now is None:
            raise _gone(f"Enrolment {enrolment.id}")
        if now.provisioning_log is None:
            self._enrolments[enrolment.id] = evolve(now, contact_logs=(*now.contact_logs, log))

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        enrolment = self._enrolments.get(unit.enrolment_id)
        units = {each.id: each for each in enrolment.units} if enrolment else {}
        now = units.get(unit.id)
        if now is None:
            raise _gone(f"Unit {unit.code} of enrolment {unit.enrolment_id}")
        if now.result not in (unit.result, result):
            raise EditedMeanwhile(
                f"The result of {unit.code} on enrolment {unit.enrolment_id} was read as "
                f"{unit.outcome!r} and is now {now.outcome!r}.",
                remedy=AGAIN,
            )
        self.put_unit(now.with_result(result))

    # --- GroupContactLogs ---------------------------------------------------------

    def add_group_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        now = self._enrolments.get(enrolment.id)
        if now is None:
            raise _gone(f"Enrolment {enrolment.id}")
        there = {each.description for each in now.contact_logs if each.tells_of_group}
        if log.description not in there:
            self._enrolments[enrolment.id] = evolve(now, contact_logs=(*now.contact_logs, log))

    # --- UndoesProvisioning -------------------------------------------------------

    def add_undone_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        now = self._enrolments.get(enrolment.id)
        if now is None:
            raise _gone(f"Enrolment {enrolment.id}")
        if any(each.description == log.description for each in counting(now.contact_logs)):
            self._enrolments[enrolment.id] = evolve(now, contact_logs=(*now.contact_logs, log))

    # --- ClientEnrolments ---------------------------------------------------------

    def provisioned_enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        return tuple(each for each in self.enrolments_of(client_code) if each.provisioning_log)

    # --- FindsEnrolments ----------------------------------------------------------

    def every_client(self) -> Iterable[Client]:
        return tuple(self.clients.values())

    def enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        return tuple(each for each in self.enrolments if each.client.code == client_code)

    # --- Withdrawals --------------------------------------------------------------

    def withdrawn(self, today: date) -> Iterable[WithdrawnOn]:
        # Which statuses end an enrolment is tested by the agent: more than those are returned.
        return [
            (each.id, each.withdrawal_date)
            for each in self.provisioned_enrolments()
            if (each.withdrawal_date and each.withdrawal_date <= today)
            or not same_text(each.booking_status, "Confirmed")
        ]

    # --- ClientsByCode ------------------------------------------------------------

    def clients_with(self, client_codes: Collection[ClientCode]) -> Iterable[Client]:
        return tuple(
            self.clients[each] for each in dict.fromkeys(client_codes) if each in self.clients
        )

    # --- EveryRow -----------------------------------------------------------------

    def every_course(self) -> Sequence[Course]:
        return tuple(self.courses.values())

    def every_enrolment(self) -> Iterable[Enrolment]:
        return self.enrolments

    # --- ResultScope --------------------------------------------------------------

    def courses_in_scope(self, scope: Scope) -> Sequence[Course]:
        return list({each.course.code: each.course for each in self._in_scope(scope)}.values())

    def rows_in_scope(
        self, course_codes: Collection[CourseCode], scope: Scope
    ) -> Iterable[ScopeRow]:
        there = (each for each in self._in_scope(scope) if each.course.code in course_codes)
        return tuple(map(scope_row, there))

    def not_in_scope(
        self, enrolment_ids: Collection[EnrolmentId], scope: Scope
    ) -> Collection[EnrolmentId]:
        there = {each.id for each in self._in_scope(scope)}
        return [each for each in enrolment_ids if each not in there]

    def closed_between(self, first: date, last: date) -> Iterable[EnrolmentId]:
        return [
            each.id
            for each in self.provisioned_enrolments()
            if any(
                day and first <= day <= last for day in (each.withdrawal_date, each.completion_date)
            )
        ]

    def enrolments_with(self, enrolment_ids: Collection[EnrolmentId]) -> Iterable[Enrolment]:
        found = map(self.enrolment, dict.fromkeys(enrolment_ids))
        return tuple(filter(None, found))

    def unit_codes_in(
        self, course_codes: Collection[CourseCode]
    ) -> Mapping[CourseCode, Collection[str]]:
        there = self.provisioned_enrolments()
        return {
            code: {unit.code for each in there if each.course.code == code for unit in each.units}
            for code in course_codes
        }

    def _in_scope(self, scope: Scope) -> Iterable[Enrolment]:
        there = self.provisioned_enrolments()
        return (each for each in there if each.unreadable or scope.includes(each))

    # --- SharedTalentIds ----------------------------------------------------------

    def shared_talent_ids(self) -> frozenset[TalentUserId]:
        ids = Counter(talent_number(client.secondary_id) for client in self.clients.values())
        return frozenset(TalentUserId(each) for each, times in ids.items() if each and times > 1)

    # --- LinkedClients ------------------------------------------------------------

    def clients_with_talent_id(self) -> Sequence[Client]:
        return tuple(each for each in self.clients.values() if talent_number(each.secondary_id))

    # --- ExportDates --------------------------------------------------------------

    def enrolments_in(self, course_code: CourseCode) -> Sequence[Enrolment] | None:
        if course_code not in self.courses:
            return None
        return tuple(each for each in self.enrolments if each.course.code == course_code)

    def set_export(self, enrolment: Enrolment, export: bool, export_date: date | None) -> None:
        now = self._enrolments.get(enrolment.id)
        if now is None:
            raise _gone(f"Enrolment {enrolment.id}")
        wanted = (export, export_date)
        if (now.export, now.export_date) not in (
            (enrolment.export, enrolment.export_date),
            wanted,
        ):
            raise EditedMeanwhile(
                f"The export box and date of enrolment {enrolment.id} were edited after they "
                "were read.",
                remedy=AGAIN,
            )
        self._enrolments[enrolment.id] = evolve(now, export=export, export_date=export_date)

    # --- ForgetsClients -----------------------------------------------------------

    def client_codes(self) -> Collection[ClientCode]:
        return tuple(self.clients)

    def person(self, client_code: ClientCode) -> Person | None:
        client = self.clients.get(client_code)
        return Person(client, tuple(self.enrolments_of(client_code))) if client else None

    def traces(self, person: Person) -> Mapping[str, int]:
        known = self.person(person.client.code)
        if known is None:
            return {}
        counts = {"clients": 1, "enrolments": len(known.enrolments)}
        counts |= {"units": len(known.unit_ids)}
        counts["contact_logs"] = sum(len(each.contact_logs) for each in known.enrolments)
        return {name: number for name, number in counts.items() if number}

    def evidence_kept(self, client_code: ClientCode) -> int:  # noqa: ARG002  # PowerPro's side has none
        return 0

    def forget(self, person: Person) -> None:
        code = person.client.code
        for each in [each for each in self._enrolments.values() if each.client.code == code]:
            del self._enrolments[each.id]
        self.clients.pop(code, None)

    def _now(self, enrolment: Enrolment) -> Enrolment:
        # Clients and courses are shared rows: an edit of one shows on all of its enrolments.
        client = self.clients[enrolment.client.code]
        course = self.courses[enrolment.course.code]
        if client is enrolment.client and course is enrolment.course:
            return enrolment
        return evolve(enrolment, client=client, course=course)


def _gone(what: str) -> EditedMeanwhile:
    return EditedMeanwhile(f"{what} was removed after it was read.", remedy=AGAIN)
