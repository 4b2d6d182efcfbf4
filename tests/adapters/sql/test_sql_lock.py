"""The run lock: an operating-system lock on a file beside the store."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import SoftFileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.patience import PATIENCE
from support.processes import killed_at_end
from support.sql.guide_rows import make, url_of
from talent_powerpro.adapters.sql import FileRunLock, SqlPowerPro
from talent_powerpro.adapters.sql.dialects.lock_holder import holder_of
from talent_powerpro.errors import LockHeld, PowerProUnusable

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
SINCE = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "powerpro.db"


def names(store: Path) -> set[str]:
    return {each.name for each in store.parent.iterdir()}


def refused(store: Path) -> LockHeld:
    with pytest.raises(LockHeld) as caught, FileRunLock(store).hold("import"):
        pytest.fail("two hold one lock")
    return caught.value


# --- the holder -------------------------------------------------------------------


def test_a_refusal_names_the_holder_since_when_and_what_to_do(store: Path) -> None:
    with FileRunLock(store, clock=lambda: SINCE).hold("run"):
        fault = refused(store)
    assert fault.message == (
        f"`run` (this same process, since {SINCE.astimezone():%d/%m/%Y %H:%M})"
        f" is using PowerPro's store {store}."
    )
    assert fault.remedy == "Wait for it to finish, then run again. If it hangs, end it first."
    assert fault.reason == "lock-held"


def test_the_holder_file_exists_while_the_lock_is_held(store: Path) -> None:
    with FileRunLock(store, clock=lambda: SINCE).hold("run"):
        holder = json.loads((store.parent / "powerpro.db.holder").read_text(encoding="utf-8"))
        assert names(store) == {"powerpro.db.lock", "powerpro.db.holder"}
    assert (holder["process"], holder["what"], holder["since"]) == (
        os.getpid(),
        "run",
        SINCE.isoformat(),
    )


def test_the_lock_file_stays_behind_empty(store: Path) -> None:
    with FileRunLock(store).hold("run"):
        pass
    if "powerpro.db.lock" in names(store):  # Some versions of filelock remove it.
        assert (store.parent / "powerpro.db.lock").read_bytes() == b""
    assert names(store) <= {"powerpro.db.lock"}


def test_a_lock_may_be_released_on_another_thread_than_it_was_taken_on(store: Path) -> None:
    held = FileRunLock(store).hold("run")
    thread = threading.Thread(target=held.__enter__)
    thread.start()
    thread.join()
    assert "`run`" in refused(store).message
    held.__exit__(None, None, None)
    with FileRunLock(store).hold("import"):
        assert "`import`" in refused(store).message


TELLING = {"process": 4711, "host": "rto-server", "since": "2022-06-02T06:58:56", "what": "run"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        json.dumps(TELLING)[:-9],
        "null",
        "[]",
        "[" * 999,
        json.dumps({**TELLING, "process": "many"}),
        json.dumps({**TELLING, "since": "soon"}),
        json.dumps({**TELLING, "since": "0001-01-01T00:00:00+14:00"}),
        json.dumps({**TELLING, "since": 5}),
        json.dumps({**TELLING, "what": "r" * 5000}),
        json.dumps({"process": 4711}),
        "\ud800",
    ],
)
def test_an_unreadable_holder_file_names_nobody_and_does_no_harm(store: Path, text: str) -> None:
    with FileRunLock(store).hold("run"):
        written = text.encode("utf-8", "surrogatepass")
        (store.parent / "powerpro.db.holder").write_bytes(written)
        assert refused(store).message.startswith("Another run is using")
    with FileRunLock(store).hold("run"):
        assert "`run` (this same process" in refused(store).message


@pytest.mark.parametrize("text", ["", "null", "[]", "[" * 9999, '{"process": 1e999}', "{"])
def test_what_no_holder_has_written_names_nobody(text: str) -> None:
    assert holder_of(text) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(written=st.binary(max_size=200))
def test_the_holder_file_does_not_decide_who_has_the_lock(tmp_path: Path, written: bytes) -> None:
    store = tmp_path / "powerpro.db"
    holder = tmp_path / "powerpro.db.holder"
    holder.write_bytes(written)
    with FileRunLock(store).hold("run"):
        holder.write_bytes(written)
        assert refused(store).message.isprintable()


def test_a_holder_on_another_machine_is_named_in_printable_characters(
    store: Path,
) -> None:
    with FileRunLock(store).hold("run"):
        forged = {**TELLING, "what": "run\n\x1b[2J", "host": "rto-server\u202e"}
        (store.parent / "powerpro.db.holder").write_text(json.dumps(forged), encoding="utf-8")
        message = refused(store).message
    assert message.startswith("`run[2J` (process 4711 on rto-server, since 02/06/2022 06:58)")
    assert message.isprintable()


def test_a_long_name_of_a_holder_is_cut(store: Path) -> None:
    with FileRunLock(store).hold("run"):
        long = {**TELLING, "what": "r" * 81, "host": "h" * 81}
        (store.parent / "powerpro.db.holder").write_text(json.dumps(long), encoding="utf-8")
        message = refused(store).message
    assert message.startswith(f"`{'r' * 80}` (process 4711 on {'h' * 80}, since")


@POSIX
def test_only_this_account_may_read_who_holds_the_lock(store: Path) -> None:
    before = os.umask(0)
    try:
        with FileRunLock(store).hold("run"):
            modes = {
                each: stat.S_IMODE((store.parent / each).stat().st_mode) for each in names(store)
            }
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(("powerpro.db.lock", "powerpro.db.holder"), 0o600)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.ENOLCK, "No locks available"), "No locks available"),
        (NotImplementedError("not on this system"), "not on this system"),
    ],
)
def test_a_lock_that_the_system_refuses_is_named_with_the_reason(
    store: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    class Refusing:
        def acquire(self, *, blocking: bool) -> None:
            raise error

    monkeypatch.setattr(FileRunLock, "_new", lambda _: Refusing())
    with pytest.raises(PowerProUnusable) as caught, FileRunLock(store).hold("run"):
        pytest.fail("it is held")
    assert caught.value.message == (
        f"The lock file of PowerPro's store, {store}.lock, cannot be locked ({why})."
    )


def test_a_holders_file_that_cannot_be_written_does_no_harm(store: Path) -> None:
    (store.parent / "powerpro.db.holder").mkdir()
    with FileRunLock(store).hold("run"):
        assert "Another run is using" in refused(store).message
    with FileRunLock(store).hold("run"):
        pass


# --- which lock -------------------------------------------------------------------


def test_the_store_can_be_opened_and_used_without_the_lock(store: Path) -> None:
    with make(store) as one, SqlPowerPro(url_of(store)) as other:
        with one.lock.hold("run"):
            refused(store)
            assert other.counts()["enrolments"] == 1
        with other.lock.hold("run"):
            refused(store)


def test_stores_side_by_side_have_locks_of_their_own(store: Path) -> None:
    with FileRunLock(store).hold("run"), FileRunLock(store.with_name("other.db")).hold("run"):
        refused(store)


@POSIX
def test_a_link_to_the_store_leads_to_its_lock(store: Path, tmp_path: Path) -> None:
    make(store).close()
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "linked.db"
    link.symlink_to(store)
    with FileRunLock(link).hold("run"):
        refused(store)
    assert names(link) == {"linked.db"}


# --- no lock possible -------------------------------------------------------------


def unusable(store: Path) -> PowerProUnusable:
    with pytest.raises(PowerProUnusable) as caught, FileRunLock(store).hold("run"):
        pytest.fail("it holds what cannot be")
    assert "powerpro.db.lock" in caught.value.message
    assert "this account may write" in caught.value.remedy
    return caught.value


def test_a_missing_folder_is_reported_and_not_made(tmp_path: Path) -> None:
    assert "its folder does not exist" in unusable(tmp_path / "away" / "powerpro.db").message
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_the_name_of_the_lock_file_is_reported(store: Path) -> None:
    (store.parent / "powerpro.db.lock").mkdir()
    unusable(store)


@POSIX
@pytest.mark.parametrize("had_one", [False, True], ids=["new", "left by another account"])
def test_a_read_only_folder_is_reported(shut_folder: Callable[[bool], Path], had_one: bool) -> None:
    store = shut_folder(had_one) / "powerpro.db"
    assert "Permission denied" in unusable(store).message


@POSIX
def test_a_disk_without_locks_is_refused(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno
    import fcntl

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    unusable(store)


def test_a_lock_that_a_killed_process_would_hold_for_ever_is_refused(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("filelock.FileLock", SoftFileLock)
    assert "end with their process" in unusable(store).message
    monkeypatch.undo()
    with FileRunLock(store).hold("run"):
        refused(store)


# --- real processes ---------------------------------------------------------------

HOLDER = """\
import sys
from pathlib import Path
from talent_powerpro.adapters.sql import FileRunLock
with FileRunLock(Path(sys.argv[1])).hold("import"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(store: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until it is killed."""
    with killed_at_end(
        subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(store)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    ) as running:
        assert running.stdout
        assert running.stdout.readline() == "held\n"
        yield running


def test_another_process_is_named_and_keeps_the_lock_while_it_is_stopped_until_it_is_killed(
    store: Path,
) -> None:
    with another_process(store) as running:
        if sys.platform != "win32":
            running.send_signal(signal.SIGSTOP)
        assert refused(store).message.startswith(f"`import` (process {running.pid} on ")
        running.kill()
        running.wait(timeout=PATIENCE)
        assert "powerpro.db.holder" in names(store)
        with FileRunLock(store).hold("run"):
            assert "this same process" in refused(store).message
    assert names(store) <= {"powerpro.db.lock"}


@POSIX
def test_a_program_that_the_holder_starts_does_not_keep_it(store: Path) -> None:
    with FileRunLock(store).hold("run"):
        started = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with started:
        with FileRunLock(store).hold("run"):
            assert started.poll() is None
        started.kill()
