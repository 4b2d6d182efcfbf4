"""Transactions over any database: what is checked, when, and what a fault leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any, cast

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.ports.state import RunLock

NAME = "database powerpro of PostgreSQL at db"
REMEDY = "Open one store in each thread, and use it inside its `with` block."


class Memory:
    """A database in memory with a table of words, which notes what it is asked for."""

    def __init__(self) -> None:
        self.name = NAME
        self.lock: RunLock | None = None
        self.engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        with self.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE words (word)")
        self.asked: list[str] = []
        self.fails_at = -1

    @property
    def reading(self) -> Any:
        self.asked.append("reading")
        return self.engine

    @property
    def writing(self) -> Any:
        self.asked.append("writing")
        return self.engine

    @contextmanager
    def translated(self) -> Iterator[None]:
        try:
            yield
        except ZeroDivisionError:
            raise PowerProUnusable("translated") from None

    def check(self) -> None:
        self.asked.append("check")
        if self.asked.count("check") == self.fails_at:
            raise ZeroDivisionError

    def compact(self) -> None:
        self.asked.append("compact")
        if self.fails_at == 0:
            raise ZeroDivisionError

    def close(self) -> None:
        self.asked.append("close")

    def words(self) -> str:
        with self.engine.connect() as connection:
            return "".join(connection.exec_driver_sql("SELECT word FROM words").scalars())


@pytest.fixture
def database() -> Iterator[Memory]:
    opened = Memory()
    yield opened
    opened.engine.dispose()


@pytest.fixture
def store(database: Memory) -> Store:
    return Store(database)


def write(store: Store, word: str) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO words VALUES (?)", (word,))


def write_soon(store: Store, word: str) -> None:
    store.write_soon(
        lambda connection: connection.exec_driver_sql("INSERT INTO words VALUES (?)", (word,))
    )


def test_a_write_is_checked_at_its_start_and_before_its_commit(
    database: Memory, store: Store
) -> None:
    write(store, "a")
    assert database.asked == ["writing", "check", "check"]
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT word FROM words").scalars().all() == ["a"]
    assert database.asked[3:] == ["reading", "check"]
    for each in (4, 6):  # At the start of the next one, and at the end of the one after it.
        database.fails_at = each
        with pytest.raises(PowerProUnusable, match="translated"):
            write(store, "b")
    assert database.words() == "a"
    write(store, "c")
    assert database.words() == "ac"


def test_a_store_has_the_name_of_its_database_and_gives_it_the_lock(
    database: Memory, store: Store
) -> None:
    lock = cast(RunLock, object())
    store.guard(lock)
    assert database.lock is lock
    assert store.name == NAME


def test_small_writes_wait_within_a_group_alone(database: Memory, store: Store) -> None:
    write_soon(store, "a")
    assert database.words() == "a"
    with store.group_commit():
        write_soon(store, "b")
        assert database.words() == "a"
        write(store, "c")
        assert database.words() == "abc"
        write_soon(store, "d")
        store.settle()
        store.settle()
        assert database.words() == "abcd"
        write_soon(store, "e")
    assert database.words() == "abcde"
    write_soon(store, "f")
    assert database.words() == "abcdef"


def test_small_writes_are_made_by_the_transaction_after_one_that_fails(
    database: Memory, store: Store
) -> None:
    with store.group_commit():
        write_soon(store, "a")
        with suppress(PowerProUnusable), store.writing():
            raise ZeroDivisionError
        assert database.words() == ""
        write(store, "b")
        assert database.words() == "ab"


def uses(store: Store) -> list[Callable[[], object]]:
    return [
        lambda: store.reading().__enter__(),
        lambda: store.writing().__enter__(),
        store.compact,
    ]


def told(use: Callable[[], object]) -> str:
    with pytest.raises(PowerProUnusable) as caught:
        use()
    assert caught.value.remedy == REMEDY
    return caught.value.message


def test_a_closed_store_is_not_used(database: Memory, store: Store) -> None:
    store.close()
    assert [told(each) for each in uses(store)] == [f"PowerPro's store {NAME} is closed."] * 3
    store.close()
    assert database.asked[-1] == "close"
    assert "compact" not in database.asked


def test_another_thread_uses_nothing_of_a_store(database: Memory, store: Store) -> None:
    said: list[str] = []

    def elsewhere() -> None:
        with store.group_commit():
            for use in (*uses(store), store.close, lambda: write_soon(store, "a")):
                said.append(told(use))

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert said == [f"PowerPro's store {NAME} was opened on another thread."] * 5
    assert not {"check", "compact", "close"}.intersection(database.asked)


def test_a_fault_while_the_store_is_rewritten_is_one_of_the_store(
    database: Memory, store: Store
) -> None:
    store.compact()
    database.fails_at = 0
    with pytest.raises(PowerProUnusable, match="translated"):
        store.compact()
    assert database.asked == ["compact", "compact"]
