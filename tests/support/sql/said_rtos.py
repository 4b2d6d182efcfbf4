"""A check that every statement sent to a server says whose rows it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from talent_powerpro.adapters.sql import schema

_TABLES = "|".join(each for each in schema.metadata.tables if each not in ("store", "migrations"))
_BEFORE = r"(?:\w+\.)?"
"""The schema."""
PREFIX = "talent_"
"""The prefix of tables that tests use, where they use one."""
_OWN = rf"((?:{PREFIX})?(?:{_TABLES}))"
# After a comma, `ids_set_aside.portal` is a column, and no table of a schema.
_AFTER = rf"(?:\b(?:FROM|JOIN|UPDATE)\s+{_BEFORE}|,\s+)"
_NAMED = re.compile(rf"{_AFTER}{_OWN}\b(?!\.)(?: AS (\w+))?")
_INSERTED = re.compile(rf"INSERT INTO {_BEFORE}{_OWN} \((\w+),")


def silent_on(statement: str) -> list[str]:
    """The tables, or their aliases, in the statement whose RTO it does not say."""
    if inserted := _INSERTED.match(statement):
        table, first = inserted.groups()
        return [] if first == "rto" else [table]
    names = [alias or table for table, alias in _NAMED.findall(statement)]
    return [name for name in names if f"{name}.rto = " not in statement]


@contextmanager
def each_statement_says_whose_rows_it_means() -> Iterator[None]:
    """Fail at the first statement of the block, of any engine, that does not."""

    def check(_: Connection, __: Any, statement: str, *rest: Any) -> None:
        if not statement.lstrip().startswith("CREATE"):
            assert silent_on(statement) == [], statement

    event.listen(Engine, "before_cursor_execute", check)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", check)
