"""Checks of an import's rows, one by one, against each other and against the store."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from support.sql.guide_rows import BOOKING, CONTACT, JOANA, contact_log, enrolment, make, unit
from talent_powerpro.adapters.sql.import_faults import Faults
from talent_powerpro.adapters.sql.import_tables import IMPORT_TABLES
from talent_powerpro.errors import SettingsFault
from talent_powerpro.ports.import_set import ImportedRow, Kind

TABLES = {each.kind: each for each in IMPORT_TABLES}
UNKNOWN = "which is neither in the import nor in the store"


def known() -> Faults:
    """What is known of a store with the guide's example."""
    return Faults({"ICT30120"}, {JOANA}, {BOOKING}, {BOOKING: JOANA})


def found(*rows: ImportedRow) -> list[str]:
    """The faults of rows of one kind, of which each is passed on."""
    faults = known()
    assert list(faults.seen(TABLES[rows[0].kind], rows)) == list(rows)
    return [*faults.unknown_cells, *faults.references]


def test_the_rows_of_the_store_are_known(tmp_path: Path) -> None:
    with make(tmp_path / "powerpro.db") as powerpro, powerpro._store.reading() as connection:
        assert Faults.of(connection) == known()


def test_an_enrolment_names_its_client_and_course_when_it_is_new() -> None:
    again = enrolment()
    bare = evolve(again, cells={"export": True})
    assert found(again, bare) == []
    assert found(evolve(bare, key=("E2",))) == [
        "Enrolment E2 is new but names no client.",
        "Enrolment E2 is new but names no course.",
    ]
    assert found(enrolment("E2", client_code="C2", course_code="X")) == [
        f"Enrolment E2 names client C2, {UNKNOWN}.",
        f"Enrolment E2 names course X, {UNKNOWN}.",
    ]


def test_an_enrolment_keeps_its_client() -> None:
    faults = known()
    faults.clients.add("C2")
    list(faults.seen(TABLES[Kind.ENROLMENT], [enrolment(client_code="C2")]))
    said = (
        "Enrolment E1 belongs to client 2021000017 in the store but to client C2 in the import. An "
        "enrolment cannot change its client."
    )
    assert faults.references == [said]
    with pytest.raises(SettingsFault) as caught:
        faults.check()
    assert caught.value.faults == (said,)
    assert caught.value.remedy == (
        "Nothing was imported. Correct the rows in the system they come from, then import again."
    )


def test_a_unit_and_a_contact_log_belong_to_an_enrolment_that_is_known() -> None:
    assert found(unit()) == found(contact_log()) == []
    assert found(unit(booking="E2")) == [f"The unit ICTWEB304 belongs to enrolment E2, {UNKNOWN}."]
    at = CONTACT.isoformat()
    assert found(contact_log("E2")) == [f"The contact log {at} belongs to enrolment E2, {UNKNOWN}."]


@pytest.mark.parametrize("kind", [Kind.COURSE, Kind.CLIENT, Kind.ENROLMENT])
def test_a_row_that_was_seen_is_known_to_later_ones(kind: Kind) -> None:
    faults = known()
    cells = {"client_code": JOANA, "course_code": "ICT30120"} if kind is Kind.ENROLMENT else {}
    list(faults.seen(TABLES[kind], [ImportedRow(kind, ("NEW",), cells)]))
    later = {
        Kind.COURSE: enrolment(course_code="NEW"),
        Kind.CLIENT: enrolment("E2", client_code="NEW"),
        Kind.ENROLMENT: unit(booking="NEW"),
    }[kind]
    list(faults.seen(TABLES[later.kind], [later]))
    assert faults.references == []


def test_a_cell_that_the_store_has_no_column_for_is_named_once() -> None:
    assert found(unit(shoe_size="42", hat=""), unit("B", shoe_size="43")) == [
        "Unit rows have a cell 'shoe_size', but the store has no such column.",
        "Unit rows have a cell 'hat', but the store has no such column.",
    ]
