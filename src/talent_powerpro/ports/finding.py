"""Optional port for finding the enrolment or client that a person means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from talent_powerpro.model import Client, ClientCode, Enrolment, EnrolmentId


@runtime_checkable
class FindsEnrolments(Protocol):
    """Optional port for finding enrolments by client code, e-mail or name.

    Of runs, only those for named clients use it.
    """

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        """As `PowerProRepository.enrolment`."""
        ...

    def every_client(self) -> Iterable[Client]:
        """Every client, including archived ones."""
        ...

    def enrolments_of(self, client_code: ClientCode) -> Sequence[Enrolment]:
        """Every enrolment of the client with that very code, whatever its state."""
        ...
