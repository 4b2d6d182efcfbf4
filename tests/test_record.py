"""What a flow's calls wrote, with old values beside new ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve

from talent_powerpro.errors import Refused
from talent_powerpro.flows.drivers import Event
from talent_powerpro.model import Ensured, NewTalentUser, Secret, UnitResult
from talent_powerpro.ports import PowerProRepository, TalentActivation, TalentRepository
from talent_powerpro.records.record import RecordStatus, StageName, record_of, remarks_of, writes_of
from talent_powerpro.records.remark import Remark
from talent_powerpro.records.step import Call, Note, Side
from talent_powerpro.records.write import WRITING, Write
from the_guide import (
    COMPETENT,
    DESCRIPTION,
    JOANA,
    JOANA_7,
    LOG,
    STAMP,
    STARTED,
    enrolment,
    rules,
    unit,
)

NEW = rules().new_user(JOANA)


def event(function: object, *arguments: object, **ended: Any) -> Event:
    assert callable(function)
    call = Call(Side.REMOTE, function, arguments)
    return evolve(Event(STARTED, call), **ended)


def test_a_record_names_enrolment_client_and_course() -> None:
    record = record_of(StageName.PROVISIONING, enrolment(), RecordStatus.UNCHANGED)
    assert (record.enrolment_id, record.client_code) == ("1001", "2021000017")
    assert (record.client_name, record.course_code) == ("JOANA GOMEZ", "ICT30120-A")
    assert record.key == ("provisioning", "1001")


def test_every_writing_method_of_both_ports_is_described() -> None:
    writing = {"create_user", "activate_user", "enrol", "add_to_group"} | {
        name for name in vars(PowerProRepository) if name.startswith(("set_", "add_"))
    }
    assert set(WRITING) == writing


def test_each_write_has_its_old_value_beside_the_new_one() -> None:
    result = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
    events = [
        event(TalentRepository.create_user, NEW, answer=JOANA_7),
        event(PowerProRepository.set_secondary_id, JOANA, "7"),
        event(TalentActivation.activate_user, "7", answer=Ensured.DONE),
        event(TalentRepository.enrol, "7", "126", answer=Ensured.DONE),
        event(TalentRepository.add_to_group, "7", "77eD6LXHH", answer=Ensured.DONE),
        event(PowerProRepository.add_contact_log, enrolment(), LOG),
        event(PowerProRepository.set_result, unit(row="u1", outcome="70"), result),
    ]
    assert writes_of(events) == (
        Write(
            "create_user",
            "new:2021000017",
            {},
            {"login": "jg11@pm.me", "name": "Joana Gomez", "email": "jg11@pm.me"},
        ),
        Write(
            "set_secondary_id", "2021000017", {"secondary_id": "DPC000129"}, {"secondary_id": "7"}
        ),
        Write("activate_user", "7", {"status": "inactive"}, {"status": "active"}),
        Write("enrol", "7", {}, {"talent_course_id": "126"}),
        Write("add_to_group", "7", {}, {"talent_group_key": "77eD6LXHH"}),
        Write("add_contact_log", "1001", {}, {"description": DESCRIPTION}),
        Write(
            "set_result",
            "ICTWEB304 u1",
            {"outcome": "70", "outcome_date": "", "short_comment": ""},
            {"outcome": COMPETENT, "outcome_date": "13/06/2022", "short_comment": STAMP},
        ),
    )


def test_what_was_so_already_failed_or_only_read_wrote_nothing() -> None:
    events = [
        event(TalentRepository.enrol, "7", "126", answer=Ensured.ALREADY),
        event(TalentRepository.create_user, NEW, fault=Refused("full")),
        event(TalentRepository.user_by_id, "7", answer=JOANA_7),
        Event(STARTED, Note("enrolling", ("Joana Gomez", "126", ""))),
    ]
    assert writes_of(events) == ()


def test_custom_fields_are_part_of_the_plan_and_the_password_is_not() -> None:
    new = evolve(NEW, custom_fields=(("custom_field_1", "0412"),), password=Secret("Hush-1234"))
    assert isinstance(new, NewTalentUser)
    (write,) = writes_of([event(TalentRepository.create_user, new, answer=JOANA_7)])
    assert write.new["custom_field_1"] == "0412"
    assert "Hush" not in repr(write)


def test_a_write_is_flat_texts_for_the_journal() -> None:
    write = Write("enrol", "7", {"a": "1"}, {"a": "2"})
    assert write.as_texts() == {"action": "enrol", "target": "7", "old a": "1", "new a": "2"}


def test_remarks_are_what_a_flow_told_a_person() -> None:
    remark = Remark("talent-user-inactive", "is inactive")
    events = [
        Event(STARTED, Note("remark", (remark,))),
        Event(STARTED, Note("enrolling", ("Joana Gomez",))),
        event(TalentRepository.user_by_id, "7", answer=JOANA_7),
    ]
    assert remarks_of(events) == (remark,)
