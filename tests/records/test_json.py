"""Writes as JSON and back: typed, and recognised by their action."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import COMPETENT, COURSE_126, GROUP, JOANA_7, STAMP, USER_7, booking
from talent_powerpro.model import ClientCode, TalentUserId, UnitResult, UnitRowId
from talent_powerpro.records.json import (
    NOT_WHEN_EMPTY,
    SCHEMA,
    as_json,
    converter,
    optional,
    writes_from_json,
    writes_to_json,
)
from talent_powerpro.records.report import Listed, Lists
from talent_powerpro.records.write import (
    Activate,
    AddContactLog,
    CreateUser,
    EditUser,
    Enrol,
    JoinGroup,
    SetResult,
    SetSecondaryId,
    Unenrol,
)

JOANA = ClientCode("2021000017")
DETAILS = JOANA_7.details
RESULT = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
EACH = (
    CreateUser(JOANA, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me", (("custom_field_1", "x"),)),
    SetSecondaryId(JOANA, "DPC000129", TalentUserId("new:2021000017")),
    Activate(USER_7),
    EditUser(USER_7, DETAILS, evolve(DETAILS, last_name="Lee")),
    Enrol(USER_7, COURSE_126),
    Unenrol(USER_7, COURSE_126),
    JoinGroup(USER_7, GROUP),
    AddContactLog(booking(), "Enrolled in Talent Course: 126"),
    SetResult(booking(), UnitRowId("u 1"), "ICTWEB304", UnitResult("", None, ""), RESULT),
)


@pytest.mark.parametrize(
    "stored",
    [
        [{"action": "enrol", "user_id": "7", "course_id": "126", "colour": "green"}],
        [{"action": "un_enrol", "user_id": "7", "course_id": "126"}],
        [{"user_id": "7", "course_id": "126"}],
        [{"action": "enrol", "user_id": "7"}],
        [{"action": ["enrol"]}],
        ["enrol"],
        [3],
    ],
)
def test_anything_that_is_not_a_write_raises_one_fault(stored: list[Any]) -> None:
    with pytest.raises(ValueError, match="cannot read these writes"):
        writes_from_json(stored)


def test_each_write_survives_being_kept_as_text() -> None:
    assert writes_from_json(json.loads(json.dumps(writes_to_json(EACH)))) == EACH


def test_a_write_says_its_action_its_ids_and_its_old_and_new_value() -> None:
    assert writes_to_json(EACH[1:2]) == [
        {
            "action": "set_secondary_id",
            "client_code": "2021000017",
            "old": "DPC000129",
            "new": "new:2021000017",
        }
    ]


def test_what_is_no_list_raises_the_same_fault() -> None:
    with pytest.raises(ValueError, match="cannot read these writes"):
        writes_from_json(None)  # type: ignore[arg-type]  # as a damaged store has it


def test_json_has_letters_as_they_are_two_blanks_a_level_and_a_schema() -> None:
    assert as_json({"name": ["Zoë\u202e"]}) == '{\n  "name": [\n    "Zoë\\u202e"\n  ]\n}'
    assert SCHEMA == 2


def test_a_field_of_something_that_is_turned_off_is_left_out_while_it_is_empty() -> None:
    entry = Listed("1001", "2021000017", "JOANA GOMEZ", "ICT", ("why",))
    empty, full = Lists(), Lists(withdrawn=(entry,))
    assert "withdrawn" not in json.loads(as_json(empty))
    assert json.loads(as_json(full))["withdrawn"][0]["enrolment_id"] == "1001"
    for each in (empty, full):
        assert converter().structure(json.loads(as_json(each)), Lists) == each
    assert [each.name for each in optional(Lists)] == ["withdrawn"]
    assert optional(int) == optional(Listed) == []
    assert NOT_WHEN_EMPTY == {"not-when-empty": True}
