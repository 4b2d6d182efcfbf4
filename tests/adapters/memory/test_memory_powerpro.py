"""PowerPro in dictionaries keeps the contract that hosts are held to."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    JOANA,
    LOG,
    PINK,
    STAMP,
    USER_7,
    booking,
    enrolment,
    provisioned,
    unit,
)
from talent_powerpro import PowerProRepository
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import UNDONE, CourseCode, TalentUserId, UnitResult
from talent_powerpro.model.powerpro import ADDED_TO_GROUP
from talent_powerpro.ports import ExportDates, LinkedClients
from talent_powerpro.ports.forgetting import Person

RESULT = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
EDITED = unit(outcome="30 - Competency not achieved/fail")


def test_it_is_a_powerpro_repository() -> None:
    assert isinstance(MemoryPowerPro(), PowerProRepository)


def test_it_leaves_out_only_what_the_named_conditions_fail() -> None:
    powerpro = MemoryPowerPro(
        [
            enrolment("due"),
            enrolment("unticked", export=False),
            enrolment("provisioned", contact_logs=(LOG,)),
        ]
    )

    def found(*narrowed_by: str) -> list[str]:
        return [each.id for each in powerpro.enrolments_to_provision(narrowed_by)]

    assert found() == ["due", "unticked", "provisioned"]
    assert found("enrolment-exported") == ["due", "provisioned"]
    assert found("not-yet-provisioned") == ["due", "unticked"]
    assert found("enrolment-exported", "not-yet-provisioned", "client-has-email") == ["due"]


def test_provisioned_enrolments_have_a_provisioning_contact_log_whatever_their_state() -> None:
    withdrawn = provisioned(withdrawal_date=date(2022, 1, 1))
    powerpro = MemoryPowerPro([enrolment("1002", client=PINK), withdrawn])
    assert list(powerpro.provisioned_enrolments()) == [withdrawn]


def test_an_enrolment_is_as_it_is_now_with_its_client_and_course() -> None:
    powerpro = MemoryPowerPro([enrolment()])
    powerpro.put_client(evolve(JOANA, email="new@pm.me"))
    powerpro.put_course(evolve(COURSE, archived=True))
    now = powerpro.enrolment(booking())
    assert now is not None
    assert now.client.email == "new@pm.me"
    assert now.course.archived
    assert powerpro.enrolment(booking("9")) is None


def test_clients_are_linked_by_number_those_without_an_enrolment_too() -> None:
    powerpro = MemoryPowerPro([enrolment()], clients=[evolve(PINK, secondary_id=" 007 ")])
    assert [c.code for c in powerpro.clients_linked_to(USER_7)] == [PINK.code]
    assert powerpro.clients_linked_to(TalentUserId("8")) == ()
    assert powerpro.clients_linked_to(TalentUserId("new:2021000017")) == ()


def test_clients_have_an_email_trimmed_and_without_case() -> None:
    powerpro = MemoryPowerPro([enrolment()], clients=[PINK])
    assert [c.code for c in powerpro.clients_with_email(" JG11@PM.ME")] == [JOANA.code]


# --- writes carry what was read ---------------------------------------------------


def test_a_secondary_id_is_set_once_and_a_repeat_is_success() -> None:
    powerpro = MemoryPowerPro([enrolment()])
    for _ in range(2):
        powerpro.set_secondary_id(JOANA, USER_7)
    assert powerpro.clients[JOANA.code].secondary_id == "7"


def test_a_secondary_id_that_a_person_changed_is_theirs() -> None:
    powerpro = MemoryPowerPro([enrolment()])
    powerpro.put_client(evolve(JOANA, secondary_id="DPC000130"))
    with pytest.raises(EditedMeanwhile, match="was read as 'DPC000129' and is now 'DPC000130'"):
        powerpro.set_secondary_id(JOANA, USER_7)
    assert powerpro.clients[JOANA.code].secondary_id == "DPC000130"


def test_a_provisioning_contact_log_is_added_once() -> None:
    powerpro = MemoryPowerPro([enrolment()])
    for description in ("first", "second"):
        powerpro.add_contact_log(enrolment(), evolve(LOG, description=description))
    now = powerpro.enrolment(booking())
    assert now is not None
    assert [log.description for log in now.contact_logs] == ["first"]


def test_it_is_added_beside_other_contact_logs() -> None:
    call = evolve(LOG, contact_type="Phone call")
    powerpro = MemoryPowerPro([enrolment(contact_logs=(call,))])
    powerpro.add_contact_log(enrolment(), LOG)
    now = powerpro.enrolment(booking())
    assert now is not None
    assert now.contact_logs == (call, LOG)


def test_a_result_is_set_whole_and_a_repeat_is_success() -> None:
    powerpro = MemoryPowerPro([provisioned(unit(), unit("ICTWEB305"))])
    for _ in range(2):
        powerpro.set_result(unit(), RESULT)
    (now,) = powerpro.enrolments
    assert [each.result for each in now.units] == [RESULT, unit("ICTWEB305").result]
    assert now.units[0].start_date == unit().start_date


def test_a_result_that_a_person_changed_is_theirs() -> None:
    powerpro = MemoryPowerPro([provisioned(unit())])
    powerpro.put_unit(EDITED)
    with pytest.raises(EditedMeanwhile, match="is now '30 - Competency not achieved/fail'"):
        powerpro.set_result(unit(), RESULT)
    assert powerpro.enrolments[0].units == (EDITED,)


def test_a_unit_that_is_gone_is_an_edit_too() -> None:
    powerpro = MemoryPowerPro([provisioned()])
    with pytest.raises(EditedMeanwhile, match="was removed after it was read"):
        powerpro.set_result(unit(), RESULT)


def test_a_client_or_an_enrolment_that_is_gone_is_an_edit_too() -> None:
    powerpro = MemoryPowerPro()
    with pytest.raises(EditedMeanwhile, match="Client 2021000017 was removed after it was read"):
        powerpro.set_secondary_id(JOANA, USER_7)
    with pytest.raises(EditedMeanwhile, match="Enrolment 1001 was removed after it was read"):
        powerpro.add_contact_log(enrolment(), LOG)
    with pytest.raises(EditedMeanwhile, match="Enrolment 1001 was removed after it was read"):
        powerpro.set_export(enrolment(), False, None)


def test_a_blank_id_clears_the_secondary_id() -> None:
    powerpro = MemoryPowerPro([enrolment()])
    for _ in range(2):
        powerpro.set_secondary_id(JOANA, TalentUserId(""))
    assert powerpro.clients[JOANA.code].secondary_id == ""


def test_clients_with_a_talent_user_id_are_listed_those_without_an_enrolment_too() -> None:
    powerpro = MemoryPowerPro([enrolment()], clients=[evolve(PINK, secondary_id=" 007 ")])
    assert isinstance(powerpro, LinkedClients)
    assert [each.code for each in powerpro.clients_with_talent_id()] == [PINK.code]


# --- export dates -----------------------------------------------------------------

TOMORROW = date(2022, 6, 3)


def test_it_answers_for_export_dates_too() -> None:
    assert isinstance(MemoryPowerPro(), ExportDates)


def test_a_course_lists_its_enrolments_whatever_their_state() -> None:
    other = enrolment("1003", course=evolve(COURSE, code=CourseCode("B")))
    powerpro = MemoryPowerPro([provisioned(), enrolment("1002", client=PINK), other])
    found = powerpro.enrolments_in(COURSE.code)
    assert found is not None
    assert [each.id for each in found] == ["1001", "1002"]
    assert powerpro.enrolments_in(CourseCode("?")) is None


def test_export_box_and_date_are_set_and_a_repeat_is_success() -> None:
    powerpro = MemoryPowerPro([enrolment()])
    for _ in range(2):
        powerpro.set_export(enrolment(), False, TOMORROW)
    (now,) = powerpro.enrolments
    assert (now.export, now.export_date) == (False, TOMORROW)


def test_an_export_date_that_a_person_changed_is_theirs() -> None:
    powerpro = MemoryPowerPro([enrolment(export_date=None)])
    with pytest.raises(EditedMeanwhile, match="export box and date of enrolment 1001"):
        powerpro.set_export(enrolment(), True, TOMORROW)
    assert powerpro.enrolments[0].export_date is None


def test_a_group_log_is_added_once_and_only_to_an_enrolment_that_is_there() -> None:
    added = evolve(LOG, contact_type=ADDED_TO_GROUP, description="Joana Gomez added to ...")
    powerpro = MemoryPowerPro([provisioned()])
    for _ in range(2):
        powerpro.add_group_log(provisioned(), added)
    (there,) = powerpro.enrolments
    assert there.contact_logs == (LOG, added)
    with pytest.raises(EditedMeanwhile):
        powerpro.add_group_log(provisioned(id=booking("9")), added)


def test_a_person_who_was_forgotten_has_no_traces() -> None:
    assert MemoryPowerPro().traces(Person(JOANA, ())) == {}


def test_a_log_of_an_undo_is_added_once_beside_the_log_it_undoes() -> None:
    store = MemoryPowerPro([provisioned()])
    undone = evolve(LOG, contact_type=UNDONE)
    store.add_undone_log(provisioned(), undone)
    store.add_undone_log(provisioned(), undone)
    (now,) = store.enrolments
    assert now.contact_logs == (LOG, undone)
    assert now.provisioning_log is None
    with pytest.raises(EditedMeanwhile):
        MemoryPowerPro().add_undone_log(provisioned(), undone)
