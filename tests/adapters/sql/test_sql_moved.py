"""The mark of a store that was moved, and the lock that looks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.sql.guide_rows import make
from talent_powerpro.adapters.sql.moved import (
    LockOfStore,
    Moved,
    check_not_moved,
    mark_moved,
    move_in,
    unmark,
)
from talent_powerpro.errors import SettingsFault

NOON = datetime(2022, 6, 2, 12, tzinfo=UTC)
MOVE = Moved("other.db", NOON)


def test_a_mark_names_the_other_store_and_the_day_until_it_is_taken_back(tmp_path: Path) -> None:
    with closing(make(tmp_path / "powerpro.db")) as store, store._store.writing() as connection:
        assert move_in(connection) is None
        mark_moved(connection, MOVE)
        assert move_in(connection) == MOVE
        with pytest.raises(SettingsFault) as moved:
            check_not_moved(connection, "powerpro.db")
        unmark(connection)
        check_not_moved(connection, "powerpro.db")
    day = f"{NOON.astimezone():%d/%m/%Y}"
    assert (moved.value.message, moved.value.remedy) == (
        f"PowerPro's store powerpro.db was moved to other.db on {day}.",
        "Name that store as store under [powerpro] in the settings. To use this one again all the "
        "same, without what was written to the other one since, give `talent-powerpro copy-store "
        "STORE --reopen` with its address.",
    )


class Noting:
    """A lock that notes what holds it."""

    def __init__(self) -> None:
        self.noted: list[str] = []

    @contextmanager
    def hold(self, what: str) -> Iterator[None]:
        self.noted.append(what)
        yield
        self.noted.append("")


def test_the_lock_of_a_store_says_what_holds_it_and_looks_at_the_mark_under_it() -> None:
    lock, looked = Noting(), list[list[str]]()
    with LockOfStore(lock, lambda: looked.append([*lock.noted])).hold("import"):
        assert lock.noted == ["import"]
    assert (lock.noted, looked) == (["import", ""], [["import"]])
