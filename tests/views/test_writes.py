"""Writes in words, as plans and reports show them."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from talent_powerpro.model import (
    ClientCode,
    EnrolmentId,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
    UnitResult,
    UnitRowId,
    UserDetails,
    stand_in,
)
from talent_powerpro.model.talentlms import shown_id
from talent_powerpro.records.write import (
    WRITING,
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
from talent_powerpro.views.writes import in_words

SEVEN = TalentUserId("7")
EVERY_WRITE: dict[str, tuple[Write, str]] = {
    "create_user": (
        CreateUser(ClientCode("1"), "joana", "Joana", "Gomez", "jg11@pm.me"),
        "new Talent user Joana Gomez, jg11@pm.me",
    ),
    "set_secondary_id": (
        SetSecondaryId(ClientCode("1"), "", SEVEN),
        "Secondary ID of client 1: (blank) -> 7",
    ),
    "activate_user": (Activate(SEVEN), "Talent user 7: inactive -> active"),
    "edit_user": (
        EditUser(
            SEVEN,
            UserDetails("Joana", "Gomez", "jg11@pm.me"),
            UserDetails("Joana", "Lee", "jl@pm.me"),
        ),
        "Talent user 7: last name Gomez -> Lee, e-mail jg11@pm.me -> jl@pm.me",
    ),
    "enrol": (Enrol(SEVEN, TalentCourseId("126")), "Talent user 7 enrolled in Talent course 126"),
    "unenrol": (
        Unenrol(SEVEN, TalentCourseId("126")),
        "Talent user 7 taken out of Talent course 126",
    ),
    "add_to_group": (
        JoinGroup(SEVEN, TalentGroupKey("KEY")),
        "Talent user 7 added to Talent group KEY",
    ),
    "add_contact_log": (
        AddContactLog(EnrolmentId("1001"), "Enrolled"),
        "contact log of enrolment 1001: Enrolled",
    ),
    "add_group_log": (
        AddGroupLog(EnrolmentId("1001"), "Joana Gomez added to Talent Group KEY ..."),
        "contact log of enrolment 1001: Joana Gomez added to Talent Group KEY ...",
    ),
    "add_undone_log": (
        AddUndoneLog(EnrolmentId("1001"), "Enrolled"),
        "contact log of enrolment 1001 undone: Enrolled",
    ),
    "set_result": (
        SetResult(
            EnrolmentId("1001"),
            UnitRowId("row"),
            "ICTWEB304",
            UnitResult("", None, ""),
            UnitResult("20 - Competent", date(2022, 6, 13), ""),
        ),
        "ICTWEB304: (blank) -> 20 - Competent 13/06/2022",
    ),
}


def test_every_kind_of_write_has_its_words() -> None:
    assert EVERY_WRITE.keys() == WRITING.keys()
    for write, words in EVERY_WRITE.values():
        assert in_words(write) == words


def test_a_stand_in_id_is_shown_in_words() -> None:
    new = stand_in("2021000017")
    assert [
        in_words(write)
        for write in (
            SetSecondaryId(ClientCode("1"), "", new),
            Enrol(new, TalentCourseId("126")),
            JoinGroup(new, TalentGroupKey("KEY")),
        )
    ] == [
        "Secondary ID of client 1: (blank) -> the new Talent user's id",
        "New Talent user enrolled in Talent course 126",
        "New Talent user added to Talent group KEY",
    ]
    assert shown_id(new) == "to be created for client 2021000017"
    assert shown_id(SEVEN) == "7"


def test_a_result_that_is_replaced_is_shown_with_its_date() -> None:
    write, _ = EVERY_WRITE["set_result"]
    assert isinstance(write, SetResult)
    replaced = evolve(write, old=UnitResult("51 - RPL", date(2022, 6, 1), ""))
    assert in_words(replaced) == "ICTWEB304: 51 - RPL 01/06/2022 -> 20 - Competent 13/06/2022"


def test_a_value_that_an_undo_clears_is_shown_as_blank() -> None:
    write = SetSecondaryId(ClientCode("1"), "7", TalentUserId(""))
    assert in_words(write) == "Secondary ID of client 1: 7 -> (blank)"
