"""The reads of the PowerPro repository over a SQL store."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from talent_powerpro.adapters.sql import queries, schema
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import (
    Client,
    ClientCode,
    ContactLog,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentUserId,
    talent_number,
)
from talent_powerpro.pieces import pieces
from talent_powerpro.records.unreadable import REMEDY, UnreadableRow


class PowerProReads:
    """The part of `SqlPowerPro` that reads PowerPro's tables. The ports have the contracts."""

    _store: Store

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Sequence[Enrolment]:
        with self._store.reading() as connection:
            return queries.enrolments(connection, *queries.narrowing(narrowed_by))

    def provisioned_enrolments(self) -> Sequence[Enrolment]:
        with self._store.reading() as connection:
            # Includes rows where SQL cannot tell, so the contact logs are checked below.
            found = queries.enrolments(connection, queries.perhaps_provisioned())
        return tuple(enrolment for enrolment in found if enrolment.provisioning_log)

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        with self._store.reading() as connection:
            return queries.enrolment(connection, enrolment_id)

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        number = talent_number(user_id)
        # A stand-in such as new:2021000017, or another system's id, links no client.
        if number is None:
            return ()
        with self._store.reading() as connection:
            return queries.clients_linked_to(connection, number)

    def clients_with_email(self, email: str) -> Sequence[Client]:
        with self._store.reading() as connection:
            return queries.clients_with_email(connection, email)

    # --- ResultsByCourse ----------------------------------------------------------

    def provisioned_courses(self) -> Sequence[Course]:
        with self._store.reading() as connection:
            return queries.provisioned_courses(connection)

    def provisioned_enrolments_in(
        self, course_codes: Collection[CourseCode]
    ) -> Sequence[Enrolment]:
        with self._store.reading() as connection:
            found = queries.enrolments(connection, *queries.in_courses(course_codes))
        return tuple(enrolment for enrolment in found if enrolment.provisioning_log)

    # --- ClientEnrolments ---------------------------------------------------------

    def provisioned_enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        return tuple(each for each in self.enrolments_of(client_code) if each.provisioning_log)

    # --- FindsEnrolments ----------------------------------------------------------

    def every_client(self) -> Sequence[Client]:
        with self._store.reading() as connection:
            return queries.every_client(connection)

    def enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        with self._store.reading() as connection:
            return queries.enrolments(connection, schema.enrolments.c.client_code == client_code)

    # --- ClientsByCode ------------------------------------------------------------

    def clients_with(self, client_codes: Collection[ClientCode]) -> Iterator[Client]:
        for some in pieces(dict.fromkeys(client_codes)):
            with self._store.reading() as connection:
                found = queries.clients_with(connection, some)
            yield from found

    # --- EveryRow -----------------------------------------------------------------

    def every_course(self) -> Sequence[Course]:
        with self._store.reading() as connection:
            return queries.every_course(connection)

    def every_enrolment(self) -> Iterator[Enrolment]:
        """Yield every enrolment, a course at a time, so that not all are kept at once."""
        for course in self.every_course():
            with self._store.reading() as connection:
                of_course = schema.enrolments.c.course_code == course.code
                found = queries.enrolments(connection, of_course)
            yield from found

    # --- SharedTalentIds ----------------------------------------------------------

    def shared_talent_ids(self) -> frozenset[TalentUserId]:
        with self._store.reading() as connection:
            return queries.shared_talent_ids(connection)

    # --- LinkedClients ------------------------------------------------------------

    def clients_with_talent_id(self) -> Sequence[Client]:
        with self._store.reading() as connection:
            return queries.clients_with_talent_id(connection)

    # --- ExportDates --------------------------------------------------------------

    def enrolments_in(self, course_code: CourseCode) -> Sequence[Enrolment] | None:
        with self._store.reading() as connection:
            if not queries.exists(connection, schema.courses.c.code, course_code):
                return None
            return queries.enrolments(connection, schema.enrolments.c.course_code == course_code)

    # --- reads of the command -----------------------------------------------------

    def contact_logs(
        self, enrolment_id: EnrolmentId | None = None
    ) -> tuple[tuple[EnrolmentId, ContactLog], ...]:
        """Contact logs with their enrolment ids, oldest first; ``None``: of all enrolments.

        Those that cannot be read are left out, see ``journal.take_unreadable``.
        """
        column = schema.contact_logs.c.enrolment_id
        of_these = () if enrolment_id is None else (column == enrolment_id,)
        found: list[tuple[EnrolmentId, ContactLog]] = []
        with self._store.reading() as connection:
            for of, log, why in queries.contact_logs_read(connection, *of_these):
                if why:
                    self._store.report(UnreadableRow(" ".join(why), of, remedy=REMEDY))
                else:
                    found.append((of, log))
        return tuple(found)

    def counts(self) -> Mapping[str, int]:
        """The number of courses, clients, enrolments, units and contact logs, by table name."""
        with self._store.reading() as connection:
            return queries.counts(connection)
