"""The guide's own story as import rows, and small changes to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import (
    ClientCode,
    ContactLog,
    Enrolment,
    EnrolmentId,
    Unit,
    UnitResult,
)
from talent_powerpro.ports.import_set import Cell, ImportedRow, ImportSet, Kind
from talent_powerpro.private_files import make_private_file

BOOKING = EnrolmentId("E1")
JOANA = ClientCode("2021000017")
CONTACT = datetime(2022, 6, 2, 6, 59, 1, 250000, tzinfo=UTC)
LOG = ContactLog(
    "JOANA GOMEZ",
    "Certificate III - Information Technology",
    CONTACT,
    description="Enrolled in Talent Course: 126",
)
RESULT = UnitResult(
    "20 - Competency achieved/pass", date(2022, 6, 13), "[Talent Integration Agent]"
)


def course(code: str = "ICT30120", **cells: Cell) -> ImportedRow:
    usual: dict[str, Cell] = {
        "code": code,
        "name": "Certificate III - Information Technology",
        "archived": False,
        "export_to_talent": True,
        "talent_course_id": "126",
        "talent_group_key": "77eD6LXHH",
    }
    return ImportedRow(Kind.COURSE, (code,), usual | cells)


def client(code: str = JOANA, **cells: Cell) -> ImportedRow:
    usual: dict[str, Cell] = {
        "code": code,
        "surname": "GOMEZ",
        "given_names": "JOANA",
        "secondary_id": "DPC000129",
        "date_of_birth": date(2000, 12, 12),
        "email": "jg11@pm.me",
    }
    return ImportedRow(Kind.CLIENT, (code,), usual | cells)


def enrolment(code: str = BOOKING, **cells: Cell) -> ImportedRow:
    usual: dict[str, Cell] = {
        "id": code,
        "client_code": JOANA,
        "course_code": "ICT30120",
        "booking_status": "Confirmed",
        "export": True,
        "export_date": date(2022, 6, 2),
    }
    return ImportedRow(Kind.ENROLMENT, (code,), usual | cells)


def unit(code: str = "ICTWEB304", booking: str = BOOKING, **cells: Cell) -> ImportedRow:
    usual: dict[str, Cell] = {
        "enrolment_id": booking,
        "code": code,
        "type": "Unit",
        "name": "Build simple web pages",
        "start_date": date(2022, 5, 16),
        "outcome": "",
        "outcome_date": None,
    }
    usual |= cells
    return ImportedRow(Kind.UNIT, (booking, code, str(usual["type"])), usual)


def contact_log(
    booking: str = BOOKING,
    at: datetime = CONTACT,
    contact_type: str = "Enrolment exported to Talent LMS",
    **cells: Cell,
) -> ImportedRow:
    usual: dict[str, Cell] = {
        "enrolment_id": booking,
        "contact_date": at,
        "contact_type": contact_type,
        "created_by": "PP-CA",
    }
    key = (booking, at.isoformat(), contact_type)
    return ImportedRow(Kind.CONTACT_LOG, key, usual | cells)


STORY = (course(), client(), enrolment(), unit(), unit("ICTWEB305"))


def a_set(*rows: ImportedRow) -> ImportSet:
    return ImportSet(rows or STORY)


def url_of(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def make(path: Path, *rows: ImportedRow, busy_seconds: float = 5.0) -> SqlPowerPro:
    """A new store with the guide's example, or with *rows*. A store that is there imports them."""
    if path.exists() or len(rows) > FEW:
        return _imported(path, rows, busy_seconds)
    make_private_file(path)
    path.write_bytes(_made_before(rows))
    return SqlPowerPro(url_of(path), busy_seconds=busy_seconds)


def _imported(path: Path, rows: tuple[ImportedRow, ...], busy_seconds: float = 5.0) -> SqlPowerPro:
    powerpro = SqlPowerPro.create(url_of(path), busy_seconds=busy_seconds)
    powerpro.take_in(a_set(*rows))
    return powerpro


FEW = 20
"""The rows of a small store. A process makes it once, and then copies its file: making one and
importing into it takes four times as long, and most tests only want a store to begin with."""
_files: dict[str, bytes] = {}


def _made_before(rows: tuple[ImportedRow, ...]) -> bytes:
    name = repr(rows)
    if name not in _files:
        if len(_files) == FEW:
            _files.clear()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "powerpro.db"
            _imported(path, rows).close()
            _files[name] = path.read_bytes()
    return _files[name]


def the_enrolment(powerpro: SqlPowerPro, enrolment_id: str = BOOKING) -> Enrolment:
    found = powerpro.enrolment(EnrolmentId(enrolment_id))
    assert found is not None
    return found


def the_unit(powerpro: SqlPowerPro, code: str = "ICTWEB304") -> Unit:
    return next(each for each in the_enrolment(powerpro).units if each.code == code)


@contextmanager
def by_hand(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection as another program makes it, without foreign keys."""
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        yield connection
        connection.commit()


def refuse(path: Path, what: str) -> None:
    """Make the file refuse that write, such as ``INSERT ON portal``."""
    with by_hand(path) as hand:
        hand.execute(
            f"CREATE TRIGGER no BEFORE {what} BEGIN SELECT RAISE(ABORT, 'not that one'); END"
        )


def spoil_an_index(path: Path) -> None:
    """Make an index disagree with its rows. Only an integrity check finds it."""
    name = "ix_enrolments_closed_on"
    with by_hand(path) as hand:
        found = hand.execute("SELECT * FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        hand.execute("PRAGMA writable_schema = ON")
        hand.execute("DELETE FROM sqlite_master WHERE name = ?", (name,))
    with by_hand(path) as hand:
        hand.execute("UPDATE enrolments SET withdrawal_date = '2022-06-01'")
        hand.execute("PRAGMA writable_schema = ON")
        hand.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", found)


def dump(path: Path, *, without: Iterable[str] = ()) -> dict[str, list[tuple[object, ...]]]:
    """The content of all tables except those named."""
    with by_hand(path) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for name in names
            if name not in without
        }
