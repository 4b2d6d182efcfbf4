"""Contract suite of the optional port `UndoesProvisioning`."""

from __future__ import annotations

from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import UNDONE, EnrolmentId
from talent_powerpro.ports import PowerProRepository, UndoesProvisioning
from talent_powerpro.ports.optional import result_scope_of, undoing_of
from talent_powerpro.records.scope import Scope
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.powerpro_stores import PowerProStores
from talent_powerpro.testing.contracts.rows import (
    BOOKING,
    WEB,
    contact_log,
    enrolment,
    provisioned,
)

LOG: Final = contact_log()
TAKEN_BACK: Final = contact_log(4, contact_type=UNDONE)
AGAIN: Final = contact_log(6, contact_type=UNDONE)


class UndoesProvisioningContract(PowerProStores):
    """Tests that your PowerPro repository is an `UndoesProvisioning`.

    `make` is the one of `PowerProContract`. The port is optional.
    """

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), UndoesProvisioning) == []

    def test_the_enrolment_is_no_longer_provisioned_and_both_logs_stay(self) -> None:
        powerpro = self.store((provisioned(),))
        before = self.found(powerpro)
        undoing(powerpro).add_undone_log(before, TAKEN_BACK)
        after = self.found(powerpro)
        assert after.provisioning_log is None
        assert [each.marks_provisioned for each in after.contact_logs] == [True, False]
        (added,) = (each for each in after.contact_logs if each.tells_of_undo)
        assert (added.description, added.contact_date) == (LOG.description, TAKEN_BACK.contact_date)
        assert evolve(after, contact_logs=before.contact_logs) == before

    def test_it_may_be_due_again_and_is_in_no_list_of_provisioned_enrolments(self) -> None:
        powerpro = self.store((provisioned(),))
        undoing(powerpro).add_undone_log(self.found(powerpro), TAKEN_BACK)
        again = self.again(powerpro)
        assert list(again.provisioned_enrolments()) == []
        narrowed = again.enrolments_to_provision({"not-yet-provisioned", "enrolment-exported"})
        assert [each.id for each in narrowed] == [BOOKING]

    def test_it_is_out_of_the_scope_of_results(self) -> None:
        """Where the repository is a `ResultScope`."""
        powerpro = self.store((provisioned(), provisioned("1002")))
        undoing(powerpro).add_undone_log(self.found(powerpro), TAKEN_BACK)
        again = result_scope_of(self.again(powerpro))
        if again is None:
            pytest.skip("The repository is no ResultScope.")
        scope = Scope(frozenset(), TAKEN_BACK.contact_date.date())
        rows = again.rows_in_scope([WEB.code], scope)
        assert [each.enrolment_id for each in rows] == ["1002"]
        assert list(again.not_in_scope([BOOKING, EnrolmentId("1002")], scope)) == [BOOKING]

    def test_undoing_twice_equals_once(self) -> None:
        powerpro = self.store((provisioned(),))
        read = self.found(powerpro)
        undoing(powerpro).add_undone_log(read, TAKEN_BACK)
        once = self.found(powerpro)
        undoing(powerpro).add_undone_log(read, TAKEN_BACK)
        undoing(powerpro).add_undone_log(once, evolve(TAKEN_BACK, contact_date=LOG.contact_date))
        assert self.found(powerpro) == once

    @pytest.mark.parametrize("number", [3, 4, 5])
    def test_a_provisioning_after_the_undo_counts(self, number: int) -> None:
        """Also with a clock that stands still, or was set back."""
        powerpro = self.store((provisioned(),))
        undoing(powerpro).add_undone_log(self.found(powerpro), TAKEN_BACK)
        powerpro.add_contact_log(self.found(powerpro), contact_log(number))
        assert self.found(powerpro).provisioning_log is not None
        assert [each.id for each in self.again(powerpro).provisioned_enrolments()] == [BOOKING]
        undoing(powerpro).add_undone_log(self.found(powerpro), AGAIN)
        assert self.found(powerpro).provisioning_log is None

    def test_without_a_log_of_that_description_nothing_is_added(self) -> None:
        powerpro = self.store((provisioned(), enrolment("1002")))
        for each in (BOOKING, EnrolmentId("1002")):
            before = self.found(powerpro, each)
            other = evolve(TAKEN_BACK, description="Enrolled in Talent Course: 127 ...")
            undoing(powerpro).add_undone_log(before, other)
            assert self.found(powerpro, each) == before

    def test_an_undo_for_a_removed_enrolment_raises_edited_meanwhile(self) -> None:
        powerpro = self.store(())
        with pytest.raises(EditedMeanwhile):
            undoing(powerpro).add_undone_log(enrolment(BOOKING), TAKEN_BACK)


def undoing(powerpro: PowerProRepository) -> UndoesProvisioning:
    """The repository as an `UndoesProvisioning`, found as the agent finds it."""
    offered = undoing_of(powerpro)
    assert offered is not None
    return offered
