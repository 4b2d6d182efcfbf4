"""Contract suites of `WrittenUsers` and of the optional port `ClientsByCode`."""

from __future__ import annotations

from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.model import ClientCode, TalentUserId, UserDetails
from talent_powerpro.ports import ClientsByCode
from talent_powerpro.ports.optional import clients_by_code_of
from talent_powerpro.ports.state import WrittenUsers
from talent_powerpro.records.written_user import WrittenUser
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.powerpro_stores import PowerProStores
from talent_powerpro.testing.contracts.rows import JOANA, PINK, enrolment

DETAILS: Final = UserDetails("Joana", "O'Brien-Gómez", "jg11@pm.me")
FIRST: Final = WrittenUser(
    ClientCode("2021000017"),
    TalentUserId("7"),
    "powerpro.talentlms.com",
    DETAILS,
    evolve(DETAILS, email="joana@pm.me"),
)
SECOND: Final = WrittenUser(ClientCode("00018"), TalentUserId(""), "", DETAILS, DETAILS)


class WrittenUsersContract:
    """Tests that your store is a `WrittenUsers`. Inherit it and define `make`."""

    def make(self) -> WrittenUsers:
        """Return a new, empty store of written users of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), WrittenUsers) == []

    def test_a_new_store_remembers_nothing(self) -> None:
        users = self.make()
        users.remember_written([])
        assert list(users.every_written()) == []
        assert list(users.written_to([FIRST.client_code])) == []
        assert list(users.written_to([])) == []

    def test_users_come_back_as_they_were_and_by_their_clients(self) -> None:
        users = self.make()
        users.remember_written([FIRST, SECOND])
        assert sorted(users.every_written(), key=repr) == sorted([FIRST, SECOND], key=repr)
        assert list(users.written_to([SECOND.client_code, ClientCode("unknown")])) == [SECOND]

    @pytest.mark.parametrize(
        "newer",
        [
            evolve(FIRST, user_id=TalentUserId("9")),
            evolve(FIRST, portal="trial"),
            evolve(FIRST, written=FIRST.settled),
            evolve(FIRST, settled=evolve(DETAILS, first_name="")),
        ],
    )
    def test_a_user_replaces_the_clients_earlier_one(self, newer: WrittenUser) -> None:
        users = self.make()
        users.remember_written([FIRST, SECOND])
        users.remember_written([newer])
        assert list(users.written_to([FIRST.client_code])) == [newer]

    def test_thousands_may_be_remembered_and_found_at_once(self) -> None:
        users = self.make()
        codes = [ClientCode(str(number)) for number in range(12_000)]
        users.remember_written([evolve(SECOND, client_code=each) for each in codes])
        assert sorted(each.client_code for each in users.every_written()) == sorted(codes)
        assert len(list(users.written_to(codes))) == len(codes)


class ClientsByCodeContract(PowerProStores):
    """Tests that your PowerPro repository is a `ClientsByCode`.

    `make` is the one of `PowerProContract`. The port is optional.
    """

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), ClientsByCode) == []

    def test_the_clients_with_these_codes_are_returned_and_no_others(self) -> None:
        port = clients_by_code_of(self.store((enrolment(), enrolment("1002", client=PINK))))
        assert port, "clients_with is missing"
        codes = [PINK.code, ClientCode("unknown"), PINK.code]
        assert [each.code for each in port.clients_with(codes)] == [PINK.code]
        assert list(port.clients_with([])) == []
        both = port.clients_with([JOANA.code, PINK.code])
        assert {each.code for each in both} == {JOANA.code, PINK.code}
