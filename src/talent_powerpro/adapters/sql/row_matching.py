"""Matching of imported rows to stored rows. Pure functions.

Most rows match by their key. Units do not: a repeated unit is a second row with the same
code, and a person may correct the start date, the only thing that differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from attrs import frozen

Key = TypeVar("Key", bound=Hashable)

Start: TypeAlias = object
"""A start date or ``None``. It is compared and never used otherwise."""


@frozen
class UnitRow:
    """The fields that identify a unit row. *group* is enrolment, code and type."""

    group: tuple[Hashable, ...]
    start: Start


def same_keys(imported: Sequence[Key], stored: Mapping[str, Key]) -> list[str | None]:
    """For each imported key, the id of the stored row with that key; ``None``: a new row."""
    ids = {key: row for row, key in stored.items()}
    return [ids.get(key) for key in imported]


def same_logs(
    imported: Sequence[Key], stored: Mapping[str, Key], coarser: Sequence[Callable[[Key], Key]]
) -> list[str | None]:
    """For each imported contact log, the id of the matching stored row; ``None``: a new row.

    The store keeps microseconds, but files have seconds or minutes only. *coarser* cut a key's
    time to seconds, then to minutes. A key without an exact match matches a stored row that
    becomes equal when it is cut.
    """
    found = same_keys(imported, stored)
    for coarse in coarser:
        # Rows that matched by a finer key are out: no stored row matches twice.
        left = {coarse(key): row for row, key in stored.items() if row not in found}
        found = [row or left.get(key) for key, row in zip(imported, found, strict=True)]
    return found


def same_units(imported: Sequence[UnitRow], stored: Mapping[str, UnitRow]) -> list[str | None]:
    """For each imported unit, the id of the matching stored row; ``None``: a new row.

    Rows are matched within an enrolment's rows of one code and type. Rows with the same start
    date match, in order. If then each side has one row left, they match even with different start
    dates: the date was corrected.
    """
    found: dict[int, str] = {}
    in_file = _grouped((unit.group, place) for place, unit in enumerate(imported))
    in_store = _grouped((unit.group, row) for row, unit in stored.items())
    for group, places in in_file.items():
        rows = in_store.get(group, [])
        _pair_by_start(places, rows, imported, stored, found)
        places = [place for place in places if place not in found]
        if (len(places), len(rows)) == (1, 1):
            found[places[0]] = rows[0]
    return [found.get(place) for place in range(len(imported))]


def _pair_by_start(
    places: Iterable[int],
    rows: list[str],
    imported: Sequence[UnitRow],
    stored: Mapping[str, UnitRow],
    found: dict[int, str],
) -> None:
    """Add pairs with the same start date to *found*, and remove their rows from *rows*."""
    by_start = _grouped((stored[row].start, row) for row in rows)
    for place in places:
        if same := by_start.get(imported[place].start):
            found[place] = same.pop(0)
            rows.remove(found[place])


Group = TypeVar("Group")
Member = TypeVar("Member")


def _grouped(pairs: Iterable[tuple[Group, Member]]) -> dict[Group, list[Member]]:
    groups: defaultdict[Group, list[Member]] = defaultdict(list)
    for group, member in pairs:
        groups[group].append(member)
    return dict(groups)
