"""Writes by the file: what a person edits meanwhile, and what the fault says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from attrs import evolve

from support.sql.guide_rows import (
    JOANA,
    LOG,
    RESULT,
    a_set,
    by_hand,
    contact_log,
    dump,
    make,
    the_enrolment,
    the_unit,
    url_of,
)
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import Client, TalentUserId, Unit, UnitResult

SEVEN = TalentUserId("7")


def the_client(powerpro: SqlPowerPro) -> Client:
    return the_enrolment(powerpro).client


# --- the secondary id -------------------------------------------------------------


def test_two_runs_that_race_for_a_client_do_not_overwrite_each_other(path: Path) -> None:
    with make(path) as one, SqlPowerPro(url_of(path)) as other:
        read_by_one, read_by_other = the_client(one), the_client(other)
        other.set_secondary_id(read_by_other, SEVEN)
        with pytest.raises(EditedMeanwhile) as caught:
            one.set_secondary_id(read_by_one, TalentUserId("8"))
        assert the_client(one).secondary_id == "7"
    assert caught.value.message == (
        "Client 2021000017 was edited after it was read: "
        "Secondary ID was 'DPC000129' and is now '7'."
    )
    assert caught.value.remedy == "Nothing to do. The next run tries again."


def test_a_secondary_id_that_a_person_cleared_stays_cleared(path: Path) -> None:
    with make(path) as powerpro:
        read = the_client(powerpro)
        with by_hand(path) as hand:
            hand.execute("UPDATE clients SET secondary_id = ''")
        with pytest.raises(EditedMeanwhile, match="is now blank"):
            powerpro.set_secondary_id(read, SEVEN)
        assert the_client(powerpro).secondary_id == ""


def test_a_client_removed_meanwhile_is_not_a_fault_of_the_store(path: Path) -> None:
    with make(path) as powerpro:
        read = the_client(powerpro)
        with by_hand(path) as hand:
            hand.execute("DELETE FROM clients")
        with pytest.raises(EditedMeanwhile, match=f"Client {JOANA} was removed after it was read"):
            powerpro.set_secondary_id(read, SEVEN)


# --- the contact log --------------------------------------------------------------


def test_a_contact_log_is_stored_with_every_field(path: Path) -> None:
    log = evolve(LOG, assigned_to="PAULINE", follow_up="soon", status="Open", priority_flag="Red")
    with make(path) as powerpro:
        read = the_enrolment(powerpro)
        powerpro.add_contact_log(read, log)
        assert the_enrolment(powerpro) == evolve(read, contact_logs=(log,))


@pytest.mark.parametrize(
    "there", ["Enrolment exported to Talent LMS", " ENROLMENT EXPORTED to  Talent LMS"]
)
def test_no_second_provisioning_log_is_added(path: Path, there: str) -> None:
    at = datetime(2021, 1, 1, tzinfo=UTC)
    with make(path) as powerpro:
        read = the_enrolment(powerpro)
        with SqlPowerPro(url_of(path)) as other:
            other.take_in(a_set(contact_log(at=at, contact_type=there)))
        powerpro.add_contact_log(read, LOG)
        assert [log.contact_date for log in the_enrolment(powerpro).contact_logs] == [at]


@pytest.mark.parametrize("write", ["add_contact_log", "add_undone_log", "add_group_log"])
def test_an_enrolment_removed_meanwhile_gets_no_contact_log(path: Path, write: str) -> None:
    with make(path) as powerpro:
        read = the_enrolment(powerpro)
        with by_hand(path) as hand:
            hand.execute("DELETE FROM enrolments")
        with pytest.raises(EditedMeanwhile, match="Enrolment E1 was removed after it was read"):
            getattr(powerpro, write)(read, LOG)


# --- results ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            "outcome = '30 - Competency not achieved/fail'",
            "Outcome was blank and is now '30",
        ),
        ("outcome_date = '2022-06-01'", "Outcome Date was blank and is now 01/06/2022"),
        ("short_comment = 'see file'", "Short comment was blank and is now 'see file'"),
    ],
)
def test_a_persons_edit_of_any_of_the_three_wins(path: Path, edit: str, message: str) -> None:
    with make(path) as powerpro:
        read = the_unit(powerpro)
        with by_hand(path) as hand:
            hand.execute(f"UPDATE units SET {edit}")
        before = dump(path)
        with pytest.raises(
            EditedMeanwhile, match="Unit ICTWEB304 of enrolment E1 was edited"
        ) as caught:
            powerpro.set_result(read, RESULT)
    assert message in caught.value.message
    assert dump(path) == before


def test_all_changed_fields_are_reported_at_once(path: Path) -> None:
    with make(path) as powerpro:
        read = the_unit(powerpro)
        powerpro.set_result(read, RESULT)
        with pytest.raises(EditedMeanwhile) as caught:
            powerpro.set_result(read, UnitResult("51", None, "recognised"))
    assert caught.value.message.count(" and is now ") == 3


def test_a_unit_removed_meanwhile_is_not_a_fault_of_the_store(path: Path) -> None:
    with make(path) as powerpro:
        read: Unit = the_unit(powerpro)
        with by_hand(path) as hand:
            hand.execute("DELETE FROM units")
        with pytest.raises(EditedMeanwhile, match="was removed after it was read") as caught:
            powerpro.set_result(read, RESULT)
    assert caught.value.remedy == "Nothing to do. The next run tries again."


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ("export = 0", "Talent LMS export was ticked and is now not ticked."),
        (
            "export = 0, export_date = '2022-06-09'",
            "Talent LMS export was ticked and is now not ticked; "
            "Talent LMS export date was 02/06/2022 and is now 09/06/2022.",
        ),
    ],
)
def test_an_export_box_that_a_person_changed_in_between_is_reported(
    path: Path, edit: str, told: str
) -> None:
    with make(path) as powerpro:
        read = the_enrolment(powerpro)
        with by_hand(path) as hand:
            hand.execute(f"UPDATE enrolments SET {edit}")
        with pytest.raises(EditedMeanwhile) as caught:
            powerpro.set_export(read, True, date(2022, 6, 10))
    assert caught.value.message == f"Enrolment E1 was edited after it was read: {told}"
