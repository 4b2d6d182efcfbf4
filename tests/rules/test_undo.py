"""What becomes of each write of a run that is undone."""

from __future__ import annotations

from datetime import datetime

import pytest
from attrs import evolve

from support.the_guide import COURSE_126, GROUP, LOG, PERTH, USER_7, booking, provisioned, unit
from talent_powerpro.model import UNDONE, ClientCode, EnrolmentId, UnitResult
from talent_powerpro.records.write import (
    Activate,
    AddContactLog,
    AddGroupLog,
    AddUndoneLog,
    CreateUser,
    Enrol,
    JoinGroup,
    SetResult,
    SetSecondaryId,
    Write,
)
from talent_powerpro.rules.undo import Fate, undoing, undone_hold

NEW = UnitResult("20 - Competency achieved/pass", LOG.contact_date.date(), "stamp")
ROW = unit()
WROTE = SetResult(booking(), ROW.id, ROW.code, ROW.result, NEW)
LINKED = SetSecondaryId(ClientCode("2021000017"), "DPC000129", USER_7)
LOGGED = AddContactLog(booking(), LOG.description)


@pytest.mark.parametrize(
    "write",
    [
        CreateUser(ClientCode("1"), "a", "A", "B", "a@x.example"),
        Activate(USER_7),
        Enrol(USER_7, COURSE_126),
        JoinGroup(USER_7, GROUP),
        AddGroupLog(booking(), "added"),
        AddUndoneLog(booking(), "undone"),
    ],
)
def test_talentlms_and_records_of_it_stay(write: Write) -> None:
    assert undoing(write, provisioned()).fate is Fate.STAYS


def test_a_result_goes_back_while_it_is_the_agents() -> None:
    found = undoing(WROTE, provisioned(ROW.with_result(NEW)))
    assert found.back == SetResult(booking(), ROW.id, ROW.code, NEW, ROW.result)
    assert undoing(WROTE, provisioned(ROW)).fate is Fate.ALREADY
    cleared = ROW.with_result(UnitResult("", None, "cleared by Pauline"))
    edited = undoing(WROTE, provisioned(cleared))
    assert edited.message == "ICTWEB304 was edited since and is now (blank). It stays."
    noted = ROW.with_result(evolve(NEW, short_comment="seen by Pauline"))
    assert undoing(WROTE, provisioned(noted)).message == (
        "The short comment of ICTWEB304 was edited since, so its result stays too."
    )


def test_a_secondary_id_goes_back_while_it_is_the_agents() -> None:
    there = provisioned()
    assert undoing(LINKED, there).back == SetSecondaryId(LINKED.client_code, "7", LINKED.old)  # type: ignore[arg-type]
    before = evolve(there, client=evolve(there.client, secondary_id="DPC000129"))
    assert undoing(LINKED, before).fate is Fate.ALREADY
    blank = evolve(there, client=evolve(there.client, secondary_id=""))
    assert undoing(LINKED, blank).message == (
        "The Secondary ID was edited since and is now (blank). It stays."
    )


def test_a_contact_log_is_undone_while_it_counts() -> None:
    assert undoing(LOGGED, provisioned()).back == AddUndoneLog(booking(), LOG.description)
    taken_back = evolve(LOG, contact_type=UNDONE)
    undone = provisioned(contact_logs=(LOG, taken_back))
    assert undoing(LOGGED, undone).fate is Fate.ALREADY
    other = provisioned(contact_logs=(evolve(LOG, description="by hand"),))
    assert undoing(LOGGED, other).message.endswith("The enrolment stays provisioned.")


def test_a_removed_row_or_enrolment_is_left() -> None:
    assert undoing(WROTE, provisioned()).message == "ICTWEB304: its row is gone."
    assert undoing(WROTE, None).message == "The enrolment no longer exists."


def test_the_hold_is_bound_to_run_and_stage() -> None:
    started = datetime(2022, 6, 2, 14, 58, tzinfo=PERTH)
    hold = undone_hold("results", provisioned(), "R1", started)
    assert hold.facts == ("run R1", "results")
    assert hold.message.startswith(
        "A person undid what the run of 02/06/2022 14:58 wrote here (R1). Nothing is written again"
    )
    assert hold.releasable
    other = undone_hold("results", provisioned(id=EnrolmentId("2")), "R2", None)
    assert other.id != hold.id
    assert "what the run wrote here (R2)" in other.message
