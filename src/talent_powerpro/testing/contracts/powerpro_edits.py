"""Contract suite of a PowerPro repository: writes that depend on the values read before.

The argument of a write carries the values that were read. Most tests simulate an edit in
between with an argument that differs from the stored row. Tests that call `edit` make a real one.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import ClientCode, TalentUserId, UnitResult, UnitRowId
from talent_powerpro.testing.contracts.powerpro_stores import PowerProStores
from talent_powerpro.testing.contracts.rows import (
    COMPETENT,
    JOANA,
    SEEN,
    contact_log,
    enrolment,
    provisioned,
    unit,
    with_result,
)

SEVEN: Final = TalentUserId("7")
OTHERWISE: Final = (
    evolve(SEEN, outcome="51 - Recognition of prior learning granted"),
    evolve(SEEN, outcome_date=date(2022, 6, 3)),
    evolve(SEEN, outcome_date=None),
    evolve(SEEN, short_comment=""),
)
"""Edits of `SEEN` by a person, one field each."""


class PowerProEdits(PowerProStores):
    """The part of `PowerProContract` about edits by people.

    A write succeeds if the row already has the new values. Otherwise, if a person edited the
    row since it was read, the edit wins: the write raises `EditedMeanwhile`.
    """

    def test_the_next_read_returns_a_persons_edit(self) -> None:
        powerpro = self.store((enrolment(),))
        edited = evolve(self.found(powerpro), client=evolve(JOANA, secondary_id="7"))
        self.edit(powerpro, edited)
        assert self.found(powerpro).client.secondary_id == "7"

    def test_setting_a_secondary_id_that_is_already_set_succeeds(self) -> None:
        powerpro = self.store((enrolment(client=evolve(JOANA, secondary_id="7")),))
        powerpro.set_secondary_id(evolve(JOANA, secondary_id="6"), SEVEN)
        assert self.found(powerpro).client.secondary_id == "7"

    def test_a_secondary_id_edited_since_it_was_read_is_not_cleared(self) -> None:
        powerpro = self.store((enrolment(),))
        with pytest.raises(EditedMeanwhile):
            powerpro.set_secondary_id(evolve(JOANA, secondary_id="6"), TalentUserId(""))
        assert self.found(powerpro).client.secondary_id == JOANA.secondary_id

    @pytest.mark.parametrize("read", ["", "6", "dpc000129"])
    def test_a_secondary_id_edited_since_it_was_read_is_not_overwritten(self, read: str) -> None:
        powerpro = self.store((enrolment(),))
        with pytest.raises(EditedMeanwhile):
            powerpro.set_secondary_id(evolve(JOANA, secondary_id=read), SEVEN)
        assert self.found(powerpro).client.secondary_id == JOANA.secondary_id

    def test_set_secondary_id_compares_and_writes_no_other_field(self) -> None:
        """A person may correct the e-mail meanwhile: it is neither compared nor overwritten."""
        powerpro = self.store((enrolment(),))
        powerpro.set_secondary_id(evolve(JOANA, email="old@pm.me", surname="OLD"), SEVEN)
        now = self.found(powerpro).client
        assert (now.secondary_id, now.email, now.surname) == ("7", JOANA.email, JOANA.surname)

    def test_a_persons_edit_of_the_secondary_id_wins(self) -> None:
        powerpro = self.store((enrolment(),))
        read = self.found(powerpro)
        self.edit(powerpro, evolve(read, client=evolve(read.client, secondary_id="8")))
        with pytest.raises(EditedMeanwhile):
            powerpro.set_secondary_id(read.client, SEVEN)
        assert self.found(powerpro).client.secondary_id == "8"

    def test_a_write_to_a_removed_client_raises_edited_meanwhile(self) -> None:
        powerpro = self.store((enrolment(),))
        with pytest.raises(EditedMeanwhile):
            powerpro.set_secondary_id(evolve(JOANA, code=ClientCode("2021000099")), SEVEN)

    def test_no_contact_log_is_added_where_a_person_wrote_one(self) -> None:
        by_hand = contact_log(created_by="PP-CA", contact_type="enrolment EXPORTED to Talent LMS")
        powerpro = self.store((enrolment(contact_logs=(by_hand,)),))
        before = self.found(powerpro)
        powerpro.add_contact_log(evolve(before, contact_logs=()), contact_log(3))
        assert self.found(powerpro) == before

    def test_a_contact_log_for_a_removed_enrolment_raises_edited_meanwhile(self) -> None:
        powerpro = self.store((enrolment(),))
        with pytest.raises(EditedMeanwhile):
            powerpro.add_contact_log(enrolment("1099"), contact_log())
        assert list(self.again(powerpro).provisioned_enrolments()) == []

    def test_setting_a_result_that_is_already_set_succeeds(self) -> None:
        powerpro = self.store((provisioned(units=(with_result(unit(), COMPETENT),)),))
        powerpro.set_result(with_result(self.first_unit(powerpro), SEEN), COMPETENT)
        assert self.first_unit(powerpro).result == COMPETENT

    @pytest.mark.parametrize("now", OTHERWISE, ids=["outcome", "date", "no date", "comment"])
    def test_a_result_edited_since_it_was_read_is_not_overwritten(self, now: UnitResult) -> None:
        powerpro = self.store((provisioned(units=(with_result(unit(), now),)),))
        with pytest.raises(EditedMeanwhile):
            powerpro.set_result(with_result(self.first_unit(powerpro), SEEN), COMPETENT)
        assert self.first_unit(powerpro).result == now

    def test_a_persons_edit_of_a_result_wins(self) -> None:
        powerpro = self.store((provisioned(units=(with_result(unit(), SEEN),)),))
        read = self.found(powerpro)
        self.edit(powerpro, evolve(read, units=(with_result(read.units[0], OTHERWISE[0]),)))
        with pytest.raises(EditedMeanwhile):
            powerpro.set_result(read.units[0], COMPETENT)
        assert self.first_unit(powerpro).result == OTHERWISE[0]

    def test_a_result_for_a_removed_unit_raises_edited_meanwhile(self) -> None:
        powerpro = self.store((provisioned(),))
        with pytest.raises(EditedMeanwhile):
            powerpro.set_result(evolve(self.first_unit(powerpro), id=UnitRowId("1099")), COMPETENT)

    def test_a_write_after_a_refused_write_succeeds(self) -> None:
        """A refused write must leave no transaction open."""
        powerpro = self.store((provisioned(units=(with_result(unit(), SEEN),)),))
        read = self.found(powerpro)
        with pytest.raises(EditedMeanwhile):
            powerpro.set_result(with_result(read.units[0], OTHERWISE[0]), COMPETENT)
        powerpro.set_secondary_id(read.client, TalentUserId("8"))
        powerpro.set_result(read.units[0], COMPETENT)
        assert self.first_unit(powerpro).result == COMPETENT
        assert self.found(powerpro).client.secondary_id == "8"
