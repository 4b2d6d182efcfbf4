"""The PowerPro repository over a SQL store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from types import TracebackType
from typing import Self
from uuid import uuid4

from attrs import asdict
from sqlalchemy import Connection, func, insert, select

from talent_powerpro.adapters.sql import queries, schema
from talent_powerpro.adapters.sql.conditional_write import ensure, gone
from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.adapters.sql.file_exchange import FileExchange
from talent_powerpro.adapters.sql.forgetting import traces_of
from talent_powerpro.adapters.sql.holds import SqlHolds
from talent_powerpro.adapters.sql.journal import SqlJournal
from talent_powerpro.adapters.sql.last_looks import SqlLastLooks
from talent_powerpro.adapters.sql.looks import SqlLooks
from talent_powerpro.adapters.sql.ownerless import delete_ownerless
from talent_powerpro.adapters.sql.portal_binding import SqlPortalBinding
from talent_powerpro.adapters.sql.result_evidence import SqlEvidence
from talent_powerpro.adapters.sql.sync_log import SqlSyncLog
from talent_powerpro.adapters.sql.transactions import now_utc
from talent_powerpro.adapters.sql.tries import SqlTries
from talent_powerpro.adapters.sql.verified_links import SqlVerifiedLinks
from talent_powerpro.model import (
    PROVISIONED,
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
    same_text,
    talent_number,
)
from talent_powerpro.ports.forgetting import Person
from talent_powerpro.ports.retention import Cut
from talent_powerpro.ports.state import AgentState, RunLock
from talent_powerpro.records.unreadable import REMEDY, UnreadableRow

BUSY_SECONDS = 5.0
"""Seconds that a call waits for another program's write to end."""


class SqlPowerPro(FileExchange):
    """A `PowerProRepository` over one SQLite file. The port has the contract of each method.

    *url* is ``sqlite:///powerpro.db`` (relative to the working folder) or an absolute one. The
    file must exist and be a store; `create` makes one. *busy_seconds* is how long a call waits
    while another program writes. *clock* returns an aware time; it dates journal entries, and
    so decides when they are purged. Raises `SettingsFault` for a URL that does not name a
    SQLite file, and `PowerProUnusable` for a file that cannot be used.

    Use it and its memory only from the thread that opened it: on another thread each call
    raises `PowerProUnusable`. Close it, or use it in a ``with`` statement.
    """

    journal: SqlJournal
    """The agent's memory between runs, in the same file."""
    sync_log: SqlSyncLog
    """The E-Learning Sync Log, in the same file."""
    holds: SqlHolds
    """Current holds and their releases, in the same file."""
    portal: SqlPortalBinding
    """The portal to which the stored Talent user ids belong, in the same file."""
    evidence: SqlEvidence
    """The evidence of written results, in the same file."""
    links: SqlVerifiedLinks
    """The verified links between clients and Talent users, in the same file."""
    last_looks: SqlLastLooks
    """Enrolments seen in scope, and last looks at those that left it, in the same file."""
    looks: SqlLooks
    """The memory of looks at progress, in the same file."""
    tries: SqlTries
    """When each enrolment and Talent course was last tried, in the same file."""
    state: AgentState
    """All of these together, for `Agent`."""
    lock: RunLock
    """The store's run lock. Opening the store does not take it."""

    def __init__(
        self,
        url: str,
        *,
        busy_seconds: float = BUSY_SECONDS,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        dialect = dialect_for(url)
        self._store = dialect.open(url, busy_seconds=busy_seconds)
        self._clock = clock
        self.journal = SqlJournal(self._store, clock=clock)
        self.sync_log = SqlSyncLog(self._store)
        self.holds = SqlHolds(self._store)
        self.portal = SqlPortalBinding(self._store)
        self.evidence = SqlEvidence(self._store)
        self.links = SqlVerifiedLinks(self._store)
        self.last_looks = SqlLastLooks(self._store)
        self.looks = SqlLooks(self._store)
        self.tries = SqlTries(self._store)
        self.lock = dialect.run_lock(url, clock=clock)
        self.state = AgentState(
            self.journal,
            self.sync_log,
            holds=self.holds,
            portal=self.portal,
            lock=self.lock,
            evidence=self.evidence,
            links=self.links,
            last_looks=self.last_looks,
            looks=self.looks,
            tries=self.tries,
        )

    @classmethod
    def create(
        cls,
        url: str,
        *,
        busy_seconds: float = BUSY_SECONDS,
        clock: Callable[[], datetime] = now_utc,
    ) -> Self:
        """Open the store, and make it first if it is missing. Its folder must exist."""
        dialect_for(url).make(url, busy_seconds=busy_seconds)
        return cls(url, busy_seconds=busy_seconds, clock=clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. A second call does nothing."""
        self._store.close()

    # --- reads of the agent -------------------------------------------------------

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

    # --- writes of the agent ------------------------------------------------------

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        with self._store.writing() as connection:
            ensure(
                connection,
                schema.clients,
                schema.clients.c.code == client.code,
                what=f"Client {client.code}",
                read={"secondary_id": client.secondary_id},
                wanted={"secondary_id": user_id},
            )

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        """Raises `EditedMeanwhile` if the enrolment itself was removed."""
        with self._store.writing() as connection:
            # In this transaction, so that two programs cannot both add a log.
            types = queries.contact_types(connection, enrolment.id)
            if types is None:
                raise gone(f"Enrolment {enrolment.id}")
            # By the contact type alone, so that a log of another agent or of a person counts too.
            if not any(same_text(each, PROVISIONED) for each in types):
                _add(connection, enrolment, log)

    def add_group_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        """Raises `EditedMeanwhile` if the enrolment itself was removed."""
        with self._store.writing() as connection:
            if not queries.exists(connection, schema.enrolments.c.id, enrolment.id):
                raise gone(f"Enrolment {enrolment.id}")
            of_these = queries.contact_logs(
                connection, schema.contact_logs.c.enrolment_id == enrolment.id
            )
            there = {each.description for _, each in of_these if each.tells_of_group}
            if log.description not in there:
                _add(connection, enrolment, log)

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        with self._store.writing() as connection:
            ensure(
                connection,
                schema.units,
                schema.units.c.id == unit.id,
                what=f"Unit {unit.code} of enrolment {unit.enrolment_id}",
                read=asdict(unit.result),
                wanted=asdict(result),
            )

    # --- GroupCommit --------------------------------------------------------------

    def group_commit(self) -> AbstractContextManager[None]:
        return self._store.group_commit()

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

    def set_export(self, enrolment: Enrolment, export: bool, export_date: date | None) -> None:
        with self._store.writing() as connection:
            ensure(
                connection,
                schema.enrolments,
                schema.enrolments.c.id == enrolment.id,
                what=f"Enrolment {enrolment.id}",
                read={"export": enrolment.export, "export_date": enrolment.export_date},
                wanted={"export": export, "export_date": export_date},
            )

    # --- DeletesOldRecords --------------------------------------------------------

    def purge(self, cut: Cut, *, is_idle: Callable[[Sequence[str]], bool]) -> Mapping[str, int]:
        unused = self.journal.unused_since(cut.journal)
        removed = {
            "sync_log": self.sync_log.purge(cut.sync_log),
            "idle_runs": self.sync_log.thin(cut.idle_runs, is_idle),
            "journal": self.journal.purge(cut.journal, keep_runs=cut.keep_runs),
            "answers": self.holds.purge(unused) if unused else 0,
            "last_looks": self.last_looks.purge(cut.looks.date()),
            "evidence": self.evidence.purge(cut.evidence),
        }
        with self._store.writing() as connection:
            removed["ownerless"] = delete_ownerless(connection)
        self._store.compact()
        return removed

    # --- ForgetsClients -----------------------------------------------------------

    def client_codes(self) -> Collection[ClientCode]:
        with self._store.reading() as connection:
            return tuple(connection.execute(select(schema.clients.c.code)).scalars())

    def person(self, client_code: ClientCode) -> Person | None:
        with self._store.reading() as connection:
            client = queries.client(connection, client_code)
            theirs = schema.enrolments.c.client_code == client_code
            return Person(client, queries.enrolments(connection, theirs)) if client else None

    def traces(self, person: Person) -> Mapping[str, int]:
        with self._store.reading() as connection:
            return traces_of(connection, person).count(connection)

    def evidence_kept(self, client_code: ClientCode) -> int:
        table = schema.result_evidence
        query = select(func.count()).select_from(table).where(table.c.client_code == client_code)
        with self._store.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def forget(self, person: Person) -> None:
        with self._store.writing() as connection:
            traces_of(connection, person).delete(connection)
        self._store.compact()

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


def _add(connection: Connection, enrolment: Enrolment, log: ContactLog) -> None:
    row = {"id": uuid4().hex, "enrolment_id": enrolment.id, **asdict(log)}
    connection.execute(insert(schema.contact_logs).values(row))
