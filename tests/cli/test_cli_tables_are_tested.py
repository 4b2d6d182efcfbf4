"""Each entry of the tables of exit codes is checked by an example."""

from __future__ import annotations

import pytest

from mutation.table_mutants import Example, Mutant, Table, killer, of_dict, rows
from services import test_exit_codes
from talent_powerpro.services import exit_codes

TABLES = (Table.by("exit_codes.OF_KIND", of_dict(exit_codes.OF_KIND), test_exit_codes),)


@pytest.mark.parametrize(("mutant", "examples"), rows(TABLES))
def test_a_changed_entry_is_noticed(mutant: Mutant, examples: tuple[Example, ...]) -> None:
    assert killer(mutant, examples), f"no example notices {mutant.name}"


@pytest.mark.parametrize("given", TABLES, ids=lambda given: given.name)
def test_where_nothing_is_changed_no_example_fails(given: Table) -> None:
    assert given.mutants
    assert [each.name for each in given.examples if each.fails()] == []
