"""A host's own PowerPro repository, over the tables of another system.

A host only has to write a class like `SchoolStore`. Its tables are a school's: students, classes,
bookings, subjects and a diary. The agent writes a student's ``other_no``, a subject's grade, and
new lines in the diary.
"""

import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from talent_powerpro import Agent
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.sql import SqlAgentState
from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import (
    Client,
    ContactLog,
    Course,
    Enrolment,
    EnrolmentId,
    TalentCourse,
    TalentCourseId,
    TalentUserId,
    Unit,
    UnitResult,
    UnitType,
    same_text,
    talent_number,
)

Cell: TypeAlias = str | None

TABLES = """
CREATE TABLE student (nr TEXT PRIMARY KEY, family TEXT, given TEXT, mail TEXT, other_no TEXT);
CREATE TABLE class (nr TEXT PRIMARY KEY, title TEXT, closed INTEGER, elearn INTEGER,
                    cohort TEXT, sub_cohort TEXT);
CREATE TABLE booking (nr INTEGER PRIMARY KEY, student TEXT, class TEXT, state TEXT, left_on TEXT,
                      done_on TEXT, deferred_on TEXT, elearn INTEGER, elearn_on TEXT);
CREATE TABLE subject (nr INTEGER PRIMARY KEY, booking INTEGER, code TEXT, kind TEXT,
                      begins_on TEXT, grade TEXT, graded_on TEXT, remark TEXT);
CREATE TABLE diary (booking INTEGER, at REAL, kind TEXT, note TEXT);
"""
"""Texts are never null. Dates are ISO texts, or null. Times are Unix times."""

CLIENTS = """
SELECT nr AS code, family AS surname, given AS given_names, mail AS email, other_no AS secondary_id
FROM student
"""
COURSES = """
SELECT nr AS code, title AS name, closed AS archived, elearn AS export_to_talent,
       cohort AS talent_course_id, sub_cohort AS talent_group_key FROM class
"""
ENROLMENTS = """
SELECT CAST(nr AS TEXT) AS id, student AS client, class AS course, state AS booking_status,
       left_on AS withdrawal_date, done_on AS completion_date, deferred_on AS deferment_date,
       elearn AS export, elearn_on AS export_date FROM booking
"""
UNITS = """
SELECT CAST(nr AS TEXT) AS id, code, kind AS type, begins_on AS start_date, grade AS outcome,
       graded_on AS outcome_date, remark AS short_comment FROM subject WHERE booking = ? ORDER BY nr
"""
CONTACT_LOGS = """
SELECT at AS contact_date, kind AS contact_type, note AS description
FROM diary WHERE booking = ? ORDER BY at
"""
"""The school's columns, renamed to the model's field names."""


class SchoolStore:
    """A `PowerProRepository` over one connection, for the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Sequence[Enrolment]:
        return self._enrolments("WHERE elearn" if "enrolment-exported" in narrowed_by else "")

    def provisioned_enrolments(self) -> Sequence[Enrolment]:
        return [each for each in self._enrolments() if each.provisioning_log]

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        return next(iter(self._enrolments("WHERE nr = ?", enrolment_id)), None)

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        wanted = talent_number(user_id)
        return [c for c in self._clients() if wanted and talent_number(c.secondary_id) == wanted]

    def clients_with_email(self, email: str) -> Sequence[Client]:
        return [client for client in self._clients() if same_text(client.email, email)]

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        self._set("student", client.code, {"other_no": client.secondary_id}, (user_id,))

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        read = dict(zip(("grade", "graded_on", "remark"), cells(unit.result), strict=True))
        self._set("subject", unit.id, read, cells(result))

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")  # no other writer between look and write
            now = self.enrolment(enrolment.id)
            if now is None:
                raise EditedMeanwhile(f"booking {enrolment.id} is gone")
            if now.provisioning_log is None:
                entry = (now.id, log.contact_date.timestamp(), log.contact_type, log.description)
                self._db.execute("INSERT INTO diary VALUES (?, ?, ?, ?)", entry)

    def _set(self, table: str, key: str, read: dict[str, Cell], wanted: tuple[Cell, ...]) -> None:
        """Write only if the row is still as it was read; do nothing if it is already set.

        Raises `EditedMeanwhile` otherwise: a person's edit wins.
        """
        same = "nr = ? AND " + " AND ".join(f"{column} IS ?" for column in read)
        new = ", ".join(f"{column} = ?" for column in read)
        with self._db:
            if self._db.execute(f"SELECT 1 FROM {table} WHERE {same}", (key, *wanted)).fetchone():
                return
            update = f"UPDATE {table} SET {new} WHERE {same}"
            if not self._db.execute(update, (*wanted, key, *read.values())).rowcount:
                raise EditedMeanwhile(f"{table} {key} is no longer as it was read")

    def _clients(self) -> Sequence[Client]:
        return [Client(**row) for row in self._rows(CLIENTS)]

    def _enrolments(self, where: str = "", *values: str) -> Sequence[Enrolment]:
        clients = {client.code: client for client in self._clients()}
        courses = {row["code"]: Course(**row) for row in self._rows(COURSES)}
        found = []
        for row in self._rows(f"{ENROLMENTS} {where} ORDER BY nr", *values):
            client, course = clients[row.pop("client")], courses[row.pop("course")]
            units = [Unit(enrolment_id=row["id"], **each) for each in self._rows(UNITS, row["id"])]
            entries = self._rows(CONTACT_LOGS, row["id"])
            logs = [ContactLog(client.name, course.name, **each) for each in entries]
            facts = {"units": tuple(units), "contact_logs": tuple(logs), **row}
            found.append(Enrolment(client=client, course=course, **facts))
        return found

    def _rows(self, query: str, *values: str) -> list[dict[str, Any]]:
        answer = self._db.execute(query, values)
        names = [column for column, *_ in answer.description]
        return [{n: model_value(n, c) for n, c in zip(names, row, strict=True)} for row in answer]


def model_value(name: str, cell: Any) -> Any:
    """Convert a database cell to the model's value."""
    if name == "contact_date":
        return datetime.fromtimestamp(cell, UTC)
    if name.endswith("_date"):
        return date.fromisoformat(cell) if cell else None
    kinds = {"type": UnitType, "archived": bool, "export": bool, "export_to_talent": bool}
    return kinds[name](cell) if name in kinds else cell


def cells(result: UnitResult) -> tuple[Cell, Cell, Cell]:
    """Convert a result to the school's three columns."""
    graded_on = result.outcome_date.isoformat() if result.outcome_date else None
    return result.outcome, graded_on, result.short_comment


def main() -> None:
    """Provision Joana Gomez, who is booked into class ICT30120-A and due today.

    What the agent remembers between runs is in the school's own file, in tables that begin with
    ``talent_``.
    """
    today = datetime.now(UTC).date().isoformat()
    talent = MemoryTalent(courses=[TalentCourse(TalentCourseId("126"), "Web")], next_user_id=7)
    with (
        TemporaryDirectory() as folder,
        closing(sqlite3.connect(file := Path(folder) / "school.db")) as connection,
        SqlAgentState.create(f"sqlite:///{file.as_posix()}", prefix="talent_") as memory,
    ):
        connection.executescript(TABLES)
        connection.executescript(
            f"""
            INSERT INTO student VALUES ('2021000017', 'GOMEZ', 'JOANA', 'jg11@pm.me', '');
            INSERT INTO class VALUES ('ICT30120-A', 'Certificate III', 0, 1, '126', '');
            INSERT INTO booking VALUES
                (1001, '2021000017', 'ICT30120-A', 'Confirmed', NULL, NULL, NULL, 1, '{today}');
            """
        )
        Agent(SchoolStore(connection), talent, timezone=UTC, state=memory.state).run()
        print("student:", *connection.execute("SELECT nr, other_no FROM student").fetchone())
        print("diary:", *connection.execute("SELECT kind, note FROM diary").fetchone())


if __name__ == "__main__":
    main()
