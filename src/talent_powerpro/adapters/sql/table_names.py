"""Names of tables: a host can choose the schema they are in, and a prefix of their own.

The adapter's statements name neither. Each table's name is an `OwnName`, and an engine for a host's
tables writes the prefix and the schema in front of it, where a statement becomes SQL.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from attrs import field, frozen
from sqlalchemy import Connection, Engine
from sqlalchemy import inspect as inspected
from sqlalchemy.sql.compiler import IdentifierPreparer
from sqlalchemy.sql.elements import quoted_name

from talent_powerpro.errors import SettingsFault

LONGEST_PREFIX = 20
"""Characters of a prefix. Names of indexes have it too, and PostgreSQL's end after 63."""


class OwnName(quoted_name):
    """The name of one of our tables, as against that of a column or of an alias."""

    def __new__(cls, name: str) -> OwnName:
        return super().__new__(cls, name, None)


def _plain_prefix(_: object, __: object, prefix: str) -> None:
    if not re.fullmatch(rf"([a-z][a-z0-9_]{{0,{LONGEST_PREFIX - 1}}})?", prefix, re.ASCII):
        raise SettingsFault(
            f"The prefix {prefix!r} cannot begin the names of tables.",
            remedy=f"Use at most {LONGEST_PREFIX} small letters a to z, digits and underscores, "
            "with a letter first, such as talent_.",
        )


@frozen
class TableNames:
    """The schema that tables are in, and the prefix of their names. Blank: none of its own."""

    schema: str = ""
    """A schema of PostgreSQL, or a database of MariaDB. Blank: that of the connection."""
    prefix: str = field(default="", validator=_plain_prefix)

    def use_in(self, engine: Engine) -> Engine:
        """The engine with the names in all its statements. It must be our own."""
        if self.prefix:
            _put_before(engine.dialect, self.prefix)
        if self.schema:
            return engine.execution_options(schema_translate_map={None: self.schema})
        return engine

    def of(self, table: str) -> str:
        """The table's name with the prefix."""
        return f"{self.prefix}{table}"

    def has(self, connection: Connection, table: str) -> bool:
        """Whether there is the table."""
        return inspected(connection).has_table(self.of(table), schema=self.schema or None)

    def there(self, connection: Connection) -> set[str]:
        """The names of all tables where these are."""
        return set(inspected(connection).get_table_names(schema=self.schema or None))

    def in_sql(self, connection: Connection, table: str) -> str:
        """The table's name for SQL that is written by hand."""
        quotes = connection.dialect.identifier_preparer
        before = f"{quotes.quote_schema(self.schema)}." if self.schema else ""
        return f"{before}{quotes.quote(self.of(table))}"


NO_NAMES = TableNames()


def _put_before(dialect: Any, prefix: str) -> None:
    # MariaDB's dialect makes a new preparer when it first connects.
    dialect.preparer = _prefixed(dialect.preparer, prefix)
    dialect.identifier_preparer = dialect.preparer(dialect)


@cache
def _prefixed(plain: type[IdentifierPreparer], prefix: str) -> type[IdentifierPreparer]:
    class Prefixed(plain):  # type: ignore[valid-type,misc]  # each dialect has a class of its own
        def quote(self, ident: str, *rest: Any) -> str:  # SQLAlchemy 2.0 has one more.
            name = f"{prefix}{ident}" if isinstance(ident, OwnName) else ident
            quoted: str = super().quote(name, *rest)
            return quoted

    return Prefixed
