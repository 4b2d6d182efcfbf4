"""Ports of updates: what the agent wrote to Talent users, and clients by their codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol, runtime_checkable

from talent_powerpro.model import Client, ClientCode
from talent_powerpro.records.written_user import WrittenUser


@runtime_checkable
class ClientsByCode(Protocol):
    """Optional port of PowerPro for reading some clients without the others.

    Asked once a run where the policy's ``update_users`` is on. Without it the agent looks through
    `PowerProRepository.provisioned_enrolments`.
    """

    def clients_with(self, client_codes: Collection[ClientCode]) -> Iterable[Client]:
        """The clients with these codes, each once. Those that do not exist are left out."""
        ...


@runtime_checkable
class WrittenUsers(Protocol):
    """The part of the agent's state with what it last wrote to Talent users.

    Losing it changes nobody: the agent then updates only users that it signs up from then on.
    """

    def every_written(self) -> Iterable[WrittenUser]:
        """All that are remembered, in any order. Nothing is written while it is open."""
        ...

    def written_to(self, client_codes: Collection[ClientCode]) -> Iterable[WrittenUser]:
        """What is remembered of the Talent users of these clients. Others are left out."""
        ...

    def remember_written(self, users: Collection[WrittenUser]) -> None:
        """Remember these, all or none. Each replaces the one before of its client."""
        ...
