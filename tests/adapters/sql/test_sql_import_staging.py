"""An import is merged some enrolments at a time, which makes no difference to its result."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from support.sql.guide_rows import (
    CONTACT,
    LOG,
    RESULT,
    STORY,
    a_set,
    by_hand,
    client,
    contact_log,
    course,
    dump,
    enrolment,
    make,
    the_enrolment,
    unit,
    url_of,
)
from support.testing.stores_to_prove import rows_without_an_order_come_in_another
from talent_powerpro import pieces
from talent_powerpro.adapters.sql import SqlPowerPro, import_staging
from talent_powerpro.ports.import_set import ImportedRow, ImportReport, Kind

ENROLMENTS = [f"E{n}" for n in range(7)]


def rows() -> list[ImportedRow]:
    found = [course(), client(), *map(enrolment, ENROLMENTS)]
    for n, booking in enumerate(ENROLMENTS):
        # Units taken again, which are matched by their start dates.
        found += [
            unit(code, booking, start_date=date(2022, 5, 1) + timedelta(days=times))
            for code in ("A", "B")
            for times in range(1 + n % 3)
        ]
        found += [contact_log(booking, CONTACT + timedelta(hours=n))]
    return found


def later() -> list[ImportedRow]:
    """Another export: in another order, with edits, new rows, and some that are gone."""
    found = rows()[3:]
    found += [unit("C", booking) for booking in ENROLMENTS[1:]]
    found[-1] = unit("A", "E2", start_date=date(2023, 1, 1))
    Random(7).shuffle(found)
    return [course(name="New name"), client("NEW"), enrolment("E0", export=False), *found[:-4]]


def set_pieces(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(import_staging, "GROUPS_AT_ONCE", size)
    for module in (pieces, import_staging):
        monkeypatch.setattr(module, "AT_ONCE", size)


def imported(
    path: Path, *, reverse: bool = False
) -> tuple[ImportReport, dict[str, list[tuple[object, ...]]]]:
    with make(path, *rows()) as powerpro:
        if reverse:
            rows_without_an_order_come_in_another(powerpro)
        read = the_enrolment(powerpro, "E2")
        powerpro.set_result(read.units[0], RESULT)
        powerpro.add_contact_log(read, LOG)
        report = powerpro.take_in(a_set(*later()))
    tables = ("courses", "clients", "enrolments")
    stored = {name: found for name, found in dump(path).items() if name in tables}
    with by_hand(path) as hand:
        # Ids of units and contact logs differ each time.
        stored["units"] = hand.execute(UNITS).fetchall()
        stored["logs"] = hand.execute(LOGS).fetchall()
    return report, stored


UNITS = (
    "SELECT sequence, enrolment_id, code, start_date, outcome, imported_rows.cells FROM units"
    " LEFT JOIN imported_rows ON kind = 'unit' AND row = id ORDER BY sequence"
)
LOGS = (
    "SELECT sequence, enrolment_id, contact_date, client_name FROM contact_logs ORDER BY sequence"
)


def test_the_size_of_the_pieces_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = imported(tmp_path / "whole.db")
    report, _ = whole
    assert sum(report.added.values()) > 1
    assert len(report.absent) > 1
    assert report.changed[Kind.ENROLMENT] == 1
    for size in (1, 3):
        set_pieces(monkeypatch, size)
        assert imported(tmp_path / f"{size}.db") == whole


def test_the_order_in_which_a_database_gives_rows_makes_no_difference(tmp_path: Path) -> None:
    assert imported(tmp_path / "1.db", reverse=True) == imported(tmp_path / "2.db")


@pytest.mark.parametrize("size", [1, 500])
@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        ("UPDATE units SET enrolment_id = x'ff41' WHERE enrolment_id = 'E1'", Kind.UNIT),
        ("UPDATE units SET code = x'ff41' WHERE enrolment_id = 'E1'", Kind.UNIT),
        (
            "UPDATE contact_logs SET enrolment_id = x'ff' WHERE enrolment_id = 'E1'",
            Kind.CONTACT_LOG,
        ),
    ],
)
def test_a_row_of_an_unreadable_group_is_not_imported_a_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, edit: str, kind: Kind
) -> None:
    set_pieces(monkeypatch, size)
    path = tmp_path / "powerpro.db"
    make(path, *rows()).close()
    with by_hand(path) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute(edit)
    with SqlPowerPro(url_of(path)) as powerpro:
        report = powerpro.take_in(a_set(*rows()))
    assert report.added == dict.fromkeys(Kind, 0)
    assert any(each.endswith("The file's row was not imported.") for each in report.warnings)
    assert report.unchanged[kind] < sum(row.kind is kind for row in rows())


def test_the_rows_that_wait_are_in_no_table_of_the_store(path: Path) -> None:
    there: list[set[str]] = []
    with make(path) as powerpro:
        ours: Any = powerpro._store._database

        def look(*_: int) -> None:
            tables = ours._connection.execute("SELECT name FROM main.sqlite_master").fetchall()
            there.append({name for (name,) in tables if name.startswith("import_")})

        powerpro.take_in(a_set(*STORY, client("NEW")), progress=look)
    assert there == [set()]
