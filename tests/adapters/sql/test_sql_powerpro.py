"""A store opened and made: with whose rows, clock and lock, and never one that was moved."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from support.sql.guide_rows import make, url_of
from support.the_guide import STARTED
from talent_powerpro.adapters.sql import SqlAgentState, SqlPowerPro
from talent_powerpro.adapters.sql import agent_state as of_state
from talent_powerpro.adapters.sql import powerpro as of_powerpro
from talent_powerpro.adapters.sql.database_place import DatabasePlace
from talent_powerpro.adapters.sql.dialects.sqlite import SQLite
from talent_powerpro.adapters.sql.dialects.sqlite_lock import FileRunLock
from talent_powerpro.adapters.sql.moved import Moved, mark_moved
from talent_powerpro.adapters.sql.transactions import Store, Url
from talent_powerpro.errors import LockHeld, SettingsFault
from talent_powerpro.ports.state import RunLock


class Noting(SQLite):
    """A dialect that notes what it is asked for."""

    def __init__(self) -> None:
        self.noted: list[tuple[object, ...]] = []
        self.opened: list[Store] = []

    def make(self, url: Url, *, rto: str, busy_seconds: float) -> bool:
        self.noted.append(("make", rto, busy_seconds))
        return super().make(url, rto=rto, busy_seconds=busy_seconds)

    def open(self, url: Url, *, rto: str, busy_seconds: float) -> Store:
        self.noted.append(("open", rto, busy_seconds))
        self.opened.append(super().open(url, rto=rto, busy_seconds=busy_seconds))
        return self.opened[-1]

    def run_lock(
        self, url: Url, *, rto: str, clock: Callable[[], datetime], store: Store | None = None
    ) -> FileRunLock:
        self.noted.append(("lock", rto, clock(), store is self.opened[-1]))
        return super().run_lock(url, rto=rto, clock=clock, store=store)

    def make_state(self, place: DatabasePlace, *, rto: str, busy_seconds: float) -> None:
        self.noted.append(("make", rto, place.names.prefix, busy_seconds))
        super().make_state(place, rto=rto, busy_seconds=busy_seconds)

    def open_state(
        self,
        place: DatabasePlace,
        *,
        rto: str,
        busy_seconds: float,
        clock: Callable[[], datetime],
    ) -> tuple[Store, RunLock]:
        self.noted.append(("open", rto, place.names.prefix, busy_seconds, clock()))
        return super().open_state(place, rto=rto, busy_seconds=busy_seconds, clock=clock)


@pytest.fixture
def noting(monkeypatch: pytest.MonkeyPatch) -> Noting:
    dialect = Noting()
    for module in (of_powerpro, of_state):
        monkeypatch.setattr(module, "dialect_for", lambda _: dialect)
    return dialect


def test_a_store_is_made_and_opened_for_its_rto_with_the_given_patience_and_clock(
    noting: Noting, path: Path
) -> None:
    given: dict[str, Any] = {"rto": "North", "busy_seconds": 0.5, "clock": lambda: STARTED}
    with SqlPowerPro.create(url_of(path), **given) as powerpro:
        assert powerpro._clock() == STARTED
    made = ("make", "North", 0.5)
    assert noting.noted == [made, ("open", "North", 0.5), ("lock", "North", STARTED, True)]
    noting.noted.clear()
    SqlPowerPro.create(url_of(path), clock=lambda: STARTED).close()
    assert noting.noted == [("make", "", 5.0), ("open", "", 5.0), ("lock", "", STARTED, True)]
    noting.noted.clear()
    SqlPowerPro(url_of(path), clock=lambda: STARTED).close()
    assert noting.noted == [("open", "", 5.0), ("lock", "", STARTED, True)]


def test_the_agents_state_is_made_and_opened_alike(noting: Noting, path: Path) -> None:
    given: dict[str, Any] = {"rto": "North", "busy_seconds": 0.5, "clock": lambda: STARTED}
    SqlAgentState.create(url_of(path), prefix="t_", **given).close()
    opened = ("open", "North", "t_", 0.5, STARTED)
    assert noting.noted == [("make", "North", "t_", 0.5), opened]


def test_a_schema_is_handed_on(path: Path) -> None:
    for use in (SqlAgentState, SqlAgentState.create):
        with pytest.raises(SettingsFault, match="schema"):
            use(url_of(path), schema="agent")


def test_the_lock_is_the_stores_and_says_who_has_it(path: Path) -> None:
    make(path).close()
    with (
        SqlPowerPro(url_of(path)) as one,
        SqlPowerPro(url_of(path)) as other,
        one.lock.hold("import"),
        pytest.raises(LockHeld, match="`import`"),
        other.lock.hold("run"),
    ):
        pytest.fail("two hold one lock")


def test_a_store_that_was_moved_is_closed_again_and_its_lock_is_not_taken(
    noting: Noting, path: Path
) -> None:
    with closing(make(path)) as powerpro:
        with powerpro._store.writing() as connection:
            mark_moved(connection, Moved("other.db", STARTED))
        with pytest.raises(SettingsFault, match=rf"{path} was moved to other\.db"):
            SqlPowerPro(url_of(path))
        with (
            pytest.raises(SettingsFault, match=rf"{path} was moved to other\.db"),
            powerpro.lock.hold("run"),
        ):
            pytest.fail("a moved store is used")
    closed: Any = noting.opened[-1]
    with pytest.raises(Exception, match="is closed"), closed.reading():
        pytest.fail("a store that was moved stays open")
