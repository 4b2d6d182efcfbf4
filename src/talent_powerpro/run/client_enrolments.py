"""The enrolments of one client, also from a repository that cannot be asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from talent_powerpro.model import ClientCode, Enrolment
from talent_powerpro.ports.optional import client_enrolments_of
from talent_powerpro.ports.powerpro import PowerProRepository


def with_client_enrolments(powerpro: PowerProRepository) -> PowerProRepository:
    """Return *powerpro*, with the enrolments of one client where it cannot be asked for them."""
    if client_enrolments_of(powerpro) and callable(getattr(powerpro, "enrolments_of", None)):
        return powerpro
    return cast(PowerProRepository, _LookingThrough(powerpro))


def client_enrolments(powerpro: PowerProRepository, client_code: ClientCode) -> Sequence[Enrolment]:
    """Return every enrolment of the client that has a provisioning contact log."""
    offered = client_enrolments_of(powerpro)
    if offered:
        return offered.provisioned_enrolments_of(client_code)
    every = powerpro.provisioned_enrolments()
    return tuple(each for each in every if each.client.code == client_code)


def every_enrolment_of(
    powerpro: PowerProRepository, client_code: ClientCode
) -> Sequence[Enrolment]:
    """Return every enrolment of the client, with a provisioning contact log or without."""
    offered = getattr(powerpro, "enrolments_of", None)
    if callable(offered):
        return tuple(offered(client_code))
    # Without narrowing, none is left out.
    every = powerpro.enrolments_to_provision(())
    return tuple(each for each in every if each.client.code == client_code)


class _LookingThrough:
    """A repository that finds a client's enrolments among all of them."""

    def __init__(self, powerpro: PowerProRepository) -> None:
        self._powerpro = powerpro

    def __getattr__(self, name: str) -> Any:
        return getattr(self._powerpro, name)

    def provisioned_enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        return client_enrolments(self._powerpro, client_code)

    def enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        return every_enrolment_of(self._powerpro, client_code)
