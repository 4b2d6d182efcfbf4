"""The MariaDB dialect, over PyMySQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import URL, Connection, MetaData, Table
from sqlalchemy.dialects.mysql import insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import TypeCompiler

from talent_powerpro.adapters.sql.columns import (
    KEY_LENGTH,
    WHITE,
    Json,
    LongText,
    ShortText,
    UtcDateTime,
)
from talent_powerpro.adapters.sql.dialects.server import Server, closing_days, digest, unit_lines
from talent_powerpro.adapters.sql.dialects.server_address import Options
from talent_powerpro.adapters.sql.dialects.server_faults import (
    COMMITS_EACH,
    USE_TRANSACTIONS,
    Meaning,
    unfit,
)
from talent_powerpro.adapters.sql.dialects.server_scope import RTO, with_rto
from talent_powerpro.adapters.sql.table_names import NO_NAMES, TableNames

_LETTERS = "CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"
"""Texts are equal if their letters are, blanks at their ends included."""
_LONGEST = 200
"""Characters of a text that is made searchable."""
_MODE = "SET sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"
_A_YEAR = 31_536_000
_ROOM = 2**24
"""Bytes of a `MEDIUMTEXT`, and one more."""

_MEANINGS: Mapping[int, Meaning] = {
    **dict.fromkeys(
        {1040, 1053, 1129, 1203, 1226, 1927, 2002, 2003, 2006, 2013, 2014, 2055, 0},
        Meaning.UNREACHABLE,
    ),
    **dict.fromkeys({1045, 1251, 1698, 2059}, Meaning.REFUSED),
    1049: Meaning.NO_DATABASE,
    1130: Meaning.TURNED_AWAY,
    2026: Meaning.NO_TLS,
    **dict.fromkeys({1290, 1792, 1836}, Meaning.READ_ONLY),
    **dict.fromkeys({1054, 1146}, Meaning.NO_TABLE),
    **dict.fromkeys({1044, 1142, 1143, 1227, 1370}, Meaning.NO_RIGHTS),
    **dict.fromkeys({1020, 1213}, Meaning.GAVE_WAY),
    1205: Meaning.LOCKED,
    **dict.fromkeys({1021, 1114}, Meaning.FULL),
    **dict.fromkeys({1317, 1969}, Meaning.TOO_SLOW),
    1406: Meaning.TOO_LONG,
}
"""https://mariadb.com/kb/en/mariadb-error-codes/ and those of the client."""


_OPTIONS = Options(
    frozenset(
        {
            *("bind_address", "charset", "connect_timeout", "read_timeout", "ssl_ca"),
            *("ssl_cert", "ssl_check_hostname", "ssl_disabled", "ssl_key", "unix_socket"),
            "write_timeout",
        }
    ),
    values={
        "charset": frozenset({"utf8mb4"}),
        "ssl_check_hostname": frozenset({"true", "false"}),
        # The driver takes any text for true.
        "ssl_disabled": frozenset({"true"}),
    },
    numbers=frozenset({"connect_timeout", "read_timeout", "write_timeout"}),
    instead={
        "sslmode": "Write ssl_ca=FILE to have the server's certificate checked",
        "sslrootcert": "Write ssl_ca=FILE",
        "host": "Write unix_socket=FILE for a socket",
    },
)
"""https://pymysql.readthedocs.io/en/latest/modules/connections.html"""


class MariaDB(Server):
    """The `Dialect` of MariaDB."""

    name = "mariadb"
    product = "MariaDB"
    # REPEATABLE READ, from `settings`. The first statement of a transaction that writes locks a row
    # and fixes no state, so what follows sees all that others wrote before.
    reads_at = ""
    writes_at = ""
    backs_up = "mariadb-dump"
    oldest = (10, 5)
    options = _OPTIONS

    computed_stored = False
    indexes_expressions = False

    def settings(self, busy_seconds: float) -> Sequence[str]:
        return (
            _MODE,
            "SET time_zone = '+00:00'",
            f"SET innodb_lock_wait_timeout = {max(1, round(busy_seconds))}",
            f"SET lock_wait_timeout = {max(1, round(busy_seconds))}",
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        )

    def lasting_settings(self) -> Sequence[str]:
        return (_MODE, f"SET wait_timeout = {_A_YEAR}", f"SET net_read_timeout = {_A_YEAR}")

    def arguments(self, where: URL) -> Mapping[str, Any]:
        # The driver would write a text's letters as Latin-1. The server has its digest in UTF-8.
        return {"password": str(where.password).encode()} if where.password else {}

    def make_alone(self, connection: Connection, busy_seconds: float) -> bool:
        # A lock of the session, because making a table ends the transaction.
        name, seconds = _name(connection, NO_NAMES, "make"), max(1, round(busy_seconds))
        query = f"SELECT GET_LOCK({name}, {seconds})"
        return bool(connection.exec_driver_sql(query).scalar_one())

    def meant(self, error: BaseException | None) -> tuple[Meaning, str]:
        code = error.args[0] if error is not None and error.args else 0
        if not isinstance(code, int):
            return Meaning.OTHERWISE, ""
        return _MEANINGS.get(code, Meaning.OTHERWISE), str(code or "")

    def check_session(self, connection: Connection, database: str) -> None:
        mode, alone = connection.exec_driver_sql("SELECT @@sql_mode, @@autocommit").one()
        if not set(mode.split(",")) & {"STRICT_ALL_TABLES", "STRICT_TRANS_TABLES"}:
            raise unfit(
                database,
                "cuts values that are too long",
                "Add STRICT_TRANS_TABLES to its sql_mode.",
            )
        if alone:
            raise unfit(database, COMMITS_EACH, USE_TRANSACTIONS)

    def lock_name(self, connection: Connection, names: TableNames, rto: str) -> str:
        return _name(connection, names, "run", *filter(None, [names.prefix]), rto)

    def take(self, connection: Connection, name: str) -> int | None:
        # A session can take a lock twice. It does where a pooler gives it to two processes.
        query = (
            f"SELECT CASE WHEN IS_USED_LOCK({name}) = CONNECTION_ID() THEN NULL"
            f" WHEN GET_LOCK({name}, 0) = 1 THEN CONNECTION_ID() END"
        )
        number: int | None = connection.exec_driver_sql(query).scalar_one()
        return number

    def is_held(self, name: str, session: int) -> str:
        return f"IS_USED_LOCK({name}) <=> {session}"

    def release(self, connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"SELECT RELEASE_LOCK({name})")

    def of_long_text(self, value: str) -> str:
        # No letter has more than four bytes.
        if len(value) * 4 >= _ROOM and len(value.encode()) >= _ROOM:
            return f"which has {len(value.encode())} bytes, and MariaDB takes {_ROOM - 1}"
        return ""

    # --- statements ---------------------------------------------------------------

    def upsert(
        self,
        connection: Connection,
        table: Table,
        rows: Sequence[Mapping[str, Any]],
        *,
        key: Sequence[str],
        values: Sequence[str],
    ) -> None:
        del key  # MariaDB finds it. Each table has one, beside the sequence that rows lack.
        if rows:
            statement = insert(with_rto(table))
            new = {name: statement.inserted[name] for name in values}
            connection.execute(statement.on_duplicate_key_update(new), rows)

    def insert_new(
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        if rows:
            # Not INSERT IGNORE, which also cuts values that are too long.
            statement = insert(with_rto(table))
            same = {RTO: statement.inserted[RTO]}
            connection.execute(statement.on_duplicate_key_update(same), rows)

    def make_temporary(self, connection: Connection, tables: MetaData) -> None:
        # Those of a transaction that was rolled back are still there.
        self.drop_temporary(connection, tables)
        super().make_temporary(connection, tables)

    def drop_temporary(self, connection: Connection, tables: MetaData) -> None:
        for name in tables.tables:
            # Without the second word, it would end the transaction.
            connection.exec_driver_sql(f"DROP TEMPORARY TABLE IF EXISTS {name}")

    def plain_text(self, source: str) -> str:
        # White space beyond blanks is left to Python too.
        unsure = (
            f"{source} REGEXP '[^ -~]' OR instr(trim({source}), '  ') > 0"
            f" OR char_length({source}) > {_LONGEST}"
        )
        return f"CASE WHEN {unsure} THEN NULL ELSE lower(trim({source})) END"

    def talent_number(self, source: str) -> str:
        digits = f"regexp_replace({source}, '[^0-9]', '')"
        number = f"left(nullif(trim(LEADING '0' FROM {digits}), ''), {_LONGEST})"
        return f"CASE WHEN {source} REGEXP '^[{WHITE}]*[0-9]+[{WHITE}]*$' THEN {number} END"

    def closed_on(self) -> str:
        days = closing_days(_day)
        return f"least({', '.join(days)})"

    def unit_line(self) -> str:
        day = f"coalesce({_day('outcome_date')}, '')"
        return f"concat_ws('\t', type, code, outcome, {day})"

    def unit_lines(self) -> str:
        line = self.unit_line()
        return unit_lines(f"group_concat({line} ORDER BY {line} SEPARATOR '\n')")


def _name(connection: Connection, names: TableNames, *parts: str) -> str:
    """The name of a lock, in quotes. Locks are of the server, which may have several databases."""
    own = connection.exec_driver_sql("SELECT DATABASE()").scalar_one
    database = names.schema or str(own())
    # Names end after 64 characters.
    return f"'talent-powerpro {digest(database, *parts, size=20).hex()}'"


def _day(name: str) -> str:
    """A date as text."""
    return f"cast({name} AS CHAR)"


@compiles(ShortText, "mariadb")
def _short_text(type_: ShortText, compiler: TypeCompiler, **_: Any) -> str:  # noqa: ARG001  # the signature is SQLAlchemy's
    return f"VARCHAR({KEY_LENGTH}) {_LETTERS}"


@compiles(LongText, "mariadb")
@compiles(Json, "mariadb")
def _long_text(type_: LongText, compiler: TypeCompiler, **_: Any) -> str:  # noqa: ARG001
    return f"MEDIUMTEXT {_LETTERS}"


@compiles(UtcDateTime, "mariadb")
def _utc(type_: UtcDateTime, compiler: TypeCompiler, **_: Any) -> str:  # noqa: ARG001
    return "DATETIME(6)"
