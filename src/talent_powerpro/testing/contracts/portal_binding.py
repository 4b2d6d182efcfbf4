"""Contract suite of a portal binding. Each test covers a sentence of `PortalBinding`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.model import ClientCode, TalentUserId
from talent_powerpro.ports.state import PortalBinding
from talent_powerpro.records.journal import SetAside
from talent_powerpro.testing.contracts.port_methods import missing_methods

TRIAL: Final = "powerpro-trial.talentlms.com"
LIVE: Final = "powerpro.talentlms.com"
AT: Final = datetime(2022, 6, 2, 6, 58, 56, 250000, tzinfo=UTC)
JOANA_S: Final = SetAside(ClientCode("2021000017"), TalentUserId("7"), TRIAL, AT)
PINK_S: Final = SetAside(ClientCode("2021000018"), TalentUserId("8"), TRIAL, AT)


class PortalBindingContract:
    """Tests that your store of the portal is a `PortalBinding`. Inherit it and define `make`."""

    def make(self) -> PortalBinding:
        """Return a new, empty portal binding of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), PortalBinding) == []

    def test_a_new_binding_has_no_portal_and_no_ids_set_aside(self) -> None:
        memory = self.make()
        assert memory.portal() == ""
        assert list(memory.ids_set_aside()) == []

    def test_a_portal_is_remembered_until_another_one_takes_its_place(self) -> None:
        memory = self.make()
        for portal in (TRIAL, TRIAL, LIVE, TRIAL):
            memory.remember_portal(portal)
            assert memory.portal() == portal

    def test_ids_set_aside_are_kept_with_client_portal_and_moment(self) -> None:
        memory = self.make()
        memory.set_aside([JOANA_S, PINK_S])
        assert list(memory.ids_set_aside()) == [JOANA_S, PINK_S]

    def test_setting_aside_an_empty_list_changes_nothing(self) -> None:
        memory = self.make()
        memory.set_aside([JOANA_S])
        memory.set_aside([])
        assert list(memory.ids_set_aside()) == [JOANA_S]

    def test_setting_an_id_aside_again_keeps_its_first_moment_and_adds_the_others(self) -> None:
        """A repeat after a crash must not change the moment at which an id was set aside."""
        memory = self.make()
        memory.set_aside([JOANA_S])
        memory.set_aside([evolve(JOANA_S, at=AT + timedelta(days=1)), PINK_S])
        assert list(memory.ids_set_aside()) == [JOANA_S, PINK_S]

    @pytest.mark.parametrize(
        "other",
        [
            evolve(JOANA_S, client_code=PINK_S.client_code),
            evolve(JOANA_S, user_id=TalentUserId("8")),
            evolve(JOANA_S, portal=LIVE),
        ],
        ids=["client", "id", "portal"],
    )
    def test_another_client_id_or_portal_makes_a_separate_entry(self, other: SetAside) -> None:
        memory = self.make()
        memory.set_aside([JOANA_S])
        memory.set_aside([other])
        assert list(memory.ids_set_aside()) == [JOANA_S, other]

    def test_ids_set_aside_are_returned_oldest_first(self) -> None:
        memory = self.make()
        given = [
            evolve(JOANA_S, client_code=ClientCode(code), at=AT + timedelta(minutes=minute))
            for minute, code in enumerate(("9", "8", "10"))
        ]
        for each in given:
            memory.set_aside([each])
        assert list(memory.ids_set_aside()) == given

    def test_the_moment_is_returned_aware_and_equal_in_any_zone(self) -> None:
        memory = self.make()
        memory.set_aside([evolve(JOANA_S, at=AT.astimezone(timezone(timedelta(hours=8))))])
        (kept,) = memory.ids_set_aside()
        assert kept.at == AT
        assert kept.at.tzinfo is not None

    def test_setting_ids_aside_and_remembering_a_portal_are_independent(self) -> None:
        """Setting ids aside stores no portal, and a new portal removes no id set aside."""
        memory = self.make()
        memory.set_aside([JOANA_S])
        assert memory.portal() == ""
        memory.remember_portal(LIVE)
        assert list(memory.ids_set_aside()) == [JOANA_S]
