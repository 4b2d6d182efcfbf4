"""The enrolments of one client, also from a repository that cannot be asked for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from support.the_guide import JOANA, PINK, booking, enrolment, provisioned
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.model import Client, ClientCode, Enrolment
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.ports.optional import client_enrolments_of
from talent_powerpro.run.client_enrolments import (
    client_enrolments,
    every_enrolment_of,
    with_client_enrolments,
)

OF_PINK = provisioned(id=booking("1002"), client=PINK)
STORE = MemoryPowerPro([provisioned(), OF_PINK, enrolment("1003", client=PINK)])


class Bare:
    """A host's repository without the optional port."""

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        return STORE.provisioned_enrolments()

    def clients_with_email(self, email: str) -> Sequence[Client]:
        return STORE.clients_with_email(email)


class BareToo(Bare):
    """The same, which lists those to provision as well."""

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        return STORE.enrolments_to_provision(narrowed_by)

    def provisioned_enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        return STORE.provisioned_enrolments_of(client_code)


def test_every_enrolment_of_a_client_is_found_with_a_contact_log_or_without() -> None:
    bare: PowerProRepository = BareToo()  # type: ignore[assignment]  # few methods are enough
    every = (OF_PINK, STORE.enrolment(booking("1003")))
    assert every_enrolment_of(STORE, PINK.code) == every
    assert every_enrolment_of(bare, PINK.code) == every
    with_port: Any = with_client_enrolments(bare)
    assert with_port is not bare
    assert set(with_port.enrolments_of(PINK.code)) == set(every)
    assert with_port.provisioned_enrolments_of(PINK.code) == (OF_PINK,)


class Finds(Bare):
    """A host's repository that finds every enrolment of a client, and lists none to provision."""

    def enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        return STORE.enrolments_of(client_code)


def test_a_repository_that_can_be_asked_is_asked() -> None:
    assert with_client_enrolments(STORE) is STORE
    assert client_enrolments(STORE, PINK.code) == (OF_PINK,)
    finds: PowerProRepository = Finds()  # type: ignore[assignment]  # few methods are enough
    assert every_enrolment_of(finds, PINK.code) == (OF_PINK, STORE.enrolment(booking("1003")))
    with_port: Any = with_client_enrolments(finds)
    assert with_port.provisioned_enrolments_of(PINK.code) == (OF_PINK,)


def test_else_its_provisioned_enrolments_are_looked_through() -> None:
    bare: PowerProRepository = Bare()  # type: ignore[assignment]  # two methods are enough
    assert client_enrolments_of(bare) is None
    assert client_enrolments(bare, PINK.code) == (OF_PINK,)
    with_port = with_client_enrolments(bare)
    offered = client_enrolments_of(with_port)
    assert offered is not None
    assert offered.provisioned_enrolments_of(PINK.code) == (OF_PINK,)
    assert [each.client for each in offered.provisioned_enrolments_of(JOANA.code)] != [PINK]
    assert with_port.clients_with_email(PINK.email) == (PINK,)
