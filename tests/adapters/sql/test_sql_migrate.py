"""Migration of a store: it is migrated completely, or not changed."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from support.sql.guide_rows import JOANA, RESULT, by_hand, dump, make, url_of
from support.sql.killed import be_killed, killed_while
from support.sql.old_store import make_old
from talent_powerpro.adapters.sql import SqlPowerPro, schema
from talent_powerpro.adapters.sql import migrate as migrating
from talent_powerpro.adapters.sql.dialects import sqlite_migration
from talent_powerpro.adapters.sql.dialects.sqlite_file import SQLiteFile, connect
from talent_powerpro.adapters.sql.dialects.sqlite_lock import FileRunLock
from talent_powerpro.adapters.sql.dialects.sqlite_schema_2 import to_schema_3
from talent_powerpro.adapters.sql.migrated import Migrated
from talent_powerpro.errors import (
    LockHeld,
    PowerProUnusable,
    SettingsFault,
    TalentPowerProError,
)
from talent_powerpro.model import (
    ClientCode,
    EnrolmentId,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
    UnitResult,
    UnitRowId,
)
from talent_powerpro.records.holds import Decision
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.topics import topic
from talent_powerpro.records.write import (
    Activate,
    AddContactLog,
    CreateUser,
    Enrol,
    JoinGroup,
    SetResult,
    SetSecondaryId,
)
from talent_powerpro.run.recovery import recover

TODAY = date(2026, 11, 27)
KEPT = "powerpro.schema-2.2026-11-27.db"
FIRST, SECOND, THIRD = (UnitRowId(f"{number:032}") for number in (7, 8, 9))
NOBODY = UnitResult("", None, "")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such things")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_old(tmp_path / "powerpro.db")


def migrate(path: Path) -> Migrated | None:
    return migrating.migrate(url_of(path), today=TODAY, busy_seconds=0.01)


@pytest.fixture(scope="module")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = make_old(tmp_path_factory.mktemp("migrated") / "powerpro.db")
    migrate(path)
    return path.read_bytes()


@pytest.fixture
def migrated(tmp_path: Path, migrated_file: bytes) -> Path:
    """The store after its migration, which tests that look at it need not repeat."""
    path = tmp_path / "migrated.db"
    path.write_bytes(migrated_file)
    return path


def schema_of(path: Path) -> list[tuple[object, ...]]:
    with by_hand(path) as connection:
        found = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name")
        return found.fetchall()


def files(path: Path) -> set[str]:
    of_the_lock = {"powerpro.db.lock", "powerpro.db.holder"}
    return {each.name for each in path.parent.iterdir()} - of_the_lock


# --- migrated content -------------------------------------------------------------


def test_every_row_is_migrated_and_the_old_store_is_kept_unchanged(path: Path) -> None:
    before = dump(path)
    migrated = migrate(path)
    assert migrated == Migrated(2, 5, str(path.with_name(KEPT)), sum(map(len, before.values())))
    assert files(path) == {"powerpro.db", KEPT}
    assert dump(path.with_name(KEPT)) == before
    changed = (
        *("store", "journal", "migrations", "runs"),
        *("standing_holds", "hold_releases", "hold_answers"),
        *("result_evidence", "verified_links", "last_looks", "told_topics", "sync_log"),
        *("looks", "waits", "tries", "standing_failures", "dismissals", "suspensions"),
        *("written_users", "engagement", "moved"),
    )
    assert dump(path, without=changed) == {
        name: rows for name, rows in before.items() if name not in changed
    }
    assert dump(path)["runs"] == dump(path)["verified_links"] == []


@pytest.mark.parametrize("number", [3, 4])
def test_a_store_of_a_later_schema_is_migrated_from_there(
    path: Path, migrated: Path, number: int
) -> None:
    as_of(path, number)
    before = dump(path)
    done = migrate(path)
    kept = path.with_name(f"powerpro.schema-{number}.2026-11-27.db")
    assert done == Migrated(number, 5, str(kept), sum(map(len, before.values())))
    assert dump(kept) == before
    assert schema_of(path) == schema_of(migrated)
    changing = ("store", "sync_log")  # With the time of the migration.
    assert dump(path, without=changing) == dump(migrated, without=changing)


def as_of(path: Path, number: int) -> None:
    """Migrate a store of schema 2 by the steps that an earlier version had."""
    driver = connect(path, "rw", 0)
    driver.execute("PRAGMA foreign_keys = OFF")
    database = SQLiteFile(path, driver)
    with closing(database), database.writing.begin() as connection:
        to_schema_3(connection)
        scripts = Config(attributes={"connection": connection})
        scripts.set_main_option("script_location", "talent_powerpro.adapters.sql:migrations")
        command.upgrade(scripts, f"schema_{number}")
        connection.execute(schema.store.update().values(schema=number))


def test_a_migrated_store_has_the_schema_of_a_new_one(migrated: Path, tmp_path: Path) -> None:
    make(tmp_path / "new.db").close()
    assert schema_of(migrated) == schema_of(tmp_path / "new.db")
    assert dump(migrated)["migrations"] == dump(tmp_path / "new.db")["migrations"]


def test_the_journals_writes_become_typed_values(migrated: Path) -> None:
    new = TalentUserId(f"new:{JOANA}")
    with SqlPowerPro(url_of(migrated)) as powerpro:
        first, second = powerpro.journal.entries("run-1")
        assert first.writes == (
            CreateUser(
                JOANA,
                "jg11@pm.me",
                "JOANA MARIA",
                "GÓMEZ",
                "jg11@pm.me",
                (("custom_field_1", "2021000017"), ("custom_field_2", "USI «7»")),
            ),
            SetSecondaryId(JOANA, "DPC000129", new),
            Enrol(new, TalentCourseId("126")),
            JoinGroup(new, TalentGroupKey("77eD6LXHH")),
            AddContactLog(
                EnrolmentId("E1"), "Enrolled in Talent Course: 126\nAdded to Group: 77eD6LXHH"
            ),
        )
        assert (first.status, second.status) == ("provisioned", "deferred")
        assert (first.made, second.made) == ((), ())
        assert second.writes == (
            Activate(TalentUserId("8")),
            Enrol(TalentUserId("8"), TalentCourseId("126")),
        )
        results = powerpro.journal.unfinished()[0]
        later = UnitResult(RESULT.outcome, date(2022, 6, 14), RESULT.short_comment)
        assert results.writes == (
            SetResult(EnrolmentId("E1"), FIRST, "ICTWEB304", NOBODY, RESULT),
            SetResult(EnrolmentId("E1"), SECOND, "ICTWEB305", NOBODY, later),
        )


def test_the_agents_memory_is_migrated(migrated: Path) -> None:
    pink = ClientCode("2021000018")
    before = [topic("missed: E3", "E3"), topic("missed: E1")]
    with SqlPowerPro(url_of(migrated)) as powerpro:
        assert [each.enrolment_id for each in powerpro.journal.due_marks()] == ["E2"]
        assert powerpro.journal.last_results([THIRD]) == {THIRD: RESULT}
        assert powerpro.journal.pending_memberships() == (
            PendingMembership(EnrolmentId("E1"), TalentUserId("7"), TalentGroupKey("77eD6LXHH")),
        )
        assert powerpro.journal.tell(before, TODAY) == {topic("missed: E1")}
        assert [each.reason for each in powerpro.holds.standing()] == [
            "deferment-date",
            "talent-user-shared",
            "outcome-replaced",
        ]
        (answer,) = powerpro.holds.answers()
        assert (answer.decision, answer.who) == (Decision.RELEASE, "Müller")
        assert answer.facts == (answer.message,)
        assert all(each.facts == (each.message,) for each in powerpro.holds.standing())
        assert powerpro.portal.portal() == "powerpro.talentlms.com"
        assert [each.client_code for each in powerpro.portal.ids_set_aside()] == [pink]
        assert len(powerpro.sync_log.lines()) == 2
        assert powerpro.exported_earlier(["ab" * 32, "cd"]) == {"ab" * 32}


def test_a_topic_becomes_a_digest_with_its_enrolment(path: Path) -> None:
    topics = {
        "held: provisioning E1: ab12cd34": "E1",
        "failed: results E1: The Secondary ID of Joana is blank.": "E1",
        "not reached: results E1: later": "E1",
        "group: E1: There is no group: FRUIT.": "E1",
        "no export date: E1: Tick a date": "E1",
        "logged 2022-06-02 results E1 ab12cd34": "E1",
        "missed: E1: a: b: 1": "E1: a: b",
        "missed: gone: The day has passed.": "",
        "unmatched: E1: 7: BSBWHS211": "",
        "run: ab12cd34": "",
        "The completion of jg11@pm.me has no date.": "",
    }
    with by_hand(path) as hand:
        hand.execute("UPDATE enrolments SET id = 'E1: a: b' WHERE id = 'E2'")
        hand.execute("DELETE FROM told_topics")
        rows = [(said, "2022-06-02") for said in topics]
        hand.executemany("INSERT INTO told_topics VALUES (?, ?)", rows)
    migrate(path)
    digests = {(topic(said, about), "2022-06-02") for said, about in topics.items()}
    assert set(dump(path)["told_topics"]) == digests


def test_a_run_interrupted_before_the_migration_is_recovered_after_it(migrated: Path) -> None:
    """The first unit was written before the interruption, the second was not."""
    with SqlPowerPro(url_of(migrated)) as powerpro:
        recover(powerpro.journal, powerpro, powerpro.evidence)
        assert powerpro.journal.unfinished() == ()
        assert powerpro.journal.last_results([FIRST, SECOND]) == {FIRST: RESULT}


def test_tables_of_other_programs_are_migrated(path: Path) -> None:
    with by_hand(path) as hand:
        hand.execute('CREATE TABLE "rto\'s ""own""" (note)')
        hand.execute('INSERT INTO "rto\'s ""own""" VALUES (\'ours\')')
        hand.execute("CREATE VIEW units_done AS SELECT code FROM units WHERE outcome <> ''")
    migrate(path)
    with by_hand(path) as hand:
        assert hand.execute("SELECT * FROM units_done").fetchall() == [("ICTWEB304",)]
        assert hand.execute('SELECT * FROM "rto\'s ""own"""').fetchall() == [("ours",)]


def test_the_content_of_the_write_ahead_log_is_migrated(path: Path) -> None:
    """A killed process leaves the write-ahead log behind, with its last writes in it."""
    writer = sqlite3.connect(path)
    writer.execute("UPDATE clients SET mobile = '0400 000 000'")
    writer.commit()
    killed = {end: path.with_name(path.name + end).read_bytes() for end in ("", "-wal")}
    writer.close()
    for end, content in killed.items():
        path.with_name(path.name + end).write_bytes(content)
    path.with_name("powerpro.db-shm").unlink(missing_ok=True)
    migrate(path)
    assert files(path) == {"powerpro.db", KEPT}
    for each in (path, path.with_name(KEPT)):
        with by_hand(each) as hand:
            assert hand.execute("SELECT DISTINCT mobile FROM clients").fetchall() == [
                ("0400 000 000",)
            ]


@POSIX
def test_the_new_file_may_be_read_by_those_who_could_read_the_old_one(path: Path) -> None:
    path.chmod(0o640)
    migrate(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@POSIX
def test_a_link_to_the_store_leads_to_the_new_one(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = elsewhere / "linked.db"
    link.symlink_to(path)
    migrate(link)
    assert link.is_symlink()
    assert path.with_name(KEPT).exists()
    SqlPowerPro(url_of(link)).close()


def test_a_later_schema_needs_only_its_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(connection: Any) -> None:
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN who TEXT")

    path = tmp_path / "powerpro.db"
    make(path).close()
    before = dump(path)
    monkeypatch.setattr(schema, "SCHEMA", 6)
    migrated = sqlite_migration.migrate_file(path, script, today=TODAY, busy_seconds=0)
    assert migrated is not None
    assert (migrated.before, migrated.after) == (5, 6)
    assert dump(path, without=["store"]) == {k: v for k, v in before.items() if k != "store"}
    with by_hand(path) as hand:
        assert hand.execute("SELECT who FROM runs").fetchall() == []
    SqlPowerPro(url_of(path)).close()


# --- refusals ---------------------------------------------------------------------


def test_a_migration_again_changes_nothing(migrated: Path) -> None:
    before = migrated.read_bytes()
    assert migrate(migrated) is None
    # Nor where another process finishes between the check of the schema and the lock.
    upgrade = migrating.upgrade
    assert sqlite_migration.migrate_file(migrated, upgrade, today=TODAY, busy_seconds=0) is None
    assert migrated.read_bytes() == before
    assert {each.name for each in migrated.parent.glob("*.db")} == {"migrated.db"}


@pytest.mark.parametrize(
    ("number", "kind", "remedy"),
    [
        (1, SettingsFault, "import again"),
        (6, PowerProUnusable, "Install the version"),
        (99, PowerProUnusable, "Install"),
    ],
)
def test_a_schema_too_old_or_of_a_newer_version_is_refused(
    path: Path, number: int, kind: type[TalentPowerProError], remedy: str
) -> None:
    with by_hand(path) as hand:
        hand.execute(f"UPDATE store SET schema = {number}")
    before = dump(path)
    with pytest.raises(kind, match=f"has schema {number}") as caught:
        migrate(path)
    assert str(path) in caught.value.message
    assert remedy in caught.value.remedy
    assert dump(path) == before
    assert files(path) == {"powerpro.db"}


def test_where_there_is_no_store_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(PowerProUnusable, match="There is no PowerPro store"):
        migrate(tmp_path / "powerpro.db")
    assert list(tmp_path.iterdir()) == []


def test_a_run_under_way_is_not_disturbed(path: Path) -> None:
    with FileRunLock(path).hold("run"), pytest.raises(LockHeld, match="`run`"):
        migrate(path)
    assert dump(path)["store"][0][1] == 2


def test_another_program_that_has_the_store_open_is_to_be_closed_first(path: Path) -> None:
    with by_hand(path) as viewer:
        viewer.execute("SELECT count(*) FROM units").fetchone()
        with pytest.raises(PowerProUnusable, match="locked by another program"):
            migrate(path)
    assert migrate(path) is not None


def test_nobody_writes_to_the_old_store_meanwhile(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def convert(*given: Any) -> None:
        with (
            by_hand(path) as window,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            window.execute("UPDATE clients SET mobile = '1'")
        original(*given)

    original = sqlite_migration._convert
    monkeypatch.setattr(sqlite_migration, "_convert", convert)
    assert migrate(path) is not None


def test_a_new_file_that_lacks_rows_is_refused(path: Path) -> None:
    before = dump(path)

    def careless(connection: Any) -> None:
        connection.exec_driver_sql("DELETE FROM sync_log WHERE sequence = 1")
        connection.exec_driver_sql("DROP TABLE told_topics")

    with pytest.raises(PowerProUnusable, match="is incomplete") as caught:
        sqlite_migration.migrate_file(path, careless, today=TODAY, busy_seconds=0)
    assert caught.value.message == (
        f"The migrated copy of PowerPro's store {path} is incomplete: "
        "hold_answers has 0 of 1 rows; sync_log has 1 of 2 rows; told_topics has 0 of 2 rows."
    )
    assert caught.value.remedy == "The store is unchanged. Report this, with the numbers above."
    assert dump(path) == before
    assert files(path) == {"powerpro.db"}


def test_what_an_interrupted_migration_left_is_replaced(path: Path) -> None:
    for end in ("", "-wal"):
        path.with_name(f"powerpro.db.new{end}").write_bytes(b"half of it")
    assert migrate(path) is not None
    assert files(path) == {"powerpro.db", KEPT}


def test_a_full_disk_is_named_and_the_store_is_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: Path) -> None:
        # Named so that the next migration finds what an interrupted one left.
        assert file == path.with_name("powerpro.db.new")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = dump(path)
    monkeypatch.setattr(sqlite_migration, "sync_file", full)
    with pytest.raises(PowerProUnusable) as caught:
        migrate(path)
    assert caught.value.message == (
        f"PowerPro's store {path} cannot be migrated ({os.strerror(errno.ENOSPC)})."
    )
    assert caught.value.remedy == (
        "The store is unchanged. Correct the problem, then migrate again."
    )
    assert dump(path) == before
    assert files(path) == {"powerpro.db"}


def test_a_damaged_store_is_not_migrated(path: Path) -> None:
    with by_hand(path) as hand:
        hand.executescript(
            "CREATE TABLE other (name TEXT); INSERT INTO other VALUES (NULL);"
            "PRAGMA writable_schema = ON; UPDATE sqlite_master"
            " SET sql = 'CREATE TABLE other (name TEXT NOT NULL)' WHERE name = 'other'"
        )
    with pytest.raises(PowerProUnusable, match="is damaged") as caught:
        migrate(path)
    assert str(path) in caught.value.message
    assert files(path) == {"powerpro.db"}


def test_a_mistyped_year_is_migrated_unchanged(path: Path) -> None:
    """Schema 2 stored the year 22 as ``01/06/22``."""
    with by_hand(path) as hand:
        hand.execute(
            """UPDATE journal SET writes = replace(writes, '"old outcome_date": ""',"""
            """ '"old outcome_date": "01/06/22"') WHERE stage = 'results'"""
        )
    migrate(path)
    with SqlPowerPro(url_of(path)) as powerpro:
        (write, _) = powerpro.journal.unfinished()[0].writes
    assert isinstance(write, SetResult)
    assert write.old.outcome_date == date(22, 6, 1)


def test_an_unreadable_journal_row_is_named(path: Path) -> None:
    with by_hand(path) as hand:
        hand.execute("""UPDATE journal SET writes = '[{"action": "dance"}]' WHERE sequence = 5""")
    with pytest.raises(PowerProUnusable, match="Row 5 of the store's journal table"):
        migrate(path)
    assert files(path) == {"powerpro.db"}


# --- interruptions ----------------------------------------------------------------


class CutError(BaseException):
    """A simulated end of the process or of its disk."""


STEPS: dict[str, tuple[object, str]] = {
    "copying": (sqlite_migration, "_copy"),
    "converting": (sqlite_migration, "_convert"),
    "upgrading": (command, "upgrade"),
    "checking": (sqlite_migration, "_check_whole"),
    "keeping": (sqlite_migration, "keep"),
    "replacing": (os, "replace"),
}


def cut(step: Callable[..., object], *, before: bool, by: BaseException) -> Callable[..., object]:
    def interrupted(*given: Any, **more: Any) -> object:
        if not before:
            step(*given, **more)
        raise by

    return interrupted


@pytest.mark.parametrize(
    ("before", "by"),
    [(True, CutError()), (False, OSError(28, "No space left on device"))],
    ids=["before", "after"],
)
@pytest.mark.parametrize("step", STEPS)
def test_an_interruption_anywhere_is_harmless(
    path: Path, step: str, by: BaseException, before: bool
) -> None:
    old = dump(path)
    where, name = STEPS[step]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(where, name, cut(getattr(where, name), before=before, by=by))
        with pytest.raises((CutError, PowerProUnusable)):
            migrate(path)
    if (step, before) == ("replacing", False):
        assert dump(path)["store"][0][1] == schema.SCHEMA
    else:
        assert dump(path) == old
        assert "powerpro.db.new" not in files(path)
    migrate(path)
    SqlPowerPro(url_of(path)).close()
    assert files(path) == {"powerpro.db", KEPT}
    assert dump(path.with_name(KEPT)) == old


@POSIX
@pytest.mark.parametrize("name", ["_convert", "_check_whole", "replace", "sync_folder"])
def test_a_killed_migration_is_done_again_by_the_next(path: Path, name: str) -> None:
    def begin() -> None:
        setattr(os if name == "replace" else sqlite_migration, name, lambda *_: be_killed())
        migrate(path)

    old = dump(path)
    killed_while(begin)
    if name != "sync_folder":
        assert dump(path) == old
    migrate(path)
    SqlPowerPro(url_of(path)).close()
    assert files(path) == {"powerpro.db", KEPT}
    assert dump(path.with_name(KEPT)) == old


# --- scripts ----------------------------------------------------------------------


def test_a_new_store_is_marked_with_the_newest_script() -> None:
    scripts = ScriptDirectory(
        str(Path(migrating.__file__).with_name("migrations")),
    )
    assert scripts.get_current_head() == schema.REVISION
    assert scripts.get_bases() == ["schema_3"]


def test_a_store_without_any_script_is_upgraded_to_the_newest(tmp_path: Path) -> None:
    """It is like a store of a later schema whose scripts have not all run."""
    path = make_old(tmp_path / "powerpro.db")
    driver = connect(path, "rw", 0)
    driver.execute("PRAGMA foreign_keys = OFF")
    database = SQLiteFile(path, driver)
    with closing(database), database.writing.begin() as connection:
        to_schema_3(connection)
        connection.exec_driver_sql("DELETE FROM migrations")
        migrating.upgrade(connection)
    assert dump(path)["migrations"] == [(schema.REVISION,)]
