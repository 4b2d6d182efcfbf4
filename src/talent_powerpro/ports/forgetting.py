"""Optional port for deleting what is kept about one client."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol, runtime_checkable

from attrs import frozen

from talent_powerpro.model import Client, ClientCode, Enrolment


@frozen
class Person:
    """One client with all enrolments, as PowerPro has them."""

    client: Client
    enrolments: tuple[Enrolment, ...] = ()

    @property
    def unit_ids(self) -> tuple[str, ...]:
        """The ids of all unit rows."""
        return tuple(unit.id for each in self.enrolments for unit in each.units)


@runtime_checkable
class ForgetsClients(Protocol):
    """Optional port for deleting a client's personal data. Runs do not use it.

    The evidence of results stays: it has the client's code, and neither name nor address. Nothing
    about another client changes, except that a text which names the forgotten client goes as well.
    """

    def client_codes(self) -> Collection[ClientCode]:
        """The codes of all clients, including archived ones."""
        ...

    def person(self, client_code: ClientCode) -> Person | None:
        """The client with that very code; ``None`` where there is none."""
        ...

    def traces(self, person: Person) -> Mapping[str, int]:
        """The number of rows that `forget` would delete, by what they are, such as ``journal``.

        What has no row is left out.
        """
        ...

    def evidence_kept(self, client_code: ClientCode) -> int:
        """The number of results of the client whose evidence stays."""
        ...

    def forget(self, person: Person) -> None:
        """Delete all of `traces`, all or none, so that no byte of it is left. Twice equals once.

        Raises `PowerProUnusable` where bytes may be left; a repeat then removes them.
        """
        ...
