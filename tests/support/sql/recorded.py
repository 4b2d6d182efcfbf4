"""A connection to a database server that is not there: it keeps what it is told to execute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.engine.mock import MockConnection

from talent_powerpro.adapters.sql.dialects import DRIVERS
from talent_powerpro.adapters.sql.dialects.server import Server

_DRIVERS = {name: driver for driver, name in DRIVERS.items()}


def option_faults(server: Server, name: str, value: str) -> list[str]:
    """The faults of an address with one option."""
    url = make_url(f"{_DRIVERS[server.name]}://db/powerpro").update_query_dict({name: value})
    return list(server.address_faults(url))


class Recorded(MockConnection):
    """*answers* are what the server gives back, one for each statement in its own SQL."""

    def __init__(self, server: Server, *answers: Any) -> None:
        dialect = make_url(f"{_DRIVERS[server.name]}://").get_dialect()()
        super().__init__(dialect, self._record)
        self.sent: list[Any] = []
        """Each statement as SQL, and then what it is executed with, if anything."""
        self._answers = list(answers)

    @property
    def used(self) -> Any:
        """The same, for what wants a connection."""
        return self

    def exec_driver_sql(self, statement: str) -> Any:
        self.sent.append(statement)
        answer = self._answers.pop(0) if self._answers else None
        return SimpleNamespace(scalar_one=lambda: answer, one=lambda: answer)

    def _record(
        self,
        statement: Any,
        given: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None,
        *_: Any,
    ) -> None:
        columns = given[0] if isinstance(given, Sequence) else given
        named = {"column_keys": list(columns)} if columns else {}
        compiled = str(statement.compile(dialect=self.dialect, **named))
        self.sent.append(" ".join(compiled.split()))
        if given:
            self.sent.append(given)
