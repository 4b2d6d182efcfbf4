"""Import, export and migration over rows that cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.sql.guide_rows import (
    BOOKING,
    RESULT,
    STORY,
    a_set,
    by_hand,
    client,
    contact_log,
    dump,
    enrolment,
    make,
    the_enrolment,
    the_unit,
    unit,
    url_of,
)
from support.sql.old_store import make_old
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.migrate import migrate
from talent_powerpro.ports.import_set import ImportedRow, Kind

TWO: tuple[ImportedRow, ...] = (
    *STORY,
    client("C2", email="mia@pm.me"),
    enrolment("E2", client_code="C2"),
    unit("ICTWEB304", "E2"),
    contact_log("E1"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make(tmp_path / "powerpro.db", *TWO).close()
    return tmp_path / "powerpro.db"


def spoil(path: Path, edit: str) -> None:
    with by_hand(path) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute(edit)


# --- import -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE clients SET date_of_birth = '12/12/2000' WHERE code = '2021000017'",
        "UPDATE enrolments SET export_date = '02/06/2022' WHERE id = 'E1'",
        "UPDATE enrolments SET export = 'yes' WHERE id = 'E1'",
        "UPDATE units SET start_date = 'May' WHERE enrolment_id = 'E1'",
    ],
)
def test_an_import_mends_a_value_that_cannot_be_read(path: Path, edit: str) -> None:
    before = dump(path, without=["store"])
    spoil(path, edit)
    with SqlPowerPro(url_of(path)) as powerpro:
        assert the_enrolment(powerpro).unreadable
        assert powerpro.take_in(a_set(*TWO)).warnings == ()
        assert the_enrolment(powerpro).unreadable == ()
    assert dump(path, without=["store"]) == before


def test_an_import_without_that_column_names_the_value_and_imports_the_rest(path: Path) -> None:
    spoil(path, "UPDATE enrolments SET completion_date = 'soon' WHERE id = 'E1'")
    with SqlPowerPro(url_of(path)) as powerpro:
        report = powerpro.take_in(a_set(*TWO, client("C3")))
        assert report.added[Kind.CLIENT] == 1
    (warning,) = report.warnings
    assert "completion_date is 'soon'" in warning


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("UPDATE units SET type = 'Modul' WHERE enrolment_id = 'E1'", "type is 'Modul'"),
        ("UPDATE contact_logs SET contact_date = 'soon'", "contact_date is 'soon'"),
    ],
)
def test_a_row_that_may_be_one_with_an_unreadable_key_is_not_imported_a_second_time(
    path: Path, edit: str, said: str
) -> None:
    before = {name: len(rows) for name, rows in dump(path).items()}
    spoil(path, edit)
    with SqlPowerPro(url_of(path)) as powerpro:
        warnings = powerpro.take_in(a_set(*TWO)).warnings
    assert any(said in each and each.endswith("row was not imported.") for each in warnings)
    assert {name: len(rows) for name, rows in dump(path).items()} == before


def test_an_import_clears_a_value_that_cannot_be_read(path: Path) -> None:
    spoil(path, "UPDATE clients SET date_of_birth = 'soon' WHERE code = '2021000017'")
    with SqlPowerPro(url_of(path)) as powerpro:
        powerpro.take_in(a_set(client(date_of_birth=None)))
        read = the_enrolment(powerpro)
    assert (read.unreadable, read.client.date_of_birth) == ((), None)


def test_a_row_that_is_surely_new_is_imported_beside_one_with_an_unreadable_key(
    path: Path,
) -> None:
    spoil(path, "UPDATE units SET type = 'Modul' WHERE enrolment_id = 'E1'")
    with SqlPowerPro(url_of(path)) as powerpro:
        report = powerpro.take_in(a_set(*STORY, unit("ICTWEB306")))
        assert report.added[Kind.UNIT] == 1
        assert len([each for each in report.warnings if each.endswith("not imported.")]) == 2


def test_what_the_agent_wrote_stays_where_the_last_import_cannot_be_read(path: Path) -> None:
    with SqlPowerPro(url_of(path)) as powerpro:
        powerpro.set_result(the_unit(powerpro), RESULT)
        spoil(path, "UPDATE imported_rows SET cells = '[]' WHERE kind = 'unit'")
        report = powerpro.take_in(a_set(*TWO))
        assert the_unit(powerpro).result == RESULT
        assert any("of the table imported_rows" in each for each in report.warnings)
        # The others were equal to the file, so they are remembered again.
        assert len(powerpro.take_in(a_set(*TWO)).warnings) == 1


# --- export -----------------------------------------------------------------------


def exported(powerpro: SqlPowerPro) -> set[tuple[str, ...]]:
    return {row.key for row in powerpro.changes().rows.rows if row.kind is Kind.UNIT}


def test_an_export_names_the_rows_it_leaves_out_and_has_the_others(path: Path) -> None:
    with SqlPowerPro(url_of(path)) as powerpro:
        powerpro.set_result(the_unit(powerpro), RESULT)
        powerpro.set_result(the_enrolment(powerpro, "E2").units[0], RESULT)
        both = exported(powerpro)
        assert len(both) == 2
        spoil(path, "UPDATE enrolments SET completion_date = 'soon' WHERE id = 'E1'")
        changes = powerpro.changes()
        assert exported(powerpro) == {each for each in both if each[0] == "E2"}
        assert changes.counts[Kind.UNIT] == 1
        said, waiting = changes.left_out
        assert "completion_date is 'soon'" in said
        assert waiting == "Changes of enrolment E1 wait until its row can be read."
        spoil(path, "UPDATE enrolments SET completion_date = NULL")
        assert exported(powerpro) == both
        assert powerpro.changes().left_out == ()


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE clients SET date_of_birth = 'soon' WHERE code = '2021000017'",
        "UPDATE units SET outcome_date = 'soon' WHERE enrolment_id = 'E1'",
        "UPDATE imported_rows SET cells = '[]' WHERE kind = 'unit'"
        " AND row = (SELECT id FROM units WHERE enrolment_id = 'E1')",
    ],
)
def test_a_change_that_needs_an_unreadable_row_waits(path: Path, edit: str) -> None:
    with SqlPowerPro(url_of(path)) as powerpro:
        powerpro.set_result(the_unit(powerpro), RESULT)
        spoil(path, edit)
        changes = powerpro.changes()
        assert any("cannot be read:" in each for each in changes.left_out)
        keys = [row.key for row in changes.rows.rows if row.kind is Kind.UNIT]
        assert ("E1", "ICTWEB304", "Unit") not in keys


def test_a_changed_enrolment_waits_for_its_client(path: Path) -> None:
    with SqlPowerPro(url_of(path)) as powerpro:
        powerpro.set_export(the_enrolment(powerpro), True, date(2022, 6, 9))
        spoil(path, "UPDATE clients SET date_of_birth = 'soon' WHERE code = '2021000017'")
        changes = powerpro.changes()
    assert changes.rows.rows == ()
    assert changes.counts[Kind.ENROLMENT] == 0
    assert changes.left_out[1:] == ("Changes of enrolment E1 wait until its row can be read.",)


def test_a_changed_unit_waits_for_another_attempt_at_it(tmp_path: Path) -> None:
    """An import matches all attempts together, so each must be in the file."""
    path, again = tmp_path / "powerpro.db", unit(start_date=date(2023, 2, 1))
    with make(path, *STORY, again) as powerpro:
        powerpro.set_result(the_unit(powerpro), RESULT)
        spoil(path, "UPDATE units SET outcome_date = 'soon' WHERE start_date = '2023-02-01'")
        changes = powerpro.changes()
    assert changes.rows.rows == ()
    assert changes.left_out[1:] == ("Changes of enrolment E1 wait until its row can be read.",)


# --- migration --------------------------------------------------------------------


def test_a_migration_keeps_unreadable_rows_and_names_them_all(tmp_path: Path) -> None:
    path = make_old(tmp_path / "powerpro.db")
    with by_hand(path) as hand:
        hand.execute("UPDATE enrolments SET export_date = '02/06/2022' WHERE id = 'E1'")
        hand.execute("UPDATE clients SET date_of_birth = ''")
        hand.execute("UPDATE sync_log SET at = 'soon' WHERE sequence = 1")
    migrated = migrate(url_of(path), today=date(2026, 11, 27))
    assert migrated is not None
    log, enrolments = sorted(migrated.unreadable)
    assert "Row E1 of the table enrolments" in enrolments
    assert "at is 'soon'" in log
    with SqlPowerPro(url_of(path)) as powerpro:
        assert len(the_enrolment(powerpro, BOOKING).unreadable) == 1
    with by_hand(path) as hand:
        assert hand.execute("SELECT DISTINCT date_of_birth FROM clients").fetchall() == [(None,)]
