"""A server's stand-in: a SQLite file, which is connected to and used as a server's database is."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import URL, Connection
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from talent_powerpro.adapters.sql.dialects.server import Server
from talent_powerpro.adapters.sql.dialects.server_address import Options
from talent_powerpro.adapters.sql.dialects.server_faults import Meaning
from talent_powerpro.adapters.sql.table_names import TableNames

_LOCKS_ROWS = " FOR UPDATE"


class Compiler(SQLiteCompiler):
    """Statements say which rows they lock, so that a test can look at them."""

    def for_update_clause(self, select: Any, **_: Any) -> str:
        return _LOCKS_ROWS


class Driver(SQLiteDialect_pysqlite):
    """SQLAlchemy's driver of the stand-in."""

    driver = "stand_in"
    supports_statement_cache = True
    statement_compiler = Compiler
    given: ClassVar[list[dict[str, Any]]] = []
    """The arguments of each connection."""
    sent: ClassVar[list[str]] = []
    """The statements of all connections."""

    def create_connect_args(self, url: URL) -> Any:
        return [url.database], dict(url.query)

    def connect(self, *positional: Any, **named: Any) -> Any:
        self.given.append(named)
        return sqlite3.connect(*positional)

    def do_execute(self, cursor: Any, statement: str, *rest: Any) -> None:
        self.sent.append(statement)
        # SQLite has no locks of rows.
        plain = statement.removesuffix(_LOCKS_ROWS)
        super().do_execute(cursor, plain, *rest)  # type: ignore[no-untyped-call]  # SQLAlchemy's


registry.register("sqlite.stand_in", __name__, Driver.__name__)


def address_of(file: Path) -> str:
    return f"sqlite+stand_in://powerpro:open-sesame@db:7/{file.as_posix()}"


def called(file: Path) -> str:
    """The database's name for messages."""
    return f"StandIn database {file.as_posix()} on db:7"


class StandIn(Server):
    """The dialect of the stand-in. A lock of it can be taken by everybody."""

    name = "sqlite"
    product = "StandIn"
    reads_at = writes_at = ""
    backs_up = "a copy"
    computed_stored = False
    indexes_expressions = True
    oldest: tuple[int, ...] = (3,)
    options = Options(frozenset({"charset"}))

    is_alone = True
    """Whether nobody else makes a store."""

    def settings(self, busy_seconds: float) -> Sequence[str]:
        return (f"PRAGMA busy_timeout = {busy_seconds * 1000:.0f}",)

    def lasting_settings(self) -> Sequence[str]:
        return ()

    def make_alone(self, connection: Connection, busy_seconds: float) -> bool:
        del connection, busy_seconds
        return self.is_alone

    def meant(self, error: BaseException | None) -> tuple[Meaning, str]:
        return Meaning.OTHERWISE, type(error).__name__

    def check_session(self, connection: Connection, database: str) -> None:
        pass

    def lock_name(self, connection: Connection, names: TableNames, rto: str) -> str:
        del connection
        return f"'{names.prefix}{rto}'"

    def take(self, connection: Connection, name: str) -> int | None:
        del connection, name
        return 7

    def is_held(self, name: str, session: int) -> str:
        return f"{name} = '{session}'"

    def release(self, connection: Connection, name: str) -> None:
        pass

    def plain_text(self, source: str) -> str:
        return source

    def closed_on(self) -> str:
        return "NULL"

    def of_long_text(self, value: str) -> str:
        return f"which has {value}" if "\0" in value else ""
