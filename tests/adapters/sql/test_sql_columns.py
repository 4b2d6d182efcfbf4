"""How columns are made, read and written; computed ones agree with the model's functions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    Column,
    ColumnClause,
    ColumnElement,
    MetaData,
    Select,
    Table,
    create_engine,
    literal,
    literal_column,
    make_url,
    select,
)
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateTable

from support.machine_zone import machine_in, needs_a_zone_of_the_process
from support.sql.guide_rows import by_hand, make
from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import (
    WHITE,
    Checked,
    ClosedOn,
    IsValid,
    Json,
    LocalDate,
    PlainText,
    ScopeEnds,
    TalentNumber,
    UnitLine,
    UnitLines,
    Unread,
    UtcDateTime,
    WholeNumber,
    Word,
    YesNo,
    day,
    json,
    key,
    moment,
    plain_of,
    reference,
    sequence,
    short_text,
    talent_number_of,
    text,
    unique,
    whole_number,
    yes_no,
)
from talent_powerpro.adapters.sql.dialects import DRIVERS, dialect_called
from talent_powerpro.adapters.sql.dialects.sqlite_checks import valid
from talent_powerpro.model import plain, talent_number
from talent_powerpro.records.journal import SyncLogLine

DIALECTS = {name: make_url(f"{driver}://").get_dialect()() for driver, name in DRIVERS.items()}


class Size(StrEnum):
    BIG = "big"
    SMALL = "small"


class Colour(StrEnum):
    RED = "red"


TEXTS = st.text(
    st.sampled_from("07 9aZ@.\t\u00a0\u2009éÉßK")
    | st.sampled_from(WHITE)
    | st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    max_size=8,
)


# --- how a column is made ---------------------------------------------------------


def statement(table: Table, dialect: str) -> str:
    """The statement that makes the table."""
    dialect_called(dialect)
    made = CreateTable(table).compile(dialect=DIALECTS[dialect])
    return str(made).replace(", \n", ",\n").strip()


def made_in_sqlite() -> tuple[str, str]:
    """The statements for two tables, which have a column of each constructor."""
    tables = MetaData(naming_convention=schema.metadata.naming_convention)
    other = Table("other", tables, key("code"), key("part"))
    table = Table(
        "t",
        tables,
        sequence(),
        unique("id"),
        text("name"),
        short_text("short"),
        reference("code", "other.code"),
        yes_no("is_open"),
        yes_no("is_new", nullable=True),
        day("ends"),
        day("begins", nullable=False),
        moment("made"),
        moment("seen", nullable=True),
        json("words"),
        whole_number("count"),
        whole_number("most", nullable=True),
        Column("extent", Word(Size, name="extent")),
        plain_of("name_plain", "name"),
        talent_number_of("name_number", "name"),
    )
    return statement(other, "sqlite"), statement(table, "sqlite")


def checked(name: str, kind: type[Checked]) -> str:
    return f"CONSTRAINT ck_t_{name} CHECK ({valid(name, kind)})"


def test_columns_in_sqlite_have_checks_for_what_it_has_no_types_for() -> None:
    sqlite = dialect_called("sqlite")
    other, table = made_in_sqlite()
    assert (
        other
        == """CREATE TABLE other (
\tcode TEXT NOT NULL,
\tpart TEXT NOT NULL,
\tCONSTRAINT pk_other PRIMARY KEY (code, part)
)"""
    )
    assert (
        table
        == f"""CREATE TABLE t (
\tsequence INTEGER NOT NULL,
\tid TEXT NOT NULL,
\tname TEXT NOT NULL,
\tshort TEXT NOT NULL,
\tcode TEXT NOT NULL,
\tis_open BOOLEAN NOT NULL,
\tis_new BOOLEAN,
\tends DATE {checked("ends", LocalDate)},
\tbegins DATE NOT NULL {checked("begins", LocalDate)},
\tmade DATETIME NOT NULL {checked("made", UtcDateTime)},
\tseen DATETIME {checked("seen", UtcDateTime)},
\twords JSON NOT NULL {checked("words", Json)},
\tcount INTEGER NOT NULL {checked("count", WholeNumber)},
\tmost INTEGER {checked("most", WholeNumber)},
\textent VARCHAR(5),
\tname_plain TEXT GENERATED ALWAYS AS ({sqlite.plain_text("name")}) VIRTUAL,
\tname_number TEXT GENERATED ALWAYS AS ({sqlite.talent_number("name")}) VIRTUAL,
\tCONSTRAINT pk_t PRIMARY KEY (sequence),
\tCONSTRAINT uq_t_id UNIQUE (id),
\tCONSTRAINT fk_t_code FOREIGN KEY(code) REFERENCES other (code),
\tCONSTRAINT ck_t_is_open CHECK (is_open IN (0, 1)),
\tCONSTRAINT ck_t_is_new CHECK (is_new IN (0, 1)),
\tCONSTRAINT ck_t_extent CHECK (extent IN ('big', 'small'))
)"""
    )


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb"])
def test_a_servers_key_has_a_length_and_a_word_is_checked_text(dialect: str) -> None:
    tables = MetaData(naming_convention=schema.metadata.naming_convention)
    extent: Column[Any] = Column("extent", Word(Size, name="extent"))
    made = statement(Table("t", tables, short_text("short"), extent), dialect)
    assert "\tshort VARCHAR(255) " in made
    assert "\textent VARCHAR(5),\n" in made
    assert "CONSTRAINT ck_t_extent CHECK (extent IN ('big', 'small'))" in made


# --- how a value is read and written ----------------------------------------------


def read(kind: Checked, stored: object, dialect: str) -> object:
    there = DIALECTS[dialect]
    reading = kind.dialect_impl(there).result_processor(there, None)
    assert reading
    return reading(stored)


def written(kind: Checked, value: object, dialect: str) -> object:
    there = DIALECTS[dialect]
    writing = kind.dialect_impl(there).bind_processor(there)
    assert writing
    return writing(value)


AT = datetime(2026, 3, 17, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("kind", "stored", "value"),
    [
        (LocalDate(), "2026-03-17", DAY),
        (LocalDate(), "", None),
        (LocalDate(), " \t", None),
        (LocalDate(), "17/03/2026", Unread("17/03/2026")),
        (LocalDate(), 20260317, Unread(20260317)),
        (UtcDateTime(), "2026-03-17 09:30:00", AT),
        (UtcDateTime(), "2026-03-17 09:30:00.000005", AT.replace(microsecond=5)),
        (UtcDateTime(), "2026-03-17 09:30:00+00:00", Unread("2026-03-17 09:30:00+00:00")),
        (UtcDateTime(), "2026-03-17", Unread("2026-03-17")),
        (UtcDateTime(), "", Unread("")),
        (UtcDateTime(), 2026, Unread(2026)),
        (YesNo(), 1, True),
        (YesNo(), 0, False),
        (YesNo(), 2, Unread(2)),
        (YesNo(), "yes", Unread("yes")),
        (WholeNumber(), 7, 7),
        (WholeNumber(), 7.5, Unread(7.5)),
        (WholeNumber(), "seven", Unread("seven")),
        (Json(), "[]", []),
        (Json(), '["a"]', ["a"]),
        (Json(), '{"a": 1}', {"a": 1}),
        (Json(), "7", Unread("7")),
        (Json(), "soon", Unread("soon")),
        (Json(), 7, Unread(7)),
        (Json(), "[" * 100_000, Unread("[" * 100_000)),
        *((kind, None, None) for kind in (LocalDate(), UtcDateTime(), YesNo(), Json())),
    ],
)
def test_a_stored_value_is_read_as_its_type_or_as_unread(
    kind: Checked, stored: object, value: object
) -> None:
    found = read(kind, stored, "sqlite")
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_a_servers_driver_has_converted_days_and_moments(server: str) -> None:
    assert read(LocalDate(), DAY, server) == DAY
    moment_read = read(UtcDateTime(), datetime(2026, 3, 17, 9, 30), server)  # noqa: DTZ001  # as drivers give it
    assert (moment_read, type(moment_read)) == (AT, datetime)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (LocalDate(), "a date such as 2026-03-17"),
        (UtcDateTime(), "a date and time in UTC such as 2026-03-17 09:30:00.000000"),
        (YesNo(), "0 or 1"),
        (WholeNumber(), "a whole number"),
        (Json(), "JSON as the agent writes it"),
    ],
)
def test_each_type_says_what_its_values_have_to_be(kind: Checked, wanted: str) -> None:
    assert kind.wanted == wanted


def test_json_is_written_as_text() -> None:
    assert written(Json(), {"name": ["Zoë"]}, "sqlite") == '{"name": ["Zo\\u00eb"]}'


def test_a_word_is_read_and_written_by_the_values_of_its_enumeration() -> None:
    word = Word(Size, name="extent")
    assert word.wanted == "big or small"
    assert written(word, Size.BIG, "sqlite") == "big"
    assert read(word, "big", "sqlite") is Size.BIG
    assert read(word, "huge", "sqlite") == Unread("huge")
    assert read(word, None, "sqlite") is None


def test_no_moment_is_written_as_null() -> None:
    assert written(UtcDateTime(), None, "postgresql") is None


@needs_a_zone_of_the_process
def test_a_moment_is_written_in_utc_whatever_the_zone_of_the_machine() -> None:
    melbourne = datetime(2026, 3, 17, 20, 30, tzinfo=ZoneInfo("Australia/Melbourne"))
    with machine_in("Australia/Perth"):
        stored = written(UtcDateTime(), melbourne, "postgresql")
    assert stored == datetime(2026, 3, 17, 9, 30)  # noqa: DTZ001  # as it is stored


# --- statements that are compiled once --------------------------------------------


def answers(*queries: Select[Any]) -> tuple[list[Any], int]:
    """The first row of each query over an empty store, and how many were compiled."""
    compiled: dict[Any, Any] = {}
    with closing(sqlite3.connect(":memory:")) as driver:
        engine = create_engine("sqlite://", creator=lambda: driver)
        with engine.connect() as connection:
            schema.metadata.create_all(connection, checkfirst=False)
            options = {"compiled_cache": compiled}
            found = [
                connection.execute(each, execution_options=options).first() for each in queries
            ]
        return found, len(compiled)


@pytest.mark.parametrize(
    "one",
    [
        *(
            literal_column("NULL", kind)
            for kind in (
                *(LocalDate(), UtcDateTime(), YesNo(), WholeNumber(), Json()),
                Word(Size, name="size"),
            )
        ),
        ClosedOn(),
        ScopeEnds(),
        UnitLine(),
        UnitLines(),
    ],
    ids=lambda one: type(one.type if isinstance(one, ColumnClause) else one).__name__,
)
def test_a_statement_over_an_expression_of_ours_is_compiled_once(one: ColumnElement[Any]) -> None:
    table = schema.units if isinstance(one, UnitLine) else schema.enrolments
    query = select(one).select_from(table)
    assert answers(query, query)[1] == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PlainText("' A '"), PlainText("'B'")),
        (TalentNumber("'007'"), TalentNumber("'8'")),
        (IsValid("'2026-03-17'", LocalDate), IsValid("'2026'", LocalDate)),
        (IsValid("'2026-03-17'", LocalDate), IsValid("'2026-03-17'", WholeNumber)),
    ],
)
def test_statements_that_differ_in_an_expression_of_ours_are_told_apart(
    one: ColumnElement[Any], other: ColumnElement[Any]
) -> None:
    together, _ = answers(select(one), select(other))
    assert together == [answers(select(one))[0][0], answers(select(other))[0][0]]
    assert together[0] != together[1]


def test_words_of_two_enumerations_are_told_apart() -> None:
    words = Word(Size, name="size"), Word(Colour, name="colour")
    (size, colour), _ = answers(select(literal("big", words[0])), select(literal("red", words[1])))
    assert (size[0], colour[0]) == (Size.BIG, Colour.RED)


# --- expressions ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("withdrawn", "completed", "closed"),
    [
        ("2026-03-17", "2026-06-30", "2026-03-17"),
        ("2026-12-01", "2026-06-30", "2026-06-30"),
        (None, "2026-06-30", "2026-06-30"),
        ("2026-03-17", "30/06/2026", "2026-03-17"),
        (None, None, "9999-12-31"),
    ],
)
def test_an_enrolment_is_closed_on_the_earlier_day(
    withdrawn: str | None, completed: str | None, closed: str
) -> None:
    days = {"withdrawal_date": withdrawn, "completion_date": completed}
    assert computed_of(ClosedOn(), days) == closed


@pytest.mark.parametrize(
    ("booking", "active", "ends"),
    [
        ("Confirmed", None, "2026-03-17"),
        ("Confirmed", 1, "9999-12-31"),
        ("Confirmed", 0, "0001-01-01"),
        ("Tentative", None, "0001-01-01"),
        ("Tentativ\u00e9", None, "2026-03-17"),
    ],
)
def test_an_enrolment_leaves_the_scope_when_it_is_closed_or_a_host_says_so(
    booking: str, active: int | None, ends: str
) -> None:
    days = {"withdrawal_date": "2026-03-17", "completion_date": None}
    enrolment = {"booking_status": booking, "active": active, **days}
    assert computed_of(ScopeEnds(), enrolment) == ends


def computed_of(expression: ColumnElement[str], row: dict[str, Any]) -> str:
    columns = (literal(value).label(name) for name, value in row.items())
    ((found,),), _ = answers(select(expression).select_from(select(*columns).subquery()))
    return str(found)


@contextmanager
def computing() -> Iterator[sqlite3.Connection]:
    table = Table(
        "t", MetaData(), text("it"), plain_of("plain", "it"), talent_number_of("number", "it")
    )
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(str(CreateTable(table).compile(create_engine("sqlite://"))))
        yield connection


def computed(it: str) -> tuple[str | None, str | None]:
    with computing() as connection:
        connection.execute("INSERT INTO t (it) VALUES (?)", (it,))
        row: tuple[str | None, str | None] = connection.execute(
            "SELECT plain, number FROM t"
        ).fetchone()
        return row


def test_white_space_is_what_python_strips() -> None:
    # There is none above.
    assert set(WHITE) == {each for each in map(chr, range(0x3001)) if each.isspace()}


@given(TEXTS)
def test_a_computed_talent_number_equals_the_models(it: str) -> None:
    assert computed(it)[1] == talent_number(it)


@given(TEXTS)
def test_a_computed_plain_text_equals_the_models_or_is_null(it: str) -> None:
    assert computed(it)[0] in (plain(it), None)


@given(st.text(st.sampled_from("aZ09@._+-"), max_size=12), st.text(st.sampled_from(WHITE)))
def test_the_plain_text_of_an_ordinary_address_is_never_null(address: str, white: str) -> None:
    assert computed(white + address + white)[0] == plain(address)


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    naive = datetime(2022, 6, 2, 14, 59)  # noqa: DTZ001  # that is the case
    with make(tmp_path / "powerpro.db") as powerpro:
        with pytest.raises(StatementError, match="without a zone"):
            powerpro.sync_log.write([SyncLogLine(naive, "1 Student(s) to enrol")])
        assert powerpro.sync_log.lines() == ()


def test_times_are_kept_in_utc_and_come_back_aware(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    perth = datetime(2022, 6, 2, 14, 59, 1, 5, tzinfo=ZoneInfo("Australia/Perth"))
    with make(path) as powerpro:
        powerpro.sync_log.write([SyncLogLine(perth, "Enrolled.")])
        (line,) = powerpro.sync_log.lines()
        with by_hand(path) as hand:
            assert hand.execute("SELECT at FROM sync_log").fetchone() == (
                "2022-06-02 06:59:01.000005",
            )
    assert line.at == perth
    assert line.at.tzinfo is UTC
