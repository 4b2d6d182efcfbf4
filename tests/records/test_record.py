"""Records: the writes and the remarks of a flow."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE_126,
    DESCRIPTION,
    GROUP,
    JOANA,
    JOANA_7,
    LOG,
    STAMP,
    STARTED,
    USER_7,
    booking,
    enrolment,
    rules,
    unit,
)
from talent_powerpro.errors import Refused
from talent_powerpro.model import Ensured, UnitResult, UnitRowId
from talent_powerpro.records.holds import Hold
from talent_powerpro.records.record import (
    ALWAYS,
    NEEDS_ATTENTION,
    STANDING,
    RecordStatus,
    Remark,
    StageName,
    record_of,
    remarks_of,
    writes_of,
)
from talent_powerpro.records.step import Call, Event, Note, Side
from talent_powerpro.records.write import (
    Activate,
    AddContactLog,
    CreateUser,
    Enrol,
    JoinGroup,
    SetResult,
    SetSecondaryId,
)

NEW = rules().new_user(JOANA)


def event(action: str, *arguments: object, **ended: Any) -> Event:
    call = Call(action, Side.TALENT, arguments)
    return evolve(Event(STARTED, call), **ended)


def test_a_record_names_enrolment_client_and_course() -> None:
    record = record_of(StageName.PROVISIONING, enrolment(), RecordStatus.UNCHANGED)
    assert (record.enrolment_id, record.client_code) == ("1001", "2021000017")
    assert (record.client_name, record.course_code) == ("JOANA GOMEZ", "ICT30120-A")
    assert record.key == ("provisioning", "1001")


def test_each_write_has_its_old_value_beside_the_new_one() -> None:
    result = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
    events = [
        event("create_user", NEW, answer=JOANA_7),
        event("set_secondary_id", JOANA, "7"),
        event("activate_user", "7", answer=Ensured.DONE),
        event("enrol", "7", "126", answer=Ensured.DONE),
        event("add_to_group", "7", "77eD6LXHH", answer=Ensured.DONE),
        event("add_contact_log", enrolment(), LOG),
        event("set_result", unit(row="u1", outcome="70"), result),
    ]
    assert writes_of(events) == (
        CreateUser(JOANA.code, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me"),
        SetSecondaryId(JOANA.code, "DPC000129", USER_7),
        Activate(USER_7),
        Enrol(USER_7, COURSE_126),
        JoinGroup(USER_7, GROUP),
        AddContactLog(booking(), DESCRIPTION),
        SetResult(booking(), UnitRowId("u1"), "ICTWEB304", UnitResult("70", None, ""), result),
    )


def test_calls_that_failed_only_read_or_changed_nothing_are_not_writes() -> None:
    events = [
        event("enrol", "7", "126", answer=Ensured.ALREADY),
        event("create_user", NEW, fault=Refused("full")),
        event("user_by_id", "7", answer=JOANA_7),
        Event(STARTED, Note("enrolling", ("Joana Gomez", "126", ""))),
    ]
    assert writes_of(events) == ()


def test_only_an_unchanged_record_without_a_remark_is_silent() -> None:
    def silent(status: RecordStatus, *remarks: Remark) -> bool:
        return record_of(StageName.RESULTS, enrolment(), status, remarks=remarks).is_silent

    assert [each for each in RecordStatus if silent(each)] == [RecordStatus.UNCHANGED]
    assert not silent(RecordStatus.UNCHANGED, Remark("unknown-label", "x"))


def test_the_remarks_of_a_flow_are_those_it_yields() -> None:
    remark = Remark("talent-user-inactive", "is inactive")
    events = [
        Event(STARTED, Note("remark", (remark,))),
        Event(STARTED, Note("enrolling", ("Joana Gomez",))),
        event("user_by_id", "7", answer=JOANA_7),
    ]
    assert remarks_of(events) == (remark,)
    again = evolve(remark, id="1a2b", facts=("fact",))
    assert remarks_of([events[0], Event(STARTED, Note("remark", (again,)))]) == (remark,)


def test_stages_and_statuses_go_by_the_names_that_reports_and_stores_have() -> None:
    assert list(StageName) == ["provisioning", "results", "suspension"]
    assert ALWAYS == ("provisioning", "results")
    assert list(RecordStatus) == [
        "provisioned",
        "written",
        "unchanged",
        "held",
        "failed",
        "deferred",
        "not reached",
    ]
    assert set(STANDING) == {"held", "failed"}
    assert set(NEEDS_ATTENTION) == {"held", "failed", "deferred"}


def test_a_provisioned_record_waits_for_the_group_that_its_remark_is_about() -> None:
    missing, refused = Remark("group-missing", "x"), Remark("group-refused", "y")
    both = (missing, Remark("access-ends", "z"), refused)
    provisioned = RecordStatus.PROVISIONED
    waiting = record_of(StageName.PROVISIONING, enrolment(), provisioned, remarks=both)
    assert (waiting.waits_for_group, waiting.group_remarks) == (True, (missing, refused))
    assert not evolve(waiting, status=RecordStatus.FAILED).waits_for_group
    assert not evolve(waiting, remarks=both[1:2]).waits_for_group


def test_a_record_is_held_for_its_holds_and_failed_for_its_message() -> None:
    failed = record_of(StageName.RESULTS, enrolment(), RecordStatus.FAILED, message="why")
    assert failed.cause == "why"
    holds = (Hold("1a", "shared", "one"), Hold("2b", "shared", "two"))
    assert evolve(failed, holds=holds).cause == "1a 2b"
    bare = record_of(StageName.RESULTS, enrolment(), RecordStatus.FAILED)
    assert (bare.reason, bare.message, bare.remedy, bare.new) == ("", "", "", False)
    assert (bare.writes, bare.remarks, bare.holds) == ((), (), ())
