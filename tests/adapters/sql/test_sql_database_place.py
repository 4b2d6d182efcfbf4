"""Where a host's database is, by its address or over what the host has already opened."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import QueuePool, StaticPool

from talent_powerpro.adapters.sql.database_place import DatabasePlace, place_of
from talent_powerpro.adapters.sql.table_names import TableNames
from talent_powerpro.errors import SettingsFault

NAMES = TableNames("agent", "talent_")
HAND_OVER = (
    "Hand over a URL (sqlite:///state.db, postgresql+psycopg://... or mariadb+pymysql://...), or "
    "SQLAlchemy's Engine or Connection over one of these drivers."
)
ADDRESSES = ["sqlite:///state.db", "postgresql+psycopg://db/powerpro", "mariadb+pymysql://db/pp"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_taken_as_it_is(address: str) -> None:
    there = DatabasePlace(make_url(address), NAMES)
    assert place_of(address, NAMES) == place_of(make_url(address), NAMES) == there


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("sqlite:///state.db", "sqlite+pysqlite:///state.db"),
        (ADDRESSES[1], ADDRESSES[1]),
        # Its driver is there with the servers alone.
        pytest.param("mysql+pymysql://db/pp", ADDRESSES[2], marks=pytest.mark.servers),
        pytest.param(ADDRESSES[2], ADDRESSES[2], marks=pytest.mark.servers),
    ],
)
def test_the_driver_of_an_engine_is_named_as_ours(address: str, ours: str) -> None:
    engine = create_engine(address)
    assert place_of(engine, NAMES) == DatabasePlace(make_url(ours), NAMES, engine)


def test_a_connection_is_taken_with_its_engine_and_its_session() -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:
        found = place_of(connection, NAMES)
        url = make_url("sqlite+pysqlite://")
        assert found == DatabasePlace(url, NAMES, engine, connection)
        assert found.borrowed() is connection.connection.driver_connection
    engine.dispose()


def with_another_driver() -> Engine:
    engine = create_engine("sqlite://")
    engine.dialect.driver = "pyodbc"
    return engine


def asynchronous() -> Engine:
    engine = create_engine("postgresql+psycopg://db/powerpro")
    engine.dialect.is_async = True
    return engine


@pytest.mark.parametrize(
    ("database", "said"),
    [
        (7, "The database of the agent's state is a int."),
        ("open-sesame", "The database is not written as a URL."),
        ("sqlite://host:open-sesame/x", "The database is not written as a URL."),
        ("mssql+pyodbc://u:open-sesame@db/x", "The database of the agent's state is one of mssql"),
        (with_another_driver(), "The engine of the agent's state uses the driver pyodbc."),
        (asynchronous(), "The engine of the agent's state uses the driver psycopg."),
    ],
)
def test_what_is_no_database_of_ours_is_refused_without_its_secrets(
    database: object, said: str
) -> None:
    with pytest.raises(SettingsFault) as caught:
        place_of(database, NAMES)  # type: ignore[arg-type]
    assert caught.value.message.startswith(said)
    assert caught.value.remedy == HAND_OVER
    assert "open-sesame" not in caught.value.message


class Session:
    """A server's session, as a driver opens it: it commits each statement, and has any letters."""

    def __init__(self) -> None:
        self.commits: object = True
        self.letters = "latin1"
        self.given_back = False

    def rollback(self) -> None:
        self.given_back = True  # A pool does so with each session that it gets back.

    def close(self) -> None:
        self.given_back = True


class OfPostgreSQL(Session):
    @property
    def autocommit(self) -> object:
        return self.commits

    @autocommit.setter
    def autocommit(self, commits: bool) -> None:
        self.commits = commits


class OfMariaDB(Session):
    def autocommit(self, commits: bool) -> None:
        self.commits = commits

    def set_character_set(self, letters: str) -> None:
        self.letters = letters


@pytest.mark.parametrize(
    ("address", "kind", "letters"),
    [
        (ADDRESSES[1], OfPostgreSQL, "latin1"),
        pytest.param("mysql+pymysql://db/pp", OfMariaDB, "utf8mb4", marks=pytest.mark.servers),
    ],
)
def test_a_session_of_our_own_has_transactions_and_is_none_of_the_hosts_pool(
    address: str, kind: type[Session], letters: str
) -> None:
    opened: list[Session] = []

    def open_one() -> Session:
        opened.append(kind())
        return opened[-1]

    pool = QueuePool(open_one, pool_size=1, max_overflow=0)  # type: ignore[arg-type]  # a driver's
    engine = Engine(pool, create_engine(address).dialect, make_url(address))
    session = place_of(engine, NAMES).session()
    assert opened == [session]
    assert (session.commits, session.letters, session.given_back) == (False, letters, False)
    assert pool.checkedin() == pool.checkedout() == 0
