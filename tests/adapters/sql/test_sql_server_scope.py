"""Every statement for a server says whose rows it means. Compiled alone, without a server."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, exists, insert, make_url, select, update
from sqlalchemy.exc import InvalidRequestError

from support.sql.said_rtos import silent_on
from talent_powerpro.adapters.sql import queries, result_scope, schema
from talent_powerpro.adapters.sql.dialects import DRIVERS, dialect_called
from talent_powerpro.adapters.sql.dialects.server_scope import for_rto, is_of_an_rto, with_rto

SERVERS = {
    name: make_url(f"{driver}://").get_dialect()()
    for driver, name in DRIVERS.items()
    if name != "sqlite"
}
CLIENTS, ENROLMENTS, LOGS = schema.clients, schema.enrolments, schema.contact_logs
SECOND = CLIENTS.alias("second")
STATEMENTS: dict[str, Any] = {
    "all rows of a table": select(CLIENTS),
    "an alias": select(SECOND.c.code),
    "a join": select(ENROLMENTS.c.id, CLIENTS.c.code).select_from(ENROLMENTS.join(CLIENTS)),
    "an outer join": select(ENROLMENTS.c.id).select_from(
        ENROLMENTS.outerjoin(SECOND, SECOND.c.code == ENROLMENTS.c.client_code)
    ),
    "a full outer join": select(ENROLMENTS.c.id).select_from(
        ENROLMENTS.join(SECOND, SECOND.c.code == ENROLMENTS.c.client_code, full=True)
    ),
    "three joined": select(LOGS.c.id).select_from(LOGS.join(ENROLMENTS).join(CLIENTS)),
    "two side by side": select(CLIENTS.c.code, ENROLMENTS.c.id),
    "a subquery": select(ENROLMENTS.c.id).where(
        ENROLMENTS.c.client_code.in_(select(SECOND.c.code))
    ),
    "whether there is one": select(exists().select_from(ENROLMENTS)),
    "a union": select(ENROLMENTS.c.client_code).union(select(CLIENTS.c.code)),
    "an update": update(CLIENTS).values(email=""),
    "a deletion": delete(LOGS).where(LOGS.c.enrolment_id.not_in(select(ENROLMENTS.c.id))),
    "enrolments to provision": select(ENROLMENTS.c.id).where(
        *queries.narrowing({"enrolment-exported", "not-yet-provisioned"})
    ),
    "the courses of all enrolments": select(result_scope._course_codes().c.code),
    "narrow rows": result_scope._NARROW,
}


@pytest.fixture(autouse=True)
def _hooks() -> None:
    for name in SERVERS:
        dialect_called(name)


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_a_statement_says_whose_rows_it_means(server: str, statement: Any) -> None:
    compiled = str(statement.compile(dialect=SERVERS[server]))
    assert ".rto = " in compiled
    assert silent_on(compiled) == []


OURS = "rto = %(rto)s::INTEGER"
SECOND_CLIENTS = "clients AS second ON second.code = enrolments.client_code AND second." + OURS
IN_FULL = {
    "an alias": f"SELECT second.code FROM clients AS second WHERE second.{OURS}",
    "a join": "SELECT enrolments.id, clients.code FROM enrolments JOIN clients ON clients.code"
    f" = enrolments.client_code AND clients.{OURS} WHERE enrolments.{OURS}",
    # Whose rows are meant is said beside ON: WHERE would lose the rows without a partner.
    "an outer join": f"SELECT enrolments.id FROM enrolments LEFT OUTER JOIN {SECOND_CLIENTS}"
    f" WHERE enrolments.{OURS}",
    "a full outer join": f"SELECT enrolments.id FROM enrolments FULL OUTER JOIN {SECOND_CLIENTS}"
    f" WHERE enrolments.{OURS}",
    "two side by side": "SELECT clients.code, enrolments.id FROM clients, enrolments"
    f" WHERE clients.{OURS} AND enrolments.{OURS}",
    "a subquery": "SELECT enrolments.id FROM enrolments WHERE enrolments.client_code IN"
    f" (SELECT second.code FROM clients AS second WHERE second.{OURS}) AND enrolments.{OURS}",
    "a union": f"SELECT enrolments.client_code FROM enrolments WHERE enrolments.{OURS}"
    f" UNION SELECT clients.code FROM clients WHERE clients.{OURS}",
    "an update": f"UPDATE clients SET email='' WHERE clients.{OURS}",
    "a deletion": "DELETE FROM contact_logs WHERE (contact_logs.enrolment_id NOT IN"
    f" (SELECT enrolments.id FROM enrolments WHERE enrolments.{OURS})) AND contact_logs.{OURS}",
}


@pytest.mark.parametrize(("name", "text"), IN_FULL.items())
def test_a_statement_is_changed_in_nothing_else(name: str, text: str) -> None:
    literal = {"literal_binds": True}
    compiled = STATEMENTS[name].compile(dialect=SERVERS["postgresql"], compile_kwargs=literal)
    assert " ".join(str(compiled).split()) == text


def test_options_of_the_compiler_are_those_of_each_part() -> None:
    literal = {"literal_binds": True}
    for statement in (
        delete(CLIENTS).where(CLIENTS.c.code == "C1"),
        select(CLIENTS.c.code).where(CLIENTS.c.code == "C1"),
        select(ENROLMENTS.c.id).select_from(ENROLMENTS.join(CLIENTS, CLIENTS.c.code == "C1")),
    ):
        compiled = str(statement.compile(dialect=SERVERS["postgresql"], compile_kwargs=literal))
        assert "clients.code = 'C1'" in compiled


@pytest.mark.parametrize("server", SERVERS)
def test_without_the_rto_s_number_nothing_is_sent(server: str) -> None:
    compiled = select(CLIENTS).compile(dialect=SERVERS[server])
    assert compiled.construct_params({"rto": 7}) == {"rto": 7}
    with pytest.raises(InvalidRequestError, match="A value is required for bind parameter 'rto'"):
        compiled.construct_params()


def test_only_tables_of_the_schema_have_rows_of_an_rto() -> None:
    kinds = (CLIENTS, schema.store, schema.migrations, SECOND, "clients")
    assert [is_of_an_rto(each) for each in kinds] == [True, False, False, False, False]


def test_computed_columns_are_not_among_those_of_a_row_that_is_inserted() -> None:
    columns = set(CLIENTS.columns.keys())
    assert set(with_rto(CLIENTS).columns.keys()) == {"rto", *columns} - {
        *("email_plain", "secondary_number")
    }


def test_a_file_has_one_rto_which_no_statement_names() -> None:
    assert [each for each in STATEMENTS.values() if "rto" in str(each)] == []


@pytest.mark.parametrize("table", [schema.store, schema.migrations], ids=lambda each: each.name)
def test_what_is_said_of_the_whole_database_has_no_rto(table: Any) -> None:
    assert "rto" not in str(select(table).compile(dialect=SERVERS["postgresql"]))


def test_each_row_that_is_inserted_gets_the_rto() -> None:
    before, connection = for_rto(7), Any
    row = {"enrolment_id": "E1", "export_date": None}
    statement, several, one = before(connection, insert(schema.due_marks), (), row, {})  # type: ignore[arg-type]
    compiled = statement.compile(dialect=SERVERS["postgresql"], column_keys=one)
    assert str(compiled) == (
        "INSERT INTO due_marks (rto, enrolment_id, export_date) VALUES (%(rto)s::INTEGER,"
        " %(enrolment_id)s::VARCHAR, %(export_date)s::DATE)"
    )
    assert (several, one) == ((), {**row, "rto": 7})
    _, several, one = before(connection, insert(schema.due_marks), [row, row], {}, {})  # type: ignore[arg-type]
    assert (several, one) == ([{**row, "rto": 7}] * 2, {})


def test_rows_within_a_statement_would_have_no_rto_and_are_refused() -> None:
    with pytest.raises(AssertionError, match="parameters"):
        for_rto(7)(Any, insert(schema.due_marks).values(enrolment_id="E1"), (), {}, {})  # type: ignore[arg-type]


def test_a_statement_of_the_driver_s_own_is_passed_on() -> None:
    assert for_rto(7)(Any, "SELECT 1", (), {}, {}) == ("SELECT 1", (), {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("statement", "silent"),
    [
        ("SELECT clients.code FROM clients WHERE clients.rto = 1", []),
        ("SELECT clients.code FROM clients", ["clients"]),
        ("SELECT 1 FROM clients AS others WHERE clients.rto = 1", ["others"]),
        ("SELECT 1 FROM units, clients WHERE units.rto = 1", ["clients"]),
        ("DELETE FROM journal", ["journal"]),
        ("INSERT INTO journal (run_id, rto) VALUES (1, 2)", ["journal"]),
        ("SELECT 1 FROM rtos", []),
    ],
)
def test_the_check_itself_finds_a_table_without_an_rto(statement: str, silent: list[str]) -> None:
    assert silent_on(statement) == silent
