"""Merge of an import with stored rows: what a person changed and what the agent wrote stay."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from support.sql.guide_rows import (
    BOOKING,
    CONTACT,
    JOANA,
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
    the_unit,
    unit,
)
from talent_powerpro.adapters.sql import import_staging
from talent_powerpro.model import TalentUserId
from talent_powerpro.ports.import_set import ImportedRow, ImportReport, Kind


def tally(report: ImportReport, kind: Kind) -> tuple[int, int, int]:
    return report.added[kind], report.changed[kind], report.unchanged[kind]


# --- importing again --------------------------------------------------------------


def test_an_unchanged_set_keeps_what_the_agent_wrote(path: Path) -> None:
    with make(path) as powerpro:
        read = the_enrolment(powerpro)
        powerpro.set_secondary_id(read.client, TalentUserId("7"))
        powerpro.add_contact_log(read, LOG)
        powerpro.set_result(the_unit(powerpro), RESULT)
        before = dump(path)
        report = powerpro.take_in(a_set())
    assert dump(path) == before
    assert sum(report.unchanged.values()) == len(STORY)
    assert report.absent == ()


def test_unchanged_rows_are_counted_through_all_groups(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_staging, "GROUPS_AT_ONCE", 1)
    clients = [client(f"C{number}") for number in range(3)]
    with make(path, *clients) as powerpro:
        assert tally(powerpro.take_in(a_set(*clients)), Kind.CLIENT) == (0, 0, 3)


def test_a_changed_cell_wins_and_the_agents_other_cells_stay(path: Path) -> None:
    with make(path) as powerpro:
        before = the_unit(powerpro)
        powerpro.set_result(before, RESULT)
        powerpro.set_secondary_id(the_enrolment(powerpro).client, TalentUserId("7"))
        report = powerpro.take_in(
            a_set(
                course(),
                client(surname="GOMEZ-COSTA"),
                enrolment(),
                unit(outcome="51 - Recognition of prior learning"),
                unit("ICTWEB305"),
            )
        )
        found, read = the_unit(powerpro), the_enrolment(powerpro).client
    assert found.outcome == "51 - Recognition of prior learning"
    assert (found.outcome_date, found.short_comment) == (RESULT.outcome_date, RESULT.short_comment)
    assert (read.surname, read.secondary_id) == ("GOMEZ-COSTA", "7")
    assert tally(report, Kind.CLIENT) == (0, 1, 0)
    assert tally(report, Kind.UNIT) == (0, 1, 1)


def test_a_cell_cleared_by_a_person_is_cleared(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.take_in(a_set(client(date_of_birth=None, email=""), enrolment(export=False)))
        read = the_enrolment(powerpro)
    assert (read.client.date_of_birth, read.client.email, read.export) == (None, "", False)


def test_an_edit_counts_only_once(path: Path) -> None:
    """The comparison is with the last import, not with the first."""
    with make(path) as powerpro:
        powerpro.take_in(a_set(client(secondary_id="")))
        powerpro.set_secondary_id(the_enrolment(powerpro).client, TalentUserId("7"))
        powerpro.take_in(a_set(client(secondary_id="")))
        assert the_enrolment(powerpro).client.secondary_id == "7"


def test_a_column_missing_from_one_import_changes_nothing(path: Path) -> None:
    row = client()
    cells = {name: cell for name, cell in row.cells.items() if name != "secondary_id"}
    with make(path) as powerpro:
        powerpro.set_secondary_id(the_enrolment(powerpro).client, TalentUserId("7"))
        for without in (cells, {**cells, "email": "joana@pm.me"}):
            powerpro.take_in(a_set(evolve(row, cells=without)))
            powerpro.take_in(a_set(row))
            assert the_enrolment(powerpro).client.secondary_id == "7"


def test_a_row_that_was_never_imported_takes_the_imported_cells(path: Path) -> None:
    with make(path) as powerpro:
        with by_hand(path) as hand:
            hand.execute("DELETE FROM imported_rows")
        report = powerpro.take_in(a_set(client(email="joana@pm.me", secondary_id="")))
        read = the_enrolment(powerpro).client
    assert (read.email, read.secondary_id) == ("joana@pm.me", "DPC000129")
    assert tally(report, Kind.CLIENT) == (0, 1, 0)


def test_rows_that_a_host_has_made_are_the_same_rows_and_absent_only_once_imported(
    path: Path,
) -> None:
    bare = ImportedRow(Kind.CLIENT, (JOANA,), {"code": JOANA})
    rows = (*STORY, unit("ICTWEB305", start_date=date(2023, 2, 1)))
    with make(path, *rows) as powerpro:
        with by_hand(path) as hand:
            hand.execute("DELETE FROM imported_rows")
        before = powerpro.counts()
        assert powerpro.take_in(a_set(course())).absent == ()
        powerpro.take_in(a_set(bare))
        assert powerpro.take_in(a_set(*rows[:1], *rows[2:])).absent == ((Kind.CLIENT, (JOANA,)),)
        assert powerpro.counts() == before


def test_absent_rows_are_reported_each_time_and_never_deleted(path: Path) -> None:
    with make(path, *STORY, contact_log()) as powerpro:
        powerpro.add_contact_log(the_enrolment(powerpro), LOG)
        counts = powerpro.counts()
        for _ in range(2):
            report = powerpro.take_in(a_set(course(), enrolment(), unit()))
            assert report.absent == (
                (Kind.CLIENT, (JOANA,)),
                (Kind.UNIT, (BOOKING, "ICTWEB305", "Unit")),
                (Kind.CONTACT_LOG, contact_log().key),
            )
        assert powerpro.counts() == counts


def test_rows_of_a_file_that_was_not_given_are_not_absent(path: Path) -> None:
    with make(path, *STORY, contact_log()) as powerpro:
        imported = evolve(a_set(course()), kinds=frozenset({Kind.COURSE}))
        assert powerpro.take_in(imported).absent == ()


def test_an_enrolment_may_move_to_another_course(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.take_in(a_set(course("ICT40120"), enrolment(course_code="ICT40120")))
        assert the_enrolment(powerpro).course.code == "ICT40120"


# --- units taken again ------------------------------------------------------------


def test_a_corrected_start_date_is_the_same_unit(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.set_result(the_unit(powerpro), RESULT)
        before = the_unit(powerpro)
        powerpro.take_in(a_set(unit(start_date=date(2022, 6, 1)), unit("ICTWEB305")))
        assert the_unit(powerpro) == evolve(before, start_date=date(2022, 6, 1))


def test_a_second_attempt_becomes_a_second_row(path: Path) -> None:
    again = unit(start_date=date(2023, 2, 1))
    with make(path) as powerpro:
        first = the_unit(powerpro)
        report = powerpro.take_in(a_set(unit(), again, unit("ICTWEB305")))
        units = the_enrolment(powerpro).units
        assert tally(report, Kind.UNIT) == (1, 0, 2)
        assert units[0] == first
        assert units[2].start_date == date(2023, 2, 1)
        before = dump(path)
        powerpro.take_in(a_set(again, unit("ICTWEB305"), unit()))
        assert dump(path) == before


def test_an_attempt_that_is_corrected_to_be_as_another_one_stays_a_row_of_its_own(
    path: Path,
) -> None:
    with make(path, *STORY[:3], unit(), unit(start_date=date(2023, 2, 1))) as powerpro:
        assert powerpro.take_in(a_set(*STORY[:3], unit(), unit())).absent == ()
        units = the_enrolment(powerpro).units
    assert [each.start_date for each in units] == [date(2022, 5, 16)] * 2


def test_a_start_date_corrected_in_the_store_makes_no_new_row(path: Path) -> None:
    rows = (*STORY[:3], unit(), unit(start_date=date(2023, 2, 1)))
    with make(path, *rows) as powerpro:
        with by_hand(path) as hand:
            hand.execute("UPDATE units SET start_date = date(start_date, '+1 day')")
        before = dump(path)
        report = powerpro.take_in(a_set(*rows))
    assert dump(path) == before
    assert report.absent == ()


def test_a_unit_and_a_module_with_the_same_code_are_two_rows(path: Path) -> None:
    rows = (*STORY[:3], unit(), unit(type="Module"))
    with make(path, *rows) as powerpro:
        assert tally(powerpro.take_in(a_set(*rows)), Kind.UNIT) == (0, 0, 2)


# --- contact logs -----------------------------------------------------------------


def test_a_contact_log_imported_again_is_the_same_in_any_zone(path: Path) -> None:
    row = contact_log()
    perth = evolve(row, key=(BOOKING, "2022-06-02T14:59:01.250000+08:00", row.key[2]))
    bare = evolve(row, key=(BOOKING, "2022-06-02T06:59:01.250000", row.key[2]))
    with make(path, *STORY, row) as powerpro:
        for same in (perth, bare):
            report = powerpro.take_in(a_set(*STORY, same))
            assert tally(report, Kind.CONTACT_LOG) == (0, 0, 1)
        powerpro.take_in(a_set(*STORY, contact_log(description="by hand")))
        ((_, log),) = powerpro.contact_logs()
    assert (log.contact_date, log.description) == (CONTACT, "by hand")


def test_a_contact_log_that_the_agent_wrote_is_not_changed(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.add_contact_log(the_enrolment(powerpro), LOG)
        before = dump(path, without=["imported_rows"])
        theirs = contact_log(description="other")
        report = powerpro.take_in(a_set(*STORY, theirs))
        assert tally(report, Kind.CONTACT_LOG) == (0, 0, 1)
        assert dump(path, without=["imported_rows"]) == before
        # From now on the exporting system is known to have it, and may lose it.
        assert powerpro.take_in(a_set()).absent == ((Kind.CONTACT_LOG, theirs.key),)
