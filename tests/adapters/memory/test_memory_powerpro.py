"""PowerPro in dictionaries, beside its contract in `testing/test_contract_powerpro.py`."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
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
    powerpro = MemoryPowerPro([enrolment()])
    powerpro.put_client(evolve(JOANA, email="new@pm.me"))
    powerpro.put_course(evolve(COURSE, archived=True))
    now = powerpro.enrolment(booking())
    assert now is not None
    assert now.client.email == "new@pm.me"
    assert now.course.archived
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
        powerpro.set_export(enrolment(), False, None)


# --- export dates -----------------------------------------------------------------

TOMORROW = date(2022, 6, 3)


def test_an_export_date_that_a_person_changed_is_theirs() -> None:
    powerpro = MemoryPowerPro([enrolment(export_date=None)])
    with pytest.raises(EditedMeanwhile, match="export box and date of enrolment 1001"):
        powerpro.set_export(enrolment(), True, TOMORROW)
    assert powerpro.enrolments[0].export_date is None


def test_a_person_who_was_forgotten_has_no_traces() -> None:
    assert MemoryPowerPro().traces(Person(JOANA, ())) == {}
