"""Contract suite of the optional port `GroupContactLogs`: a client who joins the group later."""

from __future__ import annotations

from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import ADDED_TO_GROUP
from talent_powerpro.ports import GroupContactLogs, PowerProRepository
from talent_powerpro.ports.optional import group_logs_of
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.powerpro_stores import PowerProStores
from talent_powerpro.testing.contracts.rows import BOOKING, contact_log, enrolment, provisioned

ADDED: Final = contact_log(
    3,
    contact_type=ADDED_TO_GROUP,
    description="Joana Gomez added to Talent Group 77eD6LXHH ...",
)


LATER: Final = contact_log(4).contact_date


class GroupContactLogsContract(PowerProStores):
    """Tests that your PowerPro repository is a `GroupContactLogs`.

    `make` is the one of `PowerProContract`. The port is optional.
    """

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), GroupContactLogs) == []

    def test_the_log_is_added_and_nothing_else_changes(self) -> None:
        """The provisioning contact log stays the one of the provisioning."""
        powerpro = self.store((provisioned(),))
        before = self.found(powerpro)
        adding(powerpro).add_group_log(before, ADDED)
        after = self.found(powerpro)
        (added,) = (each for each in after.contact_logs if each.tells_of_group)
        assert (added.contact_date, added.description) == (ADDED.contact_date, ADDED.description)
        assert after.provisioning_log == before.provisioning_log
        kept = tuple(each for each in after.contact_logs if not each.tells_of_group)
        assert evolve(after, contact_logs=kept) == before

    def test_adding_the_log_twice_equals_once(self) -> None:
        powerpro = self.store((provisioned(),))
        read = self.found(powerpro)
        adding(powerpro).add_group_log(read, ADDED)
        once = self.found(powerpro)
        adding(powerpro).add_group_log(
            read, evolve(ADDED, contact_date=contact_log(4).contact_date)
        )
        adding(powerpro).add_group_log(once, ADDED)
        assert self.found(powerpro) == once

    def test_a_log_of_another_group_is_added_beside_it(self) -> None:
        powerpro = self.store((provisioned(),))
        other = evolve(ADDED, contact_date=LATER, description="Added to Talent Group FRUIT ...")
        for log in (ADDED, other):
            adding(powerpro).add_group_log(self.found(powerpro), log)
        logs = [each for each in self.found(powerpro).contact_logs if each.tells_of_group]
        assert len(logs) == 2

    def test_it_provisions_nobody(self) -> None:
        powerpro = self.store((enrolment(),))
        adding(powerpro).add_group_log(self.found(powerpro), ADDED)
        assert self.found(powerpro).provisioning_log is None
        assert list(powerpro.provisioned_enrolments()) == []

    def test_a_log_for_a_removed_enrolment_raises_edited_meanwhile(self) -> None:
        powerpro = self.store(())
        with pytest.raises(EditedMeanwhile):
            adding(powerpro).add_group_log(enrolment(BOOKING), ADDED)


def adding(powerpro: PowerProRepository) -> GroupContactLogs:
    """The repository as a `GroupContactLogs`, found as the agent finds it."""
    offered = group_logs_of(powerpro)
    assert offered is not None
    return offered
