"""What a person is told of each error of SQLite, and what to do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from talent_powerpro.adapters.sql.dialects import sqlite_faults
from talent_powerpro.adapters.sql.dialects.sqlite_faults import primary_code, translated
from talent_powerpro.errors import PowerProUnusable

PATH = Path("there", "powerpro.db")
WAIT = "Close the program that has it open (another run or a database viewer), then run again."
RIGHTS = "Allow this account to write to the file and to the folder it is in."
SPACE = "Free space on the disk, then run again."
BACK_UP = (
    "Restore a back-up with `talent-powerpro restore FILE`, which keeps the present store. Without "
    "a back-up, move the store and the files beside it to another folder and import again. Make "
    "back-ups with `talent-powerpro backup FILE`."
)
NO_DATABASE = (
    "Name another file as store under [powerpro] in the settings, or move this file elsewhere. If "
    "it was PowerPro's store, restore a back-up with `talent-powerpro restore FILE`, which keeps "
    "this file."
)
NO_FILE = (
    "Check that the path names a file, that its folder exists and that this account can use both."
)
DISK = "Check the disk or the network share, then run again."
FULL = ("cannot grow: the disk is full", SPACE)
MEANINGS = {
    sqlite3.SQLITE_BUSY: ("is locked by another program", WAIT),
    sqlite3.SQLITE_LOCKED: ("is locked by another program", WAIT),
    sqlite3.SQLITE_READONLY: ("is read-only", RIGHTS),
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_CORRUPT: ("is damaged", BACK_UP),
    sqlite3.SQLITE_NOTADB: ("is not a SQLite file, or is damaged", NO_DATABASE),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", NO_FILE),
    sqlite3.SQLITE_IOERR: ("cannot be read or written: the disk reported an error", DISK),
    sqlite3.SQLITE_ERROR: ("cannot be used", BACK_UP),
}
OF_A_FULL_DISK = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def told(error: Exception, *what: str) -> tuple[str, str]:
    with pytest.raises(PowerProUnusable) as caught, translated(PATH, *what):
        raise error
    assert caught.value.__cause__ is error
    return caught.value.message, caught.value.remedy


def error_of(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("in SQLite's words")
    error.sqlite_errorcode = code | 2 << 8  # As SQLite extends it.
    return error


@pytest.mark.parametrize("is_full", [False, True])
@pytest.mark.parametrize("code", MEANINGS)
def test_each_code_has_a_meaning_and_a_remedy(
    monkeypatch: pytest.MonkeyPatch, code: int, is_full: bool
) -> None:
    asked: list[Path] = []

    def full(folder: Path) -> bool:
        asked.append(folder)
        return is_full

    monkeypatch.setattr(sqlite_faults, "is_full", full)
    meaning, remedy = FULL if is_full and code in OF_A_FULL_DISK else MEANINGS[code]
    said = f"{PATH} {meaning} (in SQLite's words)."
    assert told(error_of(code)) == (f"PowerPro's store {said}", remedy)
    wrapped = OperationalError("SELECT 'jg11@pm.me'", None, error_of(code))
    assert told(wrapped, "The back-up") == (f"The back-up {said}", remedy)
    assert asked == ([PATH.parent] * 2 if code in OF_A_FULL_DISK else [])
    assert primary_code(error_of(code)) == code


def test_an_error_of_pythons_own_has_no_code() -> None:
    assert primary_code(ValueError()) == primary_code(None) == 0
    message, remedy = told(sqlite3.ProgrammingError("closed"))
    assert (message, remedy) == (f"PowerPro's store {PATH} cannot be used (closed).", BACK_UP)


OF_A_MISSING_STORE = (
    "Make it with `talent-powerpro import DIR`, restore a back-up with `talent-powerpro restore "
    "FILE`, or correct store under [powerpro] in the settings."
)


@pytest.mark.parametrize(
    ("make", "message", "remedy"),
    [
        (
            lambda: sqlite_faults.missing(PATH),
            f"There is no PowerPro store at {PATH}.",
            OF_A_MISSING_STORE,
        ),
        (
            lambda: sqlite_faults.empty(PATH),
            f"{PATH} is empty, so it is not a PowerPro store.",
            "Restore a back-up with `talent-powerpro restore FILE`, or make the store with "
            "`talent-powerpro import DIR`.",
        ),
        (
            lambda: sqlite_faults.moved(PATH),
            f"PowerPro's store {PATH} was moved, deleted or replaced while it was in use.",
            "If `talent-powerpro restore` has just replaced it, run again. Otherwise put it back, "
            "with the files beside it whose names begin with the same name, then run again. "
            "Replace a store only with `talent-powerpro restore FILE`.",
        ),
        (
            lambda: sqlite_faults.still_read(PATH),
            f"What was deleted is no longer in PowerPro's store {PATH}, but bytes of it may be "
            f"left in {PATH}-wal, because another program has the store open.",
            "Close that program (a database viewer), then give the same command again.",
        ),
        (
            lambda: sqlite_faults.damaged(PATH, "row 7 missing"),
            f"PowerPro's store {PATH} is damaged (row 7 missing).",
            BACK_UP,
        ),
        (
            lambda: sqlite_faults.mixed(PATH),
            f"PowerPro's store {PATH} was replaced while powerpro.db-wal, the log of a killed "
            "command, was beside it. The two do not belong together, and reading them would damage "
            "the store.",
            "Nothing was changed. Restore the back-up that you want with `talent-powerpro restore "
            "FILE`, which keeps the present files. If the present file is your only copy, copy it "
            "to another folder first, without the files beside it, and restore that copy.",
        ),
        (
            lambda: sqlite_faults.not_ours(PATH),
            f"{PATH} is a SQLite file, but not a PowerPro store.",
            "Name another file as store under [powerpro] in the settings, or move this file "
            "elsewhere.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(
    make: Callable[[], PowerProUnusable], message: str, remedy: str
) -> None:
    fault = make()
    assert (fault.message, fault.remedy) == (message, remedy)
