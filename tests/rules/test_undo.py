"""What becomes of each write of a run that is undone."""

from __future__ import annotations

from datetime import datetime

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    COURSE_126,
    GROUP,
    JOANA,
    LOG,
    PERTH,
    USER_7,
    booking,
    provisioned,
    unit,
)
from talent_powerpro.model import (
    UNDONE,
    ClientCode,
    EnrolmentId,
    TalentUserId,
    UnitResult,
    UserDetails,
)
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.write import (
    Activate,
    AddContactLog,
    AddGroupLog,
    AddUndoneLog,
    CreateUser,
    EditUser,
    Enrol,
    JoinGroup,
    SetResult,
    SetSecondaryId,
    Unenrol,
    Write,
)
from talent_powerpro.rules.undo import Fate, Undoing, undoing, undone_hold

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
        EditUser(
            USER_7, UserDetails("A", "B", "a@x.example"), UserDetails("A", "C", "a@x.example")
        ),
        Enrol(USER_7, COURSE_126),
        Unenrol(USER_7, COURSE_126),
        JoinGroup(USER_7, GROUP),
        AddGroupLog(booking(), "added"),
        AddUndoneLog(booking(), "undone"),
    ],
)
def test_talentlms_and_records_of_it_stay(write: Write) -> None:
    assert undoing(write, provisioned()) == Undoing(write, Fate.STAYS)


def test_a_fate_has_a_word_for_programs() -> None:
    assert list(Fate) == ["undo", "already", "edited", "stays"]
    assert Undoing(WROTE, Fate.UNDO).message == ""


def edited(write: Write, message: str) -> Undoing:
    return Undoing(write, Fate.EDITED, None, message)


def test_a_result_goes_back_while_it_is_the_agents() -> None:
    there = provisioned(unit("ICTWEB305"), ROW.with_result(NEW))
    back = SetResult(booking(), ROW.id, ROW.code, NEW, ROW.result)
    assert undoing(WROTE, there) == Undoing(WROTE, Fate.UNDO, back)
    assert undoing(WROTE, provisioned(ROW)) == Undoing(WROTE, Fate.ALREADY)
    cleared = ROW.with_result(UnitResult("", None, "cleared by Pauline"))
    assert undoing(WROTE, provisioned(cleared)) == edited(
        WROTE, "ICTWEB304 was edited since and is now (blank). It stays."
    )
    other = ROW.with_result(UnitResult("51 - RPL", NEW.outcome_date, "by Pauline"))
    assert undoing(WROTE, provisioned(other)) == edited(
        WROTE, "ICTWEB304 was edited since and is now 51 - RPL 02/06/2022. It stays."
    )
    noted = ROW.with_result(evolve(NEW, short_comment="seen by Pauline"))
    assert undoing(WROTE, provisioned(noted)) == edited(
        WROTE, "The short comment of ICTWEB304 was edited since, so its result stays too."
    )


def test_a_secondary_id_goes_back_while_it_is_the_agents() -> None:
    def with_id(secondary_id: str) -> Undoing:
        there = provisioned()
        return undoing(
            LINKED, evolve(there, client=evolve(there.client, secondary_id=secondary_id))
        )

    back = SetSecondaryId(LINKED.client_code, "7", TalentUserId(LINKED.old))
    assert with_id("7") == Undoing(LINKED, Fate.UNDO, back)
    assert with_id("DPC000129") == Undoing(LINKED, Fate.ALREADY)
    for now, shown in (("", "(blank)"), ("8", "8")):
        assert with_id(now) == edited(
            LINKED, f"The Secondary ID was edited since and is now {shown}. It stays."
        )


def test_a_contact_log_is_undone_while_it_counts() -> None:
    back = AddUndoneLog(booking(), LOG.description)
    assert undoing(LOGGED, provisioned()) == Undoing(LOGGED, Fate.UNDO, back)
    taken_back = evolve(LOG, contact_type=UNDONE)
    undone = provisioned(contact_logs=(LOG, taken_back))
    assert undoing(LOGGED, undone) == Undoing(LOGGED, Fate.ALREADY)
    other = provisioned(contact_logs=(evolve(LOG, description="by hand"),))
    assert undoing(LOGGED, other) == edited(
        LOGGED,
        "The provisioning contact log was edited since, or another one was added. "
        "The enrolment stays provisioned.",
    )


def test_a_removed_row_or_enrolment_is_left() -> None:
    assert undoing(WROTE, provisioned()) == edited(WROTE, "ICTWEB304: its row is gone.")
    assert undoing(WROTE, None) == edited(WROTE, "The enrolment no longer exists.")


def test_the_hold_is_bound_to_run_and_stage() -> None:
    started = datetime(2022, 6, 2, 14, 58, tzinfo=PERTH)
    assert undone_hold("results", provisioned(), "R1", started) == StandingHold(
        stage="results",
        enrolment_id=booking(),
        client_code=JOANA.code,
        client_name="JOANA GOMEZ",
        course_code=COURSE.code,
        reason="undone",
        message="A person undid what the run of 02/06/2022 14:58 wrote here (R1). Nothing is "
        "written again until the hold is released. If you release it, the next run does what "
        "TalentLMS and PowerPro then say.",
        remedy="Correct what was wrong first",
        releasable=True,
        facts=("run R1", "results"),
    )
    other = undone_hold("results", provisioned(id=EnrolmentId("2")), "R2", None)
    assert "what the run wrote here (R2)" in other.message
