"""Writes: typed values made from the arguments of a call."""

from __future__ import annotations

from datetime import date
from inspect import isfunction, signature
from typing import get_args

from attrs import evolve, fields

from support.the_guide import (
    COMPETENT,
    COURSE_126,
    GROUP,
    JOANA,
    JOANA_7,
    LOG,
    STAMP,
    USER_7,
    enrolment,
    rules,
    unit,
)
from talent_powerpro.model import Secret, UnitResult
from talent_powerpro.records.write import (
    WRITING,
    Activate,
    AddGroupLog,
    AddUndoneLog,
    CreateUser,
    EditUser,
    Enrol,
    JoinGroup,
    SetResult,
    Unenrol,
    Write,
    write_of,
)

NEW = rules().new_user(JOANA)


def test_a_user_to_create_is_planned_by_login_names_and_e_mail() -> None:
    write = write_of("create_user", (NEW,))
    assert write == CreateUser(JOANA.code, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me")
    assert isinstance(write, CreateUser)
    assert write.name == "Joana Gomez"
    assert evolve(write, first_name="").name == "Gomez"


def test_custom_fields_are_in_a_write_and_a_password_never_is() -> None:
    new = evolve(NEW, custom_fields=(("custom_field_1", "0412"),))
    write = write_of("create_user", (evolve(new, password=Secret("Hush-1234")),))
    assert write == write_of("create_user", (new,))
    assert isinstance(write, CreateUser)
    assert write.custom_fields == (("custom_field_1", "0412"),)
    assert "Hush" not in repr(write)


def test_a_result_is_written_with_all_three_old_fields_beside_it() -> None:
    new = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
    read = unit(row="u1", outcome="70", short_comment="good")
    assert write_of("set_result", (read, new)) == SetResult(
        read.enrolment_id, read.id, "ICTWEB304", UnitResult("70", None, "good"), new
    )


def test_the_log_of_an_undo_is_a_write_with_its_description() -> None:
    write = WRITING["add_undone_log"](enrolment(), LOG)
    assert write == AddUndoneLog(enrolment().id, LOG.description)


def test_a_write_s_action_is_the_port_s_method() -> None:
    for action, describe in WRITING.items():
        made = signature(describe).return_annotation if isfunction(describe) else describe.__name__
        (kind,) = [each for each in get_args(Write) if each.__name__ == made]
        assert fields(kind).action.default == action


def test_each_call_that_writes_is_described_by_its_arguments() -> None:
    details = evolve(JOANA_7.details, last_name="Lee")
    found = {
        "activate_user": (USER_7,),
        "edit_user": (JOANA_7, details),
        "enrol": (USER_7, COURSE_126),
        "unenrol": (USER_7, COURSE_126),
        "add_to_group": (USER_7, GROUP),
        "add_group_log": (enrolment(), LOG),
    }
    assert {action: write_of(action, arguments) for action, arguments in found.items()} == {
        "activate_user": Activate(USER_7),
        "edit_user": EditUser(USER_7, JOANA_7.details, details),
        "enrol": Enrol(USER_7, COURSE_126),
        "unenrol": Unenrol(USER_7, COURSE_126),
        "add_to_group": JoinGroup(USER_7, GROUP),
        "add_group_log": AddGroupLog(enrolment().id, LOG.description),
    }
