"""Export of the changes made in the store since the last import."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
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
    enrolment,
    make,
    the_enrolment,
    the_unit,
    unit,
    url_of,
)
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import TalentUserId
from talent_powerpro.ports.import_set import ImportedRow, Kind

NOTHING = dict.fromkeys(Kind, 0)
TODAY = date(2022, 6, 2)


def keys(powerpro: SqlPowerPro) -> list[tuple[Kind, str]]:
    """The exported rows, by kind and the last identifying part of their key."""
    names = {Kind.UNIT: 1}
    return [(row.kind, row.key[names.get(row.kind, 0)]) for row in powerpro.changes().rows.rows]


def the_row(powerpro: SqlPowerPro, kind: Kind) -> ImportedRow:
    (row,) = (row for row in powerpro.changes().rows.rows if row.kind is kind)
    return row


def test_after_an_import_there_are_no_changes(path: Path) -> None:
    with make(path) as powerpro:
        changes = powerpro.changes()
    assert changes.counts == NOTHING
    assert changes.rows.rows == ()


def test_a_new_secondary_id_exports_only_its_client(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.set_secondary_id(the_enrolment(powerpro).client, TalentUserId("7"))
        assert keys(powerpro) == [(Kind.CLIENT, JOANA)]
        assert the_row(powerpro, Kind.CLIENT).cells["secondary_id"] == "7"
        assert powerpro.changes().counts == NOTHING | {Kind.CLIENT: 1}


def test_a_result_exports_the_rows_that_it_refers_to(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.set_result(the_unit(powerpro), RESULT)
        assert keys(powerpro) == [
            (Kind.COURSE, "ICT30120"),
            (Kind.CLIENT, JOANA),
            (Kind.ENROLMENT, BOOKING),
            (Kind.UNIT, "ICTWEB304"),
        ]
        assert powerpro.changes().counts == NOTHING | {Kind.UNIT: 1}


def test_a_changed_unit_exports_its_other_attempts(path: Path) -> None:
    second = unit(start_date=date(2023, 2, 1))
    with make(path, *STORY, second) as powerpro:
        powerpro.set_result(the_unit(powerpro), RESULT)
        assert [key for kind, key in keys(powerpro) if kind is Kind.UNIT] == ["ICTWEB304"] * 2
        assert powerpro.changes().counts[Kind.UNIT] == 1
        report = powerpro.take_in(powerpro.changes().rows)
    assert not any(report.added.values())
    assert not any(report.changed.values())


def test_a_contact_log_written_here_is_exported_and_an_imported_one_is_not(path: Path) -> None:
    call = contact_log(at=CONTACT - timedelta(days=1), contact_type="Telephone call")
    with make(path, *STORY, call) as powerpro:
        powerpro.add_contact_log(the_enrolment(powerpro), LOG)
        row = the_row(powerpro, Kind.CONTACT_LOG)
        assert row.cells["contact_date"] == CONTACT
        assert row.cells["description"] == "Enrolled in Talent Course: 126"


def test_an_export_date_set_here_is_exported(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.set_export(the_enrolment(powerpro), True, TODAY + timedelta(days=1))
        assert powerpro.changes().counts == NOTHING | {Kind.ENROLMENT: 1}
        powerpro.set_export(the_enrolment(powerpro), True, TODAY)
        assert powerpro.changes().counts == NOTHING


@pytest.mark.parametrize(
    ("kind", "edit"),
    [
        (Kind.CLIENT, "clients SET secondary_id = '9'"),
        (Kind.ENROLMENT, "enrolments SET export = 0"),
        (Kind.ENROLMENT, "enrolments SET export_date = NULL"),
        (Kind.UNIT, "units SET outcome = '51' WHERE code = 'ICTWEB304'"),
        (Kind.UNIT, "units SET outcome_date = '2022-06-13' WHERE code = 'ICTWEB304'"),
        (Kind.UNIT, "units SET short_comment = 'seen' WHERE code = 'ICTWEB304'"),
    ],
)
def test_a_change_of_any_value_that_is_written_here_is_exported(
    path: Path, kind: Kind, edit: str
) -> None:
    with make(path) as powerpro:
        with by_hand(path) as hand:
            hand.execute(f"UPDATE {edit}")
        assert powerpro.changes().counts == NOTHING | {kind: 1}


def test_units_that_share_a_code_with_a_changed_one_are_not_exported(path: Path) -> None:
    more = (client("C2"), enrolment("E2", client_code="C2"), unit(booking="E2"))
    with make(path, *STORY, unit(type="Module"), *more, unit("ICTWEB305", "E2")) as powerpro:
        powerpro.set_result(the_unit(powerpro), RESULT)
        powerpro.set_result(the_enrolment(powerpro, "E2").units[1], RESULT)
        assert [row.key for row in powerpro.changes().rows.rows if row.kind is Kind.UNIT] == [
            ("E1", "ICTWEB304", "Unit"),
            ("E2", "ICTWEB305", "Unit"),
        ]


def test_a_column_that_was_never_imported_counts_as_blank(path: Path) -> None:
    cells = {name: cell for name, cell in client("C2").cells.items() if name != "secondary_id"}
    other = ImportedRow(Kind.CLIENT, ("C2",), cells)
    with make(path, *STORY, other, enrolment("E2", client_code="C2")) as powerpro:
        assert powerpro.changes().counts == NOTHING
        powerpro.set_secondary_id(the_enrolment(powerpro, "E2").client, TalentUserId("8"))
        assert powerpro.changes().counts == NOTHING | {Kind.CLIENT: 1}


def test_a_value_that_the_exporting_system_has_is_no_change(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.set_secondary_id(the_enrolment(powerpro).client, TalentUserId("7"))
        powerpro.set_result(the_unit(powerpro), RESULT)
        powerpro.add_contact_log(the_enrolment(powerpro), LOG)
        powerpro.take_in(powerpro.changes().rows)
        assert powerpro.changes().counts == NOTHING


def test_a_contact_log_that_comes_back_by_import_stays_as_the_agent_wrote_it(path: Path) -> None:
    theirs = contact_log(at=CONTACT.replace(microsecond=0), created_by="PP-CA", description="x")
    with make(path) as powerpro:
        powerpro.add_contact_log(the_enrolment(powerpro), LOG)
        for _ in range(2):
            report = powerpro.take_in(a_set(*STORY, theirs))
            assert report.unchanged[Kind.CONTACT_LOG] == 1
        assert the_enrolment(powerpro).contact_logs == (LOG,)
        assert powerpro.changes().counts == NOTHING
        edited = evolve(theirs, cells={**theirs.cells, "description": "corrected"})
        powerpro.take_in(a_set(*STORY, edited))
        (log,) = the_enrolment(powerpro).contact_logs
    assert (log.description, log.created_by) == ("corrected", "PP-TALENT")


def test_the_agents_contact_log_is_recognised_without_its_seconds(path: Path) -> None:
    to_the_minute = contact_log(at=CONTACT.replace(second=0, microsecond=0))
    another = contact_log(at=CONTACT.replace(second=2, microsecond=0))
    with make(path) as powerpro:
        powerpro.add_contact_log(the_enrolment(powerpro), LOG)
        powerpro.take_in(a_set(*STORY, to_the_minute))
        assert the_enrolment(powerpro).contact_logs == (LOG,)
        report = powerpro.take_in(a_set(*STORY, another))
        assert report.added[Kind.CONTACT_LOG] == 1


def test_two_contact_logs_of_the_same_second_stay_separate(path: Path) -> None:
    near = contact_log(at=CONTACT + timedelta(microseconds=1), created_by="later")
    with make(path, *STORY, contact_log(), near) as powerpro:
        report = powerpro.take_in(a_set(*STORY, contact_log(), near))
        assert report.unchanged[Kind.CONTACT_LOG] == 2
        assert len(the_enrolment(powerpro).contact_logs) == 2


def test_rows_of_another_program_are_compared_with_blank(path: Path) -> None:
    make(path, course(), client(), enrolment()).close()
    with by_hand(path) as hand:
        hand.execute(
            "INSERT INTO units (id, enrolment_id, code, name, type, outcome, short_comment)"
            " VALUES ('u1', 'E1', 'A', '', 'Unit', '', ''), ('u2', 'E1', 'B', '', 'Unit', '20', '')"
        )
    with SqlPowerPro(url_of(path)) as powerpro:
        assert [key for kind, key in keys(powerpro) if kind is Kind.UNIT] == ["B"]


# --- files that this store wrote --------------------------------------------------


def test_exported_files_are_recognised(path: Path) -> None:
    exported_at = datetime(2022, 6, 2, tzinfo=UTC)
    with SqlPowerPro.create(url_of(path), clock=lambda: exported_at) as powerpro:
        powerpro.remember_exported([])
        powerpro.remember_exported(["a", "b"])
        powerpro.remember_exported(["b", "c"])
        assert powerpro.exported_earlier(["a", "c", "d"]) == {"a", "c"}
        assert powerpro.exported_earlier([]) == frozenset()
    with by_hand(path) as hand:
        (first, *_) = hand.execute("SELECT exported_at FROM exported_files").fetchall()
    assert first == ("2022-06-02 00:00:00.000000",)


def test_progress_counts_the_rows_that_are_read(path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with make(path, *STORY) as powerpro:
        total = sum(powerpro.counts().values())
        powerpro.changes(progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, total)
    assert seen[-1] == (total, total)
    assert seen == sorted(seen)
