"""PowerPro in dictionaries, beside its contract in `testing/test_contract_powerpro.py`."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    EXPORT_DATE,
    JOANA,
    LOG,
    STAMP,
    USER_7,
    booking,
    enrolment,
    provisioned,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import UnitResult
from talent_powerpro.ports.forgetting import Person

TOMORROW = date(2022, 6, 3)
RESULT = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
EDITED = unit(outcome="30 - Competency not achieved/fail")


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


def test_an_enrolment_is_as_it_is_now_with_its_client_and_course() -> None:
    edited, archived = evolve(JOANA, email="new@pm.me"), evolve(COURSE, archived=True)
    powerpro = MemoryPowerPro([enrolment()])
    powerpro.put_course(archived)
    assert powerpro.enrolment(booking()) == evolve(enrolment(), course=archived)
    powerpro.put_client(edited)
    assert powerpro.enrolment(booking()) == evolve(enrolment(), course=archived, client=edited)
    powerpro.put_course(COURSE)
    assert powerpro.enrolment(booking()) == evolve(enrolment(), client=edited)
    assert powerpro.enrolment(booking("9")) is None


# --- writes carry what was read ---------------------------------------------------


def test_a_secondary_id_that_a_person_changed_is_theirs() -> None:
    powerpro = MemoryPowerPro([enrolment()])
    powerpro.put_client(evolve(JOANA, secondary_id="DPC000130"))
    with pytest.raises(EditedMeanwhile, match="was read as 'DPC000129' and is now 'DPC000130'"):
        powerpro.set_secondary_id(JOANA, USER_7)
    assert powerpro.clients[JOANA.code].secondary_id == "DPC000130"


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
        powerpro.add_undone_log(enrolment(), LOG)
    with pytest.raises(EditedMeanwhile, match="Enrolment 1001 was removed after it was read"):
        powerpro.add_group_log(enrolment(), LOG)
    with pytest.raises(EditedMeanwhile, match="Enrolment 1001 was removed after it was read"):
        powerpro.set_export(enrolment(), False, None)


def test_a_contact_log_is_added_after_those_that_are_there() -> None:
    phoned = evolve(LOG, contact_type="Phone")
    powerpro = MemoryPowerPro([enrolment(contact_logs=(phoned,))])
    powerpro.add_contact_log(powerpro.enrolments[0], LOG)
    assert powerpro.enrolments[0].contact_logs == (phoned, LOG)


def test_only_those_who_are_withdrawn_by_now_or_not_confirmed_are_withdrawn() -> None:
    there = provisioned()
    powerpro = MemoryPowerPro(
        [
            evolve(there, id=booking("1")),
            evolve(there, id=booking("2"), withdrawal_date=TOMORROW),
            evolve(there, id=booking("3"), booking_status=" CONFIRMED"),
            evolve(there, id=booking("4"), booking_status="Cancelled"),
        ]
    )
    assert powerpro.withdrawn(EXPORT_DATE) == [(booking("4"), None)]
    assert powerpro.withdrawn(TOMORROW) == [(booking("2"), TOMORROW), (booking("4"), None)]


# --- export dates -----------------------------------------------------------------


def test_an_export_date_that_a_person_changed_is_theirs() -> None:
    powerpro = MemoryPowerPro([enrolment(export_date=None)])
    with pytest.raises(EditedMeanwhile, match="export box and date of enrolment 1001"):
        powerpro.set_export(enrolment(), True, TOMORROW)
    assert powerpro.enrolments[0].export_date is None


def test_the_traces_of_a_person_are_counted_by_what_they_are() -> None:
    powerpro = MemoryPowerPro([provisioned(unit()), enrolment("1002")])
    everything = Person(JOANA, powerpro.enrolments)
    counts = {"clients": 1, "enrolments": 2, "units": 4, "contact_logs": 1}
    assert powerpro.traces(everything) == counts
    alone = MemoryPowerPro(clients=[JOANA])
    assert alone.traces(everything) == {"clients": 1}


def test_a_person_who_was_forgotten_has_no_traces() -> None:
    assert MemoryPowerPro().traces(Person(JOANA, ())) == {}
