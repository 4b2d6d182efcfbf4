"""RTOs with their stores on database servers, each in a database and with a user of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

from attrs import frozen
from sqlalchemy import URL, create_engine, inspect, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from support.cli.rto import Rto
from support.sql.dialect_stores import a_database, server_url

STORE_PASSWORD = "St:re/pass@w%rd ключ"
"""With letters that an address would have to escape, and some that Latin-1 lacks."""
VARIABLE = "POWERPRO_STORE_PASSWORD"

_numbers = count(1)


@frozen
class Server:
    """An empty database of a server, and a user who has rights on it alone."""

    dialect: str
    url: URL
    """With the user, and without the password."""

    @property
    def address(self) -> str:
        return self.url.render_as_string(hide_password=False)

    def serving(self, world: Rto, name: str = "North College", *more: str) -> Rto:
        """The same RTO, with its store there. *more*: other lines of ``[powerpro]``."""
        text = world.settings_file.read_text(encoding="utf-8")
        text = text.replace("[rto]", f'[rto]\nname = "{name}"', 1)
        lines = "\n".join((f'[powerpro]\nstore = "{self.address}"', *more))
        world.settings_file.write_text(f"{text}\n{lines}\n", encoding="utf-8")
        return world

    @property
    def administrators(self) -> URL:
        administrator = server_url(self.dialect)
        return self.url.set(username=administrator.username, password=administrator.password)

    def tables(self) -> set[str]:
        engine = create_engine(self.administrators, poolclass=NullPool)
        return set(inspect(engine).get_table_names())

    def execute(self, *statements: str) -> None:
        """Execute statements as the administrator, in this database."""
        with create_engine(self.administrators, poolclass=NullPool).begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)


@contextmanager
def a_server(dialect: str) -> Iterator[Server]:
    """A database of the server, which is removed in the end."""
    name = f"powerpro_own_{os.getpid()}_{next(_numbers)}"
    shown = STORE_PASSWORD.replace("%", "%%")
    make, drop = {
        "postgresql": (
            (
                f"CREATE ROLE {name} LOGIN PASSWORD '{shown}'",
                f"GRANT USAGE, CREATE ON SCHEMA {name} TO {name}",
            ),
            (f"DROP OWNED BY {name} CASCADE", f"DROP ROLE {name}"),
        ),
        "mariadb": (
            (
                f"CREATE USER {name} IDENTIFIED BY '{shown}'",
                f"GRANT ALL ON {name}.* TO {name}",
            ),
            (f"DROP USER {name}",),
        ),
    }[dialect]
    with a_database(dialect, name) as url:
        server = Server(dialect, make_url(url)._replace(username=name, password=None))
        with suppress(DBAPIError):
            server.execute(*drop)
        server.execute(*make)
        try:
            yield server
        finally:
            server.execute(*drop)
