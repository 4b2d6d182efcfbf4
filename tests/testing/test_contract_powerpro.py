"""The shipped PowerPro repositories pass the contract suites for hosts."""

from __future__ import annotations

from support.testing.stores_to_prove import MemoryStores, SqlPowerPros
from talent_powerpro.testing import PowerProContract, RehearsedPowerProContract


class TestMemoryPowerPro(MemoryStores, PowerProContract):
    """Dictionaries."""


class TestSqlPowerPro(SqlPowerPros, PowerProContract):
    """A SQLite file."""


class TestRehearsedOverMemory(MemoryStores, RehearsedPowerProContract):
    """A rehearsal over dictionaries."""


class TestRehearsedOverSql(SqlPowerPros, RehearsedPowerProContract):
    """A rehearsal over a SQLite file."""
