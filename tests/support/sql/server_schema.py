"""The statements that make a store's tables on a server, as files for who looks after the server.

``nox -s generated`` writes docs/reference/tables-on-postgresql.sql and tables-on-mariadb.sql.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Dialect, make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from talent_powerpro.adapters.sql.dialects import DRIVERS, dialect_called
from talent_powerpro.adapters.sql.dialects.server import Server

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
SERVERS = {name: driver for driver, name in DRIVERS.items() if name != "sqlite"}
"""The drivers' names, by the dialect's."""
_PATTERN = re.compile("REGEXP '[^']*'")


def file_of(server: str) -> Path:
    return REFERENCE / f"tables-on-{server}.sql"


def tables_on(server: str) -> str:
    """All statements, compiled without a server and without its driver."""
    dialect = make_url(f"{SERVERS[server]}://").get_dialect()()
    made = dialect_called(server)
    assert isinstance(made, Server)
    head = f"-- The tables of a store on {made.product}. `talent-powerpro init` makes them.\n"
    return head + "".join(f"\n{each};\n" for each in _statements(made, dialect))


def _statements(made: Server, dialect: Dialect) -> Iterator[str]:
    for table in made.tables.sorted_tables:
        yield _plain(CreateTable(table).compile(dialect=dialect).string)
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            yield _plain(CreateIndex(index).compile(dialect=dialect).string)


def _plain(statement: str) -> str:
    visible = _PATTERN.sub(_in_ascii, statement.replace("%%", "%"))
    *lines, last = visible.strip().split("\n")
    # SQLAlchemy has options in any order.
    end = " ".join([")", *sorted(last[1:].split())]) if last.startswith(")") else last
    return "\n".join(line.replace("\t", "  ").rstrip() for line in (*lines, end))


def _in_ascii(pattern: re.Match[str]) -> str:
    """The pattern with white space as escapes, so that no editor changes it."""
    return "".join(
        each if each in string.printable.rstrip("\t\n\r\v\f") else f"\\\\x{{{ord(each):x}}}"
        for each in pattern[0]
    )


def write() -> None:
    for server in SERVERS:
        file_of(server).write_text(tables_on(server), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
