"""Each entry of the tables of exit codes is checked by an example."""

from __future__ import annotations

import pytest

from mutation.table_mutants import Table, of_dict
from services import test_exit_codes
from talent_powerpro.services import exit_codes

TABLES = (Table.by("exit_codes.OF_KIND", of_dict(exit_codes.OF_KIND), test_exit_codes),)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_changed_entry_is_noticed(table: Table) -> None:
    assert table.mutants
    assert table.survivors == []
