"""Matching of imported rows to stored rows."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_powerpro.adapters.sql.import_tables import Identity, to_the_minute, to_the_second
from talent_powerpro.adapters.sql.row_matching import UnitRow, same_keys, same_logs, same_units

MAY, JUNE, JULY = date(2022, 5, 16), date(2022, 6, 1), date(2022, 7, 1)


def row(start: date | None, code: str = "ICTWEB304") -> UnitRow:
    return UnitRow(("E1", code, "Unit"), start)


UNITS = st.lists(
    st.builds(row, st.sampled_from([None, MAY, JUNE, JULY]), st.sampled_from("AB")), max_size=6
)


def stored(units: list[UnitRow]) -> dict[str, UnitRow]:
    return {str(n): unit for n, unit in enumerate(units)}


def test_rows_with_a_unique_key_match_by_it() -> None:
    assert same_keys([("b",), ("c",)], {"1": ("a",), "2": ("b",)}) == ["2", None]


AT = datetime(2022, 6, 2, 6, 59, 1, 250000, tzinfo=UTC)
LATER = AT.replace(microsecond=750000)
SECOND = AT.replace(microsecond=0)
MINUTE = SECOND.replace(second=0)


@pytest.mark.parametrize(
    ("imported", "there", "found"),
    [
        ([AT], [AT], ["0"]),
        ([SECOND], [AT], ["0"]),
        ([MINUTE], [AT], ["0"]),
        ([LATER], [AT], [None]),
        ([SECOND + timedelta(seconds=1)], [AT], [None]),
        ([MINUTE + timedelta(minutes=1)], [AT], [None]),
        # No stored log is two imported ones.
        ([AT, SECOND], [AT], ["0", None]),
        ([MINUTE, SECOND], [AT], [None, "0"]),
        ([SECOND, AT], [AT, LATER], ["1", "0"]),
        ([], [AT], []),
    ],
)
def test_a_contact_log_is_found_by_its_time_as_far_as_the_file_has_it(
    imported: list[datetime], there: list[datetime], found: list[str | None]
) -> None:
    in_store: dict[str, Identity] = {str(n): ("E1", at) for n, at in enumerate(there)}

    def same(booking: str) -> list[str | None]:
        keys: list[Identity] = [(booking, at) for at in imported]
        return same_logs(keys, in_store, (to_the_second, to_the_minute))

    assert same("E1") == found
    assert same("E2") == [None] * len(imported)


def test_the_only_row_of_a_code_matches_with_any_start_date() -> None:
    assert same_units([row(JUNE)], {"1": row(MAY)}) == ["1"]


def test_rows_of_another_code_are_never_the_same() -> None:
    assert same_units([row(MAY, "A")], {"1": row(MAY, "B")}) == [None]


def test_a_unit_taken_again_is_told_apart_by_its_start_date() -> None:
    there = {"1": row(MAY), "2": row(JUNE)}
    assert same_units([row(JUNE), row(MAY)], there) == ["2", "1"]


def test_of_two_rows_one_corrected_start_date_is_still_the_same_row() -> None:
    there = {"1": row(MAY), "2": row(JUNE)}
    assert same_units([row(JULY), row(JUNE)], there) == ["1", "2"]


def test_a_second_attempt_beside_the_first_is_new() -> None:
    assert same_units([row(MAY), row(JUNE)], {"1": row(MAY)}) == ["1", None]


def test_a_second_attempt_in_place_of_two_others_is_new() -> None:
    assert same_units([row(JULY)], {"1": row(MAY), "2": row(JUNE)}) == [None]


def test_a_lone_row_beside_several_is_found_by_its_start_date() -> None:
    assert same_units([row(JUNE)], {"1": row(MAY), "2": row(JUNE)}) == ["2"]


@given(UNITS, UNITS)
def test_no_stored_row_matches_two_imported_rows_and_no_group_is_left(
    imported: list[UnitRow], there: list[UnitRow]
) -> None:
    found = same_units(imported, stored(there))
    ids = [each for each in found if each is not None]
    assert len(found) == len(imported)
    assert len(set(ids)) == len(ids)
    for unit, same in zip(imported, found, strict=True):
        assert same is None or stored(there)[same].group == unit.group


@given(UNITS)
def test_the_same_rows_again_are_all_found(units: list[UnitRow]) -> None:
    found = same_units(units, stored(units))
    assert Counter(stored(units)[each or ""].start for each in found) == Counter(
        unit.start for unit in units
    )
    for unit, same in zip(units, found, strict=True):
        assert stored(units)[same or ""] == unit
