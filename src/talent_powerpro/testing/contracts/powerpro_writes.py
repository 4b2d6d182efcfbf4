"""Contract suite of a PowerPro repository: writes. Each test covers a sentence of the port.

Nobody edits the rows in between here. `powerpro_edits` has the tests of edits.
"""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from talent_powerpro.model import (
    EnrolmentId,
    TalentUserId,
    UnitResult,
    UnitRowId,
)
from talent_powerpro.testing.contracts.powerpro_stores import LAW, PowerProStores
from talent_powerpro.testing.contracts.rows import (
    BOOKING,
    COMPETENT,
    JOANA,
    LISA,
    SEEN,
    as_returned,
    contact_log,
    enrolment,
    provisioned,
    unit,
    with_result,
)
from talent_powerpro.testing.strategies import unit_results

SEVEN = TalentUserId("7")
NO_ID = TalentUserId("")
NOTHING = UnitResult("", None, "")


class PowerProWrites(PowerProStores):
    """The part of `PowerProContract` about writes."""

    # --- the secondary id -----------------------------------------------------------

    @pytest.mark.parametrize("read", ["DPC000129", "", " 6 "])
    def test_set_secondary_id_replaces_the_id_and_nothing_else(self, read: str) -> None:
        powerpro = self.store((enrolment(client=evolve(JOANA, secondary_id=read)),))
        before = self.found(powerpro)
        powerpro.set_secondary_id(before.client, SEVEN)
        linked = evolve(before.client, secondary_id="7")
        assert self.found(powerpro) == evolve(before, client=linked)
        assert [each.code for each in self.again(powerpro).clients_linked_to(SEVEN)] == [JOANA.code]

    def test_every_enrolment_of_the_client_has_the_new_secondary_id(self) -> None:
        powerpro = self.store((enrolment(), enrolment("1002")))
        powerpro.set_secondary_id(self.found(powerpro).client, SEVEN)
        assert self.found(powerpro, EnrolmentId("1002")).client.secondary_id == "7"

    def test_no_other_clients_secondary_id_changes(self) -> None:
        powerpro = self.store((enrolment(),), (evolve(LISA, secondary_id="DPC000129"),))
        powerpro.set_secondary_id(self.found(powerpro).client, SEVEN)
        (lisa,) = self.again(powerpro).clients_with_email(LISA.email)
        assert lisa.secondary_id == "DPC000129"

    def test_setting_a_secondary_id_twice_equals_once(self) -> None:
        powerpro = self.store((enrolment(),))
        read = self.found(powerpro)
        powerpro.set_secondary_id(read.client, SEVEN)
        once = self.found(powerpro)
        powerpro.set_secondary_id(read.client, SEVEN)
        powerpro.set_secondary_id(once.client, SEVEN)
        assert self.found(powerpro) == once

    @pytest.mark.parametrize("read", ["7", "DPC000129", " 007 "])
    def test_a_blank_id_clears_the_secondary_id_and_nothing_else(self, read: str) -> None:
        powerpro = self.store((enrolment(client=evolve(JOANA, secondary_id=read)),))
        before = self.found(powerpro)
        powerpro.set_secondary_id(before.client, NO_ID)
        cleared = evolve(before.client, secondary_id="")
        assert self.found(powerpro) == evolve(before, client=cleared)
        assert list(self.again(powerpro).clients_linked_to(SEVEN)) == []

    def test_clearing_a_secondary_id_twice_equals_once(self) -> None:
        powerpro = self.store((enrolment(),))
        read = self.found(powerpro)
        powerpro.set_secondary_id(read.client, NO_ID)
        once = self.found(powerpro)
        powerpro.set_secondary_id(read.client, NO_ID)
        powerpro.set_secondary_id(once.client, NO_ID)
        assert self.found(powerpro) == once

    def test_a_secondary_id_that_was_cleared_can_be_set_again(self) -> None:
        powerpro = self.store((enrolment(client=evolve(JOANA, secondary_id="6")),))
        powerpro.set_secondary_id(self.found(powerpro).client, NO_ID)
        powerpro.set_secondary_id(self.found(powerpro).client, SEVEN)
        assert self.found(powerpro).client.secondary_id == "7"

    # --- the provisioning contact log -----------------------------------------------

    def test_add_contact_log_adds_the_log_and_changes_nothing_else(self) -> None:
        powerpro = self.store((enrolment(),))
        before = self.found(powerpro)
        powerpro.add_contact_log(before, contact_log())
        after = self.found(powerpro)
        assert after == as_returned(evolve(before, contact_logs=(contact_log(),)), after)
        assert [each.id for each in self.again(powerpro).provisioned_enrolments()] == [BOOKING]

    def test_a_contact_log_keeps_its_date_type_and_description(self) -> None:
        powerpro = self.store((enrolment(),))
        description = "Enrolled in Talent Course: 126 – Talent Group: 77eD6LXHH"
        powerpro.add_contact_log(self.found(powerpro), contact_log(description=description))
        log = self.found(powerpro).provisioning_log
        assert log is not None
        assert (log.contact_date, log.description) == (contact_log().contact_date, description)

    def test_adding_a_contact_log_twice_equals_once(self) -> None:
        """The repeats add another log, with the enrolment as read before and as read after."""
        powerpro = self.store((enrolment(),))
        read = self.found(powerpro)
        powerpro.add_contact_log(read, contact_log())
        once = self.found(powerpro)
        powerpro.add_contact_log(read, contact_log(3, description="again"))
        powerpro.add_contact_log(once, contact_log(3, description="again"))
        assert self.found(powerpro) == once

    def test_a_contact_log_of_another_type_does_not_prevent_a_new_one(self) -> None:
        call = contact_log(1, contact_type="Phone call")
        powerpro = self.store((enrolment(contact_logs=(call,)),))
        powerpro.add_contact_log(self.found(powerpro), contact_log())
        assert self.found(powerpro).provisioning_log is not None

    def test_other_enrolments_of_the_client_get_no_contact_log(self) -> None:
        powerpro = self.store((enrolment(), enrolment("1002")))
        powerpro.add_contact_log(self.found(powerpro), contact_log())
        assert self.found(powerpro, EnrolmentId("1002")).provisioning_log is None

    # --- results --------------------------------------------------------------------

    @pytest.mark.parametrize("read", [NOTHING, SEEN])
    def test_set_result_changes_outcome_date_and_comment_and_nothing_else(
        self, read: UnitResult
    ) -> None:
        """Neither the start date nor any other unit changes."""
        rows = with_result(unit(), read), with_result(unit("ICTWEB305"), read)
        powerpro = self.store((provisioned(units=rows),))
        before = self.found(powerpro)
        powerpro.set_result(before.units[0], COMPETENT)
        written = with_result(before.units[0], COMPETENT)
        assert self.found(powerpro) == evolve(before, units=(written, before.units[1]))

    def test_set_result_adds_no_start_date(self) -> None:
        powerpro = self.store((provisioned(units=(unit(start_date=None),)),))
        powerpro.set_result(self.first_unit(powerpro), COMPETENT)
        assert self.first_unit(powerpro).start_date is None

    def test_of_two_units_with_the_same_code_only_the_given_one_is_written(self) -> None:
        rows = with_result(unit(), SEEN), unit(id=UnitRowId("again"))
        powerpro = self.store((provisioned(units=rows),))
        second = self.found(powerpro).units[1]
        powerpro.set_result(second, COMPETENT)
        assert {each.id: each.result for each in self.found(powerpro).units} == {
            self.first_unit(powerpro).id: SEEN,
            second.id: COMPETENT,
        }

    def test_setting_a_result_twice_equals_once(self) -> None:
        powerpro = self.store((provisioned(),))
        read = self.first_unit(powerpro)
        powerpro.set_result(read, COMPETENT)
        once = self.found(powerpro)
        powerpro.set_result(read, COMPETENT)
        powerpro.set_result(self.first_unit(powerpro), COMPETENT)
        assert self.found(powerpro) == once

    @LAW
    @given(st.lists(unit_results(), min_size=2, max_size=3))
    def test_any_result_is_read_back_as_written(self, results: list[UnitResult]) -> None:
        """Including blank results, one after the other."""
        powerpro = self.store((provisioned(units=(with_result(unit(), results[0]),)),))
        for result in results[1:]:
            powerpro.set_result(self.first_unit(powerpro), result)
            assert self.first_unit(powerpro).result == result
