"""Last looks: what was found last is remembered, until it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import EnrolmentId, UnitRowId
from talent_powerpro.records.last_look import Completion, LastLook

LEFT = date(2022, 6, 2)
LOOKED = LEFT + timedelta(days=1)
FOUND = Completion(UnitRowId("u1"), "ICTWEB304", LEFT)
E1, E2, E3 = map(EnrolmentId, ("E1", "E2", "E3"))


@pytest.fixture
def powerpro(tmp_path: Path) -> Iterator[SqlPowerPro]:
    with SqlPowerPro.create(f"sqlite:///{(tmp_path / 'powerpro.db').as_posix()}") as opened:
        yield opened


def test_enrolments_that_nobody_saw_in_scope_are_found(powerpro: SqlPowerPro) -> None:
    powerpro.last_looks.remember([LastLook(E1), LastLook(E2, LEFT)])
    assert list(powerpro.last_looks.not_seen_in_scope([E3, E1, E2])) == [E3, E2]
    assert list(powerpro.last_looks.seen_in_scope()) == [E1]
    assert list(powerpro.last_looks.left_unsettled()) == [E2]


@pytest.mark.parametrize(
    ("look", "removed"),
    [
        (LastLook(E1, LEFT, LOOKED), 1),
        (LastLook(E1, LEFT + timedelta(days=1), LOOKED), 0),
        (LastLook(E1, LEFT), 0),
        (LastLook(E1), 0),
        (LastLook(E1, LEFT, LOOKED, (FOUND,)), 0),
    ],
)
def test_looks_that_found_nothing_go_once_their_enrolments_left_before_the_day(
    powerpro: SqlPowerPro, look: LastLook, removed: int
) -> None:
    powerpro.last_looks.remember([look])
    assert powerpro.last_looks.purge(LEFT + timedelta(days=1)) == removed
    assert len(powerpro.last_looks.remembered([E1])) == 1 - removed
