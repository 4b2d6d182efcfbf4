"""The PostgreSQL dialect, over psycopg."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import URL, Connection, Table, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import TypeCompiler

from talent_powerpro.adapters.sql.columns import (
    KEY_LENGTH,
    WHITE,
    Json,
    LongText,
    ShortText,
)
from talent_powerpro.adapters.sql.dialects.server import Server, closing_days, digest, unit_lines
from talent_powerpro.adapters.sql.dialects.server_address import Options, faults_of_libpq
from talent_powerpro.adapters.sql.dialects.server_faults import (
    COMMITS_EACH,
    USE_TRANSACTIONS,
    Meaning,
    unfit,
)
from talent_powerpro.adapters.sql.dialects.server_scope import RTO, with_rto
from talent_powerpro.adapters.sql.table_names import TableNames

_LONGEST = 200
"""Characters of a text that is made searchable. An index of PostgreSQL has no room for any text."""

_MEANINGS: Mapping[str, Meaning] = {
    "08": Meaning.UNREACHABLE,
    "28": Meaning.REFUSED,
    "3D": Meaning.NO_DATABASE,
    "40": Meaning.GAVE_WAY,
    "57P": Meaning.UNREACHABLE,
    "53100": Meaning.FULL,
    "53": Meaning.UNREACHABLE,
    "55P03": Meaning.LOCKED,
    "42501": Meaning.NO_RIGHTS,
    "57014": Meaning.TOO_SLOW,
    "42P01": Meaning.NO_TABLE,
    "42703": Meaning.NO_TABLE,
    "3F": Meaning.NO_SCHEMA,
    "25006": Meaning.READ_ONLY,
    "22001": Meaning.TOO_LONG,
    "54000": Meaning.TOO_LONG,
}
"""https://www.postgresql.org/docs/current/errcodes-appendix.html, by code or class of codes."""


_OPTIONS = Options(
    frozenset(
        {
            *("application_name", "channel_binding", "connect_timeout", "gssencmode", "host"),
            *("hostaddr", "keepalives", "keepalives_count", "keepalives_idle"),
            *("keepalives_interval", "krbsrvname", "options", "passfile", "require_auth"),
            *("requirepeer", "service", "sslcert", "sslcrl", "sslkey", "sslmode"),
            *("sslnegotiation", "sslrootcert", "ssl_min_protocol_version"),
            *("target_session_attrs", "tcp_user_timeout"),
        }
    ),
    values={
        "sslmode": frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
    },
    numbers=frozenset({"connect_timeout"}),
    instead={
        "ssl_ca": "Write sslmode=verify-full&sslrootcert=FILE",
        "ssl": "Write sslmode=require, or sslmode=verify-full&sslrootcert=FILE",
        "unix_socket": "Write host=FOLDER, the folder of the socket",
        "search_path": "Write options=-csearch_path%3DSCHEMA",
        "schema": "Write options=-csearch_path%3DSCHEMA",
    },
)
"""https://www.postgresql.org/docs/current/libpq-connect.html"""


_SAID: Mapping[str, Meaning] = {
    "password authentication failed": Meaning.REFUSED,
    "no password supplied": Meaning.REFUSED,
    'FATAL:  role "': Meaning.REFUSED,
    "eer authentication failed": Meaning.REFUSED,
    'FATAL:  database "': Meaning.NO_DATABASE,
    "permission denied for database": Meaning.NO_RIGHTS,
    "the database system is": Meaning.UNREACHABLE,
    "too many ": Meaning.UNREACHABLE,
    "remaining connection slots": Meaning.UNREACHABLE,
    "FATAL": Meaning.TURNED_AWAY,
    "SSL": Meaning.NO_TLS,
    "certificate": Meaning.NO_TLS,
    "": Meaning.UNREACHABLE,
}
"""Words about a connection that was not made, the first that fit. A server may speak another
language: then the last ones fit."""


class PostgreSQL(Server):
    """The `Dialect` of PostgreSQL."""

    name = "postgresql"
    product = "PostgreSQL"
    reads_at = "REPEATABLE READ"
    # Not the same: a transaction that waited for another must see what that one wrote.
    writes_at = "READ COMMITTED"
    backs_up = "pg_dump"
    oldest = (12,)  # Stored computed columns.
    options = _OPTIONS

    computed_stored = True
    indexes_expressions = True

    def address_faults(self, url: URL) -> Iterable[str]:
        yield from super().address_faults(url)
        yield from faults_of_libpq(url, self.options, os.environ)

    def settings(self, busy_seconds: float) -> Sequence[str]:
        wait = f"SET lock_timeout = {max(1, round(busy_seconds * 1000))}"
        return ("SET TIME ZONE 'UTC'", wait)

    def lasting_settings(self) -> Sequence[str]:
        # Unknown to older servers, which have no such time-out.
        no_end = "SELECT set_config(name, '0', false) FROM pg_settings"
        return (
            f"{no_end} WHERE name = 'idle_session_timeout'",
            # A machine that lost its power keeps its locks for two minutes instead of two hours.
            "SET tcp_keepalives_idle = 60",
            "SET tcp_keepalives_interval = 10",
            "SET tcp_keepalives_count = 6",
        )

    def make_alone(self, connection: Connection, busy_seconds: float) -> bool:
        del busy_seconds  # `settings` has it.
        key = int.from_bytes(digest("make", size=8), signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
        return True

    def meant(self, error: BaseException | None) -> tuple[Meaning, str]:
        code = getattr(error, "sqlstate", None) or ""
        if not code:
            # A connection that was not made has no code, but the server's words.
            said = str(error)
            return next(means for words, means in _SAID.items() if words in said), ""
        found = (_MEANINGS.get(code[:length]) for length in (5, 3, 2))
        return next((each for each in found if each), Meaning.OTHERWISE), code

    def check_session(self, connection: Connection, database: str) -> None:
        session: Any = connection.connection.driver_connection
        if session.autocommit:
            raise unfit(database, COMMITS_EACH, USE_TRANSACTIONS)

    def lock_name(self, connection: Connection, names: TableNames, rto: str) -> str:
        own = connection.exec_driver_sql("SELECT current_schema()").scalar_one
        whose = (names.schema or str(own()), *filter(None, [names.prefix]), rto)
        return str(int.from_bytes(digest("run", *whose, size=8), signed=True))

    def take(self, connection: Connection, name: str) -> int | None:
        # A session can take a lock twice. It does where a pooler gives it to two processes.
        query = (
            f"SELECT CASE WHEN {self.is_held(name, None)} THEN NULL"
            f" WHEN pg_try_advisory_lock({name}) THEN pg_backend_pid() END"
        )
        number: int | None = connection.exec_driver_sql(query).scalar_one()
        return number

    def is_held(self, name: str, session: int | None) -> str:
        """*session* ``None``: the session that asks."""
        high, low = divmod(int(name) % 2**64, 2**32)
        return (
            "EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
            f" AND classid = {high} AND objid = {low} AND granted"
            f" AND pid = {session or 'pg_backend_pid()'})"
        )

    def release(self, connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_unlock({name})")

    def of_long_text(self, value: str) -> str:
        if "\0" in value:
            return "which has a character that PostgreSQL does not take, U+0000"
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
        if not rows:
            return
        statement = insert(with_rto(table))
        new = {name: statement.excluded[name] for name in values}
        statement = statement.on_conflict_do_update(index_elements=[RTO, *key], set_=new)
        connection.execute(statement, rows)

    def insert_new(
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        if rows:
            statement = insert(with_rto(table)).on_conflict_do_nothing()
            connection.execute(statement, rows)

    def plain_text(self, source: str) -> str:
        trimmed = _trimmed(source)
        unsure = (
            f"({trimmed} COLLATE \"C\") ~ '[^ -~]' OR position('  ' in {trimmed}) > 0"
            f" OR length({trimmed}) > {_LONGEST}"
        )
        return f"CASE WHEN {unsure} THEN NULL ELSE lower({trimmed}) END"

    def talent_number(self, source: str) -> str:
        trimmed = _trimmed(source)
        number = f"left(nullif(ltrim({trimmed}, '0'), ''), {_LONGEST})"
        return f"CASE WHEN ({trimmed} COLLATE \"C\") ~ '^[0-9]+$' THEN {number} END"

    def closed_on(self) -> str:
        days = closing_days(_day)
        return f'(least({", ".join(days)}) COLLATE "C")'

    def unit_line(self) -> str:
        tab = " || chr(9) || "
        line = tab.join(("type", "code", "outcome", f"coalesce({_day('outcome_date')}, '')"))
        return f'(({line}) COLLATE "C")'

    def unit_lines(self) -> str:
        line = self.unit_line()
        return unit_lines(f"string_agg({line}, chr(10) ORDER BY {line})")


def _trimmed(source: str) -> str:
    white = "".join(f"\\u{ord(letter):04x}" for letter in WHITE)
    return f"btrim({source}, E'{white}')"


def _day(name: str) -> str:
    """A date as text. Not by a cast, which depends on the session, so that no index can have it."""
    parts = (
        f"lpad(extract({part} FROM {name})::text, {digits}, '0')"
        for part, digits in (("year", 4), ("month", 2), ("day", 2))
    )
    dash = " || '-' || "
    return f"({dash.join(parts)})"


@compiles(ShortText, "postgresql")
def _short_text(type_: ShortText, compiler: TypeCompiler, **_: Any) -> str:  # noqa: ARG001  # the signature is SQLAlchemy's
    return f'VARCHAR({KEY_LENGTH}) COLLATE "C"'


@compiles(LongText, "postgresql")
@compiles(Json, "postgresql")
def _long_text(type_: LongText, compiler: TypeCompiler, **_: Any) -> str:  # noqa: ARG001
    return 'TEXT COLLATE "C"'
