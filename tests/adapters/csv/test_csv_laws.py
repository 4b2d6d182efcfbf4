"""Properties: an export in any format reads back equal, and no bytes cause another exception."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from attrs import frozen
from hypothesis import assume, given
from hypothesis import strategies as st

from support.csv.import_files import LOGS, PERTH, SMALL
from talent_powerpro.adapters.csv import ImportFaults, read_folder
from talent_powerpro.adapters.csv.cells import (
    NO_DATES,
    CellError,
    code,
    day,
    phone,
    secondary_id,
    unit_type,
    yes_no,
)
from talent_powerpro.adapters.csv.columns import Column, Needed, Table, tables
from talent_powerpro.adapters.csv.formulas import restored
from talent_powerpro.ports.import_set import Cell, ImportSet, Kind

ALL = {**SMALL, "contact_logs.csv": LOGS}


# --- values -----------------------------------------------------------------------


def is_code(text: str, read: Callable[[str], str] = code) -> bool:
    try:
        return read(text) == text
    except CellError:
        return False


# In Windows-1252 only letters above 0xBF, so that its bytes never happen to be UTF-8 as well.
WESTERN = st.sampled_from("aZ09 ,;\t\"'\n-.éüñÀ")
ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r") | WESTERN


def texts(letters: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.text(letters, max_size=8).map(str.strip)


def as_people_write(cell: str) -> bool:
    """Without an apostrophe before a formula: reading removes it as one that our export added."""
    return restored(cell) == cell


def values(column: Column, letters: st.SearchStrategy[str]) -> st.SearchStrategy[Cell]:
    """Values of a column that is neither a reference nor part of a key."""
    written: dict[Any, st.SearchStrategy[Any]] = {
        code: texts(letters).filter(is_code),
        phone: texts(letters).filter(is_code),
        secondary_id: texts(letters).filter(lambda text: is_code(text, secondary_id)),
        yes_no: st.booleans(),
        day: st.none() | st.dates().filter(lambda on: on not in NO_DATES),
        unit_type: st.sampled_from(["Unit", "Module"]),
    }
    return written.get(column.read, texts(letters))


# From 2010 on Perth has had no daylight saving, so each local time is one moment.
moments = st.integers(1_262_304_000, 4_102_444_800).map(lambda s: datetime.fromtimestamp(s, UTC))


@st.composite
def row(
    draw: st.DrawFn, table: Table, letters: Any, taken: dict[Kind, list[str]]
) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for column in table.columns:
        if column.names:
            cells[column.field] = draw(st.sampled_from(taken[column.names]))
        elif column.field == "contact_date":
            cells[column.field] = draw(moments)
        elif column.needed is Needed.VALUE:
            cells[column.field] = draw(texts(letters).filter(lambda t: bool(t) and is_code(t)))
        else:
            cells[column.field] = draw(values(column, letters))
    return cells


@st.composite
def worlds(draw: st.DrawFn, letters: Any) -> dict[Kind, list[dict[str, Cell]]]:
    """Rows of all files, as the model has them, with valid references."""
    taken: dict[Kind, list[str]] = {}
    world: dict[Kind, list[dict[str, Cell]]] = {}
    for table in tables(PERTH):
        possible = all(taken[c.names] for c in table.columns if c.names)
        world[table.kind] = draw(
            st.lists(
                row(table, letters, taken),
                max_size=3 if possible else 0,
                unique_by=itemgetter(*table.unique),
            )
        )
        taken[table.kind] = [str(cells[table.key[0]]) for cells in world[table.kind]]
    return world


# --- files ------------------------------------------------------------------------


@frozen
class Manner:
    """The format in which an exporting system writes its files."""

    encoding: str
    end: str
    delimiter: str
    quote_all: bool
    iso_dates: bool
    seed: int
    """Seeds the order of columns, the case of headers and the blanks around cells."""


MANNERS = st.builds(
    Manner,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    quote_all=st.booleans(),
    iso_dates=st.booleans(),
    seed=st.integers(0, 2**16),
)


def as_written(cell: Cell, manner: Manner) -> str:
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, datetime):
        return cell.astimezone(PERTH).strftime("%d/%m/%Y %I:%M:%S %p")
    if isinstance(cell, date):
        return cell.isoformat() if manner.iso_dates else f"{cell:%d/%m/}{cell.year:04}"
    return cell or ""


def in_file(cell: str, manner: Manner, dice: random.Random) -> str:
    pad = dice.choice(["", " ", "\N{NO-BREAK SPACE}"])
    if manner.quote_all or any(char in cell for char in '",;\t\n'):
        cell = '"' + cell.replace('"', '""') + '"'
    return f"{pad}{cell}{pad}"


def file(table: Table, world: Sequence[dict[str, Cell]], manner: Manner) -> bytes:
    dice = random.Random(manner.seed)
    columns = dice.sample(table.columns, len(table.columns))
    case = dice.choice([str.upper, str.lower, str.title])
    lines = [[case(column.title) for column in columns]]
    lines += [[as_written(cells[c.field], manner) for c in columns] for cells in world]
    text = "".join(
        manner.delimiter.join(in_file(cell, manner, dice) for cell in line) + manner.end
        for line in lines
    )
    return text.encode(manner.encoding)


def read(files: dict[str, bytes]) -> ImportSet:
    with tempfile.TemporaryDirectory() as name:
        for file_name, content in files.items():
            (Path(name) / file_name).write_bytes(content)
        return read_folder(Path(name), timezone=PERTH)


@given(st.data(), MANNERS)
def test_an_export_in_any_format_reads_back_equal(data: st.DataObject, manner: Manner) -> None:
    world = data.draw(worlds(WESTERN if manner.encoding == "cp1252" else ANY))
    texts_of = (cell for rows in world.values() for row in rows for cell in row.values())
    assume(all(as_people_write(cell) for cell in texts_of if isinstance(cell, str)))
    imported = read({t.file: file(t, world[t.kind], manner) for t in tables(PERTH)})
    assert imported.warnings == ()
    assert [(r.kind, r.cells) for r in imported.rows] == [
        (kind, cells) for kind in Kind for cells in world[kind]
    ]


# --- damage -----------------------------------------------------------------------


def read_or_fault(files: dict[str, bytes]) -> None:
    """Reads the folder. It may raise only `ImportFaults`, each of them one printable line."""
    try:
        read(files)
    except ImportFaults as error:
        refused = error
    else:
        return
    lines = str(refused).split("\n")
    assert len(lines) == len(refused.faults) > 0
    assert all(line.isprintable() for line in lines)


WHOLE = {name: content.encode() for name, content in ALL.items()}
PIECES = st.binary(max_size=12) | st.sampled_from([b'"', b",", b"\n", b"\r", b"\0", b"\xff\xfe"])


@given(st.sampled_from(sorted(ALL)), st.binary(max_size=200))
def test_any_bytes_are_read_or_raise_import_faults(name: str, content: bytes) -> None:
    read_or_fault({**WHOLE, name: content})


@given(st.sampled_from(sorted(ALL)), st.integers(0, 400), st.integers(0, 20), PIECES)
def test_a_damaged_file_is_read_or_raises_import_faults(
    name: str, at: int, lost: int, piece: bytes
) -> None:
    content = WHOLE[name]
    read_or_fault({**WHOLE, name: content[:at] + piece + content[at + lost :]})


@given(st.sampled_from(sorted(ALL)), st.data())
def test_any_text_in_any_cell_is_read_or_raises_import_faults(
    name: str, data: st.DataObject
) -> None:
    header, line, _ = ALL[name].split("\n")
    cells = line.split(",")
    place = data.draw(st.integers(0, len(cells) - 1))
    anything = data.draw(st.text(max_size=20) | st.text("0123456789T:/ +Z-", max_size=25))
    cells[place] = '"' + anything.encode(errors="replace").decode().replace('"', '""') + '"'
    read_or_fault({**WHOLE, name: f"{header}\n{','.join(cells)}\n".encode()})
