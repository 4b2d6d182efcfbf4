"""Each entry of the tables of exit codes is checked by an example."""

from __future__ import annotations

import pytest

from cli import test_cli_exits
from mutation.table_mutants import Table, of_dict
from talent_powerpro.cli import exits

TABLES = (Table.by("exits.OF_KIND", of_dict(exits.OF_KIND), test_cli_exits),)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_changed_entry_is_noticed(table: Table) -> None:
    assert table.mutants
    assert table.survivors == []
