"""What the dialect of PostgreSQL says and sends. There is no server here."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, make_url

from support.sql.recorded import Recorded, option_faults
from support.sql.server_messages import numbers_on_page
from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import WHITE
from talent_powerpro.adapters.sql.dialects.postgresql import PostgreSQL
from talent_powerpro.adapters.sql.dialects.server_faults import Meaning
from talent_powerpro.adapters.sql.table_names import NO_NAMES, TableNames
from talent_powerpro.errors import SettingsFault

POSTGRESQL = PostgreSQL()
ROWS = [{"enrolment_id": "E1", "export_date": None}, {"enrolment_id": "E2", "export_date": None}]


def test_it_says_what_it_is() -> None:
    it = POSTGRESQL
    assert (it.name, it.product, it.oldest) == ("postgresql", "PostgreSQL", (12,))
    assert (it.reads_at, it.writes_at) == ("REPEATABLE READ", "READ COMMITTED")
    assert (it.backs_up, it.computed_stored, it.indexes_expressions) == ("pg_dump", True, True)


# --- the address ------------------------------------------------------------------

KNOWN = (
    *("application_name", "channel_binding", "connect_timeout", "gssencmode", "host", "hostaddr"),
    *("keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "krbsrvname"),
    *("options", "passfile", "require_auth", "requirepeer", "service"),
    *("ssl_min_protocol_version", "sslcert", "sslcrl", "sslkey", "sslmode", "sslnegotiation"),
    *("sslrootcert", "target_session_attrs", "tcp_user_timeout"),
)
INSTEAD = {
    "ssl_ca": "Write sslmode=verify-full&sslrootcert=FILE",
    "ssl": "Write sslmode=require, or sslmode=verify-full&sslrootcert=FILE",
    "unix_socket": "Write host=FOLDER, the folder of the socket",
    "search_path": "Write options=-csearch_path%3DSCHEMA",
    "schema": "Write options=-csearch_path%3DSCHEMA",
    "speed": f"Known are {', '.join(KNOWN)}",
}
MODES = ("allow", "disable", "prefer", "require", "verify-ca", "verify-full")


@pytest.fixture(autouse=True)
def _without_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in ("PGPORT", "PGSSLMODE", "PGSERVICE"):
        monkeypatch.delenv(each, raising=False)


def test_an_address_may_have_the_options_of_libpq() -> None:
    assert {each: option_faults(POSTGRESQL, each, "no") for each in KNOWN} == {
        **{each: [] for each in KNOWN},
        "connect_timeout": [
            "has the option connect_timeout without a number of seconds. Write 1 or more"
        ],
        "sslmode": [f"has another sslmode than {', '.join(MODES)}. Write one of these"],
    }
    assert option_faults(POSTGRESQL, "connect_timeout", "7") == []
    assert [option_faults(POSTGRESQL, "sslmode", each) for each in MODES] == [[]] * len(MODES)


def test_another_option_has_advice_of_its_own() -> None:
    assert {each: option_faults(POSTGRESQL, each, "x") for each in INSTEAD} == {
        each: [f"has an unknown option {each} after the ?. {advice}"]
        for each, advice in INSTEAD.items()
    }


def test_an_address_without_a_database_names_the_product() -> None:
    assert list(POSTGRESQL.address_faults(make_url("postgresql+psycopg://db"))) == [
        "names a server of PostgreSQL, and no database on it. "
        "Write the database's name after the server and a slash"
    ]


# --- faults -----------------------------------------------------------------------


class FromServer(Exception):
    """An error of a driver. *sqlstate* is as psycopg has it."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__()
        self.sqlstate = sqlstate


def numbers() -> Iterator[tuple[str, Meaning]]:
    for code, meaning in numbers_on_page("PostgreSQL").items():
        yield code.ljust(5, "Z"), meaning


def test_each_number_has_the_meaning_that_the_page_says() -> None:
    found = {code: POSTGRESQL.meant(FromServer(code)) for code, _ in numbers()}
    assert len(found) == 16
    assert found == {code: (meaning, code) for code, meaning in numbers()}


# --- how a session begins ---------------------------------------------------------


@pytest.mark.parametrize(("seconds", "thousandths"), [(5, 5000), (2.6, 2600), (0.0001, 1)])
def test_a_session_waits_for_a_lock_as_long_as_it_is_told_and_never_without_end(
    seconds: float, thousandths: int
) -> None:
    """A time-out of 0 is none."""
    assert POSTGRESQL.settings(seconds) == (
        "SET TIME ZONE 'UTC'",
        f"SET lock_timeout = {thousandths}",
    )


def test_the_session_that_holds_the_run_lock_may_be_idle_for_long() -> None:
    assert POSTGRESQL.lasting_settings() == (
        "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'",
        "SET tcp_keepalives_idle = 60",
        "SET tcp_keepalives_interval = 10",
        "SET tcp_keepalives_count = 6",
    )


def test_the_address_says_all_to_the_driver() -> None:
    assert POSTGRESQL.arguments(make_url("postgresql+psycopg://u:sesame@db/powerpro")) == {}


@pytest.mark.parametrize(
    ("commits_each", "why"),
    [
        (False, None),
        (
            True,
            (
                "The connection to the database commits each statement by itself.",
                "Hand over one without the isolation level AUTOCOMMIT, or the Engine.",
            ),
        ),
    ],
)
def test_a_hosts_session_must_have_transactions(commits_each: bool, why: Any) -> None:
    session = SimpleNamespace(driver_connection=SimpleNamespace(autocommit=commits_each))
    host: Any = SimpleNamespace(connection=session)
    told = None
    try:
        POSTGRESQL.check_session(host, "database")
    except SettingsFault as fault:
        told = fault.message, fault.remedy
    assert told == why


# --- locks ------------------------------------------------------------------------


def test_one_process_at_a_time_makes_a_store() -> None:
    connection = Recorded(POSTGRESQL)
    assert POSTGRESQL.make_alone(connection.used, 5) is True
    assert connection.sent == [
        "SELECT pg_advisory_xact_lock(%(key)s)",
        {"key": -3784655112960218951},
    ]


@pytest.mark.parametrize(
    ("names", "rto", "number"),
    [
        (NO_NAMES, "North", -5929504982023916893),
        (NO_NAMES, "South", 5910548997617769126),
        (TableNames(schema="agent"), "North", -7530525850395043859),
        (TableNames(prefix="t_"), "North", 2301283144278577912),
        (TableNames(schema="agent", prefix="t_"), "North", -2011994371057259184),
    ],
)
def test_a_run_lock_has_the_same_number_in_each_version(
    names: TableNames, rto: str, number: int
) -> None:
    """Another number would let two versions of the program run at once."""
    connection = Recorded(POSTGRESQL, "powerpro")
    assert POSTGRESQL.lock_name(connection.used, names, rto) == str(number)
    assert connection.sent == ["SELECT current_schema()"]


def held(high: int, low: int, session: str) -> str:
    return (
        "EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
        f" AND classid = {high} AND objid = {low} AND granted AND pid = {session})"
    )


def test_a_run_lock_is_taken_once_and_asked_for_in_two_halves() -> None:
    connection = Recorded(POSTGRESQL, 7, None)
    assert [POSTGRESQL.take(connection.used, "-5") for _ in range(2)] == [7, None]
    POSTGRESQL.release(connection.used, "-5")
    one = held(4294967295, 4294967291, "pg_backend_pid()")
    query = (
        f"SELECT CASE WHEN {one} THEN NULL WHEN pg_try_advisory_lock(-5) THEN pg_backend_pid() END"
    )
    assert connection.sent == [query, query, "SELECT pg_advisory_unlock(-5)"]
    assert POSTGRESQL.is_held(str(3 * 2**32 + 5), 7) == held(3, 5, "7")


# --- rows -------------------------------------------------------------------------

INSERT = (
    "INSERT INTO due_marks (enrolment_id, export_date) VALUES"
    " (%(enrolment_id)s::VARCHAR, %(export_date)s::DATE)"
)


def test_a_row_that_is_there_gets_the_new_values() -> None:
    connection = Recorded(POSTGRESQL)
    for rows in (ROWS, []):
        POSTGRESQL.upsert(
            connection.used, schema.due_marks, rows, key=["enrolment_id"], values=["export_date"]
        )
    new = "DO UPDATE SET export_date = excluded.export_date"
    assert connection.sent == [f"{INSERT} ON CONFLICT (rto, enrolment_id) {new}", ROWS]


def test_a_row_that_is_there_is_left_as_it_is() -> None:
    connection = Recorded(POSTGRESQL)
    for rows in (ROWS, []):
        POSTGRESQL.insert_new(connection.used, schema.due_marks, rows)
    assert connection.sent == [f"{INSERT} ON CONFLICT DO NOTHING", ROWS]


def test_temporary_tables_are_made_and_dropped() -> None:
    tables = MetaData()
    Table("one", tables, Column("it", Integer), prefixes=["TEMPORARY"])
    connection = Recorded(POSTGRESQL)
    POSTGRESQL.make_temporary(connection.used, tables)
    POSTGRESQL.drop_temporary(connection.used, tables)
    assert connection.sent == ["CREATE TEMPORARY TABLE one ( it INTEGER )", "DROP TABLE one"]


def test_a_text_has_no_zero() -> None:
    assert POSTGRESQL.of_long_text("x") == ""
    assert POSTGRESQL.of_long_text("x\0y") == (
        "which has a character that PostgreSQL does not take, U+0000"
    )


# --- expressions ------------------------------------------------------------------


def day(column: str) -> str:
    return (
        f"(lpad(extract(year FROM {column})::text, 4, '0')"
        f" || '-' || lpad(extract(month FROM {column})::text, 2, '0')"
        f" || '-' || lpad(extract(day FROM {column})::text, 2, '0'))"
    )


def trimmed(column: str) -> str:
    white = "".join(f"\\u{ord(each):04x}" for each in WHITE)
    return f"btrim({column}, E'{white}')"


def test_a_text_is_searchable_where_it_is_plain() -> None:
    email, code = trimmed("email"), trimmed("code")
    assert POSTGRESQL.plain_text("email") == (
        f"CASE WHEN ({email} COLLATE \"C\") ~ '[^ -~]' OR position('  ' in {email}) > 0"
        f" OR length({email}) > 200 THEN NULL ELSE lower({email}) END"
    )
    assert POSTGRESQL.talent_number("code") == (
        f"CASE WHEN ({code} COLLATE \"C\") ~ '^[0-9]+$'"
        f" THEN left(nullif(ltrim({code}, '0'), ''), 200) END"
    )


def test_days_and_lines_do_not_depend_on_the_session() -> None:
    ends = ", ".join(
        f"coalesce({day(each)}, '9999-12-31')" for each in ("withdrawal_date", "completion_date")
    )
    assert POSTGRESQL.closed_on() == f'(least({ends}) COLLATE "C")'
    line = (
        "((type || chr(9) || code || chr(9) || outcome || chr(9) ||"
        f" coalesce({day('outcome_date')}, '')) COLLATE \"C\")"
    )
    assert POSTGRESQL.unit_line() == line
    assert POSTGRESQL.unit_lines() == (
        f"(SELECT string_agg({line}, chr(10) ORDER BY {line}) FROM units"
        " WHERE units.rto = enrolments.rto AND units.enrolment_id = enrolments.id)"
    )
