"""The agent's state alone, beside a host's own tables: what its contract suites do not cover."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Engine, create_engine, delete, event, text
from sqlalchemy.pool import QueuePool

from support.sql.dialect_stores import SERVERS
from support.sql.guide_rows import refuse
from support.testing.states_to_prove import Alone, a_host, a_schema, a_window, new_place
from support.the_guide import (
    COURSE_126,
    DONE,
    GROUP,
    JOANA,
    PERTH,
    STARTED,
    TALENT_COURSE,
    USER_7,
    enrolment,
)
from talent_powerpro import Agent, RunReport
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.adapters.sql import SqlAgentState, schema
from talent_powerpro.adapters.sql.agent_state import _found
from talent_powerpro.errors import LockHeld, PowerProUnusable, SettingsFault
from talent_powerpro.model import ClientCode
from talent_powerpro.ports.forgetting import Person
from talent_powerpro.ports.retention import Cut
from talent_powerpro.records.journal import SyncLogLine

POSTGRESQL = "postgresql+psycopg://powerpro:open-sesame@127.0.0.1:1/test"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A host's SQLite file, with a table named as one of ours."""
    file = tmp_path / "host.db"
    with closing(sqlite3.connect(file)) as host:
        host.executescript("CREATE TABLE journal (line); PRAGMA user_version = 42;")
    return file


def url_of(file: Path) -> str:
    return f"sqlite:///{file.as_posix()}"


def two_runs(database: Any, **names: Any) -> list[RunReport]:
    """A host's own repository, in memory, and two runs of a new process each over the state."""
    powerpro = MemoryPowerPro([enrolment("1001", JOANA)])
    talent = MemoryTalent(courses=[TALENT_COURSE], next_user_id=7)
    talent.put_group(GROUP)
    reports = []
    for make in (SqlAgentState.create, SqlAgentState):
        with make(database, clock=lambda: STARTED, **names) as kept:
            agent = Agent(powerpro, talent, timezone=PERTH, state=kept.state, clock=lambda: STARTED)
            reports.append(agent.run())
        talent.complete(USER_7, COURSE_126, "ICTWEB304", DONE)
    return reports


def refused(kept: SqlAgentState) -> None:
    with pytest.raises(LockHeld), kept.lock.hold("import"):
        pytest.fail("two hold one lock")


def assert_remembered(reports: list[RunReport]) -> None:
    first, second = reports
    assert (first.stopped, second.stopped) == (None, None)
    assert first.remarks == second.remarks == ()
    assert [each.status for each in first.records] == ["provisioned"]
    assert [each.status for each in second.records] == ["written"]


# --- a SQLite file ----------------------------------------------------------------


def test_a_host_without_sql_keeps_the_state_in_a_file(tmp_path: Path) -> None:
    assert_remembered(two_runs(url_of(tmp_path / "state.db"), rto="North College"))


def test_the_rest_of_a_hosts_file_stays_as_it_is(file: Path) -> None:
    assert_remembered(two_runs(create_engine(url_of(file)), prefix="talent_"))
    with closing(sqlite3.connect(file)) as host:
        assert host.execute("PRAGMA user_version").fetchone() == (42,)
        assert host.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert host.execute("SELECT * FROM journal").fetchall() == []
        names = {name for (name,) in host.execute("SELECT name FROM sqlite_master")}
    ours = {each for each in names if not each.startswith("sqlite_")} - {"journal"}
    assert {each for each in ours if "talent_" not in each} == set()
    assert "talent_ix_last_looks_state" in ours


def test_a_table_of_the_host_is_not_taken_for_ours(file: Path) -> None:
    with pytest.raises(PowerProUnusable, match="table journal of another program") as caught:
        SqlAgentState.create(url_of(file))
    assert str(file) in caught.value.message
    assert "prefix" in caught.value.remedy
    with closing(sqlite3.connect(file)) as host:
        assert host.execute("SELECT name FROM sqlite_master").fetchall() == [("journal",)]


def test_opening_makes_nothing(file: Path, tmp_path: Path) -> None:
    for each in (file, tmp_path / "missing.db"):
        with pytest.raises(PowerProUnusable, match="no tables of the agent's state") as caught:
            SqlAgentState(url_of(each), prefix="talent_")
        assert str(each) in caught.value.message
        assert "SqlAgentState.create" in caught.value.remedy
    assert not (tmp_path / "missing.db").exists()


def test_two_rtos_in_one_file_have_two_prefixes_and_two_locks(file: Path) -> None:
    url = url_of(file)
    with (
        SqlAgentState.create(url, rto="North", prefix="north_") as north,
        SqlAgentState.create(url, rto="South", prefix="south_") as south,
    ):
        north.portal.remember_portal("north.talentlms.com")
        assert south.portal.portal() == ""
        with (
            north.lock.hold("run"),
            south.lock.hold("run"),
            SqlAgentState(url, prefix="north_") as again,
        ):
            refused(again)
    for make in (SqlAgentState, SqlAgentState.create):
        with pytest.raises(SettingsFault) as caught:
            make(url, rto="South", prefix="north_")
        assert caught.value.message == (
            f"The tables of the agent's state in {file} are those of the RTO 'North', and not of "
            "'South'."
        )
        assert caught.value.remedy == "Choose another prefix or another file for each RTO."


def test_tables_of_a_newer_version_are_refused(file: Path) -> None:
    SqlAgentState.create(url_of(file), prefix="talent_").close()
    for number, fault in ((6, PowerProUnusable), (4, SettingsFault)):
        with closing(sqlite3.connect(file)) as host:
            host.execute("UPDATE talent_store SET schema = ?", (number,))
            host.commit()
        with pytest.raises(fault) as caught:
            SqlAgentState(url_of(file), prefix="talent_")
        assert str(file) in caught.value.message
        assert f"has schema {number}, but this version needs schema 5" in caught.value.message


def test_a_file_that_is_no_database_is_named_as_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("no database " * 100, encoding="utf-8")
    for make in (SqlAgentState, SqlAgentState.create):
        with pytest.raises(PowerProUnusable) as caught:
            make(url_of(file))
        beginning = f"The agent's state in {file} is not a SQLite file"
        assert caught.value.message.startswith(beginning)


def test_the_holder_of_the_lock_is_named_with_the_time_of_the_hosts_clock(file: Path) -> None:
    url = url_of(file)
    with (
        SqlAgentState.create(url, prefix="talent_", clock=lambda: STARTED) as one,
        SqlAgentState(url, prefix="talent_") as other,
        one.lock.hold("run"),
        pytest.raises(LockHeld) as caught,
        other.lock.hold("import"),
    ):
        pytest.fail("two hold one lock")
    assert f"since {STARTED.astimezone():%d/%m/%Y %H:%M}" in caught.value.message


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    for make in (SqlAgentState, SqlAgentState.create):
        with pytest.raises(PowerProUnusable) as caught:
            make(url_of(tmp_path))
        assert caught.value.message.startswith(f"The agent's state in {tmp_path} cannot be opened")


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "state.db"
    with pytest.raises(PowerProUnusable) as caught:
        SqlAgentState.create(url_of(file))
    assert caught.value.message.startswith(f"The agent's state in {file} cannot be opened")


def test_tables_that_lack_the_name_of_their_rto_are_not_taken_for_ours(file: Path) -> None:
    SqlAgentState.create(url_of(file), prefix="talent_").close()
    with closing(sqlite3.connect(file)) as host:
        host.execute("DROP TABLE talent_rtos")
    with pytest.raises(PowerProUnusable, match="no tables of the agent's state"):
        SqlAgentState(url_of(file), prefix="talent_")


def test_the_tables_have_the_mark_of_this_versions_schema(file: Path) -> None:
    SqlAgentState.create(url_of(file), prefix="talent_").close()
    with closing(sqlite3.connect(file)) as host:
        assert host.execute("SELECT version_num FROM talent_migrations").fetchall() == [
            (schema.REVISION,)
        ]


def test_a_write_to_the_state_is_all_or_nothing_and_shows_no_value_where_it_is_refused(
    file: Path,
) -> None:
    line = SyncLogLine(STARTED, "Looking up jg11@pm.me")
    with SqlAgentState.create(url_of(file), prefix="talent_") as kept:
        kept.sync_log.write([line])
        with suppress(ZeroDivisionError), kept._store.writing() as connection:
            connection.execute(delete(schema.sync_log))
            raise ZeroDivisionError
        assert kept.sync_log.lines() == (line,)
        refuse(file, "INSERT ON talent_sync_log")
        with pytest.raises(PowerProUnusable) as caught:
            kept.sync_log.write([line])
    said = caught.value
    assert said.message == f"The agent's state in {file} cannot be used (not that one)."
    assert "jg11" not in "".join(traceback.format_exception(said))


# --- arguments --------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["Talent_", "7_", "a b", 't"', "a" * 21, "é", "_t"])
def test_a_prefix_is_a_plain_word(tmp_path: Path, prefix: str) -> None:
    with pytest.raises(SettingsFault, match="cannot begin the names of tables"):
        SqlAgentState.create(url_of(tmp_path / "state.db"), prefix=prefix)


def test_a_file_has_no_schemas(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="no schemas") as caught:
        SqlAgentState.create(url_of(tmp_path / "state.db"), schema="main")
    assert caught.value.remedy == "Choose a prefix instead."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true"],
)
def test_a_database_in_memory_is_refused(url: str) -> None:
    for database in (url, create_engine(url)):
        with pytest.raises(SettingsFault, match="needs a SQLite file") as caught:
            SqlAgentState.create(database)
        assert caught.value.remedy == "Hand over a URL such as sqlite:///state.db."


def test_a_file_of_another_machine_is_refused() -> None:
    with pytest.raises(SettingsFault, match="needs a SQLite file"):
        SqlAgentState.create("sqlite://host/state.db")


def test_what_is_no_database_is_refused_without_its_secrets() -> None:
    with pytest.raises(SettingsFault, match="not written as a URL"):
        SqlAgentState("open-sesame")
    with pytest.raises(SettingsFault, match="is a int"):
        SqlAgentState(7)  # type: ignore[arg-type]
    with pytest.raises(SettingsFault, match="mssql\\+pyodbc") as caught:
        SqlAgentState(POSTGRESQL.replace("postgresql+psycopg", "mssql+pyodbc"))
    assert "open-sesame" not in f"{caught.value.message} {caught.value.remedy}"


def test_nothing_of_an_engines_address_is_checked() -> None:
    """It says how the host connects."""
    address = POSTGRESQL + "?fallback_application_name=host"
    with pytest.raises(SettingsFault, match="fallback_application_name"):
        SqlAgentState(address)
    dialect, place = _found(create_engine(address), "agent", "t_")
    assert (dialect.name, place.names.schema, place.names.prefix) == ("postgresql", "agent", "t_")


def test_another_driver_is_named(tmp_path: Path) -> None:
    engine = create_engine(url_of(tmp_path / "host.db"))
    engine.dialect.driver = "pyodbc"
    with pytest.raises(SettingsFault, match="uses the driver pyodbc"):
        SqlAgentState(engine)


# --- a server ---------------------------------------------------------------------


@pytest.fixture(params=[pytest.param(each, marks=pytest.mark.servers) for each in SERVERS])
def server(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(server: str, tmp_path: Path) -> Alone:
    return new_place(server, "engine", tmp_path)


@pytest.fixture
def engine(place: Alone) -> Iterator[Engine]:
    """A host's engine whose pool has one connection."""
    engine = create_engine(
        place.url, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0
    )
    yield engine
    engine.dispose()


def test_a_host_keeps_the_state_beside_its_tables(place: Alone, engine: Engine) -> None:
    assert_remembered(two_runs(engine, **place.names))


def test_a_host_keeps_the_state_in_a_schema_of_its_choosing(server: str, tmp_path: Path) -> None:
    place = new_place(server, "engine schema", tmp_path)
    assert_remembered(two_runs(place.url, **place.names))
    with a_window(a_host(server)) as window:
        count = f"SELECT count(*) FROM {a_schema(server)}.{place.prefix}runs"
        assert window.exec_driver_sql(count).scalar_one() >= 2


def test_a_pool_that_is_full_and_its_settings_stay_as_they_are(
    place: Alone, engine: Engine
) -> None:
    """Nobody waits for the pool, and no session of the pool is changed."""
    settings = {"postgresql": "SHOW lock_timeout", "mariadb": "SELECT @@sql_mode"}[
        engine.dialect.name
    ]
    with engine.connect() as host:
        before = host.exec_driver_sql(settings).scalar_one()
        assert_remembered(two_runs(engine, **place.names))
        assert host.exec_driver_sql(settings).scalar_one() == before
    with engine.connect() as host:
        assert host.exec_driver_sql(settings).scalar_one() == before


def test_a_hosts_password_that_only_its_engine_knows_is_used(place: Alone) -> None:
    made = create_engine(place.url).dialect
    real = make_arguments(place)

    def creator() -> Any:
        return made.connect(**real)

    hidden = create_engine(f"{made.name}+{made.driver}://nobody@nowhere/there", creator=creator)
    assert_remembered(two_runs(hidden, **place.names))
    hidden.dispose()


def make_arguments(place: Alone) -> dict[str, Any]:
    engine = create_engine(place.url)
    return dict(engine.dialect.create_connect_args(engine.url)[1])


def test_an_engine_that_commits_each_statement_is_used_with_transactions(place: Alone) -> None:
    engine = create_engine(place.url, isolation_level="AUTOCOMMIT")
    with SqlAgentState.create(engine, **place.names) as kept:
        kept.portal.remember_portal("one.talentlms.com")
        with suppress(ZeroDivisionError), kept._store.writing() as connection:
            connection.execute(delete(schema.portal))
            raise ZeroDivisionError
        assert kept.portal.portal() == "one.talentlms.com"
    engine.dispose()


def test_over_a_connection_our_transactions_are_between_the_hosts(
    place: Alone, engine: Engine
) -> None:
    SqlAgentState.create(engine, **place.names).close()
    with engine.connect() as host:
        assert_remembered(two_runs(host, **place.names))
        with SqlAgentState(host, **place.names) as kept:
            host.execute(text("SELECT 1"))
            for ask in (kept.journal.unfinished, lambda: kept.portal.remember_portal("two")):
                with pytest.raises(
                    PowerProUnusable, match="in a transaction of its host"
                ) as caught:
                    ask()
                assert "roll it back" in caught.value.remedy
            assert host.in_transaction()
            with pytest.raises(PowerProUnusable, match="in a transaction of its host"):
                SqlAgentState(host, **place.names)
            host.rollback()
            kept.portal.remember_portal("three")
        # Closing leaves the session to its host, and what we wrote is committed.
        assert not host.in_transaction()
        host.execute(text("SELECT 1"))
        host.rollback()
    with SqlAgentState(engine, **place.names) as kept:
        assert kept.portal.portal() == "three"


def test_a_connection_that_commits_each_statement_is_refused(place: Alone, engine: Engine) -> None:
    SqlAgentState.create(engine, **place.names).close()
    with (
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as host,
        pytest.raises(SettingsFault, match="commits each statement by itself"),
    ):
        SqlAgentState(host, **place.names)


@pytest.mark.parametrize(
    "server", [pytest.param("mariadb", marks=pytest.mark.servers)], indirect=True
)
def test_a_connection_that_cuts_values_is_refused(place: Alone, engine: Engine) -> None:
    SqlAgentState.create(engine, **place.names).close()
    with engine.connect() as host:
        host.exec_driver_sql("SET sql_mode = ''")
        host.rollback()
        with pytest.raises(SettingsFault, match="cuts values that are too long"):
            SqlAgentState(host, **place.names)
        host.exec_driver_sql("SET sql_mode = DEFAULT")


def test_what_is_missing_is_named(server: str, place: Alone, engine: Engine) -> None:
    with pytest.raises(PowerProUnusable, match="no tables of the agent's state"):
        SqlAgentState(engine, rto="North College", prefix="missing_")
    SqlAgentState.create(engine, **place.names).close()
    with pytest.raises(PowerProUnusable, match="have no RTO 'Nobody'") as caught:
        SqlAgentState(engine, rto="Nobody", prefix=place.prefix)
    assert "SqlAgentState.create" in caught.value.remedy
    with pytest.raises(SettingsFault, match="no RTO is named"):
        SqlAgentState(engine, prefix=place.prefix)


def test_the_lock_of_two_prefixes_are_two(server: str, engine: Engine) -> None:
    with (
        SqlAgentState.create(engine, rto="North", prefix="talent_") as one,
        SqlAgentState.create(engine, rto="North", prefix="other_") as other,
        one.lock.hold("run"),
        other.lock.hold("run"),
        SqlAgentState(engine, rto="North", prefix="other_") as again,
    ):
        refused(again)


def test_a_hosts_events_apply(place: Alone, engine: Engine) -> None:
    """Such as one that sets a role."""
    seen = []
    event.listen(engine, "connect", lambda *_: seen.append("connected"))
    SqlAgentState.create(engine, **place.names).close()
    assert seen


# --- deletion ---------------------------------------------------------------------


def test_a_client_is_forgotten_and_others_are_not(file: Path) -> None:
    url = url_of(file)
    two_runs(url, prefix="talent_")
    booked = enrolment("1001", JOANA)
    with SqlAgentState(url, prefix="talent_") as kept:
        kept.sync_log.write([SyncLogLine(STARTED, "For JOANA GOMEZ, another", ClientCode("2"))])
        namesake = evolve(JOANA, code=ClientCode("2"))
        kept.forget(Person(JOANA, (booked,)), [namesake])
        assert kept.links.links_of([JOANA.code]) == {}
        assert kept.journal.entries_of([booked.id]) == ()
        (line,) = (each for each in kept.sync_log.lines() if each.client_code)
        assert line.message == "For JOANA GOMEZ, another"
        kept.forget(Person(JOANA, (booked,)))
        (line,) = (each for each in kept.sync_log.lines() if each.client_code)
        assert "GOMEZ" not in line.message
        assert kept.evidence.of_units([each.id for each in booked.units])


def test_what_is_old_is_deleted(file: Path) -> None:
    url = url_of(file)
    two_runs(url, prefix="talent_")
    with SqlAgentState(url, prefix="talent_") as kept:
        later = STARTED + timedelta(days=1)
        cut = Cut(later, later, later, later, later)
        removed = kept.purge(cut, is_idle=lambda _: False)
        assert removed["sync_log"]
        assert removed["ownerless"] == 0
        assert kept.sync_log.lines() == ()
        assert not any(kept.purge(cut, is_idle=lambda _: False).values())
