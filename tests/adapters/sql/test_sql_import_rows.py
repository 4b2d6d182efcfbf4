"""Import of a set into the store."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from support.sql.guide_rows import (
    BOOKING,
    CONTACT,
    JOANA,
    LOG,
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
from talent_powerpro.adapters.sql import SqlPowerPro, import_staging
from talent_powerpro.adapters.sql.import_rows import _Pace
from talent_powerpro.errors import PowerProUnusable, SettingsFault
from talent_powerpro.model import TalentUserId
from talent_powerpro.ports.import_set import ImportedRow, ImportReport, ImportSet, Kind
from talent_powerpro.records.journal import SetAside


def faults_of(powerpro: SqlPowerPro, *rows: ImportedRow) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as caught:
        powerpro.take_in(a_set(*rows))
    assert "Nothing was imported" in caught.value.remedy
    return caught.value.faults


# --- adding -----------------------------------------------------------------------


def test_a_set_is_stored_with_its_rows_in_any_order(path: Path) -> None:
    rows = (*reversed(STORY), contact_log())
    with SqlPowerPro.create(url_of(path)) as powerpro:
        report = powerpro.take_in(ImportSet((contact_log(), *reversed(STORY)), ("odd column",)))
        found = the_enrolment(powerpro)
    assert dict(report.added) == {
        Kind.COURSE: 1,
        Kind.CLIENT: 1,
        Kind.ENROLMENT: 1,
        Kind.UNIT: 2,
        Kind.CONTACT_LOG: 1,
    }
    assert sum(report.added.values()) == len(rows)
    assert set(report.changed.values()) == set(report.unchanged.values()) == {0}
    assert report.absent == ()
    assert report.warnings == ("odd column",)
    assert found.provisioning_log


def test_a_report_tells_all_that_an_import_did(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_staging, "AT_ONCE", 1)
    former = SetAside(JOANA, TalentUserId("129"), "old.talentlms.com", CONTACT)
    rows = (
        course(),
        *(client(secondary_id="129", surname="GOMEZ-COSTA"), client("C3"), client("C4")),
        enrolment(),
        unit(),
    )
    with make(path, *STORY, client("C2")) as powerpro:
        powerpro.portal.set_aside([former])
        report = powerpro.take_in(ImportSet(rows, ("odd column",)))
        read = the_enrolment(powerpro).client
    none = dict.fromkeys(Kind, 0)
    assert report == ImportReport(
        added=none | {Kind.CLIENT: 2},
        changed=none | {Kind.CLIENT: 1},
        unchanged=none | {Kind.COURSE: 1, Kind.ENROLMENT: 1, Kind.UNIT: 1},
        absent=((Kind.CLIENT, ("C2",)), (Kind.UNIT, (BOOKING, "ICTWEB305", "Unit"))),
        warnings=(
            "odd column",
            f"Client {JOANA}: the Secondary ID 129 belongs to the former portal old.talentlms.com, "
            "so it was not imported. Clear it in the exporting system.",
        ),
    )
    assert (read.surname, read.secondary_id) == ("GOMEZ-COSTA", "DPC000129")


def test_cells_that_a_new_row_lacks_are_blank(path: Path) -> None:
    only = ImportedRow(Kind.CLIENT, (JOANA,), {"code": JOANA})
    booked = {"client_code": JOANA, "course_code": "ICT30120"}
    bare = ImportedRow(Kind.ENROLMENT, (BOOKING,), booked)
    with make(path, course(), only, bare) as powerpro:
        found = the_enrolment(powerpro)
    assert (found.client.surname, found.client.email, found.client.date_of_birth) == ("", "", None)
    assert (found.booking_status, found.export, found.export_date) == ("", False, None)
    assert found.active is None


def test_an_imported_contact_log_gets_the_names_of_client_and_course(path: Path) -> None:
    with make(path, *STORY, contact_log()) as powerpro:
        ((_, log),) = powerpro.contact_logs()
    assert log == evolve(LOG, created_by="PP-CA", description="")


def test_a_contact_log_without_an_author_gets_none(path: Path) -> None:
    row = contact_log()
    cells = {name: cell for name, cell in row.cells.items() if name != "created_by"}
    with make(path, *STORY, evolve(row, cells=cells)) as powerpro:
        ((_, log),) = powerpro.contact_logs()
    assert log.created_by == ""


def test_new_rows_and_stored_ones_count_once_each_in_the_progress(path: Path) -> None:
    progress: list[tuple[int, int]] = []
    more = (*STORY, client("NEW"), unit("ICTWEB306"))
    with make(path) as powerpro:
        powerpro.take_in(a_set(*more), progress=lambda done, rows: progress.append((done, rows)))
    assert progress == [(len(more), len(more))]


@pytest.mark.parametrize(
    ("steps", "rows", "told"),
    [
        ([], 0, []),
        ([0], 0, []),
        ([499], 1000, []),
        ([500], 1000, [500]),
        ([499, 1, 499, 1], 1000, [500, 1000]),
        ([300, 300, 300, 99], 1200, [600]),
        ([1700, 100], 2000, [1700]),
        ([7, 0, 3, 0], 10, [10]),
    ],
)
def test_progress_is_told_at_each_500_rows_and_once_at_the_end(
    steps: list[int], rows: int, told: list[int]
) -> None:
    progress: list[tuple[int, int]] = []
    pace = _Pace(lambda done, of: progress.append((done, of)), rows)
    for step in steps:
        pace.step(step)
    assert progress == [(done, rows) for done in told]


# --- faults -----------------------------------------------------------------------


def test_every_fault_of_a_set_is_reported_at_once_and_nothing_is_imported(path: Path) -> None:
    with make(path) as powerpro:
        before = dump(path)
        faults = faults_of(
            powerpro,
            client("NEW"),
            *[client("ALSO")] * 3,
            client("NEW"),
            course("ICT40120", shoe_size="42"),
            enrolment(client_code="NEW"),
            enrolment("E2", client_code="NOBODY", course_code="NONE"),
            ImportedRow(Kind.ENROLMENT, ("E3",), {"client_code": "NEW"}),
            unit(booking="E9"),
            unit(booking="E9", start_date=None),
            contact_log("E8"),
            contact_log("E8"),
        )
    assert faults == (
        "Course rows have a cell 'shoe_size', but the store has no such column.",
        "The client NEW appears 2 times in the import.",
        "The client ALSO appears 3 times in the import.",
        f"The contact log E8, {CONTACT.isoformat()}, Enrolment exported to Talent LMS appears 2 "
        "times in the import.",
        "Enrolment E1 belongs to client 2021000017 in the store but to client NEW in the import."
        " An enrolment cannot change its client.",
        "Enrolment E2 names client NOBODY, which is neither in the import nor in the store.",
        "Enrolment E2 names course NONE, which is neither in the import nor in the store.",
        "Enrolment E3 is new but names no course.",
        "The unit ICTWEB304 belongs to enrolment E9,"
        " which is neither in the import nor in the store.",
        "The unit ICTWEB304 belongs to enrolment E9,"
        " which is neither in the import nor in the store.",
        *[
            f"The contact log {CONTACT.isoformat()} belongs to enrolment E8,"
            " which is neither in the import nor in the store."
        ]
        * 2,
    )
    assert dump(path) == before


def test_a_set_may_refer_to_rows_that_only_the_store_has(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.take_in(a_set(enrolment("E2"), unit(booking="E2"), contact_log("E2")))
        assert the_enrolment(powerpro, "E2").client.code == JOANA


def test_a_stored_enrolment_need_not_name_its_client_and_course_again(path: Path) -> None:
    row = ImportedRow(Kind.ENROLMENT, (BOOKING,), {"booking_status": "Withdrawn"})
    with make(path) as powerpro:
        before = the_enrolment(powerpro)
        powerpro.take_in(a_set(row))
        assert the_enrolment(powerpro) == evolve(before, booking_status="Withdrawn")


def test_an_interrupted_import_changes_nothing(path: Path) -> None:
    def stop(done: int, rows: int) -> None:
        raise KeyboardInterrupt

    with SqlPowerPro.create(url_of(path)) as powerpro:
        before = dump(path)
        with pytest.raises(KeyboardInterrupt):
            powerpro.take_in(a_set(), progress=stop)
        assert dump(path) == before
        powerpro.take_in(a_set())
        assert powerpro.counts()["units"] == 2


def test_a_set_waits_for_nobody_who_holds_the_store(path: Path) -> None:
    with make(path, busy_seconds=0.01) as powerpro, by_hand(path) as viewer:
        viewer.execute("BEGIN IMMEDIATE")
        with pytest.raises(PowerProUnusable, match="locked"):
            powerpro.take_in(a_set())
