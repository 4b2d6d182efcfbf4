"""Moves of an RTO's rows between stores of every kind."""

from __future__ import annotations

import sqlite3
import sys
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import NullPool, create_engine, select

from support.sql.dialect_stores import SERVERS, Place, new_place
from support.sql.full_store import fill
from support.sql.guide_rows import a_set, by_hand, client, course
from support.sql.killed import be_killed, killed_while
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.backup import backup
from talent_powerpro.adapters.sql.copied_rows import TABLES
from talent_powerpro.adapters.sql.copy_store import MOST_FAULTS, Copied, Moved, copy_store, reopen
from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.errors import LockHeld, PowerProUnusable, RunFault, SettingsFault

NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
SERVER_TESTS = [pytest.param(each, marks=pytest.mark.servers) for each in SERVERS]
EVERYWHERE = ["sqlite", *SERVER_TESTS]
RTO = "North College"

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def full(tmp_path: Path) -> Place:
    """A store in a file with rows in every table."""
    return filled(new_place("sqlite", tmp_path))


def filled(place: Place, enrolments: int = 3) -> Place:
    with (
        SqlPowerPro.create(place.url, rto=place.rto) as powerpro,
        powerpro._store.writing() as connection,
    ):
        fill(connection, enrolments)
    return place


def another(dialect: str, folder: Path) -> Place:
    """A place for a new store, which must not take the file of an earlier one."""
    (own := folder / "another").mkdir(exist_ok=True)
    return new_place(dialect, own)


def move(one: Place, other: Place, **more: Any) -> Copied:
    rto = one.rto or other.rto
    return copy_store(one.url, other.url, rto=rto, clock=lambda: NOW, **more)


def each_row_of(place: Place) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """All rows in the store's order, without the sequences and what the database computes."""
    opened = dialect_for(place.url).open(place.url, rto=place.rto, busy_seconds=5)
    with closing(opened) as store, store.reading() as connection:
        for table in TABLES:
            names = (each for each in table.columns if each.name != "sequence")
            columns = [each for each in names if each.computed is None]
            query = select(*columns).order_by(*table.primary_key)
            for row in connection.execute(query, execution_options={"yield_per": 500}):
                yield table.name, tuple(row)


def rows_of(place: Place) -> Rows:
    """All rows, by table."""
    found: Rows = {table.name: [] for table in TABLES}
    for table, row in each_row_of(place):
        found[table].append(row)
    return found


def digests_of(place: Place) -> dict[str, str]:
    """A digest of all rows of each table."""
    found = {table.name: sha256() for table in TABLES}
    for table, row in each_row_of(place):
        found[table].update(repr(row).encode())
    return {name: each.hexdigest() for name, each in found.items()}


def file_of(place: Place) -> Path:
    return Path(place.url.removeprefix("sqlite:///"))


def edited(place: Place) -> AbstractContextManager[sqlite3.Connection]:
    """A connection of another program to a store in a file."""
    return by_hand(file_of(place))


def is_missing(place: Place) -> bool:
    """Whether no store opens at the place."""
    try:
        SqlPowerPro(place.url, rto=place.rto).close()
    except PowerProUnusable:
        return True
    return False


# --- there and back ---------------------------------------------------------------

PAIRS = [
    pytest.param(one, other, marks=() if one == other else pytest.mark.servers)
    for one in ("sqlite", *SERVERS)
    for other in ("sqlite", *SERVERS)
    if one != other or one == "sqlite"
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_every_row_arrives_and_comes_back(one: str, other: str, tmp_path: Path) -> None:
    here, there = filled(new_place(one, tmp_path)), another(other, tmp_path)
    if here.rto and there.rto:
        there = evolve(there, rto=here.rto)
    before = rows_of(here)
    copied = move(here, there)
    assert copied.rows == {name: len(rows) for name, rows in before.items()}
    assert all(copied.rows.values())
    assert rows_of(there) == before == rows_of(here)
    assert move(there, here).replaced
    assert rows_of(here) == before
    SqlPowerPro(here.url, rto=here.rto).close()


@pytest.mark.nightly
@pytest.mark.servers
@pytest.mark.timeout(0)
@pytest.mark.parametrize("server", SERVERS)
def test_ten_thousand_enrolments_go_there_and_back(server: str, tmp_path: Path) -> None:
    here, there = filled(new_place("sqlite", tmp_path), 10_000), another(server, tmp_path)
    before = digests_of(here)
    assert sum(move(here, there).rows.values()) > 600_000
    assert digests_of(there) == before
    back = another("sqlite", tmp_path)
    move(there, back)
    assert digests_of(back) == before


@pytest.mark.nightly
@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_more_rows_need_no_more_memory(dialect: str, tmp_path: Path) -> None:
    assert peak(1000, dialect, tmp_path) < 1.3 * peak(250, dialect, tmp_path)


def peak(enrolments: int, dialect: str, folder: Path) -> int:
    """The bytes that a copy has in memory at most."""
    here, there = filled(another("sqlite", folder), enrolments), another(dialect, folder)
    tracemalloc.start()
    move(here, there)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@pytest.mark.servers
@pytest.mark.parametrize("server", SERVERS)
def test_other_rtos_of_the_database_keep_their_rows(
    server: str, full: Place, tmp_path: Path
) -> None:
    first, second = another(server, tmp_path), another(server, tmp_path)
    filled(first)
    before = rows_of(first)
    move(full, second)
    assert rows_of(first) == before
    with SqlPowerPro(first.url, rto=first.rto):  # Its neighbour's mark is not its own.
        move(second, another("sqlite", tmp_path))
    assert rows_of(first) == before
    SqlPowerPro(first.url, rto=first.rto).close()


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_texts_keys_and_json_are_kept_to_the_letter(dialect: str, tmp_path: Path) -> None:
    here, there = new_place("sqlite", tmp_path), another(dialect, tmp_path)
    codes = ["a1", "A1", "a1 ", " a1", "á1", "a\u03011", "a1\t", "a11"]
    with SqlPowerPro.create(here.url) as powerpro:
        names = ["\\", "%s", "'", "İß", "\u200b", "𝄞", "x" * 300, "a\r\nb"]
        rows = zip(codes, names, strict=True)
        powerpro.take_in(a_set(course(), *(client(code, surname=name) for code, name in rows)))
    with edited(here) as connection:
        connection.execute('UPDATE imported_rows SET cells = \'{ "b":1,  "a" : 1.50 }\'')
    before = rows_of(here)
    move(here, there)
    assert rows_of(there) == before
    back = another("sqlite", tmp_path)
    move(there, back)
    with edited(back) as connection:
        (cells,) = connection.execute("SELECT DISTINCT cells FROM imported_rows").fetchone()
    assert cells == '{ "b":1,  "a" : 1.50 }'


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_a_store_that_was_made_before_and_is_empty_is_filled(
    dialect: str, full: Place, tmp_path: Path
) -> None:
    there = another(dialect, tmp_path)
    SqlPowerPro.create(there.url, rto=there.rto).close()
    assert not move(full, there).replaced
    assert rows_of(there) == rows_of(full)


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_progress_is_told_to_the_end(dialect: str, full: Place, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    copied = move(full, another(dialect, tmp_path), progress=lambda *each: told.append(each))
    total = sum(copied.rows.values())
    last = {what: (done, of) for what, done, of in told}
    assert last == dict.fromkeys(("checking", "copying", "comparing"), (total, total))


def test_a_copy_says_what_was_copied_and_in_place_of_what(full: Place, tmp_path: Path) -> None:
    there = another("sqlite", tmp_path)
    names = [each.url.removeprefix("sqlite:///") for each in (full, there)]
    counts = {name: len(rows) for name, rows in rows_of(full).items()}
    of_all = Copied(names[0], names[1], counts, replaced=False, was_there=False)
    assert move(full, there) == of_all
    assert reopen(full.url, clock=lambda: NOW) == Moved(names[1], NOW)
    assert move(full, there) == evolve(of_all, was_there=True)
    reopen(full.url)
    with edited(there) as connection:
        connection.execute("UPDATE clients SET mobile = '?'")
    assert move(full, there, replace=True) == evolve(of_all, replaced=True)
    assert rows_of(there) == rows_of(full)


def test_a_store_without_rows_is_copied_and_was_not_there(tmp_path: Path) -> None:
    here, there = new_place("sqlite", tmp_path), another("sqlite", tmp_path)
    SqlPowerPro.create(here.url).close()
    counts = dict.fromkeys(rows_of(here), 0)
    assert move(here, there) == Copied(
        str(file_of(here)), str(file_of(there)), counts, replaced=False, was_there=False
    )


# --- the mark ---------------------------------------------------------------------


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_a_store_that_was_moved_is_no_longer_opened(dialect: str, tmp_path: Path) -> None:
    here, there = filled(another(dialect, tmp_path)), new_place("sqlite", tmp_path)
    with SqlPowerPro(here.url, rto=here.rto) as opened:
        move(here, there)
        for use in (SqlPowerPro, SqlPowerPro.create):
            with pytest.raises(SettingsFault, match=r"was moved to .*\.db on 28/11/2026") as caught:
                use(here.url, rto=here.rto)
            assert "--reopen" in caught.value.remedy
        with pytest.raises(SettingsFault, match="was moved to"), opened.lock.hold("run"):
            pytest.fail("a run goes on")
    names = r"^PowerPro's store .+ was moved to .+\.db on 28/11/2026"
    with pytest.raises(SettingsFault, match=names):
        move(here, another("sqlite", tmp_path))
    assert reopen(here.url, rto=here.rto).at == NOW
    SqlPowerPro(here.url, rto=here.rto).close()
    with pytest.raises(SettingsFault, match="was not moved"):
        reopen(here.url, rto=here.rto)


def test_a_store_that_was_moved_can_be_backed_up(full: Place, tmp_path: Path) -> None:
    move(full, another("sqlite", tmp_path))
    assert backup(full.url, tmp_path / "back-up.db").size


# --- refusals ---------------------------------------------------------------------


def test_rows_that_are_there_are_counted_in_the_refusal(full: Place, tmp_path: Path) -> None:
    there = another("sqlite", tmp_path)
    with SqlPowerPro.create(there.url) as powerpro:
        powerpro.take_in(a_set(course(), client()))
    with pytest.raises(SettingsFault) as caught:
        move(full, there)
    assert caught.value.message == (
        f"{file_of(there)} has rows of this RTO already: 1 courses, 1 clients, 2 imported_rows."
    )


def test_a_store_that_lacks_a_table_is_not_copied(full: Place, tmp_path: Path) -> None:
    with edited(full) as connection:
        connection.execute("DROP TABLE dismissals")
    with pytest.raises(PowerProUnusable) as caught:
        move(full, another("sqlite", tmp_path))
    assert caught.value.message == (
        f"PowerPro's store {file_of(full)} cannot be used (no such table: dismissals)."
    )


def test_a_row_that_the_target_loses_is_named_as_a_whole(full: Place, tmp_path: Path) -> None:
    there = another("sqlite", tmp_path)
    SqlPowerPro.create(there.url).close()
    with edited(there) as connection:
        connection.execute(
            "CREATE TRIGGER meddle AFTER INSERT ON suspensions BEGIN"
            " DELETE FROM suspensions WHERE enrolment_id = 'enrolment_id 2'; END"
        )
    with pytest.raises(PowerProUnusable) as caught:
        move(full, there)
    assert caught.value.message == (
        "After the copy, row enrolment_id 2 of the table suspensions was not the same in "
        f"{file_of(there)} as in {file_of(full)}. Nothing was copied."
    )


def test_a_database_of_a_server_is_not_copied_to_itself() -> None:
    address = "postgresql+psycopg://powerpro@127.0.0.1:1/powerpro"
    with pytest.raises(SettingsFault, match="FROM and TO are the same store"):
        copy_store(address, address, rto=RTO)


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_rows_that_are_there_are_kept_unless_they_may_be_replaced(
    dialect: str, full: Place, tmp_path: Path
) -> None:
    there = filled(another(dialect, tmp_path), 2)
    before = rows_of(there)
    with pytest.raises(SettingsFault, match="has rows of this RTO already: 1 courses, 2") as caught:
        move(full, there)
    assert "--replace" in caught.value.remedy
    assert rows_of(there) == before
    SqlPowerPro(full.url).close()
    assert move(full, there, replace=True).replaced
    assert rows_of(there) == rows_of(full)


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_a_copy_whose_mark_was_not_written_is_completed(
    dialect: str, full: Place, tmp_path: Path
) -> None:
    there = another(dialect, tmp_path)
    move(full, there)
    reopen(full.url)
    assert move(full, there).was_there
    with pytest.raises(SettingsFault, match="was moved"):
        SqlPowerPro(full.url)


def test_rows_that_were_moved_to_a_third_store_are_kept(full: Place, tmp_path: Path) -> None:
    second, third = another("sqlite", tmp_path), another("sqlite", tmp_path)
    move(full, second)
    move(second, third)
    with pytest.raises(SettingsFault, match=r"They were moved to .*\.db on 28/11/2026"):
        move(third, full)
    assert move(third, full, replace=True).replaced


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_a_copy_is_refused_while_either_store_is_locked(
    dialect: str, full: Place, tmp_path: Path
) -> None:
    there = another(dialect, tmp_path)
    for place in (full, there):
        lock = dialect_for(place.url).run_lock(place.url, rto=there.rto, clock=lambda: NOW)
        with lock.hold("run"), pytest.raises(LockHeld, match=r"`run`|Another run"):
            move(full, there)
    assert is_missing(there)
    move(full, there)


def test_a_store_is_not_copied_to_itself(full: Place) -> None:
    folder, _, file = full.url.rpartition("/")
    with pytest.raises(SettingsFault, match="the same store"):
        move(full, full)
    with pytest.raises(SettingsFault, match="the same store"):
        move(full, Place(f"{folder}/../{folder.rpartition('/')[2]}/{file}"))


def test_a_store_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(PowerProUnusable, match="There is no PowerPro store"):
        move(new_place("sqlite", tmp_path), another("sqlite", tmp_path))


def test_a_folder_is_not_filled(full: Place, tmp_path: Path) -> None:
    there = another("sqlite", tmp_path)
    file_of(there).mkdir()
    with pytest.raises(PowerProUnusable) as caught:
        move(full, there)
    assert caught.value.message.startswith(f"PowerPro's store {file_of(there)} cannot be opened")
    assert file_of(there).is_dir()


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        ("CREATE TABLE students (name)", "not a PowerPro store"),
        ("UPDATE store SET schema = 6", "has schema 6, but this version needs schema 5"),
        ("UPDATE store SET schema = 4", "has schema 4, but this version needs schema 5"),
    ],
)
def test_a_file_that_is_no_store_of_this_version_is_not_filled(
    full: Place, tmp_path: Path, spoil: str, fault: str
) -> None:
    there = another("sqlite", tmp_path)
    if "store" in spoil:
        SqlPowerPro.create(there.url).close()
    with edited(there) as connection:
        connection.execute(spoil)
    before = file_of(there).read_bytes()
    with pytest.raises(RunFault, match=fault) as caught:
        move(full, there, replace=True)
    assert str(file_of(there)) in caught.value.message
    assert file_of(there).read_bytes() == before
    SqlPowerPro(full.url).close()


def refused(place: Place, there: Place, *statements: str) -> tuple[str, ...]:
    """The faults of a copy after these statements of another program."""
    with edited(place) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA foreign_keys = OFF")
        for each in statements:
            connection.execute(each)
    with pytest.raises(SettingsFault) as caught:
        move(place, there)
    assert "Nothing was copied" in caught.value.remedy
    assert is_missing(there)
    SqlPowerPro(place.url).close()
    return tuple(map(str, caught.value.faults))


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_values_that_cannot_be_read_are_named(dialect: str, full: Place, tmp_path: Path) -> None:
    faults = refused(
        full,
        another(dialect, tmp_path),
        "UPDATE clients SET surname = CAST(x'ff41' AS TEXT) WHERE code = 'code 0'",
        "UPDATE clients SET date_of_birth = '0000-01-01' WHERE code = 'code 1'",
        "UPDATE clients SET given_names = x'00ff' WHERE code = 'code 1'",
        "UPDATE contact_logs SET contact_date = '2026-03-17 09:30:00+10:00' WHERE id = 'id 2'",
        "UPDATE runs SET wrote = 1.5 WHERE run_id = 'run_id 0'",
        "UPDATE suspensions SET whole = 7 WHERE enrolment_id = 'enrolment_id 1'",
        "UPDATE units SET type = 'Lesson' WHERE id = 'id 3'",
    )
    told = "\n".join(faults)
    for each in (
        "Row code 0 of the table clients in PowerPro's store cannot be read: surname is",
        "Row code 1 of the table clients in PowerPro's store cannot be read: date_of_birth is",
        "Row code 1 of the table clients in PowerPro's store cannot be read: given_names is",
        "Row id 2 of the table contact_logs in PowerPro's store cannot be read: contact_date is",
        "of the table runs in PowerPro's store cannot be read: wrote is 1.5",
        "Row enrolment_id 1 of the table suspensions in PowerPro's store cannot be read: whole is",
        "Row id 3 of the table units in PowerPro's store cannot be read: type is 'Lesson'",
    ):
        assert each in told
    assert len(faults) == 7


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_rows_that_refer_to_missing_ones_are_named(
    dialect: str, full: Place, tmp_path: Path
) -> None:
    faults = refused(full, another(dialect, tmp_path), "DELETE FROM enrolments WHERE id = 'id 1'")
    assert len(faults) == 11
    assert faults[0] == (
        "Row id 1 of the table units: enrolment_id is 'id 1', and enrolments has no such row."
    )


def test_many_faults_are_counted(tmp_path: Path) -> None:
    place = filled(new_place("sqlite", tmp_path), 30)
    faults = refused(
        place, another("sqlite", tmp_path), "UPDATE clients SET date_of_birth = 'soon'"
    )
    assert len(faults) == MOST_FAULTS + 1
    assert faults[-1] == "There are 10 more."


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_the_largest_dates_and_numbers_arrive(dialect: str, tmp_path: Path) -> None:
    here, there = filled(new_place("sqlite", tmp_path)), another(dialect, tmp_path)
    with edited(here) as connection:
        for statement in (
            "UPDATE clients SET date_of_birth = '0001-01-01' WHERE code = 'code 0'",
            "UPDATE clients SET date_of_birth = '9999-12-31' WHERE code = 'code 1'",
            "UPDATE contact_logs SET contact_date = '0001-01-01 00:00:00.000000' WHERE id = 'id 0'",
            "UPDATE contact_logs SET contact_date = '9999-12-31 23:59:59.999999' WHERE id = 'id 1'",
            "UPDATE runs SET quota_left = 2147483647, wrote = -2147483647",
            "UPDATE clients SET surname = char(1) || char(8232) || 'x'",
        ):
            connection.execute(statement)
    before = rows_of(here)
    move(here, there)
    assert rows_of(there) == before


# --- interruptions ----------------------------------------------------------------


@pytest.mark.parametrize("dialect", EVERYWHERE)
@pytest.mark.parametrize("phase", ["checking", "copying", "comparing"])
def test_a_fault_in_the_middle_leaves_nothing_behind(
    dialect: str, phase: str, full: Place, tmp_path: Path
) -> None:
    there = another(dialect, tmp_path)

    def fail(what: str, done: int, of: int | None) -> None:
        if what == phase and of and done > of / 2:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        move(full, there, progress=fail)
    assert is_missing(there)
    if dialect == "sqlite":
        ends = ("", "-journal", "-wal", "-shm")
        assert not any(Path(f"{file_of(there)}{end}").exists() for end in ends)
    SqlPowerPro(full.url).close()
    move(full, there)


def test_a_fault_in_the_middle_leaves_a_file_that_was_empty(full: Place, tmp_path: Path) -> None:
    there = another("sqlite", tmp_path)
    file_of(there).touch()

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        move(full, there, progress=fail)
    assert file_of(there).read_bytes() == b""
    assert not move(full, there).replaced


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_a_fault_in_the_middle_leaves_earlier_rows_as_they_were(
    dialect: str, full: Place, tmp_path: Path
) -> None:
    there = filled(another(dialect, tmp_path), 2)
    before = rows_of(there)

    def fail(what: str, done: int, _: int | None) -> None:
        if what == "copying" and done > 50:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        move(full, there, replace=True, progress=fail)
    assert rows_of(there) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes otherwise")
@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_a_copy_that_was_killed_is_no_store_and_can_be_made_again(
    dialect: str, tmp_path: Path
) -> None:
    # More than a page of each, so that the database has written some of them to its disk.
    here, there = filled(new_place("sqlite", tmp_path), 300), another(dialect, tmp_path)
    before = rows_of(here)
    for phase in ("copying", "comparing"):

        def told(what: str, done: int, of: int | None, phase: str = phase) -> None:
            if what == phase and of and done > of / 2:
                be_killed()

        killed_while(lambda told=told: copy_again(here, there, progress=told))  # type: ignore[misc]  # of a lambda's default
        assert is_missing(there)
    copy_again(here, there)
    assert rows_of(there) == before


def copy_again(here: Place, there: Place, **more: Any) -> None:
    """Copy. A server takes a moment to notice that a process was killed, and to undo its work."""
    while True:
        try:
            move(here, there, **more)
        except LockHeld:
            pass
        except PowerProUnusable as fault:
            if "locked by another program" not in fault.message:
                raise
        else:
            return


@pytest.mark.parametrize("dialect", EVERYWHERE)
def test_a_row_that_the_target_changes_is_noticed_and_nothing_is_copied(
    dialect: str, full: Place, tmp_path: Path
) -> None:
    there = another(dialect, tmp_path)
    SqlPowerPro.create(there.url, rto=there.rto).close()
    trigger = {
        "sqlite": (
            "CREATE TRIGGER meddle AFTER INSERT ON clients BEGIN"
            " UPDATE clients SET mobile = '?' WHERE code = 'code 1'; END",
        ),
        "postgresql": (
            "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN IF NEW.code = 'code 1' THEN NEW.mobile = '?'; END IF; RETURN NEW; END $$",
            "CREATE TRIGGER meddle BEFORE INSERT ON clients FOR EACH ROW EXECUTE FUNCTION meddle()",
        ),
        "mariadb": (
            "CREATE TRIGGER meddle BEFORE INSERT ON clients FOR EACH ROW"
            " SET NEW.mobile = IF(NEW.code = 'code 1', '?', NEW.mobile)",
        ),
    }[dialect]
    drop = "DROP TRIGGER meddle" + (" ON clients" if dialect == "postgresql" else "")
    execute(there.url, trigger)
    try:
        with pytest.raises(PowerProUnusable, match="mobile of row code 1 of the") as caught:
            move(full, there)
        assert caught.value.remedy == (
            "Close other programs that edit the store, then give the command again."
        )
    finally:
        execute(there.url, (drop,))
    assert not any(rows_of(there).values())
    move(full, there)


def execute(url: str, statements: Sequence[str]) -> None:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        for each in statements:
            connection.exec_driver_sql(each)


def test_commands_that_take_no_lock_wait_for_a_copy(full: Place, tmp_path: Path) -> None:
    """Else their rows would be in no store that is used."""
    there = another("sqlite", tmp_path)
    with SqlPowerPro(full.url, busy_seconds=0.01) as other:

        def write(what: str, *_: object) -> None:
            if what == "copying":
                refused = pytest.raises(PowerProUnusable, match="locked by another program")
                with refused, other._store.writing():
                    pytest.fail("another writes meanwhile")
                for place in (full, there):
                    lock = dialect_for(place.url).run_lock(place.url, rto="", clock=lambda: NOW)
                    with pytest.raises(LockHeld, match="`copy-store`"), lock.hold("run"):
                        pytest.fail("a run begins meanwhile")

        move(full, there, progress=write)
