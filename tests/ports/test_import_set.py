"""Sets of rows, and the merge of an imported row with the stored one, by the laws of `merge`."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from talent_powerpro.ports.import_set import Cell, ImportedRow, ImportSet, Kind, blank, merge

TEXTS = st.text(max_size=3)
DATES = st.none() | st.dates()
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))
SORTS = {
    "outcome": TEXTS,
    "secondary_id": TEXTS,
    "export": st.booleans(),
    "outcome_date": DATES,
    "contact_date": MOMENTS,
}
"""A field holds one sort of cell, whichever file it comes from."""

cells = st.fixed_dictionaries({}, optional=SORTS)


@given(cells, cells)
def test_a_row_that_the_store_does_not_hold_is_taken_as_it_is(
    imported: dict[str, Cell], last: dict[str, Cell]
) -> None:
    assert merge(imported, {}, last) == imported


@given(cells, cells)
def test_importing_again_unchanged_keeps_all_that_the_agent_wrote(
    imported: dict[str, Cell], written: dict[str, Cell]
) -> None:
    stored = {**imported, **written}
    assert merge(imported, stored, imported) == stored


@given(cells, cells, cells)
def test_importing_twice_ends_as_importing_once(
    imported: dict[str, Cell], stored: dict[str, Cell], last: dict[str, Cell]
) -> None:
    once = merge(imported, stored, last)
    assert merge(imported, once, {**last, **imported}) == once


@given(cells, cells, cells)
def test_a_cell_is_what_a_person_changed_or_what_was_stored(
    imported: dict[str, Cell], stored: dict[str, Cell], last: dict[str, Cell]
) -> None:
    merged = merge(imported, stored, last)
    for name, cell in imported.items():
        edited = cell != last.get(name, blank(cell))
        assert merged[name] == (cell if edited else stored.get(name, cell))


@given(cells, cells, cells)
def test_a_cell_that_the_file_leaves_out_changes_nothing(
    imported: dict[str, Cell], stored: dict[str, Cell], last: dict[str, Cell]
) -> None:
    merged = merge(imported, stored, last)
    assert merged.keys() == imported.keys() | stored.keys()
    assert all(merged[name] == stored[name] for name in stored.keys() - imported.keys())


@given(cells, cells, cells)
def test_the_arguments_are_not_changed(
    imported: dict[str, Cell], stored: dict[str, Cell], last: dict[str, Cell]
) -> None:
    before = (dict(imported), dict(stored), dict(last))
    merge(imported, stored, last)
    assert (imported, stored, last) == before


def test_the_secondary_id_that_the_agent_wrote_outlives_the_old_export() -> None:
    imported = {"secondary_id": "DPC000129"}
    assert merge(imported, {"secondary_id": "7"}, imported) == {"secondary_id": "7"}


def test_a_person_who_corrects_the_cell_in_the_exporting_system_wins() -> None:
    merged = merge({"secondary_id": "8"}, {"secondary_id": "7"}, {"secondary_id": "DPC000129"})
    assert merged == {"secondary_id": "8"}


def test_a_person_who_clears_the_cell_wins_too() -> None:
    merged = merge({"secondary_id": ""}, {"secondary_id": "7"}, {"secondary_id": "DPC000129"})
    assert merged == {"secondary_id": ""}


def test_a_blank_cell_of_a_new_column_keeps_what_is_stored() -> None:
    assert merge({"outcome_date": None, "export": False}, {"export": True}, {}) == {
        "outcome_date": None,
        "export": True,
    }


def test_a_filled_cell_of_a_new_column_wins() -> None:
    merged = merge({"outcome_date": date(2022, 6, 14)}, {"outcome_date": date(2022, 6, 13)}, {})
    assert merged == {"outcome_date": date(2022, 6, 14)}


def test_blank_depends_on_the_type_of_the_cell() -> None:
    assert blank(True) is False
    assert blank("20") == ""
    assert blank(date(2022, 6, 2)) is None
    assert blank(datetime(2022, 6, 2, tzinfo=UTC)) is None
    assert blank(None) is None


def test_a_set_has_its_rows_by_kind_in_their_order() -> None:
    kinds = (Kind.UNIT, Kind.CLIENT, Kind.UNIT)
    rows = [ImportedRow(kind, (str(n),), {}) for n, kind in enumerate(kinds)]
    found = ImportSet(tuple(rows))
    assert list(found.rows_of(Kind.UNIT)) == [rows[0], rows[2]]
    assert list(found.rows_of(Kind.UNIT)) == [rows[0], rows[2]]
    assert list(found.rows_of(Kind.COURSE)) == []
    assert found.counts == {Kind.UNIT: 2, Kind.CLIENT: 1}
