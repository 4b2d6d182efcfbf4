"""What the dialect of MariaDB says and sends. There is no server here."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, make_url

from support.sql.recorded import Recorded, option_faults
from support.sql.server_messages import numbers_on_page
from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import WHITE
from talent_powerpro.adapters.sql.dialects.mariadb import MariaDB
from talent_powerpro.adapters.sql.table_names import NO_NAMES, TableNames
from talent_powerpro.errors import SettingsFault

MARIADB = MariaDB()
STRICT = "SET sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"
ROWS = [{"enrolment_id": "E1", "export_date": None}, {"enrolment_id": "E2", "export_date": None}]


def test_it_says_what_it_is() -> None:
    it = MARIADB
    assert (it.name, it.product, it.oldest) == ("mariadb", "MariaDB", (10, 5))
    assert (it.reads_at, it.writes_at) == ("", "")
    assert (it.backs_up, it.computed_stored, it.indexes_expressions) == (
        *("mariadb-dump", False, False),
    )


# --- the address ------------------------------------------------------------------

KNOWN = (
    *("bind_address", "charset", "connect_timeout", "read_timeout", "ssl_ca", "ssl_cert"),
    *("ssl_check_hostname", "ssl_disabled", "ssl_key", "unix_socket", "write_timeout"),
)
INSTEAD = {
    "sslmode": "Write ssl_ca=FILE to have the server's certificate checked",
    "sslrootcert": "Write ssl_ca=FILE",
    "host": "Write unix_socket=FILE for a socket",
    "speed": f"Known are {', '.join(KNOWN)}",
}


def test_an_address_may_have_the_options_of_the_driver() -> None:
    seconds = ("connect_timeout", "read_timeout", "write_timeout")
    values = {
        "charset": ["utf8mb4"],
        "ssl_check_hostname": ["false", "true"],
        "ssl_disabled": ["true"],
    }
    assert {each: option_faults(MARIADB, each, "no") for each in KNOWN} == {
        **{each: [] for each in KNOWN},
        **{
            each: [f"has the option {each} without a number of seconds. Write 1 or more"]
            for each in seconds
        },
        **{
            each: [f"has another {each} than {', '.join(those)}. Write one of these"]
            for each, those in values.items()
        },
    }
    for each in seconds:
        assert option_faults(MARIADB, each, "7") == []
    for each, those in values.items():
        assert [option_faults(MARIADB, each, value) for value in those] == [[] for _ in those]


def test_another_option_has_advice_of_its_own() -> None:
    assert {each: option_faults(MARIADB, each, "x") for each in INSTEAD} == {
        each: [f"has an unknown option {each} after the ?. {advice}"]
        for each, advice in INSTEAD.items()
    }


def test_an_address_without_a_database_names_the_product() -> None:
    assert list(MARIADB.address_faults(make_url("mariadb+pymysql://db"))) == [
        "names a server of MariaDB, and no database on it. "
        "Write the database's name after the server and a slash"
    ]


# --- faults -----------------------------------------------------------------------


def test_each_number_has_the_meaning_that_the_page_says() -> None:
    said = numbers_on_page("MariaDB")
    assert len(said) == 37
    found = {number: MARIADB.meant(Exception(int(number), "secret")) for number in said}
    assert found == {number: (meaning, number) for number, meaning in said.items()}


# --- how a session begins ---------------------------------------------------------


@pytest.mark.parametrize(("seconds", "waited"), [(5, 5), (2.6, 3), (0.1, 1)])
def test_a_session_waits_for_a_lock_as_long_as_it_is_told(seconds: float, waited: int) -> None:
    assert MARIADB.settings(seconds) == (
        STRICT,
        "SET time_zone = '+00:00'",
        f"SET innodb_lock_wait_timeout = {waited}",
        f"SET lock_wait_timeout = {waited}",
        "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    )


def test_the_session_that_holds_the_run_lock_may_be_idle_for_a_year() -> None:
    assert MARIADB.lasting_settings() == (
        STRICT,
        "SET wait_timeout = 31536000",
        "SET net_read_timeout = 31536000",
    )


def test_a_password_goes_to_the_server_in_utf_8() -> None:
    url = make_url("mariadb+pymysql://db/powerpro")
    assert MARIADB.arguments(url) == {}
    assert MARIADB.arguments(url.set(password="Zoë")) == {"password": b"Zo\xc3\xab"}


COMMITS = (
    "The connection to the database commits each statement by itself.",
    "Hand over one without the isolation level AUTOCOMMIT, or the Engine.",
)
CUTS = (
    "The connection to the database cuts values that are too long.",
    "Add STRICT_TRANS_TABLES to its sql_mode.",
)


@pytest.mark.parametrize(
    ("mode", "commits_each", "why"),
    [
        ("STRICT_ALL_TABLES", 0, None),
        ("ANSI,STRICT_TRANS_TABLES", 0, None),
        ("ANSI,STRICT_TRANS_TABLES", 1, COMMITS),
        ("ANSI", 0, CUTS),
        ("", 1, CUTS),
    ],
)
def test_a_hosts_session_must_be_strict_and_have_transactions(
    mode: str, commits_each: int, why: Any
) -> None:
    connection = Recorded(MARIADB, (mode, commits_each))
    told = None
    try:
        MARIADB.check_session(connection.used, "database")
    except SettingsFault as fault:
        told = fault.message, fault.remedy
    assert told == why
    assert connection.sent == ["SELECT @@sql_mode, @@autocommit"]


# --- locks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "is_alone", "seconds", "waited"), [(1, True, 2.6, 3), (0, False, 0.1, 1)]
)
def test_one_process_at_a_time_makes_a_store(
    answer: int, is_alone: bool, seconds: float, waited: int
) -> None:
    connection = Recorded(MARIADB, "powerpro", answer)
    assert MARIADB.make_alone(connection.used, seconds) is is_alone
    name = "talent-powerpro 2265c821ade69be45535ef5b8d893f538d4d77b0"
    assert connection.sent == ["SELECT DATABASE()", f"SELECT GET_LOCK('{name}', {waited})"]


@pytest.mark.parametrize(
    ("names", "rto", "name"),
    [
        (NO_NAMES, "North", "e461e38e3c35acda252b0e5a75735e41df4e4fee"),
        (NO_NAMES, "South", "693e03449209f4ae39737f7e8f9b49303610dbd7"),
        (TableNames(schema="agent"), "North", "39d805387998a18d4ca5b11e71b8d1c727df8d66"),
        (TableNames(prefix="t_"), "North", "61d0672e0faa1ce572066b532397528543e33cfe"),
        (
            TableNames(schema="agent", prefix="t_"),
            "North",
            "f55713d097c0a1ff58cf32a0bcf6ed375d8fc9fa",
        ),
    ],
)
def test_a_run_lock_has_the_same_name_in_each_version(
    names: TableNames, rto: str, name: str
) -> None:
    """Another name would let two versions of the program run at once."""
    connection = Recorded(MARIADB, "powerpro")
    assert MARIADB.lock_name(connection.used, names, rto) == f"'talent-powerpro {name}'"
    assert connection.sent == ["SELECT DATABASE()"]


def test_a_run_lock_is_taken_once() -> None:
    connection = Recorded(MARIADB, 7, None)
    assert [MARIADB.take(connection.used, "'it'") for _ in range(2)] == [7, None]
    MARIADB.release(connection.used, "'it'")
    query = (
        "SELECT CASE WHEN IS_USED_LOCK('it') = CONNECTION_ID() THEN NULL"
        " WHEN GET_LOCK('it', 0) = 1 THEN CONNECTION_ID() END"
    )
    assert connection.sent == [query, query, "SELECT RELEASE_LOCK('it')"]
    assert MARIADB.is_held("'it'", 7) == "IS_USED_LOCK('it') <=> 7"


# --- rows -------------------------------------------------------------------------

INSERT = "INSERT INTO due_marks (enrolment_id, export_date) VALUES (%s, %s)"


def test_a_row_that_is_there_gets_the_new_values() -> None:
    connection = Recorded(MARIADB)
    for rows in (ROWS, []):
        MARIADB.upsert(
            connection.used, schema.due_marks, rows, key=["enrolment_id"], values=["export_date"]
        )
    new = "ON DUPLICATE KEY UPDATE export_date = VALUES(export_date)"
    assert connection.sent == [f"{INSERT} {new}", ROWS]


def test_a_row_that_is_there_is_left_as_it_is() -> None:
    connection = Recorded(MARIADB)
    for rows in (ROWS, []):
        MARIADB.insert_new(connection.used, schema.due_marks, rows)
    assert connection.sent == [f"{INSERT} ON DUPLICATE KEY UPDATE rto = VALUES(rto)", ROWS]


def test_temporary_tables_are_made_anew_and_dropped_without_an_end_of_the_transaction() -> None:
    tables = MetaData()
    Table("one", tables, Column("it", Integer), prefixes=["TEMPORARY"])
    connection = Recorded(MARIADB)
    drop = "DROP TEMPORARY TABLE IF EXISTS one"
    MARIADB.make_temporary(connection.used, tables)
    MARIADB.drop_temporary(connection.used, tables)
    assert connection.sent == [drop, "CREATE TEMPORARY TABLE one ( it INTEGER )", drop]


def test_a_text_ends_before_16_mebibytes() -> None:
    most = 2**24 - 1
    for fits in ("x\0y", "x" * most, "é" * (most // 2)):
        assert MARIADB.of_long_text(fits) == ""
    for too_long in ("x" * (most + 1), "𝄞" * 2**22):
        assert MARIADB.of_long_text(too_long) == (
            f"which has {most + 1} bytes, and MariaDB takes {most}"
        )


# --- expressions ------------------------------------------------------------------


def test_a_text_is_searchable_where_it_is_plain() -> None:
    assert MARIADB.plain_text("email") == (
        "CASE WHEN email REGEXP '[^ -~]' OR instr(trim(email), '  ') > 0"
        " OR char_length(email) > 200 THEN NULL ELSE lower(trim(email)) END"
    )
    assert MARIADB.talent_number("code") == (
        f"CASE WHEN code REGEXP '^[{WHITE}]*[0-9]+[{WHITE}]*$' THEN left(nullif("
        "trim(LEADING '0' FROM regexp_replace(code, '[^0-9]', '')), ''), 200) END"
    )


def test_days_and_lines_are_texts() -> None:
    assert MARIADB.closed_on() == (
        "least(coalesce(cast(withdrawal_date AS CHAR), '9999-12-31'),"
        " coalesce(cast(completion_date AS CHAR), '9999-12-31'))"
    )
    line = "concat_ws('\t', type, code, outcome, coalesce(cast(outcome_date AS CHAR), ''))"
    assert MARIADB.unit_line() == line
    assert MARIADB.unit_lines() == (
        f"(SELECT group_concat({line} ORDER BY {line} SEPARATOR '\n') FROM units"
        " WHERE units.rto = enrolments.rto AND units.enrolment_id = enrolments.id)"
    )
