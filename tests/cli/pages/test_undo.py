"""The page of `undo`, whole: what goes back, what a person's edit keeps, and what stays."""

from __future__ import annotations

import pytest

from support.cli.pages import page
from talent_powerpro.cli.pages.undo import show_undo
from talent_powerpro.model import ClientCode, EnrolmentId, TalentCourseId, TalentUserId
from talent_powerpro.records.write import (
    Activate,
    AddContactLog,
    AddUndoneLog,
    Enrol,
    SetSecondaryId,
)
from talent_powerpro.rules.undo import Fate, Undoing
from talent_powerpro.services.undo import Undo, UndoneRecord

SEVEN = TalentUserId("7")


def record_of(enrolment: str, name: str, *writes: Undoing) -> UndoneRecord:
    return UndoneRecord(
        "provisioning", EnrolmentId(enrolment), f"C{enrolment}", name, "ICT30120-A", writes
    )


def stays(user: str) -> tuple[Undoing, Undoing]:
    id = TalentUserId(user)
    return (
        Undoing(Activate(id), Fate.STAYS),
        Undoing(Enrol(id, TalentCourseId("126")), Fate.STAYS),
    )


def undone(enrolment: str) -> tuple[Undoing, Undoing]:
    id, code = EnrolmentId(enrolment), ClientCode(f"C{enrolment}")
    return (
        Undoing(
            SetSecondaryId(code, "OLD", SEVEN),
            Fate.UNDO,
            SetSecondaryId(code, "7", TalentUserId("OLD")),
        ),
        Undoing(AddContactLog(id, "Exported."), Fate.UNDO, AddUndoneLog(id, "Exported.")),
    )


def edited(enrolment: str, *messages: str) -> tuple[Undoing, ...]:
    write = SetSecondaryId(ClientCode(f"C{enrolment}"), "", SEVEN)
    return tuple(Undoing(write, Fate.EDITED, message=each) for each in messages)


ALREADY = Undoing(SetSecondaryId(ClientCode("C5"), "OLD", SEVEN), Fate.ALREADY)
MIXED = (
    record_of("1", "ANN LEE", *stays("7"), *undone("1")),
    record_of("2", "BOB RAY", *edited("2", "The id was edited.", "The log was edited.")),
    record_of("3", "CAT FOX", *undone("3")[:1], *edited("3", "The log was edited since.")),
    record_of("4", "DAN ODD", *stays("8")),
    record_of("5", "EVE OAK", ALREADY),
    UndoneRecord(
        "results", EnrolmentId("6"), "", "", "", edited("6", "The enrolment no longer exists.")
    ),
)


def test_the_whole_page_of_an_undo_that_is_only_planned() -> None:
    assert page(lambda on: show_undo(on, Undo("r1", "", MIXED), done=False)) == [
        "To be undone in PowerPro",
        "------------------------",
        "provisioning: ANN LEE (C1), ICT30120-A, enrolment 1",
        "    Secondary ID of client C1: 7 -> OLD",
        "    contact log of enrolment 1 undone: Exported.",
        "provisioning: CAT FOX (C3), ICT30120-A, enrolment 3",
        "    Secondary ID of client C3: 7 -> OLD",
        "",
        "Left as it is: a person's edit wins",
        "-----------------------------------",
        "provisioning: BOB RAY (C2), ICT30120-A, enrolment 2",
        "    The id was edited.",
        "    The log was edited.",
        "provisioning: CAT FOX (C3), ICT30120-A, enrolment 3",
        "    The log was edited since.",
        "results: enrolment 6",
        "    The enrolment no longer exists.",
        "",
        "Not undone: TalentLMS stays as it is",
        "------------------------------------",
        "provisioning: ANN LEE (C1), ICT30120-A, enrolment 1",
        "    Talent user 7: inactive -> active",
        "    Talent user 7 enrolled in Talent course 126",
        "provisioning: DAN ODD (C4), ICT30120-A, enrolment 4",
        "    Talent user 8: inactive -> active",
        "    Talent user 8 enrolled in Talent course 126",
        "",
        "3 writes to undo. Nothing was written.",
    ]


def test_the_whole_page_of_an_undo_that_was_done() -> None:
    assert page(lambda on: show_undo(on, Undo("r1", "u1", MIXED[:1]), done=True)) == [
        "Undone in PowerPro",
        "------------------",
        "provisioning: ANN LEE (C1), ICT30120-A, enrolment 1",
        "    Secondary ID of client C1: 7 -> OLD",
        "    contact log of enrolment 1 undone: Exported.",
        "",
        "Not undone: TalentLMS stays as it is",
        "------------------------------------",
        "provisioning: ANN LEE (C1), ICT30120-A, enrolment 1",
        "    Talent user 7: inactive -> active",
        "    Talent user 7 enrolled in Talent course 126",
        "",
        "2 writes undone. These records are held until you release them: talent-powerpro holds",
    ]


def test_where_all_is_in_powerpro_nothing_is_said_of_talentlms() -> None:
    one = Undo("r1", "u1", (record_of("3", "CAT FOX", *undone("3")[:1]),))
    assert page(lambda on: show_undo(on, one, done=True)) == [
        "Undone in PowerPro",
        "------------------",
        "provisioning: CAT FOX (C3), ICT30120-A, enrolment 3",
        "    Secondary ID of client C3: 7 -> OLD",
        "",
        "1 write undone. These records are held until you release them: talent-powerpro holds",
    ]


@pytest.mark.parametrize("done", [True, False])
def test_where_nothing_goes_back_the_page_says_of_which_run(*, done: bool) -> None:
    nothing = Undo("r1", "", (record_of("5", "EVE OAK", ALREADY),))
    assert page(lambda on: show_undo(on, nothing, done=done)) == [
        "",
        "Nothing to do: PowerPro has nothing of run r1 that could be undone.",
    ]
