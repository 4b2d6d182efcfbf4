"""A store under stress: each command says what to do and loses nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from click.testing import Result

from support.cli.rto import GUIDE, Rto, rto
from support.nightly import in_part, one_in
from support.processes import killed_at_end
from support.sql.guide_rows import dump
from support.sql.stressed import Stress
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.dialects import sqlite_file
from talent_powerpro.model import CourseCode
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

COMMANDS = {
    "run": ("run", "--date", "02/06/2022"),
    "plan": ("plan", "--date", "02/06/2022"),
    "import": ("import", str(GUIDE)),
    "set-export": ("set-export", "ICT30120-A", "--all", "--date", "03/06/2022"),
    "purge": ("purge", "--days", "1"),
}

Stressing = Callable[[Rto], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command waits five seconds for another program; here it does not."""
    connect = sqlite_file.connect
    monkeypatch.setattr(sqlite_file, "connect", lambda path, mode, _: connect(path, mode, 0.01))


@pytest.fixture
def joana(tmp_path: Path, url: str) -> Rto:
    return rto(tmp_path, url).imported()


def state(of: Rto, portal: Sandbox) -> dict[str, object]:
    """Both systems, without times."""
    with SqlPowerPro(f"sqlite:///{of.store.as_posix()}") as opened:
        enrolments = opened.enrolments_in(CourseCode("ICT30120-A")) or ()
    return {
        "secondary ids": {each.client.code: each.client.secondary_id for each in enrolments},
        "contact logs": {
            each.id: [log.description for log in each.contact_logs] for each in enrolments
        },
        "export": {each.id: (each.export, each.export_date) for each in enrolments},
        "units": {
            each.id: [(unit.code, unit.start_date, unit.result) for unit in each.units]
            for each in enrolments
        },
        "users": {number: user.email for number, user in portal.users.items()},
        "enrolled": set(portal.enrolments),
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Both systems after a run that nothing disturbed."""
    portal = Sandbox(guide_portal())
    with serve(portal) as url:
        of = rto(tmp_path_factory.mktemp("undisturbed"), url).imported()
        assert of.command(*COMMANDS["run"]).exit_code == 0
    return state(of, portal)


# --- what befalls the file --------------------------------------------------------


@contextmanager
def locked(of: Rto) -> Iterator[None]:
    """Another process writes and never ends."""
    writing = "import sqlite3, sys; s = sqlite3.connect(sys.argv[1]); s.execute('BEGIN IMMEDIATE')"
    waiting = "print('writing', flush=True); sys.stdin.read()"
    with killed_at_end(
        subprocess.Popen(
            [sys.executable, "-c", f"{writing}; {waiting}", str(of.store)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    ) as other:
        assert other.stdout
        assert other.stdout.readline().strip() == b"writing"
        yield


def spoilt(spoil: Callable[[Path], object]) -> Stressing:
    """The file is damaged, and later restored from a back-up."""

    @contextmanager
    def stress(of: Rto) -> Iterator[None]:
        back_up = of.store.with_name("back-up")
        shutil.copyfile(of.store, back_up)
        spoil(of.store)
        yield
        for end in ("-wal", "-shm"):
            of.store.with_name(f"{of.store.name}{end}").unlink(missing_ok=True)
        back_up.replace(of.store)

    return stress


def overwritten(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE store SET schema = schema + 1")


STRESSES: dict[str, tuple[Stressing, str, str]] = {
    "locked": (locked, "is locked by another program", "Close the program"),
    "overwritten": (spoilt(overwritten), "is damaged", "back-up"),
    "cut short": (spoilt(lambda path: os.truncate(path, 5 * 4096)), "is damaged", "back-up"),
    "emptied": (spoilt(lambda path: os.truncate(path, 0)), "is empty", "back-up"),
    "no SQLite": (
        spoilt(lambda path: path.write_text("Code,Surname\n" * 99, encoding="utf-8")),
        "is not a SQLite file",
        "Name another file",
    ),
    "newer": (spoilt(newer), "has schema", "Install the version"),
    "deleted": (spoilt(Path.unlink), "There is no PowerPro store", "import DIR"),
}
"""Each disturbance of the store, with its message and its remedy."""

HARMLESS = {("locked", "plan"): 0, ("emptied", "import"): 0, ("deleted", "import"): 0}
"""Pairs that disturb nothing: reading works during writes, and `import` creates a store."""


@pytest.mark.parametrize(
    ("befalls", "command"),
    in_part(4, [(befalls, command) for befalls in STRESSES for command in COMMANDS]),
)
def test_a_store_under_stress_exits_3_and_the_next_run_recovers(
    joana: Rto, portal: Sandbox, undisturbed: dict[str, object], befalls: str, command: str
) -> None:
    stress, told, to_do = STRESSES[befalls]
    before = dump(joana.store)
    with stress(joana):
        ended = joana.command(*COMMANDS[command])
        if (befalls, command) in HARMLESS:
            assert ended.exit_code == HARMLESS[befalls, command]
        else:
            assert_refused(ended, told, to_do)
    assert dump(joana.store) == before
    assert portal.users.keys() == Sandbox(guide_portal()).users.keys()
    assert joana.command(*COMMANDS["run"]).exit_code == 0
    assert state(joana, portal) == undisturbed


# --- any statement of a command ---------------------------------------------------


def files_of_later(folder: Path) -> Path:
    """The guide's files as they are later: a client, a course and a unit have changed."""
    shutil.copytree(GUIDE, folder, ignore=shutil.ignore_patterns("*.py", "*.toml", "*.md"))
    for file, old, new in (
        ("clients.csv", "jg11@pm.me", "joana@pm.me"),
        ("courses.csv", "77eD6LXHH", "another"),
        ("enrolments.csv", "Confirmed", "Tentative"),
    ):
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def restore(back_up: Path, store: Path) -> None:
    """The store as it was backed up, with nothing beside it: what SQLite keeps there is of the
    file that was replaced, and goes only when the last connection to it does."""
    for beside in ("-wal", "-shm"):
        store.with_name(store.name + beside).unlink(missing_ok=True)
    shutil.copyfile(back_up, store)


@one_in(8)
@pytest.mark.parametrize("command", ["import", "set-export", "purge"])
def test_a_command_repeated_after_any_failed_statement_does_the_rest(
    joana: Rto, tmp_path: Path, portal: Sandbox, command: str, one_in: int
) -> None:
    """An import is stored whole or not at all. The other commands store step by step."""
    words = COMMANDS[command]
    if command == "import":
        words = (command, str(files_of_later(tmp_path / "later")))
    assert joana.command(*COMMANDS["run"]).exit_code == 0
    with closing(sqlite3.connect(joana.store)) as connection, connection:
        connection.execute("UPDATE sync_log SET at = '2020-01-01 00:00:00.000000'")
        connection.execute("UPDATE journal SET begun_at = '2020-01-01 00:00:00.000000'")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # All of it in the one file.
    back_up = tmp_path / "back-up"
    shutil.copyfile(joana.store, back_up)
    before = dump(joana.store)
    watched = Stress()
    with watched.on():
        assert joana.command(*words).exit_code == 0
    after = dump(joana.store)
    assert after != before
    for number in range(0, len(watched.asked), one_in):
        restore(back_up, joana.store)
        with Stress([number].__contains__).on():
            assert_refused(joana.command(*words), "the disk is full", "Free space")
        if command == "import":
            assert dump(joana.store) == before
        assert joana.command(*words).exit_code == 0
        assert dump(joana.store) == after


# --- another account --------------------------------------------------------------

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has rights of another kind")
NOBODY = 65534
RIGHTS = {"file": (0o444, 0o777), "folder": (0o666, 0o555)}
NOTHING_TO_WRITE = {("file", "plan"): 0}
"""A plan only reads. An import asks for the right to write before it knows what has changed."""


@contextmanager
def may_only_read(of: Rto, what: str) -> Iterator[None]:
    """This user may read the file or its folder, but not write it. Root may write anything, so
    as root the process becomes the user nobody for a while."""
    of.folder.joinpath("powerpro.db.lock").unlink(
        missing_ok=True
    )  # That one is of today's account.
    for path, mode in zip((of.store, of.folder), RIGHTS[what], strict=True):
        path.chmod(mode)
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)
        of.folder.chmod(0o700)
        of.store.chmod(0o600)


@POSIX
@pytest.mark.parametrize("command", ["run", "plan", "import"])
@pytest.mark.parametrize("what", RIGHTS)
def test_a_store_that_the_user_may_not_write_is_reported(
    url: str, portal: Sandbox, undisturbed: dict[str, object], what: str, command: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:  # One that another account can reach.
        of = rto(Path(folder), url).imported()
        files = shutil.copytree(GUIDE, of.folder / "files")  # Ours may lie where it cannot reach.
        words = [str(files) if word == str(GUIDE) else word for word in COMMANDS[command]]
        before = dump(of.store)
        with may_only_read(of, what):
            ended = of.command(*words)
        if (what, command) in NOTHING_TO_WRITE:
            assert ended.exit_code == NOTHING_TO_WRITE[what, command]
        else:
            assert_refused(ended, "is read-only", "Allow this account to write to the file")
        assert dump(of.store) == before
        assert of.command(*COMMANDS["run"]).exit_code == 0
        assert state(of, portal) == undisturbed


def assert_refused(ended: Result, told: str, to_do: str) -> None:
    assert ended.exit_code == 3, ended.output
    assert "Traceback" not in ended.output
    assert told in ended.output
    assert to_do in ended.output
