"""Opening, making and refusing a store."""

from __future__ import annotations

import os
import sqlite3
import threading
import traceback
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, text

from support.sql.guide_rows import (
    BOOKING,
    LOG,
    a_set,
    by_hand,
    dump,
    make,
    refuse,
    the_enrolment,
    url_of,
)
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.dialects import sqlite_file
from talent_powerpro.adapters.sql.dialects.sqlite_file import (
    file_of,
    filled_file,
    make_file,
    number_in,
    open_file,
    url_of_file,
)
from talent_powerpro.adapters.sql.dialects.sqlite_inspection import check_whole
from talent_powerpro.errors import PowerProUnusable, RunFault, SettingsFault
from talent_powerpro.records.journal import SyncLogLine


def refused(path: Path) -> PowerProUnusable:
    with pytest.raises(PowerProUnusable) as caught:
        SqlPowerPro(url_of(path))
    assert str(path) in caught.value.message
    assert caught.value.remedy
    return caught.value


def test_opening_a_missing_store_names_the_remedy_and_makes_no_file(path: Path) -> None:
    fault = refused(path)
    assert "There is no PowerPro store" in fault.message
    assert "talent-powerpro import" in fault.remedy
    assert list(path.parent.iterdir()) == []


def test_a_new_store_is_empty_and_marked_as_a_store(path: Path) -> None:
    before = datetime.now(UTC).replace(tzinfo=None)
    with SqlPowerPro.create(url_of(path)) as powerpro:
        assert set(powerpro.counts().values()) == {0}
    ((application, number, created),) = dump(path)["store"]
    assert (application, number) == ("talent-powerpro", 5)
    assert dump(path)["migrations"] == [("schema_5",)]
    made = datetime.fromisoformat(str(created))
    assert timedelta() <= made - before < timedelta(minutes=1)


def test_create_opens_an_existing_store_unchanged(path: Path) -> None:
    make(path).close()
    before = dump(path)
    with SqlPowerPro.create(url_of(path)) as powerpro:
        assert the_enrolment(powerpro).id == BOOKING
    assert dump(path) == before


def test_a_relative_url_starts_at_the_working_folder(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    SqlPowerPro.create("sqlite:///powerpro.db").close()
    assert path.is_file()


def test_a_file_name_may_hold_blanks_and_signs(tmp_path: Path) -> None:
    folder = tmp_path / "RTO Zoë #1 50%"
    folder.mkdir()
    path = folder / "power pro&.db"
    with make(path) as powerpro:
        assert the_enrolment(powerpro).id == BOOKING
    assert path.is_file()


def test_a_windows_path_keeps_its_drive_after_three_slashes() -> None:
    assert file_of("sqlite:///C:/RTO/powerpro.db").as_posix().endswith("C:/RTO/powerpro.db")


@pytest.mark.parametrize("name", ["powerpro.db", "RTO Zoë #1 50%/power pro&.db", "a%20b.db"])
def test_the_url_of_a_file_names_that_file(tmp_path: Path, name: str) -> None:
    url = url_of_file(tmp_path / name)
    assert url.startswith("sqlite:///")
    assert file_of(url) == tmp_path / name


def test_a_name_with_a_question_mark_is_that_files_where_a_url_can_have_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "power?pro.db"
    if "?" in URL.create("sqlite", database="?").render_as_string():
        pytest.skip("SQLAlchemy escapes it from 2.1 on")
    assert file_of(url_of_file(path)) == path


def test_a_name_with_a_question_mark_is_refused_where_the_url_would_be_another_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Before(URL):
        def render_as_string(self, hide_password: bool = True) -> str:
            return f"{self.drivername}:///{self.database}"

    monkeypatch.setattr(sqlite_file, "URL", Before)
    with pytest.raises(SettingsFault) as caught:
        url_of_file(tmp_path / "power?pro.db")
    assert (caught.value.message, caught.value.remedy) == (
        "The path of the store's file has a question mark, so no URL can name it.",
        "Rename the folder or the file, or install SQLAlchemy 2.1 or newer.",
    )


def test_an_interrupted_creation_is_finished_by_the_next(path: Path) -> None:
    path.touch()
    fault = refused(path)
    assert "is empty, so it is not a PowerPro store" in fault.message
    assert "talent-powerpro import" in fault.remedy
    with SqlPowerPro.create(url_of(path)) as powerpro:
        assert set(powerpro.counts().values()) == {0}


def test_two_concurrent_creations_make_one_store(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process makes the store between our check and our transaction."""
    look, looks = sqlite_file._is_empty, iter((True,))

    def stale_look(connection: sqlite3.Connection) -> bool:
        if next(looks, False):
            make(path).close()
            return True
        return look(connection)

    monkeypatch.setattr(sqlite_file, "_is_empty", stale_look)
    with SqlPowerPro.create(url_of(path)) as powerpro:
        assert powerpro.counts()["enrolments"] == 1


def test_the_folder_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(PowerProUnusable, match="cannot be opened") as caught:
        SqlPowerPro.create(url_of(tmp_path / "nowhere" / "powerpro.db"))
    assert "folder exists" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda path: make_file(path, busy_seconds=0),
        lambda path: filled_file(path, busy_seconds=0).__enter__(),
    ],
)
def test_a_file_that_cannot_be_made_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object]
) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(sqlite_file, "make_private_file", refuse)
    with pytest.raises(PowerProUnusable) as caught:
        make(path)
    assert caught.value.message.startswith(f"PowerPro's store {path} cannot be opened")
    assert list(path.parent.iterdir()) == []


def test_a_folder_is_not_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "cannot be opened" in refused(tmp_path).message
    monkeypatch.setattr(os.path, "getsize", lambda _: 0)  # As on Windows, and some disks.
    assert "cannot be opened" in refused(tmp_path).message


def test_another_kind_of_file_is_not_changed(path: Path) -> None:
    path.write_text("Code,Surname,Given Names\n" * 100, encoding="utf-8")
    before = path.read_bytes()
    assert "not a SQLite file" in refused(path).message
    with pytest.raises(PowerProUnusable, match="not a SQLite file"):
        SqlPowerPro.create(url_of(path))
    assert path.read_bytes() == before


def test_another_programs_database_is_not_changed(path: Path) -> None:
    with by_hand(path) as connection:
        connection.execute("CREATE TABLE students (name)")
    before = path.read_bytes()
    said = f"{path} is a SQLite file, but not a PowerPro store."
    assert refused(path).message == said
    with pytest.raises(PowerProUnusable) as caught:
        number_in(path, busy_seconds=0)
    assert caught.value.message == said
    with pytest.raises(PowerProUnusable, match="not a PowerPro store"):
        SqlPowerPro.create(url_of(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("other", "kind", "remedy"),
    [
        (1, SettingsFault, "import again"),
        (2, SettingsFault, "`talent-powerpro migrate`"),
        (6, PowerProUnusable, "Install the version"),
    ],
)
def test_another_schema_is_refused_with_both_numbers(
    path: Path, other: int, kind: type[RunFault], remedy: str
) -> None:
    make(path).close()
    with by_hand(path) as connection:
        connection.execute(f"UPDATE store SET schema = {other}")
    with pytest.raises(kind) as caught:
        SqlPowerPro(url_of(path))
    assert f"has schema {other}, " in caught.value.message
    assert str(path) in caught.value.message
    assert remedy in caught.value.remedy


def test_a_damaged_file_is_reported_when_the_damage_is_read(path: Path) -> None:
    make(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    with pytest.raises(PowerProUnusable, match="is damaged") as caught:
        SqlPowerPro(url_of(path)).close()
    assert "back-up" in caught.value.remedy


def test_a_file_cut_short_is_damaged(path: Path) -> None:
    make(path).close()
    path.write_bytes(path.read_bytes()[: 5 * 4096])
    with pytest.raises(PowerProUnusable, match="is damaged"), SqlPowerPro(url_of(path)) as powerpro:
        powerpro.take_in(a_set())


def test_after_the_check_of_a_whole_file_no_column_takes_a_value_that_it_refuses(
    path: Path,
) -> None:
    make(path).close()
    with closing(sqlite_file.connect(path, "rw", 0)) as connection:
        check_whole(path, connection)
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            connection.execute("UPDATE units SET type = 'Modul'")


def test_a_write_is_all_or_nothing_and_locks_others_out_from_its_start(path: Path) -> None:
    with make(path) as powerpro:
        assert powerpro._store.name == str(path)
        before = dump(path)
        with suppress(ZeroDivisionError), powerpro._store.writing() as connection:
            with by_hand(path) as hand, pytest.raises(sqlite3.OperationalError, match="locked"):
                hand.execute("BEGIN IMMEDIATE")
            connection.execute(text("DELETE FROM units"))
            raise ZeroDivisionError
        assert dump(path) == before


def test_a_refused_write_names_the_store_and_shows_no_value_of_it(path: Path) -> None:
    line = SyncLogLine(datetime(2022, 6, 2, tzinfo=UTC), "Looking up jg11@pm.me")
    with make(path) as powerpro:
        refuse(path, "INSERT ON sync_log")
        with pytest.raises(PowerProUnusable) as caught:
            powerpro.sync_log.write([line])
    said = caught.value
    assert said.message == f"PowerPro's store {path} cannot be used (not that one)."
    assert "jg11" not in "".join(traceback.format_exception(said))


def test_a_store_that_another_program_reads_is_used_without_a_write_ahead_log(path: Path) -> None:
    make(path).close()
    with by_hand(path) as viewer:
        viewer.execute("PRAGMA journal_mode = DELETE")
        viewer.execute("BEGIN")
        viewer.execute("SELECT * FROM store").fetchall()
        with SqlPowerPro(url_of(path), busy_seconds=0.01) as powerpro:
            assert the_enrolment(powerpro).id == BOOKING
        assert viewer.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_every_connection_has_wal_foreign_keys_and_a_time_out(path: Path) -> None:
    make(path).close()
    opened = open_file(path, busy_seconds=1.5)
    pragmas = ("journal_mode", "foreign_keys", "busy_timeout")
    with opened.reading() as connection:
        found = [connection.scalar(text(f"PRAGMA {name}")) for name in pragmas]
    opened.close()
    assert found == ["wal", 1, 1500]


def test_making_a_store_holds_nothing_open(path: Path) -> None:
    make_file(path, busy_seconds=0)
    path.unlink()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://rto:hunter2@server/powerpro", "is a postgresql database"),
        ("mysql+pymysql://rto:hunter2@server/powerpro", "is a mysql+pymysql database"),
        ("powerpro.db", "not written as a URL"),
        ("rto:hunter2@server", "not written as a URL"),
        ("sqlite://", "does not name a file"),
        ("sqlite:///:memory:", "does not name a file"),
        ("sqlite://powerpro.db", "does not name a file"),
        ("sqlite://server/powerpro.db", "does not name a file"),
        ("sqlite:///powerpro.db?mode=ro", "does not name a file"),
    ],
)
def test_a_url_that_is_not_of_a_sqlite_file_is_a_settings_fault_and_never_shown(
    url: str, message: str
) -> None:
    for door in (SqlPowerPro, SqlPowerPro.create):
        with pytest.raises(SettingsFault, match=message.replace("+", r"\+")) as caught:
            door(url)
        assert "sqlite:///powerpro.db" in caught.value.remedy
        assert "hunter2" not in f"{caught.value}{caught.value.__cause__}{caught.value.remedy}"
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_closed_store_says_so_and_may_be_closed_again(path: Path) -> None:
    powerpro = make(path)
    powerpro.close()
    powerpro.close()
    with pytest.raises(PowerProUnusable) as caught:
        powerpro.counts()
    assert (caught.value.message, caught.value.remedy) == (
        f"PowerPro's store {path} is closed.",
        "Open one store in each thread, and use it inside its `with` block.",
    )


def test_a_second_thread_is_refused_and_the_first_goes_on(path: Path) -> None:
    caught: list[PowerProUnusable] = []
    with make(path) as powerpro:

        def elsewhere() -> None:
            for call in (powerpro.counts, powerpro.close):
                try:
                    call()
                except PowerProUnusable as fault:
                    caught.append(fault)

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        powerpro.add_contact_log(the_enrolment(powerpro), LOG)
    said = f"PowerPro's store {path} was opened on another thread."
    assert [fault.message for fault in caught] == [said, said]


# --- connections are closed, and not left to the garbage collector ------------------


CONNECT = sqlite3.connect


def opened_by(action: Callable[[], object]) -> list[sqlite3.Connection]:
    """The connections that the test has opened."""
    opened: list[sqlite3.Connection] = []

    def connect(*given: Any, **more: Any) -> sqlite3.Connection:
        opened.append(CONNECT(*given, **more))
        return opened[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sqlite3, "connect", connect)
        action()
    return opened


def is_closed(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return True
    return False


def test_a_store_that_nobody_has_used_is_closed_too(path: Path) -> None:
    make(path).close()
    for open_it in (lambda: SqlPowerPro(url_of(path)), lambda: open_file(path, busy_seconds=0)):
        (connection,) = opened_by(lambda open_it=open_it: open_it().close())  # type: ignore[misc]  # of a lambda's default
        assert is_closed(connection)
        assert list(path.parent.iterdir()) == [path]


def test_the_connection_to_a_refused_store_is_closed(path: Path) -> None:
    make(path).close()
    with by_hand(path) as hand:
        hand.execute("UPDATE store SET schema = 99")
    (connection,) = opened_by(lambda: refused(path))
    assert is_closed(connection)


def test_a_connection_whose_first_statement_fails_is_closed(path: Path) -> None:
    class Refusing(sqlite3.Connection):
        def execute(self, *_: Any) -> Any:
            raise sqlite3.OperationalError("disk I/O error")

    make(path).close()

    def refused() -> None:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Refusing))
            with pytest.raises(PowerProUnusable):
                SqlPowerPro(url_of(path))

    (connection,) = opened_by(refused)
    with pytest.raises(sqlite3.ProgrammingError):
        connection.cursor()
